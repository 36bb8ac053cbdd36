import pytest

from gateline.engines.sast.languages.javascript.suppressions import TO_THE_END
from gateline.facts.code import Suppression
from tests.engines.sast.languages.javascript.support import lowered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f() // nosemgrep", Suppression(1, "nosemgrep")),
        ("f() // nosemgrep: a.b.c, d-e", Suppression(1, "nosemgrep", ("a.b.c", "d-e"))),
        ("\n// nosem\nf()", Suppression(3, "nosemgrep")),
        ("x = <a>{/* nosemgrep */}</a>", Suppression(1, "nosemgrep")),
        ("eval(x) // eslint-disable-line no-eval", Suppression(1, "eslint-disable", ("no-eval",))),
        ("// eslint-disable-next-line", Suppression(2, "eslint-disable")),
        (
            "/* eslint-disable-next-line security/detect-child-process, semi -- known words */",
            Suppression(2, "eslint-disable", ("security/detect-child-process",), "known words"),
        ),
        ("/* eslint-disable no-new-func */\nf()\n/* eslint-enable */", Suppression(1, "eslint-disable", ("no-new-func",), "", 3)),
        ("f()\n/* eslint-disable */", Suppression(2, "eslint-disable", (), "", TO_THE_END)),
        ("// codeql[js/xss]\nf()", Suppression(2, "codeql", ("js/xss",))),
        ("f() // lgtm [js/xss]", Suppression(1, "lgtm", ("js/xss",))),
        ("f() // gateline:ignore", Suppression(1, "gateline:ignore")),
        (
            "f() // gateline:ignore sast/xss, sast/sqli -- checked by hand",
            Suppression(1, "gateline:ignore", ("sast/xss", "sast/sqli"), "checked by hand"),
        ),
        ("f() // gateline:ignore=sast/xss", Suppression(1, "gateline:ignore", ("sast/xss",))),
        ("f() // NOSONAR", Suppression(1, "NOSONAR")),
        ("f() // njsscan-ignore: node_x", Suppression(1, "njsscan-ignore", ("node_x",))),
    ],
)
def test_markers(text: str, expected: Suppression) -> None:
    assert lowered(text).suppressions == (expected,)


@pytest.mark.parametrize(
    "text",
    [
        "/* eslint-disable semi, no-console */",
        "f('nosemgrep')",
        "const nosem = 1",
        "// eslint-disable-next-line max-len",
        "// gateline:ignored",
    ],
)
def test_what_is_none(text: str) -> None:
    assert lowered(text).suppressions == ()
