"""Globs, one and many."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.policy import globs
from gateline.policy.errors import Rejected
from gateline.policy.globs import PathMatcher, check_name_glob, check_path_glob, confine, is_match


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("src/*.py", "src/a.py", True),
        ("src/*.py", "src/b/a.py", False),
        ("src/**/*.py", "src/a.py", True),
        ("src/**/*.py", "src/b/c/a.py", True),
        ("**/a.py", "a.py", True),
        ("tests/**", "tests/a/b.py", True),
        ("tests/**", "tests", False),
        ("tests/**", "src/tests.py", False),
        ("/README.md", "README.md", True),
        ("/README.md", "docs/README.md", False),
        ("vendor/", "vendor/a/b", True),
        ("vendor/", "vendor", False),
        ("src/vendor", "src/vendor/a", True),
        ("src/vendor", "src/vendor", True),
        ("src/vendor", "src/vendors/a", False),
        ("src/v*", "src/vendor/a", False),
        ("**", "a", True),
        ("**/*.tar.gz", "x/a.tar.gz", True),
        ("**/*.gz", "x/a.tar.gz", True),
        ("src/?.py", "src/a.py", True),
        ("src/[ab].py", "src/b.py", True),
        ("src/[!ab].py", "src/b.py", False),
        ("**/lib/**/test/*", "a/lib/b/c/test/x", True),
        ("**/lib/**/test/*", "lib/test/x", True),
        ("**/x.zip!/**", "a/x.zip!/b/c", True),
        ("src/*.PY", "src/a.py", False),
    ],
)
def test_one_glob(glob: str, path: str, matches: bool) -> None:
    check_path_glob(glob)
    assert is_match([glob], path) is matches


@pytest.mark.parametrize(
    ("glob", "message"),
    [
        ("*.md", "could mean here or anywhere"),
        ("Dockerfile", "could mean here or anywhere"),
        ("!src/**", "cannot be negated"),
        ("src\\a", "holds a backslash"),
        ("src/{a,b}", "holds braces"),
        ("src/**.py", "'**' must stand alone between slashes"),
        ("./src", "holds an empty or a dot part"),
        ("src/../a", "holds an empty or a dot part"),
        ("src//a", "holds an empty or a dot part"),
        ("/", "holds an empty or a dot part"),
        ("", "holds an empty or a dot part"),
        ("src/[a", "opens a '[' and never closes it"),
        ("x/" * 300, "glob longer than 500 characters"),
    ],
)
def test_what_cannot_mean_what_it_says(glob: str, message: str) -> None:
    with pytest.raises(Rejected) as caught:
        check_path_glob(glob)
    assert message in caught.value.message


def test_names_need_no_slash() -> None:
    check_name_glob("secrets")
    assert is_match(["secrets/*"], "secrets/github-pat")
    assert not is_match([], "secrets/github-pat")


def test_pairs_of_globs_and_exclusions() -> None:
    matcher = PathMatcher([(("src/**",), ("**/*.md",)), ((), ("docs/**",)), (("**",), ())])
    assert [matcher.bits(path) for path in ("src/a.py", "src/a.md", "docs/a", "x")] == [0b111, 0b110, 0b100, 0b110]


def test_a_folder_confines_a_glob() -> None:
    assert confine("/a", "services/pay") == "services/pay/a"
    assert is_match([confine("**/*.py", "a[b]*")], "a[b]*/x/y.py")
    assert not is_match([confine("**/*.py", "a[b]*")], "ab/x/y.py")


def test_the_walk_forgets_when_it_knows_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(globs, "_MAX_FOLDERS", 5)
    matcher = PathMatcher([(("a/*/x",), ())])
    assert all(matcher.bits(f"a/{number}/x") for number in range(20))
    assert len(matcher._folders) <= 5


_parts = st.sampled_from(["a", "b", "*", "**", "a*", "?", "[ab]", "*.py", "a.py"])
_globs = st.lists(_parts, min_size=1, max_size=4).map(lambda parts: "/".join(("", *parts)))
_paths = st.lists(st.sampled_from(["a", "b", "ab", "a.py", "c"]), min_size=1, max_size=4).map("/".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(_globs, min_size=1, max_size=4), st.lists(_paths, min_size=1, max_size=4))
def test_walking_agrees_with_one_regular_expression_a_glob(globs: list[str], paths: list[str]) -> None:
    matcher = PathMatcher([((glob,), ()) for glob in globs])
    for path in paths:
        expected = sum(1 << number for number, glob in enumerate(globs) if _oracle(glob).fullmatch(path))
        assert matcher.bits(path) == expected


def _oracle(glob: str) -> re.Pattern[str]:
    parts = glob.removeprefix("/").split("/")
    text = ""
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        if part == "**":
            text += "[^/]+(?:/[^/]+)*" if is_last else "(?:[^/]+/)*"
        else:
            text += part.replace(".", r"\.").replace("*", "[^/]*").replace("?", "[^/]") + ("" if is_last else "/")
    beneath = "" if any(character in parts[-1] for character in "*?[") else "(?:/.+)?"
    return re.compile(text + beneath)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30), _paths)
def test_any_text_is_a_glob_or_refused(glob: str, path: str) -> None:
    try:
        check_name_glob(glob)
    except Rejected:
        return
    is_match([glob], path)
