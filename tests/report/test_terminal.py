import re
from textwrap import dedent

import pytest

from gateline.model.finding import Role
from gateline.report.terminal import render
from tests.builders import a_finding, a_gap, a_report, a_rule_info, a_step, a_verdict, a_waiver_use, an_assessed
from tests.report.exemplar import exemplar
from tests.report.golden import assert_golden
from tests.report.screen import shown


def test_a_pass_without_findings_says_what_was_looked_at() -> None:
    report = a_report(verdict=a_verdict("pass", reasons=["3 policy rules looked at 0 findings"]))
    assert shown(render, report, width=60) == dedent("""\
        ✓ passed  3 policy rules looked at 0 findings
                  stage commit · working tree

        nothing found
        214 files, 1.2 MiB · 198 distinct contents
        engines: secrets
        """)


def test_what_failed_the_gate_stands_first_with_its_way_out() -> None:
    item = an_assessed(a_finding(occurrences=["deploy/old.env:3:14"]), is_new=True)
    report = a_report([item], a_verdict("fail", reasons=["a secret blocks"], blocked=[item.fingerprint]))
    assert shown(render, report, width=72) == dedent("""\
        ✗ failed  a secret blocks
                  stage commit · working tree

        Blocked ────────────────────────────────────────────────────── 1 finding
         critical  GitHub personal access token               secrets/github-pat
         ▎ src/settings.py:14:9  and 1 more place  new
         ▎ GitHub personal access token in `GITHUB_TOKEN`
         ▎     14 │ GITHUB_TOKEN = "ghp_x7…9f3a"
         ▎ evidence the vendor's prefix and length · the checksum holds
         ▎ fix      Revoke it at Settings → Developer settings, then read the
         ▎          new one from the environment.
         ▎ more     gateline explain 3f9a1c2b4d5e

        1 finding · 1 critical · 1 new
        214 files, 1.2 MiB · 198 distinct contents · engines: secrets
        """)


def test_the_whole_screen() -> None:
    assert_golden("terminal.txt", shown(render, exemplar(), width=100).encode())


def test_the_whole_screen_in_colour_with_links() -> None:
    options = {"width": 100, "color": True, "hyperlinks": True, "link_base": "https://forge.example/blob/main/"}
    assert_golden("terminal-color.txt", shown(render, exemplar(), **options).encode())


def test_colour_changes_no_letter() -> None:
    coloured = shown(render, exemplar(), color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == shown(render, exemplar())


def test_ascii_terminals_get_ascii() -> None:
    report = a_report([a_finding("größe/→.py:1:1")], a_verdict("incomplete", gaps=[a_gap("文件", note="a — b")]))
    text = shown(render, report, unicode=False, width=60)
    assert text.isascii()
    assert "o incomplete" in text
    assert r"gr\xf6\xdfe/->.py:1:1" in text


def test_a_file_name_cannot_move_the_cursor() -> None:
    report = a_report([a_finding("a\x1b[2J\r\u202egpj.py:1:1")], a_verdict("fail", blocked=[f"{0:032x}"]))
    text = shown(render, report)
    assert r"a\x1b[2J\x0d\u202egpj.py:1:1" in text
    assert "\x1b" not in text


def test_long_lists_are_cut_with_a_count() -> None:
    findings = [a_finding(f"src/{number}.py:1:1") for number in range(40)]
    report = a_report(findings, a_verdict("fail", blocked=[f"{number:032x}" for number in range(40)]))
    text = shown(render, report, items=3)
    assert text.count("gateline explain") == 3
    assert " … and 37 more: --format json" in text


def test_the_end_of_a_long_path_is_kept() -> None:
    report = a_report([a_finding("very/long/" * 12 + "settings.py:14:9")], a_verdict("fail", blocked=[f"{0:032x}"]))
    line = next(line for line in shown(render, report, width=60).splitlines() if "settings.py" in line)
    assert line.startswith(" ▎ …")
    assert line.endswith("/settings.py:14:9")
    assert len(line) == 60


def test_mandates_stand_with_the_verdict() -> None:
    text = shown(render, a_report(verdict=a_verdict("incomplete", missing=["sast on python"], violated=["signed image"])))
    assert "          violated  signed image\n" in text.replace("incomplete", "failed    ")
    assert "no evidence  sast on python\n" in text


def test_shadow_mode_and_break_glass_are_named() -> None:
    items = [an_assessed(a_finding(), "a" * 32), an_assessed(a_finding(), "b" * 32)]
    text = shown(render, a_report(items, a_verdict(would_block=["a" * 32], overridden=["b" * 32], is_audited=True)), width=100)
    assert "Would block (shadow mode) ───" in text
    assert "Overridden by break-glass ───" in text
    assert "break-glass: this run must be kept" in text


def test_a_long_trace_loses_its_middle() -> None:
    trace = [a_step(f"a.py:{line}:1", Role.PROPAGATION, f"hop {line}") for line in range(1, 10)]
    text = shown(render, a_report([a_finding(trace=trace)], a_verdict("fail", blocked=[f"{0:032x}"])))
    assert "hop 3" in text
    assert "… 3 steps between" in text
    assert "hop 7" in text
    assert "hop 5" not in text


def test_gaps_of_one_kind_share_their_lines() -> None:
    gaps = [a_gap(f"data/{number}.bin", note="raise limits.bytes") for number in range(5)]
    text = shown(render, a_report(verdict=a_verdict(gaps=gaps)))
    assert " larger than the limit (source)\n   data/0.bin, data/1.bin, data/2.bin and 2 more\n   raise limits.bytes\n" in text


def test_waivers_in_use_are_no_news() -> None:
    waivers = [a_waiver_use("a" * 32, "used"), a_waiver_use("b" * 32, "unused")]
    text = shown(render, a_report(verdict=a_verdict(waivers=waivers)))
    assert "aaaaaaaaaaaa" not in text
    assert "unused   bbbbbbbbbbbb  nothing would block or warn without it" in text


@pytest.mark.parametrize("message", ["GitHub Personal access token", "GitHub Personal access token: `ghp…`"])
def test_a_message_that_says_no_more_than_title_and_preview_is_left_out(message: str) -> None:
    report = a_report([a_finding(message=message, preview="ghp…")], a_verdict("fail", blocked=[f"{0:032x}"]))
    assert "GitHub Personal" not in shown(render, report)


def test_a_rule_without_title_is_shown_by_its_id_once() -> None:
    report = a_report([a_finding(rule="other/rule")], rules=[a_rule_info("other/rule", title="other/rule")])
    assert shown(render, report).count("other/rule") == 1
