from tests.engines.sast.ir_text import show, spans
from tests.engines.sast.languages.javascript.support import lowered, shown

_COMPONENT = """<template>
  <p v-html="x">{{ a.b() }}</p>
</template>
<script lang="ts">
import a from 'm'
export default {}
</script>
<script setup lang="ts" generic="T extends A<B>">
const x = a as any
</script>
<style>p { color: red }</style>
"""


def test_a_component_is_the_program_of_its_scripts() -> None:
    file = lowered(_COMPONENT, "vue")
    assert show(file) == "import 'a' = 'm'.'default'\nexport 'default' = {}\nx = a"
    assert file.language == "typescript"
    assert spans(file, _COMPONENT.encode())[0] == ("IMPORT", "a")
    assert lowered("<script>a()</script>", "vue").language == "javascript"


def test_lines_and_marks_of_a_component() -> None:
    file = lowered("<p>\r\n</p>\n<script>\nf() // nosemgrep\n</script>", "vue")
    assert [one.line for one in file.suppressions] == [4]
    assert len(file.lines) == 4 * 5


def test_pages() -> None:
    page = """<!-- <script>no()</script> -->
    <script type="application/json">{"no": 1}</script>
    <SCRIPT SRC="x.js"></SCRIPT><script type="text/template"><p>no</p></script>
    <script nonce='>'>a()</script><p>no</p><script type=module>(b)()</script>
    <script>not closed"""
    assert shown(page, "html") == "a()\nb()"


def test_a_page_without_scripts() -> None:
    assert shown("<p>a &lt; b</p>", "html") == ""
    assert lowered("<p>a</p>", "html").flags == ""
