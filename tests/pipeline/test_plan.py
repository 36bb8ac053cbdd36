"""What runs, and what is refused before anything runs."""

import pytest

from gateline.engines.contract import Capabilities
from gateline.errors import UsageError
from gateline.pipeline.limits import Limits
from gateline.pipeline.plan import make_plan
from gateline.policy.document import Policy
from gateline.policy.load import default_policy, load_policy
from gateline.policy.stages import Stage
from tests.pipeline.odd import OddEngine

TABLE = {"odd": "tests.pipeline.odd:OddEngine", "secrets": "gateline.engines.secrets.engine:SecretsEngine"}


def _policy(text: str) -> Policy:
    return load_policy({"p": f"version: 1\nextends: [builtin:default]\n{text}".encode()}, "p")


def test_all_engines_run_when_nobody_chooses() -> None:
    assert make_plan(Stage.BUILD, default_policy(), table=TABLE).engines == ("odd", "secrets")


def test_stage_names_its_engines() -> None:
    policy = _policy("stages: {commit: {engines: [secrets]}}")
    assert make_plan(Stage.COMMIT, policy, table=TABLE).engines == ("secrets",)
    assert make_plan(Stage.BUILD, policy, table=TABLE).engines == ("odd", "secrets")


def test_engine_the_stage_names_and_nobody_has_is_left_to_the_gate() -> None:
    assert make_plan(Stage.COMMIT, _policy("stages: {commit: {engines: [secrets, sast]}}"), table=TABLE).engines == ("secrets",)


def test_user_narrows_it_down() -> None:
    assert make_plan(Stage.BUILD, default_policy(), ["odd"], table=TABLE).engines == ("odd",)


@pytest.mark.parametrize(
    ("text", "asked", "message"),
    [
        ("", ["secret"], "unknown engine 'secret'"),
        ("engines: {secrets: {enabled: false}}", ["secrets"], "engine 'secrets' is disabled by the policy"),
        ("stages: {build: {engines: [sast]}}", [], "no engine is left to run, so nothing would be looked at"),
        ("engines: {secrets: {options: {a: 1}}}", [], "engine 'secrets' does not take `options` in this version"),
        ("engines: {secrets: {rules: [a.yaml]}}", [], "engine 'secrets' does not take `rules` in this version"),
    ],
)
def test_what_cannot_be_is_told(text: str, asked: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        make_plan(Stage.BUILD, _policy(text), asked, table=TABLE)
    assert caught.value.message == message
    assert caught.value.hint


@pytest.mark.parametrize("needs", [Capabilities(network=True), Capabilities(filesystem=True)])
def test_engine_gets_no_more_than_is_granted(monkeypatch: pytest.MonkeyPatch, needs: Capabilities) -> None:
    monkeypatch.setattr(OddEngine, "needs", needs)
    with pytest.raises(UsageError, match="engine 'odd' needs"):
        make_plan(Stage.BUILD, default_policy(), ["odd"], table=TABLE)
    assert make_plan(Stage.BUILD, default_policy(), ["odd"], needs, table=TABLE).engines == ("odd",)


def test_limits_of_the_policy_count() -> None:
    policy = _policy(
        "source: {max_file_size: 1 MiB}\nstages: {pr: {limits: {blob_seconds: 3, total_seconds: 60, memory_mib: 512}}}"
    )
    limits = make_plan(Stage.PR, policy, table=TABLE).limits
    assert (limits.file_bytes, limits.cpu_seconds, limits.total_seconds, limits.memory_bytes) == (1 << 20, 3.0, 60.0, 512 << 20)
    assert make_plan(Stage.BUILD, default_policy(), table=TABLE).limits == Limits()
