from gateline.source.paths import display, is_within


def test_undecodable_bytes_are_escaped() -> None:
    assert display("grün/日本".encode() + b"/\xff\xfe") == "grün/日本/\\xff\\xfe"


def test_within_means_beneath_not_beside() -> None:
    assert is_within("/a/b", "/a")
    assert is_within("/a", "/a")
    assert is_within("/a", "/")
    assert not is_within("/ab", "/a")
    assert not is_within("/", "/a")
