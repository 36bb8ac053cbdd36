from gateline.rules.load import parse
from gateline.rules.prove import prove
from tests.rules.test_load import GOOD

RULE = parse(GOOD.encode(), "acme.yaml")


def _problems(lines: dict[str, list[int]]) -> list[str]:
    def find(text: bytes, path: str) -> list[tuple[str, int]]:
        return [("secrets/acme", line) for line in lines.get(path if path != "sample.txt" else text.decode()[:5], [])]

    return [f"{one.example}: {one.problem}" for one in prove([RULE], find)]


def test_a_rule_that_does_what_it_says() -> None:
    assert _problems({"acme_": [1], "a.py": [2]}) == []


def test_what_is_not_found_found_elsewhere_or_found_too_much() -> None:
    assert _problems({"acme": [1], "a.py": [1]}) == [
        "fails[0]: expected on line 1: not found",
        "fails[1]: expected on line 2: found on lines [1]",
        "passes[0]: found on line 1",
    ]
