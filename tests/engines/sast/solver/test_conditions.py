"""Tests that guard: what is harmless in the branch they lead to, for which sinks, and what they do not prove."""

import pytest

from tests.engines.sast.programs import bug, case, check, javascript, python


@pytest.mark.parametrize(
    "body",
    [
        case("in a tuple", "if q in ('a', 'b'):\n    run(q)"),
        case("in a list", "if q in ['a', 'b']:\n    run(q)"),
        case("in a set of the file", "KNOWN = {'a', 'b'}\n---\nif q in KNOWN:\n    run(q)"),
        case("in a dictionary", "KNOWN = {'a': 1}\n---\nif q in KNOWN:\n    run(q)"),
        bug("keys() is no allow-list", "in keys", "KNOWN = {'a': 1}\n---\nif q in KNOWN.keys():\n    run(q)"),
        case("in a frozenset", "KNOWN = frozenset(['a', 'b'])\n---\nif q in KNOWN:\n    run(q)"),
        case("in a list that holds data", "if q in ['a', request.args['z']]:\n    run(q)  # ! shell"),
        case("in data", "if q in request.args['z']:\n    run(q)  # ! shell"),
        case("the other branch", "if q in ('a', 'b'):\n    pass\nelse:\n    run(q)  # ! shell"),
        case("afterwards", "if q in ('a', 'b'):\n    pass\nrun(q)  # ! shell"),
        case("not in, early return", "if q not in ('a', 'b'):\n    return\nrun(q)"),
        case("not in, early raise", "if q not in ('a', 'b'):\n    raise ValueError()\nrun(q)"),
        case("not in, abort", "if q not in ('a', 'b'):\n    flask.abort(400)\nrun(q)"),
        case("not in, only noted", "if q not in ('a', 'b'):\n    print('no')\nrun(q)  # ! shell"),
        case("not in, replaced", "if q not in ('a', 'b'):\n    q = 'a'\nrun(q)"),
        case("equal to a constant", "if q == 'a':\n    run(q)"),
        case("equal to a constant, turned", "if 'a' == q:\n    run(q)"),
        case("unequal to a constant", "if q != 'a':\n    run(q)  # ! shell"),
        case("unequal, early return", "if q != 'a':\n    return\nrun(q)"),
        case("equal to data", "if q == request.args['z']:\n    run(q)  # ! shell"),
        case("empty", "if not q:\n    run(q)"),
        case("not empty", "if q:\n    run(q)  # ! shell"),
        case("is None", "if q is None:\n    run(q)"),
        case("and", "if q and q in ('a', 'b'):\n    run(q)"),
        case("or of two constants", "if q == 'a' or q == 'b':\n    run(q)"),
        case("or with something else", "if q == 'a' or request.args.get('z'):\n    run(q)  # ! shell"),
        case("negated and", "if not (q in ('a', 'b') and len(q) < 9):\n    return\nrun(q)"),
        case("choice", "run(q if q in ('a', 'b') else 'a')"),
        case("choice, wrong side", "run('a' if q in ('a', 'b') else q)  # ! shell"),
        case("all letters are digits", "if q.isdigit():\n    run(q)"),
        case("not all letters are digits", "if not q.isdigit():\n    return\nrun(q)"),
        case("alphanumeric", "if q.isalnum():\n    run(q)"),
        case("whole match of plain letters", "import re\n---\nif re.fullmatch(r'[a-z0-9_]+', q):\n    run(q)"),
        case("match from both ends", "import re\n---\nif re.match(r'^[a-z]+$', q):\n    run(q)"),
        case("match of a beginning only", "import re\n---\nif re.match(r'[a-z]+', q):\n    run(q)  # ! shell"),
        case("search of plain letters", "import re\n---\nif re.search(r'[a-z]+', q):\n    run(q)  # ! shell"),
        case("whole match of a dangerous class", "import re\n---\nif re.fullmatch(r'[^<>]+', q):\n    run(q)  # ! shell"),
        case("whole match of anything", "import re\n---\nif re.fullmatch(r'.*', q):\n    run(q)  # ! shell"),
        case("compiled pattern", "import re\nPLAIN = re.compile(r'[a-z]+')\n---\nif PLAIN.fullmatch(q):\n    run(q)"),
        case(
            "compiled pattern, early return",
            "import re\nPLAIN = re.compile(r'^[a-z]+$')\n---\nif not PLAIN.match(q):\n    return\nrun(q)",
        ),
        bug(
            "the group of a whole match keeps data",
            "match kept in a variable",
            "import re\n---\nm = re.fullmatch(r'[a-z]+', q)\nif not m:\n    return\nrun(m.group(0))",
        ),
        case("length proves nothing", "if len(q) < 20:\n    run(q)  # ! shell"),
        case("type proves nothing", "if isinstance(q, str):\n    run(q)  # ! shell"),
        case("loop over the table", "for x in ('a', 'b'):\n    if x == q:\n        run(x)"),
        case("member of a dictionary", "x = {'a': q}\nif x['a'] in ('a', 'b'):\n    run(x['a'])"),
        case("guard of one is no guard of another", "x = request.args['x']\nif q in ('a', 'b'):\n    run(x)  # ! shell"),
        case("reassigned after the guard", "if q in ('a', 'b'):\n    q = request.args['z']\n    run(q)  # ! shell"),
        case("guarded in a loop", "for x in request.args.values():\n    if x not in ('a', 'b'):\n        continue\n    run(x)"),
        case("while guard", "while q not in ('a', 'b'):\n    q = request.args['z']\nrun(q)"),
        case("guard in its own function", "def is_fine(x):\n    return x in ('a', 'b')\n---\nif is_fine(q):\n    run(q)"),
        bug(
            "checks inside a called function are not seen",
            "checking function that raises",
            "def check(x):\n    if x not in ('a', 'b'):\n        raise ValueError()\n---\ncheck(q)\nrun(q)",
        ),
        case(
            "function that returns only what is fine",
            "def clean(x):\n    if x not in ('a', 'b'):\n        raise ValueError()\n    return x\n---\nrun(clean(q))",
        ),
        bug(
            "any over comparisons is no allow-list",
            "compared with any of a table",
            "if any(q == x for x in ('a', 'b')):\n    run(q)",
        ),
        case("single letter in an alphabet", "if q[0] in 'abc':\n    run(q)  # ! shell"),
    ],
)
def test_python_allow_lists(body: str) -> None:
    check(python(body))


PATHS = "import os.path\nBASE = '/srv/files'\n---\n"


@pytest.mark.parametrize(
    "body",
    [
        case("nothing", "open(q)  # ! path"),
        case("joined", "open(os.path.join(BASE, q))  # ! path"),
        case("normalised only", "p = os.path.normpath(os.path.join(BASE, q))\nopen(p)  # ! path"),
        case(
            "prefix after normalisation",
            "p = os.path.normpath(os.path.join(BASE, q))\nif not p.startswith(BASE):\n    return\nopen(p)",
        ),
        case("prefix after realpath", "p = os.path.realpath(os.path.join(BASE, q))\nif p.startswith(BASE):\n    open(p)"),
        case("prefix without normalisation", "p = os.path.join(BASE, q)\nif p.startswith(BASE):\n    open(p)  # ! path"),
        case("prefix that is data", "p = os.path.realpath(q)\nif p.startswith(request.args['z']):\n    open(p)  # ! path"),
        case(
            "prefix proves nothing for a shell", "p = os.path.realpath(q)\nif p.startswith(BASE):\n    run('ls ' + p)  # ! shell"
        ),
        case("no dots, but absolute", "if '..' in q:\n    return\nopen(os.path.join(BASE, q))  # ! path"),
        case("no dots below a folder", "if '..' in q:\n    return\nopen(f'{BASE}/{q}')"),
        case("no dots proves nothing for a shell", "if '..' in q:\n    return\nrun(q)  # ! shell"),
        case("no dots by find", "if q.find('..') != -1:\n    return\nopen(f'{BASE}/{q}')"),
        case("dots on the wrong side", "if '..' not in q:\n    return\nopen(os.path.join(BASE, q))  # ! path"),
        case("base name", "open(os.path.join(BASE, os.path.basename(q)))"),
        case("secure_filename", "from werkzeug.utils import secure_filename\nopen(os.path.join(BASE, secure_filename(q)))"),
        case(
            "pathlib resolved and relative",
            "from pathlib import Path\np = (Path(BASE) / q).resolve()\nif not p.is_relative_to(BASE):\n    return\np.read_text()",
        ),
        case(
            "pathlib only resolved",
            "from pathlib import Path\np = (Path(BASE) / q).resolve()\np.read_text()  # ! path",
        ),
        bug(
            "`in p.parents` is no guard",
            "pathlib parents",
            "from pathlib import Path\np = (Path(BASE) / q).resolve()\nif Path(BASE) not in p.parents:\n    return\np.read_text()",
        ),
        case(
            "commonpath",
            "p = os.path.realpath(os.path.join(BASE, q))\nif os.path.commonpath([BASE, p]) != BASE:\n    return\nopen(p)",
        ),
        bug(
            "a listing of a folder is no allow-list",
            "one of the files there",
            "if q in os.listdir(BASE):\n    open(os.path.join(BASE, q))",
        ),
    ],
)
def test_python_paths(body: str) -> None:
    check(python(PATHS + body))


@pytest.mark.parametrize(
    "body",
    [
        case("nothing", "requests.get(q)  # ! url"),
        case("fixed host", "requests.get('https://shop.test/' + q)"),
        case("fixed host, f-string", "requests.get(f'https://shop.test/items/{q}')"),
        case("host not ended", "requests.get('https://shop.test' + q)  # ! url"),
        case("data as the host", "requests.get(f'https://{q}/items')  # ! url"),
        case("subdomain", "requests.get(f'https://{q}.shop.test/items')  # ! url"),
        case("parsed host in a list", "if urlparse(q).netloc in ('shop.test',):\n    requests.get(q)"),
        case("parsed host equals", "if urlparse(q).hostname == 'shop.test':\n    requests.get(q)"),
        case("parsed host kept", "u = urlparse(q)\nif u.hostname not in {'shop.test'}:\n    return\nrequests.get(q)"),
        bug(
            "endswith of a host is no guard",
            "parsed host ends",
            "if urlparse(q).hostname.endswith('.shop.test'):\n    requests.get(q)",
        ),
        case("parsed scheme only", "if urlparse(q).scheme == 'https':\n    requests.get(q)  # ! url"),
        case("prefix with a whole host", "if q.startswith('https://shop.test/'):\n    requests.get(q)"),
        case("prefix without the end of the host", "if q.startswith('https://shop.test'):\n    requests.get(q)  # ! url"),
        case("contains the host", "if 'shop.test' in q:\n    requests.get(q)  # ! url"),
        case("redirect to a path of ours", "return flask.redirect('/items/' + q)"),
        case("redirect anywhere", "return flask.redirect(q)  # ! redirect"),
        case("redirect behind a single slash", "return flask.redirect('/' + q)  # ! redirect"),
        case("host check proves nothing for a shell", "if urlparse(q).hostname == 'shop.test':\n    run('curl ' + q)  # ! shell"),
        case("query behind anything", "requests.get('https://' + request.args['h'] + '/?x=' + q)  # ! url"),
    ],
)
def test_python_hosts(body: str) -> None:
    check(python("import requests\nfrom urllib.parse import urlparse\n---\n" + body))


@pytest.mark.parametrize(
    "body",
    [
        case("includes", "if (['a', 'b'].includes(q)) exec(q);"),
        case("includes of the file", "const known = ['a', 'b'];\n---\nif (!known.includes(q)) return;\nexec(q);"),
        case("includes of data", "if (req.query.z.includes(q)) exec(q);  // ! shell"),
        case("index", "if (['a', 'b'].indexOf(q) === -1) return;\nexec(q);"),
        case("index, at least nought", "if (['a', 'b'].indexOf(q) >= 0) exec(q);"),
        case("index, greater", "if (['a', 'b'].indexOf(q) > -1) exec(q);"),
        case("Set", "const known = new Set(['a', 'b']);\n---\nif (known.has(q)) exec(q);"),
        case("in an object", "const known = {a: 1};\n---\nif (q in known) exec(q);"),
        case("hasOwnProperty", "const known = {a: 1};\n---\nif (known.hasOwnProperty(q)) exec(q);"),
        case("Object.hasOwn", "const known = {a: 1};\n---\nif (Object.hasOwn(known, q)) exec(q);"),
        bug(
            "hasOwnProperty.call is no guard",
            "prototype's hasOwnProperty",
            "const known = {a: 1};\n---\nif (Object.prototype.hasOwnProperty.call(known, q)) exec(q);",
        ),
        case("equal", "if (q === 'a') exec(q);"),
        case("unequal, thrown", "if (q !== 'a') throw new Error();\nexec(q);"),
        case("unequal", "if (q !== 'a') exec(q);  // ! shell"),
        case("or of constants", "if (q === 'a' || q === 'b') exec(q);"),
        case("typeof number", "if (typeof q === 'number') exec(q);"),
        case("typeof string proves nothing", "if (typeof q === 'string') exec(q);  // ! shell"),
        case("typeof, early return", "if (typeof q !== 'number') return;\nexec(q);"),
        case("whole pattern", "if (/^[a-z0-9]+$/.test(q)) exec(q);"),
        case("pattern, early return", "if (!/^[a-z0-9]+$/.test(q)) return res.sendStatus(400);\nexec(q);"),
        case("pattern not anchored", "if (/[a-z0-9]+/.test(q)) exec(q);  // ! shell"),
        bug("the flag m of a pattern is not looked at", "pattern over lines", "if (/^[a-z0-9]+$/m.test(q)) exec(q);  // ! shell"),
        case("match", "if (q.match(/^\\w+$/)) exec(q);"),
        case(
            "pattern of the file",
            "const plain = /^[a-z]+$/;\n---\nif (plain.test(q)) exec(q);",
        ),
        case(
            "pattern made by RegExp",
            "const plain = new RegExp('^[a-z]+$');\n---\nif (plain.test(q)) exec(q);",
        ),
        case("conditional", "exec(['a', 'b'].includes(q) ? q : 'a');"),
        case("and", "['a', 'b'].includes(q) && exec(q);"),
        case("or, early", "['a', 'b'].includes(q) || exec(q);  // ! shell"),
        case("isNaN", "if (isNaN(q)) return;\nexec(q);"),
        case("length proves nothing", "if (q.length < 20) exec(q);  // ! shell"),
        case("switch as an allow-list", "switch (q) { case 'a': case 'b': exec(q); }"),
        case("member", "if (['a', 'b'].includes(req.query.z)) exec(req.query.z);"),
        case("another member", "if (['a', 'b'].includes(req.query.z)) exec(req.query.y);  // ! shell"),
        case("guard in its own function", "const fine = x => ['a', 'b'].includes(x);\n---\nif (fine(q)) exec(q);"),
    ],
)
def test_javascript_allow_lists(body: str) -> None:
    check(javascript(body))


@pytest.mark.parametrize(
    "body",
    [
        case("nothing", "fs.readFile(q, () => {});  // ! path"),
        case("joined", "fs.readFile(path.join(base, q), () => {});  // ! path"),
        case(
            "prefix after resolve",
            "const p = path.resolve(base, q);\nif (!p.startsWith(base)) return;\nfs.readFile(p, () => {});",
        ),
        case(
            "prefix after normalize",
            "const p = path.normalize(path.join(base, q));\nif (p.startsWith(base)) fs.readFile(p, () => {});",
        ),
        case(
            "prefix by index", "const p = path.resolve(base, q);\nif (p.indexOf(base) !== 0) return;\nfs.readFile(p, () => {});"
        ),
        case(
            "prefix without normalisation",
            "const p = base + '/' + q;\nif (p.startsWith(base)) fs.readFile(p, () => {});  // ! path",
        ),
        case("no dots", "if (q.includes('..')) return;\nfs.readFile(base + '/' + q, () => {});"),
        case("no dots by index", "if (q.indexOf('..') !== -1) return;\nfs.readFile(base + '/' + q, () => {});"),
        case("no dots by pattern", "if (/\\.\\./.test(q)) return;\nfs.readFile(base + '/' + q, () => {});"),
        case(
            "relative begins with dots",
            "const r = path.relative(base, path.resolve(base, q));\nif (r.startsWith('..')) return;\nfs.readFile(path.join(base, r), () => {});",
        ),
        case("base name", "fs.readFile(path.join(base, path.basename(q)), () => {});"),
        case("one host", "if (new URL(q).hostname !== 'shop.test') return;\nfetch(q);"),
        case("one host kept", "const u = new URL(q);\nif (u.host === 'shop.test') fetch(u);"),
        case("any host", "fetch(q);  // ! url"),
        case("fixed host", "fetch(`https://shop.test/${q}`);"),
        case("host not ended", "fetch(`https://shop.test${q}`);  // ! url"),
        bug(
            "a member of a parsed URL given to includes is not looked at",
            "list of hosts",
            "if (!['shop.test'].includes(new URL(q).hostname)) return;\nfetch(q);",
        ),
        case("redirect to ours", "res.redirect('/items/' + q);"),
        case("redirect anywhere", "res.redirect(q);  // ! redirect"),
    ],
)
def test_javascript_paths_and_hosts(body: str) -> None:
    check(javascript("const fs = require('fs'), path = require('path');\nconst base = '/srv/files';\n---\n" + body))


@pytest.mark.parametrize(
    "body",
    [
        case(
            "key of an object",
            "const store = {};\n---\nstore[q][req.query.k] = 'x';  // ! prototype",
        ),
        case(
            "rejected key",
            "const store = {};\n---\nif (q === '__proto__' || q === 'constructor' || q === 'prototype') return;\nstore[q] = 'x';",
        ),
    ],
)
def test_keys(body: str) -> None:
    check(javascript(body))
