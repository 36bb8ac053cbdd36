import re
import signal
from collections.abc import Iterator
from types import FrameType

import pytest

from gateline.engines.secrets.pack import load_scan_rules
from gateline.engines.secrets.pattern import PatternError, assigned, check, gate, least, run

PACKED = [rule for rule in load_scan_rules()["rules"] if rule.get("pattern")]
VALUE = "0a1B2c3D" * 4


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("(a+)", "unbounded repeat"),
        ("(a*)b", "unbounded repeat"),
        ("(a{3,})", "unbounded repeat"),
        ("((?:a{1,3}){1,9})", "inside another"),
        ("((?:ab{1,3}c){1,9})", "inside another"),
        (r"(a)\1", "back-references"),
        ("abc", "no group 1"),
        ("(abc", "does not compile"),
    ],
)
def test_patterns_that_could_run_away_are_refused(pattern: str, told: str) -> None:
    with pytest.raises(PatternError, match=told):
        check(pattern)


@pytest.mark.parametrize(
    "line",
    [
        'ACME_KEY = "%s"', "acme_key: %s", '{"acmeKey": "%s"}', 'setAcme("%s")', "<acme>%s</acme>", "--acme-key %s", "('acme', '%s')",
        'const acmeKey: string = "%s"', 'var acmeKey string = "%s"', 'acme_api_key := \\"%s\\"', "ACME ?= %s", "acme ::= '%s'", '$acme .= "%s"',
        "<acme>\n    %s\n</acme>", 'acme => "%s",', "acme==%s", "ACME_KEY=%s # prod", "?acme=%s&x=1",
    ],
)  # fmt: skip
def test_assignments_of_all_languages(line: str) -> None:
    found = re.search(assigned("acme", "[0-9A-Za-z]{32}").encode(), (line % VALUE).encode())
    assert found is not None and found[1].decode() == VALUE


@pytest.mark.parametrize("line", ["acme %sff", "acme is here, and much later there is %s", "%s = acme"])
def test_what_is_no_assignment(line: str) -> None:
    assert re.search(assigned("acme", "[0-9A-Za-z]{32}").encode(), (line % VALUE).encode()) is None


def test_what_a_prefilter_may_ask() -> None:
    pattern = r"(?<!\w)(abc_(?=x)[0-9]{12,20}-[a-z]{3})"
    assert (least(pattern), run(pattern)) == (20, 20)
    assert re.fullmatch(gate(pattern), "abc_0123456789")
    assert gate("([a-z]{3}abc)") == ""
    assert run("(abc [0-9]{4})") == 0


@pytest.fixture
def deadline() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs an alarm")
@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize("filler", ["{keyword}", "{keyword}=", "{keyword} = '", "a", "A", "0", "-", " ", "\\", "aA0-", '"', "{keyword}:\n"])
def test_no_pattern_runs_away_on_a_hostile_window(filler: str) -> None:
    for rule in PACKED:
        text = filler.replace("{keyword}", (rule["keywords"] or ["x"])[0])
        window = (text * (8192 // len(text) + 1))[:8192].encode()
        for _ in re.finditer(rule["pattern"].encode(), window):
            break
