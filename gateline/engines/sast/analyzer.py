"""The sast analyzer: one blob to what its code says, without rules."""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from importlib import import_module
from typing import Any, Final

from gateline.engines.sast.languages.templates import lower as templates
from gateline.facts.blob import Fact
from gateline.source.target import Blob

__all__ = ["SastAnalyzer"]

_REVISION: Final = "1"
"""Raised when a front end changes what it says of some content."""
_FRONT_ENDS: Final = {
    "ejs": "gateline.engines.sast.languages.javascript.lower:lower",
    "handlebars": "gateline.engines.sast.languages.javascript.lower:lower",
    "html": "gateline.engines.sast.languages.javascript.lower:lower",
    "javascript": "gateline.engines.sast.languages.javascript.lower:lower",
    "jinja": "gateline.engines.sast.languages.javascript.lower:lower",
    "notebook": "gateline.engines.sast.languages.python.notebook:lower",
    "python": "gateline.engines.sast.languages.python.lower:lower",
    "typescript": "gateline.engines.sast.languages.javascript.lower:lower",
    "vue": "gateline.engines.sast.languages.javascript.lower:lower",
}
"""Kinds of content to the functions that lower the programs in them."""
_AS: Final = {
    "ejs": "html",
    "handlebars": "html",
    "html": "html",
    "javascript": "javascript",
    "jinja": "html",
    "typescript": "typescript",
    "vue": "vue",
}
"""As which kind their front end takes them, where it takes several."""


class SastAnalyzer:
    """Implements `engines.contract.Analyzer`."""

    name = "sast"

    def __init__(self) -> None:
        self.digest = blake2b(f"sast/{_REVISION}".encode(), digest_size=16).hexdigest()
        self._front_ends: dict[str, Callable[..., Any]] = {}

    def wants(self, kind: str) -> bool:
        """Languages with a front end."""
        return kind in _FRONT_ENDS or kind in templates.KINDS

    def analyze(self, blob: Blob) -> Iterator[Fact]:
        """The code of one blob, and what it is as a template."""
        kind = blob.kind
        if kind in _FRONT_ENDS:
            lower = self._front_ends.get(kind)
            if lower is None:
                module, _, name = _FRONT_ENDS[kind].partition(":")
                lower = self._front_ends[kind] = getattr(import_module(module), name)
            yield lower(blob.data, _AS[kind]) if kind in _AS else lower(blob.data)
        if kind in templates.KINDS:
            template = templates.lower(blob.data, kind)
            if template is not None:
                yield template
