import pytest

from tests.engines.sast.languages.javascript.support import lowered, shown, typed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = <div/>", "x = <'div'>[]"),
        ("x = <my-tag a='&amp;' b/>", "x = <'my-tag' a='&' b=->[]"),
        ("x = <A.B c={d} {...e}>f {g}</A.B>", "x = <A.B c=d *=e>['f ', g]"),
        ("x = <Foo>\n  <b/>\n  c\n  d\n</Foo>", "x = <Foo>[<'b'>[], 'c d']"),
        ("x = <>{a}{/* no */}{...b}</>", "x = <''>[a, *b]"),
        ("x = <svg:rect xlink:href='a'/>", "x = <'svg:rect' xlink:href='a'>[]"),
        ("x = <a b=<c/>>&lt;</a>", "x = <'a' b=<'c'>[]>['<']"),
    ],
)
def test_elements(text: str, expected: str) -> None:
    assert shown(text) == expected
    assert typed(text) == expected


def test_attributes_are_words() -> None:
    assert lowered("f(<a dangerouslySetInnerHTML={x} b/>)").functions[0].words == ("b", "dangerouslySetInnerHTML", "f", "x")


def test_casts_in_files_that_speak_of_tags() -> None:
    assert typed("const a = <any>b; const c = '</p>'") == "a = b\nc = '</p>'"
