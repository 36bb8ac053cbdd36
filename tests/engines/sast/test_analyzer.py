"""The analyzer: which contents it reads, and the same facts for the same bytes."""

import random

import pytest

from gateline.engines.contract import Analyzer
from gateline.engines.sast.analyzer import SastAnalyzer
from gateline.facts.blob import BlobFacts, Part, decode, encode
from gateline.facts.code import CodeFile
from gateline.facts.template import TemplateFile
from gateline.source.kinds import classify
from gateline.source.target import Blob

ANALYZER: Analyzer = SastAnalyzer()
NOTEBOOK = b'{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": ["x = 1\\n"]}], "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.mark.parametrize(
    ("path", "text", "language"),
    [
        ("a.py", b"x = 1\n", "python"),
        ("a.js", b"const x = 1;\n", "javascript"),
        ("a.mjs", b"export const x = 1;\n", "javascript"),
        ("a.cjs", b"exports.x = 1;\n", "javascript"),
        ("a.jsx", b"const x = <p/>;\n", "javascript"),
        ("a.ts", b"const x: number = 1;\n", "typescript"),
        ("a.tsx", b"const x = <p/>;\n", "typescript"),
        ("a.vue", b"<script>\nconst x = 1;\n</script>\n", "javascript"),
        ("a.html", b"<script>\nconst x = 1;\n</script>\n", "javascript"),
        ("a.ipynb", NOTEBOOK, "python"),
        ("tool", b"#!/usr/bin/env python3\nx = 1\n", "python"),
        ("tool", b"#!/usr/bin/env node\nconst x = 1;\n", "javascript"),
    ],
)
def test_languages(path: str, text: bytes, language: str) -> None:
    kind = classify(path, text[:1024])
    assert ANALYZER.wants(kind)
    code = next(fact for fact in ANALYZER.analyze(Blob("", kind, text)) if isinstance(fact, CodeFile))
    assert code.language == language
    assert code.functions[0].name == "<module>"


@pytest.mark.parametrize("path", ["a.txt", "a.png", "a.md", "a.css", "Makefile", "a.lock"])
def test_other_contents_are_left_alone(path: str) -> None:
    assert not ANALYZER.wants(classify(path, b"hello"))


def test_a_page_is_a_program_and_a_template() -> None:
    facts = list(ANALYZER.analyze(Blob("", "html", b"<script>const x = 1;</script>{{ y }}")))
    assert [type(fact) for fact in facts] == [CodeFile, TemplateFile]
    assert [type(fact) for fact in ANALYZER.analyze(Blob("", "pug", b"p= x"))] == [TemplateFile]


def test_digests_stay_between_instances() -> None:
    assert ANALYZER.digest == SastAnalyzer().digest
    assert int(ANALYZER.digest, 16)


def test_the_same_bytes_are_the_same_facts() -> None:
    blob = Blob("", "python", b"def f(x):\n    return {x: [1, *x]}\n")
    first, second = (tuple(ANALYZER.analyze(blob)) for _ in range(2))
    assert encode(BlobFacts((Part("", first),))) == encode(BlobFacts((Part("", second),)))
    assert list(SastAnalyzer().analyze(blob)) == list(first)


def test_facts_survive_the_cache() -> None:
    for kind, text in (
        ("python", b"class A:\n    x: int = 1\n"),
        ("javascript", b"class A { x = 1; }\n"),
        ("typescript", b"let x: A;\n"),
    ):
        facts = tuple(ANALYZER.analyze(Blob("", kind, text)))
        data = encode(BlobFacts((Part("", facts),)))
        assert encode(decode(data)) == data


@pytest.mark.parametrize(
    "kind", ["python", "javascript", "typescript", "html", "vue", "notebook", "ejs", "handlebars", "jinja", "pug"]
)
def test_no_content_breaks_it(kind: str) -> None:
    noise = random.Random(3)
    contents = [
        b"",
        b"\x00",
        b"\xff\xfe\x00",
        b"\xef\xbb\xbfx",
        b"\r\r\n\r",
        b"(" * 5000,
        b"{" * 5000,
        b"'" * 999,
        "é\u2028x".encode(),
    ]
    contents += [bytes(noise.randrange(256) for _ in range(300)) for _ in range(20)]
    for data in contents:
        for fact in ANALYZER.analyze(Blob("", kind, data)):
            encode(BlobFacts((Part("", (fact,)),)))
