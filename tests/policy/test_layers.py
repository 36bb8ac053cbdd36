"""A lower layer may only tighten. What people see stands in cases/layers.yaml; here the directions field by field."""

import pytest

from gateline.policy.consistency import key_by_id
from gateline.policy.document import PolicyDocument
from gateline.policy.layers import Layer, Merged, add_path_layer, merge_layers
from gateline.policy.nodes import parse_yaml
from gateline.policy.read import read


def a_layer(body: str, name: str, *, is_builtin: bool = False) -> Layer:
    reading = read(parse_yaml(f"version: 1\n{body}".encode(), name), PolicyDocument)
    assert reading.problems == ()
    keyed, duplicates = key_by_id(reading)
    assert duplicates == []
    return Layer(name, is_builtin, keyed.values, keyed.places)


def merged(*bodies: str) -> Merged:
    return merge_layers([a_layer(body, f"{number}.yaml") for number, body in enumerate(bodies)])


def is_allowed(above: str, below: str) -> bool:
    return merged(above, below).problems == ()


def a_rule(fields: str, when: str = "{}") -> str:
    return f"rules: [{{id: a, enforce: warn, when: {when}{', ' + fields if fields else ''}}}]"


@pytest.mark.parametrize(
    ("above", "below", "allowed"),
    [
        ("waivers: {min_approvers: 1}", "waivers: {min_approvers: 2}", True),
        ("waivers: {min_approvers: 2}", "waivers: {min_approvers: 1}", False),
        ("shadow: false", "waivers: {min_approvers: 0}", False),
        ("waivers: {max_days: 30}", "waivers: {max_days: 29}", True),
        ("waivers: {max_days: 30}", "waivers: {max_days: null}", False),
        ("waivers: {max_days: null}", "waivers: {max_days: 365}", True),
        ("waivers: {approvers: [a, b]}", "waivers: {approvers: [b]}", True),
        ("waivers: {approvers: []}", "waivers: {approvers: [b]}", True),
        ("waivers: {approvers: [a]}", "waivers: {approvers: []}", False),
        ("waivers: {require_reason: false}", "waivers: {require_reason: true}", True),
        ("waivers: {require_reason: true}", "waivers: {require_reason: false}", False),
        ("waivers: {files: [a, b]}", "waivers: {files: a}", True),
        ("waivers: {files: [a]}", "waivers: {files: [a, b]}", False),
        ("baseline: {file: a}", "baseline: {file: b}", False),
        ("baseline: {file: a}", "baseline: {file: a}", True),
        ("shadow: false", "baseline: {file: b}", True),
        ("break_glass: {allowed: [a, b]}", "break_glass: {allowed: a}", True),
        ("break_glass: {allowed: [a]}", "break_glass: {allowed: [a, b]}", False),
        ("inline_ignores: {allow: true}", "inline_ignores: {allow: [nosec]}", True),
        ("inline_ignores: {allow: [nosec]}", "inline_ignores: {allow: false}", True),
        ("inline_ignores: {allow: [nosec]}", "inline_ignores: {allow: [nosec, noqa]}", False),
        ("inline_ignores: {allow: false}", "inline_ignores: {allow: [nosec]}", False),
        ("inline_ignores: {never_kinds: [malware]}", "inline_ignores: {never_kinds: [malware, secret]}", True),
        ("inline_ignores: {never_kinds: [malware]}", "inline_ignores: {never_kinds: []}", False),
        ("inline_ignores: {never_severity_at_least: high}", "inline_ignores: {never_severity_at_least: low}", True),
        ("inline_ignores: {never_severity_at_least: high}", "inline_ignores: {never_severity_at_least: critical}", False),
        ("source: {honour_ignore_files: true}", "source: {honour_ignore_files: false}", True),
        ("source: {honour_ignore_files: false}", "source: {honour_ignore_files: true}", False),
        ("source: {max_file_size: 1 MiB}", "source: {max_file_size: 2 MiB}", True),
        ("source: {max_file_size: 1 MiB}", "source: {max_file_size: 1}", False),
        ("source: {exclude: [{paths: a/, reason: x}]}", "source: {exclude: []}", True),
        ("source: {exclude: [{paths: a/, reason: x}]}", "source: {exclude: [{paths: b/, reason: x}]}", False),
        ("stages: {pr: {engines: [sast]}}", "stages: {pr: {engines: [sast, sca]}}", True),
        ("stages: {pr: {engines: [sast]}}", "stages: {pr: {engines: [sca]}}", False),
        (
            "stages: {pr: {format: sarif, limits: {blob_seconds: 1}}}",
            "stages: {pr: {format: json, limits: {blob_seconds: 9}}}",
            True,
        ),
        ("engines: {sast: {enabled: true}}", "engines: {sast: {enabled: false}}", False),
        ("engines: {sast: {enabled: false}}", "engines: {sast: {enabled: true}}", True),
        ("engines: {sast: {rules: [a]}}", "engines: {sast: {rules: [a, b]}}", True),
        ("engines: {sast: {disable: [a/b]}}", "engines: {sast: {disable: [a/b, a/c]}}", False),
        ("engines: {sast: {options: {a: 1}}}", "engines: {sast: {options: {a: 2}}}", False),
        ("fingerprint_key_env: A", "fingerprint_key_env: B", False),
        ("gaps: []", "gaps: [{action: ignore}]", False),
        ("shadow: false", "gaps: [{action: ignore}]", True),
        ("shadow: true", "shadow: false", True),
        ("shadow: true", "shadow: true", True),
    ],
)
def test_sections(above: str, below: str, allowed: bool) -> None:
    assert is_allowed(above, below) is allowed


@pytest.mark.parametrize(
    ("above", "below", "allowed"),
    [
        ("scope: introduced", "scope: new", True),
        ("scope: new", "", True),
        ("", "scope: new", False),
        ("waivable: true", "waivable: false", True),
        ("waivable: false", "", False),
        ("stages: [pr]", "", True),
        ("", "stages: [pr]", False),
        ("stages: [pr]", "stages: [pr, run]", True),
        ("effective_from: 2027-01-01", "effective_from: 2026-01-01", True),
        ("effective_from: 2026-01-01", "effective_from: 2027-01-01", False),
        ("effective_from: 2026-01-01", "", True),
        ("", "effective_from: 2026-01-01", False),
        ("title: a", "title: b", True),
    ],
)
def test_rules(above: str, below: str, allowed: bool) -> None:
    assert is_allowed(a_rule(above), a_rule(below)) is allowed


@pytest.mark.parametrize(
    ("above", "below", "allowed"),
    [
        ("severity_at_least: high", "severity_at_least: low", True),
        ("severity_at_least: low", "severity_at_least: high", False),
        ("severity_at_least: high", "", True),
        ("", "severity_at_least: info", False),
        ("confidence_at_least: high", "confidence_at_least: low", True),
        ("cvss_at_least: 7", "cvss_at_least: 7.1", False),
        ("epss_at_least: 0.5", "epss_at_least: 0.1", True),
        ("age_over_days: 30", "age_over_days: 31", False),
        ("kev: true", "", True),
        ("kev: true", "kev: false", False),
        ("", "kev: true", False),
        ("kind: [sca]", "kind: [sca, image]", True),
        ("kind: [sca, image]", "kind: [sca]", False),
        ("kind: sca", "", True),
        ("licence_in: [MIT]", "licence_in: [MIT, ISC]", True),
        ("licence_not_in: [MIT, ISC]", "licence_not_in: [MIT]", True),
        ("licence_not_in: [MIT]", "licence_not_in: [MIT, ISC]", False),
        ("paths: [a/]", "paths: [a/, b/]", True),
        ("paths: [a/]", "paths: [b/]", False),
        ("paths_exclude: [a/, b/]", "paths_exclude: [a/]", True),
        ("", "paths_exclude: [a/]", False),
        ("expr: finding.kev", "expr: finding.kev", True),
        ("expr: finding.kev", "expr: finding.new", False),
        ("expr: finding.kev", "", True),
    ],
)
def test_conditions(above: str, below: str, allowed: bool) -> None:
    assert is_allowed(a_rule("", f"{{{above}}}"), a_rule("", f"{{{below}}}")) is allowed


@pytest.mark.parametrize(
    ("above", "below", "allowed"),
    [
        ("require: sast", "require: sast", True),
        ("require: sast", "require: sca", False),
        ("require: sast, stages: pr", "require: sast", True),
        ("require: sast", "require: sast, stages: pr", False),
    ],
)
def test_mandates(above: str, below: str, allowed: bool) -> None:
    assert is_allowed(f"mandates: [{{id: m, {above}}}]", f"mandates: [{{id: m, {below}}}]") is allowed


def test_three_layers_each_against_all_above() -> None:
    assert [
        str(problem) for problem in merged("waivers: {max_days: 30}", "shadow: false", "waivers: {max_days: 40}").problems
    ] == [
        "2.yaml:2:21: 'max_days: 40' loosens '30', stated at 0.yaml:2:21\n  a lower layer may change it only to something lower"
    ]


def test_a_profile_guards_nothing_it_did_not_say() -> None:
    layers = [
        a_layer("waivers: {max_days: 30}", "builtin:x", is_builtin=True),
        a_layer("shadow: true\nwaivers: {min_approvers: 0}", "own"),
    ]
    assert merge_layers(layers).problems == ()


def test_what_is_merged_is_the_last_word() -> None:
    both = merged(a_rule("scope: new"), a_rule("title: mine") + "\nwaivers: {max_days: 5}")
    assert both.values["rules"] == {"a": {"id": "a", "enforce": "warn", "when": {}, "title": "mine"}}
    assert both.values["waivers"] == {"max_days": 5}
    assert str(both.places[("rules", "a")]) == "1.yaml:2:9"
    assert ("rules", "a", "scope") not in both.places


def test_gaps_add_up() -> None:
    both = merged("gaps: [{action: warn, by: sast}]", "gaps: [{action: incomplete, by: sast}, {action: warn, by: sast}]")
    assert both.values["gaps"] == [{"action": "warn", "by": ["sast"]}, {"action": "incomplete", "by": ["sast"]}]


def test_a_path_layer_may_hold_rules_only() -> None:
    layer = a_layer(a_rule("") + "\nshadow: true\nwaivers: {min_approvers: 0}", "pay.yaml")
    told = [str(problem) for problem in add_path_layer(merged(a_rule("")), layer, "pay").problems]
    assert told == [
        "pay.yaml:3:9: a path layer cannot set 'shadow'\n  it may only add rules for its folder",
        "pay.yaml:4:10: a path layer cannot set 'waivers'\n  it may only add rules for its folder",
    ]


def test_a_path_layer_adds_and_never_replaces() -> None:
    layer = a_layer(a_rule("", "{paths: /x, paths_exclude: y/}"), "pay.yaml")
    rules = add_path_layer(merged(a_rule("")), layer, "services/pay").values["rules"]
    assert rules["a"] == {"id": "a", "enforce": "warn", "when": {}}
    assert rules["a@services/pay"]["when"] == {"paths": ["services/pay/x"], "paths_exclude": ["services/pay/y/"]}
