"""Short cuts for tests of the Python front end."""

from gateline.engines.sast.languages.python.lower import lower
from gateline.facts.code import CodeFile, Function
from tests.engines.sast.ir_text import show

__all__ = ["function", "shown", "understood"]


def understood(text: str) -> CodeFile:
    """The form of a text that must be valid and must be lowered as a whole."""
    file = lower(text.encode())
    assert "e" not in file.flags
    assert file.cut == ()
    return file


def shown(text: str) -> str:
    """The form of a text as text."""
    return show(understood(text))


def function(text: str, name: str) -> Function:
    """The function of that name in a text."""
    return next(one for one in understood(text).functions if one.name == name)
