"""Expressions: a typed subset of CEL over one finding.

Each part of the tree becomes a closure. A value nobody knows is None and travels by Kleene's rules: `false && unknown` is false,
`true || unknown` is true, everything else with it is unknown; so does what cannot be evaluated (an overflow, a text too long to
search). An expression whose value is unknown holds: not knowing never relaxes a gate.

Named types (severity, confidence, kind, exposure) compare with their names written as text, and a name that is none is an error
when the policy is read, not a comparison that is false for ever.
"""

import operator
from collections.abc import Callable
from datetime import datetime
from typing import Any, assert_never

from msgspec import Struct

from gateline.model.assessed import Assessed
from gateline.policy.conditions.linear_regex import LinearRegex
from gateline.policy.conditions.subject import FIELDS, FieldType, names_of
from gateline.policy.conditions.syntax import (
    Call,
    Chain,
    Comparison,
    Conditional,
    Field,
    ListOf,
    Literal,
    Name,
    Node,
    Not,
    parse,
)
from gateline.policy.errors import Rejected, expected

__all__ = ["Expression", "Term", "parse_expression"]

Evaluate = Callable[[Assessed, datetime], Any]

_NUMBERS = (FieldType.INT, FieldType.DOUBLE)
_ORDERED = (*_NUMBERS, FieldType.STRING, FieldType.SEVERITY, FieldType.CONFIDENCE)
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_METHODS: dict[str, Callable[[str, str], bool]] = {
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": str.__contains__,
}
_FUNCTIONS = ("has", "size")
_MAX_SEARCHED = 10_000
"""Characters a pattern looks at; a longer text is not decided."""
_INT64 = range(-(1 << 63), 1 << 63)


class Typed(Struct, frozen=True):
    """A compiled part: its type, how to get its value, which fields of `finding` it asks."""

    type: FieldType
    run: Evaluate
    fields: frozenset[str] = frozenset()


class Term(Struct, frozen=True):
    """One of the conditions that the outermost `&&` joins."""

    text: str
    """As written, on one line."""
    run: Evaluate
    """True, False or None for not known."""
    fields: frozenset[str]
    """Fields of `finding` it asks."""


class Expression(Struct, frozen=True):
    """A compiled condition."""

    text: str
    terms: tuple[Term, ...]
    """In the order written; one when there is no outermost `&&`."""

    def value(self, assessed: Assessed, now: datetime) -> bool | None:
        """True, False, or None when it cannot be known."""
        values = [term.run(assessed, now) for term in self.terms]
        return False if False in values else None if None in values else True

    def holds(self, assessed: Assessed, now: datetime) -> bool:
        """Whether the condition is not proven false."""
        return all(term.run(assessed, now) is not False for term in self.terms)


def parse_expression(text: str) -> Expression:
    """Compile an expression.

    Raises:
        Rejected: it is not of the subset or not well typed; with the offset of what is wrong, and the nearest name.
    """
    tree = parse(text)
    is_joined = isinstance(tree, Chain) and tree.operator == "&&"
    parts = tree.operands if isinstance(tree, Chain) and is_joined else (tree,)
    return Expression(text, tuple(_term(text, part, "'&&'" if is_joined else "a condition") for part in parts))


def _term(text: str, part: Node, who: str) -> Term:
    typed = _compile(part)
    _need(part, typed, FieldType.BOOL, who)
    return Term(" ".join(text[part.start : part.end].split()), typed.run, typed.fields)


def _compile(node: Node) -> Typed:
    match node:
        case Literal():
            return _literal(node)
        case Name():
            raise _unknown_name(node)
        case Field():
            return _field(node)
        case Not():
            operand = _compile(node.operand)
            _need(node.operand, operand, FieldType.BOOL, "'!'")
            return Typed(FieldType.BOOL, _negated(operand.run), operand.fields)
        case Chain():
            return _sum(node) if node.operator == "+" else _logic(node)
        case Comparison():
            return _membership(node) if node.operator == "in" else _comparison(node)
        case Conditional():
            return _conditional(node)
        case ListOf():
            return _strings(node)
        case Call():
            return _call(node)
    assert_never(node)


def _need(node: Node, typed: Typed, wanted: FieldType, who: str) -> None:
    if typed.type is not wanted:
        raise Rejected(f"{who} needs {_a(wanted)}, got {_a(typed.type)}", _way_to_bool(node, typed, wanted), node.start)


def _way_to_bool(node: Node, typed: Typed, wanted: FieldType) -> str:
    if wanted is not FieldType.BOOL or not isinstance(node, Field):
        return ""
    names = names_of(typed.type)
    example = {FieldType.INT: "> 0", FieldType.DOUBLE: ">= 0.5", FieldType.STRING: '== "…"'}.get(typed.type, "")
    example = f'== "{names[-1]}"' if names else example
    return f"compare it: 'finding.{node.name} {example}'" if example else ""


def _literal(node: Literal) -> Typed:
    value = node.value
    match value:
        case bool():
            kind = FieldType.BOOL
        case int():
            kind = FieldType.INT
        case float():
            kind = FieldType.DOUBLE
        case str():
            kind = FieldType.STRING
    return Typed(kind, _constant(value))


def _constant(value: Any) -> Evaluate:
    return lambda assessed, now: value


def _unknown_name(node: Name) -> Rejected:
    if node.name == "finding":
        return Rejected("'finding' is no value by itself", "ask one of its fields: 'finding.severity'", node.start)
    hint = f"write 'finding.{node.name}'" if node.name in FIELDS else expected(node.name, ["finding"])
    return Rejected(f"unknown variable '{node.name}'", hint, node.start)


def _field(node: Field) -> Typed:
    if not (isinstance(node.operand, Name) and node.operand.name == "finding"):
        operand = _compile(node.operand)
        raise Rejected(f"{_a(operand.type)} has no field '{node.name}'", "", node.name_start)
    field = FIELDS.get(node.name)
    if field is None:
        raise Rejected(f"unknown field 'finding.{node.name}'", expected(node.name, FIELDS), node.name_start)
    get = field.get
    run = (lambda assessed, now: get(assessed, now) or None) if field.type is FieldType.SEVERITY else get  # rank 0 is not known
    return Typed(field.type, run, frozenset({node.name}))


def _negated(run: Evaluate) -> Evaluate:
    def evaluate(assessed: Assessed, now: datetime) -> bool | None:
        value = run(assessed, now)
        return None if value is None else not value

    return evaluate


def _logic(node: Chain) -> Typed:
    parts = [_compile(operand) for operand in node.operands]
    for operand, part in zip(node.operands, parts, strict=True):
        _need(operand, part, FieldType.BOOL, f"'{node.operator}'")
    join = _any if node.operator == "||" else _all
    return Typed(FieldType.BOOL, join([part.run for part in parts]), _fields(*parts))


def _any(runs: list[Evaluate]) -> Evaluate:
    return _decided(runs, decisive=True)


def _all(runs: list[Evaluate]) -> Evaluate:
    return _decided(runs, decisive=False)


def _decided(runs: list[Evaluate], *, decisive: bool) -> Evaluate:
    """The first value that is `decisive` decides, whatever the others are."""
    first, *others = runs

    def evaluate(assessed: Assessed, now: datetime) -> bool | None:
        answer: bool | None = first(assessed, now)
        if answer is decisive:
            return decisive
        for run in others:
            value: bool | None = run(assessed, now)
            if value is decisive:
                return decisive
            if value is None:
                answer = None
        return answer

    return evaluate


def _sum(node: Chain) -> Typed:
    parts = [_compile(operand) for operand in node.operands]
    kind = parts[0].type
    if kind not in (*_NUMBERS, FieldType.STRING, FieldType.STRINGS):
        raise Rejected(f"'+' cannot add {_a(kind)}", "", node.operands[0].start)
    for operand, part in zip(node.operands, parts, strict=True):
        if part.type is not kind:
            hint = "write whole numbers as '1.0'" if {part.type, kind} == set(_NUMBERS) else ""
            raise Rejected(f"'+' cannot add {_a(kind)} and {_a(part.type)}", hint, operand.start)
    runs = [part.run for part in parts]

    def evaluate(assessed: Assessed, now: datetime) -> Any:
        total = runs[0](assessed, now)
        for run in runs[1:]:
            value = run(assessed, now)
            if total is None or value is None:
                return None
            total = total + value
        return None if kind is FieldType.INT and total not in _INT64 else total

    return Typed(kind, evaluate, _fields(*parts))


def _conditional(node: Conditional) -> Typed:
    condition, yes, no = _compile(node.condition), _compile(node.yes), _compile(node.no)
    _need(node.condition, condition, FieldType.BOOL, "'?'")
    if yes.type is not no.type:
        raise Rejected(f"both sides of ':' must be of one type, got {_a(yes.type)} and {_a(no.type)}", "", node.no.start)
    ask, left, right = condition.run, yes.run, no.run

    def evaluate(assessed: Assessed, now: datetime) -> Any:
        answer = ask(assessed, now)
        return None if answer is None else left(assessed, now) if answer else right(assessed, now)

    return Typed(yes.type, evaluate, _fields(condition, yes, no))


def _strings(node: ListOf) -> Typed:
    """A list on its own; lists of anything but text only stand behind `in`."""
    items = [_compile(item) for item in node.items]
    for item, typed in zip(node.items, items, strict=True):
        _need(item, typed, FieldType.STRING, "a list")
    runs = [typed.run for typed in items]

    def evaluate(assessed: Assessed, now: datetime) -> tuple[str, ...] | None:
        values = tuple(run(assessed, now) for run in runs)
        return None if None in values else values

    return Typed(FieldType.STRINGS, evaluate, _fields(*items))


class _Side(Struct, frozen=True):
    """One side of a comparison, compiled once however often it is compared."""

    node: Node
    typed: Typed


def _comparison(node: Comparison) -> Typed:
    left, right = _Side(node.left, _compile(node.left)), _Side(node.right, _compile(node.right))
    return _compared(node.operator, left, right, node.operator_start)


def _compared(sign: str, left: _Side, right: _Side, at: int) -> Typed:
    one, other = _alike(left, right, at)
    if sign not in ("==", "!=") and one.type not in _ORDERED:
        raise Rejected(f"{_a(one.type)} has no order", "compare it with '==', '!=' or 'in'", at)
    fields = _fields(one, other)
    for side, opposite in ((left, other), (right, one)):
        if isinstance(side.node, Literal) and side.node.value == "unknown" and opposite.type is FieldType.SEVERITY:
            return Typed(FieldType.BOOL, _whether_unknown(sign, opposite.run, at), fields)
    compare = _OPERATORS[sign]
    join = _against if isinstance(right.node, Literal) else _between
    return Typed(FieldType.BOOL, join(compare, one.run, other.run), fields)


def _whether_unknown(sign: str, run: Evaluate, at: int) -> Evaluate:
    """`finding.severity == "unknown"`: the one comparison that asks about not knowing, and so has an answer."""
    if sign not in ("==", "!="):
        raise Rejected("'unknown' has no place in the order of severities", "compare it with '==' or '!='", at)
    wanted = sign == "=="
    return lambda assessed, now: (run(assessed, now) is None) is wanted


def _against(compare: Callable[[Any, Any], bool], run: Evaluate, constant: Evaluate) -> Evaluate:
    value = constant(_NOBODY, _NEVER)
    return lambda assessed, now: None if (found := run(assessed, now)) is None else compare(found, value)


_NOBODY: Any = None
_NEVER: Any = None
"""What constants are evaluated against; they ask neither."""


def _between(compare: Callable[[Any, Any], bool], left: Evaluate, right: Evaluate) -> Evaluate:
    def evaluate(assessed: Assessed, now: datetime) -> bool | None:
        one = left(assessed, now)
        other = right(assessed, now)
        return None if one is None or other is None else compare(one, other)

    return evaluate


def _alike(left: _Side, right: _Side, at: int) -> tuple[Typed, Typed]:
    """Both sides, of comparable types; a text written out on one side becomes a name of the type on the other."""
    one, other = left.typed, right.typed
    if names_of(one.type) and isinstance(right.node, Literal):
        other = _named(right.node, one.type)
    elif names_of(other.type) and isinstance(left.node, Literal):
        one = _named(left.node, other.type)
    if one.type is not other.type and not {one.type, other.type} <= set(_NUMBERS):
        raise Rejected(f"cannot compare {_a(one.type)} with {_a(other.type)}", "", at)
    return one, other


def _named(node: Literal, kind: FieldType) -> Typed:
    """A literal as a value of a named type: of severity and confidence the rank."""
    names = names_of(kind)
    if not isinstance(node.value, str):
        raise Rejected(f"{_a(kind)} is compared with a name, not with {str(node.value).lower()}", expected("", names), node.start)
    if node.value not in names:
        raise Rejected(f"unknown {kind.value} '{node.value}'", expected(node.value, names), node.start)
    value = names.index(node.value) if kind in (FieldType.SEVERITY, FieldType.CONFIDENCE) else node.value
    return Typed(kind, _constant(value))


def _membership(node: Comparison) -> Typed:
    left = _compile(node.left)
    if not isinstance(node.right, ListOf):
        right = _compile(node.right)
        _need(node.right, right, FieldType.STRINGS, "'in'")
        _need(node.left, left, FieldType.STRING, "'in' here")
        return Typed(FieldType.BOOL, _between(_is_member, left.run, right.run), _fields(left, right))
    if not node.right.items:
        raise Rejected("an empty list holds nothing, so this is never true", "", node.right.start)
    side = _Side(node.left, left)
    equals = [_compared("==", side, _Side(item, _compile(item)), item.start) for item in node.right.items]
    run = _plain_membership(left, node.right) or _any([equal.run for equal in equals])
    return Typed(FieldType.BOOL, run, _fields(*equals))


def _is_member(value: str, values: tuple[str, ...]) -> bool:
    return value in values


def _plain_membership(left: Typed, items: ListOf) -> Evaluate | None:
    """One look-up instead of many comparisons, when all items are written out and none asks about not knowing."""
    literals = [item for item in items.items if isinstance(item, Literal) and item.value != "unknown"]
    if len(literals) < len(items.items) or left.type in (*_NUMBERS, FieldType.BOOL):
        return None
    typed = [_named(item, left.type) if names_of(left.type) else _literal(item) for item in literals]
    values = frozenset(item.run(_NOBODY, _NEVER) for item in typed)
    return _against(lambda found, known: found in known, left.run, _constant(values))


def _call(node: Call) -> Typed:
    if node.function == "has":
        return _has(node)
    if node.function == "size":
        return _size(node)
    if node.target is None:
        hint = "write it as a method: 'finding.path." + node.function + "(…)'" if node.function in (*_METHODS, "matches") else ""
        raise Rejected(f"unknown function '{node.function}'", hint or expected(node.function, _FUNCTIONS), node.name_start)
    if node.function != "matches" and node.function not in _METHODS:
        known = (*_METHODS, "matches", "size")
        raise Rejected(f"unknown method '{node.function}'", expected(node.function, known), node.name_start)
    target = _compile(node.target)
    _need(node.target, target, FieldType.STRING, f"'{node.function}'")
    if len(node.arguments) != 1:
        raise Rejected(f"'{node.function}' takes one argument", "", node.name_start)
    return _matches(node, target) if node.function == "matches" else _method(node, target)


def _method(node: Call, target: Typed) -> Typed:
    argument = _compile(node.arguments[0])
    _need(node.arguments[0], argument, FieldType.STRING, f"'{node.function}'")
    test = _METHODS[node.function]
    join = _against if isinstance(node.arguments[0], Literal) else _between
    return Typed(FieldType.BOOL, join(test, target.run, argument.run), _fields(target, argument))


def _matches(node: Call, target: Typed) -> Typed:
    pattern = node.arguments[0]
    if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
        raise Rejected("'matches' takes its pattern as text written out", "", pattern.start)
    try:
        regex = LinearRegex(pattern.value)
    except Rejected as rejected:
        raise Rejected(rejected.message, rejected.hint, pattern.start) from rejected
    run = target.run
    known: dict[str, bool] = {}

    def evaluate(assessed: Assessed, now: datetime) -> bool | None:
        text = run(assessed, now)
        if text is None or len(text) > _MAX_SEARCHED:
            return None
        answer = known.get(text)
        if answer is None:
            if len(known) >= 10_000:
                known.clear()
            answer = known[text] = regex.search(text)
        return answer

    return Typed(FieldType.BOOL, evaluate, target.fields)


def _has(node: Call) -> Typed:
    asked = node.arguments[0] if len(node.arguments) == 1 and node.target is None else None
    if not isinstance(asked, Field):
        raise Rejected("'has' asks about one field", "write 'has(finding.cvss)'", node.name_start)
    typed = _field(asked)
    is_known = FIELDS[asked.name].is_known
    return Typed(FieldType.BOOL, lambda assessed, now: is_known(assessed), typed.fields)


def _size(node: Call) -> Typed:
    operands = (*((node.target,) if node.target else ()), *node.arguments)
    if len(operands) != 1:
        raise Rejected("'size' takes one text or list", "write 'size(finding.paths)'", node.name_start)
    typed = _compile(operands[0])
    if typed.type not in (FieldType.STRING, FieldType.STRINGS):
        raise Rejected(f"{_a(typed.type)} has no size", "", operands[0].start)
    run = typed.run

    def evaluate(assessed: Assessed, now: datetime) -> int | None:
        value = run(assessed, now)
        return None if value is None else len(value)

    return Typed(FieldType.INT, evaluate, typed.fields)


def _a(kind: FieldType) -> str:
    """The type with its article."""
    return f"an {kind.value}" if kind.value[0] in "aeiou" else f"a {kind.value}"


def _fields(*parts: Typed) -> frozenset[str]:
    return frozenset[str]().union(*(part.fields for part in parts))
