"""Files that are looked at first and written later."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import index_of, method_of, same
from gateline.engines.sast.structures.registry import Seen
from gateline.engines.sast.walk import nodes
from gateline.facts import code

__all__ = ["check_then_use"]

_EXISTS: Final = frozenset({"exists", "isfile", "isdir", "lexists", "existsSync", "is_file"})
_ACCESS: Final = frozenset({"access", "accessSync"})
_WRITES: Final = frozenset(
    {"writeFile", "writeFileSync", "createWriteStream", "write_text", "write_bytes", "outputFile", "outputFileSync"}
)
_KEEPING: Final = frozenset({"wx", "ax", "wx+", "ax+", "a", "a+"})
_LEAVES: Final = frozenset({code.RETURN, code.RAISE, code.CONTINUE, code.BREAK})


def check_then_use(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """Writes to a file after a look that it is not there, and opens after a look at its rights."""
    index = index_of(unit)
    if all(name not in index.calls for name in _EXISTS | _ACCESS):
        return
    for function, node in index.of(code.IF):
        asked = _asked(node[2])
        if asked is None:
            continue
        subject, is_absence, is_access = asked
        blocks: list[Any] = []
        if is_access or is_absence:
            blocks.append(node[3])
        if (not is_absence and not is_access) or (is_access and is_absence):
            if node[4]:
                blocks.append(node[4])
            elif node[3] and node[3][-1][0] in _LEAVES:
                blocks.append(_rest(index.parents(function).get(id(node)), index.unit.code.functions[function].body, node))
        for block in blocks:
            for use in _uses(block, subject, is_access=is_access):
                yield Seen(use[1], function)


def _asked(test: Any) -> tuple[Any, bool, bool] | None:
    """What a test asks: of which file, whether it holds when the file is missing, whether it is about rights."""
    is_negated = False
    while test[0] == code.NOT:
        is_negated, test = not is_negated, test[2]
    if test[0] == code.AND:
        for part in (test[2], test[3]):
            found = _asked(part)
            if found is not None:
                return found[0], found[1] ^ is_negated, found[2]
        return None
    name = method_of(test)
    if test[0] != code.CALL or test[2][0] != code.ATTR:
        return None
    if name in _ACCESS and test[3]:
        return test[3][0], is_negated, True
    if name not in _EXISTS:
        return None
    if test[3]:
        return test[3][0], is_negated, False
    return (test[2][2], is_negated, False) if name in ("exists", "is_file") else None


def _rest(parent: Any, body: Any, node: Any) -> list[Any]:
    """The statements behind a statement, in its block."""
    for block in _blocks(parent, body):
        for at, one in enumerate(block):
            if one is node:
                return list(block[at + 1 :])
    return []


def _blocks(parent: Any, body: Any) -> Iterator[Any]:
    if parent is None:
        yield body
        return
    waiting = [part for part in parent if isinstance(part, list | tuple)]
    while waiting:
        part = waiting.pop()
        if part and isinstance(part[0], list | tuple):
            yield part
            waiting += [inner for inner in part if isinstance(inner, list | tuple) and inner and not isinstance(inner[0], int)]


def _uses(block: Any, subject: Any, *, is_access: bool) -> Iterator[Any]:
    for one in nodes(block):
        if one[0] != code.CALL:
            continue
        name = method_of(one)
        if name == "open" and one[2][0] == code.NAME and one[3] and same(one[3][0], subject):
            mode = _mode(one)
            if is_access or (mode is not None and "w" in mode):
                yield one
        elif name in _WRITES and _is_written(one, subject):
            yield one


def _is_written(call: Any, subject: Any) -> bool:
    """Whether a writing call writes to that very file, existing or not."""
    if call[3] and same(call[3][0], subject):
        return not _is_exclusive(call)
    return call[2][0] == code.ATTR and same(call[2][2], subject)


def _mode(call: Any) -> str | None:
    node = call[3][1] if len(call[3]) > 1 else next((value for name, value in call[4] if name == "mode"), None)
    return node[2] if node is not None and node[0] == code.CONST and isinstance(node[2], str) else None


def _is_exclusive(call: Any) -> bool:
    """Whether the options ask for a file that is not there, or add to what is: `{ flag: "wx" }`."""
    return any(one[0] == code.CONST and one[2] in _KEEPING for argument in call[3][1:] for one in nodes(argument))
