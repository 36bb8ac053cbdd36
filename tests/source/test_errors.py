from gateline.errors import GatelineError
from gateline.source.errors import GitError, SourceError


def test_errors_of_the_room_are_usage_errors_with_a_way_out() -> None:
    error = GitError("git is not installed", "install it")
    assert isinstance(error, SourceError)
    assert isinstance(error, GatelineError)
    assert (error.exit_code, error.message, error.hint) == (2, "git is not installed", "install it")
