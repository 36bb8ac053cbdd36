import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.engines.sast.languages.javascript.lower import lower
from gateline.facts.code import CodeFile
from tests.engines.sast.ir_text import all_nodes
from tests.engines.sast.languages.javascript.support import lowered

_KINDS = ("javascript", "typescript", "vue", "html")
_CODE = """
import a, {b as c} from "m"; import type {T} from 't'; export default class K extends L { #p = 1; static { f() } @d() m(@e x: T[] = []) { super.m() } }
const {g, h: [i = 2, ...j], ...k} = await l`m${n}o`; for (const p of q) { let r = p?.s?.[t]?.(u) ?? v; w ||= r } label: do { continue } while (!x)
export const y = async function* z(...aa) { yield* bb; try { throw new Error(`${cc}`) } catch { return } finally { dd() } };
switch (ee) { case 1: ff(); default: } if (gg) hh(); else if (ii) { jj++ } enum N { A, B = 'x' } namespace O.P { export const Q = 1 }
const el = <div a="b" {...c} d={e}>text {f} <G.H/></div>; delete kk.ll, void 0; mm = nn => oo ? /re/g : -1n; var pp = qq as any satisfies R; // nosemgrep
/* eslint-disable */ function rr(this: S, ss?: Map<string, U | null>): asserts ss {} <script lang="ts"> export * as tt from "uu" </script>
"""
_DEEP = {
    "brackets": "x=" + "[" * 4000 + "]" * 4000,
    "parentheses": "(" * 4000 + "x" + ")" * 4000,
    "objects": "x=" + "{a:" * 4000 + "1" + "}" * 4000,
    "negations": "x=" + "!" * 4000 + "a",
    "conditions": "x=" + "a?b:" * 4000 + "c",
    "assignments": "a=" * 4000 + "1",
    "counting": "a" + "++" * 4000,
    "arrows": "a=>" * 4000 + "1",
    "blocks": "{" * 4000 + "}" * 4000,
    "branches": "if(a)" * 4000 + "b",
    "labels": "l:" * 4000 + "b",
    "functions": "function f(){" * 2000 + "}" * 2000,
    "classes": "class A{m(){" * 2000 + "}}" * 2000,
    "templates": "`${" * 2000 + "x" + "}`" * 2000,
    "elements": "x=" + "<a>" * 2000 + "</a>" * 2000,
    "patterns": "let " + "[" * 4000 + "x" + "]" * 4000 + "=y",
    "types": "let x: " + "A<" * 2000 + "B" + ">" * 2000,
    "readings": "x" + "<A>" * 4000,
    "repairs": "1x:" * 4000,
    "openings": "{!" * 4000,
    "quotes": "a>`" * 4000,
    "tags": "<script " * 4000,
    "marks": "/* eslint-disable */\n" * 4000,
}


def _depth(tree: object) -> int:
    deepest = 0
    waiting: list[tuple[object, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        if isinstance(node, list | tuple):
            waiting += [(part, depth + 1) for part in node]
    return deepest


def _check(file: CodeFile, data: bytes) -> None:
    for node in all_nodes(file):
        assert 0 <= node[1] >> 16 <= len(data)
        assert (node[1] >> 16) + (node[1] & 0xFFFF) <= len(data)
    assert all(_depth(list(function.body)) < 500 for function in file.functions)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(file), type=CodeFile).flags == file.flags


@pytest.mark.parametrize("name", _DEEP)
@pytest.mark.parametrize("kind", ["javascript", "typescript"])
def test_what_is_nested_without_end_is_cut(name: str, kind: str) -> None:
    data = _DEEP[name].encode()
    start = time.process_time()
    _check(lower(data, kind), data)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    "text",
    [
        "x = " + " + ".join(["a"] * 5000),
        "x = " + "a + b - c * " * 2000 + "d",
        "x = " + " && ".join(["a"] * 5000),
        "x" + ".a(b)" * 3000,
        "x" + ".a" * 5000,
        "x" + "[0]" * 3000,
        "x = (" + ", ".join(["a"] * 5000) + ")",
        "x = [" + ", ".join(["a"] * 5000) + "]",
        "var " + ", ".join(f"a{i} = b" for i in range(3000)),
    ],
)
def test_long_rows_are_lowered_whole(text: str) -> None:
    file = lowered(text)
    assert file.cut == ()
    _check(file, text.encode())


def test_long_chains_keep_every_call() -> None:
    file = lowered("x" + "".join(f".a(b{i})" for i in range(500)))
    assert {node[2] for node in all_nodes(file) if node[0] == 1} >= {f"b{i}" for i in range(500)}


def test_rows_of_branches_are_lowered_whole() -> None:
    file = lowered("if (a) b();" + "".join(f" else if (c{i}) d{i}();" for i in range(1000)))
    assert [why for _, _, why in file.cut] == ["too many branches in a row"]
    assert {node[2] for node in all_nodes(file) if node[0] == 1} >= {f"d{i}" for i in range(1000)}
    _check(file, b" " * 100_000)


def test_what_is_cut_names_its_function() -> None:
    file = lowered("function deep() { x = " + "[" * 500 + "]" * 500 + " }")
    assert [(name, why) for name, _, why in file.cut] == [("deep", "nested too deeply")]


def test_tables_are_shortened() -> None:
    file = lowered("x = [" + "1," * 20_000 + "f()]")
    values = file.functions[0].body[0][3][2]
    assert len(values) == 5001
    assert values[-1][0] == 5
    assert file.cut == ()


def test_minified_and_generated_files() -> None:
    assert lowered("function f(a){return a+1};" * 200).flags == "m"
    assert lowered("// @generated by a tool\nf()\n").flags == "m"
    assert lowered("f()\n" * 500).flags == ""
    large = ("f(a);" * 250_000).encode()
    assert [why for _, _, why in lower(large, "javascript").cut] == ["the file is minified or generated and large"]


def test_huge_files() -> None:
    start = time.process_time()
    file = lower(b"f(a)\n" * 10_000_000, "javascript")
    assert time.process_time() - start < 2
    assert [why for _, _, why in file.cut] == ["the file is too large"]


def test_marks_of_files() -> None:
    assert lowered("#!/usr/bin/env node\nf()").flags == "x"
    assert lowered("\ufefff()").flags == ""
    assert lowered("f(").flags == "e"
    assert lower(b"\xff\xfe\x00a = '\xff'", "javascript").language == "javascript"


def test_lines() -> None:
    assert lowered("a\nb\r\n\nc").lines == b"".join(start.to_bytes(4, "little") for start in (0, 2, 5, 6))
    assert lowered("").lines == bytes(4)
    assert lowered("a\n").lines == b"".join(start.to_bytes(4, "little") for start in (0, 2))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(_KINDS))
def test_random_bytes_never_raise(data: bytes, kind: str) -> None:
    _check(lower(data, kind), data)


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(_KINDS))
def test_damaged_code_never_raises(data: st.DataObject, kind: str) -> None:
    text = _CODE.encode()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        piece = data.draw(
            st.sampled_from(
                [
                    b"",
                    b"(",
                    b")",
                    b"{",
                    b"}",
                    b"`",
                    b"${",
                    b"=>",
                    b"<",
                    b"/",
                    b"\n",
                    b"'",
                    b"@",
                    b"\x80",
                    b"?.",
                    b"...",
                    b"export ",
                    b"class ",
                ]
            )
        )
        text = text[:start] + piece + text[end:]
    _check(lower(text, kind), text)
