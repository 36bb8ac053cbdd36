"""Repositories to edit in."""

from pathlib import Path

import pytest

from gateline.rules.examples import expand
from tests.source.repository import Repository

__all__ = ["a_leak", "a_token"]


def a_token(seed: str = "1") -> str:
    """A token that no one ever issued, in the vendor's own format, checksum included."""
    return expand("{crc:ghp_:30}", seed)


def a_leak(seed: str = "1") -> str:
    """A line that leaks one."""
    return f'token = "{a_token(seed)}"\n'


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "work")
