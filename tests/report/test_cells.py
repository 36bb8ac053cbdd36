from gateline.report.cells import cut, width, wrap


def test_wide_letters_take_two_cells_and_combining_marks_none() -> None:
    assert width("abc") == 3
    assert width("文件") == 4
    assert width("e\u0301") == 1


def test_cut_leaves_room_for_its_ellipsis() -> None:
    assert cut("settings.py", 20, "…") == "settings.py"
    assert cut("settings.py", 8, "…") == "setting…"
    assert cut("settings.py", 8, "...") == "setti..."
    assert cut("文件名字", 6, "…") == "文件…"
    assert cut("settings.py", 2, "...") == ".."


def test_wrap_breaks_at_blanks_and_cuts_the_last_row() -> None:
    text = "pass values as parameters instead of building the query"
    assert wrap(text, 16, 9, "…") == ["pass values as", "parameters", "instead of", "building the", "query"]
    assert wrap(text, 16, 2, "…") == ["pass values as", "parameters inst…"]
    assert wrap("", 16, 2, "…") == [""]


def test_wrap_cuts_a_word_longer_than_a_row() -> None:
    assert wrap("a supercalifragilistic word", 8, 9, "…") == ["a", "superca…", "word"]
