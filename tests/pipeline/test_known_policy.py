"""A record speaks of one policy, to the byte, and one version of the tool."""

import pytest

from gateline.pipeline import known_policy
from gateline.pipeline.known_policy import record_name


def test_any_other_byte_is_another_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    name = record_name(b"version: 1\n")
    assert record_name(b"version: 1\n") == name
    assert record_name(b"version: 1\n\n") != name
    monkeypatch.setattr(known_policy, "__version__", "9.9.9")
    assert record_name(b"version: 1\n") != name
