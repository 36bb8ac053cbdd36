"""The built-in policies; what they decide stands in cases/profiles.yaml."""

import pytest

from gateline.policy.load import load_policy
from gateline.policy.profiles import BUILTIN, PROFILES, profile


@pytest.mark.parametrize("name", PROFILES)
def test_each_is_sound_and_explains_its_rules(name: str) -> None:
    policy = load_policy({}, BUILTIN + name)
    assert policy.rules
    assert all(rule.title for rule in policy.rules)


def test_observing_is_being_strict_in_shadow() -> None:
    strict, observe = load_policy({}, "builtin:strict"), load_policy({}, "builtin:observe")
    assert (observe.rules, observe.shadow, strict.shadow) == (strict.rules, True, False)


def test_an_unknown_name() -> None:
    with pytest.raises(KeyError):
        profile("../document")
