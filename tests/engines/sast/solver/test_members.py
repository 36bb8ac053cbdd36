"""Members and elements: of requests, of containers, of texts."""

import pytest

from tests.engines.sast.programs import bug, case, check, javascript, python


@pytest.mark.parametrize(
    "body",
    [
        case("element of data", "run(q[0])  # ! shell"),
        case(
            "element of parsed data",
            "x = request.get_json()\nrun(x['a']['b'][0])  # ! shell",
        ),
        case("member of data", "run(request.files['x'].filename)  # ! shell"),
        case("all of a request's texts", "for k, v in request.args.items():\n    run(k)  # ! shell\n    run(v)  # ! shell"),
        case("values of one name", "for v in request.args.getlist('a'):\n    run(v)  # ! shell"),
        case("method of the request", "run(request.args.get('a', 'b'))  # ! shell"),
        bug(
            "the type asked of a request's parameter is not looked at",
            "typed by the request itself",
            "run(str(request.args.get('a', type=int)))",
        ),
        case("the method is a number", "run(str(request.content_length))"),
        case("operators of a store cannot come in by a text", "import pymongo\npymongo.MongoClient().a.b.find({'x': q})"),
        case(
            "operators come in by JSON",
            "import pymongo\npymongo.MongoClient()['a']['b'].find({'x': request.json['x']})  # ! nosql",
        ),
        case("index out of a known list", "x = ['a']\nrun(x[5])"),
        case("several possible keys", "x = {'a': 'ls', 'b': q, 'c': 'id'}\nk = 'a' if len(q) > 3 else 'c'\nrun(x[k])"),
        case(
            "several possible keys, one of them bad",
            "x = {'a': 'ls', 'b': q, 'c': 'id'}\nk = 'a' if len(q) > 3 else 'b'\nrun(x[k])  # ! shell",
        ),
    ],
)
def test_python(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("element of parsed data", "exec(req.body.a.b[0]);  // ! shell"),
        case("length of data", "exec(String(req.body.a.length));"),
        case("taken apart", "const { a, b: { c } } = req.body;\nexec(a);  // ! shell\nexec(c);  // ! shell"),
        case("rest", "const { a, ...rest } = req.body;\nexec(rest.x);  // ! shell"),
        case("rest without what was taken", "const { a, ...rest } = { a: q, b: 'ls' }; exec(rest.b); exec(rest.a);"),
        case("array taken apart", "const [a, , b] = ['x', 'y', q]; exec(a);\nexec(b);  // ! shell"),
        case("array's rest", "const [a, ...b] = ['x', q];\nexec(b[0]);  // ! shell"),
        case("default in a pattern", "const { a = 'ls' } = {}; exec(a);"),
        case("default in a pattern of data", "const { a = 'ls' } = req.body;\nexec(a);  // ! shell"),
        case("member of an API by computed name", "const cp = require('child_process');\ncp['ex' + 'ec'](q);  // ! shell"),
        case(
            "items of a list in a body",
            "req.body.items.forEach(x => {\n  exec(x.name);  // ! shell\n});",
        ),
        case("mapped items of a list in a body", "const names = req.body.items.map(x => x.name);\nexec(names[0]);  // ! shell"),
        case("loop over a list in a body", "for (const x of req.body.items) {\n  exec(x.name);  // ! shell\n}"),
        case(
            "answer of another server",
            "const r = await fetch('https://shop.test/');\nconst d = await r.json();\nexec(d.x);  // ! shell<response",
        ),
        case(
            "answer of another server by then",
            "fetch('https://shop.test/').then(r => r.json()).then(d => {\n  exec(d.x);  // ! shell<response\n});",
        ),
        bug(
            "`await (x)` is read as a call of `await`",
            "answer of another server in one go",
            "const d = await (await fetch('https://shop.test/')).json();\nexec(d.x);  // ! shell<response",
        ),
    ],
)
def test_javascript(body: str) -> None:
    check(javascript(body))
