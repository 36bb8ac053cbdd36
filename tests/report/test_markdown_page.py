from gateline.model.report import Report
from gateline.report.markdown_page import page
from gateline.report.options import RenderOptions
from tests.builders import a_finding, a_gap, a_report, a_verdict, a_waiver_use, an_assessed


def text(report: Report, items: int = 20, most: int = 60_000, **options: str) -> str:
    return page(report, RenderOptions(**options), items=items, most=most).decode()  # type: ignore[arg-type]


def blocked(count: int) -> Report:
    items = [an_assessed(a_finding(f"src/{number}.py:1:1"), f"{number:032x}") for number in range(count)]
    return a_report(items, a_verdict("fail", reasons=["too many"], blocked=[item.fingerprint for item in items]))


def test_a_pass_is_three_lines() -> None:
    assert text(a_report(verdict=a_verdict("pass"))) == (
        "## ✅ Gateline passed\n\n**nothing blocks this stage**\n\n\n"
        "<sub>nothing found · 214 files, 1.2 MiB, stage commit, working tree · engines secrets · Gateline 1.2.3</sub>\n"
    )


def test_long_tables_are_cut_with_a_count() -> None:
    shown = text(blocked(50), items=2)
    assert shown.count("| blocked | critical |") == 2
    assert shown.count("… and 48 more") == 2


def test_a_page_never_grows_beyond_its_reader() -> None:
    encoded = page(blocked(500), RenderOptions(), items=500, most=20_000)
    assert len(encoded) <= 20_000
    assert encoded.endswith(b"*More than fits here: see the full report.*\n")
    assert encoded.count(b"<details>") == encoded.count(b"</details>")


def test_places_link_to_the_forge_when_it_is_known() -> None:
    report = a_report([a_finding("a b.py:3:1")], a_verdict("fail", blocked=[f"{0:032x}"]))
    shown = text(report, link_base="https://forge.example/blob/main/")
    assert "[`a b.py:3:1`](https://forge.example/blob/main/a%20b.py#L3)" in shown


def test_mandates_gaps_and_waivers_are_told() -> None:
    verdict = a_verdict(
        "incomplete",
        missing=["sast on python"],
        violated=["signed image"],
        gaps=[a_gap("a.bin", note="raise it"), a_gap("", "secrets", "empty")],
        waivers=[a_waiver_use("a" * 32, "stale"), a_waiver_use("b" * 32, "used")],
    )
    shown = text(a_report(verdict=verdict))
    assert "- **violated**: signed image\n- **no evidence**: sast on python\n" in shown
    assert "- `a.bin`: larger than the limit (source); raise it\n" in shown
    assert "- the whole target: nothing was looked at (secrets)\n" in shown
    assert "- `aaaaaaaaaaaa` stale: its finding is gone: remove it\n" in shown
    assert "bbbbbbbbbbbb" not in shown


def test_many_gaps_and_waivers_are_cut() -> None:
    verdict = a_verdict(
        gaps=[a_gap(f"{number}.bin") for number in range(5)],
        waivers=[a_waiver_use(f"{number}" * 32, "stale") for number in range(5)],
    )
    assert text(a_report(verdict=verdict), items=2).count("- … and 3 more") == 2


def test_many_places_of_one_flaw_are_counted() -> None:
    finding = a_finding(occurrences=[f"b{number}.py:1:1" for number in range(9)])
    shown = text(a_report([finding], a_verdict("fail", blocked=[f"{0:032x}"])))
    assert "`b3.py:1:1` and 5 more\n" in shown
    assert "| `src/settings.py:14:9` and 9 more places |" in shown
