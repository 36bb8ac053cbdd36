"""Patterns that are checks: hosts, anchors, tags, ranges, lost backslashes; slow ones as a rule sees them."""

import pytest

from tests.engines.sast.structures.checked import is_seen, lines

JAVASCRIPT = [
    ("redos", {}, r"/^(\w+\s?)*$/.test(s)", True),
    ("redos", {}, r"new RegExp('^(a|aa)+$').test(s)", True),
    ("redos", {}, r"/^\w+$/.test(s)", False),
    ("overly-wide-range", {}, "/[A-z]/.test(s)", True),
    ("overly-wide-range", {}, "/[0-Z]/.test(s)", True),
    ("overly-wide-range", {}, "/[+-z]/.test(s)", True),
    ("overly-wide-range", {}, "/[a-zA-Z0-9_.-]/.test(s)", False),
    ("overly-wide-range", {}, r"/[ -~\x00-\x1f\u0080-\uffff!-\/:-@]/.test(s)", False),
    ("host-pattern", {"fault": "anchor"}, r"/https?:\/\/example\.com/.test(url)", True),
    ("host-pattern", {"fault": "anchor"}, r"/^https?:\/\/example\.com/.test(url)", True),
    ("host-pattern", {"fault": "anchor"}, r"!!url && url.match('https://example\\.com')", True),
    ("host-pattern", {"fault": "anchor"}, r"/example\.com$/.test(url)", True),
    ("host-pattern", {"fault": "anchor"}, r"/(^https:\/\/example\.com\/)|(example\.org)/.test(url)", True),
    ("host-pattern", {"fault": "anchor"}, r"/^https?:\/\/example\.com(?:\/|$)/.test(url)", False),
    ("host-pattern", {"fault": "anchor"}, r"/\.example\.com$/.test(url)", False),
    ("host-pattern", {"fault": "anchor"}, r"/(^|\.)example\.com$/.test(url)", False),
    ("host-pattern", {"fault": "anchor"}, r"url.replace(/https:\/\/example\.com/, '')", False),
    ("host-pattern", {"fault": "anchor"}, r"url.match(/https:\/\/example\.com/g)", False),
    ("host-pattern", {"fault": "anchor"}, r"/see https:\/\/example\.com for more/.test(s)", False),
    ("host-pattern", {"fault": "anchor"}, r"/example\.com|whatever/.test(s)", False),
    ("host-pattern", {"fault": "dot"}, r"/^https:\/\/www.example.com\//.test(url)", True),
    ("host-pattern", {"fault": "dot"}, r"/^https:\/\/[a-z]*.example.com\//.test(url)", True),
    ("host-pattern", {"fault": "dot"}, r"/^https:\/\/(www.)?example.com\//.test(url)", True),
    ("host-pattern", {"fault": "dot"}, r"new RegExp('^test.example.com$')", True),
    ("host-pattern", {"fault": "dot"}, r"/^https:\/\/example.com\//.test(url)", False),
    ("host-pattern", {"fault": "dot"}, r"/^https:\/\/.*\.example\.com\//.test(url)", False),
    ("host-pattern", {"fault": "dot"}, r"/^https:\/\/(..|...)\.example\.com\//.test(url)", False),
    ("half-anchored-pattern", {}, "/^http|ftp/.test(s)", True),
    ("half-anchored-pattern", {}, "/png|jpg|gif$/.test(s)", True),
    ("half-anchored-pattern", {}, "/^foo|bar|baz$/.test(s)", True),
    ("half-anchored-pattern", {}, "/^(a)|(b)/.test(s)", True),
    ("half-anchored-pattern", {}, "/^a|^b/.test(s)", False),
    ("half-anchored-pattern", {}, "/^foo|bar$/.test(s)", False),
    ("half-anchored-pattern", {}, r"/^\+|\s*/.test(s)", False),
    ("half-anchored-pattern", {}, r"/^for\b|\b(?:in|of)\b/.test(s)", False),
    ("half-anchored-pattern", {}, "s.replace(/^a|b/, '')", False),
    ("bad-tag-filter", {}, r"s.replace(/<script>.*?<\/script>/gi, '')", True),
    ("bad-tag-filter", {}, r"s.replace(/<script[^>]*>[\s\S]*?<\/script>/g, '')", True),
    ("bad-tag-filter", {}, r"/<script/.test(s)", True),
    ("bad-tag-filter", {}, r"s.replace(/<!--.*-->/g, '')", True),
    ("bad-tag-filter", {}, r"/<script/i.test(s)", False),
    ("bad-tag-filter", {}, r"s.replace(/<script[\s\S]*?<\/script[^>]*>/gi, '')", False),
    ("bad-tag-filter", {}, r"s.replace(/<!-- build:js -->/g, '')", False),
    ("bad-tag-filter", {}, r"s.match(/<h1>/)", False),
    ("bad-tag-filter", {}, r"({ begin: /<script>/ })", False),
    ("escape-lost-in-pattern", {}, r'new RegExp("^\d+$")', True),
    ("escape-lost-in-pattern", {}, r'new RegExp("shop\.example")', True),
    ("escape-lost-in-pattern", {}, r'RegExp("\bword")', True),
    ("escape-lost-in-pattern", {}, r'new RegExp("^\\d+$")', False),
    ("escape-lost-in-pattern", {}, r'new RegExp("^https:\/\/x.y")', False),
    ("escape-lost-in-pattern", {}, r'new RegExp("\"[^\"]*\"")', False),
    ("escape-lost-in-pattern", {}, r'new RegExp("[\u00e9\n]+")', False),
]  # fmt: skip
PYTHON = [
    ("redos", {}, r're.fullmatch("(a+)+", s)', True),
    ("redos", {}, r're.match("(a+)+", s)', False),
    ("overly-wide-range", {}, 're.compile("[A-z]")', True),
    ("host-pattern", {"fault": "anchor"}, r'bool(re.search(r"https://example\.com", url))', True),
    ("host-pattern", {"fault": "anchor"}, r'bool(re.match(r"https://example\.com", url))', True),
    ("host-pattern", {"fault": "anchor"}, r'bool(re.match(r"https://example\.com/", url))', False),
    ("host-pattern", {"fault": "anchor"}, r'bool(re.fullmatch(r"https://example\.com", url))', False),
    ("host-pattern", {"fault": "anchor"}, r're.findall(r"https://example\.com", url)', False),
    ("half-anchored-pattern", {}, 're.match("a|b$", s)', True),
    ("bad-tag-filter", {}, 're.sub("<script.*?</script>", "", s, flags=re.I)', True),
    ("bad-tag-filter", {}, 're.sub("<script.*?</script[^>]*>", "", s, flags=re.I | re.S)', False),
    ("escape-lost-in-pattern", {}, r're.compile("\bword")', True),
    ("escape-lost-in-pattern", {}, r're.compile(r"\bword")', False),
]  # fmt: skip


@pytest.mark.parametrize(("check", "options", "expression", "wanted"), JAVASCRIPT)
def test_javascript(check: str, options: dict[str, str], expression: str, wanted: bool) -> None:
    assert is_seen(check, expression, **options) == wanted


@pytest.mark.parametrize(("check", "options", "expression", "wanted"), PYTHON)
def test_python(check: str, options: dict[str, str], expression: str, wanted: bool) -> None:
    assert is_seen(check, expression, "app.py", **options) == wanted


def test_a_pattern_is_followed_by_its_name() -> None:
    text = """\
    const ours = /https:\\/\\/example\\.com/;
    const other = /https:\\/\\/example\\.org/;
    const isOurs = (url) => ours.test(url);
    const clean = (url) => url.replace(other, "");
    """
    assert lines("host-pattern", text, fault="anchor") == [1]
    text = """\
    import re
    OURS = re.compile(r"https://example\\.com")
    class A:
        THEIRS = re.compile(r"https://example\\.org")
        def f(self, url):
            return bool(OURS.search(url)) or bool(self.THEIRS.search(url))
    """
    assert lines("host-pattern", text, "app.py", fault="anchor") == [2, 4]
