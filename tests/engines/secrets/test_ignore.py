import pytest

from gateline.engines.secrets.ignore import markers


def _markers(text: str, line: int) -> list[tuple[str, tuple[str, ...], str]]:
    data = text.encode()
    offset = sum(len(part) for part in data.splitlines(keepends=True)[: line - 1])
    return [(marker.name, marker.rules, marker.reason) for marker in markers(data, {line: offset})]


@pytest.mark.parametrize(
    ("comment", "name"),
    [
        ("# gitleaks:allow", "gitleaks:allow"),
        ("# pragma: allowlist secret", "pragma: allowlist secret"),
        ("// nosec", "nosec"),
        ("# noqa: S105", "noqa: s105"),
        ("# nosemgrep", "nosemgrep"),
        ("// NOSONAR", "nosonar"),
        ("# trufflehog:ignore", "trufflehog:ignore"),
        ("# ggignore", "ggignore"),
    ],
)
def test_the_markers_of_the_field(comment: str, name: str) -> None:
    assert _markers(f"a = 1\npassword = x  {comment}\nb = 2\n", 2) == [(name, (), "")]


def test_ours_names_rules_and_a_reason() -> None:
    text = "x = 1  # gateline:ignore secrets/a, secrets/b -- a test key, revoked\n"
    assert _markers(text, 1) == [("gateline:ignore", ("secrets/a", "secrets/b"), "a test key, revoked")]


def test_a_marker_on_its_own_line_speaks_of_the_next() -> None:
    text = "# gateline:ignore -- fixture\npassword = x\npassword = y\n"
    assert _markers(text, 2) == [("gateline:ignore", (), "fixture")]
    assert _markers(text, 3) == []


def test_a_marker_behind_code_does_not_reach_the_next_line() -> None:
    assert _markers("a = 1  # nosec\npassword = x\n", 2) == []
