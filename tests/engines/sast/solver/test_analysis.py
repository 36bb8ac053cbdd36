"""The whole of a program: every file, whatever its language, in an order that does not matter."""

import random
import sys

from gateline.engines.sast.knowledge import knowledge
from gateline.engines.sast.solver.analysis import analyze, build
from tests.engines.sast.programs import check, code_of, javascript, python, seen, solved

FILES = {
    "lib.py": "import os\ndef go(x):\n    os.system(x)  # ! shell<cli\n",
    "main.py": "import sys\nfrom lib import go\ngo(sys.argv[1])\n",
    "web/a.js": "const { exec } = require('child_process');\nexports.go = x => {\n  exec(x);  // ! shell<cli\n};\n",
    "web/b.js": "require('./a').go(process.argv[2]);\n",
}


def test_languages_side_by_side() -> None:
    check({**FILES, **python("run(q)  # ! shell"), **javascript("exec(q);  // ! shell")})


def test_the_order_of_files_does_not_matter() -> None:
    paths = list(FILES)
    wanted = seen(solved(FILES))
    for seed in range(5):
        random.Random(seed).shuffle(paths)
        assert seen(solved({path: FILES[path] for path in paths})) == wanted


def test_nothing_is_a_program() -> None:
    assert seen(solved({})) == set()
    assert seen(solved({"a.py": "", "b.js": ""})) == set()


def test_the_limit_of_recursion_is_put_back() -> None:
    before = sys.getrecursionlimit()
    solved(FILES)
    assert sys.getrecursionlimit() == before


def test_aliases_of_folders() -> None:
    files = code_of(
        {
            "src/lib/a.ts": "import { exec } from 'child_process';\nexport const go = (x: string) => {\n  exec(x);\n};\n",
            "src/main.ts": "import { go } from '@/lib/a';\ngo(process.argv[2]);\n",
        }
    )
    machine = build(files, knowledge().indexes, {"@/": ("src",)})
    analyze(machine)
    assert seen(machine) == {("src/lib/a.ts", 3, "shell<cli")}


def test_functions_without_any_telling_name_are_not_looked_at() -> None:
    machine = solved({"a.py": "def plain(x):\n    return x + 1\ndef telling(x):\n    import os\n    os.system(x)\n"})
    names = {machine.units[number].code.functions[index].name for number, index in machine.variants}
    assert "plain" not in names
    assert "telling" in names
