"""Documents in, policy out: the room's one door for `gateline.yaml`. Takes bytes; the caller opens files and confines paths."""

import posixpath
from collections.abc import Mapping
from typing import Any

import msgspec

from gateline.policy.consistency import find_inconsistencies, key_by_id
from gateline.policy.document import Policy, PolicyDocument
from gateline.policy.errors import Place, PolicyError, Problem, expected
from gateline.policy.layers import Layer, Merged, add_path_layer, merge_layers
from gateline.policy.nodes import parse_yaml
from gateline.policy.profiles import BUILTIN, PROFILES, profile
from gateline.policy.read import Reading, read

__all__ = ["default_policy", "load_policy", "missing_documents"]

_MAX_LAYERS = 20
"""Documents one policy may be made of."""


def load_policy(documents: Mapping[str, bytes], name: str, path_layers: Mapping[str, str] | None = None) -> Policy:
    """Read a policy and everything it extends.

    Args:
        documents: text by name; relative names under `extends` are resolved against the name of the document they stand in.
        name: the document to start from, `gateline.yaml` or `builtin:strict`.
        path_layers: folder → name of the document that holds for that folder alone (rules only).

    Raises:
        PolicyError: with every problem of every document, sorted: YAML, schema, loosened layer, a policy that checks nothing.
    """
    layers = _collect(documents, name)
    folders = [(folder, _layer(documents, own)) for folder, own in sorted((path_layers or {}).items())]
    merged = merge_layers(layers)
    for folder, layer in folders:
        merged = add_path_layer(merged, layer, folder.strip("/"))
    problems = merged.problems or find_inconsistencies(merged, layers[-1].places[()])
    if problems:
        raise PolicyError(problems)
    return _policy(merged, [*layers, *(layer for _folder, layer in folders)])


def default_policy() -> Policy:
    """What is in force where no policy file exists. Raises: nothing."""
    return load_policy({}, f"{BUILTIN}default")


def missing_documents(documents: Mapping[str, bytes], name: str) -> tuple[str, ...]:
    """Names of the documents that `load_policy` would ask for and that are not in `documents`, sorted.

    The caller opens them (or refuses to), adds them and asks again until the answer is empty.

    Raises:
        PolicyError: a document cannot be read so far as to know what it extends.
    """
    missing: set[str] = set()
    seen: set[str] = set()
    waiting = [name]
    while waiting and len(seen) <= _MAX_LAYERS:
        current = waiting.pop()
        if current in seen or current.startswith(BUILTIN):
            continue
        seen.add(current)
        if current not in documents:
            missing.add(current)
            continue
        extends = read(parse_yaml(documents[current], current), PolicyDocument).values.get("extends", [])
        waiting.extend(_resolve(current, entry) for entry in extends)
    return tuple(sorted(missing))


def _collect(documents: Mapping[str, bytes], name: str) -> list[Layer]:
    """All layers, highest authority first; one that is reached twice counts where it comes first.

    Raises:
        PolicyError: the problems of all documents together.
    """
    walk = _Walk(documents)
    walk.visit(name, None)
    if walk.problems:
        raise PolicyError(walk.problems)
    return list(walk.layers.values())


class _Walk:
    """Depth first through `extends`."""

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        self.layers: dict[str, Layer] = {}
        self.problems: list[Problem] = []
        self._documents = documents
        self._below: list[str] = []

    def visit(self, name: str, asked: Place | None) -> None:
        """`asked` is the place that names it; None for the start."""
        if name in self.layers:
            return
        if name in self._below or len(self._below) > _MAX_LAYERS:
            assert asked is not None
            self.problems.append(Problem(asked, f"'{name}' extends itself", f"by way of {' → '.join([*self._below, name])}"))
            return
        reading = self._reading(name, asked)
        if reading is None:
            return
        self._below.append(name)
        for number, entry in enumerate(reading.values.get("extends", [])):
            self.visit(_resolve(name, entry), reading.places.get(("extends", number)))
        self._below.pop()
        self._keep(name, reading)

    def _reading(self, name: str, asked: Place | None) -> Reading | None:
        try:
            return read(parse_yaml(_text(self._documents, name, asked), name), PolicyDocument)
        except PolicyError as error:
            self.problems.extend(error.problems)
            return None

    def _keep(self, name: str, reading: Reading) -> None:
        keyed, duplicates = key_by_id(reading)
        self.problems.extend((*reading.problems, *duplicates))
        self.layers[name] = Layer(name, name.startswith(BUILTIN), keyed.values, keyed.places)


def _layer(documents: Mapping[str, bytes], name: str) -> Layer:
    reading = read(parse_yaml(_text(documents, name, None), name), PolicyDocument)
    keyed, duplicates = key_by_id(reading)
    problems = (*reading.problems, *duplicates)
    if problems:
        raise PolicyError(problems)
    return Layer(name, False, keyed.values, keyed.places)


def _text(documents: Mapping[str, bytes], name: str, asked: Place | None) -> bytes:
    place = asked or Place(name, 1, 1)
    if name.startswith(BUILTIN):
        own = name.removeprefix(BUILTIN)
        if own not in PROFILES:
            raise PolicyError(
                [Problem(place, f"unknown profile '{name}'", expected(name, [BUILTIN + known for known in PROFILES]))]
            )
        return profile(own)
    if name not in documents:
        raise PolicyError(
            [Problem(place, f"'{name}' cannot be found", "names under 'extends' are relative to the document they stand in")]
        )
    return documents[name]


def _resolve(document: str, entry: str) -> str:
    """The name a document means by `entry`; `./org.yaml` in `policy/gates.yaml` is `policy/org.yaml`."""
    if entry.startswith(BUILTIN):
        return entry
    return posixpath.normpath(posixpath.join(posixpath.dirname(document), entry))


def _policy(merged: Merged, layers: list[Layer]) -> Policy:
    values: dict[str, Any] = dict(merged.values)
    declared = {}
    for section in ("rules", "mandates"):
        records = values.get(section, {})
        values[section] = list(records.values())
        declared.update({id: str(merged.places[(section, id)]) for id in records})
    names = [layer.name for layer in layers]
    return msgspec.convert({**values, "declared": declared, "layers": names}, Policy)
