"""What the property tests of this room draw from: findings with holes in what is known, rules with every kind of condition."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from gateline.model.assessed import Assessed
from gateline.model.finding import Kind
from gateline.model.severity import Confidence, Severity
from gateline.policy.document import Enforce, Rule, When
from gateline.policy.scope import Scope
from gateline.policy.stages import Exposure
from tests.builders import a_finding, an_assessed

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)

PATHS = ("src/app.py", "src/pay/app.py", "tests/unit/test_app.py", "README.md", "docs/a/b.md", "vendor/x.zip!/y.txt", "src/pay")
GLOBS = ("**", "src/**", "**/*.py", "/src", "src/*/app.py", "**/test_*", "docs/", "**/*.zip!/**", "*/unit/[st]est_app.p?")
EXPRESSIONS = (
    'finding.severity >= "high"',
    "finding.kev || finding.epss > 0.25",
    'finding.path.startsWith("src/") && finding.new',
    'finding.kind in ["sca", "secret"] ? finding.cvss >= 7.0 : !has(finding.licence)',
    'finding.age_days > 30.0 || finding.severity == "unknown"',
    'finding.exposure != "none" && "README.md" in finding.paths',
    'finding.path.matches("(app|test_app)\\\\.py$")',
)
DATES = (
    "2026-06-15T12:00:00Z",
    "2026-05-16T12:00:00Z",
    "2026-05-16T11:59:59Z",
    "2026-07-01",
    "2026-05-16T14:00:00+02:00",
    "junk",
)

_maybe = st.none() | st.booleans()


def _either(members: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(list(members))


def _several(members: Any) -> st.SearchStrategy[Any]:
    return st.lists(_either(members), max_size=2, unique=True).map(tuple)


@st.composite
def findings(draw: st.DrawFn) -> Assessed:
    """One assessed finding."""
    kind = draw(_either(Kind))
    paths = draw(st.lists(_either(PATHS), min_size=1, max_size=3))
    finding = a_finding(
        f"{paths[0]}:1:1",
        rule=f"{kind.value}/{draw(_either(['one', 'aws-two', 'x/three']))}",
        kind=kind,
        severity=draw(_either(Severity)),
        confidence=draw(_either(Confidence)),
        occurrences=[f"{path}:2:1" for path in paths[1:]],
        ignored=draw(st.none() | _either(["", "fine"])),
    )
    return an_assessed(
        finding,
        f"{draw(st.integers(0, 1 << 64)):032x}",
        is_new=draw(_maybe),
        is_introduced=draw(_maybe),
        first_seen=draw(st.none() | _either(DATES)),
        cvss=draw(st.none() | _either([0.0, 6.9, 7.0, 10.0])),
        epss=draw(st.none() | _either([0.0, 0.0999, 0.1, 1.0])),
        is_exploited=draw(_maybe),
        is_reachable=draw(_maybe),
        exposure=draw(st.none() | _either(["internet", "internal", "none", "vpn"])),
        is_fix_available=draw(_maybe),
        licence=draw(st.none() | _either(["MIT", "agpl-3.0-only"])),
    )


@st.composite
def conditions(draw: st.DrawFn) -> When:
    """A condition with a few of its fields set."""
    fields: dict[str, st.SearchStrategy[Any]] = {
        "kind": _several(Kind),
        "engine": _several(["sca", "secret", "sast"]),
        "rule": _several(["secret/*", "**/aws-*", "*/x/three"]),
        "severity_at_least": _either(Severity),
        "confidence_at_least": _either(Confidence),
        "cvss_at_least": _either([0.0, 4.0, 7.0, 9.0]),
        "epss_at_least": _either([0.0, 0.1, 0.5]),
        "kev": st.booleans(),
        "reachable": st.booleans(),
        "fix_available": st.booleans(),
        "exposure": _several(Exposure),
        "licence_in": _several(["MIT", "AGPL-3.0-only"]),
        "licence_not_in": _several(["MIT", "AGPL-3.0-only"]),
        "paths": _several(GLOBS),
        "paths_exclude": _several(GLOBS),
        "age_over_days": _either([0, 30]),
        "expr": _either(EXPRESSIONS),
    }
    chosen = draw(st.lists(_either(fields), max_size=4, unique=True))
    return When(**{name: draw(fields[name]) for name in chosen})


@st.composite
def rules(draw: st.DrawFn, count: int = 4) -> tuple[Rule, ...]:
    """A few rules with distinct ids."""
    return tuple(
        Rule(
            f"r{number}",
            draw(_either(Enforce)),
            draw(conditions()),
            scope=draw(_either(Scope)),
            waivable=draw(st.booleans()),
            effective_from=draw(st.none() | _either([datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)])),
        )
        for number in range(count)
    )
