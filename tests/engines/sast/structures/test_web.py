"""Checks of whole web applications and their routes."""

import pytest

from tests.engines.sast.programs import case
from tests.engines.sast.structures.programs import APP, ROUTER, check

SESSION = "const session = require('express-session');\n"
POST = "app.post('/x', (req, res) => { req.session.n = 1; res.end(); });\n"


@pytest.mark.parametrize(
    "files",
    [
        case("session and POST", APP + SESSION + "app.use(session({ secret: s }));  // !\n" + POST),
        case("no route that changes", APP + SESSION + "app.use(session({ secret: s }));\napp.get('/', (req, res) => res.end());\n"),
        case("token", APP + SESSION + "app.use(session({ secret: s }));\napp.use(require('csurf')());\n" + POST),
        case("token of its own", APP + SESSION + "app.use(session({ secret: s }));\napp.use((req, res, next) => {\n  if (req.get('x-csrf-token') !== req.session.t) return res.end();\n  next();\n});\n" + POST),
        case("cookie stays at home", APP + SESSION + "app.use(session({ secret: s, cookie: { sameSite: 'lax' } }));\n" + POST),
        case("options nobody knows", APP + SESSION + "app.use(session(require('config').get('s')));\n" + POST),
        case("lusca without its check", APP + SESSION + "app.use(session({ secret: s }));  // !\napp.use(require('lusca').xframe('DENY'));\n".replace(".xframe('DENY')", "()") .replace("require('lusca')()", "lusca()") .replace(APP, APP + "const lusca = require('lusca');\n") + POST),
        case("one route forgotten", APP + SESSION + "const csrf = require('csurf');\napp.use(session({ secret: s }));\napp.post('/a', csrf(), (req, res) => res.end(req.session.n));\napp.post('/b', (req, res) => res.end(req.session.n));  // !\n"),
        case("router in another file", {"app.js": APP + SESSION + "app.use(session({ secret: s }));  // !\napp.use('/r', require('./r'));\n", "r.js": ROUTER + "router.post('/x', (req, res) => res.end());\nmodule.exports = router;\n"}),
        case("token in another file", {"app.js": APP + SESSION + "app.use(session({ secret: s }));\nrequire('./guard')(app);\n" + POST, "guard.js": "module.exports = (app) => app.use(require('csurf')());\n"}),
        case("two applications in one file", "const express = require('express');\n" + SESSION + "function one() {\n  const app = express();\n  app.use(session({ secret: s }));  // !\n  app.post('/x', (req, res) => res.end());\n}\nfunction two() {\n  const app = express();\n  app.use(session({ secret: s }));\n  app.use(require('csurf')());\n  app.post('/x', (req, res) => res.end());\n}\n"),
    ],
)  # fmt: skip
def test_csrf(files: dict[str, str] | str) -> None:
    check(files, "csrf-middleware-missing")


@pytest.mark.parametrize(
    "files",
    [
        case("served", "const express = require('express');\nconst app = express();  // !\napp.listen(80);\n"),
        case("not served", APP),
        case("helmet", APP + "app.use(require('helmet')());\napp.listen(80);\n"),
        case("helmet in another file", {"app.js": APP + "require('./safe')(app);\napp.listen(80);\n", "safe.js": "const helmet = require('helmet');\nmodule.exports = (app) => app.use(helmet());\n"}),
        case("disabled", APP + "app.disable('x-powered-by');\napp.listen(80);\n"),
        case("set to false", APP + "app.set('X-Powered-By', false);\napp.listen(80);\n"),
        case("a router alone", ROUTER + "router.listen(80);\n"),
        case("an example", {"examples/app.js": APP + "app.listen(80);\n"}),
    ],
)  # fmt: skip
def test_powered_by(files: dict[str, str] | str) -> None:
    check(files, "powered-by-header")


LOGIN = "(req, res) => bcrypt.compare(req.body.p, h));"
BCRYPT = "const bcrypt = require('bcrypt');\nconst limit = require('express-rate-limit');\n"


@pytest.mark.parametrize(
    "files",
    [
        case("password", APP + BCRYPT + f"app.post('/l', {LOGIN}  // !\n"),
        case("before all", APP + BCRYPT + f"app.use(limit());\napp.post('/l', {LOGIN}\n"),
        case("after it", APP + BCRYPT + f"app.post('/l', {LOGIN}  // !\napp.use(limit());\n"),
        case("at the route", APP + BCRYPT + f"app.post('/l', limit(), {LOGIN}\n"),
        case("of its own", APP + BCRYPT + f"function loginLimiter(req, res, next) {{ next(); }}\napp.post('/l', loginLimiter, {LOGIN}\n"),
        case("cheap", APP + BCRYPT + "app.post('/l', (req, res) => res.end('x'));\n"),
        case("by another function", APP + BCRYPT + "function check(req) { return bcrypt.compare(req.body.p, h); }\napp.post('/l', (req, res) => check(req));  // !\n"),
        case("above the router", {"app.js": APP + BCRYPT + "app.use(limit());\napp.use('/r', require('./r'));\n", "r.js": ROUTER + BCRYPT + f"router.post('/l', {LOGIN}\nmodule.exports = router;\n"}),
        case("beside the router", {"app.js": APP + BCRYPT + "app.use('/r', require('./r'));\n", "r.js": ROUTER + BCRYPT + f"router.post('/l', {LOGIN}  // !\nmodule.exports = router;\n"}),
        case("passport", APP + "const passport = require('passport');\napp.post('/l', passport.authenticate('local'), (req, res) => res.end());  // !\n"),
    ],
)  # fmt: skip
def test_rate_limit(files: dict[str, str] | str) -> None:
    check(files, "rate-limit-missing")


FLASK = "from flask import Flask\nfrom flask_login import login_required\napp = Flask(__name__)\n"


def _view(number: int, decorator: str = "@login_required\n", mark: str = "", name: str = "item") -> str:
    return f"@app.route('/{name}/{number}', methods=['POST'])\n{decorator}def {name}_{number}():{mark}\n    return save()\n"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        case("one of four", "app.py", FLASK + _view(1) + _view(2) + _view(3) + _view(4, "", "  # !")),
        case("two of four", "app.py", FLASK + _view(1) + _view(2) + _view(3, "") + _view(4, "")),
        case("nobody asks", "app.py", FLASK + "".join(_view(number, "") for number in range(4))),
        case("public by its name", "app.py", FLASK + _view(1) + _view(2) + _view(3) + _view(4, "", name="login")),
        case("asks by itself", "app.py", FLASK + _view(1) + _view(2) + _view(3) + _view(4, "").replace("save()", "save(current_user)")),
        case("a decorator of its own", "app.py", FLASK + _view(1) + _view(2) + _view(3) + _view(4, "@admin_only\n")),
        case(
            "middleware",
            "app.js",
            APP + "".join(f"app.post('/{n}', requireAuth, (req, res) => save());\n" for n in "abc") + "app.post('/d', (req, res) => save());  // !\n",
        ),
        case("middleware before all", "app.js", APP + "app.use(requireAuth);\n" + "".join(f"app.post('/{n}', (req, res) => save());\n" for n in "abcd")),
        case(
            "middleware before one address",
            "app.js",
            APP + "app.use('/d', requireAuth);\n" + "".join(f"app.post('/{n}', requireAuth, (req, res) => save());\n" for n in "abc") + "app.post('/d/x', (req, res) => save());\n",
        ),
    ],
)  # fmt: skip
def test_route_without_auth(path: str, code: str) -> None:
    check(code, "route-without-auth", path)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        case("Flask", "app.py", "from flask import Flask\napp = Flask(__name__)\n@app.route('/x/<int:n>/delete')\ndef drop_it(n):  # !\n    store.delete(n)\n"),
        case("Flask by POST", "app.py", "from flask import Flask\napp = Flask(__name__)\n@app.post('/x/<int:n>/delete')\ndef drop_it(n):\n    store.delete(n)\n"),
        case("Flask by both", "app.py", "from flask import Flask\napp = Flask(__name__)\n@app.route('/x/delete', methods=['GET', 'POST'])\ndef f():\n    store.delete(1)\n"),
        case("Express", "app.js", APP + "app.get('/x/:id/remove', (req, res) => store.remove(req.params.id));  // !\n"),
        case("SQL", "app.js", APP + "app.get('/disable', (req, res) => db.query('UPDATE users SET off = 1'));  // !\n"),
        case("only shows", "app.js", APP + "app.get('/delete', (req, res) => res.render('sure'));\n"),
        case("logout", "app.js", APP + "app.get('/logout', (req, res) => req.session.destroy());\n"),
    ],
)  # fmt: skip
def test_state_changed_by_get(path: str, code: str) -> None:
    check(code, "state-changed-by-get", path)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        case("Flask", "app.py", "from flask import Flask, request\napp = Flask(__name__)\n@app.get('/l')\ndef f():\n    return check(request.args.get('password'))  # !\n"),
        case("Flask form", "app.py", "from flask import Flask, request\napp = Flask(__name__)\n@app.post('/l')\ndef f():\n    return check(request.form['password'])\n"),
        case("Express", "app.js", APP + "app.get('/l', (req, res) => {\n  const { user, pwd } = req.query;  // !\n  check(user, pwd);\n});\n"),
        case("another name", "app.js", APP + "app.get('/l', (req, res) => check(req.query.passwordReset));\n"),
    ],
)  # fmt: skip
def test_password_by_get(path: str, code: str) -> None:
    check(code, "password-by-get", path)


@pytest.mark.parametrize(
    "code",
    [
        case("kept", APP + "app.post('/login', (req, res) => {\n  req.session.userId = find(req.body);  // !\n});\n"),
        case("renewed", APP + "app.post('/login', (req, res) => {\n  req.session.regenerate(() => { req.session.userId = find(req.body); });\n});\n"),
        case("by passport", APP + "app.post('/login', (req, res) => {\n  req.login(u, () => { req.session.user = u; });\n});\n"),
        case("something else", APP + "app.post('/login', (req, res) => {\n  req.session.page = 1;\n});\n"),
        case("forgotten", APP + "app.post('/login', (req, res) => {\n  req.session.user = null;\n});\n"),
        case("no login", APP + "app.post('/name', (req, res) => {\n  req.session.user = req.body.name;\n});\n"),
    ],
)  # fmt: skip
def test_session_not_renewed(code: str) -> None:
    check(code, "session-not-renewed")


@pytest.mark.parametrize(
    "code",
    [
        case("package", APP + "app.use(express.static('node_modules/angular'));  // !\n"),
        case("all", APP + "app.use(express.static(require('path').join(__dirname, 'node_modules')));  // !\n"),
        case("scoped", APP + "app.use(express.static(__dirname + '/node_modules/@a/b/'));  // !\n"),
        case("build", APP + "app.use(express.static(__dirname + '/node_modules/a/dist'));\n"),
        case("own", APP + "app.use(express.static('public'));\n"),
    ],
)  # fmt: skip
def test_dependencies_served(code: str) -> None:
    check(code, "dependencies-served")
