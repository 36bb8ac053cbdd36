"""Parameters that are told by their names, where the file speaks of a framework."""

import pytest

from tests.engines.sast.programs import case, check

CP = "const { exec } = require('child_process');\n"


@pytest.mark.parametrize(
    "files",
    [
        case(
            "Flask application",
            {
                "a.py": "import os\nfrom flask import request\ndef routes(app):\n    @app.route('/<n>')\n    def f(n):\n        os.system(n)  # ! shell\n"
            },
        ),
        case(
            "application without Flask",
            {"a.py": "import os\ndef routes(app):\n    @app.route('/<n>')\n    def f(n):\n        os.system(n)\n"},
        ),
        case("Django's request", {"a.py": "import os, django\ndef f(request):\n    os.system(request.GET['a'])  # ! shell\n"}),
        case("request without a framework", {"a.py": "import os\ndef f(request):\n    os.system(request.GET['a'])\n"}),
        case(
            "request and response",
            {"a.js": CP + "module.exports.f = function (req, res) {\n  exec(req.query.a);  // ! shell\n};\n"},
        ),
        case(
            "after an error",
            {"a.js": CP + "module.exports.f = function (err, req, res, next) {\n  exec(req.query.a);  // ! shell\n};\n"},
        ),
        case("request alone", {"a.js": CP + "function f(req) { exec(req.query.a); }\n"}),
        case(
            "application handed in",
            {"a.js": CP + "module.exports = app => {\n  app.get('/', (a, b) => {\n    exec(a.query.x);  // ! shell\n  });\n};\n"},
        ),
    ],
)
def test_names(files: dict[str, str]) -> None:
    check(files)
