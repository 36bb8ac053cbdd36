"""Which files are tests by where they lie and what they are called."""

import re
from typing import Final

__all__ = ["is_test_path"]

_FOLDERS: Final = frozenset(
    "test tests testing __tests__ __mocks__ spec specs e2e cypress fixtures testdata test_data test-data testutils test_utils".split()
)
_NAMES: Final = re.compile(
    r"(?i)(?:test_[\w-]*|[\w-]*_tests?|tests|conftest)\.py$|.*[.-](?:test|tests|spec|e2e|cy)\.[cm]?[jt]sx?$"
)


def is_test_path(path: str) -> bool:
    """Whether a path is one that test runners look for, or lies in a folder of tests.

    Args:
        path: `/`-separated and relative to the target.
    """
    *folders, name = path.split("/")
    return any(folder.lower() in _FOLDERS for folder in folders) or _NAMES.match(name) is not None
