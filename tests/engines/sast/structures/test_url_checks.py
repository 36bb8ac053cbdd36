"""Addresses checked by looking for a text."""

import pytest

from tests.engines.sast.structures.checked import is_seen, lines


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ('url.includes("example.com")', True),
        ('url.indexOf("https://example.com/path") !== -1', True),
        ('url.indexOf("example.com") === 0', True),
        ('url.toLowerCase().startsWith("https://example.com")', True),
        ('url.endsWith("example.com")', True),
        ('s.hostname.endsWith("example.com")', True),
        ('url.indexOf("example.com/") === 0', False),
        ('url.startsWith("https://example.com/")', False),
        ('url.startsWith("https://example.com:8080")', False),
        ('url.endsWith(".example.com")', False),
        ('url.includes("/path/")', False),
        ('url.includes("index.html")', False),
        ('url.indexOf("example.com") + 1', False),
        ('["example.com"].includes(url)', False),
        ('s.allowedDomains.includes("example.com")', False),
        ('s.email.endsWith("example.com")', False),
    ],
)
def test_javascript(expression: str, wanted: bool) -> None:
    assert is_seen("incomplete-url-check", expression) == wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ('"example.com" in url', True),
        ('"example.com" not in url.lower()', True),
        ('url.startswith("https://example.com")', True),
        ('url.find("example.com") >= 0', True),
        ('"example.com" in s', True),
        ('"example.com" in s.text', False),
        ('"example.com" in s.allowed_hosts', False),
        ('url == "example.com"', False),
        ('url.startswith("/static")', False),
    ],
)
def test_python(expression: str, wanted: bool) -> None:
    assert is_seen("incomplete-url-check", expression, "app.py") == wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("s.indexOf(x) === s.length - x.length", True),
        ("s.lastIndexOf('.' + x) === s.length - (x.length + 1)", True),
        ("s.length >= x.length && s.indexOf(x) === s.length - x.length", False),
        ("s.indexOf(x) !== -1 && s.indexOf(x) === s.length - x.length", False),
        ("s.indexOf('/') === s.length - 1", False),
        ("s.indexOf(x) === url.length - x.length", False),
    ],
)
def test_end_by_index(expression: str, wanted: bool) -> None:
    assert is_seen("suffix-check-by-index", expression) == wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ('url.startsWith("javascript:")', True),
        ('new URL(url).protocol === "javascript:"', True),
        ('["javascript:", "data:"].includes(s.protocol)', True),
        ("/^javascript:/i.test(url)", True),
        ('s.scheme === "javascript" || s.scheme === "data"', True),
        ("/^(?:javascript|data|vbscript):/i.test(url)", False),
        ('url.startsWith("javascript:") || url.startsWith("data:") || url.startsWith("vbscript:")', False),
        ('["http:", "https:", "javascript:"].includes(s.protocol)', False),
        ('s.language === "javascript"', False),
        ('url.replace(/^javascript:/, "")', False),
    ],
)
def test_schemes(expression: str, wanted: bool) -> None:
    assert is_seen("incomplete-scheme-check", expression) == wanted


def test_schemes_in_a_list_of_the_file() -> None:
    text = """\
    BAD = ("javascript", "data")
    ALL = ("javascript", "data", "vbscript")
    def f(url):
        return url.scheme in BAD
    def g(url):
        return url.scheme in ALL
    """
    assert lines("incomplete-scheme-check", text, "app.py") == [4]
