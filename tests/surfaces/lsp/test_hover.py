"""All about a finding, for a small window."""

from gateline.pipeline.live.ledger import Judged, Lot
from gateline.surfaces.lsp.hover import as_markdown, as_plain
from tests.builders import a_finding, a_rule_info, an_assessed

STANDING = Judged(
    an_assessed(a_finding(message="Token in <b>`KEY`</b> [x](http://evil)", evidence=["checksum *holds*"])), Lot.BLOCKED
)


def test_markdown() -> None:
    assert as_markdown(STANDING, a_rule_info()) == (
        "**Token in \\<b\\>`KEY`\\</b\\> \\[x\\](http://evil)**\n\n"
        "critical, at high confidence; does not pass the gate\n\n"
        "*Evidence:* checksum \\*holds\\*\n\n"
        "Grants its owner's access to every repository. Bots find pushed tokens within minutes.\n\n"
        "**Fix:** Revoke it at *Settings → Developer settings*, then read the new one from the environment.\n\n"
        "[CWE-798](https://cwe.mitre.org/data/definitions/798.html) · "
        "[docs.github.com/authentication](https://docs.github.com/authentication)\n\n"
        "`secrets/github-pat` `3f9a1c2b4d5e6f708192a3b4c5d6e7f8`"
    )


def test_plain() -> None:
    assert as_plain(STANDING, a_rule_info()).splitlines() == [
        "Token in <b>`KEY`</b> [x](http://evil)",
        "critical, at high confidence; does not pass the gate",
        "Evidence: checksum *holds*",
        "",
        "Grants its owner's access to every repository. Bots find pushed tokens within minutes.",
        "",
        "Fix: Revoke it at *Settings → Developer settings*, then read the new one from the environment.",
        "https://cwe.mitre.org/data/definitions/798.html",
        "https://docs.github.com/authentication",
        "secrets/github-pat 3f9a1c2b4d5e6f708192a3b4c5d6e7f8",
    ]


def test_without_evidence_or_links_nothing_is_left_open() -> None:
    bare = Judged(an_assessed(a_finding(evidence=[])), Lot.REPORTED)
    assert "\n\n\n" not in as_markdown(bare, a_rule_info(cwe=[], references=[]))
