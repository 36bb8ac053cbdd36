"""The screen a person sees first: the verdict, what failed and the way out, then the rest in the order it matters.

Everything that comes from the target goes through `visible`, so that a file name cannot move the cursor. Lists are cut after
`RenderOptions.items` entries; the JSON report has all.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from gateline.model.assessed import Assessed
from gateline.model.finding import Finding, Step
from gateline.model.gap import Gap, GapReason
from gateline.model.location import Location
from gateline.model.report import Report, RuleInfo
from gateline.model.severity import Severity
from gateline.model.verdict import Verdict, WaiverState
from gateline.report.cells import cut, width, wrap
from gateline.report.ink import BOLD, DIM, OUTCOME_STYLES, SEVERITY_BARS, SEVERITY_STYLES, Ink, ink_for
from gateline.report.options import Format, RenderOptions
from gateline.report.places import places, spot
from gateline.report.standing import Standing, standings
from gateline.report.uri import uri_path
from gateline.report.visible import one_line, visible
from gateline.report.wording import (
    GAP_WORDS,
    OUTCOME_WORDS,
    SHORT,
    WAIVER_WORDS,
    because,
    counted,
    first_paragraph,
    rules_by_id,
    scope,
)

__all__ = ["FORMAT", "render"]

FORMAT = Format("terminal", "text/plain; charset=utf-8", ".txt", "a screen for people: verdict, reasons, way out")

_LEAST_WIDTH = 48
"""Cells; below, a fingerprint would not fit beside its label."""
_LEAST_NOTE = 8
_MOST_STEPS = 6
_MOST_PREVIEW_LINES = 3
_BADGE = 8
"""Cells of the longest severity word, and of the longest label beside a finding."""
_TYPOGRAPHY = str.maketrans({"→": "->", "…": "...", "–": "-", "·": "-", "“": '"', "”": '"', "‘": "'", "’": "'"})


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """One screen, UTF-8, or ASCII when the terminal shows no more."""
    encoding = "utf-8" if options.unicode else "ascii"
    for line in _Screen(report, options).lines():
        yield f"{line}\n".encode(encoding, "backslashreplace")


class _Section(Struct, frozen=True):
    """Findings of one standing under one heading."""

    standing: Standing
    title: str
    style: str
    is_detailed: bool


_SECTIONS = (
    _Section(Standing.BLOCKED, "Blocked", "1;31", is_detailed=True),
    _Section(Standing.OVERRIDDEN, "Overridden by break-glass", "1;31", is_detailed=True),
    _Section(Standing.WOULD_BLOCK, "Would block (shadow mode)", "1;33", is_detailed=True),
    _Section(Standing.WARNED, "Warned", "1;33", is_detailed=False),
    _Section(Standing.REPORTED, "Reported", "1", is_detailed=False),
)


class _Screen:
    """Lays out one report. Every method gives lines without their end."""

    def __init__(self, report: Report, options: RenderOptions) -> None:
        self._report = report
        self._options = options
        self._ink: Ink = ink_for(options)
        self._marks = self._ink.marks
        self._width = max(options.width, _LEAST_WIDTH)
        self._rules = rules_by_id(report)

    def lines(self) -> Iterator[str]:
        yield from self._verdict(self._report.verdict)
        yield from self._findings()
        yield from self._gaps(self._report.verdict.gaps)
        yield from self._waivers(self._report.verdict)
        yield ""
        yield from self._counts()

    def _verdict(self, verdict: Verdict) -> Iterator[str]:
        word = f"{self._marks.outcome[verdict.outcome]} {OUTCOME_WORDS[verdict.outcome]}"
        indent = " " * (width(word) + 2)
        style = OUTCOME_STYLES[verdict.outcome]
        sentences = [because(verdict), *verdict.reasons[1:]]
        for index, sentence in enumerate(sentences[: self._options.items]):
            for row, text in enumerate(self._wrapped(sentence, len(indent), rows=3)):
                is_first = index == 0 and row == 0
                head = f"{self._ink.paint(word, style)}  " if is_first else indent
                yield head + self._ink.paint(text, BOLD if index == 0 else DIM)
        yield from self._more(len(sentences), indent)
        yield indent + self._dim(cut(self._where(), self._width - len(indent), self._marks.ellipsis))
        for mandates, label in ((verdict.violated, "violated"), (verdict.missing, "no evidence")):
            for mandate in mandates[: self._options.items]:
                yield f"{indent}{self._ink.paint(label, style)}  {self._cut(self._prose(mandate), len(indent) + len(label) + 2)}"
            yield from self._more(len(mandates), indent)

    def _where(self) -> str:
        verdict = self._report.verdict
        parts = [f"stage {self._prose(verdict.stage)}", self._prose(self._report.target)]
        if verdict.is_audited:
            parts.append("break-glass: this run must be kept")
        return f" {self._marks.dot} ".join(parts)

    def _findings(self) -> Iterator[str]:
        named = standings(self._report.verdict)
        by_standing: dict[Standing, list[Assessed]] = {}
        for assessed in self._report.findings:
            by_standing.setdefault(named.get(assessed.fingerprint, Standing.REPORTED), []).append(assessed)
        for section in _SECTIONS:
            if found := by_standing.get(section.standing):
                yield from self._heading(section.title, counted(len(found), "finding"), section.style)
                for index, assessed in enumerate(found[: self._options.items]):
                    if section.is_detailed and index:
                        yield ""
                    yield from self._detail(assessed) if section.is_detailed else self._brief(assessed)
                yield from self._more(len(found), " ")

    def _detail(self, assessed: Assessed) -> Iterator[str]:
        finding, rule = assessed.finding, self._rules[assessed.finding.rule]
        bar = f" {self._ink.paint(self._marks.bar, SEVERITY_BARS[finding.severity])}"
        yield self._headline(finding, rule)
        yield bar + self._place(finding.location, self._beside(assessed), indent=3)
        if _adds(finding, rule):
            for text in self._wrapped(finding.message, 3, rows=3):
                yield f"{bar} {text}"
        for text in self._preview(finding):
            yield f"{bar}   {text}"
        for text in self._trace(finding):
            yield f"{bar}   {text}"
        evidence = f" {self._marks.dot} ".join(map(self._prose, finding.evidence))
        fix = first_paragraph(rule.fix)
        for label, prose, rows in (("evidence", evidence, 2), ("fix", fix, 3)):
            for row, text in enumerate(self._wrapped(prose, _BADGE + 4, rows) if prose else ()):
                yield f"{bar} {self._dim((label if row == 0 else '').ljust(_BADGE))} {text}"
        explain = f"gateline explain {self._short(assessed.fingerprint)}"
        yield f"{bar} {self._dim('more'.ljust(_BADGE))} {self._dim(explain)}"

    def _brief(self, assessed: Assessed) -> Iterator[str]:
        finding, rule = assessed.finding, self._rules[assessed.finding.rule]
        yield self._headline(finding, rule)
        yield f"{' ' * (_BADGE + 2)}{self._place(finding.location, self._beside(assessed), indent=_BADGE + 3)}"

    def _headline(self, finding: Finding, rule: RuleInfo) -> str:
        badge = self._ink.paint(f"{finding.severity.value:<{_BADGE}}", SEVERITY_STYLES[finding.severity])
        room = self._width - _BADGE - 3
        name = cut(self._prose(finding.rule), room // 2, self._marks.ellipsis)
        title = cut(self._prose(rule.title), room - width(name) - 2, self._marks.ellipsis)
        if title == name:
            return f" {badge}  {self._ink.paint(title, BOLD)}"
        gap = " " * (room - width(title) - width(name))
        reference = rule.references[0] if rule.references else ""
        url = reference if reference.startswith("https://") and reference.isascii() and reference.isprintable() else ""
        return f" {badge}  {self._ink.paint(title, BOLD)}{gap}{self._ink.link(self._dim(name), url)}"

    def _place(self, location: Location, beside: str, indent: int) -> str:
        room = self._width - indent - width(beside)
        text = self._raw(spot(location))
        base = self._options.link_base if location.path else ""
        # The end of a path tells more than its beginning, and the line number stands there.
        shown = text if width(text) <= room else self._marks.ellipsis + _tail(text, room - width(self._marks.ellipsis))
        return f" {self._ink.link(shown, base + uri_path(location.path) if base else '')}{self._dim(beside)}"

    def _beside(self, assessed: Assessed) -> str:
        others = len(places(assessed.finding)) - 1
        more = f"  and {counted(others, 'more place')}" if others else ""
        return more + {True: "  new", False: "  old", None: ""}[assessed.is_new]

    def _preview(self, finding: Finding) -> Iterator[str]:
        lines = finding.preview.expandtabs(4).splitlines()[:_MOST_PREVIEW_LINES]
        for number, line in enumerate(lines, finding.location.start.line):
            gutter = f"{number:>4} {self._marks.gutter} "
            yield self._dim(gutter) + self._cut(self._raw(line.strip()), 5 + width(gutter))

    def _trace(self, finding: Finding) -> Iterator[str]:
        for index, step in enumerate(_shortened(finding.trace)):
            if step is None:
                yield self._dim(f"     {self._marks.ellipsis} {counted(len(finding.trace) - _MOST_STEPS, 'step')} between")
                continue
            arrow = " " if index == 0 else self._marks.arrow
            lead = f"{arrow} {step.role.value:<11} "
            room = self._width - width(lead) - 5
            where = cut(self._raw(spot(step.location)), room * 2 // 3, self._marks.ellipsis)
            left = room - width(where) - 2
            note = cut(self._prose(step.note), left, self._marks.ellipsis) if left >= _LEAST_NOTE else ""
            yield f"{self._dim(lead)}{where}  {self._dim(note)}".rstrip()

    def _gaps(self, gaps: Sequence[Gap]) -> Iterator[str]:
        if not gaps:
            return
        yield from self._heading("Not analyzed", counted(len(gaps), "gap"), "1;33")
        groups: dict[tuple[GapReason, str, str], list[Gap]] = {}
        for gap in gaps:
            groups.setdefault((gap.reason, gap.by, gap.note), []).append(gap)
        for (reason, by, note), group in list(groups.items())[: self._options.items]:
            yield f" {self._ink.paint(self._cut(f'{GAP_WORDS[reason]} ({self._prose(by)})', 1), BOLD)}"
            yield f"   {self._cut(self._paths(group), 3)}"
            for text in self._wrapped(note, 3, rows=2) if note else ():
                yield f"   {self._dim(text)}"
        yield from self._more(len(groups), " ")

    def _paths(self, group: Sequence[Gap]) -> str:
        named = ", ".join(self._raw(gap.path) if gap.path else "the whole target" for gap in group[:3])
        return f"{named} and {len(group) - 3:,} more" if len(group) > 3 else named

    def _waivers(self, verdict: Verdict) -> Iterator[str]:
        shown = [waiver for waiver in verdict.waivers if waiver.state is not WaiverState.USED]
        if not shown:
            return
        yield from self._heading("Waivers to look after", counted(len(shown), "waiver"), "1")
        for waiver in shown[: self._options.items]:
            words = waiver.note or WAIVER_WORDS[waiver.state]
            lead = f" {waiver.state.value:<8} {self._short(waiver.fingerprint)}  "
            yield lead + self._dim(self._cut(self._prose(words), width(lead)))
        yield from self._more(len(shown), " ")

    def _counts(self) -> Iterator[str]:
        report = self._report
        by_severity = Counter(assessed.finding.severity for assessed in report.findings)
        graded = [
            (f"{by_severity[severity]:,} {severity.value}", SEVERITY_BARS[severity])
            for severity in sorted(Severity, key=lambda severity: -severity.rank)
            if by_severity[severity]
        ]
        ages = Counter(assessed.is_new for assessed in report.findings)
        lots = [(ages[True], "new"), (ages[False], "old"), (len(report.verdict.waived), "waived")]
        found = [(counted(len(report.findings), "finding") if report.findings else "nothing found", BOLD)]
        yield from self._flow([*found, *graded, *((f"{number:,} {word}", DIM) for number, word in lots if number)])
        looked = [
            scope(report),
            counted(report.counts.blobs, "distinct content"),
            f"engines: {', '.join(report.engines) or 'none'}",
        ]
        yield from self._flow([(self._prose(text), DIM) for text in looked])

    def _flow(self, parts: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Pairs of text and style, parted by dots, on as many lines as they need."""
        line, used = "", 0
        for text, style in parts:
            shown = self._cut(text, 0)
            if used and used + 3 + width(shown) > self._width:
                yield line
                line, used = "", 0
            parted = self._dim(f" {self._marks.dot} ") if used else ""
            line, used = line + parted + self._ink.paint(shown, style), used + (3 if used else 0) + width(shown)
        yield line

    def _heading(self, title: str, count: str, style: str) -> Iterator[str]:
        shown = cut(title, self._width - width(count) - 5, self._marks.ellipsis)
        fill = self._marks.rule * (self._width - width(shown) - width(count) - 2)
        yield ""
        yield f"{self._ink.paint(shown, style)} {self._dim(f'{fill} {count}')}"

    def _more(self, number: int, indent: str) -> Iterator[str]:
        if number > self._options.items:
            yield self._dim(f"{indent}{self._marks.ellipsis} and {number - self._options.items:,} more: --format json")

    def _wrapped(self, text: str, indent: int, rows: int) -> list[str]:
        return wrap(self._prose(text), self._width - indent, rows, self._marks.ellipsis)

    def _cut(self, text: str, indent: int) -> str:
        return cut(text, max(8, self._width - indent), self._marks.ellipsis)

    def _prose(self, text: str) -> str:
        return self._spelled(one_line(text))

    def _raw(self, text: str) -> str:
        return self._spelled(visible(text))

    def _spelled(self, text: str) -> str:
        """In letters the terminal has, before its width is measured."""
        return text if self._options.unicode else text.translate(_TYPOGRAPHY).encode("ascii", "backslashreplace").decode("ascii")

    def _short(self, fingerprint: str) -> str:
        return cut(self._prose(fingerprint), SHORT, "")

    def _dim(self, text: str) -> str:
        return self._ink.paint(text, DIM)


def _adds(finding: Finding, rule: RuleInfo) -> bool:
    """Whether the message says more than the title above and the preview below it."""
    message, title = one_line(finding.message), one_line(rule.title)
    if not message.casefold().startswith(title.casefold()):
        return True
    return message[len(title) :].strip(" :`") not in ("", one_line(finding.preview))


def _shortened(steps: Sequence[Step]) -> Iterable[Step | None]:
    """The steps, those in the middle of a long trace replaced by one None."""
    if len(steps) <= _MOST_STEPS:
        return steps
    half = _MOST_STEPS // 2
    return [*steps[:half], None, *steps[-half:]]


def _tail(text: str, room: int) -> str:
    kept = 0
    while kept < len(text) and width(text[-kept - 1 :]) <= room:
        kept += 1
    return text[len(text) - kept :]
