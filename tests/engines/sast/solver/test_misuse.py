"""Call and write rules against arguments: constants after folding, options, absence, numbers, bits, patterns."""

from typing import Any

import pytest

from gateline.engines.sast.knowledge import knowledge
from gateline.engines.sast.rule_match import Test
from gateline.engines.sast.solver.misuse import breaks
from gateline.engines.sast.solver.values import UNKNOWN, Value, constant, of_paths, union
from tests.engines.sast.programs import solved

DATA = Value(taint={"remote": (0, None)})


@pytest.mark.parametrize(
    ("test", "value", "is_broken"),
    [
        ({"in_": ("md5",)}, constant("MD5"), True),
        ({"in_": ("md5",)}, constant("sha256"), False),
        ({"in_": ("md5",)}, union(constant("sha256"), constant("md5")), True),
        ({"in_": ("md5",)}, UNKNOWN, False),
        ({"in_": ("hashlib.md5",)}, of_paths("hashlib.md5"), True),
        ({"in_": (False,)}, constant(0), True),
        ({"in_": (True,)}, constant(1), False),
        ({"in_": (False,)}, constant(False), True),
        ({"not_in": ("a",)}, constant("b"), True),
        ({"not_in": ("a",)}, UNKNOWN, False),
        ({"below": 2048}, constant(1024), True),
        ({"below": 2048}, constant(2048), False),
        ({"below": 2048}, constant(True), False),
        ({"above": 5}, constant(6), True),
        ({"above": 5}, constant("6"), False),
        ({"any_bits": 0o022}, constant(0o777), True),
        ({"any_bits": 0o022}, constant(0o700), False),
        ({"matches": "^a+$"}, constant("aaa"), True),
        ({"matches": "^a+$"}, constant(1), False),
        ({"is_": "constant"}, constant("a"), True),
        ({"is_": "constant"}, constant(""), False),
        ({"is_": "constant"}, UNKNOWN, False),
        ({"is_": "dynamic"}, DATA, True),
        ({"is_": "dynamic"}, constant("a"), False),
        ({"is_": "interpolated"}, DATA, True),
        ({"is_present": True}, UNKNOWN, True),
        ({"is_present": True}, None, False),
        ({"in_": ("a",)}, None, False),
    ],
)
def test_values(test: dict[str, Any], value: Value | None, is_broken: bool) -> None:
    assert breaks(Test(**test), value) is is_broken


@pytest.mark.parametrize(
    ("path", "code", "rule", "lines"),
    [
        ("a.py", "import requests\nv = not True\nrequests.get('https://a', verify=v)\n", "sast/tls-not-verified", {3}),
        (
            "a.py",
            "import requests\nrequests.get('https://a', verify=True)\nrequests.get('https://a', verify=x)\n",
            "sast/tls-not-verified",
            set(),
        ),
        ("a.py", "import requests\nkw = {'verify': False}\nrequests.get('https://a', **kw)\n", "sast/tls-not-verified", {3}),
        (
            "a.py",
            "import requests\ndef get(u, verify):\n    return requests.get(u, verify=verify)\nget('https://a', False)\n",
            "sast/tls-not-verified",
            {3},
        ),
        ("a.py", "import hashlib\nhashlib.new('m' + 'd5', b'x')\n", "sast/weak-hash", {2}),
        ("a.py", "import hashlib\nhashlib.md5(b'x', usedforsecurity=False)\n", "sast/weak-hash", set()),
        ("a.py", "import hashlib\nif False:\n    hashlib.md5(b'x')\n", "sast/weak-hash", set()),
        ("a.py", "import hashlib as h\nm = h.md5\nm(b'x')\n", "sast/weak-hash", {3}),
        (
            "a.js",
            "const c = require('crypto');\nconst alg = ['md5', 'sha256'];\nc.createHash(alg[0]);\nc.createHash(alg[1]);\n",
            "sast/weak-hash",
            {3},
        ),
        (
            "a.js",
            "const https = require('https');\nconst o = { rejectUnauthorized: false };\nhttps.request('https://a', o);\n",
            "sast/tls-not-verified",
            {3},
        ),
    ],
)
def test_programs(path: str, code: str, rule: str, lines: set[int]) -> None:
    assert rule in knowledge().rules
    machine = solved({path: code})
    starts = [0, *[number + 1 for number, char in enumerate(code) if char == "\n"]]
    found = {sum(start <= misuse.site[1] >> 16 for start in starts) for misuse in machine.misuses.values() if misuse.rule == rule}
    assert found == lines
