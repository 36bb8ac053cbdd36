"""Variables: which block or function a name belongs to, and new names for those that would be taken for another one.

In the intermediate form a name means one variable per function. JavaScript's blocks have their own, so the nodes that name a
variable are gathered while a function is lowered; at the end of a block those that mean one of its own variables are set aside,
and at the end of the function those whose name is taken are renamed (`x@1`), in place.
"""

from gateline.engines.sast.languages.javascript.grammar import Expr
from gateline.engines.sast.languages.javascript.state import Lowering, Scope

__all__ = ["bind", "close", "enter", "leave"]


def bind(lowering: Lowering, names: set[str], uses: int, inner: int) -> None:
    """At the end of a block: set aside the nodes, made since its beginning, that mean its variables.

    Args:
        lowering: the file's.
        names: what the block declares.
        uses: length of the function's own list at the beginning of the block.
        inner: length of its list of nodes from inner functions.
    """
    found: dict[str, list[Expr]] = {name: [] for name in names}
    scope = lowering.scope
    for nodes, start in ((scope.uses, uses), (scope.inner, inner)):
        rest = []
        for node in nodes[start:]:
            known = found.get(node[2])
            if known is None:
                rest.append(node)
            else:
                known.append(node)
        nodes[start:] = rest
    scope.bindings.append(found)


def enter(lowering: Lowering, index: int, name: str) -> Scope:
    """Begin a function; the answer is the scope to `leave` to."""
    before = lowering.scope
    scope = lowering.scope = Scope(index, name)
    lowering.uses = scope.uses
    lowering.words = scope.words
    lowering.block = scope.locals
    return before


def close(lowering: Lowering) -> tuple[tuple[str, ...], tuple[str, ...], list[Expr]]:
    """At the end of a function: find its variables' names.

    Returns:
        Its names, its words, and the nodes that mean variables from outside.
    """
    scope = lowering.scope
    names = scope.locals
    words = scope.words
    free = [node for node in scope.uses if node[2] not in names]
    for node in free:
        words.add(node[2])
    if scope.inner:
        free += [node for node in scope.inner if node[2] not in names]
    if scope.bindings:
        taken = names.union([node[2] for node in free])
        for bound in scope.bindings:
            for name, nodes in bound.items():
                if name in taken:
                    new = lowering.apart(name)
                    for node in nodes:
                        node[2] = new
                    names.add(new)
                else:
                    taken.add(name)
                    names.add(name)
    return tuple(sorted(names)), tuple(sorted(words)), free


def leave(lowering: Lowering, before: Scope, block: set[str], free: list[Expr]) -> None:
    """Go back to the function around."""
    lowering.scope = before
    lowering.uses = before.uses
    lowering.words = before.words
    lowering.block = block
    before.inner += free
