"""Calls of modelled APIs: sources, sinks, sanitizers, flows, callbacks, entry points, rules."""

from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver.api import Api
from gateline.engines.sast.solver.applications import given_application, handed_application, note_call
from gateline.engines.sast.solver.entries import enter_call
from gateline.engines.sast.solver.masks import mask_of
from gateline.engines.sast.solver.matching import holds
from gateline.engines.sast.solver.members import source_at
from gateline.engines.sast.solver.paths import PATH_CALLS, through_path_call
from gateline.engines.sast.solver.program import Args, ClassRef, Closure, Frame
from gateline.engines.sast.solver.responses import note_content
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.sinks import check_call
from gateline.engines.sast.solver.templates import loaded, render_call
from gateline.engines.sast.solver.values import (
    AT_HOME,
    GUESS,
    HEADED,
    NORMAL,
    UNKNOWN,
    Taint,
    Value,
    beheaded,
    join_taint,
    neutralize,
)
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["api_call", "handed"]

_NORMALIZING = frozenset(
    "os.path.realpath os.path.abspath os.path.normpath path.resolve path.normalize pathlib.Path().resolve pathlib.Path().absolute "
    "pathlib.PurePath().resolve pathlib.PurePath().absolute "
    "fs.realpathSync fs.realpath werkzeug.utils.safe_join django.utils._os.safe_join".split()
)


_ENCODERS = frozenset(
    "base64.b64encode base64.urlsafe_b64encode base64.standard_b64encode base64.b32encode base64.b16encode base64.b85encode base64.encodebytes "
    "binascii.hexlify binascii.b2a_hex binascii.b2a_base64 codecs.encode quopri.encodestring btoa urllib.parse.quote urllib.parse.quote_plus "
    "encodeURIComponent encodeURI escape html.escape".split()
)
_DECODERS = frozenset(
    "base64.b64decode base64.urlsafe_b64decode base64.standard_b64decode base64.b32decode base64.b16decode base64.b85decode base64.decodebytes "
    "binascii.unhexlify binascii.a2b_hex binascii.a2b_base64 codecs.decode quopri.decodestring bytes.fromhex atob urllib.parse.unquote "
    "urllib.parse.unquote_plus decodeURIComponent decodeURI unescape html.unescape Buffer.from".split()
)
"""What an encoder makes harmless, the decoder makes dangerous again."""
_MARKUP: Final = mask_of(("html",))


def api_call(
    machine: "Machine", frame: Frame, path: str, args: Args, node: Any, *, is_result_known: bool = False
) -> Value | None:
    """What calling an API path does and gives; None when nothing at all is known of it."""
    index = frame.unit.api
    api = index.find(path)
    given = index.call(path)
    taint: Taint | None = None
    for result in given:
        found = index.find(result)
        if found is not None and found.source:
            taint = join_taint(taint, source_at(frame, result, found.source, node[1]))
    call = note_call(machine, frame, path, node, args)
    if not frame.unit.is_python:
        note_content(frame, path, node, args)
    if api is not None:
        check_call(machine, frame, node, path, api, args)
        if api.entries:
            enter_call(machine, frame, node, api.entries, args, call)
        if api.callbacks:
            _call_back(machine, frame, api, args, node)
        is_filled = bool(api.renders) and render_call(machine, frame, node, api.renders, args)
        if api.most_read >= 0 and _is_writing(api.most_read, args):
            return args.this
        if is_result_known:
            return None
        through = _through(machine, frame, path, api, args, node)
        taint = join_taint(taint, neutralize(through, _MARKUP) if is_filled else through)
    elif is_result_known:
        return None
    else:
        taint = join_taint(taint, _by_guess(args))
        if not taint and not _is_worth(index, path, given):
            remembered = loaded(machine, index, path, args) or given_application(machine, frame, given, args, node)
            return Value(given, obj=remembered) if given else None
    remembered = loaded(machine, index, path, args)
    return Value(given, obj=remembered or given_application(machine, frame, given, args, node), taint=taint)


def _is_writing(most: int, args: Args) -> bool:
    """Whether an accessor is called to write: with more arguments than reading takes, or with an object of names and values."""
    last = args.positional[-1].obj if args.positional else None
    return len(args.positional) > most or (last is not None and last.shape == "object")


def _is_worth(index: Any, path: str, given: tuple[str, ...]) -> bool:
    return any(result != path + "()" for result in given)


def _by_guess(args: Args) -> Taint | None:
    """What no model tells: the object's data, and the arguments' by guess."""
    taint = beheaded(args.this.taint) if args.this is not None else None
    for value in args.every():
        found = deep_taint(value)
        if found:
            taint = join_taint(taint, neutralize(beheaded(found), GUESS))
    return taint


def _through(machine: "Machine", frame: Frame, path: str, api: Api, args: Args, node: Any) -> Taint | None:
    """Data of the result."""
    taint: Taint | None = None
    if path in PATH_CALLS:
        return through_path_call(path, args)
    if path in _NORMALIZING:
        parts = [*args.every(), args.this] if args.this is not None and "()" in path else args.every()
        for value in parts:
            taint = join_taint(taint, neutralize(deep_taint(value), NORMAL))
        return taint
    if path in _DECODERS:
        found = _of([*args.positional[:1], *args.keywords.values()])
        return {label: (mask & (GUESS | HEADED | AT_HOME), origin) for label, (mask, origin) in found.items()} if found else None
    if not api.is_summary():
        if api.sinks or api.callbacks or api.entries:
            return args.this.taint if args.this is not None and not api.sinks else None
        return _by_guess(args)
    mask = 0
    for sanitizer in api.sanitizers:
        cleared = mask_of(sanitizer.kinds) if holds(args, sanitizer.if_, sanitizer.unless) else 0
        mask |= cleared
        found = _of(args.select(sanitizer.arg))
        if path in _ENCODERS and found:  # kept even where it is harmless everywhere: it may be decoded
            taint = join_taint(taint, {label: (old | cleared, origin) for label, (old, origin) in found.items()})
            continue
        taint = join_taint(taint, neutralize(found, cleared))
    for flow in api.flows:
        moved = _of(args.select(flow.from_))
        if not moved:
            continue
        for target in flow.to:
            if target == "return":
                taint = join_taint(taint, neutralize(beheaded(moved), mask))
            else:
                _move(machine, frame, target, moved, args, node)
    return taint


def _of(values: list[Value]) -> Taint | None:
    taint: Taint | None = None
    for value in values:
        taint = join_taint(taint, deep_taint(value))
    return taint


def _move(machine: "Machine", frame: Frame, target: int | str, moved: Taint, args: Args, call: Any) -> None:
    """Data moves into an argument, the object, or a callback's parameter."""
    if isinstance(target, str) and target.startswith("callback:"):
        _, position, parameter = target.split(":")
        for value in args.select((int(position),)):
            for fn in value.fns:
                if isinstance(fn, Closure):
                    values = [UNKNOWN] * int(parameter) + [Value(taint=moved)]
                    machine.call(fn, Args(values), frame, 0)
        return
    for value in args.select((target,)):
        if value.obj is not None:
            value.obj.put_somewhere(Value(taint=moved))
    place = _node_of(args, target, call)
    if place is not None:
        _taint_place(frame, place, moved)


def _node_of(args: Args, target: int | str, call: Any) -> Any:
    if target == "self" and call[0] == code.CALL and call[2][0] == code.ATTR:
        return call[2][2]
    if isinstance(target, int) and -len(args.nodes) <= target < len(args.nodes):
        return args.nodes[target]
    return None


def _taint_place(frame: Frame, node: Any, moved: Taint) -> None:
    """The variable that was passed holds the data from here on."""
    if node[0] == code.NAME and node[2] in frame.env:
        value = frame.env[node[2]]
        frame.env[node[2]] = value.with_taint(join_taint(value.taint, moved))


def handed(frame: Frame, param: str | None, span: int) -> Value:
    """What an API hands to a function: an API path, data of a source, or nobody knows what."""
    if param is None:
        return UNKNOWN
    if param.startswith("source:"):
        return Value(taint=source_at(frame, "a parameter", param[7:], span))
    taint: Taint | None = None
    given = frame.unit.api.given(param)
    for path in given:
        api = frame.unit.api.find(path)
        if api is not None and api.source:
            taint = join_taint(taint, source_at(frame, path, api.source, span))
    return Value(given, taint=taint)


def _handed_over(machine: "Machine", frame: Frame, param: str | None, span: int, args: Args, node: Any) -> Value:
    """The same for a function passed to a method of an application, which may get that application."""
    value = handed(frame, param, span)
    obj = handed_application(machine, frame, value.paths, args, node) if value.paths else None
    return value if obj is None else Value(value.paths, value.consts, obj, value.fns, value.taint)


def _call_back(machine: "Machine", frame: Frame, api: Api, args: Args, node: Any) -> None:
    for callback in api.callbacks:
        if not holds(args, getattr(callback, "if_", {}), {}):
            continue
        for value in args.select(callback.arg):
            for fn in value.fns:
                if isinstance(fn, ClassRef):
                    continue
                params = [_handed_over(machine, frame, param, fn.fn.name_span, args, node) for param in callback.params]
                count = len(fn.fn.params)
                if callback.rest:
                    params += [handed(frame, f"source:{callback.rest}", node[1])] * max(0, count - len(params))
                if callback.this and "l" not in fn.fn.flags:
                    fn = fn.bind(handed(frame, callback.this, node[1]))
                result = machine.call(fn, Args(params), frame, node[1])
                for kind in callback.returns:
                    machine.sink(kind, frame, node[1], "what the callback returns", deep_taint(result))
