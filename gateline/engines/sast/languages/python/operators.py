"""Operators with two sides. Their chains lean to the left in the tree and may be thousands long, so they are walked in a loop."""

# ruff: noqa: FURB136 (a call of `min` would cost more than the rest of its line, a million times)

from tree_sitter import Node

from gateline.engines.sast.languages.python.dispatch import EXPRESSION, SKIPPED, Expression, expression, words_of
from gateline.engines.sast.languages.python.nodes import cut, unknown
from gateline.engines.sast.languages.python.state import DEPTH, State
from gateline.facts.code import AND, BINARY, COMPARE, OR, UNKNOWN

__all__: list[str] = []

_OPERATORS = words_of("+ - * / // % @ ** | & ^ << >> and or")
_COMPARISONS = words_of("< <= == != >= > <> in is not_in is_not")
_SPELLED = {"<>": "!="}
_KINDS = {"and": AND, "or": OR}
_ASSOCIATIVE = frozenset("+ * | & ^ and or".split())
"""Of these a long chain may be folded from the middle: `(a + b) + (c + d)`."""
_CHAIN = 32
"""A longer chain is not kept leaning."""

_Link = tuple[str, Expression, int]
"""An operator, its right side, and where that ends."""


@expression("binary_operator", "boolean_operator")
def _binary(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    top = node
    own = node.kind_id
    start, end = node.byte_range
    children = node.children
    if len(children) == 3 and children[0].kind_id != own:
        left, operator, right = children
        state.depth = depth + 1
        first, second = EXPRESSION[left.kind_id](state, left), EXPRESSION[right.kind_id](state, right)
        state.depth = depth
        word = _OPERATORS.get(operator.kind_id, "")
        return _join(word, start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF), first, second)
    spine: list[tuple[Node, Node, int]] = []
    number = own
    while number == own:
        children = node.children
        if len(children) != 3:
            children = [child for child in children if child.kind_id not in SKIPPED]
            if len(children) != 3:
                break
        left, operator, right = children
        spine.append((operator, right, node.end_byte))
        node = left
        number = node.kind_id
    if not spine:
        return unknown(state, top)
    state.depth = depth + min(len(spine), _CHAIN)
    if state.depth > DEPTH:
        state.depth = depth
        return cut(state, top)
    lowered = unknown(state, node) if number == own else EXPRESSION[number](state, node)
    links = [
        (_OPERATORS.get(operator.kind_id, ""), EXPRESSION[right.kind_id](state, right), last)
        for operator, right, last in reversed(spine)
    ]
    state.depth = depth
    if len(links) <= _CHAIN:
        for word, other, last in links:
            lowered = _join(word, start << 16 | min(last - start, 0xFFFF), lowered, other)
        return lowered
    return _fold(state, start, end, lowered, links)


def _join(word: str, span: int, left: Expression, right: Expression) -> Expression:
    logical = _KINDS.get(word)
    return [BINARY, span, word, left, right] if logical is None else [logical, span, left, right]


def _fold(state: State, start: int, end: int, first: Expression, links: list[_Link]) -> Expression:
    """A long chain as a balanced tree for each run of one operator; a mixture of too many operators has its operands only."""
    lowered = first
    runs = 0
    place = 0
    while place < len(links):
        word = links[place][0]
        stop = place + 1
        while word in _ASSOCIATIVE and stop < len(links) and links[stop][0] == word:
            stop += 1
        runs += 1
        if runs > _CHAIN:
            state.note_cut(start, end, "a long chain of operators")
            return [UNKNOWN, start << 16 | min(end - start, 0xFFFF), [first, *(link[1] for link in links)]]
        operands = [(start, links[place - 1][2] if place else start, lowered)]
        operands += [(other[1] >> 16, last, other) for _, other, last in links[place:stop]]
        lowered = _balanced(word, operands)
        place = stop
    return lowered


def _balanced(word: str, operands: list[tuple[int, int, Expression]]) -> Expression:
    """One tree of operands with their starts and ends."""
    while len(operands) > 1:
        joined = []
        for place in range(0, len(operands) - 1, 2):
            (start, _, left), (_, end, right) = operands[place : place + 2]
            joined.append((start, end, _join(word, start << 16 | min(end - start, 0xFFFF), left, right)))
        if len(operands) % 2:
            joined.append(operands[-1])
        operands = joined
    return operands[0][2]


@expression("comparison_operator")
def _comparison(state: State, node: Node) -> Expression:
    depth = state.depth
    if depth >= DEPTH:
        return cut(state, node)
    state.depth = depth + 1
    start, end = node.byte_range
    children = node.children
    if len(children) == 3 and children[1].kind_id in _COMPARISONS:
        left, operator, right = children
        word = _COMPARISONS[operator.kind_id]
        lowered = [
            COMPARE, start << 16 | (end - start if end - start < 0xFFFF else 0xFFFF), _SPELLED.get(word, word),
            EXPRESSION[left.kind_id](state, left), EXPRESSION[right.kind_id](state, right),
        ]  # fmt: skip
        state.depth = depth
        return lowered
    words: list[str] = []
    sides: list[Expression] = []
    for child in children:
        number = child.kind_id
        if number in _COMPARISONS:
            word = _COMPARISONS[number]
            words.append(_SPELLED.get(word, word))
        elif number not in SKIPPED:
            sides.append(EXPRESSION[number](state, child))
    state.depth = depth
    if len(sides) != len(words) + 1 or not words:
        return [UNKNOWN, start << 16 | min(end - start, 0xFFFF), sides]
    pairs: list[tuple[int, int, Expression]] = []
    for word, left_side, right_side in zip(words, sides, sides[1:], strict=False):
        first = left_side[1] >> 16
        last = (right_side[1] >> 16) + (right_side[1] & 0xFFFF)
        pairs.append((first, last, [COMPARE, first << 16 | min(last - first, 0xFFFF), word, left_side, right_side]))
    return _balanced("and", pairs)
