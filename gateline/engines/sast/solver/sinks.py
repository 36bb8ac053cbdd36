"""What rules and models say of a call or a write: sinks reached, APIs misused."""

import re
from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.api import Api
from gateline.engines.sast.solver.matching import holds
from gateline.engines.sast.solver.misuse import violates_call, violates_write
from gateline.engines.sast.solver.program import Args, Frame
from gateline.engines.sast.solver.responses import has_other_content, is_other_content
from gateline.engines.sast.solver.secret_names import expression_of, is_secret_name, secret_name, words_of
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.templates import share
from gateline.engines.sast.solver.values import BARE, NO_UP, NORMAL, UNKNOWN, Origin, Taint, Value, the_constant
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = [
    "check_call",
    "check_named",
    "check_rules",
    "check_token",
    "check_write",
    "is_placeholder",
    "is_secret_name",
    "words_of",
]

_CONSTANT_SINKS: Final = frozenset({"credentials", "crypto-key", "crypto-iv", "jwt-key", "seed"})
_PLACEHOLDER: Final = re.compile(
    r"(?i)^(?:|x+|\*+|\.+|-+|none|null|test\w*|example\w*|changeme|change[-_ ]?me|your[-_ ].*|<.*>|\$\{.*\}|%\(.*\)s|\{.*\}|todo|dummy\w*|foo|bar|placeholder)$"
)
_BLANK: Final = re.compile(r"(?i)^(?:none|null|<.*>|\$\{.*\}|%\(.*\)s|\{.*\})?$")
_SECRET_SINKS: Final = frozenset({"log", "cleartext-storage", "cleartext-transmission"})


def is_placeholder(text: str) -> bool:
    """Whether a constant only stands for a secret to come."""
    return bool(_PLACEHOLDER.match(text))


def check_call(machine: "Machine", frame: Frame, node: Any, path: str, api: Api, args: Args) -> None:
    """Sinks and call rules of one API."""
    for sink in api.sinks:
        if not holds(args, sink.if_, sink.unless):
            continue
        for value in args.select(sink.arg):
            for kind in sink.kind:
                taint = _data_for(kind, value)
                if taint and kind == "html" and (is_other_content(args) or has_other_content(frame, node)):
                    continue
                if taint and path in _REFUSING_UPS:
                    taint = {label: (mask if mask & NORMAL else mask | NO_UP, origin) for label, (mask, origin) in taint.items()}
                if taint:
                    machine.sink(kind, frame, _place_in_chain(node), path, taint, sink.confidence, sink.note)
                if kind in _CONSTANT_SINKS:
                    _constant(machine, frame, expression_of(node, sink.arg) or node, path, kind, value, sink)
        if any(kind in _SECRET_SINKS for kind in sink.kind):
            _secrets(machine, frame, node, path, sink, args)
    if api.calls:
        check_rules(machine, frame, node, api, args)


def check_rules(machine: "Machine", frame: Frame, node: Any, api: Api, args: Args) -> None:
    """Call rules of one API."""
    for rule in api.calls:
        if violates_call(rule.match, args, node):
            machine.misuse(rule.rule, frame, node[1], rule.match.note)


_REFUSING_UPS: Final = frozenset(
    {"express.Response().sendFile", "express.Response().sendfile", "express.Response().download", "send"}
)
"""They refuse a path with `..` in it; one that was normalized before has none left."""


def _place_in_chain(node: Any) -> int:
    """Where a call's own name stands: chains of calls over several lines all begin at the same place."""
    callee = node[2] if node[0] == code.CALL else node
    if callee[0] != code.ATTR or callee[2][0] != code.CALL or callee[1] & 0xFFFF == 0xFFFF:
        return int(node[1])
    length = len(callee[3].encode())
    start = (callee[1] >> 16) + (callee[1] & 0xFFFF) - length
    end = (node[1] >> 16) + (node[1] & 0xFFFF)
    return int(start << 16 | min(max(end - start, 0), 0xFFFF))


_SHELLS: Final = frozenset("sh bash zsh dash ksh ash cmd cmd.exe powershell pwsh python python3 perl ruby node php".split())


def _data_for(kind: str, value: Value) -> Taint | None:
    """The data that matters to a sink of this kind."""
    if kind == "command":
        return _of_command(value)
    if kind == "html" and value.obj is not None and value.obj.shape in ("object", "dict", "list") and not value.taint:
        inner = value.obj.cells.get("__html")  # React's
        return None if inner is None else deep_taint(inner)  # the others are sent as JSON
    return deep_taint(value)


def _of_command(value: Value) -> Taint | None:
    """Data that decides what runs: the program of an argument list, and what an interpreter is told to run."""
    obj = value.obj
    if obj is None or obj.shape not in ("list", "tuple") or obj.length < 1 or value.taint:
        return deep_taint(value)
    program = the_constant(obj.cells.get(0, UNKNOWN))
    if program is None or not isinstance(program[0], str):
        return deep_taint(obj.cells.get(0, UNKNOWN))
    if program[0].rsplit("/", 1)[-1].lower() in _SHELLS:
        option = the_constant(obj.cells.get(1, UNKNOWN))
        if (
            option is not None
            and isinstance(option[0], str)
            and option[0].lower() in ("-c", "-e", "/c", "-command", "-lc", "-ec")
        ):
            return deep_taint(value)
    return None


def _constant(machine: "Machine", frame: Frame, node: Any, path: str, kind: str, value: Value, sink: Any) -> None:
    known = the_constant(value)
    if known is None:
        return
    text = known[0]
    is_blank = _PLACEHOLDER if kind == "credentials" else _BLANK  # a key that says it should be changed is a key all the same
    if isinstance(text, str) and not is_blank.match(text) and len(text) >= 3:
        origin = Origin((frame.unit.number, node[1]), "a constant in the source", None, "source")
        machine.reach(kind, (frame.unit.number, node[1]), path, "constant", 0, origin, sink.confidence, sink.note, frame)


def _secrets(machine: "Machine", frame: Frame, node: Any, path: str, sink: Any, args: Args) -> None:
    """Variables whose name says that they hold a secret."""
    found = None
    for argument in node[3] if len(node) > 3 else ():
        found = found or secret_name(argument, 0)
    if found is None:
        return
    name, span = found
    origin = Origin((frame.unit.number, span), f"`{name}` is a secret by its name", None, "source")
    for kind in sink.kind:
        if kind in _SECRET_SINKS:
            machine.reach(kind, (frame.unit.number, node[1]), path, "secret", 0, origin, "medium", sink.note, frame)


_TOKEN_NAME: Final = re.compile(
    r"(?i)token|secret|passw|session|cookie|nonce|csrf|xsrf|(?-i:(?<![a-zA-Z])otp(?![a-z])|Otp(?![a-z])|OTP)|api_?key|salt|captcha|activation|remember_?me"
)


def check_token(machine: "Machine", frame: Frame, target: Any, value: Value) -> None:
    """A predictable number becomes what, by its name, must not be guessed."""
    named = _target_name(target)
    if named and _TOKEN_NAME.search(named) and value.taint:
        taint: Taint = {"weak-random": value.taint["weak-random"]}
        machine.sink("token", frame, target[1], named, taint, "medium", "its name says that it must not be guessed")


_ENDS_AS_TOKEN: Final = frozenset("token secret password passwd passphrase otp nonce salt csrf captcha".split())
_TOKEN_PAIRS: Final = frozenset(
    {
        ("session", "id"),
        ("api", "key"),
        ("crypto", "key"),
        ("secret", "key"),
        ("encryption", "key"),
        ("reset", "code"),
        ("activation", "code"),
    }
)


def check_returned_token(machine: "Machine", frame: Frame, node: Any, value: Value) -> None:
    """A predictable number is what a function returns that, by its name, makes what must not be guessed."""
    words = words_of(frame.fn.name)
    if value.taint and (_ENDS_AS_TOKEN.intersection(words[-1:]) or tuple(words[-2:]) in _TOKEN_PAIRS):
        taint: Taint = {"weak-random": value.taint["weak-random"]}
        machine.sink("token", frame, node[1], frame.fn.name, taint, "medium", "its name says that it must not be guessed")


def _target_name(target: Any) -> str:
    """Names of a target, outermost last: `sessions[user].token` is `sessions.user.token`."""
    kind = target[0]
    if kind == code.NAME:
        return str(target[2])
    if kind == code.ATTR:
        return f"{_target_name(target[2])}.{target[3]}"
    if kind == code.ITEM:
        key = target[3]
        inner = key[2] if key[0] == code.CONST and isinstance(key[2], str) else _target_name(key)
        return f"{_target_name(target[2])}.{inner}"
    return ""


def check_named(machine: "Machine", frame: Frame, node: Any, name: str, args: Args) -> None:
    """Sinks by the receiver's name, where nothing else is known of it."""
    for named in frame.unit.api.named.get(name, ()):
        receiver = _receiver(node[2])
        if not receiver or not any(word in named.receiver for word in words_of(receiver)):
            continue
        for value in args.select(named.arg):
            taint = deep_taint(value)
            for kind in named.kind:
                if taint:
                    machine.sink(kind, frame, node[1], f"{receiver}.{name}", taint, named.confidence, named.note)


def _receiver(callee: Any) -> str:
    """The last name of what a method is called on."""
    if callee[0] not in (code.ATTR, code.ITEM):
        return ""
    base = callee[2]
    while base[0] == code.CALL:
        base = base[2]
    if base[0] == code.NAME:
        return str(base[2])
    if base[0] == code.ATTR:
        return str(base[3])
    return "this" if base[0] == code.THIS else ""


def check_write(
    machine: "Machine", frame: Frame, target: Any, base: Value, name: Any, value: Value, key: Value | None = None
) -> None:
    """Sinks and rules of a member that is assigned."""
    for observe in machine.on_write:
        observe(frame, target, base, value)
    index = frame.unit.api
    if index.shared and base.paths:
        share(machine, frame, base, name, value)
    for path in base.paths:
        for whole in _written(frame, path, name):
            api = index.find(whole)
            if api is not None and (api.sets or api.set_rules):
                _check_api_write(machine, frame, target, whole, api, value, key)
    _own_write(machine, frame, target, base, value, key)


def _written(frame: Frame, path: str, name: Any) -> tuple[str, ...]:
    """Paths of the member or element `name` of a path."""
    index = frame.unit.api
    if not isinstance(name, str):
        return index.element(path)
    if name.startswith("["):
        return index.element(path, name[1:-1])
    return index.given(name) if path == "globalThis" else index.member(path, name)


def _check_api_write(machine: "Machine", frame: Frame, target: Any, path: str, api: Api, value: Value, key: Value | None) -> None:
    taint = deep_taint(value)
    for sink in api.sets:
        for kind in sink.kind:
            if kind == "html":
                taint = _data_for(kind, value)
            if kind == "session" and key is not None and key.taint:
                machine.sink(kind, frame, target[1], path, key.taint, sink.confidence, "the key is chosen from outside")
            if taint:
                machine.sink(kind, frame, target[1], path, taint, sink.confidence, sink.note)
            if kind in _CONSTANT_SINKS:
                _constant(machine, frame, target, path, kind, value, sink)
    for rule in api.set_rules:
        if violates_write(rule.match, value):
            machine.misuse(rule.rule, frame, target[1], rule.match.note)


def _own_write(machine: "Machine", frame: Frame, target: Any, base: Value, value: Value, key: Value | None) -> None:
    """A write to an object that was picked by a key from outside: under `__proto__` that is the prototype of all objects."""
    if frame.unit.is_python or target[2][0] != code.ITEM:
        return
    picked = machine.evaluate(frame, target[2][3])
    if picked.taint and not _is_bare(machine.evaluate(frame, target[2][2])):
        machine.sink("prototype", frame, target[1], "object[key]", picked.taint)
    elif base.taint and key is not None and key.taint:
        machine.sink("prototype", frame, target[1], "object[key]", key.taint)


def _is_bare(container: Value) -> bool:
    """Whether an object has no prototype."""
    return container.obj is not None and container.obj.cls is BARE
