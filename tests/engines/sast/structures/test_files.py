"""Checks of single files: settings, elements, merges, messages, random numbers, mail logins, hidden code."""

from typing import Any

import pytest

from tests.engines.sast.programs import case
from tests.engines.sast.structures.programs import check

SETTINGS = "INSTALLED_APPS = ['shop']\nROOT_URLCONF = 'shop.urls'\n"
MIDDLE = {"setting": "MIDDLEWARE", "lacks": ["csrf"], "has": ["sessions"]}


@pytest.mark.parametrize(
    ("path", "code", "options"),
    [
        case("constant", "settings.py", SETTINGS + "DEBUG = True  # !\n", {"setting": "DEBUG", "in": [True]}),
        case("1 is not True", "settings.py", SETTINGS + "DEBUG = 1\n", {"setting": "DEBUG", "in": [True]}),
        case("computed", "settings.py", SETTINGS + "DEBUG = env('DEBUG')\n", {"setting": "DEBUG", "in": [True]}),
        case("development", "settings/dev.py", SETTINGS + "DEBUG = True\n", {"setting": "DEBUG", "in": [True]}),
        case("no settings", "app.py", "DEBUG = True\n", {"setting": "DEBUG", "in": [True]}),
        case("layered", "shop/settings/production.py", "from .base import *\nDEBUG = True  # !\n", {"setting": "DEBUG", "in": [True]}),
        case("item", "settings.py", SETTINGS + "ALLOWED_HOSTS = ['a.example', '*']  # !\n", {"setting": "ALLOWED_HOSTS", "in": ["*"]}),
        case("text of a constant", "settings.py", SETTINGS + "SECRET_KEY = 'swordfish'  # !\n", {"setting": "SECRET_KEY", "is": "constant"}),
        case("a placeholder", "settings.py", SETTINGS + "SECRET_KEY = 'xxxx'\n", {"setting": "SECRET_KEY", "is": "constant"}),
        case("by another name", "settings.py", SETTINGS + "KEY = 'swordfish'\nSECRET_KEY = KEY  # !\n", {"setting": "SECRET_KEY", "is": "constant"}),
        case("empty", "settings.py", SETTINGS + "V = []  # !\n", {"setting": "V", "is": "empty"}),
        case("filled later", "settings.py", SETTINGS + "V = []\nV += ['x']\n", {"setting": "V", "is": "empty"}),
        case("lacks", "settings.py", SETTINGS + "MIDDLEWARE = ['sessions']  # !\n", MIDDLE),
        case("lacks, added later", "settings.py", SETTINGS + "MIDDLEWARE = ['sessions']\nMIDDLEWARE.insert(0, 'csrf')\n", MIDDLE),
        case("lacks, spread", "settings.py", SETTINGS + "MIDDLEWARE = ['sessions', *MORE]\n", MIDDLE),
        case("lacks, not the others either", "settings.py", SETTINGS + "MIDDLEWARE = ['common']\n", MIDDLE),
        case("first", "settings.py", SETTINGS + "H = ['a.MD5', 'b']  # !\n", {"setting": "H", "first": "MD5$"}),
        case("not the first", "settings.py", SETTINGS + "H = ['b', 'a.MD5']\n", {"setting": "H", "first": "MD5$"}),
        case("under a key", "settings.py", SETTINGS + "R = {'P': ['Any']}  # !\n", {"setting": "R", "key": "P", "in": ["Any"]}),
        case("with another", "settings.py", SETTINGS + "W = True\nA = True  # !\n", {"setting": "A", "in": [True], "with": "W"}),
        case("without the other", "settings.py", SETTINGS + "W = False\nA = True\n", {"setting": "A", "in": [True], "with": "W"}),
    ],
)  # fmt: skip
def test_setting(path: str, code: str, options: dict[str, Any]) -> None:
    check(code, "setting", path, **options)


LINK = {"tags": ["a"], "has": {"target": "^_blank$", "href": "^https?:"}, "lacks": {"rel": "noopener"}}


@pytest.mark.parametrize(
    ("element", "options"),
    [
        case("lacks it", '<a href="https://x.example" target="_blank" />;  // !', LINK),
        case("has it", '<a href="https://x.example" target="_blank" rel="noopener" />;', LINK),
        case("has another value", '<a href="https://x.example" target="_blank" rel="nofollow" />;  // !', LINK),
        case("computed", '<a href="https://x.example" target="_blank" rel={rel} />;', LINK),
        case("spread", '<a href="https://x.example" target="_blank" {...more} />;', LINK),
        case("own page", '<a href="/x" target="_blank" />;', LINK),
        case("one of two", '<script src="//x.example/a.js" />;  // !', {"tags": ["script"], "has": {"href|src": "^//"}, "lacks": {"integrity": ""}}),
        case("given, whatever it is", '<script src="//x.example/a.js" integrity={x} />;', {"tags": ["script"], "has": {"src": "^//"}, "lacks": {"integrity": ""}}),
    ],
)  # fmt: skip
def test_element(element: str, options: dict[str, Any]) -> None:
    check("export const x = " + element + "\n", "element", "page.jsx", **options)


def _merge(
    head: str = "", *, test: str = "d[k]", loop: str = "for (const k in s) {", end: str = "}", mark: str = "  // !"
) -> str:
    return (
        f"function merge(d, s) {{\n{head}  {loop}\n    if ({test}) merge(d[k], s[k]);{mark}\n    else d[k] = s[k];\n  {end}\n}}\n"
    )


@pytest.mark.parametrize(
    "code",
    [
        case("for in", _merge()),
        case("keys", _merge(loop="Object.keys(s).forEach((k) => {", end="});")),
        case("for of", _merge(loop="for (const k of Object.keys(s)) {")),
        case("entries", "function merge(d, s) {\n  for (const [k, v] of Object.entries(s)) {\n    if (v.x) merge(d[k], v);  // !\n    else d[k] = v;\n  }\n}\n"),
        case("counted", "function merge(d, s) {\n  const keys = Object.keys(s);\n  for (let i = 0; i < keys.length; i++) {\n    const k = keys[i];\n    if (d[k]) merge(d[k], s[k]);  // !\n    else d[k] = s[k];\n  }\n}\n"),
        case("by a variable", "function merge(d, s) {\n  for (const k in s) {\n    const v = d[k];\n    if (v) merge(v, s[k]);  // !\n    else d[k] = s[k];\n  }\n}\n"),
        case("arrow", "const merge = (d, s) => {\n  for (const k in s) {\n    if (d[k]) merge(d[k], s[k]);  // !\n    else d[k] = s[k];\n  }\n};\n"),
        case("skips the name", _merge("  if (k === '__proto__') return;\n", mark="")),
        case("list of names", "const bad = ['__proto__', 'constructor'];\n" + _merge(test="!bad.includes(k) && d[k]", mark="")),
        case("asks a function", "function ok(k) { return k !== '__proto__' && k !== 'constructor'; }\n" + _merge(test="ok(k) && d[k]", mark="")),
        case("own member of the target", _merge(test="d.hasOwnProperty(k)", mark="")),
        case("own member of the target, new style", _merge(test="Object.hasOwn(d, k)", mark="")),
        case("own member of the source", _merge(test="s.hasOwnProperty(k)")),
        case("an ordinary object", _merge(test="d[k] instanceof Object", mark="")),
        case("copies", "function copy(s, f) {\n  const r = {};\n  for (const k in s) r[k] = copy(s[k], f);\n  return r;\n}\n"),
        case("changes in place", "function map(s, f) {\n  for (const k in s) s[k] = map(s[k], f);\n  return s;\n}\n"),
        case("flat", "function extend(d, s) {\n  for (const k in s) d[k] = s[k];\n}\n"),
    ],
)  # fmt: skip
def test_recursive_merge(code: str) -> None:
    check(code, "recursive-merge")


@pytest.mark.parametrize(
    "code",
    [
        case("listener", "window.addEventListener('message', (e) => {  // !\n  run(e.data);\n});\n"),
        case("bare", "document.title = 'x';\naddEventListener('message', function (e) {  // !\n  run(e.data);\n});\n"),
        case("assigned", "window.onmessage = (e) => run(e.data);  // !\n"),
        case("origin", "window.addEventListener('message', (e) => {\n  if (e.origin !== o) return;\n  run(e.data);\n});\n"),
        case("source", "window.addEventListener('message', (e) => {\n  if (e.source !== frame.contentWindow) return;\n  run(e.data);\n});\n"),
        case("taken apart", "window.addEventListener('message', ({ data, origin }) => { if (origin === o) run(data); });\n"),
        case("taken apart, without", "window.addEventListener('message', ({ data }) => run(data));  // !\n"),
        case("by name", "function on(e) { run(e.data); }\nwindow.addEventListener('message', on);  // !\n"),
        case("handed on", "function on(e) { if (ok(e)) run(e.data); }\nfunction ok(e) { return e.origin === o; }\nwindow.addEventListener('message', on);\n"),
        case("handed to another file", "import { ok } from './ok';\nwindow.addEventListener('message', (e) => { if (ok(e)) run(e.data); });\n"),
        case("worker's answers", "const w = new Worker('w.js');\nw.addEventListener('message', (e) => run(e.data));\n"),
        case("a worker", "self.onmessage = (e) => self.postMessage(work(e.data));\n"),
        case("another event", "window.addEventListener('storage', (e) => run(e.data));\n"),
        case("data unread", "window.addEventListener('message', (e) => log('x'));\n"),
    ],
)  # fmt: skip
def test_messages(code: str) -> None:
    check(code, "message-origin-unchecked")


CRYPTO = "const crypto = require('crypto');\n"


@pytest.mark.parametrize(
    "code",
    [
        case("remainder", "const n = crypto.randomBytes(1)[0] % 10;  // !\n"),
        case("power of two", "const n = crypto.randomBytes(1)[0] % 16;\n"),
        case("by variables", "const bytes = crypto.randomBytes(8);\nconst n = bytes[i] % 62;  // !\n"),
        case("length of letters", "const letters = 'abcde';\nconst b = crypto.randomBytes(8);\nconst c = letters[b[0] % letters.length];  // !\n"),
        case("length of 32 letters", "const letters = 'abcdefghijklmnopqrstuvwxyz234567';\nconst b = crypto.randomBytes(8);\nconst c = letters[b[0] % letters.length];\n"),
        case("browser", "const b = new Uint8Array(8);\ncrypto.getRandomValues(b);\nconst n = b[0] % 10;  // !\n"),
        case("browser, 32 bits", "const b = new Uint32Array(8);\ncrypto.getRandomValues(b);\nconst n = b[0] % 10;\n"),
        case("each byte", "for (const b of crypto.randomBytes(8)) out.push(b % 10);  // !\n"),
        case("drawn again", "const b = crypto.randomBytes(1)[0];\nif (b < 250) out.push(b % 10);\n"),
        case("rounded", "const n = Math.floor(crypto.randomBytes(1)[0] / 25.6);  // !\n"),
        case("scaled", "const n = Math.floor(max * (crypto.randomBytes(1)[0] / 255));\n"),
        case("no secret", "const n = list[0] % 10;\n"),
    ],
)  # fmt: skip
def test_modulo(code: str) -> None:
    check(CRYPTO + code, "modulo-bias")


@pytest.mark.parametrize(
    "code",
    [
        case("SMTP", "import smtplib\ndef f():\n    s = smtplib.SMTP('mail.example')\n    s.login(u, p)  # !\n"),
        case("started", "import smtplib\ndef f():\n    s = smtplib.SMTP('mail.example')\n    s.starttls()\n    s.login(u, p)\n"),
        case("SSL", "import smtplib\ndef f():\n    with smtplib.SMTP_SSL('mail.example') as s:\n        s.login(u, p)\n"),
        case("own host", "import smtplib\ndef f():\n    s = smtplib.SMTP('localhost')\n    s.login(u, p)\n"),
        case("IMAP", "import imaplib\ndef f():\n    s = imaplib.IMAP4('mail.example')\n    s.login(u, p)  # !\n"),
        case("a class", "import smtplib\nclass C:\n    def open(self):\n        self.s = smtplib.SMTP('mail.example')\n        self.s.starttls()\n    def enter(self):\n        self.s.login(u, p)\n"),
    ],
)  # fmt: skip
def test_mail_login(code: str) -> None:
    check(code, "mail-login-without-tls", "app.py")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        case("hex", "app.js", "eval(Buffer.from('636f6e736f6c65', 'hex').toString());  // !\n"),
        case("by a variable", "app.js", "const t = '636f6e736f6c65';\nconst c = Buffer.from(t, 'hex').toString();\nnew Function(c)();  // !\n"),
        case("module", "app.js", "function d(x) { return Buffer.from(x, 'hex').toString(); }\nconst m = require(d('6368696c645f'));  // !\n"),
        case("base64", "app.js", "eval(atob('Y29uc29sZS5sb2c='));  // !\n"),
        case("from outside", "app.js", "eval(atob(text));\n"),
        case("data", "app.js", "const logo = Buffer.from('636f6e736f6c65', 'hex');\n"),
        case("Python", "app.py", "import base64, zlib\nexec(zlib.decompress(base64.b64decode('cHJpbnQoMSk=')))  # !\n"),
        case("Python, from outside", "app.py", "import base64, sys\nexec(base64.b64decode(sys.argv[1]))\n"),
    ],
)  # fmt: skip
def test_encoded_code(path: str, code: str) -> None:
    check(code, "encoded-code", path)
