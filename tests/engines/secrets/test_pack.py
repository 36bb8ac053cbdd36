import json
import subprocess
import sys
from pathlib import Path

from gateline.engines.secrets.decode import ENCODINGS
from gateline.engines.secrets.pack import INFO_PACK, SCAN_PACK, load_scan_rules, read_digest

ROOT = Path(__file__).parents[3]


def test_the_digest_is_read_without_the_rules() -> None:
    assert read_digest() == load_scan_rules()["digest"]
    assert len(read_digest()) == 32


def test_every_rule_that_is_searched_for_can_be_explained() -> None:
    searched = [rule["id"] for rule in load_scan_rules()["rules"]]
    assert sorted(searched) == sorted(json.loads(Path(INFO_PACK).read_bytes()))


def test_every_encoding_has_forms_to_look_for() -> None:
    encoded = load_scan_rules()["encoded"]
    assert [encoding for encoding in ENCODINGS if not encoded[encoding]] == []


def test_one_rule_a_line_so_that_a_change_reads_well() -> None:
    lines = Path(SCAN_PACK).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == [rule["id"] for rule in load_scan_rules()["rules"]]


def test_the_hook_reads_it_without_the_heavy_libraries() -> None:
    code = (
        "import sys; from gateline.engines.secrets.scan import load_scanner; from gateline.engines.secrets.pack import load_scan_rules; "
        "load_scan_rules(); print(sorted({'yaml', 'msgspec', 'argparse'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
