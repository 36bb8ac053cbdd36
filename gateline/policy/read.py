"""Positioned nodes → plain values, driven by the types of `document` (or of any record made in the same manner).

Every problem of the tree is collected, none is thrown: people fix a file once, not once an error. The values are what
`msgspec.convert` takes; the place of each is kept beside them, for whoever has something to say about it later.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from msgspec import NODEFAULT, Struct, inspect

from gateline.policy.errors import Place, Problem, Rejected, expected
from gateline.policy.nodes import Mapping, Node, Scalar, Sequence, Tree

__all__ = ["Path", "Reading", "instant", "read", "shape_of", "takes_null"]

Path = tuple[str | int, ...]
"""Keys and indexes from the root of a document to a value."""

INVALID: Any = object()
"""Stands for a value that was refused; its problem is on the list."""

_NULLS = ("", "~", "null", "Null", "NULL")
_TRUE = ("true", "True", "TRUE")
_FALSE = ("false", "False", "FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_SIZE = re.compile(r"([0-9]+)\s*(B|KiB|MiB|GiB|kB|MB|GB)\Z")
_UNITS = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
_MAX_DIGITS = 18
"""Longer integers are no counts; the cap also keeps conversion linear."""


class Reading(Struct, frozen=True):
    """What a document says, value by value."""

    values: dict[str, Any]
    """Only what was written: a default is not a statement."""
    places: dict[Path, Place]
    problems: tuple[Problem, ...]


def read(tree: Tree, record: type[Struct]) -> Reading:
    """Validate a document against a record type.

    Args:
        tree: the parsed document.
        record: a Struct whose fields are annotated as in `document`.

    Raises: nothing; what is wrong is in `Reading.problems`.
    """
    reader = _Reader(tree)
    values = reader.value(shape_of(record), tree.root, (), _NO_EXTRA)
    return Reading(values if isinstance(values, dict) else {}, reader.places, (*tree.problems, *reader.problems))


@cache
def shape_of(record: type[Struct]) -> inspect.StructType:
    """The inspected type of a record; worked out once a process."""
    shape = inspect.type_info(record)
    assert isinstance(shape, inspect.StructType)
    return shape


def instant(text: str) -> datetime:
    """A point in time, in UTC.

    Args:
        text: `2026-07-01` (midnight UTC) or RFC 3339 with offset, `2026-07-01T08:00:00+02:00`.

    Raises:
        Rejected: it is neither.
    """
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None and len(text) <= 10:
            moment = moment.replace(tzinfo=UTC)
        if moment.tzinfo is None:
            raise Rejected(f"'{text}' has no offset", f"write '{text}Z' for UTC")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as broken:
        raise Rejected(f"'{text}' is no date", "write '2026-07-01' or '2026-07-01T12:00:00Z'") from broken


_NO_EXTRA: dict[str, Any] = {}


class _Reader:
    def __init__(self, tree: Tree) -> None:
        self.problems: list[Problem] = []
        self.places: dict[Path, Place] = {}
        self._tree = tree

    def value(self, shape: inspect.Type, node: Node, path: Path, extra: dict[str, Any]) -> Any:
        self.places[path] = node.place
        match shape:
            case inspect.Metadata():
                return self.value(shape.type, node, path, shape.extra or extra)
            case inspect.UnionType():
                return self._union(shape, node, path, extra)
            case inspect.StructType():
                return self._record(shape, node, path)
            case inspect.DictType():
                return self._dictionary(shape, node, path)
            case inspect.VarTupleType():
                return self._tuple(shape, node, path, extra)
        if not isinstance(node, Scalar):
            return self._refuse(node.place, f"expected {_words(shape)}, got {_kind(node)}")
        return self._scalar(shape, node, extra)

    def _refuse(self, place: Place, message: str, hint: str = "") -> Any:
        self.problems.append(Problem(place, message, hint))
        return INVALID

    def _record(self, shape: inspect.StructType, node: Node, path: Path) -> Any:
        if not isinstance(node, Mapping):
            return self._refuse(node.place, f"expected {_words(shape)}, got {_kind(node)}")
        fields = {field.name: field for field in shape.fields}
        values: dict[str, Any] = {}
        for key, child in node.entries:
            field = fields.get(key.text)
            if field is None:
                self._refuse(key.place, f"unknown field '{key.text}'", expected(key.text, fields))
            elif _is_null(child) and not takes_null(field):
                self._refuse(key.place, f"'{key.text}' has no value", "give it one, or remove the line")
            else:
                values[key.text] = self.value(field.type, child, (*path, key.text), _NO_EXTRA)
        written = {key.text for key, _child in node.entries}
        for field in shape.fields:
            if field.default is NODEFAULT and field.default_factory is NODEFAULT and field.name not in written:
                self._refuse(node.place, f"'{field.name}' is missing", f"expected {_words(field.type)}")
        return {name: value for name, value in values.items() if value is not INVALID}

    def _dictionary(self, shape: inspect.DictType, node: Node, path: Path) -> Any:
        if not isinstance(node, Mapping):
            return self._refuse(node.place, f"expected a mapping, got {_kind(node)}")
        values: dict[str, Any] = {}
        for key, child in node.entries:
            name = self._scalar(shape.key_type, key, _NO_EXTRA)
            value = self.value(shape.value_type, child, (*path, key.text), _NO_EXTRA)
            self.places[(*path, key.text)] = key.place  # a name people chose: what is wrong with an entry is wrong with its name
            if name is not INVALID and value is not INVALID:
                values[name] = value
        return values

    def _tuple(self, shape: inspect.VarTupleType, node: Node, path: Path, extra: dict[str, Any]) -> Any:
        if isinstance(node, Sequence):
            items = [self.value(shape.item_type, item, (*path, number), extra) for number, item in enumerate(node.items)]
            return [item for item in items if item is not INVALID]
        if isinstance(node, Scalar) and not isinstance(_bare(shape.item_type), inspect.StructType):
            item = self.value(shape.item_type, node, (*path, 0), extra)
            return INVALID if item is INVALID else [item]
        return self._refuse(node.place, f"expected {_words(shape)}, got {_kind(node)}")

    def _union(self, shape: inspect.UnionType, node: Node, path: Path, extra: dict[str, Any]) -> Any:
        if _is_null(node) and any(isinstance(kind, inspect.NoneType) for kind in shape.types):
            return None
        kinds = [kind for kind in shape.types if not isinstance(kind, inspect.NoneType)]
        if len(kinds) == 1:
            return self.value(kinds[0], node, path, extra)
        lists = [kind for kind in kinds if isinstance(kind, inspect.VarTupleType)]
        if lists and not _is_boolean(node):
            return self.value(lists[0], node, path, extra)
        if not isinstance(node, Scalar):
            return self._refuse(node.place, f"expected {' or '.join(map(_words, kinds))}, got {_kind(node)}")
        return _plainest(node)

    def _scalar(self, shape: inspect.Type, node: Scalar, extra: dict[str, Any]) -> Any:
        try:
            value = _convert(shape, node, extra.get("unit", ""))
            check: Callable[[str], object] | None = extra.get("check")
            if check is not None:
                check(node.text)
            return value
        except Rejected as rejected:
            place = node.place if rejected.offset is None else self._tree.place_in(node, rejected.offset)
            return self._refuse(place, rejected.message, rejected.hint)


def _convert(shape: inspect.Type, node: Scalar, unit: str) -> Any:
    match shape:
        case inspect.Metadata():
            return _convert(shape.type, node, unit)
        case inspect.EnumType():
            return _enum(shape, node)
        case inspect.LiteralType():
            return _literal(shape, node)
        case inspect.BoolType():
            return _boolean(node)
        case inspect.IntType():
            return _in_range(shape, _size(node) if unit == "bytes" else _integer(node), node)
        case inspect.FloatType():
            return _in_range(shape, _number(node), node)
        case inspect.DateTimeType():
            return instant(node.text)
        case inspect.StrType():
            return _text(shape, node)
    raise AssertionError(f"no reader for {shape}")


def _enum(shape: inspect.EnumType, node: Scalar) -> str:
    names = [member.value for member in shape.cls]
    if node.text not in names:
        raise Rejected(f"unknown {_noun(shape.cls.__name__)} '{node.text}'", expected(node.text, names))
    return node.text


def _literal(shape: inspect.LiteralType, node: Scalar) -> Any:
    for value in shape.values:
        if node.text == str(value):
            return value
    raise Rejected(f"'{node.text}' is not known here", f"expected {' or '.join(map(str, shape.values))}")


def _boolean(node: Scalar) -> bool:
    if node.is_plain and node.text in _TRUE:
        return True
    if node.is_plain and node.text in _FALSE:
        return False
    raise Rejected(f"expected true or false, got '{node.text}'")


def _integer(node: Scalar) -> int:
    if not node.is_plain or not _INTEGER.match(node.text) or len(node.text) > _MAX_DIGITS:
        raise Rejected(f"expected a whole number, got '{node.text}'", "" if node.is_plain else "remove the quotes")
    return int(node.text)


def _size(node: Scalar) -> int:
    sized = _SIZE.match(node.text)
    if sized and len(node.text) <= _MAX_DIGITS:
        return int(sized[1]) * _UNITS[sized[2]]
    try:
        return _integer(node)
    except Rejected as rejected:
        raise Rejected(f"'{node.text}' is no size", "write bytes as a number, or '512 KiB', '10 MiB', '1 GiB'") from rejected


def _number(node: Scalar) -> float:
    if not node.is_plain or not _NUMBER.match(node.text) or len(node.text) > 40:
        raise Rejected(f"expected a number, got '{node.text}'", "" if node.is_plain else "remove the quotes")
    return float(node.text)


def _in_range(shape: inspect.IntType | inspect.FloatType, value: float, node: Scalar) -> float:
    if (shape.ge is not None and value < shape.ge) or (shape.le is not None and value > shape.le):
        raise Rejected(f"{node.text} is out of range", f"expected {shape.ge} to {shape.le}")
    return value


def _text(shape: inspect.StrType, node: Scalar) -> str:
    if shape.pattern is not None and not re.search(shape.pattern.replace("$", r"\Z"), node.text):
        raise Rejected(f"'{node.text}' is no name here", f"expected text like {shape.pattern.strip('^$')}")
    if shape.min_length is not None and len(node.text) < shape.min_length:
        raise Rejected("expected text, got none")
    if shape.max_length is not None and len(node.text) > shape.max_length:
        raise Rejected(f"text longer than {shape.max_length} characters")
    return node.text


def _plainest(node: Scalar) -> bool | int | float | str:
    """The value of a scalar whose type the schema leaves open."""
    if node.is_plain:
        if node.text in _TRUE or node.text in _FALSE:
            return node.text in _TRUE
        if _INTEGER.match(node.text) and len(node.text) <= _MAX_DIGITS:
            return int(node.text)
        if _NUMBER.match(node.text) and len(node.text) <= 40:
            return float(node.text)
    return node.text


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_plain and node.text in _NULLS


def _is_boolean(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_plain and node.text in (*_TRUE, *_FALSE)


def takes_null(field: inspect.Field) -> bool:
    """Null is a statement only where the default is something else: a limit taken away."""
    shape = _bare(field.type)
    is_optional = isinstance(shape, inspect.UnionType) and any(isinstance(kind, inspect.NoneType) for kind in shape.types)
    return is_optional and field.default is not None


def _bare(shape: inspect.Type) -> inspect.Type:
    return shape.type if isinstance(shape, inspect.Metadata) else shape


def _kind(node: Node) -> str:
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
    return f"'{node.text}'" if node.text else "nothing"


def _noun(name: str) -> str:
    """`GapReason` → `gap reason`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _words(shape: inspect.Type) -> str:
    match _bare(shape):
        case inspect.StructType(cls=record):
            return f"a mapping ({_noun(record.__name__)})"
        case inspect.DictType():
            return "a mapping"
        case inspect.VarTupleType(item_type=item):
            return f"a list of {_words(item)}"
        case inspect.EnumType(cls=names):
            return f"one of {', '.join(str(member.value) for member in names)}"
        case inspect.LiteralType(values=values):
            return " or ".join(map(str, values))
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return "a whole number"
        case inspect.FloatType():
            return "a number"
        case inspect.DateTimeType():
            return "a date"
        case inspect.UnionType(types=kinds):
            return " or ".join(_words(kind) for kind in kinds if not isinstance(kind, inspect.NoneType))
    return "text"
