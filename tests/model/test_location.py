import msgspec

from gateline.model.location import Location, Position


def test_positions_stand_in_reading_order() -> None:
    assert sorted([Position(10, 1), Position(2, 30), Position(2, 4)]) == [Position(2, 4), Position(2, 30), Position(10, 1)]


def test_locations_stand_by_path_then_place() -> None:
    def at(path: str, line: int) -> Location:
        return Location(path, Position(line, 1), Position(line, 2))

    assert sorted([at("b", 1), at("a", 10), at("a", 9)]) == [at("a", 9), at("a", 10), at("b", 1)]


def test_the_same_place_of_another_content_is_another_location() -> None:
    first = Location("a", Position(1, 1), Position(1, 2), "1" * 40)
    assert first != Location("a", Position(1, 1), Position(1, 2), "2" * 40)
    assert len({first, Location("a", Position(1, 1), Position(1, 2), "1" * 40)}) == 1


def test_a_position_travels_as_two_numbers() -> None:
    assert msgspec.json.encode(Position(14, 9)) == b"[14,9]"
