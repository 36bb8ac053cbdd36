"""All about a finding, for a small window beside it."""

from collections.abc import Iterator

from gateline.model.report import RuleInfo
from gateline.pipeline.live.ledger import Judged, Lot
from gateline.report.visible import one_line

__all__ = ["as_markdown", "as_plain"]

_LOTS = {
    Lot.BLOCKED: "does not pass the gate",
    Lot.WARNED: "passes with a warning",
    Lot.REPORTED: "is reported only",
}
_MARKED = str.maketrans({character: f"\\{character}" for character in "\\*_[]<>#|~!&"})
"""What would be more than text; backticks stay, our sentences use them."""


def as_markdown(judged: Judged, info: RuleInfo) -> str:
    """Markdown. What comes from the scanned text is shown as text, whatever it looks like; a rule's own words are ours."""
    finding = judged.item.finding
    links = list(_links(info))
    return "\n\n".join(
        [
            f"**{_plainly(finding.message)}**",
            f"{finding.severity.value}, at {finding.confidence.value} confidence; {_LOTS.get(judged.lot, '')}",
            *([f"*Evidence:* {_plainly(' · '.join(finding.evidence))}"] if finding.evidence else []),
            info.why.strip(),
            f"**Fix:** {info.fix.strip()}",
            *([" · ".join(links)] if links else []),
            f"`{finding.rule}` `{judged.item.fingerprint}`",
        ]
    )


def as_plain(judged: Judged, info: RuleInfo) -> str:
    """The same for a client that shows no markup."""
    finding = judged.item.finding
    return "\n".join(
        [
            one_line(finding.message),
            f"{finding.severity.value}, at {finding.confidence.value} confidence; {_LOTS.get(judged.lot, '')}",
            *([one_line(f"Evidence: {' · '.join(finding.evidence)}")] if finding.evidence else []),
            "",
            info.why.strip(),
            "",
            f"Fix: {info.fix.strip()}",
            *(url for _, url in _addresses(info)),
            f"{finding.rule} {judged.item.fingerprint}",
        ]
    )


def _plainly(text: str) -> str:
    return one_line(text).translate(_MARKED)


def _links(info: RuleInfo) -> Iterator[str]:
    return (f"[{name}]({url})" for name, url in _addresses(info))


def _addresses(info: RuleInfo) -> Iterator[tuple[str, str]]:
    for cwe in info.cwe:
        yield f"CWE-{cwe}", f"https://cwe.mitre.org/data/definitions/{cwe}.html"
    for url in info.references:
        yield url.removeprefix("https://"), url
