import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.engines.sast.languages.python.notebook import lower
from tests.engines.sast.ir_text import all_nodes, covered, show, spans


def notebook(*cells: Any, **more: Any) -> dict[str, Any]:
    return {"cells": [{"cell_type": "code", "outputs": [], "source": cell} for cell in cells], "nbformat": 4, **more}


def written(content: dict[str, Any], indent: int | None = 1, ascii_only: bool = False) -> bytes:
    return json.dumps(content, indent=indent, ensure_ascii=ascii_only).encode()


def line_of(data: bytes, span: int) -> str:
    start = span >> 16
    return data[data.rfind(b"\n", 0, start) + 1 : data.find(b"\n", start)].decode()


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_cells_are_one_module_and_spans_are_the_notebooks(indent: int | None, ascii_only: bool) -> None:
    data = written(notebook(["import os\n", 'a = "é\\n"\n'], "def f(b):\n    return os.system(b)", []), indent, ascii_only)
    file = lower(data)
    assert show(file) == "import 'os' = 'os'\na = 'é\\n'\ndef f(b):\n  return os.system(b)"
    assert ("CALL", "os.system(b)") in spans(file, data)
    assert ("NAME", "a") in spans(file, data)
    assert covered(data, file.functions[1].name_span) == "f"
    assert covered(data, file.functions[1].span) == r"def f(b):\n    return os.system(b)"


def test_a_finding_shows_the_line_of_its_string() -> None:
    data = written(notebook(["x = 1\n", "eval(x)\n"]))
    file = lower(data)
    assert line_of(data, file.functions[0].body[1][1]).strip() == r'"eval(x)\n"'
    starts = [int.from_bytes(file.lines[place : place + 4], "little") for place in range(0, len(file.lines), 4)]
    assert starts[1] == data.index(b"\n") + 1


def test_suppressions_speak_of_lines_of_the_notebook() -> None:
    data = written(notebook(["x = 1\n", "eval(x)  # nosec\n"]))
    (suppression,) = lower(data).suppressions
    assert "eval" in data.decode().splitlines()[suppression.line - 1]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["%matplotlib inline\n", "a()\n"], "a()"),
        (["!pip install x\n", "a()\n"], "a()"),
        (["  !ls {x}\n", "a()\n"], "a()"),
        (["pip install x\n", "a()\n"], "a()"),
        (["a?\n", "b.c??\n", "?d\n", "a()\n"], "a()"),
        (["%%bash\n", "rm x\n", "b()\n"], ""),
        (["%%time\n", "a()\n"], "a()"),
        (["x = !ls\n", "a(x)\n"], "x = 0\na(x)"),
        (["x = %sql select 1\n", "a(x)\n"], "x = 0\na(x)"),
        (["a('%s'\n", "  % b)\n"], "a(('%s' % b))"),
        (["a(x,\n", "  % b)\n"], None),
        (["x = a % b\n", "y = a != b\n"], "x = (a % b)\ny = (a != b)"),
    ],
)
def test_what_is_not_python_becomes_comments(lines: list[str], expected: str | None) -> None:
    file = lower(written(notebook(lines)))
    if expected is not None:
        assert show(file) == expected
        assert "e" not in file.flags


def test_older_notebooks_are_read() -> None:
    data = written(
        {"worksheets": [{"cells": [{"cell_type": "code", "input": ["a()\n"], "outputs": [{"text": ["b()"]}]}]}], "nbformat": 3}
    )
    assert show(lower(data)) == "a()"


def test_only_code_is_code() -> None:
    content = notebook("a()")
    content["cells"].insert(0, {"cell_type": "markdown", "source": ["b()"]})
    content["cells"].append({"cell_type": "raw", "source": ["c()"], "metadata": {"source": ["d()"], "cell_type": "x"}})
    assert show(lower(written(content))) == "a()"


@pytest.mark.parametrize("metadata", [{"language_info": {"name": "R"}}, {"kernelspec": {"language": "julia"}}])
def test_other_languages_are_left_alone(metadata: dict[str, Any]) -> None:
    assert show(lower(written(notebook("a()", metadata=metadata)))) == ""


@pytest.mark.parametrize(
    "metadata", [{"language_info": {"name": "python"}}, {"kernelspec": {"language": "python3", "name": "x"}}]
)
def test_python_is_read_under_all_its_names(metadata: dict[str, Any]) -> None:
    assert show(lower(written(notebook("a()", metadata=metadata)))) == "a()"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"}" * 100,
        b"[" * 10_000,
        b"{" * 10_000,
        b'{"cells": [{"cell_type": "code", "source": "a(',
        b"null",
        b'"',
        b"\\",
    ],
)
def test_what_is_no_notebook_is_empty(data: bytes) -> None:
    assert show(lower(data)) == ""


def test_characters_written_as_escapes_are_read() -> None:
    data = rb'{"cells": [{"cell_type": "code", "source": ["x = \"\ud83d\ude00\ud800\t\/\"\n"]}]}'
    (statement,) = lower(data).functions[0].body
    assert statement[3][2] == "😀�\t/"


@given(
    st.lists(
        st.lists(
            st.sampled_from(["a(b)\n", "x = 'é\"'\n", "%m\n", "\n", "def f():\n", "    return 1\n", "\\", "[", "'"]), max_size=6
        ),
        max_size=5,
    ),
    st.binary(max_size=8),
    st.integers(0, 400),
)
@settings(max_examples=150, deadline=None)
def test_spans_lie_in_the_notebook_whatever_it_holds(cells: list[list[str]], noise: bytes, place: int) -> None:
    data = written(notebook(*cells))
    broken = data[:place] + noise + data[place:]
    for one in (data, broken):
        for node in all_nodes(lower(one)):
            assert (node[1] >> 16) + (node[1] & 0xFFFF) <= len(one)
