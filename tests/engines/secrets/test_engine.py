from gateline.engines.contract import PlacedFacts
from gateline.engines.secrets.analyzer import SecretsAnalyzer
from gateline.engines.secrets.engine import SecretsEngine
from gateline.model.finding import Finding, Origin
from gateline.model.severity import Confidence, Severity
from gateline.rules.examples import expand
from gateline.source.target import Blob, Sighting

ENGINE = SecretsEngine()
TOKEN = expand("{crc:ghp_:30}", "engine")


def placed(text: str, *paths: str, oid: str = "a", origin: Origin | None = None) -> PlacedFacts:
    facts = tuple(SecretsAnalyzer().analyze(Blob(oid, "text", text.encode())))
    return PlacedFacts(Sighting(paths, origin), oid, facts)


def conclude(*facts: PlacedFacts) -> list[Finding]:
    return [item for item in ENGINE.conclude(facts) if isinstance(item, Finding)]


def test_one_finding_for_a_secret_wherever_it_stands() -> None:
    [finding] = conclude(placed(f"\n{TOKEN}", "z.txt", oid="b"), placed(f"x {TOKEN} {TOKEN}", "a.txt", "m.txt"))
    places = [finding.location, *finding.occurrences]
    assert [(place.path, place.start.line, place.start.column) for place in places] == [
        ("a.txt", 1, 3),
        ("a.txt", 1, 44),
        ("m.txt", 1, 3),
        ("m.txt", 1, 44),
        ("z.txt", 2, 1),
    ]


def test_the_surest_place_speaks() -> None:
    broken = TOKEN[:-1] + ("a" if TOKEN[-1] != "a" else "b")
    [sure, unsure] = sorted(conclude(placed(TOKEN, "a"), placed(broken, "b")), key=lambda finding: finding.location)
    assert (sure.confidence, sure.severity) == (Confidence.HIGH, Severity.CRITICAL)
    assert unsure.confidence is Confidence.MEDIUM and "checksum does not hold" in unsure.evidence


def test_a_guess_is_not_as_bad_as_a_certainty() -> None:
    [finding] = conclude(placed('password = "walrus"', "a.yaml"))
    assert (finding.confidence, finding.severity) == (Confidence.LOW, Severity.MEDIUM)


def test_an_ignore_counts_only_where_every_place_has_one() -> None:
    marked, bare = f"{TOKEN}  # gateline:ignore -- revoked", TOKEN
    assert conclude(placed(marked, "a"))[0].ignored == "gateline:ignore: revoked"
    assert conclude(placed(marked, "a"), placed(bare, "b", oid="b"))[0].ignored is None


def test_an_ignore_of_another_rule_does_not_count() -> None:
    assert conclude(placed(f"{TOKEN}  # gateline:ignore secrets/other", "a"))[0].ignored is None


def test_history_tells_the_oldest_commit_and_whether_it_still_stands() -> None:
    old = Origin("1" * 40, "A <a@x>", "2020-01-01T00:00:00+00:00", False)
    new = Origin("2" * 40, "B <b@x>", "2024-01-01T00:00:00+00:00", True)
    [finding] = conclude(placed(TOKEN, "a", origin=new), placed(f" {TOKEN}", "b", oid="b", origin=old))
    assert finding.origin == Origin("1" * 40, "A <a@x>", "2020-01-01T00:00:00+00:00", True)


def test_rules_explain_themselves() -> None:
    info = ENGINE.rule_info("secrets/github-personal-access-token")
    assert info.fix and info.why and info.references and info.cwe == (798,)
