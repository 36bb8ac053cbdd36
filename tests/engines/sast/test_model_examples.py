"""Every example of every model file, run: the flows it promises, at their lines, and no other."""

import gc
from collections.abc import Iterator

import pytest

from gateline.engines.sast.models.load import LANGUAGES, Example
from gateline.engines.sast.models.packing import read_models
from tests.engines.sast.programs import INCIDENTAL, flows

KNOWN: dict[str, str] = {"python/flask.yaml#6": "a response made by make_response has no setters of cookies"}
"""Examples that do not give yet what they promise, by name, with the reason."""
ENDINGS = {"python": "app.py", "javascript": "app.js"}


def _examples() -> Iterator[tuple[str, str, Example]]:
    for language in LANGUAGES:
        models, _ = read_models(language)
        for file, model in models.items():
            for number, example in enumerate(model.examples):
                yield f"{language}/{file}#{number}", language, example


EXAMPLES = [
    pytest.param(
        example.path or ENDINGS[language],
        example,
        id=name,
        marks=[pytest.mark.xfail(strict=True, reason=KNOWN[name])] if name in KNOWN else [],
    )
    for name, language, example in _examples()
]


@pytest.fixture(scope="module", autouse=True)
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_what_is_known_still_exists() -> None:
    assert set(KNOWN) <= {name for name, _, _ in _examples()}


@pytest.mark.parametrize(("path", "example"), EXAMPLES)
def test_example(path: str, example: Example) -> None:
    wanted = {(kind, line) for kind, lines in example.finds.items() for line in lines}
    found = {
        (kind, line) for kind, source, line in flows(example.code, path) if source not in INCIDENTAL or kind in example.finds
    }
    assert found == wanted
