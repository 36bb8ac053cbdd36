"""Baselines: one line a finding."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.policy.baseline import BaselineEntry, fingerprints, parse_baseline, render_baseline, update_baseline
from gateline.policy.errors import BaselineError
from tests.builders import a_finding, an_assessed

ONE = "0123456789abcdef" * 2
OTHER = "fedcba9876543210" * 2


def test_the_file_as_people_see_it() -> None:
    entries = [BaselineEntry(OTHER, "secrets/a", "b c/d.py"), BaselineEntry(ONE, "sast/x")]
    assert (
        render_baseline(entries).decode()
        == f"""\
gateline-baseline 1
# fingerprint rule path: findings accepted as old; only the fingerprint counts
{ONE} sast/x
{OTHER} secrets/a b c/d.py
"""
    )


def test_a_union_of_two_branches_is_a_baseline() -> None:
    mine = render_baseline([BaselineEntry(ONE, "sast/x", "a")]).decode()
    theirs = render_baseline([BaselineEntry(OTHER, "sast/y", "b"), BaselineEntry(ONE, "sast/x", "a")]).decode()
    assert fingerprints(parse_baseline((mine + theirs).replace("\n", "\r\n").encode(), "b")) == {ONE, OTHER}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "b:1:1: not a baseline of a version known here\n  the first line must be 'gateline-baseline 1'"),
        ("gateline-baseline 2\n", "b:1:1: not a baseline of a version known here"),
        (f"gateline-baseline 1\n\n{ONE.upper()} a b\n", "b:3:1: '0123456789ABCDEF"),
        (f"gateline-baseline 1\n{ONE}\n", f"b:2:1: '{ONE}' is no finding"),
        ("gateline-baseline 1\n<<<<<<< HEAD\n", "b:2:1: unresolved merge conflict"),
        ("gateline-baseline 1\n=======\n", "b:2:1: unresolved merge conflict"),
    ],
)
def test_what_is_no_baseline(text: str, told: str) -> None:
    with pytest.raises(BaselineError) as caught:
        parse_baseline(text.encode(), "b")
    assert str(caught.value.problems[0]).startswith(told)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(BaselineError, match="b:2:1: not UTF-8"):
        parse_baseline(b"gateline-baseline 1\n\xff", "b")


def test_many_broken_lines_are_told_as_some() -> None:
    with pytest.raises(BaselineError) as caught:
        parse_baseline(("gateline-baseline 1\n" + "x\n" * 1000).encode(), "b")
    assert len(caught.value.problems) == 20


def test_an_update_drops_what_is_gone_unless_told_to_keep_it() -> None:
    old = [BaselineEntry(ONE, "sast/x", "gone.py")]
    found = [an_assessed(a_finding("new\nline.py:1:1"), OTHER)]
    new = BaselineEntry(OTHER, "secrets/github-pat", "new\\x0aline.py")
    assert update_baseline(old, found) == (new,)
    assert update_baseline(old, found, keep_absent=True) == (old[0], new)


_entries = st.builds(
    BaselineEntry,
    st.sampled_from([ONE, OTHER]),
    st.sampled_from(["a/b", "c"]),
    st.text("ab /é.", max_size=10).map(lambda text: text.strip(" ")),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_entries, max_size=5))
def test_what_is_written_is_read_back(entries: list[BaselineEntry]) -> None:
    assert parse_baseline(render_baseline(entries), "b") == tuple(sorted(set(entries)))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=10))
def test_a_finding_of_any_path_is_one_line(path: str, rule: str) -> None:
    entries = update_baseline((), [an_assessed(a_finding(f"{path}:1:1", rule=f"x/{rule}"), ONE)])
    assert fingerprints(parse_baseline(render_baseline(entries), "b")) == {ONE}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 120))
def test_any_bytes_and_any_damage_are_a_baseline_or_an_error(junk: bytes, at: int) -> None:
    whole = render_baseline([BaselineEntry(ONE, "a/b", "c")])
    for data in (junk, whole[:at] + junk + whole[at:]):
        try:
            parse_baseline(data, "b")
        except BaselineError as error:
            assert error.problems
