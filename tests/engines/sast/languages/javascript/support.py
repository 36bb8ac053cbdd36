from gateline.engines.sast.languages.javascript.lower import lower
from gateline.facts.code import CodeFile, Function
from tests.engines.sast.ir_text import show


def lowered(text: str, kind: str = "javascript") -> CodeFile:
    return lower(text.encode(), kind)


def shown(text: str, kind: str = "javascript") -> str:
    return show(lowered(text, kind))


def typed(text: str) -> str:
    return shown(text, "typescript")


def function(text: str, name: str, kind: str = "javascript") -> Function:
    return next(found for found in lowered(text, kind).functions if found.name == name)
