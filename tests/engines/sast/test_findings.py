"""Findings: where, how it came there, how sure, under which name, and who asked for silence."""

import pytest

from gateline.model.finding import Finding, Role
from gateline.model.severity import Confidence
from tests.engines.sast.programs import findings, javascript, python

SHELL = "sast/shell-injection"


def _only(files: dict[str, str], rule: str = SHELL) -> Finding:
    (found,) = [one for one in findings(files) if one.rule == rule]
    return found


def _texts(files: dict[str, str], finding: Finding) -> list[str]:
    """The code of each step."""
    texts = []
    for step in finding.trace:
        line = files[step.location.path].splitlines()[step.location.start.line - 1].encode()
        texts.append(line[step.location.start.column - 1 :].decode())
    return texts


def test_a_finding_stands_at_the_sink() -> None:
    files = python("x = 'é' + q; run(x)")
    finding = _only(files)
    line = files["app.py"].splitlines()[8].encode()
    start, end = finding.location.start, finding.location.end
    assert (start.line, end.line) == (9, 9)
    assert line[start.column - 1 : end.column - 1].decode() == "run(x)"


def test_a_sink_over_lines_starts_on_its_first() -> None:
    finding = _only(python("run(\n    'ls ' +\n    q\n)"))
    assert (finding.location.start.line, finding.location.end.line) == (9, 12)


def test_the_way_leads_from_the_source_to_the_sink() -> None:
    files = python("def give(x):\n    y = x + '!'\n    return y\n---\na = q\nb = give(a)\nrun(b)")
    finding = _only(files)
    roles = [step.role for step in finding.trace]
    assert roles[0] is Role.SOURCE
    assert roles[-1] is Role.SINK
    assert all(role is Role.PROPAGATION for role in roles[1:-1])
    assert finding.trace[-1].location == finding.location
    texts = _texts(files, finding)
    assert texts[0].startswith("request.args")
    assert [text for text in texts if text.startswith("a = q")]
    assert [text for text in texts if text.startswith("give(a)")]
    assert texts.index(next(text for text in texts if text.startswith("a = q"))) < texts.index(
        next(text for text in texts if text.startswith("b = give(a)"))
    )


def test_the_way_leads_through_files() -> None:
    files = {
        "lib.py": "import os\ndef go(x):\n    os.system(x)\n",
        **python("from lib import go\n---\ngo(q)"),
    }
    finding = _only(files)
    assert finding.location.path == "lib.py"
    assert {step.location.path for step in finding.trace} == {"app.py", "lib.py"}
    assert finding.trace[0].location.path == "app.py"
    assert finding.trace[-1].location.path == "lib.py"


def test_every_step_says_what_happens() -> None:
    for finding in findings({**python("a = q\nrun(a)"), **javascript("const a = q;\nexec(a);")}):
        assert finding.message
        assert not finding.message.endswith(".")
        assert all(step.note and not step.note.endswith(".") for step in finding.trace)


def test_ways_are_bounded() -> None:
    body = "x0 = q\n" + "".join(f"x{number} = x{number - 1} + 'a'\n" for number in range(1, 200)) + "run(x199)"
    finding = _only(python(body))
    assert len(finding.trace) <= 50
    assert finding.trace[-1].role is Role.SINK


@pytest.mark.xfail(strict=True, reason="a long way is cut at its beginning")
def test_the_first_step_is_the_source_however_long_the_way() -> None:
    body = "x0 = q\n" + "".join(f"x{number} = x{number - 1} + 'a'\n" for number in range(1, 200)) + "run(x199)"
    assert _only(python(body)).trace[0].role is Role.SOURCE


def test_no_step_is_taken_twice_in_a_row() -> None:
    finding = _only(python("a = q\nb = a\nrun(b)"))
    assert all(
        one.location != two.location or one.role is not two.role
        for one, two in zip(finding.trace, finding.trace[1:], strict=False)
    )


def test_guesses_are_less_sure() -> None:
    sure = _only(python("run(q)"))
    guess = _only(python("import nobody\n---\nrun(nobody.knows(q))"))
    assert sure.confidence is Confidence.HIGH
    assert guess.confidence is Confidence.MEDIUM
    assert sure.severity is guess.severity


def test_one_finding_for_a_rule_and_a_place() -> None:
    found = [one for one in findings(python("run(q + request.args['b'] + request.form['c'])")) if one.rule == SHELL]
    assert len(found) == 1


def test_the_more_dangerous_source_speaks() -> None:
    finding = _only(python("run(os.environ['A'] + q)"))
    assert "request" in finding.message.lower()


BODY = "run(q)\nrun('ls ' + q)"


def _names(files: dict[str, str]) -> list[tuple[str, str]]:
    return [(one.rule, one.identity) for one in findings(files)]


def test_two_flaws_of_one_function_have_two_names() -> None:
    names = [identity for rule, identity in _names(python(BODY)) if rule == SHELL]
    assert len(names) == 2
    assert len(set(names)) == 2


def test_names_stay_when_lines_move() -> None:
    first = python(BODY)
    moved = {"app.py": "# a comment\n\n\n" + first["app.py"].replace("    run(q)", "    # more\n\n    run(q)")}
    assert _names(first) == _names(moved)


def test_names_stay_when_the_file_moves() -> None:
    first = python(BODY)
    assert _names(first) == _names({"other/place.py": first["app.py"]})


def test_names_stay_when_another_function_gets_a_flaw() -> None:
    first = python(BODY)
    more = {
        "app.py": first["app.py"].replace(
            "@app.route", "@app.route('/x')\ndef other():\n    run(request.args['z'])\n@app.route", 1
        )
    }
    assert set(_names(first)) <= set(_names(more))


def test_no_two_findings_of_a_rule_have_one_name() -> None:
    names = _names({**python(BODY), **javascript("exec(q);\nexec('a' + q);")})
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("comment", "ignored"),
    [
        ("", None),
        ("  # gateline:ignore", "gateline:ignore"),
        ("  # gateline:ignore sast/shell-injection", "gateline:ignore"),
        ("  # gateline:ignore shell-injection", "gateline:ignore"),
        ("  # gateline:ignore sast/sql-injection", None),
        ("  # nosec", "nosec"),
        ("  # nosec B605", "nosec"),
        ("  # nosemgrep", "nosemgrep"),
        ("  # just a comment", None),
    ],
)
def test_silence(comment: str, ignored: str | None) -> None:
    said = _only(python("run(q)" + comment)).ignored
    assert (said is None) is (ignored is None)
    assert ignored is None or (said is not None and said.startswith(ignored))


def test_silence_with_a_reason() -> None:
    said = _only(python("run(q)  # gateline:ignore sast/shell-injection -- only words of our own come here")).ignored
    assert said is not None
    assert "only words of our own" in said


def test_silence_in_javascript() -> None:
    assert _only(javascript("// gateline:ignore\nexec(q);")).ignored is not None
    assert _only(javascript("exec(q);  // nosemgrep")).ignored is not None
    assert _only(javascript("exec(q);\n// gateline:ignore\n1;")).ignored is None


def test_silence_for_misused_calls() -> None:
    (found,) = [one for one in findings({"a.py": "import hashlib\nhashlib.md5(b'x')  # nosec\n"}) if one.rule == "sast/weak-hash"]
    assert found.ignored is not None
    assert found.trace == ()
