import pytest

from tests.engines.secrets.finding import found

PEM = "-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----\n"
BODY = "\n".join(["{64:b64}"] * 5)


@pytest.mark.parametrize("kind", ["", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED "])
def test_private_keys(kind: str) -> None:
    assert found(PEM.replace("{kind}", kind).replace("{body}", BODY), "key.txt") == ["private-key"]


def test_a_key_with_headers() -> None:
    headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,{32:HEX}\n\n"
    assert found(f"-----BEGIN RSA PRIVATE KEY-----\n{headers}{BODY}\n-----END RSA PRIVATE KEY-----\n") == ["private-key"]


def test_user_and_group_ids_are_no_password() -> None:
    assert found("docker run -u 1000:10001 image") == []


def test_a_pgp_block_and_a_key_in_a_string() -> None:
    assert found(f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{BODY}\n-----END PGP PRIVATE KEY BLOCK-----\n") == ["private-key"]
    assert found('KEY = "-----BEGIN PRIVATE KEY-----\\n{64:b64}\\n{64:b64}\\n-----END PRIVATE KEY-----\\n"', "a.py") == ["private-key"]


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN CERTIFICATE-----\n{64:b64}\n-----END CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        'text.startswith("-----BEGIN PRIVATE KEY-----")',
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA{48:b64}\n...\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_what_is_no_private_key(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgres://app:{9:lower}{3:digit}@db.internal/app", ["url-credentials"]),
        ("redis://:{16:alnum}@[2001:db8::1]:6379/0", ["url-credentials"]),
        ("https://user:${TOKEN}@git.internal/x", []),
        ("https://host.internal:8443/img@2x.png", []),
        ("see http://host/a:b and mail me@example.org", []),
        ("amqp://{user}:{password}@{host}", []),
    ],
)
def test_urls(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authorization: Basic {b64:deploy:{12:alnum}}", ["authorization-header"]),
        ("curl -H 'Authorization: Bearer {40:alnum}' https://x.internal", ["authorization-header"]),
        ('{"Authorization": "token {40:alnum}"}', ["authorization-header"]),
        ("Authorization: Basic login_and_password_removed", []),
        ("Authorization: Bearer <token>", []),
        ("basic authentication is supported", []),
    ],
)
def test_headers(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl -u admin:{8:lower}{4:digit} https://registry.internal/", ["command-line-password"]),
        ("mysqladmin --password='{8:lower}{4:digit}' ping", ["command-line-password"]),
        ("psexec \\\\10.0.0.1 -u Administrator -p {8:lower}{2:digit} cmd", ["windows-net-use-password"]),
        ("$p = ConvertTo-SecureString '{8:lower}{4:digit}' -AsPlainText -Force", ["command-line-password"]),
        ('mysql --password="$PASSWORD"', []),
        ("tool --password-file /run/secrets/db", []),
        ("docker login --password-stdin", []),
    ],
)
def test_command_lines(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_connection_strings() -> None:
    assert found("Server=db;Database=app;User Id=svc;Password={8:lower}{4:digit};") == ["connection-string"]
    assert found("Server=db;Database=app;User Id=svc;Password=${DB_PASSWORD};") == []


def test_key_sets_give_away_only_private_members() -> None:
    assert found('{"kty":"EC","crv":"P-256","x":"{43:b64url}","y":"{43:b64url}","d":"{43:b64url}"}') == ["json-web-key"]
    assert found('{"kty":"EC","crv":"P-256","x":"{43:b64url}","y":"{43:b64url}"}') == []


MANIFEST = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (MANIFEST + "data:\n  password: {b64:{12:alnum}}\n  port: {b64:5432}\n", 1),
        (MANIFEST + "stringData:\n  key-a: {20:alnum}\n  key-b: {20:alnum}\n", 2),
        (MANIFEST + "data:\n  .dockercfg: |\n    {b64:{30:alnum}}\n", 1),
        (MANIFEST + "stringData:\n  password: ${DB_PASSWORD}\n", 0),
        ("kind: ConfigMap\ndata:\n  colour: {b64:{12:alnum}}\n---\n" + MANIFEST + "data:\n  key-a: {b64:{12:alnum}}\n", 1),
        ("kind: SealedSecret\nspec:\n  encryptedData:\n    a: {40:b64}\n", 0),
    ],
)
def test_kubernetes_secrets(text: str, count: int) -> None:
    assert found(text, "secret.yaml").count("kubernetes-secret") == count


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (".netrc", "machine git.internal\n  login bot\n  password {24:alnum}\n", ["netrc-password"]),
        (".pgpass", "db.internal:5432:app:app:{16:alnum}\n# a comment\n", ["pgpass-password"]),
        (".env", "PARTNER_FEED={40:alnum}\nAPP_NAME=inventory-service\n", ["environment-file-value"]),
        ("a.py", 'requests.get(url, auth=("deploy", "{10:alnum}7"))\n', ["credential-in-call"]),
        ("a.py", 'requests.get(url, auth=("deploy", os.environ["P"]))\n', []),
    ],
)
def test_files_and_calls(path: str, text: str, expected: list[str]) -> None:
    assert found(text, path) == expected


def test_putty_keys() -> None:
    text = "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: me\nPublic-Lines: 1\n{64:b64}\nPrivate-Lines: 1\n{44:b64}\n"
    assert found(text) == ["putty-private-key"]
