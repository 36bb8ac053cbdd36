"""Where a gate can stand, and who can reach what it guards."""

from enum import Enum

__all__ = ["Exposure", "Stage"]


class Stage(Enum):
    """Where on the way to production a gate stands, in that order."""

    IDE = "ide"
    """A buffer in the editor; advice, nothing is held up."""
    COMMIT = "commit"
    """Staged changes, before they become history."""
    PR = "pr"
    """A proposed change against its base."""
    BUILD = "build"
    """What the build machine checked out."""
    PACKAGE = "package"
    """What was built: archives, images, SBOMs."""
    TEST = "test"
    """The running test system."""
    DEPLOY = "deploy"
    """Admission to an environment."""
    RUN = "run"
    """Production."""


class Exposure(Enum):
    """Who can reach the flawed thing."""

    INTERNET = "internet"
    INTERNAL = "internal"
    NONE = "none"
