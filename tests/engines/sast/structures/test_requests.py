"""Checks of what a client decides: types, lengths, hosts."""

from typing import Any

import pytest

from tests.engines.sast.programs import case
from tests.engines.sast.structures.programs import APP, check


def _post(body: str) -> str:
    return APP + "app.post('/x', (req, res) => {\n" + body + "});\n"


LOOP = "  for (let i = 0; i < {of}.length; i++) {{{mark}\n    sum += Number({of}[i]);\n  }}\n"
BAD = LOOP.format(of="req.body.items", mark="  // !")
FINE = LOOP.format(of="req.body.items", mark="")


@pytest.mark.parametrize(
    "code",
    [
        case("body", _post(BAD)),
        case("by a variable", _post("  const list = req.body.items;\n" + LOOP.format(of="list", mark="  // !"))),
        case("length in a variable", _post("  const n = req.body.items.length;\n  for (let i = 0; i < n; i++) {  // !\n    sum += Number(req.body.items[i]);\n  }\n")),
        case("in a function", _post("  add(req.body.items);\n") + "function add(list) {\n" + LOOP.format(of="list", mark="  // !") + "}\n"),
        case("asked", _post("  if (!Array.isArray(req.body.items)) return;\n" + FINE)),
        case("asked by the caller", _post("  if (!Array.isArray(req.body.items)) return;\n  add(req.body.items);\n") + "function add(list) {\n" + LOOP.format(of="list", mark="") + "}\n"),
        case("bounded", _post("  if (req.body.items.length > 100) return;\n" + FINE)),
        case("a text", _post("  if (typeof req.body.items !== 'string') return;\n" + FINE)),
        case("path parameter", _post(LOOP.format(of="req.params.items", mark=""))),
        case("split", _post("  const list = req.body.items.split(',');\n" + LOOP.format(of="list", mark=""))),
        case("fails at once", _post("  for (let i = 0; i < req.body.items.length; i++) {\n    sum += req.body.items[i].price;\n  }\n")),
        case("leaves", _post("  for (let i = 0; i < req.body.items.length; i++) {\n    if (!req.body.items[i]) break;\n  }\n")),
        case("lodash", "const _ = require('lodash');\n" + _post("  _.map(req.body.items, (x) => x + 1);  // !\n")),
        case("lodash, fails at once", "const _ = require('lodash');\n" + _post("  _.map(req.body.items, (x) => x.price);\n")),
    ],
)  # fmt: skip
def test_loop_bound(code: str) -> None:
    options: dict[str, Any] = {"from": ["remote"]}
    check(code, "unchecked-loop-bound", **options)


@pytest.mark.parametrize(
    "code",
    [
        case("dots", _post("  if (req.query.name.includes('..')) return;  // !\n")),
        case("by a variable", _post("  const name = req.query.name;\n  if (name.indexOf('<') >= 0) return;  // !\n")),
        case("typeof", _post("  const name = req.query.name;\n  if (typeof name !== 'string' || name.indexOf('<') >= 0) return;\n")),
        case("converted", _post("  const name = String(req.query.name);\n  if (name.indexOf('<') >= 0) return;\n")),
        case("path parameter", _post("  if (req.params.name.includes('..')) return;\n")),
        case("no danger", _post("  if (req.query.name.includes('abc')) return;\n")),
        case("key", _post("  if (req.body.key === '__proto__') return;  // !\n")),
    ],
)  # fmt: skip
def test_type_confusion(code: str) -> None:
    check(code, "parameter-type-confusion")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        case("template", "app.js", _post("  t.sendMail({ to: u, text: `https://${req.headers.host}/r` });  // !\n")),
        case("by a variable", "app.js", _post("  const url = 'https://' + req.get('host');\n  t.sendMail({ to: u, text: url + '/r' });  // !\n")),
        case("configured", "app.js", _post("  t.sendMail({ to: u, text: `https://${config.host}/r` });\n")),
        case("only to whom", "app.js", _post("  t.sendMail({ to: req.body.to, text: 'x' });\n")),
        case("Python", "app.py", "def f(request):\n    send_mail('s', f'https://{request.host}/r')  # !\n"),
    ],
)  # fmt: skip
def test_host_in_mail(path: str, code: str) -> None:
    check(code, "host-in-mail", path)
