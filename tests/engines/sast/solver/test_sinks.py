"""Sinks: what is harmless for one kind is not for another; commands, constants, secrets, guessable tokens, names of receivers."""

import pytest

from gateline.engines.sast.solver.sinks import is_secret_name, words_of
from tests.engines.sast.programs import bug, case, check, javascript, python


@pytest.mark.parametrize(
    "body",
    [
        case("escaped markup is no shell word", "import html\n---\nx = html.escape(q)\nrun(x)  # ! shell\nreturn x"),
        case("markup unescaped", "return '<p>' + q  # ! html"),
        case("quoted shell word", "import shlex\n---\nrun('ls ' + shlex.quote(q))"),
        case("quoted shell word in SQL", "import shlex\n---\nsqlite3.connect('x').execute('select ' + shlex.quote(q))  # ! sql"),
        case("number", "run('ls ' + str(int(q)))"),
        case("SQL parameters", "sqlite3.connect('x').execute('select ?', (q,))"),
        case("SQL text", "sqlite3.connect('x').execute(f'select {q}')  # ! sql"),
        case("escaped, then unescaped", "import html\n---\nreturn html.unescape(html.escape(q))  # ! html"),
        case("encoded", "import base64\n---\nrun(base64.b64encode(q.encode()).decode())"),
        case(
            "encoded and decoded", "import base64\n---\nrun(base64.b64decode(base64.b64encode(q.encode())).decode())  # ! shell"
        ),
        case("URL-quoted and unquoted", "from urllib.parse import quote, unquote\n---\nrun(unquote(quote(q)))  # ! shell"),
        case("hash", "import hashlib\n---\nrun(hashlib.sha256(q.encode()).hexdigest())"),
        case("two ways, one of them clean", "import shlex\n---\nif len(q) > 3:\n    q = shlex.quote(q)\nrun(q)  # ! shell"),
        case("both ways clean", "import shlex\n---\nif len(q) > 3:\n    x = shlex.quote(q)\nelse:\n    x = 'a'\nrun(x)"),
        case(
            "cleaned for different sinks",
            "import shlex, html\n---\nx = shlex.quote(q) if len(q) > 3 else html.escape(q)\nrun(x)  # ! shell",
        ),
    ],
)
def test_kinds(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("argument of a fixed program", "subprocess.run(['ls', q])"),
        case("the program itself", "subprocess.run([q, 'a'])  # ! command"),
        case("a shell's text", "subprocess.run(['sh', '-c', q])  # ! command"),
        case("a shell's argument", "subprocess.run(['sh', 'x.sh', q])"),
        case("shell asked for", "subprocess.run('ls ' + q, shell=True)  # ! shell"),
        case("no shell asked for", "subprocess.run('ls ' + q, shell=False)  # ! command"),
        case("shell by a variable", "on = True\nsubprocess.run('ls ' + q, shell=on)  # ! shell"),
        case("by keyword", "subprocess.run(args='ls ' + q, shell=True)  # ! shell"),
        case("by keywords in a dictionary", "x = {'shell': True}\nsubprocess.run('ls ' + q, **x)  # ! shell"),
        case("by a list spread", "x = ['ls ' + q]\nrun(*x)  # ! shell"),
        bug(
            "a list of unknown length hides its program",
            "list of unknown length",
            "x = ['ls']\nfor y in request.args:\n    x.append(y)\nsubprocess.run(x)",
        ),
    ],
)
def test_commands(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("a token", "import random\n---\ntoken = str(random.random())  # ! token<weak-random"),
        case("no token", "import random\n---\nposition = str(random.random())"),
        case(
            "a key of a dictionary",
            "import random\n---\nx = {}\nx['session_token'] = random.randint(1, 9)  # ! token<weak-random",
        ),
        case("a strong token", "import secrets\n---\ntoken = secrets.token_hex()"),
        case("a system's random", "import random\n---\ntoken = random.SystemRandom().random()"),
        case(
            "through a function",
            "import random\ndef make():\n    return random.random()\n---\npassword = make()  # ! token<weak-random",
        ),
    ],
)
def test_guessable(body: str) -> None:
    check(python(body))


@pytest.mark.parametrize(
    "body",
    [
        case("a token", "const token = Math.random().toString(36);  // ! token<weak-random"),
        case("no token", "const angle = Math.random() * 360;"),
        case("a strong one", "const token = require('crypto').randomBytes(8).toString('hex');"),
        case("a member", "const user = {}; user.resetToken = Math.random();  // ! token<weak-random"),
    ],
)
def test_guessable_in_javascript(body: str) -> None:
    check(javascript(body))


@pytest.mark.parametrize(
    ("code", "path"),
    [
        case(
            "password in the source",
            "import pymysql\npymysql.connect(host='db', user='shop', password='wood' + 'land')  # ! credentials<constant\n",
            "app.py",
        ),
        case(
            "password from elsewhere",
            "import os, pymysql\npymysql.connect(host='db', password=os.environ['PASSWORD'])  # ! credentials<env\n",
            "app.py",
        ),
        case("placeholder", "import pymysql\npymysql.connect(host='db', password='changeme')\n", "app.py"),
        case(
            "through a constant of the file",
            "import pymysql\nP = 'woodland'\npymysql.connect(host='db', password=P)  # ! credentials<constant\n",
            "app.py",
        ),
        case(
            "options object",
            "const mysql = require('mysql');\nmysql.createConnection({host: 'db', password: 'woodland'});  // ! credentials<constant\n",
            "app.js",
        ),
        case("signing key", "const jwt = require('jsonwebtoken');\njwt.sign({}, 'woodland');  // ! jwt-key<constant\n", "app.js"),
        case(
            "signing key from elsewhere",
            "const jwt = require('jsonwebtoken');\njwt.sign({}, process.env.KEY);  // ! jwt-key<env\n",
            "app.js",
        ),
    ],
)
def test_constants_where_secrets_belong(code: str, path: str) -> None:
    check({path: code})


@pytest.mark.parametrize(
    ("code", "path"),
    [
        case(
            "logged", "import logging\ndef f(user, password):\n    logging.info('login %s', password)  # ! log<secret\n", "app.py"
        ),
        case(
            "logged in a text",
            "import logging\ndef f(user, password):\n    logging.info(f'login {password}')  # ! log<secret\n",
            "app.py",
        ),
        case("its length", "import logging\ndef f(user, password):\n    logging.info('%d', len(password))\n", "app.py"),
        case("its hash by name", "import logging\ndef f(password_hash):\n    logging.info(password_hash)\n", "app.py"),
        case("printed", "function f(user) { console.log(user.password); }  // ! log<secret\n", "app.js"),
        case("a member", "function f(user) { console.log(`x ${user['apiKey']}`); }  // ! log<secret\n", "app.js"),
        case("something else of the user", "function f(user) { console.log(user.name); }\n", "app.js"),
    ],
)
def test_secrets_by_name(code: str, path: str) -> None:
    check({path: code})


@pytest.mark.parametrize(
    "body",
    [
        case("a logger nobody knows", "def f(logger):\n    logger.info(q)  # ! log\nf(make())"),
        case("a cursor nobody knows", "def f(cursor):\n    cursor.execute('select ' + q)  # ! sql\nf(make())"),
        case("something else that executes", "def f(job):\n    job.execute('select ' + q)\nf(make())"),
    ],
)
def test_receivers_by_name(body: str) -> None:
    check(python("---\n" + body))


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        ("password", True),
        ("dbPassword", True),
        ("DB_PASSWD", True),
        ("api_key", True),
        ("clientSecret", True),
        ("password_hash", False),
        ("passwordField", False),
        ("key", False),
        ("token_count", False),
        ("secretary", False),
        ("", False),
    ],
)
def test_names_of_secrets(name: str, is_secret: bool) -> None:
    assert is_secret_name(name) is is_secret


def test_words() -> None:
    assert words_of("getHTTPResponse_code2") == ["get", "http", "response", "code2"]
    assert words_of("") == []
