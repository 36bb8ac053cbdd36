"""The stages, in the order a change meets them."""

from gateline.policy.stages import Exposure, Stage


def test_order() -> None:
    assert [stage.value for stage in Stage] == ["ide", "commit", "pr", "build", "package", "test", "deploy", "run"]


def test_exposures() -> None:
    assert {exposure.value for exposure in Exposure} == {"internet", "internal", "none"}
