"""The sast engine in an editor."""

from tests.engines.sast.live import Editor

A = "import os\nimport sys\nfrom b import clean\nos.system(clean(sys.argv[1]))\n"
B = "def clean(x):\n    return 'ls'\n"
B_LETS_THROUGH = "def clean(x):\n    return x\n"


def test_the_first_update_concludes_everything() -> None:
    editor = Editor()
    assert editor.put({"a.py": A, "b.py": B_LETS_THROUGH}) == {"a.py"}
    assert editor.lines("a.py") == [4]


def test_an_edit_is_seen_at_once() -> None:
    editor = Editor()
    editor.put({"a.py": A, "b.py": B_LETS_THROUGH})
    assert editor.put({"a.py": A.replace("clean(sys.argv[1])", "'ls'")}) == {"a.py"}
    assert editor.lines("a.py") == []
    assert editor.put({"a.py": "\n\n" + A}) == {"a.py"}
    assert editor.lines("a.py") == [6]


def test_other_files_follow_when_it_catches_up() -> None:
    editor = Editor()
    editor.put({"a.py": A, "b.py": B})
    assert editor.lines("a.py") == []
    editor.put({"b.py": B_LETS_THROUGH})
    assert set(editor.live.catch_up()) == {"a.py"}
    assert editor.lines("a.py") == [4]
    assert set(editor.live.catch_up()) == set()


def test_a_file_that_is_gone_takes_its_findings() -> None:
    editor = Editor()
    editor.put({"a.py": A, "b.py": B_LETS_THROUGH})
    assert set(editor.live.update([], ["a.py"])) == {"a.py"}
    assert editor.lines("a.py") == []


def test_many_edits_give_what_one_run_gives() -> None:
    editor = Editor()
    editor.put({"a.py": A, "b.py": B_LETS_THROUGH})
    for number in range(5):
        editor.put({"a.py": "\n" * number + A})
    assert editor.lines("a.py") == [8]
