"""TypeScript's declarations that exist at run time: enumerations and namespaces."""

from typing import TYPE_CHECKING

from gateline.engines.sast.languages.javascript.blocks import scoped
from gateline.engines.sast.languages.javascript.classes import member_name
from gateline.engines.sast.languages.javascript.grammar import Block, Expr, statements
from gateline.engines.sast.languages.javascript.state import Lowering
from gateline.facts.code import ASSIGN, ATTR, CONST, DICT, NAME, OR, UNKNOWN

if TYPE_CHECKING:
    from tree_sitter import Node

__all__: list[str] = []


@statements("enum_declaration")
def _enum(lowering: Lowering, node: "Node", out: Block) -> None:
    """An object of its members; those without a value count on."""
    named = lowering.field(node, "name")
    body = lowering.field(node, "body")
    if named is None or body is None:
        return
    known: dict[str, Expr] = {}
    entries: list[list[Expr]] = []
    following: int | None = 0
    for member in lowering.parts(body):
        label = lowering.field(member, "name") or member
        name = member_name(lowering, label)
        span = lowering.span(label)
        value = lowering.field(member, "value")
        made: Expr = [CONST, span, following]
        if value is not None:
            uses = len(lowering.uses)
            made = lowering.expression(value)
            if made[0] == NAME and made[2] in known:
                del lowering.uses[uses:]
                made = [CONST, made[1], known[made[2]][2]]
        following = made[2] + 1 if made[0] == CONST and type(made[2]) is int else None
        if made[0] == CONST:
            known[name] = made
        lowering.words.add(name)
        entries.append([[CONST, span, name], made])
    span = lowering.span(node)
    _assign(lowering, span, named, [DICT, span, entries], out)


def _assign(lowering: Lowering, span: int, named: "Node", value: Expr, out: Block) -> None:
    name = lowering.source(named)
    place = lowering.span(named)
    if name in lowering.block and value[2]:
        value = [DICT, span, [[None, lowering.name(place, name)], *value[2]]]
    lowering.block.add(name)
    out.append([ASSIGN, span, lowering.name(place, name), value])


@statements("internal_module", "module")
def _namespace(lowering: Lowering, node: "Node", out: Block) -> None:
    """`namespace N { export const a = 1 }`: an object, and a block whose exports are assigned to its members; `N.M` is a member of `N`."""
    named = lowering.field(node, "name")
    body = lowering.field(node, "body")
    if named is None or body is None or named.kind_id in lowering.grammar.strings:
        return
    path = lowering.source(named).replace(" ", "").split(".")[:20]
    span, place = lowering.span(node), lowering.span(named)
    first = path[0]
    if first not in lowering.block:
        lowering.block.add(first)
        out.append([ASSIGN, span, lowering.name(place, first), [DICT, span, []]])
    outer = lowering.namespace
    inside = [ATTR, place, lowering.name(place, first), path[1]] if len(path) > 1 else None
    for following in path[2:]:
        inside = [ATTR, place, inside, following]
    if inside is None:
        lowering.namespace = first
        out += scoped(lowering, body)
    else:
        target = lowering.name(place, first)
        name = lowering.apart(path[-1])
        lowering.scope.locals.add(name)
        made = [NAME, place, name]
        out.append([ASSIGN, span, made, [OR, span, inside, [DICT, span, []]]])
        out.append([ASSIGN, span, _path(place, target, path[1:]), made])
        lowering.namespace = name
        out += scoped(lowering, body)
    lowering.namespace = outer


def _path(span: int, of: Expr, names: list[str]) -> Expr:
    for name in names:
        of = [ATTR, span, of, name]
    return of if names else [UNKNOWN, span, [of]]
