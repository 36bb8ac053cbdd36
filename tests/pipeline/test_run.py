"""The whole road, for whoever asks. What people see of it stands in `tests/surfaces/cli/test_check.py`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateline.cache.kept import Kept
from gateline.errors import GatelineError
from gateline.model.verdict import Outcome
from gateline.pipeline.known_policy import record_name
from gateline.pipeline.run import Mode, Request, Result, run
from gateline.policy.stages import Stage
from tests.source.repository import Repository

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SOUND = "version: 1\nextends: [builtin:default]\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "work")


def _run(repository: Repository, tmp_path: Path, mode: Mode = Mode.TREE, **more: object) -> Result:
    request = Request(now=NOW, path=str(repository.root), mode=mode, **more)  # type: ignore[arg-type]
    return run(request, {"GATELINE_CACHE_DIR": str(tmp_path / "cache")})


@pytest.mark.parametrize(
    ("mode", "stage", "target"),
    [
        (Mode.TREE, Stage.BUILD, "working tree"),
        (Mode.STAGED, Stage.COMMIT, "staged changes"),
        (Mode.SINCE, Stage.PR, "commits HEAD..HEAD"),
        (Mode.HISTORY, Stage.BUILD, "history"),
    ],
)
def test_mode_decides_where_the_gate_stands(
    repository: Repository, tmp_path: Path, mode: Mode, stage: Stage, target: str
) -> None:
    repository.commit({"a.py": "x = 1\n"})
    result = _run(repository, tmp_path, mode, since="HEAD" if mode is Mode.SINCE else "")
    assert (result.policy.stage, result.report.target, result.report.verdict.outcome) == (stage, target, Outcome.PASS)
    assert _run(repository, tmp_path, mode, since="HEAD" if mode is Mode.SINCE else "", stage=Stage.RUN).policy.stage is Stage.RUN


def test_result_names_root_and_policy(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"gateline.yaml": SOUND, "src/a.py": "x = 1\n"})
    result = run(Request(now=NOW, path=str(repository.root / "src"), is_cached=False), {})
    assert (result.root, result.policy_name) == (str(repository.root), "gateline.yaml")


@pytest.mark.parametrize(
    ("policy", "is_simple"),
    [
        (SOUND, True),
        (SOUND + "shadow: true\n", True),
        (SOUND + "mandates: [{id: scanned, require: secrets}]\n", True),
        (SOUND + "mandates: [{id: signed, require: signature, stages: [deploy]}]\n", True),
        (SOUND + "mandates: [{id: signed, require: signature}]\n", False),
        (SOUND + "stages: {commit: {engines: [secrets, sast]}}\n", False),
        (SOUND + "source: {max_file_size: 10}\n", False),
        ("version: 1\nextends: [./org.yaml]\n", False),
    ],
)
def test_short_cut_is_open_only_to_policies_that_ask_for_no_more(
    repository: Repository, tmp_path: Path, policy: str, is_simple: bool
) -> None:
    repository.commit({"gateline.yaml": policy, "org.yaml": SOUND, "a.py": "x = 1\n"})
    _run(repository, tmp_path)
    kept = Kept({"GATELINE_CACHE_DIR": str(tmp_path / "cache")})
    assert (kept.get(record_name(policy.encode())) is not None) is is_simple


def test_policy_given_by_hand_opens_no_short_cut(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.py": "x = 1\n"})
    (tmp_path / "p.yaml").write_text(SOUND)
    _run(repository, tmp_path, policy=str(tmp_path / "p.yaml"))
    assert Kept({"GATELINE_CACHE_DIR": str(tmp_path / "cache")}).get(record_name(SOUND.encode())) is None


def test_option_in_place_of_a_commit_is_refused(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.py": "x = 1\n"})
    for since in ("--all", "-n1", ""):
        with pytest.raises(GatelineError, match="is no name of a commit"):
            _run(repository, tmp_path, Mode.SINCE, since=since)
