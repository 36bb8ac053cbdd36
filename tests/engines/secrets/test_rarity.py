import pytest

from gateline.engines.secrets.rarity import rarity


@pytest.mark.parametrize("word", ["authorization_code", "published_tracks", "readWriteAccessToken", "X-Forwarded-For", "resetPassword"])
def test_words_are_ordinary(word: str) -> None:
    assert 2.5 < rarity(word.encode()) < 4.6


@pytest.mark.parametrize("text", ["kQwIOrYvnXmSDkwEiFngrKid", "Y05Ld4125W92YSwZ0gA8", "wkjehbxoqnunc2k3", "43n080musdfjt54t"])
def test_random_strings_are_rare(text: str) -> None:
    assert rarity(text.encode()) > 5.2


def test_nothing_to_judge() -> None:
    assert rarity(b"") == rarity(b"!?-") == 0.0
