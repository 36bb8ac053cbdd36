"""Addresses at which a program answers requests: what an engine that sends requests, or a reader of a report, wants to know of them."""

from msgspec import Struct

__all__ = ["Route", "RouteParameter"]


class RouteParameter(Struct, frozen=True, array_like=True, gc=False):
    """One value that a client sends with a request."""

    name: str
    kind: str = ""
    """`path`, `query`, `body`, `header`, `cookie`, or empty when the code does not say where it comes from."""


class Route(Struct, frozen=True, array_like=True, gc=False, tag="route"):
    """One address with one method."""

    method: str
    """Upper case; `*` for any."""
    template: str
    """Address as far as it is constant, beginning with `/`; parameters as the framework writes them (`:id`, `<int:id>`, `{id}`, `[id]`)."""
    parameters: tuple[RouteParameter, ...] = ()
    handler: str = ""
    """Name of the function or method; empty for anonymous ones."""
    path: str = ""
    """File of the handler."""
    line: int = 0
    """1-based line of the handler."""
    has_auth: bool = False
    """Whether a check of who is calling was seen: at the handler, its class, or in middleware before it."""
