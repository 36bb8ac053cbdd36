"""Functions, lambdas and classes: whatever opens a scope."""

# ruff: noqa: FURB136 (a call of `min` would cost more than the rest of its line, a million times)

from typing import Any

from tree_sitter import Node

from gateline.engines.sast.languages.python.annotations import annotation
from gateline.engines.sast.languages.python.comprehensions import settle
from gateline.engines.sast.languages.python.dispatch import (
    EXPRESSION,
    PATTERN,
    SKIPPED,
    STATEMENT,
    Expression,
    expression,
    kind,
    statement,
)
from gateline.engines.sast.languages.python.nodes import cut
from gateline.engines.sast.languages.python.plain import LONGEST
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.engines.sast.languages.python.statements import block
from gateline.facts.code import ATTR, CALL, DEFINE, DEFINE_CLASS, FUNCTION, NAME, RETURN, Class, Function, Param

__all__ = ["module"]

_IDENTIFIER, _BLOCK, _TYPE, _PARAMETERS, _LAMBDA_PARAMETERS, _DECORATOR, _ARGUMENTS, _KEYWORD = (
    kind(name) for name in "identifier block type parameters lambda_parameters decorator argument_list keyword_argument".split()
)
_DEFAULT, _TYPED, _TYPED_DEFAULT, _REST, _KEYWORDS, _KEYWORD_ONLY, _POSITIONAL_ONLY = (
    kind(name)
    for name in (
        "default_parameter typed_parameter typed_default_parameter list_splat_pattern dictionary_splat_pattern "
        "keyword_separator positional_separator"
    ).split()
)
_SPLAT = kind("dictionary_splat")
_ANY_TYPED = frozenset((_TYPED, _TYPED_DEFAULT))
_ANY_REST = frozenset((_REST, _KEYWORDS))
_DEFINITION = kind("function_definition")
_DEFINITIONS = frozenset((_DEFINITION, kind("class_definition")))
_GETTERS = frozenset(
    ("property", "cached_property", "getter", "abstractproperty", "classproperty", "hybrid_property", "lazy_property")
)
_NOTHING = Class("", 0)

_Saved = tuple[Any, ...]


def module(state: State, root: Node) -> None:
    """Lowers a whole file, whose body becomes function 0.

    Args:
        state: fresh.
        root: the root of the tree.
    """
    placeholder = Function("<module>", 0, 0)
    state.functions.append(placeholder)
    body = block(state, root)
    end = len(state.data)
    state.functions[0] = Function("<module>", min(end, 0xFFFF), 0, (), body, locals=_locals(state), words=_words(state))


def _open(state: State, index: int, title: str) -> _Saved:
    saved = (
        state.bound, state.declared, state.names, state.free, state.words, state.comprehensions, state.has_yield, state.function, state.title, state.owner,
    )  # fmt: skip
    state.bound, state.declared, state.names, state.free, state.words = set(), set(), set(), set(), set()
    state.comprehensions = []
    state.has_yield = False
    state.function, state.title, state.owner = index, title, -1
    return saved


def _close(state: State, saved: _Saved) -> None:
    free = state.names - state.bound | state.free
    (
        state.bound, state.declared, state.names, state.free, state.words, state.comprehensions, state.has_yield, state.function, state.title, state.owner,
    ) = saved  # fmt: skip
    if state.function:
        state.free |= free


def _locals(state: State) -> tuple[str, ...]:
    """The names of the scope, comprehensions' included; those are renamed first where they would be mixed up with others."""
    bound = state.bound - state.declared if state.declared else state.bound
    if not state.comprehensions:
        return tuple(sorted(bound))
    settle(state, state.comprehensions, bound | state.names | state.free)
    return tuple(sorted(bound.union(*(targets for _, targets in state.comprehensions))))


def _words(state: State) -> tuple[str, ...]:
    words = state.words
    words |= state.names - state.bound
    if state.declared:
        words |= state.names & state.declared
    return tuple(sorted(words))


@statement("function_definition")
def _function(state: State, node: Node, out: list[Expression]) -> None:
    _define(state, node, out, [])


@statement("decorated_definition")
def _decorated(state: State, node: Node, out: list[Expression]) -> None:
    decorators: list[Expression] = []
    for child in node.named_children:
        number = child.kind_id
        if number == _DECORATOR:
            for inner in child.named_children:
                if inner.kind_id not in SKIPPED:
                    decorators.append(EXPRESSION[inner.kind_id](state, inner))
        elif number in _DEFINITIONS:
            (_define if number == _DEFINITION else _define_class)(state, child, out, decorators)
        elif number not in SKIPPED:
            STATEMENT[number](state, child, out)


def _define(state: State, node: Node, out: list[Expression], decorators: list[Expression]) -> None:
    start, end = node.byte_range
    span = start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF)
    name, name_span = "", span
    is_named = False
    parameters: Node | None = None
    returned: Expression | None = None
    body: Node | None = None
    for child in node.named_children:
        number = child.kind_id
        if number == _IDENTIFIER and not is_named:
            first, last = child.byte_range
            name = state.spelling[state.data[first:last]]
            name_span = first << 16 | min(last - first, 0xFFFF)
            is_named = True
        elif number == _PARAMETERS:
            parameters = child
        elif number == _TYPE:
            returned = annotation(state, child)
        elif number == _BLOCK:
            body = child
    index = len(state.functions)
    state.functions.append(Function(name, span, name_span))
    owner, parent = state.owner, state.function
    flags = _flags(name, decorators, owner) if decorators or owner >= 0 else ""
    if state.data[start : start + 5] == b"async":
        flags = "a" + flags
    targets: list[Node] = []
    params: tuple[Param, ...] = ()
    if parameters is not None:
        first, last = parameters.byte_range
        plain = state.parameters[state.data[first:last]] if last - first <= LONGEST else None
        params = _params(state, parameters, targets) if plain is None else plain
    state.bound.add(name)
    state.names.add(name)
    saved = _open(state, index, name)
    _bind_params(state, params)
    if targets:
        params = _with_targets(state, params, targets)
    lowered = block(state, body) if body is not None else []
    if state.has_yield:
        flags += "g"
    state.functions[index] = Function(
        name, span, name_span, params, lowered, decorators, parent, owner, flags, _locals(state), _words(state), returned
    )
    _close(state, saved)
    out.append([DEFINE, span, name, index])


def _flags(name: str, decorators: list[Expression], owner: int) -> str:
    flags = "k" if name == "__init__" and owner >= 0 else ""
    for decorator in decorators:
        called = decorator[2] if decorator[0] == CALL else decorator
        last = called[-1] if called[0] in (NAME, ATTR) else ""
        if last == "staticmethod":
            flags += "s"
        elif last == "classmethod":
            flags += "c"
        elif last in _GETTERS:
            flags += "r"
        elif last == "setter" and called[0] == ATTR:
            flags += "w"
    return flags


def _params(state: State, node: Node, targets: list[Node]) -> tuple[Param, ...]:
    """The parameters; their defaults are read in the scope outside. Nodes of those that take values apart are added to `targets`."""
    params: list[Param] = []
    form = ""
    for child in node.named_children:
        number = child.kind_id
        if number == _IDENTIFIER:
            first, last = child.byte_range
            params.append(Param(state.spelling[state.data[first:last]], form))
        elif number == _DEFAULT:
            parts = child.children
            params.append(_param(state, parts[0], form, targets, parts[-1], None))
        elif number in _ANY_TYPED:
            parts = [part for part in child.named_children if part.kind_id not in SKIPPED]
            types = [part for part in parts if part.kind_id == _TYPE]
            default = parts[-1] if number == _TYPED_DEFAULT else None
            params.append(_param(state, parts[0], form, targets, default, types[0] if types else None))
            if parts[0].kind_id == _REST:
                form = "keyword"
        elif number in _ANY_REST:
            params.append(_param(state, child, form, targets, None, None))
            if number == _REST:
                form = "keyword"
        elif number == _KEYWORD_ONLY:
            form = "keyword"
        elif number == _POSITIONAL_ONLY:
            params = [Param(one.name, "positional", one.default, one.annotation, one.target) for one in params]
        elif number not in SKIPPED:
            params.append(_param(state, child, form, targets, None, None))
    return tuple(params)


def _param(state: State, node: Node, form: str, targets: list[Node], default: Node | None, typed: Node | None) -> Param:
    value = None if default is None else EXPRESSION[default.kind_id](state, default)
    hint = None if typed is None else annotation(state, typed)
    number = node.kind_id
    if number in _ANY_REST:
        form = "rest" if number == _REST else "keywords"
        for child in node.named_children:
            if child.kind_id == _IDENTIFIER:
                node = child
                break
    if node.kind_id == _IDENTIFIER:
        first, last = node.byte_range
        return Param(state.spelling[state.data[first:last]], form, value, hint)
    targets.append(node)
    return Param("", form, value, hint, target=())


def _bind_params(state: State, params: tuple[Param, ...]) -> None:
    add = state.bound.add
    for param in params:
        if param.name:
            add(param.name)


def _with_targets(state: State, params: tuple[Param, ...], targets: list[Node]) -> tuple[Param, ...]:
    """Parameters of Python 2 that are tuples; what they bind belongs to the function."""
    waiting = iter(targets)
    filled = []
    for param in params:
        if param.target is None:
            filled.append(param)
        else:
            node = next(waiting)
            filled.append(Param("", param.kind, param.default, param.annotation, PATTERN[node.kind_id](state, node)))
    return tuple(filled)


@expression("lambda")
def _lambda(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    start, end = node.byte_range
    span = start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF)
    index = len(state.functions)
    head = start << 16 | len("lambda")
    state.functions.append(Function("", span, head))
    params: tuple[Param, ...] = ()
    targets: list[Node] = []
    body: Node | None = None
    for child in node.named_children:
        number = child.kind_id
        if number == _LAMBDA_PARAMETERS:
            params = _params(state, child, targets)
        elif number not in SKIPPED:
            body = child
    parent = state.function
    saved = _open(state, index, "")
    _bind_params(state, params)
    if targets:
        params = _with_targets(state, params, targets)
    lowered: list[Expression] = []
    if body is not None:
        value = EXPRESSION[body.kind_id](state, body)
        lowered = [[RETURN, value[1], value]]
    flags = "lg" if state.has_yield else "l"
    state.functions[index] = Function("", span, head, params, lowered, (), parent, -1, flags, _locals(state), _words(state))
    _close(state, saved)
    state.depth = depth
    return [FUNCTION, span, index]


@statement("class_definition")
def _class(state: State, node: Node, out: list[Expression]) -> None:
    _define_class(state, node, out, [])


def _define_class(state: State, node: Node, out: list[Expression], decorators: list[Expression]) -> None:
    start, end = node.byte_range
    span = start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF)
    name = ""
    bases: list[Expression] = []
    keywords: list[list[Any]] = []
    body: Node | None = None
    for child in node.named_children:
        number = child.kind_id
        if number == _IDENTIFIER and not name:
            first, last = child.byte_range
            name = state.spelling[state.data[first:last]]
        elif number == _ARGUMENTS:
            _bases(state, child, bases, keywords)
        elif number == _BLOCK:
            body = child
    index = len(state.classes)
    state.classes.append(_NOTHING)
    state.bound.add(name)
    state.names.add(name)
    bound, owner = state.bound, state.owner
    state.bound, state.owner = set(), index
    lowered = block(state, body) if body is not None else []
    state.bound, state.owner = bound, owner
    state.classes[index] = Class(name, span, bases, keywords, decorators, lowered, state.function)
    out.append([DEFINE_CLASS, span, name, index])


def _bases(state: State, node: Node, bases: list[Expression], keywords: list[list[Any]]) -> None:
    for child in node.named_children:
        number = child.kind_id
        if number == _KEYWORD:
            pair = child.children
            first, last = pair[0].byte_range
            name = state.spelling[state.data[first:last]]
            state.words.add(name)
            keywords.append([name, EXPRESSION[pair[-1].kind_id](state, pair[-1])])
        elif number == _SPLAT:
            keywords += [["", EXPRESSION[one.kind_id](state, one)] for one in child.named_children[-1:]]
        elif number not in SKIPPED:
            bases.append(EXPRESSION[number](state, child))
