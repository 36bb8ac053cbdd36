"""Code that stands in the program in disguise: a constant that is decoded and then run, or names the module to load."""

from collections.abc import Mapping
from typing import Any, Final

from gateline.engines.sast.solver.machine import Machine
from gateline.engines.sast.solver.program import Args, Closure, Frame
from gateline.engines.sast.solver.values import Value
from gateline.engines.sast.structures.index import method_of
from gateline.engines.sast.walk import nodes
from gateline.facts import code

__all__ = ["encoded_code"]

_RUNNING: Final = frozenset(
    "eval Function setTimeout setInterval require vm.runInThisContext vm.runInNewContext vm.runInContext vm.Script exec compile __import__ "
    "importlib.import_module builtins.exec builtins.eval os.system subprocess.Popen subprocess.run child_process.exec "
    "child_process.execSync".split()
)
_DECODING: Final = frozenset(
    "atob unescape b64decode urlsafe_b64decode b32decode b85decode a85decode fromhex unhexlify a2b_hex a2b_base64 fromCharCode decompress "
    "inflateSync gunzipSync unpack".split()
)
_BY_NAME: Final = frozenset({"hex", "base64", "base64url", "rot13", "rot_13", "zlib", "bz2", "latin1"})
"""Encodings that are named: `Buffer.from(text, "hex")`, `codecs.decode(text, "rot13")`."""
_SHORTEST: Final = 8
_DEEPEST: Final = 6


def encoded_code(machine: Machine, rule: str, _options: Mapping[str, Any]) -> None:
    """Tell of calls that run, or load, what such a constant says."""

    def on_call(frame: Frame, node: Any, function: Value, args: Args) -> None:
        if "m" in frame.unit.code.flags or node[0] not in (code.CALL, code.NEW) or not args.nodes:
            return
        if any(path in _RUNNING for path in function.paths):
            item = args.nodes[-1] if "Function" in function.paths else args.nodes[0]
            if _is_decoded(frame, item, 0):
                machine.misuse(rule, frame, node[1])

    machine.on_call.append(on_call)


def _is_decoded(frame: Frame, node: Any, depth: int) -> bool:
    """Whether an expression is a constant that was decoded."""
    if depth > _DEEPEST:
        return False
    if node[0] == code.NAME:
        found = _only_value(frame, node[2])
        return found is not None and _is_decoded(frame, found, depth + 1)
    if node[0] != code.CALL:
        return False
    if _decodes(node):
        return any(_is_constant(frame, item, depth + 1) for item in node[3][:1])
    callee = node[2]
    if callee[0] == code.ATTR and callee[3] in ("toString", "decode", "trim", "strip"):
        return _is_decoded(frame, callee[2], depth + 1)
    if callee[0] == code.NAME and node[3] and _is_constant(frame, node[3][0], depth + 1):
        return _calls_decoder(frame, callee[2])
    if method_of(node) in ("loads", "compile", "decompress", "String") and node[3]:
        return _is_decoded(frame, node[3][0], depth + 1)
    return False


def _decodes(node: Any) -> bool:
    name = method_of(node)
    if name in _DECODING:
        return True
    return name in ("from", "Buffer", "decode") and any(item[0] == code.CONST and item[2] in _BY_NAME for item in node[3][1:])


def _is_constant(frame: Frame, node: Any, depth: int) -> bool:
    """Whether an expression is a text of the program that is long enough to hide something."""
    if depth > _DEEPEST:
        return False
    if node[0] == code.CONST:
        return isinstance(node[2], str) and len(node[2]) >= _SHORTEST
    if node[0] in (code.CONCAT, code.LIST):
        return bool(node[2]) and all(part[0] == code.CONST for part in node[2])
    if node[0] == code.BINARY and node[2] == "+":
        return _is_constant(frame, node[3], depth + 1) and _is_constant(frame, node[4], depth + 1)
    if node[0] == code.NAME:
        found = _only_value(frame, node[2])
        return found is not None and _is_constant(frame, found, depth + 1)
    return _is_decoded(frame, node, depth + 1)


def _only_value(frame: Frame, name: str) -> Any:
    """The expression of the only assignment to a variable, in the function or the file."""
    for body in (frame.fn.body, frame.unit.code.functions[0].body):
        found = [node[3] for node in nodes(body) if node[0] == code.ASSIGN and node[2][0] == code.NAME and node[2][2] == name]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _calls_decoder(frame: Frame, name: str) -> bool:
    """Whether a function of the program, by its name, decodes what it gets."""
    one: Frame | None = frame
    while one is not None:
        value = one.env.get(name)
        if value is not None:
            return any(
                isinstance(fn, Closure)
                and any(
                    node[0] == code.CALL and _decodes(node) and any(item[0] == code.NAME for item in node[3][:1])
                    for node in nodes(fn.fn.body)
                )
                for fn in value.fns
            )
        one = one.up
    return False
