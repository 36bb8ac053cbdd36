import pytest

from gateline.engines.sast.languages.python.lower import lower
from tests.engines.sast.ir_text import spans
from tests.engines.sast.languages.python.lowering import shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a", "import 'a' = 'a'"),
        ("import a.b.c", "import 'a' = 'a'\nimport '' = 'a.b.c'"),
        ("import a.b as c, d", "import 'c' = 'a.b'\nimport 'd' = 'd'"),
        ("import a . b", "import 'a' = 'a'\nimport '' = 'a.b'"),
        ("from a import b", "import 'b' = 'a'.'b'"),
        ("from a.b import c, d as e", "import 'c' = 'a.b'.'c'\nimport 'e' = 'a.b'.'d'"),
        ("from a import (b, # why\n  c,)", "import 'b' = 'a'.'b'\nimport 'c' = 'a'.'c'"),
        ("from . import a", "import 'a' = '.'.'a'"),
        ("from .. import a", "import 'a' = '..'.'a'"),
        ("from .a.b import c", "import 'c' = '.a.b'.'c'"),
        ("from ... a import b as c", "import 'c' = '...a'.'b'"),
        ("from a import *", "import * = 'a'"),
        ("from .a import *", "import * = '.a'"),
        ("from __future__ import annotations", ""),
        ("from é import è", "import 'è' = 'é'.'è'"),
    ],
)
def test_imports_have_the_form_that_is_documented(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_spans_of_imports_are_those_of_what_is_imported() -> None:
    data = b"import a.b, c as d\nfrom e import f, g\nfrom h import (i as j, k)\nfrom l import *\n"
    assert [text for _, text in spans(lower(data), data)] == ["a.b", "a.b", "c as d", "f", "g", "i as j", "k", "from l import *"]
