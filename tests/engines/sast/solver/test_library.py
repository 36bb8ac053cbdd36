"""Exported functions of files that nobody in the program imports are called from outside."""

import pytest

from tests.engines.sast.programs import case, check

CP = "const { exec } = require('child_process');\n"


@pytest.mark.parametrize(
    "files",
    [
        case("function", {"a.js": CP + "module.exports = x => {\n  exec('ls ' + x);  // ! shell<library\n};\n"}),
        case("member", {"a.js": CP + "exports.go = x => {\n  exec('ls ' + x);  // ! shell<library\n};\n"}),
        case("handed on whole", {"a.js": CP + "module.exports = x => { exec(x); };\n"}),
        case("not exported", {"a.js": CP + "function go(x) { exec('ls ' + x); }\n"}),
        case(
            "ESM",
            {
                "a.mjs": "import { exec } from 'child_process';\nexport function go(x) {\n  exec('ls ' + x);  // ! shell<library\n}\n"
            },
        ),
        case("public method", {"a.js": CP + "module.exports = class { go(x) {\n  exec('ls ' + x);  // ! shell<library\n} };\n"}),
        case("private method", {"a.js": CP + "module.exports = class { _go(x) { exec('ls ' + x); } };\n"}),
        case("options", {"a.js": CP + "module.exports = o => {\n  exec('ls ' + o.x);  // ! shell<library\n};\n"}),
        case(
            "imported by the program",
            {"a.js": CP + "exports.go = x => { exec('ls ' + x); };\n", "b.js": "require('./a').go('ls');\n"},
        ),
        case("Python that nobody calls", {"a.py": "import os\ndef go(x):\n    os.system('ls ' + x)  # ! shell<library\n"}),
        case("Python is judged by its callers", {"a.py": "import os\ndef go(x):\n    os.system('ls ' + x)\ngo('a')\n"}),
        case("Python named in a table", {"a.py": "import os\ndef go(x):\n    os.system('ls ' + x)\nTABLE = {'a': go}\n"}),
        case(
            "Python called under another name",
            {"a.py": "import os\nclass A:\n    def go(self, x):\n        os.system('ls ' + x)\ndef f(a):\n    a.go('b')\n"},
        ),
        case("Python with a number", {"a.py": "import os\ndef go(x: int, y=1):\n    os.system('ls %s %s' % (x, y))\n"}),
        case(
            "Python that wraps a driver",
            {"a.py": "import sqlite3\ndef go(sql):\n    sqlite3.connect('a').cursor().execute(sql)\n"},
        ),
        case(
            "Python that a framework may call",
            {"a.py": "import os, unknown\n@unknown.task\ndef go(x):\n    os.system('ls ' + x)\n"},
        ),
    ],
)
def test_exports(files: dict[str, str]) -> None:
    check(files)
