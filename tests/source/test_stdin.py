import pytest

from gateline.model.gap import GapReason
from gateline.source.reader import open_reader
from gateline.source.stdin import Single
from gateline.source.target import Ref, Unreadable


def test_the_content_travels_in_its_reference() -> None:
    source = Single("config/app.yaml", b"key: value\n")
    [ref] = source.refs()
    assert isinstance(ref, Ref)
    assert (ref.path, ref.size) == ("config/app.yaml", 11)
    assert open_reader(source.reader()).read(ref, 11) == b"key: value\n"
    assert source.sightings([]) == {}


def test_a_content_beyond_the_limit_is_not_read() -> None:
    source = Single("big", b"12345")
    [ref] = source.refs()
    assert isinstance(ref, Ref)
    with pytest.raises(Unreadable) as caught:
        open_reader(source.reader()).read(ref, 4)
    assert caught.value.reason is GapReason.TOO_LARGE
