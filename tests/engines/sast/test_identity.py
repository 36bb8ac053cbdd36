"""A flaw keeps its name when it moves, and two flaws have two."""

from tests.engines.sast.programs import findings, python

BODY = "---\nrun('ls ' + q)\nrun('rm ' + q)\n"


def test_lines_and_files_do_not_count() -> None:
    program = python(BODY)
    moved = {"other.py": "# a line more\n" + program["app.py"]}
    assert [one.identity for one in findings(program)] == [one.identity for one in findings(moved)]


def test_two_statements_have_two_names() -> None:
    names = [one.identity for one in findings(python(BODY))]
    assert len(names) == 2
    assert len(set(names)) == 2


def test_the_same_statement_twice_has_two_names() -> None:
    names = [one.identity for one in findings(python("---\nrun(q)\nrun(q)\n"))]
    assert len(set(names)) == 2


def test_what_is_passed_counts() -> None:
    (one,) = findings(python("---\nrun('ls ' + q)\n"))
    (other,) = findings(python("---\nrun('rm ' + q)\n"))
    assert one.identity != other.identity
