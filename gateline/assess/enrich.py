"""What is known of a finding beyond its place: new or old, caused by this change or not, exploited, reachable, exposed.

Nothing is looked up here; the caller hands in what it knows. Every None says "not known", and the gate never relaxes on it.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from msgspec import Struct

from gateline.assess.rank import UNKNOWN_ASSET, rank
from gateline.model.assessed import Assessed
from gateline.model.finding import Finding

__all__ = ["Change", "Knowledge", "Known", "enrich", "know", "with_rank"]


class Known(Struct, frozen=True, gc=False):
    """What the world knows of one finding; the fields are those of `Assessed`."""

    first_seen: str | None = None
    cvss: float | None = None
    epss: float | None = None
    is_exploited: bool | None = None
    is_reachable: bool | None = None
    exposure: str | None = None
    is_fix_available: bool | None = None
    licence: str | None = None


Knowledge = Callable[[Finding, str], Known | None]
"""From a finding and its fingerprint to what is known of it; None when nothing is."""


class Change(Struct, frozen=True):
    """What the judged change touched."""

    paths: frozenset[str]
    """Paths added or modified, relative to the target's root."""
    subjects: frozenset[str] | None = None
    """purls added or moved to another version; None when the change's packages were not compared."""


def enrich(
    finding: Finding,
    fingerprint: str,
    *,
    baseline: AbstractSet[str] | None = None,
    change: Change | None = None,
    known: Known | None = None,
    asset: int = UNKNOWN_ASSET,
) -> Assessed:
    """A finding with everything that is known of it, and its rank.

    `assess` does the same for many, in two steps: `know`, then `with_rank` in the order of the ranks.

    Args:
        finding: as merged.
        fingerprint: its fingerprint.
        baseline: fingerprints accepted as old; None when there is no baseline, then nothing is proven old.
        change: what the judged change touched; None when no change is judged.
        known: the world's knowledge of it.
        asset: worth of the target for the rank, 0–100.

    Raises: nothing.
    """
    plain = know(finding, fingerprint, baseline=baseline, change=change, known=known)
    return with_rank(plain, rank(plain, asset))


def know(
    finding: Finding, fingerprint: str, *, baseline: AbstractSet[str] | None, change: Change | None, known: Known | None
) -> Assessed:
    """A finding with everything that is known of it, its rank still 0. Arguments as for `enrich`. Raises: nothing."""
    is_new = None if baseline is None else fingerprint not in baseline
    about = known or _NOTHING
    fix = about.is_fix_available
    return Assessed(
        finding,
        fingerprint,
        is_new,
        _is_introduced(finding, is_new, change),
        about.first_seen,
        about.cvss,
        about.epss,
        about.is_exploited,
        about.is_reachable,
        about.exposure,
        True if fix is None and finding.fixes else fix,
        about.licence,
    )


_NOTHING = Known()


def with_rank(plain: Assessed, points: int) -> Assessed:
    """The same with its rank. Spelled out: `msgspec.structs.replace` takes twice as long, and this runs once a finding."""
    return Assessed(
        plain.finding,
        plain.fingerprint,
        plain.is_new,
        plain.is_introduced,
        plain.first_seen,
        plain.cvss,
        plain.epss,
        plain.is_exploited,
        plain.is_reachable,
        plain.exposure,
        plain.is_fix_available,
        plain.licence,
        points,
    )


def _is_introduced(finding: Finding, is_new: bool | None, change: Change | None) -> bool | None:
    if is_new is False:
        return False  # it stood there before the change, whatever lines the change moved
    if change is None:
        return None
    if finding.subject is not None and change.subjects is not None:
        return finding.subject in change.subjects
    return finding.location.path in change.paths or any(path in change.paths for path in _further_paths(finding))


def _further_paths(finding: Finding) -> set[str]:
    """A change of a helper introduces the flaw its caller shows, so every place of the trace counts."""
    places = (*finding.occurrences, *finding.related, *(step.location for step in finding.trace))
    return {place.path for place in places}
