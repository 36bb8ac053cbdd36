"""What ships of the rules is what their files say."""

import json
from pathlib import Path

from gateline.engines.sast.rule_pack import INFO_PACK, SCAN_PACK, load_rule_infos, load_scan_rules, read_digest
from gateline.engines.sast.rule_packing import info_pack, load_rules, scan_pack

RULES, _ = load_rules()


def test_pack_is_what_the_files_give() -> None:
    assert Path(SCAN_PACK).read_bytes() == scan_pack(RULES)
    assert Path(INFO_PACK).read_bytes() == info_pack(RULES)


def test_the_digest_is_read_without_the_rules() -> None:
    assert read_digest() == json.loads(Path(SCAN_PACK).read_bytes())["digest"]
    assert len(read_digest()) == 32


def test_every_rule_that_is_looked_for_can_be_explained() -> None:
    assert [rule.id for rule in load_scan_rules()] == sorted(load_rule_infos())
    assert load_rule_infos() == {rule.id: rule.info() for rule in RULES}


def test_files_stay_small_and_read_well() -> None:
    for path in (SCAN_PACK, INFO_PACK):
        assert Path(path).stat().st_size < 1 << 20
        assert len(Path(path).read_bytes().splitlines()) == len(RULES) + 2
