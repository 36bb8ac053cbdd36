"""Conditions that differ from finding to finding."""

from gateline.model.assessed import Assessed
from gateline.policy.conditions.expression import parse_expression
from gateline.policy.conditions.rows import Ages, Likelihoods, Paths, Terms
from gateline.policy.document import Enforce, Rule, When
from tests.builders import a_finding, an_assessed

from ..strategies import NOW


def some_rules(*whens: When) -> list[Rule]:
    return [Rule(f"r{number}", Enforce.BLOCK, when) for number, when in enumerate(whens)]


def at(*paths: str) -> Assessed:
    first, *others = (f"{path}:1:1" for path in paths)
    return an_assessed(a_finding(first, occurrences=others))


def test_paths_of_all_places_count() -> None:
    rows = Paths(some_rules(When(paths=("src/**",)), When(paths_exclude=("tests/**",)), When()))
    found = [at("src/a"), at("tests/a"), at("tests/a", "src/b"), at("tests/a", "tests/b"), at("lib/a")]
    assert rows.narrow(found, [0b111] * 5, NOW) == [0b111, 0b100, 0b111, 0b100, 0b110]


def test_a_rule_that_is_out_stays_out() -> None:
    rows = Paths(some_rules(When(paths=("src/**",)), When()))
    assert rows.narrow([at("src/a")], [0b10], NOW) == [0b10]


def test_likelihood_at_its_thresholds() -> None:
    rows = Likelihoods(some_rules(When(epss_at_least=0.1), When(epss_at_least=0.5), When(epss_at_least=0.1), When()))
    found = [an_assessed(epss=epss) for epss in (0.0999, 0.1, 0.5)]
    assert rows.narrow(found, [0b1111] * 3, NOW) == [0b1000, 0b1101, 0b1111]


def test_likelihood_nobody_published() -> None:
    rows = Likelihoods(some_rules(When(epss_at_least=0.1), When(epss_at_least=0.0)))
    found = [an_assessed(a_finding(kind=kind)) for kind in ("sca", "secret")]
    assert rows.narrow(found, [0b11, 0b11], NOW) == [0b11, 0b10]


def test_age_must_be_exceeded() -> None:
    rows = Ages(some_rules(When(age_over_days=30), When(age_over_days=7), When()))
    dates = ("2026-05-16T12:00:00Z", "2026-05-16T11:59:59Z", "2026-06-08T12:00:00Z", "2027-01-01T00:00:00Z", None, "junk")
    found = [an_assessed(first_seen=date) for date in dates]
    assert rows.narrow(found, [0b111] * 6, NOW) == [0b110, 0b111, 0b100, 0b100, 0b111, 0b111]


def test_terms_narrow_only_what_is_left() -> None:
    terms = parse_expression('finding.path.startsWith("src/")').terms
    rows = Terms([terms, ()])
    assert rows.narrow([at("src/a"), at("lib/a"), at("lib/a")], [0b11, 0b11, 0b10], NOW) == [0b11, 0b10, 0b10]


def test_without_conditions_of_their_kind_masks_pass_through() -> None:
    masks = [0b1]
    rules = some_rules(When())
    for rows in (Paths(rules), Likelihoods(rules), Ages(rules), Terms([()])):
        assert rows.narrow([an_assessed()], masks, NOW) is masks
