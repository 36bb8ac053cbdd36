import ast
import re

import pytest

from gateline.engines.sast.kinds import SINK_KINDS, SOURCE_KINDS
from gateline.engines.sast.models.load import ModelError, ModelFile, count_entries, parse_model
from gateline.engines.sast.models.packing import read_models

HEAD = "package: shop\nlanguage: python\n"
PYTHON, _ = read_models("python")


def _parse(text: str) -> ModelFile:
    return parse_model((HEAD + text).encode(), "shop.yaml")


def test_scalars_become_tuples() -> None:
    (sink,) = _parse("sinks:\n  - {call: shop.run, arg: 0, kind: sql, if: {shell: true, 1: [a, null]}}").sinks
    assert (sink.call, sink.arg, sink.kind, sink.if_) == (("shop.run",), (0,), ("sql",), {"shell": (True,), "1": ("a", None)})


def test_defaults() -> None:
    (sanitizer,) = _parse("sanitizers:\n  - {call: shop.safe, for: all}").sanitizers
    assert (sanitizer.arg, sanitizer.kinds) == ((0,), ("all",))
    (guard,) = _parse("guards:\n  - {call: shop.ok, for: [sql], when: false, if: {1: int}}").guards
    assert (guard.when, guard.if_) == (False, {"1": ("int",)})
    (named,) = _parse("named:\n  - {receiver: cursor, method: execute, arg: 0, kind: sql}").named
    assert named.confidence == "medium"


def test_a_kind_for_params_is_the_kind_of_all() -> None:
    (entry,) = _parse("entries:\n  - {decorator: shop.App().get, params: remote, route: {path: [0, rule], method: GET}}").entries
    assert (entry.params, entry.rest) == ((), "remote")
    assert entry.route is not None
    assert (entry.route.path, entry.route.method) == ((0, "rule"), "GET")
    (view,) = _parse("entries:\n  - {subclass: shop.View, methods: [get], params: [null, shop.Request(), 'source:cli']}").entries
    assert view.params == (None, "shop.Request()", "source:cli")


def test_everything_is_counted() -> None:
    model = _parse("gives: {shop.a: shop.b}\nsources: {shop.a().x: remote}\nauth:\n  - {decorator: shop.login}")
    assert count_entries(model) == 3


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ""),
        ("nonsense: 1", "unknown field 'nonsense'"),
        ("sources: {shop.x: distant}", "sources[shop.x]: unknown source kind 'distant'"),
        ("sources: {shop.x: library}", "sources[shop.x]: unknown source kind 'library'"),
        ("sources: [shop.x]", "sources: expected a mapping"),
        ("gives: {shop..x: shop.y}", "gives[shop..x]: not an API path: 'shop..x'"),
        ("gives: {shop.x: shop.x}", "gives[shop.x]: gives itself"),
        ("gives: {shop.x: []}", "gives[shop.x]: no path is given"),
        ("sinks: {a: b}", "sinks: expected a list"),
        ("sinks: [a]", "sinks[0]: expected a mapping"),
        ("sinks: [{call: shop.x, kind: sql}]", "sinks[0]: `arg` is missing"),
        ("sinks: [{call: shop.x, arg: 0, kind: sequel}]", "sinks[0]: unknown sink kind 'sequel'"),
        ("sinks: [{call: shop.x, arg: 0}]", "sinks[0]: no sink kind is given"),
        ("sinks: [{call: shop.x, arg: 1.5, kind: sql}]", "sinks[0]: not an argument: 1.5"),
        ("sinks: [{call: shop.x, arg: true, kind: sql}]", "sinks[0]: not an argument: True"),
        ("sinks: [{call: shop.x, arg: [], kind: sql}]", "sinks[0]: no argument is given"),
        ("sinks: [{call: shop.x, set: shop.y, arg: 0, kind: sql}]", "sinks[0]: exactly one of call, set"),
        ("sinks: [{set: shop.y, arg: 0, kind: sql}]", "sinks[0]: `arg` belongs to `call`"),
        ("sinks: [{call: shop.x, arg: 0, kind: sql, confidence: sure}]", "sinks[0]: unknown confidence 'sure'"),
        ("sinks: [{call: shop.x, arg: 0, kind: sql, if: {}}]", "sinks[0]: conditions are a mapping"),
        ("sinks: [{call: shop.x, arg: 0, kind: sql, if: {a: {}}}]", "sinks[0]: not a list of constants"),
        ("sinks: [{call: shop.x, arg: 0, kind: sql}, {call: shop.x, arg: 0, kind: sql}]", "sinks[1]: stands there twice"),
        ("guards: [{call: shop.x, for: all, when: maybe}]", "guards[0]: expected true or false"),
        ("flows: [{call: shop.x, from: 0}]", "flows[0]: not an argument: None"),
        ("callbacks: [{call: shop.x, arg: 0, params: [3]}]", "callbacks[0]: not an API path: 3"),
        ("callbacks: [{call: shop.x, arg: 0, params: {}}]", "callbacks[0]: `params` is a source kind or a list"),
        ("entries: [{decorator: shop.x, call: shop.y}]", "entries[0]: exactly one of"),
        ("entries: [{decorator: shop.x, arg: 0}]", "entries[0]: `arg` belongs to `call`"),
        ("entries: [{subclass: shop.x}]", "entries[0]: `methods` is missing"),
        ("entries: [{decorator: shop.x, params: remote, rest: remote}]", "entries[0]: `params` already says"),
        ("entries: [{decorator: shop.x, route: here}]", "entries[0]: `route` is a mapping"),
        ("auth: [{}]", "auth[0]: exactly one of"),
        ("named: [{receiver: [Cursor], method: x, arg: 0, kind: sql}]", "named[0]: `receiver` lists words in lower case"),
        ("named: [{receiver: [c], method: x, arg: 0, kind: sql, confidence: high}]", "named[0]: a name alone"),
        ("named: [{receiver: [c], arg: 0, kind: sql}]", "named[0]: `method` is missing"),
        (
            "renders: [{call: shop.x, decorator: shop.y, template: 0, engine: a}]",
            "renders[0]: exactly one of call, decorator, subclass",
        ),
        ("renders: [{call: shop.x, template: 0}]", "renders[0]: `engine` is missing"),
        ("renders: [{call: shop.x, template: 0, engine: a, globals: [b]}]", "renders[0]: `globals` is a mapping"),
        ("examples: [{finds: {}}]", "examples[0]: an example has"),
        ("examples: [{code: x, finds: {sql: [2]}}]", "examples[0]: lines of sql are not in the code"),
        ("a: [", "shop.yaml:4:"),
    ],
)
def test_what_is_wrong_is_named(text: str, problem: str) -> None:
    if not problem:
        assert _parse(text).package == "shop"
        return
    with pytest.raises(ModelError, match=rf"^shop\.yaml.*{re.escape(problem)}|^{re.escape(problem)}"):
        _parse(text)


def test_renders() -> None:
    call, view = _parse(
        "renders:\n"
        "  - {call: shop.render, template: [0, name], context: ['**', 1], engine: shop, globals: {request: shop.Request()}, also: shop.g}\n"
        "  - {subclass: shop.View, template: template_name, context: get_context, engine: shop}"
    ).renders
    assert (call.template, call.context, call.globals_, call.also) == (
        (0, "name"),
        ("**", 1),
        {"request": ("shop.Request()",)},
        ("shop.g",),
    )
    assert (view.subclass, view.template, view.context) == (("shop.View",), ("template_name",), ("get_context",))


@pytest.mark.parametrize("text", ["language: python", "package: shop", "package: shop\nlanguage: cobol", "- a", ""])
def test_a_file_says_whose_and_in_which_language(text: str) -> None:
    with pytest.raises(ModelError):
        parse_model(text.encode(), "shop.yaml")


def test_kinds_say_what_they_mean() -> None:
    for kinds in (SOURCE_KINDS, SINK_KINDS):
        assert [name for name, meaning in kinds.items() if len(meaning) < 10 or not re.fullmatch(r"[a-z-]+", name)] == []


@pytest.mark.parametrize("name", PYTHON)
def test_python_examples_are_python(name: str) -> None:
    for example in PYTHON[name].examples:
        ast.parse(example.code)


@pytest.mark.parametrize("name", [name for name, model in PYTHON.items() if model.sinks])
def test_python_files_with_sinks_show_one_that_finds_and_one_that_does_not(name: str) -> None:
    assert {bool(example.finds) for example in PYTHON[name].examples} == {True, False}


def test_examples_of_python_find_where_something_is_called_or_assigned() -> None:
    """The line in `finds` is one on which a sink can stand."""
    wrong = []
    for name, model in PYTHON.items():
        for number, example in enumerate(model.examples):
            starts = {
                node.lineno for node in ast.walk(ast.parse(example.code)) if isinstance(node, ast.Call | ast.Return | ast.Assign)
            }
            wrong += [(name, number, line) for lines in example.finds.values() for line in lines if line not in starts]
    assert wrong == []
