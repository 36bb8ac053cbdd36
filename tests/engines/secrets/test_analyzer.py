import pytest

from gateline.engines.secrets.analyzer import SecretsAnalyzer
from gateline.engines.secrets.packing import load_rules
from gateline.facts.blob import BlobFacts, Fact, Part, encode
from gateline.facts.secret import InlineIgnore, SecretFact
from gateline.rules.examples import expand
from gateline.source.kinds import classify
from gateline.source.target import Blob
from tests.engines.secrets.finding import scanner

ANALYZER = SecretsAnalyzer()
TOKEN = expand("{crc:ghp_:30}", "analyzer")


def facts(text: str | bytes, kind: str = "text", analyzer: SecretsAnalyzer = ANALYZER) -> list[Fact]:
    return list(analyzer.analyze(Blob("0", kind, text if isinstance(text, bytes) else text.encode())))


def secret(text: str, analyzer: SecretsAnalyzer = ANALYZER) -> SecretFact:
    [fact] = [fact for fact in facts(text, analyzer=analyzer) if isinstance(fact, SecretFact)]
    return fact


def test_where_it_stands() -> None:
    fact = secret(f"one\ntwo {TOKEN}\n")
    assert (fact.start.line, fact.start.column, fact.end.line, fact.end.column) == (2, 5, 2, 45)
    assert (fact.rule, fact.preview) == ("secrets/github-personal-access-token", "ghp_…(40)")


def test_the_same_value_is_the_same_secret_wherever_it_stands() -> None:
    assert secret(f"a {TOKEN}").identity == secret(f"\n\ntoken = '{TOKEN}'").identity


def test_another_value_or_key_is_another_secret() -> None:
    other = expand("{crc:ghp_:30}", "other")
    assert secret(TOKEN).identity != secret(other).identity
    assert secret(TOKEN).identity != secret(TOKEN, SecretsAnalyzer(b"ours")).identity
    assert ANALYZER.digest != SecretsAnalyzer(b"ours").digest


def test_utf_16_text_is_read_too() -> None:
    data = f"line one\r\ntoken {TOKEN}\r\n".encode("utf-16")
    [fact] = facts(data, classify("a.txt", data))
    assert isinstance(fact, SecretFact) and fact.start.line == 2


def test_ignores_on_lines_with_secrets_are_told() -> None:
    ignore = facts(f"x = '{TOKEN}'  # gitleaks:allow\n# nosec\n")[1:]
    assert ignore == [InlineIgnore(line=1, marker="gitleaks:allow")]


@pytest.mark.parametrize("kind", ["image", "pdf", "pyc"])
def test_what_is_not_wanted(kind: str) -> None:
    assert not ANALYZER.wants(kind)


def test_no_value_leaves_in_facts() -> None:
    for rule in load_rules()[0][::7]:
        for number, example in enumerate(rule.fails):
            data = expand(example.text, f"{rule.id}/{number}").encode("utf-8", "surrogateescape")
            kind = classify(example.path, data[:1024])
            told = tuple(facts(data, kind))
            written = repr(told).encode("utf-8", "replace") + encode(BlobFacts((Part("", told),)))
            for hit in scanner().scan(data, kind):
                if len(hit.value) >= 8:
                    assert hit.value not in written
