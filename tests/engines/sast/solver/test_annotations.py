"""Types that say what an instance is."""

import pytest

from tests.engines.sast.programs import bug, case, check, python

ROUTE = "@app.route('/<n>')\n"


@pytest.mark.parametrize(
    "body",
    [
        case(
            "optional",
            "from typing import Optional\ndef f(c: Optional[sqlite3.Cursor], x):\n    c.execute('select ' + x)  # ! sql\n---\nf(make(), q)",
        ),
        case("or none", "def f(c: sqlite3.Cursor | None, x):\n    c.execute('select ' + x)  # ! sql\n---\nf(make(), q)"),
        case(
            "annotated",
            "from typing import Annotated\ndef f(c: Annotated[sqlite3.Cursor, 1], x):\n    c.execute('select ' + x)  # ! sql\n---\nf(make(), q)",
        ),
        case("in a list", "def f(c: list[sqlite3.Cursor], x):\n    c.execute('select ' + x)\n---\nf(make(), q)"),
        case("text says nothing", "def f(x: str):\n    run(x)  # ! shell\n---\nf(q)"),
        case(
            "class of the program",
            "class C:\n    def go(self, x):\n        run(x)  # ! shell\ndef f(c: C, x):\n    c.go(x)\n---\nf(make(), q)",
        ),
        case(
            "as a text",
            "class C:\n    def go(self, x):\n        run(x)  # ! shell\ndef f(c: 'C', x):\n    c.go(x)\n---\nf(make(), q)",
        ),
        bug(
            "the type a function says it returns is not looked at",
            "what a function returns",
            "def make() -> sqlite3.Cursor:\n    return nobody()\n---\nmake().execute('select ' + q)  # ! sql",
        ),
    ],
)
def test_python(body: str) -> None:
    check(python(body if "---" in body else "---\n" + body))


@pytest.mark.parametrize(
    ("code", "path"),
    [
        case(
            "interface of an API",
            "import { Pool } from 'pg';\nexport class C { constructor(private pool: Pool) {} go() {\n  this.pool.query('select ' + process.argv[2]);  // ! sql<cli\n} }\n",
            "a.ts",
        ),
        case(
            "promise of a class",
            "import { Pool } from 'pg';\nexport async function f(p: Promise<Pool>) {\n  (await p).query('select ' + process.argv[2]);  // ! sql<cli\n}\n",
            "a.ts",
        ),
        case(
            "field",
            "import { Pool } from 'pg';\nexport class C { pool: Pool; go() {\n  this.pool.query('select ' + process.argv[2]);  // ! sql<cli\n} }\n",
            "a.ts",
        ),
    ],
)
def test_typescript(code: str, path: str) -> None:
    check({path: code})
