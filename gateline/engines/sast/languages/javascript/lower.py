"""JavaScript and TypeScript, alone or inside pages, to the intermediate form: one file, no rules, no other files."""

import gc
import sys
from array import array
from itertools import accumulate, count
from operator import add

from gateline.engines.sast.languages.javascript import (
    classes,
    enums,
    expressions,
    jsx,
    literals,
    modules,
    objects,
    operators,
    patterns,
    statements,
)
from gateline.engines.sast.languages.javascript.blocks import run
from gateline.engines.sast.languages.javascript.grammar import Block, grammar
from gateline.engines.sast.languages.javascript.html import page_script
from gateline.engines.sast.languages.javascript.parsing import parsed
from gateline.engines.sast.languages.javascript.scopes import close
from gateline.engines.sast.languages.javascript.shape import is_minified
from gateline.engines.sast.languages.javascript.state import Lowering
from gateline.engines.sast.languages.javascript.suppressions import suppressions
from gateline.engines.sast.languages.javascript.vue import component_script
from gateline.facts.code import DEFINE, IMPORT, CodeFile, Function

__all__ = ["HANDLERS", "lower"]

HANDLERS = (classes, enums, expressions, jsx, literals, modules, objects, operators, patterns, statements)
"""Modules that register what handles each kind of syntax."""

_MOST_BYTES = 4 << 20
_MOST_MINIFIED = 1 << 20
_BOM = b"\xef\xbb\xbf"


def lower(data: bytes, kind: str) -> CodeFile:
    """Lower one content.

    Args:
        data: the file.
        kind: `javascript` (JSX, too), `typescript` (TSX, too), `vue` or `html`.

    Returns:
        What it says. Never raises: what cannot be lowered stands in `cut`.
    """
    language = "typescript" if kind == "typescript" else "javascript"
    if len(data) > _MOST_BYTES:
        return _nothing(data, language, "", "the file is too large")
    code = data
    if kind == "vue":
        code, language = component_script(data)
    elif kind == "html":
        code = page_script(data)
    if code.startswith(_BOM):
        code = b"   " + code[3:]
    flags = "m" if is_minified(code) else ""
    if flags and len(data) > _MOST_MINIFIED:
        return _nothing(data, language, flags, "the file is minified or generated and large")
    was_enabled = gc.isenabled()
    # Nothing here refers to itself; collecting would only walk the many small lists again and again.
    gc.disable()
    try:
        return _lower(code, language, flags)
    except RecursionError:
        return _nothing(data, language, flags, "nested too deeply")
    finally:
        if was_enabled:
            gc.enable()


def _nothing(data: bytes, language: str, flags: str, why: str) -> CodeFile:
    empty = Function("<module>", min(len(data), 0xFFFF), 0)
    return CodeFile(
        language,
        (empty,),
        (),
        _lines(data) if len(data) <= _MOST_BYTES else array("I", [0]).tobytes(),
        (),
        (("", empty.span, why),),
        flags,
    )


def _lower(data: bytes, language: str, flags: str) -> CodeFile:
    found = parsed(data, language)
    if found is None:
        return _nothing(data, language, flags, "the syntax is too ambiguous")
    lowering = Lowering(found.data, grammar(found.grammar))
    root = found.tree.root_node
    lowering.functions.append(None)
    nodes = root.children
    modules_ = lowering.grammar.module_statements
    lowering.is_module = any(node.kind_id in modules_ for node in nodes)
    body: Block = []
    run(lowering, nodes, body)
    body = _ordered(body) + lowering.exports
    names, words, _ = close(lowering)
    span = min(len(data), 0xFFFF)
    lowering.functions[0] = Function("<module>", span, 0, (), body, (), -1, -1, "", names, words)
    if found.errors:
        flags += "e"
    if data[:2] == b"#!":
        flags += "x"
    return CodeFile(
        language,
        tuple(function for function in lowering.functions if function is not None),
        tuple(found for found in lowering.classes if found is not None),
        _lines(data),
        suppressions(data),
        tuple(lowering.cuts),
        flags,
    )


def _ordered(body: Block) -> Block:
    """Imports first, then function declarations."""
    first = [statement for statement in body if statement[0] == IMPORT]
    second = [statement for statement in body if statement[0] == DEFINE]
    return [*first, *second, *(statement for statement in body if statement[0] not in (IMPORT, DEFINE))]


def _lines(data: bytes) -> bytes:
    if b"\r" not in data:
        starts = array("I", accumulate(map(len, data.splitlines(True)), initial=0))
        if data[-1:] not in (b"\n", b""):
            starts.pop()
    else:
        starts = array("I", map(add, accumulate(map(len, data.split(b"\n")[:-1]), initial=0), count()))
    if sys.byteorder == "big":
        starts.byteswap()
    return starts.tobytes()
