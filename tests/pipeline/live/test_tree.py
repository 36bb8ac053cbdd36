"""Every file of a folder, by way of the cache."""

import os

from gateline.pipeline.live.setting import read_setting
from gateline.pipeline.live.tree import learn_tree
from tests.pipeline.live.conftest import a_token
from tests.source.repository import Repository


def test_each_content_stands_at_one_path_and_ignored_ones_nowhere(repository: Repository) -> None:
    leak = f'token = "{a_token()}"\n'
    repository.commit({"a.py": leak, "b/c.py": leak, "d.py": "x = 1\n", ".gitignore": "*.log\n"})
    repository.write("e.log", leak)
    setting = read_setting(str(repository.root), os.environ)
    for _ in range(2):  # the second time from the cache
        tree = learn_tree(setting, os.environ, jobs=1)
        number = setting.setup.names.index("secrets")
        assert sorted(one.sighting.paths for one in tree.placed[number]) == [("a.py",), ("b/c.py",)]


def test_exclusions_and_the_prefix_of_a_folder_are_honoured(repository: Repository) -> None:
    leak = f'token = "{a_token()}"\n'
    policy = "version: 1\nextends: [builtin:default]\nsource: {exclude: [{paths: [src/old/**], reason: not ours}]}\n"
    repository.commit({"gateline.yaml": policy, "src/a.py": leak, "src/old/b.py": leak, "c.py": leak})
    setting = read_setting(str(repository.root / "src"), os.environ)
    tree = learn_tree(setting, os.environ, jobs=1)
    assert [one.sighting.paths for one in tree.placed[setting.setup.names.index("secrets")]] == [("src/a.py",)]
