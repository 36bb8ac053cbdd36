"""Handlers of exceptions, assertions, races, and what is told to clients."""

from typing import Any

import pytest

from tests.engines.sast.structures.checked import lines
from tests.engines.sast.structures.programs import check

PYTHON: list[tuple[str, str, list[int]]] = [
    ("swallowed-exception", "try:\n    f()\nexcept Exception:\n    pass\n", [3]),
    ("swallowed-exception", "try:\n    f()\nexcept:\n    pass\n", [3]),
    ("swallowed-exception", "try:\n    f()\nexcept Exception: pass\n", [3]),
    ("swallowed-exception", "try:\n    f()\nexcept Exception:\n    # gone already\n    pass\n", []),
    ("swallowed-exception", "try:\n    f()\nexcept Exception:  # gone already\n    pass\n", []),
    ("swallowed-exception", "try:\n    f()\nexcept Exception:\n    pass  # gone already\n", []),
    ("swallowed-exception", "try:\n    f()\nexcept ValueError:\n    pass\n", []),
    ("swallowed-exception", "try:\n    import x\nexcept Exception:\n    pass\n", []),
    ("swallowed-exception", "def close():\n    try:\n        f()\n    except Exception:\n        pass\n", []),
    ("swallowed-exception", "try:\n    f()\nexcept ValueError:\n    g()\nexcept Exception:\n    pass\nelse:\n    h()\n", [5]),
    ("fail-open", "def is_allowed(u):\n    try:\n        return u.ok\n    except Exception:\n        return True\n", [5]),
    ("fail-open", "def is_allowed(u):\n    try:\n        return u.ok\n    except KeyError:\n        return True\n", []),
    ("fail-open", "def is_valid_json(u):\n    try:\n        return u.ok\n    except Exception:\n        return True\n", []),
    ("fail-open", "def allow_all(u):\n    try:\n        return True\n    except Exception:\n        return True\n", []),
    ("check-by-assert", "def f(user):\n    assert user.is_admin, 'no'\n", [2]),
    ("check-by-assert", "def f(user):\n    assert has_permission(user)\n", [2]),
    ("check-by-assert", "def f(user):\n    assert user.role == 'admin'\n", [2]),
    ("check-by-assert", "def f(user):\n    assert user.token is not None\n", []),
    ("check-by-assert", "def f(user):\n    assert isinstance(user.role, str)\n", []),
    ("check-by-assert", "def f(x):\n    assert is_body_allowed_for(x)\n", []),
    ("check-by-assert", "def f(user):\n    if not user.is_admin:\n        raise ValueError\n", []),
    ("check-then-use", "if not os.path.exists(p):\n    open(p, 'w')\n", [2]),
    ("check-then-use", "def f(p):\n    if os.path.exists(p):\n        return\n    p.write_text('')\n    open(p, 'w')\n", [4, 5]),
    ("check-then-use", "if os.access(p, os.R_OK):\n    open(p)\n", [2]),
    ("check-then-use", "if os.path.exists(p):\n    open(p, 'w')\n", []),
    ("check-then-use", "if not os.path.exists(p):\n    open(p, 'x')\n", []),
    ("check-then-use", "if not os.path.exists(p):\n    open(q, 'w')\n", []),
    ("check-then-use", "if os.path.exists(p):\n    open(p).read()\n", []),
]  # fmt: skip
JAVASCRIPT: list[tuple[str, str, list[int]]] = [
    ("swallowed-exception", "try { f(); } catch (e) {}\n", [1]),
    ("swallowed-exception", "try {\n  f();\n} catch (e) {\n}\n", [3]),
    ("swallowed-exception", "try {\n  f();\n} catch {\n}\n", [3]),
    ("swallowed-exception", "try {\n  f();\n} catch (e) {\n  // gone already\n}\n", []),
    ("swallowed-exception", "try {\n  f();\n} catch (e) { /* gone already */ }\n", []),
    ("swallowed-exception", "try {\n  f();\n} catch {\n  // gone already\n}\n", []),
    ("swallowed-exception", "try { f(); } finally { g(); }\n", []),
    ("fail-open", "const x = { verifyToken(t) { try { return t.check(); } catch (e) { return true; } } };\n", [1]),
    ("check-then-use", "if (!fs.existsSync(p)) {\n  fs.writeFileSync(p, x);\n}\n", [2]),
    ("check-then-use", "if (!fs.existsSync(p)) {\n  fs.writeFileSync(p, x, { flag: 'wx' });\n}\n", []),
    ("error-detail-sent", "app.get('/', (req, res) => {\n  try { f(); } catch (e) { res.send(e.stack); }\n});\n", [2]),
    ("error-detail-sent", "app.get('/', (req, res) => {\n  try { f(); } catch (e) { res.json({ a: e.stack.toString() }); }\n});\n", [2]),
    ("error-detail-sent", "function f(err, res) {\n  res.end(err);\n}\n", [2]),
    ("error-detail-sent", "function f(err, res) {\n  res.end(err.message);\n}\n", []),
    ("error-detail-sent", "function f(err, reply) {\n  reply.send(err);\n}\n", []),
    ("error-detail-sent", "function f(err, res) {\n  if (DEBUG) res.end(err.stack);\n}\n", []),
    ("error-detail-sent", "function f(err, req, res, next) {\n  log(err.stack);\n  res.end('sorry');\n}\n", []),
    ("thrown-in-callback", "app.get('/', (req, res) => {\n  fs.readFile('a', (e) => {\n    if (e) throw e;\n  });\n});\n", [3]),
    ("thrown-in-callback", "function g() {\n  setTimeout(() => { throw 1; });\n}\napp.get('/', (req, res) => g());\n", [2]),
    ("thrown-in-callback", "app.get('/', (req, res) => {\n  fs.readFile('a', (e) => {\n    try { throw e; } catch (x) { f(x); }\n  });\n});\n", []),
    ("thrown-in-callback", "fs.readFile('a', (e) => {\n  throw e;\n});\n", []),
    ("thrown-in-callback", "app.get('/', (req, res) => {\n  list.forEach((e) => {\n    throw e;\n  });\n});\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "wanted"), PYTHON)
def test_python(name: str, text: str, wanted: list[int]) -> None:
    assert lines(name, text, "app.py") == wanted


@pytest.mark.parametrize(("name", "text", "wanted"), JAVASCRIPT)
def test_javascript(name: str, text: str, wanted: list[int]) -> None:
    assert lines(name, text) == wanted


HEAD = "from flask import Flask, request\napp = Flask(__name__)\n@app.route('/')\ndef f():\n"


@pytest.mark.parametrize(
    ("name", "options", "body"),
    [
        ("decision-by-client-data", {"from": ["remote"]}, "if request.cookies.get('admin') == '1':  # !\n    pass"),
        ("decision-by-client-data", {"from": ["remote"]}, "role = request.args['role']\nif role == 'admin':  # !\n    pass"),
        ("decision-by-client-data", {"from": ["remote"]}, "if request.cookies.get('theme') == 'dark':\n    pass"),
        ("decision-by-client-data", {"from": ["remote"]}, "if request.user.is_admin:\n    pass"),
        ("decision-by-client-data", {"from": ["remote"]}, "if request.form['role'] == 'admin':\n    pass"),
        ("address-header-compared", {}, "if request.headers.get('X-Forwarded-For') == '127.0.0.1':  # !\n    pass"),
        (
            "address-header-compared",
            {},
            "ip = request.headers['X-Real-IP'].split(',')[0].strip()\nif ip in ALLOWED:  # !\n    pass",
        ),
        ("address-header-compared", {}, "if request.headers.get('X-Forwarded-For') is None:\n    pass"),
        ("address-header-compared", {}, "if request.headers.get('X-Forwarded-For') == '':\n    pass"),
        ("address-header-compared", {}, "if request.headers.get('Accept') == 'text/html':\n    pass"),
    ],
)
def test_client_data(name: str, options: dict[str, Any], body: str) -> None:
    check(HEAD + "".join(f"    {line}\n" for line in body.splitlines()), name, "app.py", **options)


def test_stack_traces_in_python() -> None:
    text = """\
    import traceback
    @app.route("/")
    def f():
        try:
            g()
        except Exception:
            return traceback.format_exc()
    def log():
        return traceback.format_exc()
    def g(x):
        trace = traceback.format_exc()
        return jsonify(error=trace)
    def h(x):
        if settings.DEBUG:
            return Response(traceback.format_exc())
    """
    assert lines("error-detail-sent", text, "app.py") == [7, 12]
