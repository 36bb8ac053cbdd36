"""Reports that try to break out of every format: escapes, markup, reversed text and odd positions in each text."""

from hypothesis import strategies as st

from gateline.model.finding import Edit, Fix, Kind, Origin, Role, Step
from gateline.model.gap import Gap, GapReason
from gateline.model.location import Location, Position
from gateline.model.report import Counts, Report
from gateline.model.severity import Confidence, Severity
from gateline.model.verdict import Outcome, RuleCount, WaiverState, WaiverUse
from tests.builders import a_finding, a_report, a_rule_info, a_verdict, an_assessed

PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "]]><evil/>",
    "<!--",
    "&lt;b&gt; &amp; &#0;",
    "\x1b[2J\x1b]8;;http://evil.example\x07x\x1b]8;;\x07",
    "\x9b31m\x00\x07\x08\x7f",
    "\u202etxt.exe\u2066\u2069\u200b\ufeff\u2028\u2029\x85",
    "::error file=x::forged\n::set-env name=A::b",
    "a\r\nb\x0bc\x0cd",
    "| a | b |\n|---|---|",
    "`code` ``x`` [link](javascript:alert(1)) ![i](x) @team #1",
    "' onload='alert(1)' \"",
    "%0A%3A{0}{{}}$(id)`id`",
    "\\",
    "文件名字" * 30,
    "e\u0301\u0489" * 20,
    "\U0001f600\ufffe\uffff\U0010ffff",
    "//host/../C:\\x?y#z",
    "x" * 3_000,
    "",
    " ",
)

texts = st.one_of(
    st.sampled_from(PAYLOADS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.builds("{}{}".format, st.sampled_from(PAYLOADS), st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
)
_numbers = st.one_of(st.integers(1, 5), st.just(0), st.just(2**31))
_positions = st.builds(Position, _numbers, _numbers)
_locations = st.builds(Location, texts, _positions, _positions, st.just(""))
_few = st.integers(0, 2)
_rule_ids = st.one_of(st.sampled_from(["secrets/a", "sast/b", "sca/CVE-2024-1"]), texts.filter(bool))
_fingerprints = st.one_of(
    st.sampled_from([f"{digit}" * 32 for digit in "abc"]), st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
)


def _tuples(strategy: st.SearchStrategy[object], most: int = 2) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


_findings = st.builds(
    a_finding,
    _locations,
    rule=_rule_ids,
    kind=st.sampled_from(Kind),
    message=texts,
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    identity=texts,
    occurrences=_tuples(_locations),
    evidence=_tuples(texts),
    preview=texts,
    trace=_tuples(st.builds(Step, _locations, st.sampled_from(Role), texts), most=8),
    related=_tuples(_locations),
    fixes=_tuples(st.builds(Fix, texts, _tuples(st.builds(Edit, _locations, texts)))),
    subject=st.none() | texts,
    origin=st.none() | st.builds(Origin, texts, texts, texts, st.booleans()),
    ignored=st.none() | texts,
)
_assessed = st.builds(
    an_assessed,
    _findings,
    _fingerprints,
    is_new=st.sampled_from([None, True, False]),
    first_seen=st.none() | texts,
    cvss=st.none() | st.floats(0, 10),
    epss=st.none() | st.floats(0, 1),
    exposure=st.none() | texts,
    licence=st.none() | texts,
    rank=st.integers(-5, 1_005),
)
_verdicts = st.builds(
    a_verdict,
    st.sampled_from(Outcome),
    stage=texts,
    reasons=_tuples(texts),
    rules=_tuples(st.builds(RuleCount, texts, texts, _few, _few, _few)),
    waivers=_tuples(st.builds(WaiverUse, _fingerprints, st.sampled_from(WaiverState), texts)),
    gaps=_tuples(st.builds(Gap, texts, texts, st.sampled_from(GapReason), texts), most=5),
    is_audited=st.booleans(),
    **{
        name: _tuples(_fingerprints)
        for name in ("blocked", "warned", "reported", "waived", "would_block", "overridden", "missing", "violated")
    },
)
_rules = st.builds(
    a_rule_info,
    _rule_ids,
    title=texts,
    why=texts,
    fix=texts,
    severity=st.sampled_from(Severity).map(lambda severity: severity.value),
    confidence=texts,
    cwe=_tuples(st.integers(0, 10**6), most=25),
    references=_tuples(st.one_of(texts, texts.map("https://".__add__))),
)

reports: st.SearchStrategy[Report] = st.builds(
    a_report,
    st.lists(_assessed, max_size=4),
    _verdicts,
    tool_version=texts,
    target=texts,
    engines=_tuples(texts),
    rules_digest=texts,
    counts=st.builds(Counts, _numbers, _numbers, _numbers, _numbers),
    rules=st.lists(_rules, max_size=3, unique_by=lambda rule: rule.id),
)
