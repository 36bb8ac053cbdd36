"""What stands in a file, as diagnostics."""

from collections.abc import Callable, Iterable, Iterator

from lsprotocol import types

from gateline.model.finding import Finding
from gateline.model.location import Location
from gateline.model.report import RuleInfo
from gateline.pipeline.live.ledger import Judged, Lot
from gateline.report.visible import one_line
from gateline.surfaces.lsp.text import Encoding, Span, Text

__all__ = ["SOURCE", "Surroundings", "diagnostics", "to_range"]

SOURCE = "gateline"
_SEVERITIES = {
    Lot.BLOCKED: types.DiagnosticSeverity.Error,
    Lot.WARNED: types.DiagnosticSeverity.Warning,
    Lot.REPORTED: types.DiagnosticSeverity.Information,
}
"""The editor shows what the gate would do: an error is what does not get through."""
_MOST_RELATED = 30


class Surroundings:
    """How a folder's paths become the client's places.

    Args:
        text: the text of a path: of the document, or of the file on disk; None when it cannot be had.
        uri: the URI of a path.
        encoding: what the client counts columns in.
        has_related: whether the client shows related information.
    """

    def __init__(
        self, text: Callable[[str], Text | None], uri: Callable[[str], str], encoding: Encoding, *, has_related: bool = True
    ) -> None:
        self.text = text
        self.uri = uri
        self.encoding = encoding
        self.has_related = has_related

    def range(self, location: Location) -> types.Range | None:
        """The region in the client's units; None when its text cannot be had."""
        text = self.text(location.path)
        return None if text is None else to_range(text.span(location, self.encoding))

    def location(self, location: Location) -> types.Location | None:
        """The place; None when its text cannot be had, as that of a member of an archive."""
        region = self.range(location)
        return None if region is None else types.Location(self.uri(location.path), region)


def diagnostics(
    path: str, standing: Iterable[Judged], rule_info: Callable[[str], RuleInfo], around: Surroundings
) -> list[tuple[Judged, types.Diagnostic]]:
    """One diagnostic for each place at a path, in the order of `standing`, with what it tells of.

    Args:
        path: of the file.
        standing: what stands there.
        rule_info: tells about a rule.
        around: gives texts and URIs.
    """
    made = []
    for judged in standing:
        info = rule_info(judged.item.finding.rule)
        for place in _here(judged.item.finding, path):
            region = around.range(place)
            if region is not None:
                made.append((judged, _diagnostic(judged, place, region, info, around)))
    return made


def to_range(span: Span) -> types.Range:
    """A span as the protocol has it."""
    return types.Range(types.Position(*span.start), types.Position(*span.end))


def _here(finding: Finding, path: str) -> Iterator[Location]:
    return (place for place in (finding.location, *finding.occurrences) if place.path == path)


def _diagnostic(judged: Judged, place: Location, region: types.Range, info: RuleInfo, around: Surroundings) -> types.Diagnostic:
    finding = judged.item.finding
    return types.Diagnostic(
        range=region,
        message=one_line(finding.message),
        severity=_SEVERITIES[judged.lot],
        code=finding.rule,
        code_description=_description(info),
        source=SOURCE,
        related_information=(list(_related(finding, place, around)) or None) if around.has_related else None,
        data={"fingerprint": judged.item.fingerprint},
    )


def _description(info: RuleInfo) -> types.CodeDescription | None:
    href = next((url for url in info.references if url.startswith("https://")), "")
    return types.CodeDescription(href) if href else None


def _related(finding: Finding, place: Location, around: Surroundings) -> Iterator[types.DiagnosticRelatedInformation]:
    """The trace, what else has to do with it, and where the very same flaw stands again."""
    others = [other for other in (finding.location, *finding.occurrences) if other != place]
    told = [
        *((step.location, f"{number}. {step.role.value}: {step.note}") for number, step in enumerate(finding.trace, 1)),
        *((location, "has to do with it") for location in finding.related),
        *((location, "the same again") for location in others),
    ]
    for location, note in told[:_MOST_RELATED]:
        found = around.location(location)
        if found is not None:
            yield types.DiagnosticRelatedInformation(found, one_line(note))
