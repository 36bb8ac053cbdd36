from gateline.report.places import places, spot
from tests.builders import a_finding, a_location


def test_the_location_comes_first() -> None:
    finding = a_finding("b.py:1:1", occurrences=["a.py:2:3"])
    assert [spot(place) for place in places(finding)] == ["b.py:1:1", "a.py:2:3"]


def test_a_place_without_a_path_is_the_whole_target() -> None:
    assert spot(a_location("")) == "whole target"
