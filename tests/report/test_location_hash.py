from gateline.report.location_hash import LocationHashes


def test_each_place_of_a_flaw_in_a_file_has_its_own_name() -> None:
    hashes = LocationHashes()
    names = [hashes.next("f1", "a.py"), hashes.next("f1", "a.py"), hashes.next("f1", "b.py"), hashes.next("f2", "a.py")]
    assert len(set(names)) == 4
    assert names[0][:17] == names[1][:17]
    assert [name[-2:] for name in names] == [":1", ":2", ":1", ":1"]


def test_names_do_not_change_when_lines_move() -> None:
    # Nothing but flaw, path and order goes in: the same question gives the same name.
    assert LocationHashes().next("f1", "a.py") == LocationHashes().next("f1", "a.py") == "f48bb03862103e56:1"
