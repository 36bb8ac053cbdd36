"""What source code says, the same for every language: files, functions, classes, and their bodies as small trees of operations.

A front end lowers one content to one `CodeFile`, without rules and without knowing any other file. Names that a language resolves
inside one function are resolved here (block scopes are renamed apart); everything that needs another file is left to the engine.

Bodies are nested plain lists, because they are many and travel as msgpack: `[kind, …]`, the kind being one of the constants below.
Expressions stand inside statements as trees: in Python a tree is evaluated with fewer look-ups than a row of three-address
operations over temporaries. A *block* is a list of statements. A *span* is an integer: `start << 16 | min(length, 0xFFFF)` in bytes.

Expressions
-----------
====================================================  =========================================================================
`[CONST, span, value]`                                str, int, float, bool, None (also `undefined`); bytes literals as str (latin-1)
`[NAME, span, name]`                                  a variable, wherever it is bound; unbound ones are globals of the language
`[ATTR, span, object, name]`                          `object.name`, `object?.name`; private names keep their `#`
`[ITEM, span, object, key]`                           `object[key]`; a key that is a constant string in JavaScript is still ITEM
`[SLICE, span, object, [low, high, step]]`            parts may be None
`[CALL, span, callee, args, kwargs]`                  args: expressions, `[SPREAD, span, x]` for `*x`/`...x`; kwargs: `[name, x]`, name "" for `**x`
`[NEW, span, callee, args, []]`                       JavaScript's `new`; Python only has CALL
`[BINARY, span, op, left, right]`                     arithmetic, bitwise, `+` on strings and `%` formatting as written
`[COMPARE, span, op, left, right]`                    `== != < <= > >= in "not in" is "is not" instanceof`; `===` is `==`, `!==` is `!=`;
                                                      chains are AND of pairs
`[AND, span, left, right]` `[OR, …]` `[NULLISH, …]`   `and`/`&&`, `or`/`||`, `??`
`[NOT, span, x]` `[UNARY, span, op, x]`               op: `- + ~ typeof void delete`
`[CHOICE, span, test, yes, no]`                       conditional expression
`[CONCAT, span, parts]`                               f-string, template literal, adjacent literals: expressions in order, texts as CONST
`[TAGGED, span, tag, parts]`                          tagged template: parts as in CONCAT
`[LIST, span, items]` `[TUPLE, …]` `[SET, …]`         items may be SPREAD; JavaScript arrays are LIST, holes are CONST None
`[DICT, span, [[key, value], …]]`                     key an expression; None for a spread (`**x`, `...x`). JavaScript object literals too:
                                                      methods and getters as FUNCTION values under their key
`[FUNCTION, span, index]`                             closure over `CodeFile.functions[index]`; decorators are applied by the engine
`[CLASS, span, index]`                                class expression, `CodeFile.classes[index]`
`[COMPREHENSION, span, shape, clauses, value, key]`   shape `list set dict generator`; clauses `[target, iterable, [conditions]]`; key only for dict
`[AWAIT, span, x]` `[YIELD, span, x]` `[YIELD_FROM, span, x]`  x may be None for YIELD
`[LET, span, target, value]`                          an assignment used as an expression: walrus, `a = b` and `a += b` in JavaScript
`[SEQUENCE, span, [x, …]]`                            comma operator; the last one is the value
`[REGEX, span, pattern, flags]`                       a regular expression literal
`[ELEMENT, span, tag, attributes, children]`          JSX: tag an expression (CONST str for `div`), attributes `[name, x]` (name "" for spread,
                                                      x None for bare), children expressions (texts as CONST)
`[MODULE, span, name, member]`                        `import("x")` and `import x = require("x")`; member None. `require("x")` stays a CALL
`[SUPER, span]` `[THIS, span]`                        JavaScript's; Python's `self` is a NAME and `super()` a CALL
`[UNKNOWN, span, [x, …]]`                             syntax the front end does not know, with whatever expressions stand in it
====================================================  =========================================================================

Statements
----------
====================================================  =========================================================================
`[EXPRESSION, span, x]`
`[ASSIGN, span, target, value]`                       target: NAME, ATTR, ITEM, SLICE, or a pattern (below). Declarations without value: none
`[AUGMENT, span, target, op, value]`                  `x += y`; op without the `=`
`[RETURN, span, x]` `[RAISE, span, x]`                x may be None
`[IF, span, test, then, else]`                        blocks; `assert t` is `IF not t: RAISE`
`[FOR, span, target, iterable, body, else]`           `for … in` of Python, `for … of` of JavaScript
`[FOR_IN, span, target, object, body]`                JavaScript's `for … in`: keys
`[WHILE, span, test, body, else, step, is_post]`      C-style `for` too: its initialisation stands before, `step` is a block run after each
                                                      body; test None is forever; `is_post` for `do … while`
`[SWITCH, span, subject, [[values, block], …]]`       JavaScript: values are expressions, [] for default; blocks fall through unless
                                                      they end in BREAK
`[MATCH, span, subject, [[pattern, guard, block], …]]`  Python: pattern as below, guard may be None; no fall-through
`[TRY, span, body, handlers, else, finally]`          handlers `[types, target, block]`: types an expression or None, target a NAME or pattern or None
`[WITH, span, [[x, target], …], body]`                target may be None; `async with` alike
`[DELETE, span, [target, …]]` `[BREAK, span]` `[CONTINUE, span]`   labels are dropped
`[DEFINE, span, name, index]`                         a function statement: name = decorated closure; hoisted to the head of its block in JavaScript
`[DEFINE_CLASS, span, name, index]`
`[IMPORT, span, name, module, member]`                binds `name` to module (member None) or to a member of it. `import a.b` binds `a` to module
                                                      `a`, with a second IMPORT of name "" for `a.b`. Relative modules as written (`.x`, `./x`).
                                                      JavaScript: default imports have member "default", namespace imports None
`[IMPORT_ALL, span, module]`                          `from m import *`
`[EXPORT, span, name, x]`                             JavaScript: the module's member `name` ("default" too) is x
`[EXPORT_FROM, span, name, module, member]`           re-export; name "*" and member None for `export * from`
`[GLOBAL, span, [names]]` `[NONLOCAL, span, [names]]`  as written
====================================================  =========================================================================

Patterns: `[PATTERN_LIST, span, [target…]]` (a hole is None, the rest `[REST, span, target]`), `[PATTERN_DICT, span, [[key, target]…]]` (key an
expression, None with REST for the rest), `[DEFAULT, span, target, x]`, NAME, ATTR, ITEM. In MATCH also `[PATTERN_VALUE, span, x]`,
`[PATTERN_OR, span, [pattern…]]`, `[PATTERN_CLASS, span, x, [pattern…], [[name, pattern]…]]`, `[PATTERN_AS, span, pattern, name]`, and
`[PATTERN_ANY, span]` for `_`.
"""

from typing import Any

from msgspec import Struct

__all__ = ["Class", "CodeFile", "Function", "Param", "Suppression"]

(
    CONST, NAME, ATTR, ITEM, SLICE, CALL, NEW, BINARY, COMPARE, AND, OR, NULLISH, NOT, UNARY, CHOICE, CONCAT, TAGGED, LIST, TUPLE, SET,
    DICT, FUNCTION, CLASS, COMPREHENSION, AWAIT, YIELD, YIELD_FROM, LET, SEQUENCE, REGEX, ELEMENT, MODULE, SUPER, THIS, UNKNOWN, SPREAD,
) = range(36)  # fmt: skip
(
    EXPRESSION, ASSIGN, AUGMENT, RETURN, RAISE, IF, FOR, FOR_IN, WHILE, SWITCH, MATCH, TRY, WITH, DELETE, BREAK, CONTINUE, DEFINE,
    DEFINE_CLASS, IMPORT, IMPORT_ALL, EXPORT, EXPORT_FROM, GLOBAL, NONLOCAL,
) = range(40, 64)  # fmt: skip
(
    PATTERN_LIST, PATTERN_DICT, REST, DEFAULT, PATTERN_VALUE, PATTERN_OR, PATTERN_CLASS, PATTERN_AS, PATTERN_ANY,
) = range(70, 79)  # fmt: skip


class Param(Struct, frozen=True, array_like=True, gc=False):
    """One parameter of a function."""

    name: str
    """Empty when `target` takes the value apart."""
    kind: str = ""
    """`` (positional or keyword), `positional`, `keyword`, `rest` (`*args`, `...rest`) or `keywords` (`**kwargs`)."""
    default: Any = None
    """Expression, or None."""
    annotation: Any = None
    """Expression of the type as far as it names things (TypeScript: NAME/ATTR of the type, type arguments as ITEM), or None."""
    target: Any = None
    """Pattern that takes the argument apart, or None."""
    decorators: Any = ()
    """Expressions (`@Body() body`), mostly TypeScript's."""


class Function(Struct, frozen=True, array_like=True, gc=False):
    """One function, method, lambda, or the body of the file (index 0)."""

    name: str
    """As written; empty for anonymous ones; `<module>` for index 0."""
    span: int
    """The whole definition."""
    name_span: int
    """The name, or the head of an anonymous one."""
    params: tuple[Param, ...] = ()
    body: Any = ()
    """Block. An arrow with an expression body is one RETURN. Docstrings and bare constants are left out."""
    decorators: Any = ()
    """Expressions, outermost first."""
    parent: int = -1
    """Index of the enclosing function (0 for the file's body; -1 for that itself)."""
    owner: int = -1
    """Index of the class it is a method of, or -1."""
    flags: str = ""
    """Letters: `a` async, `g` generator, `s` static, `c` class method (Python), `r` getter or property, `w` setter, `l` arrow or lambda (no `this` of its own),
    `k` constructor."""
    locals: tuple[str, ...] = ()
    """Names bound in this function, parameters included, `global` and `nonlocal` ones excluded."""
    words: tuple[str, ...] = ()
    """Every attribute, keyword, global and called name in the body, each once, sorted: what decides without a walk whether it matters."""
    returns: Any = None
    """Expression of the return annotation, or None."""


class Class(Struct, frozen=True, array_like=True, gc=False):
    """One class."""

    name: str
    span: int
    bases: Any = ()
    """Expressions."""
    keywords: Any = ()
    """`[name, x]` (`metaclass=…`)."""
    decorators: Any = ()
    body: Any = ()
    """Block run once in the class's scope: attributes as ASSIGN, methods as DEFINE, static blocks inline."""
    parent: int = 0
    """Index of the enclosing function."""
    fields: Any = ()
    """`[name, annotation, x, decorators]` of JavaScript and TypeScript instance fields and parameter properties, x and annotation may be None."""


class Suppression(Struct, frozen=True, array_like=True, gc=False):
    """A comment by which the author asks for silence."""

    line: int
    """1-based line it speaks of (its own, or the next one for whole-line forms)."""
    marker: str
    """`gateline:ignore`, `nosec`, `nosemgrep`, `noqa`, `codeql`, `eslint-disable`, …"""
    rules: tuple[str, ...] = ()
    reason: str = ""
    end: int = 0
    """Last line for block forms, 0 for one line."""


class CodeFile(Struct, frozen=True, array_like=True, gc=False, tag="code"):
    """One source file."""

    language: str
    """`python`, `javascript` or `typescript`."""
    functions: tuple[Function, ...]
    """Index 0 is the body of the file."""
    classes: tuple[Class, ...] = ()
    lines: bytes = b""
    """Byte offset of each line's start, 32 bits little endian each."""
    suppressions: tuple[Suppression, ...] = ()
    cut: tuple[tuple[str, int, str], ...] = ()
    """What was not lowered: name of the function (or empty), span, why."""
    flags: str = ""
    """Letters: `e` some syntax was not understood, `m` minified or generated, `t` a test by its content, `x` executable (shebang or main guard)."""
