"""Waivers: the file, and what makes one valid."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.policy.document import WaiverTerms
from gateline.policy.errors import WaiverFileError
from gateline.policy.waivers import Waiver, add_waiver, identity_of, new_waiver, parse_waivers, render_waivers, why_invalid
from tests.builders import an_assessed

from .strategies import NOW

ONE = "0123456789abcdef" * 2
OTHER = "fedcba9876543210" * 2


def a_waiver(**fields: object) -> Waiver:
    plain = Waiver(ONE, "compensating control", "dev", NOW - timedelta(days=10), ("sec",), NOW + timedelta(days=10), "sast/sql")
    return msgspec.structs.replace(plain, **fields)


def test_the_file_as_people_see_it() -> None:
    text = render_waivers(
        [
            a_waiver(fingerprint=OTHER, reason='says "no"', approved_by=("a", "b"), created=datetime(2026, 6, 1, tzinfo=UTC)),
            a_waiver(expires=None, rule=""),
        ]
    )
    assert (
        text.decode()
        == f"""\
# Accepted risks: who, why, until when. One block each; a waiver is void from the moment it expires.
version: 1

waivers:
  - fingerprint: "{ONE}"
    reason: "compensating control"
    requested_by: "dev"
    approved_by: ["sec"]
    created: 2026-06-05T12:00:00Z

  - fingerprint: "{OTHER}"
    rule: "sast/sql"
    reason: "says \\"no\\""
    requested_by: "dev"
    approved_by: ["a", "b"]
    created: 2026-06-01
    expires: 2026-06-25T12:00:00Z
"""
    )


@pytest.mark.parametrize(("terms", "days"), [(WaiverTerms(max_days=30), 30), (WaiverTerms(max_days=None), 90)])
def test_new_waiver_lives_as_long_as_the_policy_allows(terms: WaiverTerms, days: int) -> None:
    waiver = new_waiver(an_assessed(), " a test value ", "ada", terms, NOW)
    assert (waiver.reason, waiver.requested_by, waiver.approved_by) == ("a test value", "ada", ())
    assert (waiver.fingerprint, waiver.rule) == (an_assessed().fingerprint, "secrets/github-pat")
    assert waiver.expires == waiver.created + timedelta(days=days)
    assert waiver.created == NOW.replace(hour=0, minute=0, second=0, microsecond=0)


def test_no_waivers_are_a_file_too() -> None:
    assert parse_waivers(render_waivers([]), "w") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "version: 1\nwaivers:\n  - {fingerprint: abc, reason: x, requested_by: y, created: 2026-01-01}",
            "w:3:19: 'abc' is no fingerprint",
        ),
        (
            f"version: 1\nwaivers:\n  - {{fingerprint: {ONE}, reson: x, requested_by: y, created: 2026-01-01}}",
            "unknown field 'reson'",
        ),
        (f"version: 1\nwaivers:\n  - {{fingerprint: {ONE}, reason: x, requested_by: y, created: soon}}", "'soon' is no date"),
        ("version: 2\n", "2 is out of range"),
        ("version: 1\n<<<<<<< HEAD\n", "unresolved merge conflict"),
        ("", "the file is empty"),
    ],
)
def test_what_is_wrong_with_a_file(text: str, told: str) -> None:
    with pytest.raises(WaiverFileError) as caught:
        parse_waivers(text.encode(), "w")
    assert any(told in str(problem) for problem in caught.value.problems)


def test_order_and_exact_duplicates_do_not_matter() -> None:
    a, b = a_waiver(), a_waiver(fingerprint=OTHER)
    head, _, blocks = render_waivers([a, b]).decode().partition("waivers:\n")
    first, second = blocks.split("\n\n")
    shuffled = f"{head}waivers:\n{second}\n{first}\n{second}"
    assert parse_waivers(shuffled.encode(), "w") == (a, b)


def test_a_new_waiver_replaces_an_older_one_of_the_same_requester() -> None:
    old, other, new = a_waiver(), a_waiver(requested_by="lead"), a_waiver(requested_by="DEV", reason="renewed")
    assert set(add_waiver([old, other], new)) == {other, new}


@pytest.mark.parametrize(
    ("fields", "terms", "why"),
    [
        ({}, {}, ""),
        ({"reason": " \t"}, {}, "it gives no reason"),
        ({"reason": ""}, {"require_reason": False}, ""),
        ({"expires": NOW}, {}, "it expired on 2026-06-15"),
        ({"expires": NOW + timedelta(seconds=1)}, {}, ""),
        ({"expires": None}, {}, "it never expires, and the policy allows 90 days"),
        ({"expires": None}, {"max_days": None}, ""),
        ({"expires": NOW + timedelta(days=80)}, {}, ""),
        ({"expires": NOW + timedelta(days=80, seconds=1)}, {}, "it runs for 90 days, and the policy allows 90"),
        ({"created": NOW + timedelta(hours=23)}, {}, ""),
        ({"created": NOW + timedelta(hours=25)}, {}, "it is created in the future, on 2026-06-16"),
        ({"approved_by": ()}, {}, "it has 0 of 1 approvals"),
        ({"approved_by": ()}, {"min_approvers": 0}, ""),
        ({"approved_by": ("Dev",)}, {}, "it has 0 of 1 approvals"),
        ({"approved_by": ("sec", "SEC", " sec ")}, {"min_approvers": 2}, "it has 1 of 2 approvals"),
        ({"approved_by": ("straße", "STRASSE")}, {"min_approvers": 2}, "it has 1 of 2 approvals"),
        ({"approved_by": ("sec", "lead")}, {"min_approvers": 2}, ""),
        ({"approved_by": ("sec", "x")}, {"approvers": ("Lead",)}, "it has 0 of 1 approvals; sec, x may not approve"),
        ({"approved_by": ("LEAD",)}, {"approvers": ("Lead",)}, ""),
        ({"approved_by": ("", "  ")}, {}, "it has 0 of 1 approvals"),
    ],
)
def test_validity(fields: dict[str, object], terms: dict[str, object], why: str) -> None:
    found = why_invalid(a_waiver(**fields), WaiverTerms(**terms), NOW)  # type: ignore[arg-type]
    assert found == why


def test_people_have_one_spelling() -> None:
    assert identity_of(" Ｄev@Example.COM ") == identity_of("dev@example.com")


_moments = st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9000, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_waivers = st.builds(
    Waiver,
    st.sampled_from([ONE, OTHER]),
    _texts,
    _texts,
    _moments,
    st.lists(_texts, max_size=2).map(tuple),
    st.none() | _moments,
    _texts,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_waivers, max_size=4))
def test_what_is_written_is_read_back(waivers: list[Waiver]) -> None:
    text = render_waivers(waivers)
    assert set(parse_waivers(text, "w")) == set(waivers)
    assert render_waivers(parse_waivers(text, "w")) == text


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 300), st.integers(0, 20))
def test_any_bytes_and_any_damage_are_waivers_or_an_error(junk: bytes, at: int, length: int) -> None:
    whole = render_waivers([a_waiver()])
    for data in (junk, whole[:at] + junk + whole[at + length :]):
        try:
            parse_waivers(data, "w")
        except WaiverFileError as error:
            assert error.problems


@settings(max_examples=60, deadline=None)
@given(_waivers)
def test_any_waiver_can_be_judged(waiver: Waiver) -> None:
    assert isinstance(why_invalid(waiver, WaiverTerms(), NOW), str)
