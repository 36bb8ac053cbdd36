"""YAML text → positioned nodes, with caps and without surprises.

Only the plain subset is understood: mappings with text keys, sequences, scalars. Tags, merge keys and several documents are errors,
duplicate keys are errors, an alias counts as often as it is used. Scalars stay text; what `no` or `1e3` means is the schema's business
(YAML 1.2 core words only), so `enforce: no` is a wrong word and never a boolean.
"""

from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct

from gateline.policy.errors import Place, PolicyError, Problem

__all__ = ["Mapping", "Node", "Scalar", "Sequence", "Tree", "parse_yaml"]

MAX_BYTES = 1 << 20
MAX_NODES = 50_000
MAX_DEPTH = 50


class Scalar(Struct, frozen=True):
    """A text as written."""

    text: str
    place: Place
    is_plain: bool
    """Written without quotes, so that `true`, `3` and `null` may mean more than their letters."""
    style: str = ""
    """`'`, `"`, `|`, `>` or empty for plain."""


class Sequence(Struct, frozen=True):
    """A list."""

    items: tuple["Node", ...]
    place: Place


class Mapping(Struct, frozen=True):
    """Keys and values in the order written."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    place: Place


Node = Scalar | Sequence | Mapping


class Tree(Struct, frozen=True):
    """One parsed document."""

    document: str
    root: Node
    lines: tuple[str, ...]
    problems: tuple[Problem, ...]
    """What is wrong though the tree could be built: duplicate keys, keys that are no text."""

    def place_in(self, scalar: Scalar, offset: int) -> Place:
        """Place of a character inside a scalar's text.

        Exact for plain, quoted (without escapes) and `|` scalars; the scalar's own place where lines were folded or escaped.
        """
        line = scalar.place.line
        if scalar.style == "|":
            before = scalar.text[:offset]
            row = line + 1 + before.count("\n")
            return Place(self.document, row, self._indent(line) + offset - (before.rfind("\n") + 1) + 1)
        quote = 1 if scalar.style else 0
        start = scalar.place.column - 1 + quote
        source = self.lines[line - 1] if line <= len(self.lines) else ""
        is_literal = source[start : start + len(scalar.text)] == scalar.text
        return Place(self.document, line, start + offset + 1) if is_literal else scalar.place

    def _indent(self, line: int) -> int:
        body = next((text for text in self.lines[line:] if text.strip()), "")
        return len(body) - len(body.lstrip(" "))


def parse_yaml(data: bytes, document: str, error: type[PolicyError] = PolicyError) -> Tree:
    """Read one YAML document.

    Args:
        data: UTF-8, at most 1 MiB.
        document: display name for places.
        error: the class of error to raise.

    Raises:
        PolicyError: not UTF-8, not YAML, beyond the caps of 50,000 nodes (aliases counted as used) and depth 50, or not one document.
    """
    text = _decode(data, document, error)
    lines = tuple(text.splitlines())
    if marker := next((number for number, line in enumerate(lines, 1) if line.startswith(("<<<<<<< ", ">>>>>>> "))), None):
        raise error(
            [
                Problem(
                    Place(document, marker, 1), "unresolved merge conflict", "keep the lines that should stand, drop the markers"
                )
            ]
        )
    builder = _Builder(document)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as broken:
        raise error([_problem_of(broken, document, lines)]) from broken
    except yaml.YAMLError as broken:
        raise error([Problem(_place_of_reader_error(broken, document, text), "not a printable character")]) from broken
    except _Refused as refused:
        raise error([refused.problem]) from None
    if builder.root is None:
        raise error(
            [
                Problem(
                    Place(document, 1, 1),
                    "the file is empty",
                    "the smallest policy: 'version: 1' and 'extends: [builtin:default]'",
                )
            ]
        )
    return Tree(document, builder.root, lines, tuple(builder.problems))


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _decode(data: bytes, document: str, error: type[PolicyError]) -> str:
    if len(data) > MAX_BYTES:
        raise error(
            [Problem(Place(document, 1, 1), f"larger than {MAX_BYTES >> 20} MiB", "split it and name the parts under 'extends'")]
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        before = data[: broken.start]
        column = broken.start - (before.rfind(b"\n") + 1) + 1
        problem = Problem(Place(document, before.count(b"\n") + 1, column), "not UTF-8", "save the file in UTF-8")
        raise error([problem]) from broken


def _events(text: str) -> Iterator[Any]:
    # libyaml is ten times faster; where PyYAML was built without it the pure loader gives the same events.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.parse(text, loader)


def _problem_of(broken: yaml.MarkedYAMLError, document: str, lines: tuple[str, ...]) -> Problem:
    mark = broken.problem_mark or broken.context_mark
    if mark and lines and (mark.line, mark.column) >= (len(lines) - 1, len(lines[-1])):
        mark = broken.context_mark or mark  # it ran to the end of the file: where it began says more
    place = Place(document, mark.line + 1, mark.column + 1) if mark else Place(document, 1, 1)
    return Problem(place, f"not YAML: {broken.problem or 'cannot be read'}", broken.context or "")


def _place_of_reader_error(broken: yaml.YAMLError, document: str, text: str) -> Place:
    before = text[: getattr(broken, "position", 0) or 0]
    return Place(document, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("anchor", "depth", "is_mapping", "items", "place", "size")

    def __init__(self, is_mapping: bool, anchor: str | None, place: Place) -> None:
        self.is_mapping = is_mapping
        self.anchor = anchor
        self.place = place
        self.items: list[Node] = []
        self.size = 1
        self.depth = 1


class _Anchored(Struct, frozen=True):
    node: Node
    size: int
    """Values in it, itself included, aliases counted as used."""
    depth: int


class _Builder:
    """Events → nodes, on a stack of our own so that depth is ours to limit."""

    def __init__(self, document: str) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._document = document
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._count = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        place = Place(self._document, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.ScalarEvent):
            self._no_tag(event, place)
            self._count_up(1, place)
            style = event.style or ""
            self._add(_Anchored(Scalar(event.value, place, not style, style), 1, 1), event.anchor)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(str(event.anchor), place)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._no_tag(event, place)
            self._count_up(1, place)
            self._enter(_Open(isinstance(event, yaml.MappingStartEvent), event.anchor, place))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._leave()
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _Refused(Problem(place, "a second document starts here", "one document a file: remove the '---'"))

    def _no_tag(self, event: Any, place: Place) -> None:
        if event.tag not in (None, "!"):
            raise _Refused(
                Problem(place, f"tag '{event.tag}' is not supported", "remove it: the schema knows the type of every field")
            )

    def _count_up(self, size: int, place: Place) -> None:
        self._count += size
        if self._count > MAX_NODES:
            raise _Refused(Problem(place, f"more than {MAX_NODES:,} values", "an alias counts as often as it is used"))

    def _check_depth(self, depth: int, place: Place) -> None:
        if len(self._open) + depth > MAX_DEPTH:
            raise _Refused(Problem(place, f"nested deeper than {MAX_DEPTH}"))

    def _enter(self, opened: _Open) -> None:
        self._check_depth(1, opened.place)
        self._open.append(opened)

    def _leave(self) -> None:
        closed = self._open.pop()
        node = self._mapping(closed) if closed.is_mapping else Sequence(tuple(closed.items), closed.place)
        self._add(_Anchored(node, closed.size, closed.depth), closed.anchor)

    def _alias(self, anchor: str, place: Place) -> None:
        known = self._anchors.get(anchor)
        if known is None:
            raise _Refused(
                Problem(place, f"alias '*{anchor}' refers to nothing before it", "an alias cannot stand inside its own anchor")
            )
        self._count_up(known.size, place)
        self._check_depth(known.depth, place)
        self._add(known, None)

    def _add(self, made: _Anchored, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = made
        if not self._open:
            self.root = made.node
            return
        parent = self._open[-1]
        parent.items.append(made.node)
        parent.size += made.size
        parent.depth = max(parent.depth, made.depth + 1)

    def _mapping(self, closed: _Open) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        first: dict[str, Place] = {}
        pairs = iter(closed.items)
        for key, value in zip(pairs, pairs, strict=True):
            if not isinstance(key, Scalar):
                self.problems.append(Problem(key.place, "a key must be text"))
            elif key.text == "<<" and key.is_plain:
                self.problems.append(Problem(key.place, "merge keys are not supported", "write the fields out, or use 'extends'"))
            elif key.text in first:
                self.problems.append(
                    Problem(key.place, f"duplicate key '{key.text}'", f"first written at line {first[key.text].line}")
                )
            else:
                first[key.text] = key.place
                entries.append((key, value))
        return Mapping(tuple(entries), closed.place)
