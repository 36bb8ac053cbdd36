"""What static analysis can do, by language and framework: rows that run. `docs/reference/sast-capabilities.md` is written from them."""

from collections.abc import Mapping
from typing import NamedTuple

from tests.engines.sast.programs import javascript, package, python

__all__ = ["FRAMEWORKS", "LANGUAGE", "Row", "page"]


class Row(NamedTuple):
    """One capability and the program that proves it, by language; a language without a program does not have it."""

    title: str
    programs: Mapping[str, Mapping[str, str]]


def _both(title: str, in_python: str, in_javascript: str) -> Row:
    return Row(title, {"Python": python(in_python), "JavaScript": javascript(in_javascript)})


LANGUAGE: list[Row] = [
    _both(
        "constants, dead branches",
        "---\nx = q if 7 * 6 > 50 else 'ls'\nrun(x)\n",
        "---\nconst x = 7 * 6 > 50 ? q : 'ls';\nexec(x);\n",
    ),
    _both(
        "containers by key",
        "---\nd = {'a': q, 'b': 'ls'}\nrun(d['b'])\nrun(d['a'])  # ! shell\n",
        "---\nconst d = {a: q, b: 'ls'};\nexec(d.b);\nexec(d.a); // ! shell\n",
    ),
    _both(
        "containers by index",
        "---\nx = ['ls']\nx.append(q)\nrun(x[0])\nrun(x[1])  # ! shell\n",
        "---\nconst x = ['ls'];\nx.push(q);\nexec(x[0]);\nexec(x[1]); // ! shell\n",
    ),
    _both(
        "texts put together",
        "---\nrun(f'ls {q}')  # ! shell\nrun('ls %s' % q)  # ! shell\nrun('ls {}'.format(q))  # ! shell\nrun('ls %d' % 3)\n",
        "---\nexec(`ls ${q}`); // ! shell\nexec('ls ' + q); // ! shell\nexec(['ls', q].join(' ')); // ! shell\n",
    ),
    _both(
        "fields of objects",
        "class Box:\n    def __init__(self, x):\n        self.x = x\n    def go(self):\n        run(self.x)  # ! shell\n---\nBox(q).go()\n",
        "class Box {\n  constructor(x) { this.x = x; }\n  go() {\n    exec(this.x); // ! shell\n  }\n}\n---\nnew Box(q).go();\n",
    ),
    _both(
        "functions across calls",
        "def first(x):\n    return x.strip()\ndef second(x):\n    run(first(x))  # ! shell\n---\nsecond(q)\nsecond('ls')\n",
        "function first(x) { return x.trim(); }\nfunction second(x) {\n  exec(first(x)); // ! shell\n}\n---\nsecond(q);\n",
    ),
    _both(
        "closures and callbacks",
        "def each(items, f):\n    for x in items:\n        f(x)\n---\neach([q], lambda x: run(x))  # ! shell\n",
        "---\n[q].forEach((x) => exec(x)); // ! shell\n",
    ),
    _both(
        "comprehensions, spread",
        "---\nrun([x for x in [q]][0])  # ! shell\n",
        "---\nconst o = {...{a: q}};\nexec(o.a); // ! shell\n",
    ),
    _both(
        "destructuring",
        "---\na, b = 'ls', q\nrun(a)\nrun(b)  # ! shell\n",
        "---\nconst [a, b] = ['ls', q];\nexec(a);\nexec(b); // ! shell\n",
    ),
    Row(
        "promises, async",
        {
            "JavaScript": javascript("---\nexec(await Promise.resolve(q)); // ! shell\n"),
            "Python": python(
                "async def later(x):\n    return x\n---\nimport asyncio\nasync def go():\n    run(await later(q))  # ! shell\nasyncio.run(go())\n"
            ),
        },
    ),
    _both(
        "allow-lists as guards",
        "---\nif q in ('a', 'b'):\n    run(q)\nelse:\n    run(q)  # ! shell\n",
        "---\nif (['a', 'b'].includes(q)) {\n  exec(q);\n} else {\n  exec(q); // ! shell\n}\n",
    ),
    _both(
        "harmless by kind of sink",
        "---\nimport html, shlex\nrun(html.escape(q))  # ! shell\nrun(shlex.quote(q))\n",
        "---\nexec(encodeURIComponent(q)); // ! shell\nres.send(encodeURIComponent(q));\nres.send('<b>' + q); // ! html\n",
    ),
    Row(
        "programs of many files",
        {
            "Python": package(
                a_py="from b import go\nimport sys\ngo(sys.argv[1])\n",
                b_py="import os\ndef go(x):\n    os.system('ls ' + x)  # ! shell<cli\n",
            ),
            "JavaScript": package(
                a_js="const { go } = require('./b');\ngo(process.argv[2]);\n",
                b_js="const { exec } = require('child_process');\nexports.go = (x) => {\n  exec('ls ' + x); // ! shell<cli\n};\n",
            ),
        },
    ),
]
"""Of the languages."""

_EXPRESS = "const { exec } = require('child_process');\n"
FRAMEWORKS: list[Row] = [
    Row("Flask", {"Python": {"a.py": "import os\nfrom flask import Flask, request\napp = Flask(__name__)\n@app.get('/<x>')\ndef f(x):\n    os.system(x)  # ! shell\n    os.system(request.args['q'])  # ! shell\n    return ''\n"}}),
    Row("Django", {"Python": {"a.py": "import os\nfrom django.urls import path\ndef f(request, name):\n    os.system(request.GET['q'])  # ! shell\n    os.system(name)  # ! shell\nurlpatterns = [path('<str:name>', f)]\n"}}),
    Row("FastAPI", {"Python": {"a.py": "import os\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get('/{x}')\ndef f(x: str, n: int):\n    os.system(x)  # ! shell\n    os.system(str(n))\n"}}),
    Row("aiohttp", {"Python": {"a.py": "import os\nfrom aiohttp import web\nasync def f(request):\n    os.system(request.query['q'])  # ! shell\napp = web.Application()\napp.router.add_get('/', f)\n"}}),
    Row("Tornado", {"Python": {"a.py": "import os\nimport tornado.web\nclass H(tornado.web.RequestHandler):\n    def get(self):\n        os.system(self.get_argument('q'))  # ! shell\n"}}),
    Row("Click", {"Python": {"a.py": "import os\nimport click\n@click.command()\n@click.argument('x')\ndef f(x):\n    os.system('ls ' + x)  # ! shell<cli\n"}}),
    Row("Express", {"JavaScript": {"a.js": _EXPRESS + "require('express')().get('/:x', (req, res) => {\n  exec(req.params.x); // ! shell\n});\n"}}),
    Row("Koa", {"JavaScript": {"a.js": _EXPRESS + "const Koa = require('koa');\nnew Koa().use((ctx) => {\n  exec(ctx.query.x); // ! shell\n});\n"}}),
    Row("Fastify", {"JavaScript": {"a.js": _EXPRESS + "require('fastify')().get('/', (request, reply) => {\n  exec(request.query.x); // ! shell\n});\n"}}),
    Row("NestJS", {"JavaScript": {"a.ts": "import { Controller, Get, Query } from '@nestjs/common';\nimport { exec } from 'child_process';\n@Controller('a')\nexport class A {\n  @Get()\n  f(@Query('x') x: string) {\n    exec(x); // ! shell\n  }\n}\n"}}),
    Row("hapi", {"JavaScript": {"a.js": _EXPRESS + "const server = require('@hapi/hapi').server();\nserver.route({ method: 'GET', path: '/', handler: (request, h) => {\n  exec(request.query.x); // ! shell\n} });\n"}}),
    Row("Next.js", {"JavaScript": {"pages/api/a.js": "import { exec } from 'child_process';\nexport default function handler(req, res) {\n  exec(req.query.x); // ! shell\n}\n"}}),
]  # fmt: skip
"""Of what calls a program."""


def page() -> str:
    """The table for people."""
    lines = [
        "# What static analysis can do",
        "",
        "Written from rows that run as tests; a mark means that the row's program gave exactly the flows it should.",
        "",
        "| | Python | JavaScript, TypeScript |",
        "|---|---|---|",
    ]
    for row in (*LANGUAGE, *FRAMEWORKS):
        marks = ["yes" if language in row.programs else "–" for language in ("Python", "JavaScript")]
        lines.append(f"| {row.title} | {marks[0]} | {marks[1]} |")
    return "\n".join(lines) + "\n"
