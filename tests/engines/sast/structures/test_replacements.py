"""Sanitizing by replacing: tables of expressions of `s`, in both languages."""

import pytest

from tests.engines.sast.structures.checked import is_seen, lines

ROWS = [
    ("first-only", """s.replace("'", "''")""", True),
    ("first-only", """s.replace("'", "")""", True),
    ("first-only", """s.replace(/</, "&lt;")""", True),
    ("first-only", """s.replace(/['"]/, "")""", True),
    ("first-only", """s.replace("/", "%2F")""", True),
    ("first-only", """s.replace("&amp;", "&")""", True),
    ("first-only", """s.replace("../", "")""", True),
    ("first-only", """s.replace(new RegExp("'"), "")""", True),
    ("first-only", """s.replace("'" + "", "" + "")""", True),
    ("first-only", """s.replace("'", "").replace("'", "")""", False),
    ("first-only", """s.replace(/</g, "&lt;")""", False),
    ("first-only", """s.replaceAll("'", "''")""", False),
    ("first-only", """s.replace("/", "")""", False),
    ("first-only", """s.replace(".", "_")""", False),
    ("first-only", """s.replace("?", "?page=1&")""", False),
    ("first-only", """s.replace("a", "")""", False),
    ("first-only", """s.replace(/^'/, "")""", False),
    ("first-only", """s.replace("%d", "4")""", False),
    ("backslash", r"""s.replace(/"/g, '\\"')""", True),
    ("backslash", r"""s.replace(/['"]/g, "\\$&")""", True),
    ("backslash", r"""s.replace(/('|")/g, "\\$1")""", True),
    ("backslash", r"""s.replaceAll("'", "\\'")""", True),
    ("backslash", r"""s.replace(/\\/g, "\\\\").replace(/"/g, '\\"')""", False),
    ("backslash", r"""JSON.stringify(s).replace(/'/g, "\\'")""", False),
    ("backslash", r"""s.replace(/["\\]/g, "\\$&")""", False),
    ("backslash", r"""s.replace(/"/g, "&quot;")""", False),
    ("removal", """s.replace(/<script>/gi, "")""", True),
    ("removal", r"""s.replace(/\.\.\//g, "")""", True),
    ("removal", r"""s.replace(/\x2E\x2E\x2F/g, "")""", True),
    ("removal", """s.replaceAll("../", "")""", True),
    ("removal", """s.replace(/javascript:/gi, "")""", True),
    ("removal", r"""s.replace(/ on\w+="[^"]*"/g, "")""", True),
    ("removal", """s.replace(/<!--/g, "")""", True),
    ("removal", """s.replace(/<!-- IMPORT (.+?) -->/g, "")""", False),
    ("removal", """s.replace(/<script async.+?x/g, "")""", False),
    ("removal", """s.replace(/<script>/gi, "x")""", False),
    ("removal", r"""s.replace(/\.\./g, "")""", False),
    ("removal", r"""s.replace(/^(\.\.\/)+/g, "")""", False),
    ("removal", """s.replace(/<b>/g, "")""", False),
    ("removal", r"""s.replace(/<script>/gi, "").replace(/[<>]/g, "")""", False),
    ("attribute", """'<a title="' + s.replace(/[<>]/g, "") + '">'""", True),
    ("attribute", """`<a title='${s.replace(/</g, "&lt;").replace(/>/g, "&gt;")}'>`""", True),
    ("attribute", """'<a title="' + s.replace(/[<>"]/g, "") + '">'""", False),
    ("attribute", """'<a>' + s.replace(/[<>]/g, "") + '</a>'""", False),
    ("attribute", r"""'<a title="' + s.replace(/[<>]/g, "").replace(/[^\w ]/g, "") + '">'""", False),
    ("expansion", r"""s.replace(/<(([a-z]+)[^>]*)\/>/gi, "<$1></$2>")""", True),
    ("expansion", r"""s.replace(/<([a-z]+)>/gi, "<$1></$1>")""", False),
]  # fmt: skip
PYTHON = [
    ("backslash", r"""s.replace('"', '\\"')""", True),
    ("backslash", r"""re.sub('"', r'\\"', s)""", True),
    ("backslash", r"""s.replace("\\", "\\\\").replace('"', '\\"')""", False),
    ("removal", """s.replace("../", "")""", True),
    ("removal", """re.sub("<script>", "", s)""", False),
    ("removal", """re.sub("(?i)<script", "", s)""", True),
    ("removal", """s.replace("/", "")""", False),
    ("attribute", """f'<a title="{s.replace("<", "").replace(">", "")}">'""", True),
]


@pytest.mark.parametrize(("fault", "expression", "wanted"), ROWS)
def test_javascript(fault: str, expression: str, wanted: bool) -> None:
    assert is_seen("incomplete-sanitization", expression, fault=fault) == wanted


@pytest.mark.parametrize(("fault", "expression", "wanted"), PYTHON)
def test_python(fault: str, expression: str, wanted: bool) -> None:
    assert is_seen("incomplete-sanitization", expression, "app.py", fault=fault) == wanted


def test_repeated_until_nothing_changes() -> None:
    text = """\
    function clean(s) {
      while (s.indexOf("'") > 0) s = s.replace("'", "");
      return s;
    }
    """
    assert lines("incomplete-sanitization", text, fault="first-only") == []


def test_looked_at_afterwards() -> None:
    text = """\
    def clean(s):
        s = s.replace("../", "")
        if ".." in s:
            raise ValueError
        return s
    """
    assert lines("incomplete-sanitization", text, "app.py", fault="removal") == []


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("""s.replace(/</g, "&lt;").replace(/&/g, "&amp;")""", True),
        ("""s.replace(/&amp;/g, "&").replace(/&lt;/g, "<")""", True),
        ("""s.replace(/&/g, "%26").replace(/%/g, "%25")""", True),
        (r"""s.replace(/\\\\/g, "\\").replace(/\\'/g, "'")""", True),
        ("""s.replace(/&/g, "&amp;").replace(/</g, "&lt;")""", False),
        ("""s.replace(/&lt;/g, "<").replace(/&amp;/g, "&")""", False),
        ("""s.replace(/a/g, "b").replace(/&/g, "&amp;")""", False),
        (r"""s.replace(/</g, "&lt;").replace(/&(?!\w+;)/g, "&amp;")""", False),
    ],
)
def test_double_escaping(expression: str, wanted: bool) -> None:
    assert is_seen("double-escaping", expression) == wanted


def test_double_escaping_over_statements() -> None:
    text = """\
    def decode(s):
        s = s.replace("&amp;", "&")
        s = s.replace("&lt;", "<")
        return s.replace("&gt;", ">")
    """
    assert lines("double-escaping", text, "app.py") == [2]
