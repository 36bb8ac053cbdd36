"""The intermediate form as text that a reader of a test takes in at a glance, and the spans of its nodes as the text they cover."""

from collections.abc import Callable, Iterator
from typing import Any

from gateline.facts import code
from gateline.facts.code import CodeFile, Function, Param

NAMES = {
    value: name
    for name, value in vars(code).items()
    if name.isupper() and isinstance(value, int)
}  # fmt: skip


def show(file: CodeFile) -> str:
    """The body of the file, with definitions written out where they stand."""
    return "\n".join(_block(file, file.functions[0].body, 0))


def nodes(tree: Any) -> Iterator[list[Any]]:
    """Every expression, statement and pattern in a tree, outermost first; a branch shared by two is given once."""
    seen: set[int] = set()
    pending = [tree]
    while pending:
        one = pending.pop()
        if isinstance(one, Param):
            pending += [one.target, one.annotation, one.default]
        if not isinstance(one, (list, tuple)):
            continue
        if isinstance(one, list) and len(one) > 1 and type(one[0]) is int and type(one[1]) is int:
            if id(one) in seen:
                continue
            seen.add(id(one))
            yield one
        pending += reversed(one)


def all_nodes(file: CodeFile) -> Iterator[list[Any]]:
    """Every node of the file."""
    for function in file.functions:
        yield from nodes([function.decorators, function.params, function.returns, function.body])
    for one in file.classes:
        yield from nodes([one.decorators, one.bases, one.keywords, one.body, one.fields])


def spans(file: CodeFile, data: bytes, *kinds: int) -> list[tuple[str, str]]:
    """Names of kinds and the texts their nodes cover, of the kinds given, or of all."""
    return [(NAMES[node[0]], covered(data, node[1])) for node in all_nodes(file) if not kinds or node[0] in kinds]


def covered(data: bytes, span: int) -> str:
    """The text that a span covers."""
    return data[span >> 16 : (span >> 16) + (span & 0xFFFF)].decode("utf-8", "replace")


def expression(file: CodeFile, node: Any) -> str:
    """One expression or pattern; every composite is in brackets, so that its shape is plain."""
    return "-" if node is None else EXPRESSIONS[node[0]](_Shower(file), node)


class _Shower:
    """Shows the parts of a node."""

    def __init__(self, file: CodeFile) -> None:
        self.file = file

    def __call__(self, node: Any) -> str:
        return expression(self.file, node)

    def several(self, items: Any) -> str:
        return ", ".join(map(self, items))

    def pairs(self, items: Any) -> str:
        return ", ".join(f"**{self(value)}" if key is None else f"{self(key)}: {self(value)}" for key, value in items)

    def arguments(self, node: Any) -> str:
        named = [f"{name}={self(value)}" if name else f"**{self(value)}" for name, value in node[4]]
        return ", ".join([*map(self, node[3]), *named])

    def clauses(self, clauses: Any) -> str:
        return "".join(
            f" for {self(target)} in {self(iterable)}" + "".join(f" if {self(test)}" for test in tests)
            for target, iterable, tests in clauses
        )

    def params(self, function: Function) -> str:
        shown = []
        for param in function.params:
            text = _STARS.get(param.kind, "") + (param.name or self(param.target))
            text += "" if param.annotation is None else f": {self(param.annotation)}"
            shown.append(text + ("" if param.default is None else f" = {self(param.default)}"))
        return ", ".join(shown)

    def function(self, index: int) -> str:
        function = self.file.functions[index]
        return f"fn[{function.flags}]({self.params(function)}) {{{self.inline(function.body)}}}"

    def inline(self, block: Any) -> str:
        return "; ".join(line.strip() for line in _block(self.file, block, 0))


_STARS = {"rest": "*", "keywords": "**", "positional": "/", "keyword": "="}

EXPRESSIONS: dict[int, Callable[[_Shower, Any], str]] = {
    code.CONST: lambda x, n: repr(n[2]),
    code.NAME: lambda x, n: str(n[2]),
    code.ATTR: lambda x, n: f"{x(n[2])}.{n[3]}",
    code.ITEM: lambda x, n: f"{x(n[2])}[{x(n[3])}]",
    code.SLICE: lambda x, n: f"{x(n[2])}[{' : '.join(map(x, n[3]))}]",
    code.CALL: lambda x, n: f"{x(n[2])}({x.arguments(n)})",
    code.NEW: lambda x, n: f"new {x(n[2])}({x.arguments(n)})",
    code.BINARY: lambda x, n: f"({x(n[3])} {n[2]} {x(n[4])})",
    code.COMPARE: lambda x, n: f"({x(n[3])} {n[2]} {x(n[4])})",
    code.AND: lambda x, n: f"({x(n[2])} and {x(n[3])})",
    code.OR: lambda x, n: f"({x(n[2])} or {x(n[3])})",
    code.NULLISH: lambda x, n: f"({x(n[2])} ?? {x(n[3])})",
    code.NOT: lambda x, n: f"(not {x(n[2])})",
    code.UNARY: lambda x, n: f"({n[2]} {x(n[3])})",
    code.CHOICE: lambda x, n: f"({x(n[3])} if {x(n[2])} else {x(n[4])})",
    code.CONCAT: lambda x, n: f"concat({x.several(n[2])})",
    code.TAGGED: lambda x, n: f"tagged {x(n[2])}({x.several(n[3])})",
    code.LIST: lambda x, n: f"list({x.several(n[2])})",
    code.TUPLE: lambda x, n: f"tuple({x.several(n[2])})",
    code.SET: lambda x, n: f"set({x.several(n[2])})",
    code.DICT: lambda x, n: "{" + x.pairs(n[2]) + "}",
    code.FUNCTION: lambda x, n: x.function(n[2]),
    code.CLASS: lambda x, n: f"class<{x.inline(x.file.classes[n[2]].body)}>",
    code.COMPREHENSION: lambda x, n: f"{n[2]}<{'' if n[5] is None else x(n[5]) + ': '}{x(n[4])}{x.clauses(n[3])}>",
    code.AWAIT: lambda x, n: f"(await {x(n[2])})",
    code.YIELD: lambda x, n: f"(yield {x(n[2])})",
    code.YIELD_FROM: lambda x, n: f"(yield from {x(n[2])})",
    code.LET: lambda x, n: f"({x(n[2])} := {x(n[3])})",
    code.SEQUENCE: lambda x, n: f"sequence({x.several(n[2])})",
    code.REGEX: lambda x, n: f"/{n[2]}/{n[3]}",
    code.ELEMENT: lambda x, n: (
        f"<{x(n[2])}{''.join(f' {name or chr(42)}={x(value)}' for name, value in n[3])}>[{x.several(n[4])}]"
    ),
    code.MODULE: lambda x, n: f"module({n[2]!r})",
    code.SUPER: lambda x, n: "super",
    code.THIS: lambda x, n: "this",
    code.UNKNOWN: lambda x, n: f"unknown({x.several(n[2])})",
    code.SPREAD: lambda x, n: f"*{x(n[2])}",
    code.REST: lambda x, n: f"*{x(n[2])}",
    code.PATTERN_LIST: lambda x, n: f"[{x.several(n[2])}]",
    code.PATTERN_DICT: lambda x, n: "{" + ", ".join(x(one) if key is None else f"{x(key)}: {x(one)}" for key, one in n[2]) + "}",
    code.DEFAULT: lambda x, n: f"{x(n[2])} ?= {x(n[3])}",
    code.PATTERN_VALUE: lambda x, n: f"== {x(n[2])}",
    code.PATTERN_OR: lambda x, n: f"({' | '.join(map(x, n[2]))})",
    code.PATTERN_CLASS: lambda x, n: f"{x(n[2])}<{', '.join([*map(x, n[3]), *(f'{name}={x(one)}' for name, one in n[4])])}>",
    code.PATTERN_AS: lambda x, n: f"({x(n[2])} as {n[3]})",
    code.PATTERN_ANY: lambda x, n: "_",
}


def _block(file: CodeFile, block: Any, depth: int) -> list[str]:
    lines: list[str] = []
    for node in block:
        for shift, line in STATEMENTS[node[0]](_Shower(file), node):
            lines.append("  " * (depth + shift) + line)
    return lines


_Lines = list[tuple[int, str]]


def _line(text: str) -> _Lines:
    return [(0, text)]


def _body(x: _Shower, head: str, block: Any, shift: int = 0) -> _Lines:
    return [(shift, head), *((shift + 1, line) for line in _block(x.file, block, 0))]


def _maybe(x: _Shower, head: str, block: Any) -> _Lines:
    return _body(x, head, block) if block else []


def _word(word: str, value: str) -> _Lines:
    return _line(word if value == "-" else f"{word} {value}")


def _switch(x: _Shower, n: Any) -> _Lines:
    lines = _line(f"switch {x(n[2])}:")
    for values, block in n[3]:
        lines += _body(x, f"case {x.several(values)}:" if values else "default:", block, 1)
    return lines


def _match(x: _Shower, n: Any) -> _Lines:
    lines = _line(f"match {x(n[2])}:")
    for pattern, guard, block in n[3]:
        lines += _body(x, f"case {x(pattern)}{'' if guard is None else f' if {x(guard)}'}:", block, 1)
    return lines


def _try(x: _Shower, n: Any) -> _Lines:
    lines = _body(x, "try:", n[2])
    for types, target, block in n[3]:
        shown = ("" if types is None else " " + x(types)) + ("" if target is None else f" as {x(target)}")
        lines += _body(x, f"except{shown}:", block)
    return lines + _maybe(x, "else:", n[4]) + _maybe(x, "finally:", n[5])


def _while(x: _Shower, n: Any) -> _Lines:
    head = f"{'do ' if n[6] else ''}while {'forever' if n[2] is None else x(n[2])}:"
    return _body(x, head, n[3]) + _maybe(x, "else:", n[4]) + _maybe(x, "step:", n[5])


def _with(x: _Shower, n: Any) -> _Lines:
    items = ", ".join(x(value) + ("" if target is None else f" as {x(target)}") for value, target in n[2])
    return _body(x, f"with {items}:", n[3])


def _define(x: _Shower, n: Any) -> _Lines:
    function = x.file.functions[n[3]]
    lines = [(0, f"@{x(one)}") for one in function.decorators]
    returns = "" if function.returns is None else f" -> {x(function.returns)}"
    flags = f" [{function.flags}]" if function.flags else ""
    return lines + _body(x, f"def {n[2]}({x.params(function)}){returns}{flags}:", function.body)


def _class(x: _Shower, n: Any) -> _Lines:
    one = x.file.classes[n[3]]
    lines = [(0, f"@{x(decorator)}") for decorator in one.decorators]
    bases = [*map(x, one.bases), *(f"{name}={x(value)}" if name else f"**{x(value)}" for name, value in one.keywords)]
    return lines + _body(x, f"class {n[2]}({', '.join(bases)}):", one.body)


STATEMENTS: dict[int, Callable[[_Shower, Any], _Lines]] = {
    code.EXPRESSION: lambda x, n: _line(x(n[2])),
    code.ASSIGN: lambda x, n: _line(f"{x(n[2])} = {x(n[3])}"),
    code.AUGMENT: lambda x, n: _line(f"{x(n[2])} {n[3]}= {x(n[4])}"),
    code.RETURN: lambda x, n: _word("return", x(n[2])),
    code.RAISE: lambda x, n: _word("raise", x(n[2])),
    code.IF: lambda x, n: _body(x, f"if {x(n[2])}:", n[3]) + _maybe(x, "else:", n[4]),
    code.FOR: lambda x, n: _body(x, f"for {x(n[2])} in {x(n[3])}:", n[4]) + _maybe(x, "else:", n[5]),
    code.FOR_IN: lambda x, n: _body(x, f"for keys {x(n[2])} in {x(n[3])}:", n[4]),
    code.WHILE: _while,
    code.SWITCH: _switch,
    code.MATCH: _match,
    code.TRY: _try,
    code.WITH: _with,
    code.DELETE: lambda x, n: _line(f"del {x.several(n[2])}"),
    code.BREAK: lambda x, n: _line("break"),
    code.CONTINUE: lambda x, n: _line("continue"),
    code.DEFINE: _define,
    code.DEFINE_CLASS: _class,
    code.IMPORT: lambda x, n: _line(f"import {n[2]!r} = {n[3]!r}" + ("" if n[4] is None else f".{n[4]!r}")),
    code.IMPORT_ALL: lambda x, n: _line(f"import * = {n[2]!r}"),
    code.EXPORT: lambda x, n: _line(f"export {n[2]!r} = {x(n[3])}"),
    code.EXPORT_FROM: lambda x, n: _line(f"export {n[2]!r} = {n[3]!r}.{n[4]!r}"),
    code.GLOBAL: lambda x, n: _line(f"global {', '.join(n[2])}"),
    code.NONLOCAL: lambda x, n: _line(f"nonlocal {', '.join(n[2])}"),
}
