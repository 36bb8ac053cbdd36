"""Colours, links and marks of a terminal, all of which can be turned off."""

from msgspec import Struct

from gateline.model.severity import Severity
from gateline.model.verdict import Outcome
from gateline.report.options import RenderOptions

__all__ = ["BOLD", "DIM", "OUTCOME_STYLES", "SEVERITY_BARS", "SEVERITY_STYLES", "Ink", "Marks", "ink_for"]

# SGR parameters, ECMA-48 §8.3.117. Only the sixteen colours a user's own theme sets, so that light and dark both work.
BOLD = "1"
DIM = "2"
SEVERITY_STYLES = {
    Severity.CRITICAL: "1;97;41",
    Severity.HIGH: "1;31",
    Severity.MEDIUM: "1;33",
    Severity.LOW: "36",
    Severity.INFO: "34",
    Severity.UNKNOWN: "35",
}
SEVERITY_BARS = SEVERITY_STYLES | {Severity.CRITICAL: "1;31", Severity.HIGH: "31", Severity.MEDIUM: "33"}
OUTCOME_STYLES = {Outcome.PASS: "1;32", Outcome.FAIL: "1;31", Outcome.INCOMPLETE: "1;33", Outcome.ERROR: "1;31"}


class Marks(Struct, frozen=True):
    """Signs a terminal shows; none is wider than one cell except the ASCII ellipsis."""

    outcome: dict[Outcome, str]
    bar: str
    rule: str
    gutter: str
    dot: str
    arrow: str
    dash: str
    ellipsis: str


_UNICODE = Marks(
    outcome={Outcome.PASS: "✓", Outcome.FAIL: "✗", Outcome.INCOMPLETE: "◌", Outcome.ERROR: "!"},
    bar="▎",
    rule="─",
    gutter="│",
    dot="·",
    arrow="→",
    dash="–",
    ellipsis="…",
)
_ASCII = Marks(
    outcome={Outcome.PASS: "+", Outcome.FAIL: "x", Outcome.INCOMPLETE: "o", Outcome.ERROR: "!"},
    bar="|", rule="-", gutter="|", dot="-", arrow="->", dash="-", ellipsis="...",
)  # fmt: skip


class Ink(Struct, frozen=True):
    """Writes what the terminal at hand can show."""

    color: bool
    hyperlinks: bool
    marks: Marks

    def paint(self, text: str, style: str) -> str:
        """`text` between SGR `style` and reset, or bare."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.color and text else text

    def link(self, text: str, url: str) -> str:
        """`text` as an OSC 8 hyperlink to `url`, which must be percent-encoded; bare when there is no URL."""
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\" if self.hyperlinks and url else text


def ink_for(options: RenderOptions) -> Ink:
    """The ink the options allow."""
    return Ink(options.color, options.hyperlinks, _UNICODE if options.unicode else _ASCII)
