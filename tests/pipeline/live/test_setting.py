"""What is decided before the first file is looked at."""

import os

import pytest

from gateline.errors import GatelineError
from gateline.pipeline.live.setting import read_setting
from gateline.policy.stages import Stage
from tests.source.repository import Repository

POLICY = "version: 1\nextends: [builtin:default]\n"


def test_folder_beneath_the_policy_counts_paths_from_it(repository: Repository) -> None:
    repository.commit({"gateline.yaml": POLICY + "baseline: {file: old.txt}\n", "src/a.py": "x = 1\n"})
    setting = read_setting(str(repository.root / "src"), os.environ)
    assert (setting.root, setting.tree, setting.prefix) == (str(repository.root), str(repository.root / "src"), "src/")
    assert setting.compiled.stage is Stage.IDE
    assert setting.documents == {"gateline.yaml", "gateline.yml", "gateline-waivers.yaml", "old.txt"}
    assert setting.baseline is None


def test_without_a_policy_the_built_in_one_is_in_force(repository: Repository) -> None:
    setting = read_setting(str(repository.root), {})
    assert (setting.prefix, setting.waivers, "secrets" in setting.setup.names) == ("", {}, True)


def test_new_eyes_are_needed_for_other_engines_and_exclusions_but_not_for_other_rules(repository: Repository) -> None:

    plain = read_setting(str(repository.root), {})
    for more, expected in (
        ("rules: [{id: all, enforce: warn, when: {}}]\n", False),
        ("source: {exclude: [{paths: [x/**], reason: not ours}]}\n", True),
        ("source: {max_file_size: 1000000000}\n", True),
        ("fingerprint_key_env: KEY\n", True),
    ):
        repository.write("gateline.yaml", POLICY + more)
        assert read_setting(str(repository.root), {"KEY": "k"}).needs_new_eyes(plain) is expected


def test_policy_that_cannot_be_used_is_an_error(repository: Repository) -> None:
    repository.write("gateline.yaml", "version: 1\nrulez: []\n")
    with pytest.raises(GatelineError, match=r"gateline.yaml:2:1"):
        read_setting(str(repository.root), {})
