"""Nodes → values, by the types of the record."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.policy.document import PolicyDocument
from gateline.policy.errors import PolicyError, Rejected
from gateline.policy.nodes import parse_yaml
from gateline.policy.read import instant, read


def values(text: str) -> dict[str, object]:
    reading = read(parse_yaml(text.encode(), "p"), PolicyDocument)
    assert reading.problems == ()
    return reading.values


def problems(text: str) -> list[str]:
    reading = read(parse_yaml(text.encode(), "p"), PolicyDocument)
    return [str(problem) for problem in sorted(reading.problems)]


def test_only_what_is_written_is_a_statement() -> None:
    assert values("version: 1\nwaivers: {max_days: null}\n") == {"version": 1, "waivers": {"max_days": None}}


def test_one_scalar_stands_for_a_list_of_one() -> None:
    read_values = values("version: 1\nextends: ./org.yaml\ninline_ignores: {allow: nosec, never_kinds: [malware, secret]}\n")
    assert read_values["extends"] == ["./org.yaml"]
    assert read_values["inline_ignores"] == {"allow": ["nosec"], "never_kinds": ["malware", "secret"]}


def test_a_union_is_told_apart_by_what_is_written() -> None:
    options = "{a: 1, b: 1.5, c: true, d: text, e: '1', f: 1e3, g: -2}"
    assert values(f"version: 1\nengines: {{sast: {{options: {options}}}}}")["engines"] == {
        "sast": {"options": {"a": 1, "b": 1.5, "c": True, "d": "text", "e": "1", "f": 1000.0, "g": -2}}
    }
    assert values("version: 1\ninline_ignores: {allow: true}")["inline_ignores"] == {"allow": True}


@pytest.mark.parametrize(("text", "size"), [("1024", 1024), ("10 MiB", 10 << 20), ("2kB", 2000), ("1 GiB", 1 << 30), ("7 B", 7)])
def test_sizes(text: str, size: int) -> None:
    assert values(f"version: 1\nsource: {{max_file_size: {text}}}")["source"] == {"max_file_size": size}


def test_each_value_keeps_its_place() -> None:
    reading = read(
        parse_yaml(b"version: 1\nrules:\n  - id: a\n    when: {kind: [sca, sast]}\n    enforce: warn\n", "p"), PolicyDocument
    )
    assert str(reading.places[("rules", 0, "when", "kind", 1)]) == "p:4:24"
    assert str(reading.places[("rules", 0)]) == "p:3:5"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", ["p:1:1: expected a mapping (policy document), got a list"]),
        ("version: 2", ["p:1:10: '2' is not known here\n  expected 1"]),
        ("version: 1\nrules: {}", ["p:2:8: expected a list of a mapping (rule), got a mapping"]),
        ("version: 1\nrules: x", ["p:2:8: expected a list of a mapping (rule), got 'x'"]),
        ("version: 1\nshadow: [true]", ["p:2:9: expected true or false, got a list"]),
        ("version: 1\nshadow: 'true'", ["p:2:9: expected true or false, got 'true'"]),
        ("version: 1\nwaivers: {min_approvers: '1'}", ["p:2:26: expected a whole number, got '1'\n  remove the quotes"]),
        ("version: 1\nwaivers: {min_approvers: 1.5}", ["p:2:26: expected a whole number, got '1.5'"]),
        ("version: 1\nwaivers: {min_approvers: 99}", ["p:2:26: 99 is out of range\n  expected 0 to 20"]),
        ("version: 1\nwaivers: {min_approvers: null}", ["p:2:11: 'min_approvers' has no value\n  give it one, or remove the line"]),
        ("version: 1\nwaivers: {files: ''}", ["p:2:18: expected text, got none"]),
        ("version: 1\nstages: {pr: {format: SARIF}}", ["p:2:23: 'SARIF' is no name here\n  expected text like [a-z0-9][a-z0-9-]{0,39}"]),
        ("version: 1\nstages: {prr: {}}", ["p:2:10: unknown field 'prr'\n  did you mean 'pr'? expected one of: ide, commit, pr, build, package, test, deploy, run"]),
        ("version: 1\nengines: []", ["p:2:10: expected a mapping, got a list"]),
        ("version: 1\nengines: {S: {}}", ["p:2:11: 'S' is no name here\n  expected text like [a-z0-9][a-z0-9-]{0,39}"]),
        ("version: 1\nengines: {sast: {options: {a: []}}}", ["p:2:31: expected text or a whole number or a number or true or false, got a list"]),
        ("version: 1\nsource: {max_file_size: big}", ["p:2:25: 'big' is no size\n  write bytes as a number, or '512 KiB', '10 MiB', '1 GiB'"]),
        ("version: 1\nrules: [{enforce: warn}]", ["p:2:9: 'id' is missing\n  expected text", "p:2:9: 'when' is missing\n  expected a mapping (when)"]),
        ("version: 1\nrules: [{id: a, enforce: warn, when: {epss_at_least: much}}]", ["p:2:54: expected a number, got 'much'"]),
        ("version: 1\nrules: [{id: a, enforce: warn, when: {}, effective_from: 2026-13-01}]", ["p:2:58: '2026-13-01' is no date\n  write '2026-07-01' or '2026-07-01T12:00:00Z'"]),
        ("version: 1\nbaseline: {file: " + "x" * 501 + "}", ["p:2:18: text longer than 500 characters"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_its_place_and_the_way_out(text: str, told: list[str]) -> None:
    assert problems(text) == told


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-01", datetime(2026, 7, 1, tzinfo=UTC)),
        ("2026-07-01T08:00:00+02:00", datetime(2026, 7, 1, 6, tzinfo=UTC)),
        ("2026-07-01T08:00:00Z", datetime(2026, 7, 1, 8, tzinfo=UTC)),
    ],
)
def test_instants(text: str, moment: datetime) -> None:
    assert instant(text) == moment


@pytest.mark.parametrize("text", ["2026-07-01T08:00:00", "soon", "", "0001-01-01T00:00:00+23:00", "20260701T"])
def test_what_is_no_instant(text: str) -> None:
    with pytest.raises(Rejected):
        instant(text)


_names = st.sampled_from(
    [
        "version",
        "rules",
        "id",
        "when",
        "enforce",
        "kind",
        "waivers",
        "max_days",
        "gaps",
        "stages",
        "pr",
        "x",
        "engines",
        "shadow",
        "expr",
    ]
)
_leaves = st.sampled_from(
    ["1", "true", "null", "", "block", "high", "'1'", "2026-01-01", "[]", "{}", "0.5", "**/*.py", "finding.kev", "sca"]
)
_trees = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(_names, inner, max_size=4).map(
            lambda entries: "{" + ", ".join(f"{k}: {v}" for k, v in entries.items()) + "}"
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(_trees)
def test_any_tree_is_read_or_told_what_is_wrong(text: str) -> None:
    try:
        tree = parse_yaml(text.encode(), "p")
    except PolicyError:
        return
    reading = read(tree, PolicyDocument)
    assert reading.problems or "version" in reading.values
    assert all(problem.message and problem.place.line == 1 for problem in reading.problems)
