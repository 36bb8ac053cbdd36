"""Accepted risks: who, why, until when. A text file that people review and that merges.

The file is YAML, one block a waiver, sorted by fingerprint, a blank line between blocks, so that two branches that each add one merge
without a conflict most of the time. A waiver holds for a fingerprint, never for a rule or a path.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated
from unicodedata import normalize

import msgspec
from msgspec import Meta, Struct

from gateline.model.assessed import Assessed
from gateline.policy.document import WaiverTerms, field
from gateline.policy.errors import Rejected, WaiverFileError
from gateline.policy.nodes import parse_yaml
from gateline.policy.read import read

__all__ = ["Waiver", "WaiverFile", "add_waiver", "identity_of", "new_waiver", "parse_waivers", "render_waivers", "why_invalid"]

_CLOCK_SKEW = timedelta(days=1)
"""How far in the future a waiver may be created: a date written east of Greenwich is up to 14 hours ahead of UTC."""
_DAYS = 90
"""Life of a new waiver when neither its author nor the policy says."""


def check_fingerprint(text: str) -> None:
    """Refuse what is no fingerprint.

    Raises:
        Rejected: it is not 32 lower-case hex digits.
    """
    if len(text) != 32 or not set(text) <= set("0123456789abcdef"):
        raise Rejected(f"'{text[:40]}' is no fingerprint", "32 lower-case hex digits, as every report shows them")


class Waiver(Struct, frozen=True, omit_defaults=True):
    """One accepted risk."""

    fingerprint: Annotated[str, field("The finding, as every report names it.", check=check_fingerprint)]
    reason: Annotated[str, field("Why the risk is acceptable.")]
    requested_by: Annotated[str, field("Who asked for it.")]
    created: Annotated[datetime, field("When it was asked for. A date means midnight UTC.")]
    approved_by: Annotated[tuple[str, ...], field("Who agreed.")] = ()
    expires: Annotated[datetime | None, field("From this moment on it is void. A date means midnight UTC at its start.")] = None
    rule: Annotated[str, field("Id of the finding's rule, for the reader; if it is another one, the waiver is void.")] = ""


class WaiverFile(Struct, frozen=True, kw_only=True):
    """A waivers file."""

    version: Annotated[int, Meta(ge=1, le=1, description="Version of this format.")]
    waivers: Annotated[tuple[Waiver, ...], field("The accepted risks.")] = ()


def parse_waivers(data: bytes, name: str) -> tuple[Waiver, ...]:
    """Read a waivers file.

    Args:
        data: UTF-8 YAML, at most 1 MiB.
        name: display name for places.

    Returns:
        Sorted and without exact duplicates, whatever order a merge left them in.

    Raises:
        WaiverFileError: with every problem of the file: YAML, unknown fields, merge conflicts, dates that are none.
    """
    reading = read(parse_yaml(data, name, WaiverFileError), WaiverFile)
    if reading.problems:
        raise WaiverFileError(reading.problems)
    return _sorted(msgspec.convert(reading.values, WaiverFile).waivers)


def render_waivers(waivers: Iterable[Waiver]) -> bytes:
    """The canonical text of a waivers file; `parse_waivers` gives the same waivers back."""
    blocks = [_block(waiver) for waiver in _sorted(waivers)]
    head = "# Accepted risks: who, why, until when. One block each; a waiver is void from the moment it expires.\nversion: 1\n"
    return (head + ("\nwaivers:\n" + "\n".join(blocks) if blocks else "\nwaivers: []\n")).encode()


def new_waiver(item: Assessed, reason: str, requested_by: str, terms: WaiverTerms, now: datetime) -> Waiver:
    """A waiver asked for today, that lives as long as the policy allows. Who agrees is for others to add, by review.

    Args:
        item: the finding.
        reason: why the risk is acceptable.
        requested_by: who asks.
        terms: what the policy asks of waivers.
        now: the clock.
    """
    created = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Waiver(
        fingerprint=item.fingerprint,
        reason=reason.strip(),
        requested_by=requested_by,
        created=created,
        expires=created + timedelta(days=terms.max_days or _DAYS),
        rule=item.finding.rule,
    )


def add_waiver(waivers: Iterable[Waiver], new: Waiver) -> tuple[Waiver, ...]:
    """The waivers with one more; an older one for the same fingerprint by the same requester makes way."""
    kept = [
        old
        for old in waivers
        if (old.fingerprint, identity_of(old.requested_by)) != (new.fingerprint, identity_of(new.requested_by))
    ]
    return _sorted([*kept, new])


def why_invalid(waiver: Waiver, terms: WaiverTerms, now: datetime) -> str:
    """Why a waiver does not count, in words; empty when it does.

    Args:
        waiver: the waiver, whatever its finding.
        terms: what the policy asks of waivers.
        now: the only clock; a waiver is valid strictly before its expiry.

    Raises: nothing.
    """
    if terms.require_reason and not waiver.reason.strip():
        return "it gives no reason"
    if waiver.created > now + _CLOCK_SKEW:
        return f"it is created in the future, on {_day(waiver.created)}"
    return _why_out_of_time(waiver, terms, now) or _why_unapproved(waiver, terms)


def identity_of(person: str) -> str:
    """The one spelling under which people are compared: NFKC, case-folded, without surrounding blanks."""
    return normalize("NFKC", normalize("NFKC", person).casefold()).strip()


def _why_out_of_time(waiver: Waiver, terms: WaiverTerms, now: datetime) -> str:
    if waiver.expires is None:
        return "" if terms.max_days is None else f"it never expires, and the policy allows {terms.max_days} days"
    if now >= waiver.expires:
        return f"it expired on {_day(waiver.expires)}"
    if terms.max_days is not None and waiver.expires - waiver.created > timedelta(days=terms.max_days):
        return f"it runs for {(waiver.expires - waiver.created).days} days, and the policy allows {terms.max_days}"
    return ""


def _why_unapproved(waiver: Waiver, terms: WaiverTerms) -> str:
    if terms.min_approvers == 0:
        return ""
    people = {identity_of(person) for person in waiver.approved_by} - {identity_of(waiver.requested_by), ""}
    allowed = {identity_of(person) for person in terms.approvers}
    counted = people & allowed if allowed else people
    if len(counted) >= terms.min_approvers:
        return ""
    note = f"it has {len(counted)} of {terms.min_approvers} approvals"
    return f"{note}; {', '.join(sorted(people - counted))} may not approve" if people - counted else note


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _sorted(waivers: Iterable[Waiver]) -> tuple[Waiver, ...]:
    return tuple(sorted(set(waivers), key=lambda waiver: (waiver.fingerprint, waiver.created, msgspec.json.encode(waiver))))


def _block(waiver: Waiver) -> str:
    fields = [
        ("fingerprint", _quoted(waiver.fingerprint)),
        ("rule", _quoted(waiver.rule)),
        ("reason", _quoted(waiver.reason)),
        ("requested_by", _quoted(waiver.requested_by)),
        ("approved_by", f"[{', '.join(map(_quoted, waiver.approved_by))}]"),
        ("created", _written(waiver.created)),
        ("expires", _written(waiver.expires) if waiver.expires else ""),
    ]
    lines = [f"{name}: {text}" for name, text in fields if text and not (name == "rule" and not waiver.rule)]
    return "".join(f"  {'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar on one line, whatever the text holds."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable() and character != "\ufeff":
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"  # half a surrogate pair is no character, and no YAML reader takes it
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _written(moment: datetime) -> str:
    is_midnight = (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)
    return _day(moment) if is_midnight else moment.isoformat().replace("+00:00", "Z")
