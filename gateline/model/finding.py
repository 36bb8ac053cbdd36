"""One flaw at one place, complete when made."""

from enum import Enum

from msgspec import Struct

from gateline.model.location import Location
from gateline.model.severity import Confidence, Severity

__all__ = ["Edit", "Finding", "Fix", "Kind", "Origin", "Role", "Step"]


class Kind(Enum):
    """The class of flaw; policies select by it."""

    SECRET = "secret"
    SAST = "sast"
    SCA = "sca"
    LICENCE = "licence"
    MALWARE = "malware"
    IAC = "iac"
    IMAGE = "image"
    DAST = "dast"
    RUNTIME = "runtime"


class Role(Enum):
    """What a step does to the value that travels."""

    SOURCE = "source"
    PROPAGATION = "propagation"
    SANITIZER = "sanitizer"
    SINK = "sink"


class Step(Struct, frozen=True, gc=False):
    """One hop of a trace, in the order the value travels."""

    location: Location
    role: Role
    """Source, propagation, sanitizer or sink."""
    note: str
    """For people: "`q` is concatenated into the query"; no trailing period, names in backticks."""


class Edit(Struct, frozen=True, gc=False):
    """Replace one region of a file by a text."""

    location: Location
    text: str


class Fix(Struct, frozen=True, gc=False):
    """A set of edits that belong together."""

    title: str
    """What the fix does, in the imperative: "Read the token from the environment"."""
    edits: tuple[Edit, ...] = ()


class Origin(Struct, frozen=True, gc=False):
    """Where in history a flaw first came in (only when history was the target)."""

    commit: str
    """Full id of the first commit that held it."""
    author: str
    """`Name <mail>` as the commit has it."""
    date: str
    """Author date, ISO 8601 with offset, as the commit has it."""
    in_head: bool
    """Whether it still stands in HEAD."""


class Finding(Struct, frozen=True, gc=False):
    """One flaw at one place, made by one rule."""

    rule: str
    """Full rule id, `secrets/github-pat`."""
    kind: Kind
    message: str
    """One sentence for people, no trailing period; never a secret's value."""
    location: Location
    severity: Severity
    confidence: Confidence
    identity: str
    """Engine's stable name of the flaw, free of path and line where the flaw is (a secret: keyed digest of value and rule)."""
    occurrences: tuple[Location, ...] = ()
    """Further places where the very same flaw stands, sorted; reports that speak of places show each."""
    evidence: tuple[str, ...] = ()
    """Why we are as sure as `confidence` says, one short clause each."""
    preview: str = ""
    """Masked excerpt for people; never holds the whole of a secret's value."""
    trace: tuple[Step, ...] = ()
    related: tuple[Location, ...] = ()
    fixes: tuple[Fix, ...] = ()
    subject: str | None = None
    """purl of the component the flaw is in, when it is in one."""
    origin: Origin | None = None
    ignored: str | None = None
    """Reason of an inline ignore standing at the place (may be empty text); None when there is none. The policy decides."""
