"""Which policy is in force."""

from pathlib import Path

import pytest

from gateline.errors import GatelineError
from gateline.pipeline.documents import TreeFiles
from gateline.pipeline.policy_files import find_root, read_policy, read_policy_file
from tests.source.repository import Repository

SOUND = "version: 1\nextends: [builtin:default]\n"


def test_nearest_policy_up_to_the_top_of_the_work_tree(tmp_path: Path) -> None:
    (tmp_path / "gateline.yaml").write_text(SOUND)
    top = Repository.create(tmp_path / "work").root
    (top / "a" / "b").mkdir(parents=True)
    assert find_root(str(top / "a" / "b")) == str(top), "what lies above the work tree is somebody else's"
    (top / "a" / "gateline.yml").write_text(SOUND)
    assert find_root(str(top / "a" / "b")) == str(top / "a")


def test_outside_of_git_a_folder_is_its_own_root(tmp_path: Path) -> None:
    (tmp_path / "gateline.yaml").write_text(SOUND)
    (tmp_path / "a").mkdir()
    assert find_root(str(tmp_path / "a")) == str(tmp_path / "a")


def test_no_file_is_the_built_in_default(tmp_path: Path) -> None:
    found = read_policy(TreeFiles(str(tmp_path)))
    assert (found.name, found.policy.layers) == ("", ("builtin:default",))


def test_first_name_counts_and_documents_are_remembered(tmp_path: Path) -> None:
    (tmp_path / "gateline.yml").write_text("nonsense: [")
    (tmp_path / "gateline.yaml").write_text("version: 1\nextends: [./org.yaml]\n")
    (tmp_path / "org.yaml").write_text(SOUND)
    found = read_policy(TreeFiles(str(tmp_path)))
    assert (found.name, sorted(found.documents)) == ("gateline.yaml", ["gateline.yaml", "org.yaml"])


def test_named_policy_may_extend_what_lies_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "org").mkdir()
    (tmp_path / "org" / "strict.yaml").write_text("version: 1\nextends: [../base.yaml]\n")
    (tmp_path / "base.yaml").write_text(SOUND)
    monkeypatch.chdir(tmp_path)
    assert read_policy_file("org/strict.yaml").policy.layers[-1] == "org/strict.yaml"
    assert read_policy_file(str(tmp_path / "org" / "strict.yaml")).name.endswith("org/strict.yaml")
    assert read_policy_file("builtin:strict").name == "builtin:strict"


def test_missing_document_is_told_by_the_place_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "gateline.yaml").write_text("version: 1\nextends: [./none.yaml]\n")
    with pytest.raises(GatelineError, match=r"gateline.yaml:2:11: 'none.yaml' cannot be found"):
        read_policy(TreeFiles(str(tmp_path)))
