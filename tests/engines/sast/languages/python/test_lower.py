"""The front end as a whole: it raises on nothing, its spans lie where they should, and it agrees with the parser of the language."""

import ast
import sys
import sysconfig
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.engines.sast.languages.python.lower import lower
from gateline.facts import code
from gateline.facts.code import CodeFile
from tests.engines.sast.ir_text import all_nodes, nodes, show

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
SAMPLES = [path for name in "ast argparse asyncio/tasks dataclasses difflib enum functools http/server inspect json/decoder os pickle shlex ssl string subprocess tempfile typing uuid zipfile/__init__ zipfile".split() if (path := LIBRARY / f"{name}.py").is_file()]  # fmt: skip
PIECES = [
    b"(", b")", b"[", b"]", b"{", b"}", b'"', b"'", b'"""', b'f"', b"\n", b":", b"\\", b"\\\n", b",", b".", b"*", b"**", b"=", b":=", b"@", b"`", b"\xff", b"\0", b"a", b"1",
    b" if ", b" else ", b"elif ", b"not ", b"-", b"lambda ", b"def f(", b"class A", b"match x:\n case ", b"| ", b"except ", b"try:\n ", b"with ", b" as ", b"print ", b"exec ", b"async ", b"await ",
    b" for x in ", b"type ", b"yield ", b"import ", b"from ", b"return ", b"del ", b"global ", b"raise ", b"assert ", b"# nosec\n", b"\n    ", b"\r\n", b"\t",
]  # fmt: skip

pieces = st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=60).map(b"".join)
whole = st.sampled_from([path.read_bytes() for path in SAMPLES])


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    text = draw(whole)
    start = draw(st.integers(0, len(text)))
    part = bytearray(text[start : start + draw(st.integers(0, 3000))])
    for _ in range(draw(st.integers(0, 8))):
        place = draw(st.integers(0, len(part)))
        part[place : place + draw(st.integers(0, 8))] = draw(st.sampled_from(PIECES))
    return bytes(part)


def check(data: bytes) -> CodeFile:
    file = lower(data)
    for node in all_nodes(file):
        assert (node[1] >> 16) + (node[1] & 0xFFFF) <= len(data)
    packed = msgspec.msgpack.encode(file)
    assert msgspec.msgpack.encode(msgspec.msgpack.decode(packed, type=CodeFile)) == packed
    return file


@given(st.binary(max_size=200) | pieces)
@settings(max_examples=300, deadline=None)
def test_no_bytes_make_it_raise(data: bytes) -> None:
    check(data)


@given(mutated())
@settings(max_examples=150, deadline=None)
def test_no_broken_code_makes_it_raise(data: bytes) -> None:
    check(data)


HOSTILE = {
    "brackets": b"[" * 5000,
    "closed": b"[" * 5000 + b"]" * 5000,
    "not": b"not " * 5000 + b"a",
    "lambda": b"lambda: " * 5000 + b"a",
    "power": b"a" + b" ** a" * 5000,
    "calls": b"a" + b".b()" * 5000,
    "members": b"a" + b".b" * 5000,
    "items": b"a" + b"[0]" * 5000,
    "choices": b"a" + b" if b else a" * 5000,
    "assignments": b"a = " * 5000 + b"b",
    "comparisons": b"a" + b" < a" * 5000,
    "mixed": b"a" + b" and b or c" * 5000,
    "formatted": b'f"{' * 2000 + b"a" + b'}"' * 2000,
    "specifications": b'f"' + b"{a:" * 2000 + b"}" * 2000 + b'"',
    "blocks": b"".join(b" " * depth + b"if a:\n" for depth in range(600)) + b" " * 600 + b"b\n",
    "classes": b"".join(b" " * depth + b"class A:\n" for depth in range(600)) + b" " * 600 + b"b\n",
    "patterns": b"match x:\n case " + b"[" * 2000 + b"]" * 2000 + b": pass\n",
    "alternatives": b"match x:\n case a" + b" | b" * 5000 + b": pass\n",
    "comprehensions": b"[" * 400 + b"a" + b" for a in b]" * 400,
    "annotation": b"def f(x: " + b"a[" * 2000 + b"]" * 2000 + b"): pass",
    "targets": b"for " + b"(" * 3000 + b"a" + b")" * 3000 + b" in b: pass",
    "sums": b"(" * 120 + b"a" + (b" + a" * 30 + b")") * 120,
    "joined": b"\\\n" * 20_000 + b"a()",
    "handlers": b"try: a\n" + b"except A, e: b\n" * 3000,
    "name": b"a" * 200_000,
    "digits": b"1" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_shapes_are_bounded(name: str) -> None:
    check(HOSTILE[name])


def test_a_deep_stack_of_the_caller_leaves_an_empty_file_rather_than_an_error() -> None:
    data = b"[" * 140 + b"]" * 140

    def deeper(levels: int) -> CodeFile:
        return deeper(levels - 1) if levels else lower(data)

    file = deeper(sys.getrecursionlimit() - 250)
    assert [why for _, _, why in file.cut] == ["nested too deeply"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_children_lie_in_their_parents(path: Path) -> None:
    data = path.read_bytes()
    file = check(data)
    assert file.flags.replace("x", "").replace("t", "") == ""
    assert file.cut == ()
    for node in all_nodes(file):
        start, length = node[1] >> 16, node[1] & 0xFFFF
        if length < 0xFFFF:
            for inner in nodes(node[2:]):
                assert start <= inner[1] >> 16
                assert (inner[1] >> 16) + (inner[1] & 0xFFFF) <= start + length


def _of_the_form(file: CodeFile) -> Counter[str]:
    counted: Counter[int] = Counter(node[0] for node in _evaluated(file))
    return Counter(
        {
            "Call": counted[code.CALL],
            "Attribute": counted[code.ATTR],
            "Subscript": counted[code.ITEM] + counted[code.SLICE],
            "Lambda": counted[code.FUNCTION],
            "ClassDef": counted[code.DEFINE_CLASS],
            "FunctionDef": counted[code.DEFINE],
            "IfExp": counted[code.CHOICE],
            "Dict": counted[code.DICT],
            "Await": counted[code.AWAIT],
            "Yield": counted[code.YIELD],
            "For": counted[code.FOR],
            "While": counted[code.WHILE],
            "Try": counted[code.TRY],
            "With": counted[code.WITH],
            "Raise": counted[code.RAISE],
            "Comprehension": counted[code.COMPREHENSION],
        }
    )


def _evaluated(file: CodeFile) -> Any:
    for function in file.functions:
        yield from nodes([function.decorators, [param.default for param in function.params], function.body])
    for one in file.classes:
        yield from nodes([one.decorators, one.bases, one.keywords, one.body])


SAME = {
    "AsyncFunctionDef": "FunctionDef", "AsyncFor": "For", "AsyncWith": "With", "Assert": "Raise", "TryStar": "Try",
    "ListComp": "Comprehension", "SetComp": "Comprehension", "DictComp": "Comprehension", "GeneratorExp": "Comprehension",
}  # fmt: skip


def _of_the_language(tree: ast.AST) -> Counter[str]:
    counted: Counter[str] = Counter()
    pending: list[ast.AST] = [tree]
    while pending:
        one = pending.pop()
        counted[SAME.get(type(one).__name__, type(one).__name__)] += 1
        if isinstance(one, ast.AnnAssign) and one.value is None:
            continue
        for field, value in ast.iter_fields(one):
            if field not in ("annotation", "returns", "type_params"):
                pending += [inner for inner in (value if isinstance(value, list) else [value]) if isinstance(inner, ast.AST)]
    return counted


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_it_finds_what_the_parser_of_the_language_finds(path: Path) -> None:
    data = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = _of_the_language(ast.parse(data))
    found = _of_the_form(lower(data))
    assert found == Counter({name: expected[name] for name in found})


def test_lines_are_where_they_start() -> None:
    for data, expected in [(b"", [0]), (b"a", [0]), (b"a\n", [0, 2]), (b"a\n\nb", [0, 2, 3]), (b"a\r\nb\rc\n", [0, 3, 7])]:
        lines = lower(data).lines
        assert [int.from_bytes(lines[place : place + 4], "little") for place in range(0, len(lines), 4)] == expected


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    file = lower(b"\xef\xbb\xbfimport a\n")
    assert show(file) == "import 'a' = 'a'"
    assert file.flags == ""
    assert file.functions[0].body[0][1] == 10 << 16 | 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"# -*- coding: latin-1 -*-\na = '\xe9'; b = 1\n", "é"),
        (b"#!x\n# vim: set fileencoding=cp1251 :\na = '\xe9'; b = 1\n", "й"),
        (b"# coding: koi8-r\na = '\xe9'; b = 1\n", "И"),
        (b"# coding: no-such-codec\na = '\xe9'; b = 1\n", "é"),
        (b"# coding: rot13\na = '\xe9'; b = 1\n", "é"),
        (b"a = '\xe9'; b = 1\n", "é"),
    ],
)
def test_other_encodings_are_read_in_place(data: bytes, expected: str) -> None:
    file = lower(data)
    first, second = file.functions[0].body
    assert first[3][2] == expected
    assert data[second[1] >> 16 :].startswith(b"b = 1")


def test_names_are_normalised() -> None:
    assert show(lower("ﬁ = ℌ.ﬁ(ﬁ)\n".encode())) == "fi = H.fi(fi)"


def test_names_are_kept_once() -> None:
    first, second = lower(b"some_name = 1\nother(some_name)\n"), lower(b"some_name\n")
    assert first.functions[0].body[0][2][2] is second.functions[0].body[0][2][2]
