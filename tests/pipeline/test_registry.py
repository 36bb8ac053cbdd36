"""Every name in the tables leads somewhere, and a wrong one to the nearest."""

import subprocess
import sys

import pytest

from gateline.errors import UsageError
from gateline.registry import ENGINES, FORMATS, load, nearest


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders_and_says_what_it_is(name: str) -> None:
    from importlib import import_module

    render = load(FORMATS, name, "format")
    assert callable(render)
    assert import_module(FORMATS[name].partition(":")[0]).FORMAT.name == name


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_bears_its_name(name: str) -> None:
    engine = load(ENGINES, name, "engine")
    assert getattr(engine, "name", None) == name


def test_unknown_name_leads_to_the_nearest() -> None:
    with pytest.raises(UsageError, match="unknown format 'jsn'") as caught:
        load(FORMATS, "jsn", "format")
    assert caught.value.hint.startswith("did you mean 'json'? known: github, ")
    with pytest.raises(UsageError) as caught:
        load(ENGINES, "xyz", "engine")
    assert caught.value.hint == "known: sast, secrets"
    assert nearest("SARIF", FORMATS) == "sarif"


def test_importing_it_loads_nothing() -> None:
    code = "import sys; import gateline.registry; print([name for name in sys.modules if 'engines' in name or 'report' in name])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
