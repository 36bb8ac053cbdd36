import pytest

from gateline.engines.secrets.kind_groups import CODE, PROSE, SKIPPED, is_code
from gateline.engines.secrets.match import of
from gateline.engines.secrets.packing import load_rules
from gateline.source.kinds import KINDS


@pytest.mark.parametrize("kind", ["python", "typescript", "minified", "sql", "css"])
def test_code(kind: str) -> None:
    assert is_code(kind)


@pytest.mark.parametrize("kind", ["yaml", "env", "json", "markdown", "text", "shell", "dockerfile", "image", ""])
def test_what_is_no_code(kind: str) -> None:
    assert not is_code(kind)


def test_groups_hold_only_kinds_that_exist() -> None:
    assert sorted((CODE | PROSE | SKIPPED) - set(KINDS)) == []


def test_no_kind_is_in_two_groups() -> None:
    assert not CODE & PROSE and not CODE & SKIPPED and not PROSE & SKIPPED


def test_rules_name_only_kinds_that_exist_and_are_read() -> None:
    strange = [(rule.id, kind) for rule in load_rules()[0] for kind in of(rule).kinds if kind not in KINDS or kind in SKIPPED]
    assert strange == []
