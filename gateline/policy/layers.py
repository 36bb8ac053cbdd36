"""Organisation → repository → path: several documents, one policy, and a lower layer may only tighten.

Layers come highest authority first. What a lower one writes must be at least as tight as what stands above it, field by field, by the
`Tighten` mark of the field; otherwise it is a problem that names both places. A rule or mandate of the same id replaces the one
above and must be at least as tight in every field. Relaxations of gaps can only be taken away once a layer above spoke of gaps.

What a layer is silent about is free for the next, except for fields marked as guarded: there the default counts as said by every
document (a built-in profile is no authority and guards nothing), because an organisation that forgot to write `shadow: false` did not
mean to allow it. A path layer (a folder's own policy) may hold rules only; they look at that folder alone.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import NODEFAULT, Struct, inspect
from msgspec.json import encode

from gateline.model.severity import Confidence, Severity
from gateline.policy.document import Enforce, PolicyDocument, Tighten
from gateline.policy.errors import Place, Problem
from gateline.policy.globs import confine
from gateline.policy.read import Path, shape_of
from gateline.policy.scope import Scope

__all__ = ["Layer", "Merged", "add_path_layer", "merge_layers"]

_RANKS: dict[type, list[str]] = {
    Severity: [member.value for member in Severity],
    Confidence: [member.value for member in Confidence],
    Enforce: ["report", "warn", "block"],
    Scope: ["introduced", "new", "all"],
}
"""Names of an enum, loosest first for enforcement and scope, lowest first for thresholds."""

_CONDITIONS = ("rules", "mandates")
"""Sections whose records are conditions: there a field that is not set is no condition, the tightest there is."""


class Layer(Struct, frozen=True):
    """One document's statements, with rules and mandates by id."""

    name: str
    is_builtin: bool
    values: dict[str, Any]
    places: dict[Path, Place]


class Merged(Struct, frozen=True):
    """All layers in one."""

    values: dict[str, Any]
    places: dict[Path, Place]
    """Who said it last."""
    problems: tuple[Problem, ...]


def merge_layers(layers: Iterable[Layer]) -> Merged:
    """Merge layers, highest authority first.

    Raises: nothing; a loosening is in `Merged.problems`.
    """
    merge = _Merge()
    for layer in layers:
        merge.add(layer)
    return Merged(merge.values, merge.places, tuple(merge.problems))


def add_path_layer(merged: Merged, layer: Layer, folder: str) -> Merged:
    """Add the rules of a folder's own policy, confined to that folder.

    Args:
        merged: everything above.
        layer: the folder's document; globs in it are relative to the folder.
        folder: relative to the target's root, without a slash at the end.

    Returns:
        The same with more rules, their ids ending in `@folder`.

    Raises: nothing; what is not a rule is in `Merged.problems`.
    """
    problems = [
        Problem(layer.places[(section,)], f"a path layer cannot set '{section}'", "it may only add rules for its folder")
        for section in layer.values
        if section not in ("version", "rules")
    ]
    rules = dict(merged.values.get("rules", {}))
    places = dict(merged.places)
    for id, rule in layer.values.get("rules", {}).items():
        own = f"{id}@{folder}"
        rules[own] = {**rule, "id": own, "when": _confined(rule["when"], folder)}
        places.update({("rules", own, *path[2:]): place for path, place in layer.places.items() if path[:2] == ("rules", id)})
    return Merged({**merged.values, "rules": rules}, places, (*merged.problems, *problems))


def _confined(when: dict[str, Any], folder: str) -> dict[str, Any]:
    inside = {**when, "paths": [confine(glob, folder) for glob in when.get("paths") or ["**"]]}
    if "paths_exclude" in when:
        inside["paths_exclude"] = [confine(glob, folder) for glob in when["paths_exclude"]]
    return inside


class _Merge:
    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self._guardian: Place | None = None
        """The first document above that is an authority; its silence keeps guarded defaults."""

    def add(self, layer: Layer) -> None:
        self._record(shape_of(PolicyDocument), self.values, layer.values, (), layer)
        if self._guardian is None and not layer.is_builtin:
            self._guardian = layer.places[()]

    def _record(self, shape: inspect.StructType, above: dict[str, Any], below: dict[str, Any], path: Path, layer: Layer) -> None:
        for field in shape.fields:
            if field.name in below and field.name not in ("version", "extends"):
                self._field(field, above, below[field.name], (*path, field.name), layer)

    def _field(self, field: inspect.Field, above: dict[str, Any], value: Any, path: Path, layer: Layer) -> None:
        inner = _inner(field.type)
        if field.name in _CONDITIONS and not path[1:]:
            self._keyed(_item(inner), above.setdefault(field.name, {}), value, path, layer)
        elif isinstance(inner, inspect.StructType):
            self._record(inner, above.setdefault(field.name, {}), value, path, layer)
        elif isinstance(inner, inspect.DictType) and isinstance(_inner(inner.value_type), inspect.StructType):
            record = _record_of(inner.value_type)
            for key, entry in value.items():
                self.places[(*path, key)] = layer.places[(*path, key)]
                self._record(record, above.setdefault(field.name, {}).setdefault(key, {}), entry, (*path, key), layer)
        elif field.name == "gaps":
            above["gaps"] = self._gaps(above.get("gaps"), value, layer)
            self.places[path] = layer.places[path]
        else:
            self._leaf(field, above, value, path, layer)

    def _leaf(self, field: inspect.Field, above: dict[str, Any], value: Any, path: Path, layer: Layer) -> None:
        place = layer.places[path]
        if field.name in above:
            said, source = above[field.name], f"stated at {self.places[path]}"
        else:
            said, source = self._silence(field)
        if source and not _is_as_tight(_mark(field), _rank_table(field), said, value, is_condition=False):
            self._complain(field, said, source, value, place)
        above[field.name] = value
        self.places[path] = place

    def _silence(self, field: inspect.Field) -> tuple[Any, str]:
        """The default and whose it is, when it is guarded; no source when the field is free."""
        if self._guardian is None or not _extra(field).get("is_guarded"):
            return None, ""
        return field.default, f"the default that {self._guardian.document} keeps"

    def _keyed(self, shape: inspect.StructType, above: dict[str, Any], below: dict[str, Any], path: Path, layer: Layer) -> None:
        for id, record in below.items():
            own = (*path, id)
            if id in above:
                self._compare(shape, above[id], record, own, layer)
            above[id] = record
            for written in [known for known in self.places if known[: len(own)] == own]:
                del self.places[written]
            self.places.update({known: place for known, place in layer.places.items() if known[: len(own)] == own})

    def _compare(self, shape: inspect.StructType, above: dict[str, Any], below: dict[str, Any], path: Path, layer: Layer) -> None:
        """A redeclared condition against the one it replaces, defaults included."""
        for field in shape.fields:
            inner = _inner(field.type)
            said, value = above.get(field.name, _default(field)), below.get(field.name, _default(field))
            own = (*path, field.name)
            if isinstance(inner, inspect.StructType):
                self._compare(inner, said, value, own, layer)
            elif not _is_as_tight(_mark(field), _rank_table(field), said, value, is_condition=True):
                self._complain(field, said, f"stated at {_nearest(self.places, own)}", value, _nearest(layer.places, own))

    def _gaps(self, above: list[Any] | None, below: list[Any], layer: Layer) -> list[Any]:
        if above is None:
            return list(below)
        for number, entry in enumerate(below):
            if entry["action"] != "incomplete" and entry not in above:
                by = self.places[("gaps",)]
                message = f"'{entry['action']}' loosens the gaps stated at {by}"
                self.problems.append(Problem(layer.places[("gaps", number)], message, "a lower layer may only add 'incomplete'"))
        return above + [entry for entry in below if entry not in above]

    def _complain(self, field: inspect.Field, said: Any, source: str, value: Any, place: Place) -> None:
        message = f"'{field.name}: {_shown(value)}' loosens '{_shown(said)}', {source}"
        way = "only to something stricter" if _rank_table(field) and _mark(field) is Tighten.HIGHER else _WAYS[_mark(field)]
        self.problems.append(Problem(place, message, f"a lower layer may change it {way}"))


_WAYS = {
    Tighten.HIGHER: "only to something higher",
    Tighten.LOWER: "only to something lower",
    Tighten.MORE: "only by adding to it",
    Tighten.FEWER: "only by taking from it",
    Tighten.FEWER_OF_ANY: "only by taking from it",
    Tighten.TO_TRUE: "only to true",
    Tighten.TO_FALSE: "only to false",
    Tighten.PINNED: "not at all",
    Tighten.FREE: "freely",
}


def _is_as_tight(mark: Tighten, ranks: list[str] | None, said: Any, value: Any, *, is_condition: bool) -> bool:
    """Whether `value` is at least as tight as `said`; in a condition what is not set is the tightest, elsewhere the loosest."""
    if said == value or mark is Tighten.FREE:
        return True
    if said is None or value is None:
        return (value is None) is is_condition
    match mark:
        case Tighten.HIGHER | Tighten.LOWER:
            above, below = (ranks.index(said), ranks.index(value)) if ranks else (said, value)
            return bool(below >= above) if mark is Tighten.HIGHER else bool(below <= above)
        case Tighten.TO_TRUE | Tighten.TO_FALSE:
            return value is (mark is Tighten.TO_TRUE)
        case Tighten.PINNED:
            return False
    return _is_set_as_tight(mark, _members(said), _members(value), is_condition=is_condition)


def _is_set_as_tight(mark: Tighten, above: set[str] | None, below: set[str] | None, *, is_condition: bool) -> bool:
    """None is the set of everything."""
    if mark is Tighten.FEWER_OF_ANY or (mark is Tighten.MORE and is_condition):
        above, below = above or None, below or None
    if mark is Tighten.MORE:
        return below is None or (above is not None and below >= above)
    return above is None or (below is not None and below <= above)


def _members(value: Any) -> set[str] | None:
    if isinstance(value, bool):
        return None if value else set()
    return {item if isinstance(item, str) else encode(item, order="deterministic").decode() for item in value}


def _nearest(places: Mapping[Path, Place], path: Path) -> Place:
    """Where a field stands, or what it would stand in."""
    while path not in places:
        path = path[:-1]
    return places[path]


def _default(field: inspect.Field) -> Any:
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    default = None if field.default is NODEFAULT else field.default
    return default.value if isinstance(default, Scope) else default


def _extra(field: inspect.Field) -> dict[str, Any]:
    return (field.type.extra or {}) if isinstance(field.type, inspect.Metadata) else {}


def _mark(field: inspect.Field) -> Tighten:
    mark = _extra(field).get("tighten", Tighten.FREE)
    assert isinstance(mark, Tighten)
    return mark


def _rank_table(field: inspect.Field) -> list[str] | None:
    inner = _inner(field.type)
    return _RANKS.get(inner.cls) if isinstance(inner, inspect.EnumType) else None


def _inner(shape: inspect.Type) -> inspect.Type:
    """The type without its metadata and without `| None`."""
    if isinstance(shape, inspect.Metadata):
        return _inner(shape.type)
    if isinstance(shape, inspect.UnionType):
        kinds = [kind for kind in shape.types if not isinstance(kind, inspect.NoneType)]
        return _inner(kinds[0]) if len(kinds) == 1 else shape
    return shape


def _item(shape: inspect.Type) -> inspect.StructType:
    assert isinstance(shape, inspect.VarTupleType)
    return _record_of(shape.item_type)


def _record_of(shape: inspect.Type) -> inspect.StructType:
    inner = _inner(shape)
    assert isinstance(inner, inspect.StructType)
    return inner


def _shown(value: Any) -> str:
    if value is None:
        return "unset"
    if value == [] or value == ():
        return "nothing named"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_shown, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
