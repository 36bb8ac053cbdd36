"""What is tracked speaks of Gateline alone, and of nobody's machine."""

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parent.parent
MOST_BYTES = 1024 * 1024
BINARIES = frozenset({".png", ".whl", ".zip", ".gz", ".pyc", ".so", ".sqlite3"})
FOREIGN = {
    "somebody's home": r"(?<![\w.:~/-])(?:/home/|/Users/|/root/|[A-Z]:\\Users\\)(?!(?:me|user|you|alice|runner|vagrant|app)\b)\w",
    "a folder of the machine it was written on": r"(?<![\w.$}~/-])/(?:work|workspaces|builds|opt/wheels)/\w",
    "an address of a private network": r"https?://(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+",
    "a package index that is not the public one": r"(?:--(?:extra-)?index-url|--find-links|--trusted-host|PIP_INDEX_URL)\b",
    "who wrote it": r"\b(?:[C]EO|[f]arm-\w+|as an AI)\b",
    "work that is not finished": r"^(?:<{7}|>{7}) ",
}
"""What must not be there, as regular expressions."""
ALLOWED = {
    "gateline/engines/secrets/rules/": "rules speak of others' hosts and commands",
    "tests/test_hygiene.py": "names what it looks for",
}
"""Beginnings of paths, and why they may."""


def _tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git work tree")
    return [name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("what", FOREIGN)
def test_no_tracked_file_holds(what: str) -> None:
    pattern = re.compile(FOREIGN[what], re.MULTILINE)
    names = [name for name in _tracked() if not name.startswith(tuple(ALLOWED))]
    found = [f"{name}: {hit[0]}" for name in names for hit in [pattern.search(_text(name))] if hit]
    assert found == []


def test_every_tracked_file_is_small_text() -> None:
    names = _tracked()
    assert [name for name in names if Path(name).suffix in BINARIES or b"\0" in (ROOT / name).read_bytes()] == []
    assert [name for name in names if (ROOT / name).stat().st_size > MOST_BYTES] == []


def test_every_link_of_a_page_leads_somewhere() -> None:
    pages = [name for name in _tracked() if name.endswith(".md") and not name.startswith(("tests/", "docs/reference/"))]
    broken = []
    for page in pages:
        for target in re.findall(r"\]\(([^)\s]+)\)", _text(page)):
            if re.match(r"[a-z]+:|#", target):
                continue
            place = ((ROOT / page).parent / unquote(target.partition("#")[0])).resolve()
            if not (place.exists() and place.is_relative_to(ROOT)):
                broken.append(f"{page}: {target}")
    assert broken == []
    assert pages
