import pytest

from gateline.report.visible import one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("src/app.py", "src/app.py"),
        ("größe 文件", "größe 文件"),
        ("\x1b[2Jgone", r"\x1b[2Jgone"),
        ("a\nb\tc\r", r"a\x0ab\x09c\x0d"),
        ("\x9b31m", r"\x9b31m"),
        ("invoice\u202efdp.exe", r"invoice\u202efdp.exe"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("no\xa0break", r"no\xa0break"),
        ("\ud800", r"\ud800"),
    ],
)
def test_unprintable_characters_are_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_one_line_joins_lines_before_it_escapes() -> None:
    assert one_line("  two\r\n lines\u2028and \x1b]0;title\x07 ") == r"two lines and \x1b]0;title\x07"
