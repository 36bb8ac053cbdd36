"""Mails whose links begin with the host that the request named."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gateline.engines.sast.solver.program import Unit
from gateline.engines.sast.structures.index import Index, index_of
from gateline.engines.sast.structures.registry import Seen
from gateline.engines.sast.walk import nodes
from gateline.facts import code

__all__ = ["host_in_mail"]

_SENDING: Final = ("sendMail", "sendEmail", "send_mail", "send_email", "sendmail", "EmailMessage", "EmailMultiAlternatives")
_REQUESTS: Final = frozenset({"req", "request", "ctx"})
_HOSTS: Final = frozenset({"host", "hostname", "host_url", "url_root", "base_url"})
_HEADERS: Final = frozenset({"host", "x-forwarded-host", "origin", "referer"})
_DEEPEST: Final = 4


def host_in_mail(unit: Unit, _options: Mapping[str, Any]) -> Iterable[Seen]:
    """The parts of the calls that send such mails."""
    if unit.is_test or "m" in unit.code.flags:
        return
    index = index_of(unit)
    for name in _SENDING:
        for function, node in index.calls.get(name, ()):
            for part in _parts(node):
                if _names_host(index, function, part, 0):
                    yield Seen(part[1], function)


def _parts(node: Any) -> Iterator[Any]:
    """What a mail says: values of an options object, or arguments."""
    for item in (*node[3], *(value for _name, value in node[4])):
        if item[0] == code.DICT:
            yield from (
                value
                for key, value in item[2]
                if key is not None and not (key[0] == code.CONST and key[2] in ("to", "from", "headers"))
            )
        elif item[0] != code.SPREAD:
            yield item


def _names_host(index: Index, function: int, expression: Any, depth: int) -> bool:
    """Whether text is put together with the host of the request, also by way of variables."""
    if depth > _DEEPEST:
        return False
    for node in nodes(expression):
        if _is_host(node):
            return True
        if node[0] == code.NAME and node[2] not in _REQUESTS:
            bound = index.binding(function, node[2])
            if bound is not None and _names_host(index, function, bound, depth + 1):
                return True
    return False


def _is_host(node: Any) -> bool:
    kind = node[0]
    if kind == code.ATTR:
        if node[3] in _HOSTS and node[2][0] == code.NAME and node[2][2] in _REQUESTS:
            return True
        return node[3] in ("host", "origin") and node[2][0] == code.ATTR and node[2][3] == "headers"
    if kind == code.ITEM and node[3][0] == code.CONST and isinstance(node[3][2], str):
        return node[3][2].lower() in _HEADERS and node[2][0] == code.ATTR and node[2][3] == "headers"
    if kind == code.CALL and node[2][0] == code.ATTR and node[2][3] in ("get", "header") and node[3]:
        first, owner = node[3][0], node[2][2]
        is_request = (owner[0] == code.NAME and owner[2] in _REQUESTS) or (owner[0] == code.ATTR and owner[3] == "headers")
        return is_request and first[0] == code.CONST and isinstance(first[2], str) and first[2].lower() in _HEADERS
    return False
