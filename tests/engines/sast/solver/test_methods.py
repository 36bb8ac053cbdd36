"""Methods of texts, lists, dictionaries, sets, promises and functions."""

import pytest

from tests.engines.sast.programs import bug, case, check, javascript, python


@pytest.mark.parametrize(
    "body",
    [
        case("append", "x = ['a']\nx.append(q)\nrun(x[0])\nrun(x[1])  # ! shell"),
        case("pop from the end", "x = ['a', q]\nrun(x.pop())  # ! shell\nrun(x[0])"),
        case("pop from the front", "x = ['a', q]\nx.pop(0)\nrun(x[0])  # ! shell"),
        case("pop drops the data", "x = [q, 'a']\nx.pop(0)\nrun(x[0])"),
        case("insert moves", "x = [q]\nx.insert(0, 'a')\nrun(x[0])\nrun(x[1])  # ! shell"),
        case("remove a constant", "x = ['a', q, 'b']\nx.remove('a')\nrun(x[0])  # ! shell\nrun(x[1])"),
        case("extend", "x = ['a']\nx.extend(['b', q])\nrun(x[1])\nrun(x[2])  # ! shell"),
        case("clear", "x = [q]\nx.clear()\nx.append('a')\nrun(x[0])"),
        case("slice keeps data", "x = ['a', q]\nrun(x[1:][0])  # ! shell"),
        bug("a slice of a known list loses positions", "slice by position", "x = ['a', q]\nrun(x[:1][0])"),
        bug("a reversed list keeps the old positions", "reverse", "x = ['a', q]\nx.reverse()\nrun(x[0])  # ! shell"),
        case("sorted", "run(sorted(['a', q])[0])  # ! shell"),
        case("join of parts", "run(' '.join(['a', q]))  # ! shell"),
        case("join of constants", "run(' '.join(['a', 'b']))"),
        case("join by data", "run(q.join(['a', 'b']))  # ! shell"),
        case("conditional append", "x = ['a']\nif q:\n    x.append(q)\nrun(x[0])\nrun(x[1])  # ! shell"),
        case("copy is another list", "x = ['a']\ny = list(x)\ny.append(q)\nrun(x[0])\nrun(y[1])  # ! shell"),
        bug("`copy` gives the very same list", "copy method is another list", "x = ['a']\ny = x.copy()\ny[0] = q\nrun(x[0])"),
        bug(
            "deque is not a container",
            "queue",
            "from collections import deque\n---\nx = deque()\nx.append(q)\nrun(x.popleft())  # ! shell",
        ),
        case("index is harmless", "run(str(['a', q].index(q)))"),
        bug(
            "methods that answer with a number keep data where the object is a member of an API",
            "count is harmless",
            "run(str(q.count('a')))",
        ),
        case("set add", "x = set()\nx.add(q)\nfor y in x:\n    run(y)  # ! shell"),
        case("assigned item", "x = ['a', 'b']\nx[0] = q\nrun(x[1])\nrun(x[0])  # ! shell"),
        bug(
            "what is written at an unknown place is not seen at known ones",
            "assigned slice",
            "x = ['a']\nx[0:1] = [q]\nrun(x[0])  # ! shell",
        ),
    ],
)
def test_python_lists(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("by key", "x = {}\nx['a'] = 'ls'\nx['b'] = q\nrun(x['a'])\nrun(x['b'])  # ! shell"),
        case("get", "x = {'a': 'ls', 'b': q}\nrun(x.get('a'))\nrun(x.get('b'))  # ! shell"),
        case("get of a missing key with a default", "x = {'a': 'ls'}\nrun(x.get('z', q))  # ! shell"),
        case("get of a known key with a default", "x = {'a': 'ls'}\nrun(x.get('a', q))"),
        case("table with a constant default", "x = {'a': 'ls'}\nrun(x.get(q, 'id'))"),
        case("table with data as the default", "x = {'a': 'ls'}\nrun(x.get(q, q))  # ! shell"),
        case("setdefault", "x = {}\nrun(x.setdefault('a', q))  # ! shell\nrun(x['a'])  # ! shell"),
        case("update with a dictionary", "x = {'a': 'ls'}\nx.update({'b': q})\nrun(x['a'])\nrun(x['b'])  # ! shell"),
        case("update with keywords", "x = {'a': 'ls'}\nx.update(b=q)\nrun(x['a'])\nrun(x['b'])  # ! shell"),
        case("update overrides", "x = {'a': q}\nx.update({'a': 'ls'})\nrun(x['a'])"),
        case("pop", "x = {'a': q}\nrun(x.pop('a'))  # ! shell"),
        bug("pop leaves the key", "pop takes it out", "x = {'a': q}\nx.pop('a')\nrun(x.get('a', 'ls'))"),
        case("values", "run(list({'a': q}.values())[0])  # ! shell"),
        case("keys", "run(list({'a': q}.keys())[0])"),
        bug("keys that are data are not iterated", "data as a key", "x = {}\nx[q] = 'a'\nfor k in x:\n    run(k)  # ! shell"),
        case("dict of keywords", "x = dict(a='ls', b=q)\nrun(x['a'])\nrun(x['b'])  # ! shell"),
        case("copy is another dictionary", "x = {'a': 'ls'}\ny = dict(x)\ny['a'] = q\nrun(x['a'])"),
        case("merged", "x = {'a': 'ls'} | {'b': q}\nrun(x['b'])  # ! shell"),
        case("written in a branch", "x = {'a': 'ls'}\nif q:\n    x['a'] = q\nrun(x['a'])  # ! shell"),
        case("written under an unknown key", "x = {'a': 'ls'}\nx[str(len(q))] = q\nrun(x['b'])  # ! shell"),
        bug(
            "elements of a defaultdict are not made",
            "defaultdict",
            "from collections import defaultdict\n---\nx = defaultdict(list)\nx['a'].append(q)\nrun(x['a'][0])  # ! shell",
        ),
        case(
            "settings by section and key",
            "import configparser\n---\nx = configparser.ConfigParser()\nx.add_section('s')\nx.set('s', 'a', 'ls')\nx.set('s', 'b', q)\nrun(x.get('s', 'a'))\nrun(x.get('s', 'b'))  # ! shell",
        ),
    ],
)
def test_python_dictionaries(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("format by position", "run('{} {}'.format('a', q))  # ! shell"),
        case("format by number", "run('{1}'.format(q, 'a'))"),
        case("format by name", "run('{x}'.format(x=q, y='a'))  # ! shell"),
        bug("format with keywords only is not taken apart", "format does not use it", "run('{y}'.format(x=q, y='a'))"),
        case("format of data", "run(q.format('a'))  # ! shell"),
        bug("format_map does not look into its dictionary", "format_map", "run('{x}'.format_map({'x': q}))  # ! shell"),
        case("case", "run(q.upper().lower().title())  # ! shell"),
        case("strip", "run(q.strip())  # ! shell"),
        case("split", "run(q.split(',')[0])  # ! shell"),
        case("partition", "run(q.partition(',')[2])  # ! shell"),
        case("encode and decode", "run(q.encode().decode())  # ! shell"),
        case("replace keeps", "run(q.replace('a', 'b'))  # ! shell"),
        case("replace by data", "run('x'.replace('x', q))  # ! shell"),
        case("isdigit is an answer", "run(str(q.isdigit()))"),
        bug(
            "methods that answer with a number keep data where the object is a member of an API",
            "find is a number",
            "run(str(q.find('a')))",
        ),
        case("translate", "run(q.translate({}))  # ! shell"),
        case("center", "run(q.center(20))  # ! shell"),
        case("splitlines", "for x in q.splitlines():\n    run(x)  # ! shell"),
        case("text of constants", "run('a b'.split()[0].upper())"),
    ],
)
def test_python_texts(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("push", "const x = ['a']; x.push(q); exec(x[0]);\nexec(x[1]);  // ! shell"),
        case("pop", "const x = ['a', q]; exec(x[0]);\nexec(x.pop());  // ! shell"),
        case("shift", "const x = [q, 'a'];\nexec(x.shift());  // ! shell\nexec(x[0]);"),
        case("unshift", "const x = ['a']; x.unshift(q); exec(x[1]);\nexec(x[0]);  // ! shell"),
        bug(
            "what is written at an unknown place is not seen at known ones",
            "splice",
            "const x = ['a']; x.splice(0, 0, q);\nexec(x[0]);  // ! shell",
        ),
        case("slice", "const x = ['a', q];\nexec(x.slice(1)[0]);  // ! shell\nexec(x.slice(0, 1)[0]);"),
        case("concat", "const x = ['a'].concat([q]); exec(x[0]);\nexec(x[1]);  // ! shell"),
        case("join", "exec(['a', q].join(' '));  // ! shell"),
        case("map", "exec([q].map(x => x + '!')[0]);  // ! shell"),
        case("map to constants", "exec([q].map(x => 'a')[0]);"),
        case("map of constants", "exec(['a'].map(x => x + '!')[0]);"),
        case("filter", "exec([q].filter(x => x)[0]);  // ! shell"),
        bug("a filter's test does not narrow", "filter by an allow-list", "exec([q].filter(x => ['a', 'b'].includes(x))[0]);"),
        case("find", "exec([q].find(x => x));  // ! shell"),
        case("found in a table", "exec(['a', 'b'].find(x => x === q));"),
        case("forEach", "[q].forEach(x => {\n  exec(x);  // ! shell\n});"),
        case("reduce", "exec([q].reduce((a, x) => a + x, ''));  // ! shell"),
        case("reduce of constants", "exec(['a', 'b'].reduce((a, x) => a + x, ''));"),
        case("flatMap", "exec([q].flatMap(x => [x])[0]);  // ! shell"),
        case("some is an answer", "exec(String([q].some(x => x)));"),
        bug("entries of a list are not made", "entries", "for (const [i, x] of [q].entries()) {\n  exec(x);  // ! shell\n}"),
        case("Map", "const x = new Map(); x.set('a', 'ls'); x.set('b', q); exec(x.get('a'));\nexec(x.get('b'));  // ! shell"),
        bug("pairs given to Map are lost", "Map from pairs", "const x = new Map([['b', q]]);\nexec(x.get('b'));  // ! shell"),
        case("Map of constants picked by data", "const x = new Map([['b', 'ls']]); exec(x.get(q));"),
        case("Set", "const x = new Set(); x.add(q);\nfor (const y of x) {\n  exec(y);  // ! shell\n}"),
        case("Set from a list", "exec([...new Set([q])][0]);  // ! shell"),
        case("Object.keys", "exec(Object.keys({a: q})[0]);"),
        case("Object.values", "exec(Object.values({a: q})[0]);  // ! shell"),
        case("Object.entries", "for (const [k, v] of Object.entries({a: q})) {\n  exec(v);  // ! shell\n  exec(k);\n}"),
        case("Object.assign", "const x = Object.assign({}, {a: 'ls'}, {b: q}); exec(x.a);\nexec(x.b);  // ! shell"),
        case("Array.from", "exec(Array.from([q])[0]);  // ! shell"),
        case("length is harmless", "exec(String(q.length));"),
        case("case", "exec(q.toUpperCase().trim());  // ! shell"),
        case("split", "exec(q.split(',')[0]);  // ! shell"),
        case("concat of texts", "exec('a'.concat(q));  // ! shell"),
        case("concat on data", "exec(q.concat('a'));  // ! shell"),
        case("replace keeps", "exec(q.replace('a', 'b'));  // ! shell"),
        case("replaced by a white list", "exec(q.replace(/[^a-z0-9]/g, ''));"),
        case("replaced once only", "exec(q.replace(/[^a-z0-9]/, ''));  // ! shell"),
        case("substring", "exec(q.substring(1, 3));  // ! shell"),
        case("padStart", "exec(q.padStart(10));  // ! shell"),
        case("padded with data", "exec('a'.padStart(10, q));  // ! shell"),
        case("match", "exec(q.match(/a(.*)/)[1]);  // ! shell"),
        case("toString", "exec(q.toString());  // ! shell"),
        case("JSON there and back", "exec(JSON.parse(JSON.stringify({a: q})).a);  // ! shell"),
    ],
)
def test_javascript(body: str) -> None:
    check(javascript(body))


@pytest.mark.parametrize(
    "body",
    [
        case("then", "Promise.resolve(q).then(x => {\n  exec(x);  // ! shell\n});"),
        case(
            "chain",
            "Promise.resolve(q).then(x => x + '!').then(x => {\n  exec(x);  // ! shell\n});",
        ),
        case("chain drops", "Promise.resolve(q).then(x => 'a').then(x => { exec(x); });"),
        case(
            "then of an async function",
            "async function give(x) { return x; }\n---\ngive(q).then(x => {\n  exec(x);  // ! shell\n});",
        ),
        case("constructor", "exec(await new Promise(done => done(q)));  // ! shell"),
        case("constructor, later", "exec(await new Promise(done => setTimeout(() => done(q), 1)));  // ! shell"),
        case("constructor of a constant", "exec(await new Promise(done => done('a')));"),
        case("all", "const [a, b] = await Promise.all(['ls', Promise.resolve(q)]); exec(a);\nexec(b);  // ! shell"),
        case("race", "exec(await Promise.race([q]));  // ! shell"),
        case("allSettled", "const x = await Promise.allSettled([q]);\nexec(x[0].value);  // ! shell"),
        case("finally passes on", "exec(await Promise.resolve(q).finally(() => {}));  // ! shell"),
        bug("what catch gives is lost", "catch gives its own", "exec(await Promise.reject('a').catch(() => q));  // ! shell"),
        case("timer", "setTimeout(() => {\n  exec(q);  // ! shell\n}, 1);"),
        case("call", "function give(x) { return x; }\n---\nexec(give.call(null, q));  // ! shell"),
        case(
            "apply",
            "function give(x, y) { return y; }\n---\nexec(give.apply(null, [q, 'a']));\nexec(give.apply(null, ['a', q]));  // ! shell",
        ),
        bug(
            "arguments of unknown number are lost",
            "apply with arguments nobody counts",
            "function give(x) { return x; }\n---\nexec(give.apply(null, q.split(' ')));  // ! shell",
        ),
        case("bind", "function give() { return this.x; }\n---\nexec(give.bind({x: q})());  // ! shell"),
        case("bind with arguments", "function give(x) { return x; }\n---\nexec(give.bind(null, q)());  // ! shell"),
        bug("bind of an API loses it", "bound API", "const go = exec.bind(null);\ngo(q);  // ! shell"),
    ],
)
def test_promises_and_functions(body: str) -> None:
    check(javascript(body))
