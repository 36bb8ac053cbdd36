"""What every format is given beside the report, and what it says of itself."""

from msgspec import Struct

__all__ = ["Format", "RenderOptions"]


class Format(Struct, frozen=True):
    """A report format as the registry lists it; each format module has one as `FORMAT`."""

    name: str
    """What the user types: `--format sarif`."""
    media_type: str
    suffix: str
    """File suffix with its dot, `.sarif`."""
    description: str
    """One line for `--help`, no trailing period."""


class RenderOptions(Struct, frozen=True):
    """What the caller knows of the place a report is read at. Formats themselves ask no clock, no environment and no terminal."""

    width: int = 80
    """Terminal columns; taken as at least 48."""
    color: bool = False
    """Whether SGR colours may be written."""
    hyperlinks: bool = False
    """Whether OSC 8 hyperlinks may be written."""
    unicode: bool = True
    """Whether the terminal shows more than ASCII."""
    items: int = 20
    """Most entries in one list of a format for people; the rest is counted."""
    link_base: str = ""
    """URL of the target's root, ending in `/`, for links to files; empty: paths are not linked."""
    commit: str = ""
    """Full id of the commit that was gated, for formats that name one; empty when there is none."""
    timestamp: str = "1970-01-01T00:00:00"
    """Time of the run in UTC without zone, for formats that demand one."""
