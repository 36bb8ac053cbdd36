import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gateline.source.errors import SourceError
from gateline.source.excludes import Excludes

from .repository import Repository
from .strategies import bounded

CASES = """
node_modules/   node_modules/a.js            yes
node_modules/   web/node_modules/x/a.js      yes
node_modules/   web/node_modules             no
*.log           a/b/c.log                    yes
*.log           a.log/inside                 yes
*.log           a.logs                       no
/docs/*.md      docs/a.md                    yes
/docs/*.md      web/docs/a.md                no
docs/*.md       docs/deep/a.md               no
**/gen/*.go     a/b/gen/x.go                 yes
**/gen/*.go     gen/x.go                     yes
a/**/b          a/b                          yes
a/**/b          a/x/y/b                      yes
vendor/**       vendor/x                     yes
vendor/**       vendor                       no
a**z            abcz                         yes
a**z            a/z                          no
file?.txt       file1.txt                    yes
file?.txt       file/.txt                    no
[a-c].txt       b.txt                        yes
[!a-c].txt      b.txt                        no
[!a-c].txt      d.txt                        yes
\\*.txt         *.txt                        yes
\\*.txt         a.txt                        no
.               a                            no
"""


@pytest.mark.parametrize(("pattern", "path", "answer"), [line.split() for line in CASES.strip().splitlines()])
def test_patterns_mean_what_they_mean_to_git(pattern: str, path: str, answer: str) -> None:
    assert Excludes([pattern]).cover(path.encode()) is (answer == "yes")


@pytest.mark.parametrize("pattern", ["", "/", "!a", "a[", "a[]"])
def test_a_pattern_that_cannot_be_is_refused(pattern: str) -> None:
    with pytest.raises(SourceError) as caught:
        Excludes(["fine", pattern])
    assert f"'{pattern}'" in caught.value.message


def test_several_patterns_are_an_or() -> None:
    excludes = Excludes(["*.a", "b/"])
    assert excludes.cover(b"x.a")
    assert excludes.cover(b"b/x")
    assert not excludes.cover(b"b")


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository.create(tmp_path_factory.mktemp("judge"))


@bounded
@given(
    pattern=st.text("ab*?/[]!-c.", min_size=1, max_size=7), path=st.from_regex(r"[abc.]{1,3}(/[abc.]{1,3}){0,3}", fullmatch=True)
)
def test_git_agrees(judge: Repository, pattern: str, path: str) -> None:
    assume(not any(part in (".", "..") for part in path.split("/")))
    assume("***" not in pattern and not pattern.startswith("!") and "//" not in pattern)
    try:
        excludes = Excludes([pattern])
    except SourceError:
        return
    judge.write(".gitignore", pattern + "\n")
    assert excludes.cover(path.encode()) == judge.succeeds("check-ignore", "--no-index", "--quiet", "--", path)
