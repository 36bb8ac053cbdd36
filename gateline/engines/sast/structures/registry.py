"""Structure checks by the name rules use."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, Final, NamedTuple

from gateline.engines.sast.solver.machine import Machine
from gateline.engines.sast.solver.program import Unit

__all__ = ["AFTER", "ALWAYS", "BEFORE", "ON_FILE", "FileCheck", "ProgramCheck", "Seen", "load"]


class Seen(NamedTuple):
    """One place that breaks a rule."""

    span: int
    function: int
    """Index of the function it stands in."""
    note: str = ""


FileCheck = Callable[[Unit, Mapping[str, Any]], Iterable[Seen]]
"""A check of one file alone: the file, the options of the rule."""
ProgramCheck = Callable[[Machine, str, Mapping[str, Any]], None]
"""A check that needs what the solver knows: the machine, the rule's id, its options. Tells what it sees by `Machine.misuse`."""

ON_FILE: Final[dict[str, str]] = {
    "host-in-mail": "mail_links:host_in_mail",
    "message-origin-unchecked": "messages:message_origin_unchecked",
    "modulo-bias": "randomness:modulo_bias",
    "element": "jsx:element",
    "recursive-merge": "merging:recursive_merge",
    "setting": "settings:setting",
    "bad-tag-filter": "tag_filters:bad_tag_filter",
    "half-anchored-pattern": "host_patterns:half_anchored",
    "host-pattern": "host_patterns:host_pattern",
    "incomplete-scheme-check": "scheme_checks:incomplete_scheme_check",
    "incomplete-url-check": "url_checks:incomplete_url_check",
    "suffix-check-by-index": "url_checks:suffix_check_by_index",
    "address-header-compared": "client_data:address_header_compared",
    "check-by-assert": "exception_checks:check_by_assert",
    "check-then-use": "file_races:check_then_use",
    "escape-lost-in-pattern": "lost_escapes:escape_lost",
    "thrown-in-callback": "crashes:thrown_in_callback",
    "error-detail-sent": "error_details:error_detail_sent",
    "fail-open": "exception_checks:fail_open",
    "password-compared-with-constant": "secret_checks:password_compared",
    "secret-fallback": "secret_checks:secret_fallback",
    "swallowed-exception": "exception_checks:swallowed_exception",
    "timing-unsafe-comparison": "secret_checks:timing_unsafe",
    "double-escaping": "sanitizing:double_escaping",
    "incomplete-sanitization": "sanitizing:incomplete_sanitization",
    "overly-wide-range": "pattern_checks:overly_wide_range",
    "redos": "pattern_checks:redos",
}
"""Checks of single files: name to `module:function` below this package."""
BEFORE: Final[dict[str, str]] = {
    "dependencies-served": "served_folders:dependencies_served",
    "encoded-code": "encoded_code:encoded_code",
    "decision-by-client-data": "client_data:decision_by_client_data",
    "parameter-type-confusion": "request_types:parameter_type_confusion",
    "rate-limit-missing": "rate_limits:rate_limit_missing",
    "unchecked-loop-bound": "request_types:unchecked_loop_bound",
    "csrf-middleware-missing": "csrf:csrf_middleware_missing",
    "mail-login-without-tls": "mail:mail_login_without_tls",
}
"""Checks that listen while the solver runs: they register themselves at `Machine.on_call` and its like."""
ALWAYS: Final = ("pattern_sinks:watch",)
"""What makes sinks of its own, which data-flow rules name like those of models: called with the machine before it runs."""
AFTER: Final[dict[str, str]] = {
    "password-by-get": "route_checks:password_by_get",
    "route-without-auth": "route_checks:route_without_auth",
    "session-not-renewed": "route_checks:session_not_renewed",
    "state-changed-by-get": "route_checks:state_changed_by_get",
    "powered-by-header": "server_headers:powered_by_header",
}
"""Checks that look at the machine once it has run: routes, entry points, classes."""


def load(entry: str) -> Any:
    """The function an entry names."""
    module, _, name = entry.partition(":")
    return getattr(import_module(f"gateline.engines.sast.structures.{module}"), name)
