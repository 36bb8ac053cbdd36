"""Patterns of `match`, where the answer is certain and where it is not."""

import pytest

from tests.engines.sast.programs import case, check, python


@pytest.mark.parametrize(
    "body",
    [
        case(
            "first certain case wins",
            "match 'a':\n    case 'b':\n        run(q)\n    case 'a':\n        run(q)  # ! shell\n    case _:\n        run(q)",
        ),
        case(
            "unknown subject tries all",
            "match len(q):\n    case 1:\n        run(q)  # ! shell\n    case 2:\n        run(q)  # ! shell\n    case _:\n        run(q)  # ! shell",
        ),
        case("alternatives", "match 'c':\n    case 'a' | 'b':\n        run(q)\n    case _:\n        run(q)  # ! shell"),
        case("none of them", "match 3:\n    case 1:\n        run(q)\n    case 2:\n        run(q)"),
        case(
            "guard that is false", "match 'a':\n    case 'a' if False:\n        run(q)\n    case 'a':\n        run(q)  # ! shell"
        ),
        case(
            "mapping's rest",
            "match {'a': 'ls', 'b': q}:\n    case {'a': x, **rest}:\n        run(x)\n        run(rest['b'])  # ! shell",
        ),
        case(
            "nested", "match {'a': ['x', {'b': q}]}:\n    case {'a': [x, {'b': y}]}:\n        run(x)\n        run(y)  # ! shell"
        ),
        case(
            "class by keyword",
            "class C:\n    def __init__(self, x):\n        self.x = x\n---\nmatch C(q):\n    case C(x=y):\n        run(y)  # ! shell",
        ),
        case("leaves nothing alive", "match q:\n    case 'a':\n        return\n    case _:\n        return\nrun(q)"),
    ],
)
def test_match(body: str) -> None:
    check(python(body))
