"""What no single field can see: ids written twice, names of engines nobody has, a policy that checks nothing."""

from typing import Any

from gateline.policy.document import ANALYSES, ATTESTATIONS, ENGINES
from gateline.policy.errors import Place, Problem, expected
from gateline.policy.layers import Merged
from gateline.policy.read import Path, Reading

__all__ = ["find_inconsistencies", "key_by_id"]

_KEYED = ("rules", "mandates")


def key_by_id(reading: Reading) -> tuple[Reading, list[Problem]]:
    """Rules and mandates by id instead of by number, and a problem for each id that is written twice."""
    problems: list[Problem] = []
    values = dict(reading.values)
    places = {path: place for path, place in reading.places.items() if not (path[1:] and path[0] in _KEYED)}
    first: dict[str, Place] = {}
    for section in _KEYED:
        keyed: dict[str, Any] = {}
        for number, record in _numbered(reading, section):
            id = record.get("id")
            if id is None:
                continue
            place = reading.places[(section, number, "id")]
            if id in first:
                problems.append(Problem(place, f"duplicate id '{id}'", f"first written at line {first[id].line}"))
                continue
            first[id] = place
            keyed[id] = record
            places.update(_moved(reading, (section, number), (section, id)))
        if section in values:
            values[section] = keyed
    return Reading(values, places, reading.problems), problems


def _numbered(reading: Reading, section: str) -> list[tuple[int, dict[str, Any]]]:
    """Records with the number they were written at; refused ones left no record, so numbers may not be counted."""
    records = reading.values.get(section, [])
    numbers = sorted({path[1] for path in reading.places if len(path) == 2 and path[0] == section and isinstance(path[1], int)})
    return list(zip(numbers, records, strict=False)) if len(numbers) == len(records) else []


def _moved(reading: Reading, old: Path, new: Path) -> dict[Path, Place]:
    return {(*new, *path[2:]): place for path, place in reading.places.items() if path[:2] == old}


def find_inconsistencies(merged: Merged, start: Place) -> list[Problem]:
    """Problems of the merged policy.

    Args:
        merged: all layers in one.
        start: where to say what is wrong with the whole.
    """
    values, places = merged.values, merged.places
    problems: list[Problem] = []
    if not values.get("rules") and not values.get("mandates"):
        problems.append(
            Problem(
                start,
                "the policy has no rule and no mandate, so it would check nothing",
                "add a rule, or 'extends: [builtin:default]'",
            )
        )
    settings: dict[str, Any] = values.get("engines", {})
    known = [*ENGINES, *sorted(name for name in settings if settings[name].get("plugin"))]
    for name in settings:
        if name not in known:
            hint = f"{expected(name, known)}; an engine that is not built in needs 'plugin'"
            problems.append(Problem(places[("engines", name)], f"unknown engine '{name}'", hint))
    disabled = {name for name in settings if settings[name].get("enabled") is False}
    for path, name in _named_engines(values):
        is_mandate = path[0] == "mandates"
        valid = [*known, *(set(ANALYSES) - set(ENGINES)), *ATTESTATIONS] if is_mandate else known
        if name not in valid:
            problems.append(
                Problem(places[path], f"unknown {'evidence' if is_mandate else 'engine'} '{name}'", expected(name, valid))
            )
        elif name in disabled and path[0] != "rules":
            problems.append(
                Problem(
                    places[path], f"engine '{name}' is required here but disabled", f"see {places[('engines', name, 'enabled')]}"
                )
            )
    return problems


def _named_engines(values: dict[str, Any]) -> list[tuple[Path, str]]:
    """Every engine name with its place: conditions, stages, mandates."""
    named: list[tuple[Path, str]] = []
    for id, rule in values.get("rules", {}).items():
        named += [(("rules", id, "when", "engine", number), name) for number, name in enumerate(rule["when"].get("engine", ()))]
    for stage, settings in values.get("stages", {}).items():
        named += [(("stages", stage, "engines"), name) for name in settings.get("engines", ())]
    named += [(("mandates", id, "require"), mandate["require"]) for id, mandate in values.get("mandates", {}).items()]
    return named
