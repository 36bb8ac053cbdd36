"""Applications and routers as objects: what hangs where."""

from gateline.engines.sast.solver.applications import Application
from tests.engines.sast.programs import solved


def _made(files: dict[str, str]) -> dict[str, Application]:
    machine = solved(files)
    found: dict[str, Application] = {}
    for call in [call for calls in machine.web_calls.values() for call in calls]:
        if call.application is not None:
            found[call.application.unit.path] = call.application
    return found


def test_a_router_knows_where_it_hangs() -> None:
    made = _made(
        {
            "app.js": "const app = require('express')();\napp.use('/shop', require('./routes'));\n",
            "routes.js": "const r = require('express').Router();\nr.get('/x', (req, res) => {});\nmodule.exports = r;\n",
        }
    )
    router, app = made["routes.js"], made["app.js"]
    assert [(mount.outer, mount.prefix) for mount in router.mounts] == [(app, "/shop")]
    assert [call.name for call in router.calls] == ["get"]
    assert app.mounts == []


def test_a_router_that_hangs_in_itself_ends() -> None:
    made = _made({"app.js": "const r = require('express').Router();\nr.use('/a', r);\nr.get('/x', (req, res) => {});\n"})
    assert made["app.js"].mounts == []


def test_a_circle_of_routers_ends() -> None:
    text = "const e = require('express');\nconst a = e.Router(), b = e.Router();\na.use('/a', b);\nb.use('/b', a);\na.get('/x', (q, s) => {});\n"
    assert "app.js" in _made({"app.js": text})


def test_the_prefix_of_a_blueprint() -> None:
    text = "from flask import Blueprint\nbp = Blueprint('b', __name__, url_prefix='/shop')\n@bp.before_request\ndef f(): pass\nbp.add_url_rule('/x', view_func=f)\n"
    assert _made({"app.py": text})["app.py"].prefix == "/shop"
