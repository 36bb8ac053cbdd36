"""Secrets with a constant beside, and how they are compared."""

import pytest

from tests.engines.sast.structures.checked import is_seen, lines

WORD = "sword" + "fish"


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (f'process.env.SESSION_SECRET || "{WORD}"', True),
        (f'process.env["JWT_SECRET"] ?? "{WORD}"', True),
        (f'({{ apiKey: process.env.KEY || "{WORD}" }})', True),
        (f'process.env.PORT || "{WORD}"', False),
        (f'process.env.NEXT_PUBLIC_API_KEY || "{WORD}"', False),
        ('process.env.SESSION_SECRET || ""', False),
        ('process.env.SESSION_SECRET || "changeme"', False),
        ('process.env.SECRET_URL || "https://a.example/x"', False),
        ('process.env.PASSWORD_FILE || "a.txt"', False),
        (f's.SESSION_SECRET || "{WORD}"', False),
    ],
)
def test_fallback_in_javascript(expression: str, wanted: bool) -> None:
    assert is_seen("secret-fallback", expression) == wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (f'os.environ.get("SECRET_KEY", "{WORD}")', True),
        (f'os.getenv("DB_PASSWORD", "{WORD}")', True),
        (f'os.environ.get("DB_PASSWORD") or "{WORD}"', True),
        (f'dict(password=os.getenv("DB", "{WORD}"))', True),
        (f'os.environ.get("PASSWORD_RESET_TIME", "{WORD}")', False),
        (f's.get("SECRET_KEY", "{WORD}")', False),
        ('os.environ["SECRET_KEY"]', False),
    ],
)
def test_fallback_in_python(expression: str, wanted: bool) -> None:
    assert is_seen("secret-fallback", expression, "app.py") == wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (f's.password === "{WORD}"', True),
        (f'"{WORD}" != s["passwd"]', True),
        ('s.type === "password"', False),
        ('s.password === ""', False),
        ('s.passwordType === "plain1"', False),
        ("s.password === s.confirmation", False),
        ('s.password === "password"', False),
    ],
)
def test_compared_with_a_constant(expression: str, wanted: bool) -> None:
    assert is_seen("password-compared-with-constant", expression) == wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("hmac.new(s, x).hexdigest() == url", True),
        ("s.signature == s.expected_signature", True),
        ("s.computed_token != s.token", True),
        ("s.signature == None", False),
        ("len(s.signature) == len(s.mac)", False),
        ("s.signature == 'none'", False),
        ("hashlib.sha256(s).hexdigest() == x", False),
        ("hmac.compare_digest(s.signature, s.expected_signature)", False),
    ],
)
def test_timing(expression: str, wanted: bool) -> None:
    assert is_seen("timing-unsafe-comparison", expression, "app.py") == wanted


def test_timing_through_a_variable() -> None:
    text = """\
    const crypto = require("crypto");
    function valid(key, body, given) {
      const mine = crypto.createHmac("sha256", key).update(body).digest("hex");
      const hash = crypto.createHash("sha256").update(body).digest("hex");
      return given === mine || given === hash;
    }
    """
    assert lines("timing-unsafe-comparison", text) == [5]
