import pytest

from gateline.report.markup import code, html, prose


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words", "plain words"),
        ("names in `backticks` stay", "names in `backticks` stay"),
        ("a lone ` backtick", r"a lone \` backtick"),
        ("`a` and `b", r"`a` and \`b"),
        ("``double``", r"\`\`double\`\`"),
        ("<script>alert(1)</script>", r"&lt;script&gt;alert\(1\)&lt;/script&gt;"),
        ("[x](y) ![i](z) *a* _b_ ~c~ | $d$", r"\[x\]\(y\) \!\[i\]\(z\) \*a\* \_b\_ \~c\~ &vert; \$d\$"),
        ("@team fixes #12 and !3", r"@<!-- -->team fixes #<!-- -->12 and \!<!-- -->3"),
        ("https://x.example www.y.example", "https://<!-- -->x.example www.<!-- -->y.example"),
        ("two\nlines\x1b", r"two lines\\x1b"),
    ],
)
def test_prose_does_nothing(text: str, written: str) -> None:
    assert prose(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("src/a.py:1:1", "`src/a.py:1:1`"),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        (" ", "`   `"),
        ("a|b*c", r"<code>a&vert;b\*c</code>"),
        ("a\nb", r"`a\x0ab`"),
    ],
)
def test_code_is_shown_as_it_is(text: str, written: str) -> None:
    assert code(text) == written


def test_html_blocks_know_no_markdown() -> None:
    assert html("`a` <b> & *c* @team") == "`a` &lt;b&gt; &amp; *c* @<!-- -->team"
