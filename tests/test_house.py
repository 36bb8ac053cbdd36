"""The house keeps its own rules."""

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateline.policy.load import load_policy

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "gateline"
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path.name not in ("__init__.py", "__main__.py"))
DECIDING = ("assess", "engines", "facts", "model", "policy", "report", "rules")
"""Rooms that open nothing; import-linter holds it for whole packages, which leaves parts of `urllib`."""
SHIPPED = ("*.yaml", "*.yml", "*.json", "*.css", "*.js", "*.groovy", "py.typed")
"""What of the package is no code, and wanted all the same."""
UNMIRRORED = {
    "engines/sast/kinds.py": "two tables; tests/engines/sast/models/test_load.py holds models to them",
    "engines/sast/models/pack.py": "tests/engines/sast/models/test_packing.py reads what it writes",
    "engines/sast/rule_packing.py": "tests/engines/sast/test_rule_pack.py",
    "engines/sast/solver/matching.py": "tests/engines/sast/solver/test_effects.py and the models' examples",
    "engines/sast/solver/stores.py": "tests/engines/sast/solver/test_machine.py: what one function keeps another reads",
    "engines/sast/solver/paths.py": "tests/engines/sast/solver/test_conditions.py walks every state of a path",
    "engines/sast/solver/react.py": "tests/engines/sast/solver/test_elements.py",
    "engines/sast/solver/responses.py": "tests/engines/sast/solver/test_effects.py",
    "engines/sast/solver/secret_names.py": "tests/engines/sast/solver/test_sinks.py",
    "engines/sast/solver/test_files.py": "tests/engines/sast/solver/test_library.py",
    "engines/sast/solver/uncalled.py": "tests/engines/sast/solver/test_library.py",
    "facts/route.py": "a record; tests/engines/sast/test_routes.py makes it",
    "facts/template.py": "a record; tests/engines/sast/languages/templates makes it",
    "engines/sast/walk.py": "six lines; every check of structure walks by it",
    "facts/code.py": "records; tests/engines/sast/languages makes every one of them",
    "engines/secrets/lazy.py": "passes calls on; every test of the room goes through it",
    "errors.py": "a tree of classes; every command's tests see them",
    "policy/scope.py": "an enumeration",
    "report/options.py": "a record; every format's tests make it",
    "registry.py": "tests/pipeline/test_registry.py",
    "surfaces/cli/pipe.py": "tests/surfaces/cli/test_app.py closes the pipe",
}


TOGETHER = {
    "engines/sast/languages/javascript/": "one front end; the tests are by syntax",
    "engines/sast/languages/python/": "one front end; the tests are by syntax",
    "engines/sast/languages/templates/": "the tests are by dialect",
    "engines/sast/structures/": "the tests are by check, and every rule's examples run",
}
"""Folders whose modules only mean something together: their tests are by what a user of the folder sees."""


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_every_module_has_its_mirror(module: Path) -> None:
    mirror = ROOT / "tests" / _mirror(module)
    if str(module).startswith(tuple(TOGETHER)):
        assert list(mirror.parent.glob("test_*.py")), f"{mirror.parent.relative_to(ROOT)} holds no test"
        return
    assert mirror.exists() or str(module) in UNMIRRORED, f"{mirror.relative_to(ROOT)} is missing"


def test_no_exception_has_outlived_its_reason() -> None:
    stale = [name for name in UNMIRRORED if not (PACKAGE / name).exists() or (ROOT / "tests" / _mirror(Path(name))).exists()]
    assert stale == []


def test_there_is_no_drawer() -> None:
    drawers = {"utils", "util", "helpers", "common", "misc", "manager"}
    assert [str(module) for module in MODULES if module.stem in drawers or drawers & set(module.parts)] == []


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import gateline; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "['gateline']"


def test_what_is_generated_is_current() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/docs.py", "--check"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_rule_files_hold_no_token() -> None:
    """The policy excludes the rule files from our own gate: this is why it may."""
    long_run = re.compile(
        r"(?<![\w/+.{:-])(?:gh[pousr]_|sk_live_|xox[bp]-|AKIA|glpat-|npm_)(?![0-9A-Z]*(?:EXAMPLE|XXXX))[0-9A-Za-z]{16,}"
    )
    found = [
        path.name
        for path in (PACKAGE / "engines/secrets/rules").glob("*.yaml")
        if long_run.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_policies_shown_to_people_are_sound(page: str) -> None:
    for block in re.findall(
        r"^```yaml\n(version: 1\n.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        assert load_policy({"gateline.yaml": block.encode()}, "gateline.yaml").rules


@pytest.mark.parametrize("room", DECIDING)
def test_what_decides_fetches_nothing(room: str) -> None:
    imported = {name for path in (PACKAGE / room).rglob("*.py") for name in _imports(path)}
    assert {name for name in imported if name.startswith(("urllib.request", "urllib.error", "urllib.response"))} == set()


def test_what_ships_holds_its_data(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = set(wheel.namelist())
    data = {path.relative_to(ROOT).as_posix() for pattern in SHIPPED for path in PACKAGE.rglob(pattern)}
    assert sorted(data - packed) == []
    assert {f"gateline/{module.as_posix()}" for module in MODULES} <= packed
    assert any(name.endswith("/licenses/LICENSE") for name in packed)
    foreign = [name for name in packed if not name.startswith("gateline")]
    assert foreign == []


def _mirror(module: Path) -> Path:
    return module.with_name(f"test_{module.name}")


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
