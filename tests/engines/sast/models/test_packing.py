import re
import time
from pathlib import Path

import pytest

from gateline.engines.sast.models.load import LANGUAGES, ModelFile, count_entries
from gateline.engines.sast.models.pack import load_models, pack_path, read_digest
from gateline.engines.sast.models.packing import main, model_pack, read_models

READ = {language: read_models(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_can_be_used(language: str) -> None:
    assert READ[language][1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pack_is_what_the_files_give(language: str) -> None:
    assert Path(pack_path(language)).read_bytes() == model_pack(READ[language][0].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_pack_loads_what_was_packed_without_examples(language: str) -> None:
    loaded = load_models(language)
    assert sum(map(count_entries, loaded)) == sum(map(count_entries, READ[language][0].values()))
    assert [model.package for model in loaded if model.examples] == []
    assert [model for model in READ[language][0].values() if not model.examples or model in loaded] == [
        model for model in READ[language][0].values() if not model.examples
    ]


def test_a_hundred_and_fifty_python_packages_and_more() -> None:
    models = READ["python"][0].values()
    assert len({model.package for model in models}) >= 150
    assert sum(map(count_entries, models)) >= 3000


@pytest.mark.parametrize("language", LANGUAGES)
def test_loading_costs_milliseconds(language: str) -> None:
    best = 1.0
    for _ in range(5):
        load_models.cache_clear()
        start = time.perf_counter()
        load_models(language)
        best = min(best, time.perf_counter() - start)
    assert best < 0.05, "five times what it takes on a slow machine"


@pytest.mark.parametrize("language", LANGUAGES)
def test_aliases_end_somewhere(language: str) -> None:
    gives = {path: given for model in READ[language][0].values() for path, given in model.gives.items()}
    endless = []
    for path in gives:
        seen, waiting = {path}, list(gives[path])
        while waiting:
            one = waiting.pop()
            if one in seen:
                endless.append((path, one))
                break
            seen.add(one)
            waiting.extend(gives.get(one, ()))
    assert endless == []


def test_digest_is_read_without_the_models() -> None:
    assert len(read_digest()) == 32 * len(LANGUAGES)
    with pytest.raises(ValueError, match="no models for 'cobol'"):
        pack_path("cobol")


def test_a_file_of_another_language_and_statements_made_twice_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "python"
    folder.mkdir()
    (folder / "a.yaml").write_text("package: a\nlanguage: python\nsources: {a.x: remote}\n")
    (folder / "b.yaml").write_text("package: b\nlanguage: python\nsources: {a.x: file}\n")
    (folder / "c.yaml").write_text("package: c\nlanguage: javascript\n")
    (folder / "d.yaml").write_text("package: [")
    models, problems = read_models("python", tmp_path)
    assert list(models) == ["a.yaml", "b.yaml"]
    assert [problem.partition(": ")[0] for problem in problems] == ["python/c.yaml", "python/d.yaml:2:1", "python/b.yaml"]


def test_packing_writes_what_it_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def path(language: str) -> str:
        return str(tmp_path / "pack" / f"{language}.json")

    models: dict[str, tuple[dict[str, ModelFile], list[str]]] = {"python": READ["python"], "javascript": ({}, ["broken"])}
    monkeypatch.setattr("gateline.engines.sast.models.packing.pack_path", path)
    monkeypatch.setattr("gateline.engines.sast.models.packing.read_models", models.get)
    assert main() == 1
    assert Path(path("python")).read_bytes() == model_pack(READ["python"][0].values())
    assert "broken\njavascript: 0 packages" in capsys.readouterr().out


def test_nothing_stands_behind_an_alias() -> None:
    """A path of which a beginning is another path's name is never asked for."""
    models = READ["python"][0]
    aliases = {path for model in models.values() for path in model.gives if not path.endswith("()")}
    hidden = []
    for name, model in models.items():
        paths = [*model.gives, *model.extends, *model.sources, *(path for given in model.gives.values() for path in given)]
        for entry in (*model.sinks, *model.sanitizers, *model.guards, *model.flows, *model.callbacks, *model.entries):
            paths += [path for field in ("call", "set", "decorator", "subclass") for path in getattr(entry, field, ())]
        for path in paths:
            ends = [end.start() for end in re.finditer(r"\(\)|\.|\[", path)]
            hidden += [(name, path) for end in ends if path[:end] in aliases and path != path[:end] + "()"]
    assert hidden == []
