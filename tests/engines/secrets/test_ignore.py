"""Which comments ask to be ignored, and of which line they speak."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.secrets.ignore import MARKERS, markers

from .looking import bounded


def read(text: str | bytes) -> list[str]:
    """`line: name [rules] reason` of every marker that speaks of some line of the text."""
    data = text.encode() if isinstance(text, str) else text
    offsets = [0, *(at + 1 for at, byte in enumerate(data) if byte == 10)]
    found = markers(data, dict(enumerate(offsets, 1)))
    return [
        " ".join([f"{marker.line}: {marker.name}", *marker.rules, *([f"({marker.reason})"] if marker.reason else [])])
        for marker in found
    ]


@pytest.mark.parametrize("marker", [marker for marker in MARKERS if "nextline" not in marker])
def test_a_marker_speaks_of_its_own_line(marker: str) -> None:
    assert read(f"a\npassword = x  # {marker}\nb") == [f"2: {marker.lower()}"]


@pytest.mark.parametrize("marker", MARKERS)
def test_a_marker_on_a_line_of_its_own_speaks_of_the_next(marker: str) -> None:
    assert read(f"a\n# {marker}\npassword = x\n") == [f"3: {marker.lower()}"]


@pytest.mark.parametrize(
    "comment", ["#", "//", "--", ";", "/*", "<!--", " *", "{{!", "%", "    #", "\t//", "##", "#!", "/**", "//-"]
)
def test_comments_of_any_language(comment: str) -> None:
    assert read(f"{comment} gitleaks:allow\npassword = x\n") == ["2: gitleaks:allow"]


def test_a_marker_in_upper_case() -> None:
    assert read("x = 1  # NOSEC") == ["1: nosec"]


def test_a_nextline_marker_behind_code_speaks_of_the_next_line() -> None:
    assert read("a = 1  # pragma: allowlist nextline secret\npassword = x") == ["2: pragma: allowlist nextline secret"]


def test_a_marker_behind_code_does_not_reach_the_next_line() -> None:
    assert read("a = 1  # nosec\npassword = x\n") == ["1: nosec"]


def test_a_setting_commented_out_keeps_its_own_marker() -> None:
    assert read("# password = x  # gitleaks:allow\npassword = y\n") == ["1: gitleaks:allow"]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# gateline:ignore", "1: gateline:ignore"),
        ("# gateline:ignore -- a test key", "1: gateline:ignore (a test key)"),
        ("# gateline:ignore: a test key", "1: gateline:ignore (a test key)"),
        ("# gateline:ignore secrets/private-key -- a test key", "1: gateline:ignore secrets/private-key (a test key)"),
        ("# gateline:ignore secrets/a-b, secrets/c -- both", "1: gateline:ignore secrets/a-b secrets/c (both)"),
        ("# gateline:ignore secrets/a-b,secrets/c", "1: gateline:ignore secrets/a-b secrets/c"),
        ("/* gateline:ignore -- in CSS */", "1: gateline:ignore (in CSS)"),
        ("<!-- gateline:ignore -- in HTML -->", "1: gateline:ignore (in HTML)"),
        ("# gateline:ignore -- schön", "1: gateline:ignore (schön)"),
        ("# gitleaks:allow -- not ours, no reason read", "1: gitleaks:allow"),
    ],
)
def test_our_marker_may_name_rules_and_a_reason(comment: str, expected: str) -> None:
    assert read(f"x = 1 {comment}") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "nosecurity",
        "innosec",
        "gateline:ignored",
        "gateline:ignore-file",
        "allow",
        "ignore",
        "# please allowlist secret",
        "noqa: E501",
        "# noqa",
    ],
)
def test_what_is_no_marker(text: str) -> None:
    assert read(f"x = 1 # {text}") == []


def test_only_the_lines_asked_for_are_answered() -> None:
    data = b"a # nosec\nb # nosec\nc # nosec\n"
    assert [marker.line for marker in markers(data, {2: data.index(b"b")})] == [2]


@bounded
@given(
    st.lists(
        st.sampled_from(
            [
                b"# nosec",
                b"gateline:ignore",
                b" -- why",
                b"\n",
                b"# ",
                b"secrets/x",
                b"\xff",
                b"pragma: allowlist nextline secret",
            ]
        ),
        max_size=20,
    )
)
def test_any_text_gives_markers_of_its_lines(parts: list[bytes]) -> None:
    data = b"".join(parts)
    assert all(1 <= int(found.split(":")[0]) <= data.count(b"\n") + 1 for found in read(data))
