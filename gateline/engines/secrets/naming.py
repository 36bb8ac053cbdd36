"""What a name promises about the value assigned to it.

A name is split into words (`redisPassword_old` → redis, password, old); the last word that carries meaning decides. That tells
`db_password` from `password_field`, `api_key` from `key_name` and `pass` from `bypass` without a list of exceptions a rule.
"""

import re
from functools import lru_cache

__all__ = ["PASSWORD", "SECRET", "WEAK", "tier"]

PASSWORD = "password"
"""A password or passphrase: even a dictionary word is one."""
SECRET = "secret"
"""A secret, token or API key: the value must at least not be a word."""
WEAK = "weak"
"""A key, signature, session or code: the value itself must look random."""

_PASSWORD = frozenset(
    "password passwords passwd passwort pass pwd pwds pswd psw passphrase passcode kennwort senha contrasena motdepasse userpass dbpass "
    "rootpass mypass sshpass adminpass upass mdp passw pasw pword passwrd userpwd dbpwd authpassword ftppass smtppass mailpass".split()
)
_SECRET = frozenset(
    "secret secrets token tokens apikey apikeys accesskey authkey secretkey privatekey credential credentials apitoken authtoken accesstoken bearer "
    "clientsecret appsecret secrettoken masterkey encryptionkey signingkey accountkey sharedkey servicekey storagekey appkey consumerkey "
    "licensekey jwt nkey mnemonic seed hmac jwtsecret refreshtoken idtoken sessiontoken csrftoken webhooksecret consumersecret "
    "sharedsecret tokensecret oauthtoken pat passkey skey otpsecret apisecret signkey cryptkey encryptkey".split()
)
_WEAK = frozenset(
    "key keys auth authorization sig cookie cookies session sessionid sid sas creds cred webhook authkeys hmackey aeskey oauth "
    "authenticity sshkey deploykey xapikey basic dsn verifier assertion authcode pin otp license licence serial".split()
)
_KEY_SORTS = frozenset(
    "foreign primary sort partition cache row column map dict object group index react query translation registry hot arrow shortcut "
    "idempotency site public lookup composite unique natural surrogate message locale json yaml field property enter escape tab socket".split()
)
"""Words that make a following `key` a key of a table, a map or a keyboard."""
_KEY_MAKERS = frozenset(
    "api access auth secret private encryption encrypt master signing sign account shared service storage app application consumer license "
    "crypt cipher aes des hmac jwt session subscription integration server admin root deploy client security authentication webhook".split()
)
_NEUTRAL = frozenset(
    "old new test tests value val string str data base b64 hex plain raw default dev prod production staging live local my the env current temp tmp "
    "primary secondary main user admin root const expected actual second first another other wrong correct valid good bad fake dummy mock "
    "example sample encoded decrypted in for real initial a b c d x y z one two three text clear cleartext plaintext constant "
    "here is was are as s sha256 bytes bytestr read write rw ro readonly confirm confirmation again repeat verify v verification".split()
)
_DENIED = frozenset(
    "type types name names url uri path paths file files filename field fields label labels length size len count min max format pattern regex "
    "policy policies hint hints prompt placeholder error errors message msg title description desc expiry expires expiration expire expiresin "
    "timeout ttl enabled enable required invalid reset change changed validator validators manager provider service services store "
    "endpoint header headers param params parameter parameters env var variable attribute attributes column prefix suffix version "
    "algorithm alg class method function callback handler id ids input output box button form page view screen dialog modal "
    "index map list set dict table group hash hashes hashed digest checksum fingerprint thumbprint public pub usage use ops "
    "rule rules strength score meter generator factory builder helper parser reader writer scanner source target scope scopes "
    "status state mode kind level number num exists missing error ref reference refs alias aliases option options config "
    "configuration settings setting property properties reset forgot request response vault manager storage registry repository "
    "issuer audience owner role roles permission permissions location region bucket salt nonce iv date time timestamp at by "
    "events event action actions step limit limits cost rounds iterations memory parallelism schema model entity object "
    "bits exchange agreement derivation pair pairs press pressed up down code board frame word words stroke binding bindings".split()
)
_VOID = frozenset("hash hashed encrypted ciphertext etag checksum digest integrity commit thumbprint fingerprint".split())
"""A name with one of these speaks of something derived from a secret, not of the secret."""
_NOT_PASS = frozenset("bypass compass encompass trespass surpass underpass overpass impasse".split())
_NOT_KEY = frozenset(
    "monkey turkey hotkey donkey jockey whiskey hockey mickey keyed lackey flunkey sortkey primarykey foreignkey publickey pubkey".split()
)
_NOT_TOKEN = frozenset("tokenize tokenizer subtoken".split())
_WORDS = re.compile(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(maxsize=8192)
def tier(name: bytes) -> str:
    """How much a name promises: `PASSWORD`, `SECRET`, `WEAK`, or empty for a name that promises nothing.

    Args:
        name: identifier, key or option as it stands in the text, at most 64 bytes.
    """
    words = [word.lower().decode("ascii") for word in _WORDS.findall(name) if not word.isdigit()]
    while words and words[-1] in _NEUTRAL:
        words.pop()
    if not words:
        return ""
    last = words[-1]
    if (
        (last in _DENIED and words[-2:] not in (["pass", "word"], ["pass", "code"]))
        or "public" in words[-3:]
        or not _VOID.isdisjoint(words)
    ):
        return ""
    return _tier_of(last, words[-2] if len(words) > 1 else "")


def _tier_of(last: str, before: str) -> str:
    if last in _PASSWORD or _ends(last, ("password", "passwd", "passphrase")):
        return PASSWORD
    if last in _NOT_PASS or last in _NOT_KEY or last in _NOT_TOKEN:
        return ""
    if last in ("phrase", "word", "code") and before == "pass":
        return PASSWORD
    if last == "token" and before in ("authenticity", "csrf", "xsrf", "syntax", "lexer", "parser"):
        return ""
    if last in _SECRET or _ends(last, ("secret", "token", "apikey", "secretkey", "accesskey")):
        return SECRET
    if last in ("key", "keys") and before in _KEY_SORTS:
        return ""
    if last == "key" and before in _KEY_MAKERS:
        return SECRET
    if last in _WEAK or _ends(last, ("key", "auth")):
        return WEAK
    return ""


def _ends(word: str, endings: tuple[str, ...]) -> bool:
    return word.endswith(endings)
