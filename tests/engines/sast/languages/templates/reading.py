"""Templates as texts that a reader of a test takes in at a glance."""

from typing import Any

from hypothesis import settings

from gateline.engines.sast.languages.templates.lower import lower
from gateline.facts import code
from gateline.facts.template import INCLUDE, OUTPUT, USE, TemplateFile

from ...ir_text import expression

__all__ = ["bounded", "contexts", "links", "lowered", "printed", "shown"]


bounded = settings(max_examples=60, deadline=None)
"""How many inputs a property is tried on."""


def lowered(text: str, kind: str) -> TemplateFile:
    """A template that says something."""
    found = lower(text.encode(), kind)
    assert found is not None
    return found


def _every(tree: Any) -> list[list[Any]]:
    """The statements of a tree, in order."""
    found: list[list[Any]] = []
    if isinstance(tree, list | tuple):
        if (
            isinstance(tree, list)
            and len(tree) > 1
            and type(tree[0]) is int
            and type(tree[1]) is int
            and tree[0] >= code.EXPRESSION
        ):
            found.append(tree)
        for one in tree:
            found += _every(one)
    return found


def _outputs(template: TemplateFile) -> list[list[Any]]:
    return [node for function in template.code.functions for node in _every(function.body) if node[0] == OUTPUT]


def printed(text: str, kind: str) -> list[str]:
    """What a template prints: how, and what."""
    template = lowered(text, kind)
    return [f"{mode} {expression(template.code, value)}" for _, _, value, mode, _, _ in _outputs(template)]


def contexts(text: str, kind: str) -> list[str]:
    """Where a template's outputs stand."""
    return [node[4] for node in _outputs(lowered(text, kind))]


def shown(text: str, kind: str) -> list[str]:
    """The texts that the spans of the outputs cover."""
    data = text.encode()
    spans = [node[1] for node in _outputs(lowered(text, kind))]
    return [data[span >> 16 : (span >> 16) + (span & 0xFFFF)].decode() for span in spans]


def links(text: str, kind: str) -> list[str]:
    """Other templates that a template speaks of."""
    template = lowered(text, kind)
    found = []
    for function in template.code.functions:
        for node in _every(function.body):
            if node[0] == INCLUDE:
                base = "" if node[3] is None else f" of {expression(template.code, node[3])}"
                pairs = "".join(f" {name}={expression(template.code, value)}" for name, value in node[4])
                found.append(f"include {expression(template.code, node[2])}{base}{pairs}{' only' if node[5] else ''}")
            elif node[0] == USE:
                found.append(f"use {expression(template.code, node[2])} {node[3] or node[4]}")
    return found
