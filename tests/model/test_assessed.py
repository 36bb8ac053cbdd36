import msgspec

from gateline.model.assessed import Assessed
from tests.builders import a_finding, an_assessed

UNKNOWN = "is_new is_introduced first_seen cvss epss is_exploited is_reachable exposure is_fix_available licence"


def test_what_nobody_said_is_not_known() -> None:
    assessed = an_assessed()
    assert {name: getattr(assessed, name) for name in UNKNOWN.split()} == dict.fromkeys(UNKNOWN.split())
    assert assessed.rank == 0


def test_not_known_is_not_no() -> None:
    assert an_assessed(is_exploited=None) != an_assessed(is_exploited=False)
    assert an_assessed(epss=None) != an_assessed(epss=0.0)


def test_an_assessed_finding_survives_its_own_writing() -> None:
    assessed = an_assessed(a_finding(ignored="nosec"), is_new=True, cvss=9.8, epss=0.4, exposure="internet", rank=700)
    assert msgspec.json.decode(msgspec.json.encode(assessed), type=Assessed) == assessed
