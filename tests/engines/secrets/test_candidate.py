from gateline.engines.secrets.candidate import Candidate, Hit


def test_a_hit_in_a_traceback_keeps_its_secret() -> None:
    hit = Hit("secrets/acme", 3, 12, b"swordfish", "high", ("assigned to `pw`",), ("base64",))
    assert repr(hit) == str(hit) == "Hit(secrets/acme, 3:12, high)"


def test_a_candidate_in_a_traceback_keeps_its_secret() -> None:
    assert "swordfish" not in repr(Candidate(3, 12, b"swordfish", name=b"password"))


def test_what_is_not_said_of_a_candidate_is_left_to_its_rule() -> None:
    candidate = Candidate(3, 12, b"swordfish")
    assert (candidate.confidence, candidate.evidence, candidate.name) == ("", (), b"")
