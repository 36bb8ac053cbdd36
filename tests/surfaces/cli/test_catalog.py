"""Every engine's rules are found where they lie."""

import pytest

from gateline.errors import UsageError
from gateline.surfaces.cli.catalog import engine_of, find_rule, require_rule, rule_files


def test_files_and_engines_belong_together() -> None:
    files = rule_files()
    assert list(files) == sorted(files)
    rule, file = next(iter(files.items()))
    assert file.is_file()
    assert engine_of(rule).rule_info(rule).id == rule


def test_last_part_is_enough() -> None:
    assert find_rule("private-key") == find_rule("secrets/private-key") == "secrets/private-key"
    assert find_rule("none") is None
    with pytest.raises(UsageError, match="unknown rule 'none'"):
        require_rule("none")
