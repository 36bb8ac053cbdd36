"""Regular expressions without backtracking, against Python's own."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.policy.conditions.linear_regex import LinearRegex
from gateline.policy.errors import Rejected

_atoms = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "[a-c]", r"\d", r"\W", "^", "$", r"\.", "é"])
_patterns = st.recursive(
    _atoms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(
            inner.filter(lambda text: text not in "^$"), st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,1}", "{1,}"])
        ).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(_patterns, st.text("abc.1é\n", max_size=8))
def test_agrees_with_a_backtracking_engine(pattern: str, text: str) -> None:
    # `$` here means the very end, as in RE2; Python's also matches before a last newline.
    oracle = re.compile(pattern.replace("$", r"\Z"), re.ASCII)
    assert LinearRegex(pattern).search(text) is (oracle.search(text) is not None)


@pytest.mark.parametrize(
    ("pattern", "text", "is_found"),
    [
        ("(?i)straße", "STRAßE", True),
        ("(?i)[a-f]+", "DEAD", True),
        ("(?s)a.b", "a\nb", True),
        ("a.b", "a\nb", False),
        ("^$", "", True),
        ("a|b|c", "c", True),
        ("[]a]", "]", True),
        ("[a-]", "-", True),
        (r"\x41\t", "A\t", True),
        ("x{3}", "xx", False),
        ("a*?b", "aab", True),
        ("", "anything", True),
        ("(^|/)generated/", "src/generated/x", True),
        ("(^|/)generated/", "src/notgenerated/x", False),
    ],
)
def test_examples(pattern: str, text: str, is_found: bool) -> None:
    assert LinearRegex(pattern).search(text) is is_found


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(", "'(' that is never closed"),
        (")", "unbalanced ')'"),
        ("[a", "'[' that is never closed"),
        ("*a", "nothing to repeat before '*'"),
        ("a**", "two repetitions in a row"),
        ("(?=a)", "lookaround, named groups and inner flags are not supported"),
        (r"\1", r"'\1' is not supported"),
        (r"\ba", r"'\b' is not supported"),
        ("a{1000}", "is no repetition up to 200"),
        ("a{2,1}", "is no repetition up to 200"),
        ("a{x}", "'{' that is no repetition"),
        ("[z-a]", "a range whose end is before its start"),
        ("[[:alpha:]]", "named classes are not supported"),
        ("((a{200}){200}){200}", "the pattern is too large"),
        ("(" * 40 + ")" * 40, "too many nested groups"),
        ("a" * 501, "pattern longer than 500 characters"),
    ],
)
def test_what_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(Rejected) as caught:
        LinearRegex(pattern)
    assert message in caught.value.message


def test_a_pattern_that_explodes_elsewhere_is_walked_once() -> None:
    # Steps are counted, not seconds: one transition a character is remembered, whatever the pattern.
    regex = LinearRegex("(a|a)*(a|a)*(a|a)*b")
    assert regex.search("a" * 5_000) is False
    assert len(regex._memory) <= 3


def test_the_memory_is_bounded() -> None:
    regex = LinearRegex("x")
    regex.search("".join(map(chr, range(0x100, 0x100 + 30_000))))
    assert len(regex._memory) <= 20_000


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_is_a_pattern_or_refused(pattern: str, text: str) -> None:
    try:
        LinearRegex(pattern).search(text)
    except Rejected:
        pass
