"""Files that import each other, in every way the languages know."""

import pytest

from tests.engines.sast.programs import bug, case, check, package

USE = "import sys\n{import_}\n{call}(sys.argv[1])\n"
SINK = "import os\ndef go(x):\n    os.system(x)  # ! shell<cli\n"


@pytest.mark.parametrize(
    "files",
    [
        case("module", package(lib_py=SINK, main_py=USE.format(import_="import lib", call="lib.go"))),
        case("alias", package(lib_py=SINK, main_py=USE.format(import_="import lib as l", call="l.go"))),
        case("member", package(lib_py=SINK, main_py=USE.format(import_="from lib import go", call="go"))),
        case("member's alias", package(lib_py=SINK, main_py=USE.format(import_="from lib import go as g", call="g"))),
        case("star", package(lib_py=SINK, main_py=USE.format(import_="from lib import *", call="go"))),
        case("package", package(p____init___py="", p__lib_py=SINK, main_py=USE.format(import_="import p.lib", call="p.lib.go"))),
        case(
            "submodule",
            package(p____init___py="", p__lib_py=SINK, main_py=USE.format(import_="from p import lib", call="lib.go")),
        ),
        case(
            "package's alias",
            package(p____init___py="", p__lib_py=SINK, main_py=USE.format(import_="import p.lib as l", call="l.go")),
        ),
        case("namespace package", package(p__lib_py=SINK, main_py=USE.format(import_="import p.lib", call="p.lib.go"))),
        case("namespace package, member", package(p__lib_py=SINK, main_py=USE.format(import_="from p.lib import go", call="go"))),
        case(
            "namespace package, submodule",
            package(p__lib_py=SINK, main_py=USE.format(import_="from p import lib", call="lib.go")),
        ),
        case(
            "re-export",
            package(
                p____init___py="from .lib import go\n", p__lib_py=SINK, main_py=USE.format(import_="from p import go", call="go")
            ),
        ),
        case(
            "re-export by star",
            package(
                p____init___py="from .lib import *\n", p__lib_py=SINK, main_py=USE.format(import_="from p import go", call="go")
            ),
        ),
        case(
            "re-export in two steps",
            package(
                p____init___py="from .a import go\n",
                p__a_py="from .lib import go\n",
                p__lib_py=SINK,
                main_py=USE.format(import_="import p", call="p.go"),
            ),
        ),
        case(
            "relative",
            package(p____init___py="", p__lib_py=SINK, p__main_py=USE.format(import_="from . import lib", call="lib.go")),
        ),
        case(
            "relative member",
            package(p____init___py="", p__lib_py=SINK, p__main_py=USE.format(import_="from .lib import go", call="go")),
        ),
        case(
            "parent",
            package(
                p____init___py="",
                p__lib_py=SINK,
                p__a____init___py="",
                p__a__main_py=USE.format(import_="from ..lib import go", call="go"),
            ),
        ),
        case(
            "parent's package",
            package(p____init___py=SINK, p__a____init___py="", p__a__main_py=USE.format(import_="from .. import go", call="go")),
        ),
        case(
            "under a source folder",
            package(
                src__p____init___py="", src__p__lib_py=SINK, src__p__main_py=USE.format(import_="from p.lib import go", call="go")
            ),
        ),
        case("beside, in a folder", package(tools__lib_py=SINK, tools__main_py=USE.format(import_="import lib", call="lib.go"))),
        case(
            "inside a function",
            package(lib_py=SINK, main_py="import sys\ndef f():\n    from lib import go\n    go(sys.argv[1])\nf()\n"),
        ),
        case(
            "in try",
            package(
                lib_py=SINK,
                main_py=USE.format(import_="try:\n    from lib import go\nexcept ImportError:\n    go = print", call="go"),
            ),
        ),
        bug(
            "files of a circle are run in the order of their names, not as they would be",
            "cyclic",
            package(
                a_py="import b\nimport os\ndef go(x):\n    os.system(x)  # ! shell<cli\n",
                b_py="import a, sys\ndef f():\n    a.go(sys.argv[1])\nf()\n",
            ),
        ),
        case(
            "cyclic, members",
            package(
                a_py="from b import f\nimport os\ndef go(x):\n    os.system(x)  # ! shell<cli\nf()\n",
                b_py="import sys\ndef f():\n    from a import go\n    go(sys.argv[1])\n",
            ),
        ),
        bug(
            "a file cannot import itself",
            "imports itself",
            package(lib_py="import lib\n" + SINK + "import sys\nlib.go(sys.argv[1])\n"),
        ),
        case(
            "constant",
            package(
                lib_py="SAFE = True\n", main_py="import os, sys\nfrom lib import SAFE\nif not SAFE:\n    os.system(sys.argv[1])\n"
            ),
        ),
        case(
            "allow-list",
            package(
                lib_py="KNOWN = ['a']\n",
                main_py="import os, sys\nimport lib\nif sys.argv[1] in lib.KNOWN:\n    os.system(sys.argv[1])\n",
            ),
        ),
        case(
            "data",
            package(
                lib_py="import sys\nNAME = sys.argv[1]\n",
                main_py="import os\nfrom lib import NAME\nos.system(NAME)  # ! shell<cli\n",
            ),
        ),
        case(
            "result",
            package(
                lib_py="import sys\ndef give():\n    return sys.argv[1]\n",
                main_py="import os, lib\nos.system(lib.give())  # ! shell<cli\n",
            ),
        ),
        case(
            "class",
            package(
                lib_py="import os\nclass C:\n    def go(self, x):\n        os.system(x)  # ! shell<cli\n",
                main_py="import sys\nfrom lib import C\nC().go(sys.argv[1])\n",
            ),
        ),
        case(
            "base class",
            package(
                lib_py="import os\nclass C:\n    def go(self, x):\n        os.system(x)  # ! shell<cli\n",
                main_py="import sys\nimport lib\nclass D(lib.C):\n    pass\nD().go(sys.argv[1])\n",
            ),
        ),
        case(
            "API handed on",
            package(
                lib_py="from os import system\n",
                main_py=USE.format(import_="from lib import system", call="system").rstrip() + "  # ! shell<cli\n",
            ),
        ),
        case("API by star", package(main_py="from os import *\nimport sys\nsystem(sys.argv[1])  # ! shell<cli\n")),
        case("alias of an API", package(main_py="import os.path as p, os as o, sys\no.system(sys.argv[1])  # ! shell<cli\n")),
        case(
            "file that is named like an API",
            package(os_py="def system(x):\n    pass\n", main_py="import os, sys\nos.system(sys.argv[1])\n"),
        ),
        case(
            "importlib", package(lib_py=SINK, main_py="import importlib, sys\nimportlib.import_module('lib').go(sys.argv[1])\n")
        ),
        case("nothing there", package(main_py="import sys\nfrom .nowhere import go\ngo(sys.argv[1])\n")),
        case(
            "star that leaves out the private",
            package(
                lib_py="import os\ndef _go(x):\n    os.system(x)\n", main_py=USE.format(import_="from lib import *", call="_go")
            ),
        ),
        case(
            "attribute of a module written",
            package(
                lib_py="HOOK = None\n",
                main_py="import os, sys, lib\nlib.HOOK = os.system\nlib.HOOK(sys.argv[1])  # ! shell<cli\n",
            ),
        ),
        case(
            "global of a module written by its function",
            package(
                lib_py="import os, sys\nNAME = ''\ndef load():\n    global NAME\n    NAME = sys.argv[1]\ndef go():\n    os.system(NAME)  # ! shell<cli\n",
                main_py="import lib\nlib.load()\nlib.go()\n",
            ),
        ),
    ],
)
def test_python(files: dict[str, str]) -> None:
    check({path: text for path, text in files.items() if text or path.endswith("__init__.py")})


RUN = "const { exec } = require('child_process');\n"
BODY = "function go(x) {\n  exec(x);  // ! shell<cli\n}\n"
ESM = "import { exec } from 'child_process';\n"


@pytest.mark.parametrize(
    "files",
    [
        case(
            "CommonJS object",
            package(
                lib_js=RUN + BODY + "module.exports = { go };\n",
                main_js="const lib = require('./lib');\nlib.go(process.argv[2]);\n",
            ),
        ),
        case(
            "CommonJS, taken apart",
            package(
                lib_js=RUN + BODY + "module.exports = { go };\n",
                main_js="const { go: g } = require('./lib');\ng(process.argv[2]);\n",
            ),
        ),
        case(
            "CommonJS function",
            package(lib_js=RUN + BODY + "module.exports = go;\n", main_js="require('./lib')(process.argv[2]);\n"),
        ),
        case(
            "exports.x",
            package(
                lib_js=RUN + BODY + "exports.go = go;\n", main_js="const lib = require('./lib.js');\nlib.go(process.argv[2]);\n"
            ),
        ),
        case(
            "module.exports.x",
            package(lib_js=RUN + BODY + "module.exports.go = go;\n", main_js="require('./lib').go(process.argv[2]);\n"),
        ),
        case(
            "exports = module.exports = x",
            package(lib_js=RUN + BODY + "exports = module.exports = go;\n", main_js="require('./lib')(process.argv[2]);\n"),
        ),
        case(
            "function with members",
            package(
                lib_js=RUN + BODY + "function main() {}\nmain.go = go;\nmodule.exports = main;\n",
                main_js="require('./lib').go(process.argv[2]);\n",
            ),
        ),
        case(
            "class",
            package(
                lib_js=RUN + "class C { go(x) {\n  exec(x);  // ! shell<cli\n} }\nmodule.exports = C;\n",
                main_js="const C = require('./lib');\nnew C().go(process.argv[2]);\n",
            ),
        ),
        case(
            "instance",
            package(
                lib_js=RUN + "class C { go(x) {\n  exec(x);  // ! shell<cli\n} }\nmodule.exports = new C();\n",
                main_js="require('./lib').go(process.argv[2]);\n",
            ),
        ),
        case(
            "index file",
            package(lib__index_js=RUN + BODY + "exports.go = go;\n", main_js="require('./lib').go(process.argv[2]);\n"),
        ),
        case(
            "index file of this folder",
            package(lib__index_js=RUN + BODY + "exports.go = go;\n", lib__main_js="require('.').go(process.argv[2]);\n"),
        ),
        case(
            "parent folder",
            package(lib_js=RUN + BODY + "exports.go = go;\n", a__main_js="require('../lib').go(process.argv[2]);\n"),
        ),
        case(
            "re-export of CommonJS",
            package(
                lib_js=RUN + BODY + "exports.go = go;\n",
                index_js="module.exports = require('./lib');\n",
                main_js="require('./index').go(process.argv[2]);\n",
            ),
        ),
        bug(
            "a dot does not lead to the index file at the root",
            "collected",
            package(
                lib_js=RUN + BODY + "exports.go = go;\n",
                index_js="module.exports = { lib: require('./lib') };\n",
                main_js="require('.').lib.go(process.argv[2]);\n",
            ),
        ),
        bug(
            "a dot does not lead to the index file at the root",
            "spread",
            package(
                lib_js=RUN + BODY + "exports.go = go;\n",
                index_js="module.exports = { ...require('./lib') };\n",
                main_js="require('.').go(process.argv[2]);\n",
            ),
        ),
        case(
            "factory",
            package(
                lib_js="module.exports = exec => ({ go(x) {\n  exec(x);  // ! shell<cli\n} });\n",
                main_js="const lib = require('./lib')(require('child_process').exec);\nlib.go(process.argv[2]);\n",
            ),
        ),
        case(
            "named", package(lib_mjs=ESM + "export " + BODY, main_mjs="import { go } from './lib.mjs';\ngo(process.argv[2]);\n")
        ),
        case(
            "named, other name",
            package(lib_js=ESM + "export " + BODY, main_js="import { go as g } from './lib';\ng(process.argv[2]);\n"),
        ),
        case(
            "export list",
            package(lib_js=ESM + BODY + "export { go as g };\n", main_js="import { g } from './lib.js';\ng(process.argv[2]);\n"),
        ),
        case(
            "default", package(lib_js=ESM + "export default " + BODY, main_js="import go from './lib';\ngo(process.argv[2]);\n")
        ),
        case(
            "default, anonymous",
            package(
                lib_js=ESM + "export default x => {\n  exec(x);  // ! shell<cli\n};\n",
                main_js="import go from './lib';\ngo(process.argv[2]);\n",
            ),
        ),
        case(
            "default and named",
            package(
                lib_js=ESM + "export " + BODY + "export default 1;\n",
                main_js="import one, { go } from './lib';\ngo(process.argv[2]);\n",
            ),
        ),
        case(
            "namespace",
            package(lib_js=ESM + "export " + BODY, main_js="import * as lib from './lib';\nlib.go(process.argv[2]);\n"),
        ),
        bug(
            "a dot does not lead to the index file at the root",
            "export from",
            package(
                lib_js=ESM + "export " + BODY,
                index_js="export { go } from './lib';\n",
                main_js="import { go } from '.';\ngo(process.argv[2]);\n",
            ),
        ),
        case(
            "export from, other name",
            package(
                lib_js=ESM + "export " + BODY,
                index_js="export { go as g } from './lib';\n",
                main_js="import { g } from './index';\ng(process.argv[2]);\n",
            ),
        ),
        case(
            "export all",
            package(
                lib_js=ESM + "export " + BODY,
                index_js="export * from './lib';\n",
                main_js="import { go } from './index';\ngo(process.argv[2]);\n",
            ),
        ),
        case(
            "export all under a name",
            package(
                lib_js=ESM + "export " + BODY,
                index_js="export * as lib from './lib';\n",
                main_js="import { lib } from './index';\nlib.go(process.argv[2]);\n",
            ),
        ),
        case(
            "default re-exported",
            package(
                lib_js=ESM + "export default " + BODY,
                index_js="export { default as go } from './lib';\n",
                main_js="import { go } from './index';\ngo(process.argv[2]);\n",
            ),
        ),
        case(
            "dynamic import",
            package(lib_js=ESM + "export " + BODY, main_js="const lib = await import('./lib.js');\nlib.go(process.argv[2]);\n"),
        ),
        case(
            "dynamic import, then",
            package(lib_js=ESM + "export " + BODY, main_js="import('./lib.js').then(lib => lib.go(process.argv[2]));\n"),
        ),
        bug(
            "what is given to module.exports is lost",
            "ESM of CommonJS, default",
            package(
                lib_cjs=RUN + BODY + "module.exports = { go };\n",
                main_mjs="import lib from './lib.cjs';\nlib.go(process.argv[2]);\n",
            ),
        ),
        case(
            "ESM of CommonJS, named",
            package(
                lib_cjs=RUN + BODY + "module.exports = { go };\n",
                main_mjs="import { go } from './lib.cjs';\ngo(process.argv[2]);\n",
            ),
        ),
        case(
            "CommonJS of ESM, default",
            package(
                lib_js=ESM + "export default " + BODY, main_js="const go = require('./lib').default;\ngo(process.argv[2]);\n"
            ),
        ),
        case(
            "TypeScript",
            package(
                lib_ts=ESM + "export function go(x: string): void {\n  exec(x);  // ! shell<cli\n}\n",
                main_ts="import { go } from './lib';\ngo(process.argv[2]);\n",
            ),
        ),
        case(
            "TypeScript named .js",
            package(
                lib_ts=ESM + "export function go(x: string): void {\n  exec(x);  // ! shell<cli\n}\n",
                main_ts="import { go } from './lib.js';\ngo(process.argv[2]);\n",
            ),
        ),
        case(
            "TypeScript import =",
            package(
                lib_ts=ESM + "function go(x: string): void {\n  exec(x);  // ! shell<cli\n}\nexport = { go };\n",
                main_ts="import lib = require('./lib');\nlib.go(process.argv[2]);\n",
            ),
        ),
        case(
            "TypeScript class as a parameter",
            package(
                lib_ts=ESM + "export class C { go(x: string) {\n  exec(x);  // ! shell<cli\n} }\n",
                main_ts="import { C } from './lib';\nexport class D { constructor(private c: C) {} f() { this.c.go(process.argv[2]); } }\n",
            ),
        ),
        case(
            "type imports",
            package(
                lib_ts="export interface I { a: string }\n",
                main_ts="import type { I } from './lib';\nimport { exec } from 'child_process';\nconst i: I = { a: process.argv[2] };\nexec(i.a);  // ! shell<cli\n",
            ),
        ),
        case(
            "TSX",
            package(
                lib_tsx=ESM + "export function go(x: string) {\n  exec(x);  // ! shell<cli\n}\n",
                main_tsx="import { go } from './lib';\ngo(process.argv[2]);\n",
            ),
        ),
        case(
            "cyclic CommonJS",
            package(
                a_js="const b = require('./b');\n" + RUN + BODY + "exports.go = go;\nb.f();\n",
                b_js="const a = require('./a');\nexports.f = () => a.go(process.argv[2]);\n",
            ),
        ),
        bug(
            "names imported in a circle are not bound later",
            "cyclic ESM",
            package(
                a_js="import { f } from './b';\n" + ESM + "export " + BODY + "f();\n",
                b_js="import { go } from './a';\nexport function f() { go(process.argv[2]); }\n",
            ),
        ),
        case(
            "cyclic export all",
            package(
                a_js="export * from './b';\n" + ESM + "export " + BODY,
                b_js="export * from './a';\n",
                main_js="import { go } from './b';\ngo(process.argv[2]);\n",
            ),
        ),
        bug(
            "a namespace of the file itself is empty",
            "imports itself",
            package(a_js="import * as a from './a';\n" + ESM + "export " + BODY + "a.go(process.argv[2]);\n"),
        ),
        case(
            "constant",
            package(
                lib_js="export const SAFE = true;\n",
                main_js="import { SAFE } from './lib';\n" + ESM + "if (!SAFE) exec(process.argv[2]);\n",
            ),
        ),
        case(
            "node: prefix",
            package(main_js="import { exec } from 'node:child_process';\nexec(process.argv[2]);  // ! shell<cli\n"),
        ),
        case(
            "namespace of an API",
            package(main_js="import * as cp from 'child_process';\ncp.exec(process.argv[2]);  // ! shell<cli\n"),
        ),
        case(
            "default of an API", package(main_js="import cp from 'child_process';\ncp.exec(process.argv[2]);  // ! shell<cli\n")
        ),
        case(
            "API handed on",
            package(
                lib_js="export { exec } from 'child_process';\n",
                main_js="import { exec } from './lib';\nexec(process.argv[2]);  // ! shell<cli\n",
            ),
        ),
        bug(
            "a star export of an API is lost",
            "API handed on by star",
            package(
                lib_js="export * from 'child_process';\n",
                main_js="import { exec } from './lib';\nexec(process.argv[2]);  // ! shell<cli\n",
            ),
        ),
        case("nothing there", package(main_js="const go = require('./nowhere');\ngo(process.argv[2]);\n")),
    ],
)
def test_javascript(files: dict[str, str]) -> None:
    check(files)
