"""A live engine as an editor drives it."""

from collections.abc import Mapping

from gateline.engines.sast.live import SastLive
from tests.engines.sast.programs import placed

__all__ = ["Editor"]


class Editor:
    """Puts texts, reads lines."""

    def __init__(self) -> None:
        self.live = SastLive()

    def put(self, files: Mapping[str, str]) -> set[str]:
        """Change files; the paths whose findings changed."""
        return set(self.live.update(placed(files)))

    def lines(self, path: str) -> list[int]:
        """Lines of a file's findings that are flows."""
        return [one.location.start.line for one in self.live.findings(path) if one.trace]
