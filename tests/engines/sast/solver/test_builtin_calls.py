"""Functions of the languages that the interpreter knows by heart."""

import pytest

from tests.engines.sast.programs import bug, case, check, javascript, python


@pytest.mark.parametrize(
    "body",
    [
        case("str", "run(str(q))  # ! shell"),
        case("int", "run(str(int(q)))"),
        case("float", "run(str(float(q)))"),
        case("bool", "run(str(bool(q)))"),
        case("len", "run(str(len(q)))"),
        case("repr", "run(repr(q))  # ! shell"),
        case("list", "run(list(q)[0])  # ! shell"),
        case("tuple", "run(tuple([q])[0])  # ! shell"),
        case("set", "run(' '.join(set([q])))  # ! shell"),
        case("dict", "run(dict(a=q)['a'])  # ! shell"),
        case("dict of pairs", "run(dict([('a', q)])['a'])  # ! shell"),
        case("sorted", "run(sorted([q, 'a'])[0])  # ! shell"),
        case("reversed", "run(list(reversed([q]))[0])  # ! shell"),
        case("max", "run(max('a', q))  # ! shell"),
        case("min of a list", "run(min(['a', q]))  # ! shell"),
        bug("sum of lists is taken for a number", "sum of lists", "run(sum([[q]], [])[0])  # ! shell?"),
        case("enumerate", "run(list(enumerate([q]))[0][1])  # ! shell"),
        case("zip", "run(list(zip(['a'], [q]))[0][1])  # ! shell"),
        case("iter and next", "run(next(iter([q])))  # ! shell"),
        case("next with a default", "run(next(iter([]), q))  # ! shell"),
        case("chr", "run(chr(int(q)))"),
        case("deepcopy", "import copy\nrun(copy.deepcopy([q])[0])  # ! shell"),
        bug("the default of getattr is lost", "getattr with a default", "class C: pass\nrun(getattr(C(), 'x', q))  # ! shell"),
        case("setattr", "class C: pass\nc = C()\nsetattr(c, 'x', q)\nrun(c.x)  # ! shell"),
        case("type of an object", "class C:\n    def go(self, x):\n        run(x)  # ! shell\ntype(C())().go(q)"),
        case("functools.reduce", "import functools\nrun(functools.reduce(lambda a, b: a + b, [q]))  # ! shell"),
        case("itertools.chain", "import itertools\nrun(list(itertools.chain(['a'], [q]))[0])  # ! shell"),
        case("any", "run(str(any([q])))"),
        case("isinstance", "run(str(isinstance(q, str)))"),
        case("hash", "run(str(hash(q)))"),
        case("JSON", "import json\nrun(json.loads(json.dumps({'a': q}))['a'])  # ! shell"),
        case("bytes", "run(bytes(q, 'utf8').decode())  # ! shell"),
        case("print", "print(q)"),
        case("ordered dictionary", "from collections import OrderedDict\nx = OrderedDict()\nx['a'] = q\nrun(x['a'])  # ! shell"),
    ],
)
def test_python(body: str) -> None:
    check(python("---\n" + body))


@pytest.mark.parametrize(
    "body",
    [
        case("String", "exec(String(q));  // ! shell"),
        case("Number", "exec(String(Number(q)));"),
        case("parseInt", "exec(String(parseInt(q, 10)));"),
        case("parseFloat", "exec(parseFloat(q) + '');"),
        case("Boolean", "exec(Boolean(q) + '');"),
        case("Array", "exec(Array(q, 'a')[0]);  // ! shell"),
        case("Array.of", "exec(Array.of('a', q)[1]);  // ! shell"),
        case("Array.from with a function", "exec(Array.from([q], x => x + '!')[0]);  // ! shell"),
        case("Array.isArray", "exec(Array.isArray(q) + '');"),
        case("Object.freeze", "exec(Object.freeze({a: q}).a);  // ! shell"),
        case("Object.fromEntries", "exec(Object.fromEntries([['a', q]]).a);  // ! shell"),
        case("Object.create", "exec(Object.create({a: q}).a);  // ! shell"),
        case("structuredClone", "exec(structuredClone({a: q}).a);  // ! shell"),
        case("Reflect.get", "exec(Reflect.get({a: q}, 'a'));  // ! shell"),
        case("Math.max", "exec(Math.max(q, 1) + '');"),
        case("Date", "exec(new Date(q).toISOString());"),
        case("Buffer", "exec(Buffer.from(q).toString());  // ! shell"),
        case("Buffer by base64", "exec(Buffer.from(q, 'base64').toString());  // ! shell"),
        bug("base64 of a buffer counts as dangerous", "encoded", "exec(Buffer.from(q).toString('base64'));"),
        case("btoa and atob", "exec(atob(btoa(q)));  // ! shell"),
        case("decoded", "exec(decodeURIComponent(q));  // ! shell"),
        case("URLSearchParams", "exec(new URLSearchParams(q).get('a'));  // ! shell"),
        case("URL", "exec(new URL(q).pathname);  // ! shell"),
        case("WeakMap", "const k = {}; const x = new WeakMap(); x.set(k, q);\nexec(x.get(k));  // ! shell"),
        case("setTimeout with arguments", "setTimeout(x => {\n  exec(x);  // ! shell\n}, 1, q);"),
        bug(
            "arguments of nextTick are counted from the wrong place",
            "process.nextTick",
            "process.nextTick(x => {\n  exec(x);  // ! shell\n}, q);",
        ),
        case("util.format", "exec(require('util').format('%s', q));  // ! shell"),
        case("Symbol", "exec(String(Symbol('a')));"),
        case("proxy", "exec(new Proxy({a: q}, {}).a);  // ! shell"),
    ],
)
def test_javascript(body: str) -> None:
    check(javascript(body))
