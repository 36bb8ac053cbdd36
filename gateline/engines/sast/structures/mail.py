"""Logins to mail servers over connections that nobody encrypted."""

from collections.abc import Mapping
from typing import Any, Final

from gateline.engines.sast.solver.machine import Machine
from gateline.engines.sast.solver.program import Args, Frame, Unit
from gateline.engines.sast.solver.values import Value
from gateline.engines.sast.structures.index import index_of, method_of
from gateline.facts import code

__all__ = ["mail_login_without_tls"]

_LOGINS: Final = {"smtplib.SMTP().login": "starttls", "imaplib.IMAP4().login": "starttls", "poplib.POP3().pass_": "stls"}
_ENCRYPTED: Final = frozenset({"SMTP_SSL", "IMAP4_SSL", "POP3_SSL"})
"""Classes whose connections are encrypted from the first byte on."""
_OWN_HOST: Final = frozenset({"localhost", "127.0.0.1", "::1", ""})


def mail_login_without_tls(machine: Machine, rule: str, _options: Mapping[str, Any]) -> None:
    """Tell of logins on plain connections in functions (and, for a member of `self`, classes) that never start TLS."""

    def on_call(frame: Frame, node: Any, function: Value, args: Args) -> None:
        if not function.paths or args.this is None or frame.unit.is_test or node[0] != code.CALL:
            return
        start = next((_LOGINS[path] for path in function.paths if path in _LOGINS), None)
        if start is None:
            return
        index = frame.closure.index if frame.closure is not None else 0
        if not _starts(frame.unit, index, node, start) and not _is_own_host(frame.unit, index, node):
            machine.misuse(rule, frame, node[1])

    machine.on_call.append(on_call)


def _starts(unit: Unit, index: int, node: Any, start: str) -> bool:
    """Whether TLS is started in the function, one around it, or another method of its class."""
    functions = unit.code.functions
    at = index
    while at >= 0:
        if start in functions[at].words or not _ENCRYPTED.isdisjoint(functions[at].words):
            return True
        at = functions[at].parent if at else -1
    receiver = node[2][2] if node[2][0] == code.ATTR else None
    owner = functions[index].owner
    if receiver is not None and receiver[0] == code.ATTR and owner >= 0:
        return any(start in one.words or not _ENCRYPTED.isdisjoint(one.words) for one in functions if one.owner == owner)
    return False


def _is_own_host(unit: Unit, index: int, node: Any) -> bool:
    """Whether the connection goes to this machine."""
    receiver = node[2][2] if node[2][0] == code.ATTR else None
    if receiver is None or receiver[0] != code.NAME:
        return False
    made = index_of(unit).binding(index, receiver[2])
    if made is None or method_of(made) not in ("SMTP", "IMAP4", "POP3"):
        return False
    host = made[3][0] if made[3] else next((value for name, value in made[4] if name == "host"), None)
    return host is not None and host[0] == code.CONST and host[2] in _OWN_HOST
