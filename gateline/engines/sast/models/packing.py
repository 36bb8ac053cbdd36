"""YAML model files → the packs. Runs when models are edited, never at a user's."""

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from gateline.engines.sast.models.load import LANGUAGES, ModelError, ModelFile, count_entries, parse_model
from gateline.engines.sast.models.pack import pack_path

__all__ = ["MODELS_FOLDER", "main", "model_pack", "read_models"]

MODELS_FOLDER = Path(__file__).parent


def read_models(language: str, folder: Path = MODELS_FOLDER) -> tuple[dict[str, ModelFile], list[str]]:
    """Every model file of a language by its file's name, sorted, and what is wrong with those that cannot be used."""
    models, problems = {}, []
    for path in sorted((folder / language).glob("*.yaml")):
        name = f"{language}/{path.name}"
        try:
            model = parse_model(path.read_bytes(), name)
            if model.language != language:
                raise ModelError(f"{name}: language is {model.language!r}")
        except ModelError as error:
            problems.append(str(error))
        else:
            models[path.name] = model
    return models, [*problems, *_contradictions(models)]


def _contradictions(models: dict[str, ModelFile]) -> list[str]:
    """What two files say of one path, differently or twice: which one holds would hang on the order of files."""
    said: dict[tuple[str, object], str] = {}
    problems = []
    for name, model in models.items():
        statements: list[tuple[str, object]] = []
        for section in ("gives", "extends", "sources", "accessors"):
            statements += [(section, path) for path in getattr(model, section)]
        for section in ("sinks", "sanitizers", "guards", "flows", "callbacks", "entries", "auth", "named", "renders"):
            statements += [(section, msgspec.json.encode(entry)) for entry in getattr(model, section)]
        for statement in statements:
            if other := said.setdefault(statement, name) != name and said[statement]:
                problems.append(f"{model.language}/{name}: {statement[0]} says what {other} says: {statement[1]!r}")
    return problems


def model_pack(models: Iterable[ModelFile]) -> bytes:
    """What the engine reads: `{"digest": …, "models": […]}`, one model file a line, examples left out."""
    bare = sorted(
        (msgspec.structs.replace(model, examples=()) for model in models), key=lambda model: (model.package, model.covers)
    )
    body = b",\n".join(msgspec.json.encode(model, order="deterministic") for model in bare)
    digest = hashlib.sha256(body).hexdigest()[:32]
    return b'{"digest":"%s","models":[\n%s\n]}\n' % (digest.encode(), body)


def main() -> int:
    """Write the packs beside this module; 1 when some file cannot be used."""
    failed = False
    for language in LANGUAGES:
        models, problems = read_models(language)
        path = Path(pack_path(language))
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(model_pack(models.values()))
        entries = sum(count_entries(model) for model in models.values())
        packages = len({model.package for model in models.values()})
        print("\n".join([*problems, f"{language}: {packages} packages, {len(models)} files, {entries} entries packed"]))
        failed = failed or bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
