"""What a rule's `match` may say, and what is said about one that may not."""

from typing import Any

import msgspec
import pytest

from gateline.engines.sast import rule_match
from gateline.engines.sast.rule_match import CallMatch, Condition, Flow, RuleMatch, SetMatch, Structure, Test
from gateline.rules.load import RuleError
from tests.rules.a_rule import a_rule


def match(**fields: Any) -> RuleMatch:
    return rule_match.of(a_rule(match=fields))


def call(**fields: Any) -> CallMatch:
    return match(calls=[{"call": "hashlib.new", **fields}]).calls[0]


def test_a_flow() -> None:
    found = match(flow={"to": ["sql"], "from": ["remote", "stored"]})
    assert found.flow == Flow(to=("sql",), from_=("remote", "stored"))
    assert found.languages == ("javascript", "python")


def test_a_rule_of_one_language() -> None:
    assert match(languages=["python"], flow={"to": ["sql"], "from": ["remote"]}).languages == ("python",)


def test_a_call_alone_is_the_finding() -> None:
    assert call() == CallMatch(call=("hashlib.new",))


@pytest.mark.parametrize(
    ("fields", "arg", "keys", "test"),
    [
        ({"arg": [0, "name"], "in": ["md5", True, None]}, (0, "name"), (), Test(in_=("md5", True, None))),
        ({"arg": 0, "not_in": ["sha256"]}, (0,), (), Test(not_in=("sha256",))),
        ({"arg": 0, "below": 2048}, (0,), (), Test(below=2048.0)),
        ({"arg": -1, "above": 1.5}, (-1,), (), Test(above=1.5)),
        ({"arg": "name", "matches": "^md"}, ("name",), (), Test(matches="^md")),
        ({"arg": [1, "mode"], "any_bits": 0o022}, (1, "mode"), (), Test(any_bits=18)),
        ({"arg": 0, "is": "dynamic"}, (0,), (), Test(is_="dynamic")),
        ({"arg": "*", "is": "password"}, ("*",), (), Test(is_="password")),
        ({"option": [1, "cookie", "secure"], "in": [False]}, (1,), ("cookie", "secure"), Test(in_=(False,))),
        ({"option": [[3, "options"], "verify"], "in": [False]}, (3, "options"), ("verify",), Test(in_=(False,))),
        ({"option": [0, 0], "in": ["0.0.0.0"]}, (0,), (0,), Test(in_=("0.0.0.0",))),
        ({"missing": ["algorithms"]}, ("algorithms",), (), Test(is_missing=True)),
        ({"missing_option": [2, "httpOnly"]}, (2,), ("httpOnly",), Test(is_missing=True)),
        ({"present": ["verify"]}, ("verify",), (), Test(is_present=True)),
    ],
)
def test_what_a_call_looks_at(fields: dict[str, Any], arg: Any, keys: Any, test: Test) -> None:
    found = call(**fields)
    assert (found.arg, found.keys, found.test) == (arg, keys, test)


def test_conditions() -> None:
    found = call(
        **{"if": {"usedforsecurity": [False], "1.cookie.secure": [True], 0: {"matches": "^x"}}, "unless": {"0|name": "missing"}}
    )
    assert found.if_ == (
        Condition(arg=("usedforsecurity",), in_=(False,)),
        Condition(arg=(1,), keys=("cookie", "secure"), in_=(True,)),
        Condition(arg=(0,), matches="^x"),
    )
    assert found.unless == (Condition(arg=(0, "name"), is_missing=True),)


def test_an_assignment() -> None:
    sets = [
        {"set": ["app.debug", "app.config[DEBUG]"], "in": [True]},
        {"set": "app.options", "option": ["a", "b"], "is": "constant"},
    ]
    assert match(sets=sets).sets == (
        SetMatch(set=("app.debug", "app.config[DEBUG]"), test=Test(in_=(True,))),
        SetMatch(set=("app.options",), keys=("a", "b"), test=Test(is_="constant")),
    )


def test_a_missing_member_of_what_is_assigned() -> None:
    assert match(sets=[{"set": "app.options", "missing_option": ["a"]}]).sets[0] == SetMatch(
        set=("app.options",), keys=("a",), test=Test(is_missing=True)
    )


def test_whatever_is_assigned() -> None:
    assert match(sets=[{"set": "document.domain", "present": True}]).sets[0].test == Test(is_present=True)


def test_a_structure() -> None:
    found = match(structure={"name": "host-pattern", "fault": "dot"})
    assert found.structure == Structure(name="host-pattern", options={"fault": "dot"})


def test_it_travels_as_json() -> None:
    found = match(calls=[{"call": "a.b", "option": [[1, "x"], "y"], "in": [None, 1, True, "z"], "if": {"k": [1.5]}}])
    assert msgspec.json.decode(msgspec.json.encode(found), type=RuleMatch) == found


CALL = {"call": "a.b"}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "give exactly one of `flow`, `calls`/`sets` and `structure`"),
        (
            {"flow": {"to": ["sql"], "from": ["remote"]}, "calls": [CALL]},
            "give exactly one of `flow`, `calls`/`sets` and `structure`",
        ),
        ({"flows": {}}, "unknown field 'flows'; known: calls, flow, languages, sets, structure"),
        ({"languages": ["cobol"], "calls": [CALL]}, "unknown language 'cobol'; known: javascript, python"),
        ({"languages": [], "calls": [CALL]}, "no language is given"),
        ({"flow": {"to": ["sql"], "from": []}}, "no source kind is given"),
        ({"flow": {"to": ["sql"]}}, "Object missing required field `from`"),
        ({"flow": {"to": ["sql"], "from": ["remote"], "via": 1}}, "Object contains unknown field `via`"),
        ({"calls": CALL}, "`calls` is a list"),
        ({"calls": ["a.b"]}, "`calls`: expected a mapping, got 'a.b'"),
        ({"calls": [{"arg": 0, "in": [1]}]}, "expected text, got None"),
        ({"calls": [{"call": []}]}, "no path is given"),
        ({"calls": [{"call": "a b"}]}, "not an API path: 'a b'"),
        ({"calls": [{**CALL, "in": [1]}]}, "`in` of what: `arg` or `option` is missing"),
        ({"calls": [{**CALL, "arg": 0, "option": [0, "x"], "in": [1]}]}, "`arg` and `option` cannot stand together"),
        ({"calls": [{**CALL, "missing": ["x"], "in": [1]}]}, "`missing` and `in` cannot stand together"),
        ({"calls": [{**CALL, "arg": 0, "in": 1}]}, "`constants` is a list"),
        ({"calls": [{**CALL, "arg": 0, "in": []}]}, "not a list of constants: []"),
        ({"calls": [{**CALL, "arg": 0, "in": [[1]]}]}, "not a list of constants: [[1]]"),
        ({"calls": [{**CALL, "arg": 0, "below": "x"}]}, "Expected `float | null`, got `str` - at `$.below`"),
        ({"calls": [{**CALL, "arg": 0, "matches": ""}]}, "a pattern is text of one character or more"),
        ({"calls": [{**CALL, "arg": [], "in": [1]}]}, "no argument is given"),
        ({"calls": [{**CALL, "arg": ["a b"], "in": [1]}]}, "not an argument: 'a b'"),
        ({"calls": [{**CALL, "option": [0], "in": [1]}]}, "not keys of an object: []"),
        ({"calls": [{**CALL, "if": {"a": {"in": [1]}}}]}, "a condition is a list of constants, `missing`, or `{matches: …}`"),
        ({"calls": [{**CALL, "if": ["a"]}]}, "`conditions`: expected a mapping, got ['a']"),
        ({"calls": [{**CALL, "args": 0}]}, "unknown field 'args'; known: above, any_bits, "),
        ({"sets": [{"set": "a.b", "missing_option": ["x"], "in": [1]}]}, "`missing_option` and `in` cannot stand together"),
        ({"sets": [{"set": "a.b", "arg": 0, "in": [1]}]}, "unknown field 'arg'; known: above, any_bits, "),
        ({"structure": {"name": "host-pattern", "speed": 1}}, "unknown option 'speed' of 'host-pattern'; known: fault"),
        ({"structure": {"name": "double-escaping", "a": 1}}, "unknown option 'a' of 'double-escaping'; known: none"),
    ],
)
def test_a_match_is_refused(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(RuleError) as refused:
        match(**fields)
    assert str(refused.value).startswith(f"secrets/acme-token: match: {problem}")


@pytest.mark.parametrize("operators", [{"arg": 0}, {"arg": 0, "in": [1], "below": 2}])
def test_one_operator_at_a_time(operators: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match="exactly one of in, not_in, below, above, matches, any_bits, is is given"):
        call(**operators)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"flow": {"to": ["sqll"], "from": ["remote"]}}, "unknown sink kind 'sqll'; known: sql, "),
        ({"flow": {"to": ["sql"], "from": ["web"]}}, "unknown source kind 'web'; known: remote, "),
        ({"calls": [{**CALL, "arg": 0, "is": "odd"}]}, "unknown state 'odd'; known: constant, "),
        ({"calls": [{**CALL, "arg": 0, "matches": "("}]}, "pattern '(': "),
        ({"structure": {"name": "redoss"}}, "unknown structure 'redoss'; known: address-header-compared, "),
    ],
)
def test_an_unknown_name_is_answered_with_the_known(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(RuleError) as refused:
        match(**fields)
    assert problem in str(refused.value)
