"""Every place of a finding: its location first, then where the very same flaw stands again."""

from gateline.model.finding import Finding
from gateline.model.location import Location

__all__ = ["places", "spot"]


def places(finding: Finding) -> tuple[Location, ...]:
    """The finding's location and its occurrences, in that order."""
    return (finding.location, *finding.occurrences)


def spot(location: Location) -> str:
    """`path:line:column`, or `whole target` for a location without a path. Not escaped."""
    if not location.path:
        return "whole target"
    return f"{location.path}:{location.start.line}:{location.start.column}"
