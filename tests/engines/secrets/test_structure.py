"""What each extractor reads, and what it leaves alone: rows of (text, value or None), generators in both."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateline.engines.secrets.structure import EXTRACTORS

from .looking import bounded, extracted, made, seen, values

Rows = list[tuple[str, str | None]]


def check(name: str, text: str, value: str | None, kind: str = "text") -> None:
    found = values(name, text, kind)
    assert found == ([] if value is None else [made(value)])


URLS: Rows = [
    ("postgres://app:{8:lower}{4:digit}@db.internal:5432/app", "{8:lower}{4:digit}"),
    ("redis://:{16:alnum}@cache:6379/0", "{16:alnum}"),
    ("https://deploy:{20:alnum}@git.internal/team/app.git", "{20:alnum}"),
    ("mongodb+srv://app:{12:alnum}@cluster0.internal/app?retryWrites=true", "{12:alnum}"),
    ("amqp://app:{8:alnum}%40{4:alnum}@[2001:db8::1]:5672/%2F", "{8:alnum}%40{4:alnum}"),
    ("http://app:{10:alnum}@[::1]:8080/", "{10:alnum}"),
    ("https://app:{8:alnum}/{4:alnum}@db.internal/", "{8:alnum}/{4:alnum}"),
    ("see <https://app:{12:alnum}@db.internal/path>", "{12:alnum}"),
    ('"url": "https://app:{12:alnum}@db.internal"', "{12:alnum}"),
    ("ftp://anna:swordfish@files.internal/", "swordfish"),
    ("git+https://{uuid}:x-oauth-basic@git.internal/app.git", "x-oauth-basic"),
    ("postgres://app:${DB_PASSWORD}@db/app", None),
    ("postgres://app:$DB_PASSWORD@db/app", None),
    ("amqp://{user}:{password}@{host}", None),
    ("https://{{ user }}:{{ password }}@db", None),
    ("https://user:<password>@db", None),
    ("https://user:%s@db", None),
    ("https://app:********@db.internal/", None),
    ("https://app:your-password@db.internal/", None),
    ("https://host.internal:8443/path@2x.png", None),
    ("https://host.internal:8443/@scope/name", None),
    ("https://host.internal/a:b@c", None),
    ("https://mail.internal/?to=anna@host.internal", None),
    ("mailto:anna@host.internal", None),
    ("npm i https://host.internal:443#a@b", None),
]


@pytest.mark.parametrize(("text", "value"), URLS)
def test_passwords_in_urls(text: str, value: str | None) -> None:
    check("url-userinfo", text, value)


@pytest.mark.parametrize(
    ("url", "confidence"),
    [
        ("ftp://anna:password@files.internal/", "low"),
        ("ftp://anna:swordfish@files.internal/", "medium"),
        ("ftp://anna:{16:alnum}@files.internal/", "high"),
    ],
)
def test_a_url_is_as_sure_as_its_password_is_strong(url: str, confidence: str) -> None:
    [candidate] = extracted("url-userinfo", url)
    assert candidate.confidence == confidence


HEADERS: Rows = [
    ("Authorization: Basic {b64:deploy:{12:alnum}}", "{b64:deploy:{12:alnum}}"),
    ("authorization: basic {b64:deploy:{12:alnum}}", "{b64:deploy:{12:alnum}}"),
    ("Authorization: Bearer {40:alnum}", "{40:alnum}"),
    ('"Authorization": "Bearer {40:alnum}"', "{40:alnum}"),
    ("'Authorization' => 'token {40:hex}'", "{40:hex}"),
    ('headers["Authorization"] = "Token {40:hex}"', "{40:hex}"),
    ('req.Header.Set("Authorization", "Bearer {40:alnum}")', "{40:alnum}"),
    ("curl -H 'Authorization: Bearer {40:alnum}' https://api.internal", "{40:alnum}"),
    ('"{\\"Authorization\\": \\"Bearer {40:alnum}\\"}"', "{40:alnum}"),
    ("Proxy-Authorization: Basic {b64:deploy:{12:alnum}}", "{b64:deploy:{12:alnum}}"),
    ("Authorization: NTLM TlRMTVNTUA{40:alnum}", "TlRMTVNTUA{40:alnum}"),
    ("Authorization: GenieKey {uuid}", "{uuid}"),
    ("X-Registry-Auth: Basic {b64:deploy:{12:alnum}}", "{b64:deploy:{12:alnum}}"),
    ('auth = "Bearer {40:alnum}"', "{40:alnum}"),
    ("Authorization: Bearer ${TOKEN}", None),
    ("Authorization: Bearer $TOKEN", None),
    ("Authorization: Bearer {{token}}", None),
    ("Authorization: Bearer <your token here>", None),
    ("Authorization: Bearer YOUR_ACCESS_TOKEN", None),
    ("Authorization: Bearer xxxxxxxxxxxxxxxxxxxx", None),
    ("Authorization: Basic login_and_password_removed", None),
    ("Authorization: Basic {b64:just some prose here}", None),
    ("Authorization: Basic {b64:user:<password>}", None),
    ("WWW-Authenticate: Basic realm=internal", None),
    ("Bearer authentication is what the service speaks", None),
    ("basic authentication is supported", None),
]


@pytest.mark.parametrize(("text", "value"), HEADERS)
def test_authorization_headers(text: str, value: str | None) -> None:
    check("auth-header", text, value)


def _pem(label: str, lines: str = "{64:b64}\n{64:b64}\n", end: bool = True) -> str:
    return f"-----BEGIN {label}-----\n{lines}" + (f"-----END {label}-----\n" if end else "")


KEYS: list[tuple[str, str, bool]] = [
    ("RSA", _pem("RSA PRIVATE KEY"), True),
    ("PKCS #8", _pem("PRIVATE KEY"), True),
    ("EC", _pem("EC PRIVATE KEY"), True),
    ("OpenSSH", _pem("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEA{44:b64}\n{64:b64}\n"), True),
    ("encrypted PKCS #8", _pem("ENCRYPTED PRIVATE KEY"), True),
    (
        "encrypted RSA",
        _pem("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{32:HEX}\n\n{64:b64}\n{64:b64}\n"),
        True,
    ),
    ("PGP", _pem("PGP PRIVATE KEY BLOCK", "Version: GnuPG v2\n\n{64:b64}\n{64:b64}\n=abcd\n"), True),
    ("CRLF", _pem("RSA PRIVATE KEY").replace("\n", "\r\n"), True),
    ("indented", _pem("RSA PRIVATE KEY").replace("\n", "\n    "), True),
    ("escaped line ends", '"key": "' + _pem("PRIVATE KEY").replace("\n", "\\n") + '"', True),
    ("line by line in code", "".join(f'"{line}\\n"\n' for line in _pem("RSA PRIVATE KEY").splitlines()), True),
    ("cut off", _pem("RSA PRIVATE KEY", end=False), True),
    ("SSH2", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n{64:b64}\n{64:b64}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\n", True),
    ("a certificate", _pem("CERTIFICATE"), False),
    ("a public key", _pem("PUBLIC KEY"), False),
    ("only dots", _pem("RSA PRIVATE KEY", "...\n"), False),
    ("a placeholder", _pem("RSA PRIVATE KEY", "<your private key goes here>\n"), False),
    ("one character", _pem("RSA PRIVATE KEY", "{64:x}\n{64:x}\n"), False),
    ("only a first line of a DER key", _pem("RSA PRIVATE KEY", "MIIEpAIBAAKCAQEA{48:alnum}\n", end=False), False),
    ("a mention", 'if text.startswith("-----BEGIN PRIVATE KEY-----"):', False),
]


@pytest.mark.parametrize(("text", "found"), [row[1:] for row in KEYS], ids=[row[0] for row in KEYS])
def test_private_keys(text: str, found: bool) -> None:
    assert bool(values("private-key", text)) is found


def test_a_key_cut_off_is_less_sure() -> None:
    [closed], [cut] = extracted("private-key", _pem("PRIVATE KEY")), extracted("private-key", _pem("PRIVATE KEY", end=False))
    assert (closed.confidence, closed.evidence) == ("high", ("PEM armour", "closed block"))
    assert (cut.confidence, cut.evidence) == ("medium", ("PEM armour", "cut off"))


def test_the_same_key_has_the_same_value_however_its_lines_end() -> None:
    plain = values("private-key", _pem("PRIVATE KEY"))
    assert plain == values("private-key", _pem("PRIVATE KEY").replace("\n", "\r\n"))
    assert plain == values("private-key", _pem("PRIVATE KEY").replace("\n", "\\n"))


def _putty(version: int, private: str) -> str:
    return (
        f"PuTTY-User-Key-File-{version}: ssh-rsa\nEncryption: none\nComment: imported\nPublic-Lines: 1\n{{64:b64}}\n{private}"
        "Private-MAC: {40:hex}\n"
    )


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_putty_keys(version: int, end: str) -> None:
    text = _putty(version, "Private-Lines: 2\n{64:b64}\n{64:b64}\n").replace("\n", end)
    [value] = values("putty", text)
    assert len(value.split()) >= 2
    assert not values("putty", _putty(version, "").replace("\n", end))


JWKS: Rows = [
    ('{"kty":"oct","kid":"a","k":"{43:b64url}"}', "{43:b64url}"),
    ('{"kty": "EC", "crv": "P-256", "d": "{43:b64url}", "x": "{43:b64url}"}', "{43:b64url}"),
    ('{"d": "{43:b64url}", "kty": "OKP", "crv": "Ed25519"}', "{43:b64url}"),
    ("{kty: 'RSA', e: 'AQAB', d: '{342:b64url}'}", "{342:b64url}"),
    ('"{\\"kty\\":\\"oct\\",\\"k\\":\\"{43:b64url}\\"}"', "{43:b64url}"),
    ('{\n  "kty": "oct",\n  "k": "{43:b64url}"\n}', "{43:b64url}"),
    ('{"kty":"RSA","n":"{342:b64url}","e":"AQAB"}', None),
    ('{"kty":"EC","crv":"P-256","x":"{43:b64url}","y":"{43:b64url}"}', None),
    ('{"kty":"oct","k":"<base64url of your key>"}', None),
    ('{"kty":"oct","k":"{43:x}"}', None),
    ('{"d":"{43:b64url}"}', None),
    ('{"kty":"oct"}, {"d":"{43:b64url}"}', None),
]


@pytest.mark.parametrize(("text", "value"), JWKS)
def test_json_web_keys(text: str, value: str | None) -> None:
    check("jwk", text, value, "json")


COMMANDS: list[tuple[str, str, str | None]] = [
    ("shell", "mysqladmin --password='{6:lower}{4:digit}' ping", "{6:lower}{4:digit}"),
    ("shell", "tool --password {6:lower}{4:digit}", "{6:lower}{4:digit}"),
    ("shell", "tool --db-password={6:lower}{4:digit}", "{6:lower}{4:digit}"),
    ("shell", "tool --api-key {32:hex}", "{32:hex}"),
    ("shell", "tool --token={40:hex}", "{40:hex}"),
    ("shell", "curl -u admin:{6:lower}{4:digit} https://host.internal", "{6:lower}{4:digit}"),
    ("shell", "curl -u 'admin:{6:lower}{4:digit}' https://host.internal", "{6:lower}{4:digit}"),
    ("shell", "curl --user admin:{6:lower}{4:digit} https://host.internal", "{6:lower}{4:digit}"),
    ("shell", "curl --proxy-user admin:{6:lower}{4:digit} https://host.internal", "{6:lower}{4:digit}"),
    ("powershell", "ConvertTo-SecureString '{8:lower}{3:digit}!' -AsPlainText -Force", "{8:lower}{3:digit}!"),
    ("powershell", 'ConvertTo-SecureString -String "{8:lower}{3:digit}!" -Force', "{8:lower}{3:digit}!"),
    ("batch", "xfreerdp /u:admin /p:{6:lower}{4:digit} /v:host", "{6:lower}{4:digit}"),
    ("shell", 'mysql --password="$MYSQL_PASSWORD"', None),
    ("shell", "mysql --password=${MYSQL_PASSWORD}", None),
    ("shell", "tool --password $(pass show db)", None),
    ("shell", "tool --password <password>", None),
    ("shell", "tool --password-file /run/secrets/db", None),
    ("shell", "tool --password /run/secrets/db", None),
    ("shell", "docker login --password-stdin", None),
    ("shell", "tool --token --verbose", None),
    ("shell", "curl -u user:$TOKEN https://host.internal", None),
    ("shell", "curl -u user: https://host.internal", None),
    ("shell", "docker run -u 1000:1000 image", None),
    ("markdown", "Use `--password` to set the password.", None),
    ("python", 'parser.add_argument("--password", required=True)', None),
]


@pytest.mark.parametrize(("kind", "text", "value"), COMMANDS)
def test_arguments_of_commands(kind: str, text: str, value: str | None) -> None:
    check("command-line", text, value, kind)


CALLS: Rows = [
    ('new NetworkCredential("deploy", "{6:lower}{4:digit}Q")', "{6:lower}{4:digit}Q"),
    ('requests.get(url, auth=("deploy", "{10:alnum}7"))', "{10:alnum}7"),
    ("requests.get(url, auth=('deploy',\n    '{10:alnum}7'))", "{10:alnum}7"),
    ('req.SetBasicAuth("deploy", "{12:alnum}9")', "{12:alnum}9"),
    ('new UsernamePasswordAuthenticationToken("deploy", "{12:alnum}9")', "{12:alnum}9"),
    ("new NetworkCredential(user, password)", None),
    ('requests.get(url, auth=("user", os.environ["PASSWORD"]))', None),
    ('req.SetBasicAuth("user", "<password>")', None),
    ('req.SetBasicAuth("user", "password")', None),
    ('new NetworkCredential("deploy", "the pass phrase")', None),
]


@pytest.mark.parametrize(("text", "value"), CALLS)
def test_arguments_of_calls(text: str, value: str | None) -> None:
    check("credential-call", text, value, "python")


CONNECTIONS: Rows = [
    ("Server=db;Database=app;User Id=svc;Password={6:lower}{4:digit}!;", "{6:lower}{4:digit}!"),
    ("Data Source=db;Initial Catalog=app;Uid=svc;Pwd={8:alnum}9", "{8:alnum}9"),
    ("Driver={ODBC Driver 18};Server=tcp:db;Uid=app;Pwd={8:alnum}9;", "{8:alnum}9"),
    ('"DefaultConnection": "Server=db;User Id=app;Password={8:alnum}9;Encrypt=true"', "{8:alnum}9"),
    ("jdbc:sqlserver://db;databaseName=app;user=app;password={8:alnum}9", "{8:alnum}9"),
    ("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={86:b64}==;EndpointSuffix=core", "{86:b64}=="),
    ("Endpoint=sb://acme/;SharedAccessKeyName=Root;SharedAccessKey={43:b64}=", "{43:b64}="),
    ("host=db user=app password={8:alnum}9 dbname=app", "{8:alnum}9"),
    ("Server=db;Database=app;User Id=svc;Password=${DB_PASSWORD};", None),
    ("Server=db;Database=app;User Id=svc;Password=<password>;", None),
    ("Server=db;Database=app;User Id=svc;Password=;", None),
    ("Server=db;Database=app;Integrated Security=true;", None),
    ("password={8:alnum}9", None),
    ("user=app password=None", None),
]


@pytest.mark.parametrize(("text", "value"), CONNECTIONS)
def test_connection_strings(text: str, value: str | None) -> None:
    check("connection-string", text, value)


NETRC: list[tuple[str, str, str | None]] = [
    ("netrc", "machine host.internal login deploy password {20:alnum}", "{20:alnum}"),
    ("netrc", "machine host.internal\n  login bot\n  password {20:alnum}\n", "{20:alnum}"),
    ("netrc", "machine host.internal\n  login bot\n  account x\n  password {20:alnum}\n", "{20:alnum}"),
    ("netrc", "machine host.internal password {20:alnum}", "{20:alnum}"),
    ("markdown", "echo machine host.internal login bot password {20:alnum} >> ~/.netrc", "{20:alnum}"),
    ("netrc", "machine host.internal login deploy", None),
    ("netrc", "machine host.internal login deploy password <password>", None),
    ("netrc", "machine host.internal login deploy password ${TOKEN}", None),
    ("markdown", "password {20:alnum}", None),
    ("markdown", "the machine asks for a password before it starts", None),
]


@pytest.mark.parametrize(("kind", "text", "value"), NETRC)
def test_netrc_entries(kind: str, text: str, value: str | None) -> None:
    check("netrc", text, value, kind)


PGPASS: Rows = [
    ("db.internal:5432:app:app:{16:alnum}", "{16:alnum}"),
    ("*:*:*:postgres:{12:alnum}\n", "{12:alnum}"),
    ("# comment\ndb:5432:app:app:{12:alnum}\n", "{12:alnum}"),
    ("# hostname:port:database:username:password", None),
    ("db.internal:5432:app:app:${PGPASSWORD}", None),
    ("db.internal:port:app:app:{16:alnum}", None),
]


@pytest.mark.parametrize(("text", "value"), PGPASS)
def test_pgpass_lines(text: str, value: str | None) -> None:
    check("pgpass", text, value, "pgpass")


KUBECONFIG: list[tuple[str, str, str | None]] = [
    ("kubeconfig", "    client-key-data: {80:b64}", "{80:b64}"),
    ("kubeconfig", "    token: {40:alnum}", "{40:alnum}"),
    ("kubeconfig", '    password: "{12:alnum}"', "{12:alnum}"),
    ("yaml", "users:\n- user:\n    client-key-data: {80:b64}\n", "{80:b64}"),
    ("kubeconfig", "    client-certificate-data: {80:b64}", None),
    ("kubeconfig", "    token: ${TOKEN}", None),
    ("yaml", "    token: {40:alnum}", None),
]


@pytest.mark.parametrize(("kind", "text", "value"), KUBECONFIG)
def test_kubeconfig_users(kind: str, text: str, value: str | None) -> None:
    check("kubeconfig", text, value, kind)


SECRETS: Rows = [
    ("kind: Secret\ndata:\n  password: {b64:{12:alnum}}\n", "{b64:{12:alnum}}"),
    ("kind: Secret\nstringData:\n  token: {20:alnum}\n", "{20:alnum}"),
    ('kind: Secret\nstringData:\n  "token": "{20:alnum}"\n', "{20:alnum}"),
    ("kind: Secret\nstringData:\n  config: |\n    {20:alnum}\n", "{20:alnum}"),
    ("kind: Secret\r\nstringData:\r\n  token: {20:alnum}\r\n", "{20:alnum}"),
    ("stringData:\n  token: {20:alnum}\nkind: Secret\n", "{20:alnum}"),
    ("kind: ConfigMap\ndata:\n  a: {b64:{12:alnum}}\n---\nkind: Secret\ndata:\n  b: {b64:hello, world}\n", "{b64:hello, world}"),
    ("- kind: Secret\n  stringData:\n    token: {20:alnum}\n", "{20:alnum}"),
    ("kind: Secret\ndata:\n  # note\n  a: {b64:{12:alnum}}\nmetadata:\n  name: {b64:{12:alnum}}\n", "{b64:{12:alnum}}"),
    ("kind: Secret\nstringData:\n  username: {20:alnum}\n", None),
    ("kind: Secret\nstringData:\n  password: ${DB_PASSWORD}\n", None),
    ("kind: Secret\ndata:\n  password: <base64 of it>\n", None),
    ("kind: Secret\ndata:\n  password: not-base64!\n", None),
    ("kind: Secret\nmetadata:\n  name: db\n", None),
    ("kind: SealedSecret\nspec:\n  encryptedData:\n    password: {40:b64}\n", None),
    ("kind: ConfigMap\ndata:\n  colour: {b64:green as grass}\n", None),
    ("kind: Secret\ndata:\n  a: ENC[AES256_GCM,data:{24:b64}]\nsops:\n  version: 3.7\n", None),
    ("kind: Secret\nmetadata:\n  name: a\n---\nkind: ConfigMap\ndata:\n  a: {b64:{12:alnum}}\n", None),
]


@pytest.mark.parametrize(("text", "value"), SECRETS)
def test_kubernetes_secrets(text: str, value: str | None) -> None:
    check("kubernetes-secret", text, value, "yaml")


def test_each_line_of_a_manifest_is_found_where_it_stands() -> None:
    manifest = "apiVersion: v1\nkind: Secret\nstringData:\n  token: {20:alnum}\n  config: |\n    {24:alnum}\n    {28:alnum}\n"
    assert seen(manifest, "secret.yaml") == ["kubernetes-secret:4", "kubernetes-secret:6", "kubernetes-secret:7"]


ENV: list[tuple[str, str, str | None]] = [
    ("env", "PARTNER_FEED={40:alnum}", "{40:alnum}"),
    ("env", 'export UPSTREAM="{32:b64url}Z9"', "{32:b64url}Z9"),
    ("env", "APP_NAME=inventory-service-production-eu", None),
    ("env", "PUBLIC_URL=https://app.internal/{40:alnum}", None),
    ("env", "DATA=/srv/data/{40:alnum}", None),
    ("env", "PARTNER_FEED=${PARTNER_FEED}", None),
    ("text", "PARTNER_FEED={40:alnum}", None),
]


@pytest.mark.parametrize(("kind", "text", "value"), ENV)
def test_random_values_of_environment_files(kind: str, text: str, value: str | None) -> None:
    check("env-value", text, value, kind)


AS_SEEN: list[tuple[str, str, list[str]]] = [
    ("key.txt", _pem("DSA PRIVATE KEY"), ["private-key:1"]),
    ("a.py", 'KEY = "-----BEGIN PRIVATE KEY-----\\n{64:b64}\\n{64:b64}\\n-----END PRIVATE KEY-----\\n"', ["private-key:1"]),
    ("a.md", _pem("RSA PRIVATE KEY", "MIIEpAIBAAKCAQEA{48:b64}\n...\n"), []),
    ("a.md", "redis://:{16:alnum}@[2001:db8::1]:6379/0", ["url-credentials:1"]),
    ("a.md", "see http://host/a:b and mail me@example.org", []),
    ("a.md", '{"Authorization": "token {40:alnum}"}', ["authorization-header:1"]),
    ("a.sh", "docker run -u 1000:10001 image", []),
    ("a.sh", "curl -u admin:{8:lower}{4:digit} https://registry.internal/", ["command-line-password:1"]),
    ("a.txt", "psexec \\\\10.0.0.1 -u Administrator -p {8:lower}{2:digit} cmd", ["windows-net-use-password:1"]),
    ("a.txt", "Server=db;Database=app;User Id=svc;Password={8:lower}{4:digit};", ["connection-string:1"]),
    ("a.json", '{"kty":"EC","crv":"P-256","x":"{43:b64url}","y":"{43:b64url}","d":"{43:b64url}"}', ["json-web-key:1"]),
    ("a.yaml", "kind: Secret\ndata:\n  password: {b64:{12:alnum}}\n  port: {b64:5432}\n", ["kubernetes-secret:3"]),
    (
        "a.yaml",
        "kind: Secret\nstringData:\n  key-a: {20:alnum}\n  key-b: {20:alnum}\n",
        ["kubernetes-secret:3", "kubernetes-secret:4"],
    ),
    ("a.yaml", "kind: Secret\ndata:\n  .dockercfg: |\n    {b64:{30:alnum}}\n", ["kubernetes-secret:4"]),
    (".netrc", "machine git.internal\n  login bot\n  password {24:alnum}\n", ["netrc-password:3"]),
    (".pgpass", "db.internal:5432:app:app:{16:alnum}\n# a comment\n", ["pgpass-password:1"]),
    (".env", "PARTNER_FEED={40:alnum}\nAPP_NAME=inventory-service\n", ["environment-file-value:1"]),
    ("a.py", 'requests.get(url, auth=("deploy", "{10:alnum}7"))\n', ["credential-in-call:1"]),
    ("a.ppk", _putty(3, "Private-Lines: 1\n{44:b64}\n"), ["putty-private-key:1"]),
]


@pytest.mark.parametrize(("path", "text", "told"), AS_SEEN)
def test_as_a_report_tells_it(path: str, text: str, told: list[str]) -> None:
    assert seen(text, path) == told


_TEXTS = [row[0] for table in (URLS, HEADERS, JWKS, CALLS, CONNECTIONS, PGPASS, SECRETS) for row in table]
_TEXTS += [row[1] for table in (KEYS, COMMANDS, NETRC, KUBECONFIG, ENV) for row in table]


@bounded
@given(st.sampled_from(sorted(EXTRACTORS)), st.sampled_from(_TEXTS), st.data())
def test_cut_and_spliced_texts_give_candidates_within_the_text(name: str, text: str, data: st.DataObject) -> None:
    whole = bytearray(made(text))
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(whole)))
        whole[at : at + 1] = data.draw(st.binary(max_size=3))
    kind = data.draw(st.sampled_from(["text", "yaml", "env", "netrc", "pgpass", "kubeconfig", "python", "shell"]))
    spliced = bytes(whole)
    start = data.draw(st.integers(0, len(spliced)))
    for candidate in EXTRACTORS[name](spliced, start, len(spliced), kind):
        assert 0 <= candidate.start < candidate.end <= len(spliced)
        assert candidate.value


def test_every_extractor_is_asked_for_by_some_rule() -> None:
    from gateline.engines.secrets.packing import RULES_FOLDER

    asked = {found for path in RULES_FOLDER.glob("*.yaml") for found in re.findall(r"(?m)^  extract: (\S+)$", path.read_text())}
    assert asked == set(EXTRACTORS)
