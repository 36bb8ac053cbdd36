"""Calls of modelled APIs: data that goes through, into arguments, into callbacks; encoders and decoders."""

import pytest

from tests.engines.sast.programs import bug, case, check, javascript, python


@pytest.mark.parametrize(
    "body",
    [
        case("through a flow", "from urllib.parse import unquote\nrun(unquote(q))  # ! shell"),
        case("through a sanitizer for something else", "import html\nrun(html.escape(q))  # ! shell"),
        case("through a sanitizer for this", "import shlex\nrun(shlex.quote(q))"),
        case("sanitized before being put in a text", "import shlex\nrun('ls %s' % shlex.quote(q))"),
        case("sanitized parts in a list", "import shlex\nrun(' '.join(shlex.quote(x) for x in [q]))"),
        case(
            "encoder twice, decoder once",
            "import base64\nx = base64.b64encode(base64.b64encode(q.encode()))\nrun(base64.b64decode(x).decode())  # ! shell",
        ),
        case("digest", "import hashlib\nrun(hashlib.md5(q.encode()).hexdigest())"),
        case("stored data", "x = sqlite3.connect('x').execute('select a').fetchone()\nrun(x[0])  # ! shell<stored"),
        case("a file's content", "with open('x') as f:\n    run(f.read())  # ! shell<file"),
        case("lines of a file", "for line in open('x'):\n    run(line)  # ! shell<file"),
        case("environment", "run(os.environ['X'])  # ! shell<env\nrun(os.getenv('X'))  # ! shell<env"),
        case("environment's default", "run(os.environ.get('X', q))  # ! shell? shell<env"),
        case("typed", "run(input())  # ! shell<cli"),
        case("answer of a server", "import requests\nrun(requests.get('https://a').text)  # ! shell<response"),
        case("two sources", "run(q + os.environ['X'])  # ! shell shell<env"),
        case("subprocess's output", "run(subprocess.check_output(['ls', '-l']).decode())"),
        case("pattern's groups", "import re\nrun(re.match('a(.*)', q).group(1))  # ! shell"),
        bug("re.sub of everything else is no sanitizer", "replaced by a pattern", "import re\nrun(re.sub('[^a-z]', '', q))"),
        case("replaced by a weak pattern", "import re\nrun(re.sub('[;]', '', q))  # ! shell"),
        case("path's parts", "from pathlib import Path\nrun(str(Path(q) / 'a'))  # ! shell"),
        case(
            "argument parser",
            "import argparse\np = argparse.ArgumentParser()\np.add_argument('x')\nrun(p.parse_args().x)  # ! shell<cli",
        ),
    ],
)
def test_python(body: str) -> None:
    check(python("---\n" + body))


@pytest.mark.parametrize(
    "body",
    [
        case("callback of a file", "require('fs').readFile('x', 'utf8', (err, data) => {\n  exec(data);  // ! shell<file\n});"),
        case("promise of a file", "exec(await require('fs/promises').readFile('x', 'utf8'));  // ! shell<file"),
        case("sync", "exec(require('fs').readFileSync('x', 'utf8'));  // ! shell<file"),
        case(
            "merged into an argument",
            "const o = {}; require('lodash').merge(o, req.body);  // ! prototype\nexec(o.x);  // ! shell",
        ),
        case("query string", "exec(require('querystring').parse(q).a);  // ! shell"),
        case("path's base name", "exec(require('path').basename(q));  // ! shell"),
        case("environment", "exec(process.env.X);  // ! shell<env"),
        case(
            "database's callback",
            "require('mysql').createConnection({}).query('select 1', (err, rows) => {\n  exec(rows[0].a);  // ! shell<stored\n});",
        ),
        case(
            "database's promise",
            "const { Pool } = require('pg');\nconst r = await new Pool().query('select 1');\nexec(r.rows[0].a);  // ! shell<stored",
        ),
        case(
            "database's then",
            "const { Pool } = require('pg');\nnew Pool().query('select 1').then(r => {\n  exec(r.rows[0].a);  // ! shell<stored\n});",
        ),
        case("child's callback", "exec('ls', (err, out) => { exec('cat ' + err); });"),
    ],
)
def test_javascript(body: str) -> None:
    check(javascript(body))
