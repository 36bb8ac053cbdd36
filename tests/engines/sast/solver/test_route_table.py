"""Addresses, where handlers are registered."""

from tests.engines.sast.programs import javascript, python, solved


def test_routes_are_noted() -> None:
    machine = solved(
        python("@app.get('/a')\n@login\ndef a(): return 'a'\n---\n") | javascript("app.get('/b/:n', (req, res) => {});\n---\n")
    )
    seen = {(route.method, route.template, route.handler) for route in machine.routes.values()}
    assert {("GET", "/a", "a"), ("POST", "/", "handle"), ("GET", "/b/:n", ""), ("POST", "/", "")} <= seen


def test_routes_know_who_checks_the_caller() -> None:
    machine = solved(
        python(
            "from flask_login import login_required\n@app.get('/a')\n@login_required\ndef a(): return 'a'\n@app.get('/b')\ndef b(): return 'b'\n---\n"
        )
    )
    assert {route.template: route.has_auth for route in machine.routes.values() if route.handler in "ab"} == {
        "/a": True,
        "/b": False,
    }
