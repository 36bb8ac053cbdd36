"""A target as the policy sees it."""

from gateline.model.gap import Gap, GapReason
from gateline.pipeline.scoped import scope
from gateline.policy.document import Policy
from gateline.policy.load import load_policy
from gateline.source.target import Sighting
from tests.pipeline.targets import Literal


def _excluding(*globs: str) -> Policy:
    text = f"version: 1\nextends: [builtin:default]\nsource: {{exclude: [{{paths: {list(globs)}, reason: vendored}}]}}"
    return load_policy({"p": text.encode()}, "p")


def test_nothing_to_change_changes_nothing() -> None:
    source = Literal({"a": "x"})
    assert scope(source, load_policy({}, "builtin:default")) is source


def test_excluded_paths_are_left_out_and_gaps_stay() -> None:
    gap = Gap("vendor/x", "source", GapReason.UNREADABLE)
    source = scope(Literal({"a": "x", "vendor/b": "y"}, gap), _excluding("vendor/**"))
    assert [item.path for item in source.refs()] == ["vendor/x", "a"]


def test_prefix_names_the_folder_and_globs_count_from_the_root() -> None:
    whole = Gap("", "source", GapReason.MISSING)
    source = scope(
        Literal({"a": "x", "old/b": "y"}, whole, Gap("c", "source", GapReason.MISSING)), _excluding("src/old/**"), "src/"
    )
    assert [item.path for item in source.refs()] == ["", "src/c", "src/a"]


def test_places_in_history_lose_the_excluded_paths() -> None:
    class History(Literal):
        def sightings(self, oids):  # type: ignore[no-untyped-def]
            return {"1": Sighting(("a", "vendor/a")), "2": Sighting(("vendor/b",))}

    assert scope(History({}), _excluding("vendor/**")).sightings(["1", "2"]) == {"1": Sighting(("a",))}
