"""No home, cache, terminal or CI of the machine reaches a test."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# No test fails because a machine is slow, and in CI none by chance: there the examples are the same for the same test.
settings.register_profile("gateline", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("gateline")

_OF_THE_MACHINE = ("GIT_", "GITHUB_", "CI_", "GITLAB_", "XDG_", "GATELINE_")
_FOR_TESTS = ("GATELINE_SHARED", "GATELINE_SARIF_SCHEMA")
"""Where material lies that is not ours to ship; tests that need it skip without."""


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(_OF_THE_MACHINE) and name not in _FOR_TESTS]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("GATELINE_CACHE_DIR", str(home / "cache"))
        yield
