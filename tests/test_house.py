"""The house keeps its own rules."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "gateline"
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path.name not in ("__init__.py", "__main__.py"))
UNMIRRORED = {
    "engines/contract.py": "protocols only",
    "engines/secrets/candidate.py": "two records without behaviour",
    "engines/secrets/kind_groups.py": "a table; tests/engines/secrets/test_scan.py asks it",
    "engines/secrets/lazy.py": "passes calls on; every test of the room goes through it",
    "engines/secrets/match.py": "tests/engines/secrets/test_packing.py loads every rule through it",
    "engines/secrets/pack.py": "tests/engines/secrets/test_packing.py compares what it reads",
    "engines/secrets/published.py": "tests/engines/secrets/test_scan.py asks it",
    "errors.py": "a tree of classes; every command's tests see them",
    "facts/blob.py": "tests/cache and tests/pipeline send it both ways",
    "facts/secret.py": "records only",
    "policy/scope.py": "an enumeration",
    "report/options.py": "a record; every format's tests make it",
    "registry.py": "tests/pipeline/test_registry.py",
    "rules/rule.py": "a record; tests/rules/test_load.py makes it",
    "source/target.py": "the contract; every source's tests fulfil it",
    "surfaces/cli/pipe.py": "tests/surfaces/cli/test_app.py closes the pipe",
}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_every_module_has_its_mirror(module: Path) -> None:
    mirror = ROOT / "tests" / module.parent / f"test_{module.name}"
    assert mirror.exists() or str(module) in UNMIRRORED or module.parts[0] == "model", f"{mirror.relative_to(ROOT)} is missing"


def test_there_is_no_drawer() -> None:
    drawers = {"utils", "util", "helpers", "common", "misc", "manager"}
    assert [str(module) for module in MODULES if module.stem in drawers or drawers & set(module.parts)] == []


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import gateline; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "['gateline']"


def test_what_is_generated_is_current() -> None:
    done = subprocess.run([sys.executable, "scripts/docs.py", "--check"], capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""})
    assert (done.returncode, done.stderr) == (0, "")


def test_rule_files_hold_no_token() -> None:
    """The policy excludes the rule files from our own gate: this is why it may."""
    long_run = re.compile(r"(?<![\w/+.{:-])(?:gh[pousr]_|sk_live_|xox[bp]-|AKIA|glpat-|npm_)(?![0-9A-Z]*(?:EXAMPLE|XXXX))[0-9A-Za-z]{16,}")
    found = [path.name for path in (PACKAGE / "engines/secrets/rules").glob("*.yaml") if long_run.search(path.read_text(encoding="utf-8"))]
    assert found == []
