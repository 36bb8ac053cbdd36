import pytest

from gateline.engines.sast.languages.python.lower import lower
from gateline.facts.code import Suppression


@pytest.mark.parametrize(
    ("comment", "marker", "rules", "reason"),
    [
        ("# gateline:ignore", "gateline:ignore", (), ""),
        ("# gateline:ignore sast/a-b", "gateline:ignore", ("sast/a-b",), ""),
        ("# gateline:ignore sast/a, sast/b -- it is a test", "gateline:ignore", ("sast/a", "sast/b"), "it is a test"),
        ("# gateline:ignore=sast/a,sast/b -- why", "gateline:ignore", ("sast/a", "sast/b"), "why"),
        ("# nosec", "nosec", (), ""),
        ("#nosec", "nosec", (), ""),
        ("# nosec B101", "nosec", ("B101",), ""),
        ("# nosec: B101,B602", "nosec", ("B101", "B602"), ""),
        ("# nosec B101 B602 # more", "nosec", ("B101", "B602"), ""),
        ("# nosec because", "nosec", (), ""),
        ("# nosemgrep", "nosemgrep", (), ""),
        ("# nosemgrep: a.b.c-d, e", "nosemgrep", ("a.b.c-d", "e"), ""),
        ("# nosem", "nosemgrep", (), ""),
        ("# noqa: S105", "noqa", ("S105",), ""),
        ("# NOQA: E501, S105,s106", "noqa", ("S105", "S106"), ""),
        ("# codeql[py/a-b]", "codeql", ("py/a-b",), ""),
        ("# lgtm[py/a, py/b]", "lgtm", ("py/a", "py/b"), ""),
        ("# pylint: disable=eval-used,line-too-long", "pylint", ("eval-used",), ""),
        ("# type: ignore # nosec", "nosec", (), ""),
    ],
)
def test_markers_beside_code_speak_of_their_line(comment: str, marker: str, rules: tuple[str, ...], reason: str) -> None:
    file = lower(f"a = 1\nb = 2  {comment}\n".encode())
    assert file.suppressions == (Suppression(2, marker, rules, reason),)


@pytest.mark.parametrize(
    "text",
    [
        "a = '# nosec'\n",
        "'''\n# nosec\n'''\n",
        "a = 1  # noqa\n",
        "a = 1  # noqa: E501\n",
        "a = 1  # nosecond\n",
        "a = 1  # gateline:ignored\n",
        "a = 1  # pylint: disable=line-too-long\n",
        "a = 1  # codeql\n",
    ],
)
def test_other_comments_and_texts_ask_for_nothing(text: str) -> None:
    assert lower(text.encode()).suppressions == ()


def test_a_line_of_its_own_speaks_of_the_next_line_with_code() -> None:
    file = lower(b"# nosec\n# nosemgrep\n\n  # and so on\na = 1\nif b:\n    # nosec B1\n    c()\n# nosec\n")
    assert [(one.line, one.marker) for one in file.suppressions] == [(5, "nosec"), (5, "nosemgrep"), (8, "nosec"), (10, "nosec")]


def test_several_markers_in_one_comment() -> None:
    file = lower(b"a = 1  # nosec B101  # noqa: S101\n")
    assert [(one.marker, one.rules) for one in file.suppressions] == [("nosec", ("B101",)), ("noqa", ("S101",))]


def test_comments_inside_of_brackets_are_found() -> None:
    file = lower(b"f(\n    a,  # nosec\n    # nosec B102\n    b,\n)\n")
    assert [one.line for one in file.suppressions] == [2, 4]


def test_a_file_of_markers_takes_linear_time_and_is_bounded() -> None:
    assert len(lower(b"# nosec\n" * 50_000 + b"a\n").suppressions) == 10_000
