import pytest

from gateline.engines.secrets.naming import PASSWORD, SECRET, WEAK, tier

NAMES = {
    PASSWORD: "password PASSWORD db_password dbPassword DB_PASS redis-password userPwd passphrase spring.datasource.password pass "
    "password1 testPasswordOld mysqlpassword adminPasswd kennwort",
    SECRET: "secret token api_key apiKey APIKEY x-api-key access_token refreshToken clientSecret client_secret aws_secret_access_key "
    "SECRET_KEY jwt_secret authToken encryption_key signingKey private_key bot_token GITHUB_TOKEN tokenValue secret_string",
    WEAK: "key auth sig session cookie hmackey nytKey deploykey",
    "": "bypass compass monkey hotkey username url password_hash passwordField password_label token_type tokenUrl secret_name key_id "
    "session_id public_key publicKey foreign_key primaryKey csrf_token encrypted_key password_policy tokenizer api_version keyboard "
    "password_reset passwordValidator commit_key integrity page_size x",
}


@pytest.mark.parametrize(("name", "expected"), [(name, kind) for kind, names in NAMES.items() for name in names.split()])
def test_what_a_name_promises(name: str, expected: str) -> None:
    assert tier(name.encode()) == expected
