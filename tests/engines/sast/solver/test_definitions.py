"""Function statements and decorators."""

import pytest

from tests.engines.sast.programs import case, check, python


@pytest.mark.parametrize(
    "body",
    [
        case("plain", "def f(x):\n    run(x)  # ! shell\n---\nf(q)"),
        case("decorator nobody knows", "import nobody\n@nobody.wrap\ndef f(x):\n    run(x)  # ! shell\n---\nf(q)"),
        case("cached", "import functools\n@functools.lru_cache\ndef f(x):\n    return x\n---\nrun(f(q))  # ! shell"),
        case("decorator that calls", "def now(f):\n    f('a')\n    return f\n@now\ndef f(x):\n    run(x)  # ! shell\n---\nf(q)"),
        case(
            "context manager",
            "import contextlib\n@contextlib.contextmanager\ndef f(x):\n    yield x\n---\nwith f(q) as y:\n    run(y)  # ! shell",
        ),
        case("redefined", "def f(x):\n    run(x)\ndef f(x):\n    pass\n---\nf(q)"),
        case(
            "defined in a branch",
            "if len('a') == 1:\n    def f(x):\n        run(x)  # ! shell\nelse:\n    def f(x):\n        pass\n---\nf(q)",
        ),
    ],
)
def test_decorators(body: str) -> None:
    check(python(body))
