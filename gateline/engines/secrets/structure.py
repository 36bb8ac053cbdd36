"""Credentials that a small grammar reads better than one expression: URLs, headers, keys, command lines, credential files.

Each extractor is named in `EXTRACTORS`; a rule asks for it by `extract: NAME`. It gets the whole text and the region a keyword
stands in, and yields candidates; the filters after it are the same as for every other rule.
"""

import base64
import binascii
from collections.abc import Callable, Iterator

from gateline.engines.secrets.assignment import assignments
from gateline.engines.secrets.candidate import Candidate
from gateline.engines.secrets.kind_groups import CODE
from gateline.engines.secrets.lazy import LazyPattern
from gateline.engines.secrets.rarity import rarity
from gateline.engines.secrets.shape import classes, entropy, is_placeholder, is_stand_in

__all__ = ["EXTRACTORS", "Extractor"]

Extractor = Callable[[bytes, int, int, str], Iterator[Candidate]]

_URL = LazyPattern(
    rb"\b([a-zA-Z][a-zA-Z0-9+.\-]{1,30})://([^\s:/?#@'\"<>\[\]{}(),;|\\^`]{0,80}):([^\s/?#@'\"<>`\\|]{1,200}?(?:[/?#][^\s@'\"<>`\\|]{0,100}?)?)@((?:\[:{0,2})?[\w.\-%${}<>*]{1,255})"
)
_PORT = LazyPattern(rb"\d{1,5}(?:[/?#]|$)")
_SHORT = 48
"""A longer text may hold `example` somewhere without being one."""
_META = frozenset(b"pwd passwd foo bar baz xxx ...".split())
_PLAIN_WORDS = frozenset(b"pass password passwd pwd user username secret token key admin root test foo bar guest x".split())
_HEADER = LazyPattern(
    rb"(?i)(?:authorization|x-registry-auth|x-auth|_auth)\\{0,3}[\"']?[\])]?[ \t]{0,4}(?:[:=,]|=>|%3a)[ \t]{0,4}(?:\[|\{|[a-z]?\()?[ \t]{0,2}\\{0,3}[\"'`]?[ \t]{0,2}(?P<scheme>basic|bearer|token|digest|negotiate|ntlm|apikey|api-key|sso-key|bot|key|discogs|genie[k]ey)(?:[ \t]{1,3}|%20|\+)\\{0,3}[\"'`]?(?P<value>[A-Za-z0-9+/_.~=:$%@!*-]{5,2048})"
)
_BASIC = LazyPattern(
    rb"(?i)[\"'`\s:=](?P<scheme>basic|ntlm)(?:[ \t]{1,2}|%20)(?P<value>[A-Za-z0-9+/]{8,2048}={0,2})(?![A-Za-z0-9+/=])"
)
_BEARER = LazyPattern(rb"(?i)[\"'`]bearer[ \t]{1,2}(?P<value>[A-Za-z0-9+/_.~=-]{16,2048})[\"'`\\]")
_PEM = LazyPattern(
    rb"-----BEGIN[ A-Z0-9_\-]{0,60}?(?:PRIVATE KEY(?: BLOCK)?|ENCRYPTED SIGSTORE PRIVATE KEY)-----(?:\r?\n(?:[A-Za-z-]{2,40}: ?[^\n]{0,200}\n){0,8})?(?P<body>[^-]{0,16384})(?P<end>-----END)?|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----(?P<ssh2>[^-]{40,8192})"
)
_PEM_LINE = LazyPattern(rb"[A-Za-z0-9+/=]{20,}")
_PUTTY = LazyPattern(
    rb"PuTTY-User-Key-File-\d:[^\n]{0,80}\n(?:[^\n]{0,200}\n){0,60}?Private-Lines: ?\d{1,4}\r?\n(?P<value>[A-Za-z0-9+/=\r\n]{40,6000})"
)
_JWK = LazyPattern(rb"(?i:[\"']?\bkty\b\\{0,3}[\"']?[ \t]{0,4}:[ \t]{0,4}\\{0,3}[\"'](?:RSA|EC|OKP|oct)\\{0,3}[\"'])")
_JWK_PRIVATE = LazyPattern(
    rb"(?<![\w$])\\{0,3}[\"']?(?P<name>d|k)\\{0,3}[\"']?[ \t]{0,4}:\s{0,8}\\{0,3}[\"'](?P<value>[A-Za-z0-9_-]{16,1500})\\{0,3}[\"']"
)
_CLI = LazyPattern(
    rb"(?:(?i:psexec(?:\.exe)?)[^\n|;&]{0,160}?[ \t]-p[ \t]{1,3}|(?<![\w-])(?P<flag>--?[a-zA-Z-]{0,24}(?i:password|passwd|pass|passphrase|pwd|secret|token|api-?key|apikey|access-?key|set-key[ \t]{1,3}\w{2,20}|auth-?key)\b)(?:[ \t]{1,3}|=|:[ \t]?)|/(?i:password|pass|p|rp):)"
    rb"(?P<quote>[\"']?)(?P<value>[^\s\"'`|;&<>]{4,200})"
)
_CURL_USER = LazyPattern(
    rb"(?:(?<![\w-])(?:-u|--user|--proxy-user)[ =]{0,3})(?P<quote>[\"']?)(?P<user>[^\s:\"'/$<>{}]{1,64}):[\"']?(?P<value>[^\s\"'`|;&<>]{3,200})"
)
_CALL = LazyPattern(
    rb"(?i)(?:networkcredential|directoryentry|passwordcredentials|passwordauthentication(?:token)?|basicauth|set_basic_auth|pscredential|setcredentials|\bauth[ \t]{0,2}=[ \t]{0,2})\([^()\n]{0,160}?(?P<userquote>[\"'`])(?P<user>[^\"'`\n]{1,80})(?P=userquote)\s{0,24},\s{0,24}(?P<quote>[\"'`])(?P<value>[^\"'`\n]{3,128})(?P=quote)\s{0,8}[,)]"
)
_SECURE_STRING = LazyPattern(
    rb"(?i)ConvertTo-SecureString[ \t]{1,4}(?:-String[ \t]{1,4})?(?P<quote>[\"'])(?P<value>[^\"'\n]{4,128})(?P=quote)"
)
_CONNECTION = LazyPattern(
    rb"(?i)(?:^|[;\"'\s,?&{])(?:password|pwd|accountkey|sharedaccesskey|sharedaccesssignature|access[ _]?key)[ \t]{0,2}=[ \t]{0,2}(?P<value>\{[^}\n]{3,128}\}|[^;\"'\s<>&\\]{3,200})(?=[;\"'\\&\s]|$)"
)
_CONNECTION_CONTEXT = LazyPattern(
    rb"(?i)(?:data[ _]source|server|host|addr(?:ess)?|initial[ _]catalog|database(?:name)?|dbname|user[ _]?id|uid|user(?:name)?|driver|provider|endpoint|accountname|defaultendpointsprotocol|sharedaccesskeyname)[ \t]{0,2}="
)
_NETRC = LazyPattern(
    rb"\bmachine[ \t]{1,4}\S{1,255}\s{1,8}(?:login[ \t]{1,4}\S{1,255}\s{1,8})?password[ \t]{1,4}(?P<value>\S{3,200})|(?m:^)[ \t]*password[ \t]{1,4}(?P<alone>\S{3,200})"
)
_PGPASS = LazyPattern(rb"(?m)^(?!#)[^\s:]{1,255}:(?:\d{1,5}|\*):[^\s:]{1,64}:[^\s:]{1,64}:(?P<value>\S{1,200})$")
_KUBECONFIG = LazyPattern(rb"(?:client-key-data|token|password):[ \t]{1,8}[\"']?(?P<value>[^\s\"'#]{4,16384})")
_KUBE_SECRET = LazyPattern(
    rb"(?m)^[ \t]{0,8}(?:-[ \t]+)?[\"']?kind[\"']?:[ \t]{0,4}[\"']?(?:Secret|secret|SECRET)[\"']?[ \t]{0,8}(?:#[^\n]{0,80})?\r?$"
)
_KUBE_DATA = LazyPattern(rb"^(?P<indent>[ \t]{0,12})[\"']?(?P<block>data|stringData)[\"']?:[ \t]{0,8}(?:#[^\n]{0,80})?\r?$")
_KUBE_ENTRY = LazyPattern(
    rb"^[ \t]{1,24}[\"']?(?P<key>[\w.\-/ ]{1,128})[\"']?:[ \t]{1,8}(?:!!?\w{1,12}[ \t]{1,4})?[\"']?(?P<value>[^\s\"'#|>{][^\s\"'#]{0,16384})"
)
_KUBE_SCALAR = LazyPattern(rb"^[ \t]{1,24}[\"']?[\w.\-/ ]{1,128}[\"']?:[ \t]{1,8}[|>][+-]?[ \t]{0,8}\r?$")
_PUBLIC_ENTRIES = frozenset(
    b"type provider host hostname port database dbname db username user name email region endpoint namespace tls.crt ca.crt tls-cert url scheme".split()
)
_DOCUMENT_END = LazyPattern(rb"(?m)^---")
_ENV_LINE = LazyPattern(rb"(?m)^(?:export[ \t]{1,4})?[A-Za-z_]\w{1,80}[ \t]{0,2}=[ \t]{0,2}[\"']?(?P<value>[^\s\"'#]{20,512})")


def _url_userinfo(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """`scheme://user:password@host` (RFC 3986 section 3.2.1)."""
    for found in _URL.finditer(data, start, end):
        user, value, host = found[2], found[3], found[4]
        if is_stand_in(value) or is_stand_in(user) or b"://" in value or host.lower().startswith((b"example-host", b"<")):
            continue
        if (
            _PORT.match(value)
            or value.lower().lstrip(b":") in _META
            or value.startswith((b"$", b"%", b"{", b"<", b"[", b"*", b"#"))
            or (value.isdigit() and not user)
        ):
            continue
        plain = value.lower() in _PLAIN_WORDS
        strong = len(value) >= 10 and classes(value) >= 2 and rarity(value) >= 4.6
        confidence = "low" if plain else "high" if strong else "medium"
        yield Candidate(
            found.start(3), found.end(3), value, confidence=confidence, evidence=("user and password in a URL",), name=b"password"
        )


def _auth_header(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """`Authorization: Basic …` and kin (RFC 7617, RFC 6750), in requests, code, curl and recorded traffic."""
    taken = -1
    for pattern in (_HEADER, _BASIC, _BEARER):
        for found in pattern.finditer(data, start, end):
            if found.start("value") == taken:
                continue
            scheme = found["scheme"].lower() if "scheme" in found.groupdict() else b"bearer"
            candidate = _credentials(found.start("value"), found["value"].rstrip(b".,:"), scheme, bare=pattern is _HEADER)
            if candidate is not None:
                taken = found.start("value")
                yield candidate


def _credentials(at: int, value: bytes, scheme: bytes, *, bare: bool) -> Candidate | None:
    if len(value) < 8 or (scheme != b"ntlm" and is_placeholder(value)):
        return None
    if scheme == b"basic":
        plain = _decoded(value)
        if plain is None or b":" not in plain:
            return None
        user, _, password = plain.partition(b":")
        if is_stand_in(password) or not (user or password) or not _is_printable(plain):
            return None
        return Candidate(
            at, at + len(value), value, confidence="high", evidence=("decodes to user and password",), name=b"password"
        )
    if scheme == b"ntlm":
        return (
            Candidate(at, at + len(value), value, confidence="medium", evidence=("NTLM message",))
            if value.startswith(b"TlRMTVNTUA")
            else None
        )
    if len(value) < 12 or rarity(value) < 4.6 or entropy(value) < 3.0 or (value.isalpha() and rarity(value) < 5.4):
        return None
    return Candidate(
        at,
        at + len(value),
        value,
        confidence="high" if bare else "medium",
        evidence=(f"{scheme.decode()} credentials in a header",),
    )


def _decoded(value: bytes) -> bytes | None:
    try:
        return base64.b64decode(value + b"=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _is_printable(text: bytes) -> bool:
    return all(byte >= 32 and byte != 127 for byte in text)


def _private_key(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """PEM private keys (RFC 7468), OpenSSH, PGP and SSH2 blocks; also with escaped line ends inside strings."""
    for found in _PEM.finditer(data, start, min(len(data), end + 20000)):
        if found.start() >= end:
            return
        body = found["body"] if found["body"] is not None else found["ssh2"]
        lines = _PEM_LINE.findall(body[:8192].replace(b"\\n", b"\n").replace(b"\\r", b"\n"))
        material = b"".join(lines)
        if (
            len(material) < 32
            or _is_truncated(material)
            or (is_placeholder(material[:64]) and is_placeholder(material[-64:]))
            or entropy(material) < 3.5
        ):
            continue
        closed = found["end"] is not None
        evidence = ("PEM armour", "closed block" if closed else "cut off")
        yield Candidate(
            found.start(),
            found.start("end") if closed else found.end(),
            material,
            confidence="high" if closed else "medium",
            evidence=evidence,
        )


def _is_truncated(material: bytes) -> bool:
    """Whether a DER key says it is longer than what is there, as in documentation that shows its first line (X.690, 8.1.3)."""
    if not material.startswith(b"MII"):
        return False
    head = base64.b64decode(material[:8])
    return len(material) * 3 // 4 < int.from_bytes(head[2:4], "big") * 6 // 10


def _putty(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """PuTTY private keys, versions 2 and 3."""
    for found in _PUTTY.finditer(data, start, min(len(data), end + 20000)):
        yield Candidate(found.start(), found.end("value"), found["value"], confidence="high", evidence=("PuTTY private key",))


def _jwk(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """Private or symmetric JSON Web Keys (RFC 7517): an object with `kty` and `d` or `k`."""
    for found in _JWK.finditer(data, start, end):
        low, high = _braces(data, found.start(), found.end())
        for member in _JWK_PRIVATE.finditer(data, low, high):
            value = member["value"]
            if not is_placeholder(value) and entropy(value) >= 3.2:
                yield Candidate(
                    member.start("value"),
                    member.end("value"),
                    value,
                    confidence="high",
                    evidence=("private member of a JSON Web Key",),
                )


def _braces(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The object around a member, at most 4 KiB to either side."""
    low = data.rfind(b"{", max(0, start - 4096), start)
    high = data.find(b"}", end, end + 6144)
    return (low if low >= 0 else start), (high if high >= 0 else min(len(data), end + 2048))


def _command_line(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """Passwords and tokens as arguments: `--password x`, `curl -u user:x`, `ConvertTo-SecureString 'x'`."""
    for pattern in (_CLI, _CURL_USER, _SECURE_STRING):
        for found in pattern.finditer(data, start, end):
            value = found["value"].rstrip(b",.)\\")
            if pattern is _CURL_USER and value.isdigit() and found["user"].isdigit():
                continue  # numeric user and group ids, not a password
            if (
                len(value) < 4
                or is_stand_in(value)
                or value[:1] in b"-$/<[{(%@*"
                or b"=" in value[:-2]
                or value.lower() in _PLAIN_WORDS
            ):
                continue
            quoted = pattern is not _CLI or bool(found["quote"])
            if (
                value.isalpha()
                and rarity(value) < 5.0
                and (pattern is not _SECURE_STRING)
                and kind not in ("shell", "dockerfile", "powershell", "batch")
            ):
                continue
            if pattern is _CLI and kind in CODE and classes(value) < 2:
                continue
            flag = found["flag"] if pattern is _CLI else b""
            if flag and (b"secret" in flag or b"token" in flag or b"key" in flag) and (len(value) < 12 or rarity(value) < 4.6):
                continue
            confidence = "medium" if quoted and classes(value) >= 2 and len(value) >= 8 else "low"
            yield Candidate(
                found.start("value"),
                found.start("value") + len(value),
                value,
                confidence=confidence,
                evidence=("command-line argument",),
                name=b"password",
            )


def _credential_call(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """A user and a password as literal arguments: `new NetworkCredential("u", "p")`, `auth=("u", "p")`."""
    for found in _CALL.finditer(data, start, min(len(data), end + 300)):
        value = found["value"]
        if is_stand_in(value) or b" " in value or value.lower() in _META or value.lower() in _PLAIN_WORDS - {b"secret"}:
            continue
        confidence = "medium" if len(value) >= 8 and classes(value) >= 2 else "low"
        yield Candidate(
            found.start("value"),
            found.end("value"),
            value,
            confidence=confidence,
            evidence=("password argument of a call",),
            name=b"password",
        )


def _connection_string(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """ADO.NET, ODBC, JDBC and Azure connection strings: `Server=…;User Id=…;Password=…`."""
    if len(_CONNECTION_CONTEXT.findall(data, start, end)) < 2:
        return
    for found in _CONNECTION.finditer(data, start, end):
        value = found["value"].strip(b"{},")
        if (
            len(value) < 3
            or is_stand_in(value)
            or value.lower() in (b"none", b"null", b"true", b"false")
            or value[:1] in b"$%@<*"
        ):
            continue
        confidence = "low" if value.lower() in _PLAIN_WORDS else "high" if len(value) >= 8 and classes(value) >= 2 else "medium"
        yield Candidate(
            found.start("value"),
            found.start("value") + len(value),
            value,
            confidence=confidence,
            evidence=("connection string",),
            name=b"password",
        )


def _machine(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """`.netrc` entries, also quoted in prose."""
    for found in _NETRC.finditer(data, start, end):
        group = "value" if found["value"] else "alone"
        if group == "alone" and kind != "netrc":
            continue
        value = found[group]
        if not is_stand_in(value) and value.lower() not in _PLAIN_WORDS:
            yield Candidate(
                found.start(group), found.end(group), value, confidence="high", evidence=("netrc entry",), name=b"password"
            )


def _pgpass(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """`.pgpass`: host:port:database:user:password a line (PostgreSQL manual, libpq-pgpass)."""
    for found in _PGPASS.finditer(data, start, end):
        if not is_stand_in(found["value"]):
            yield Candidate(
                found.start("value"),
                found.end("value"),
                found["value"],
                confidence="high",
                evidence=("pgpass entry",),
                name=b"password",
            )


def _kubeconfig(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """Client keys, tokens and passwords of a kubeconfig file."""
    if kind != "kubeconfig" and b"client-key-data" not in data[start:end]:
        return
    for found in _KUBECONFIG.finditer(data, start, end):
        if not is_placeholder(found["value"]):
            yield Candidate(
                found.start("value"), found.end("value"), found["value"], confidence="high", evidence=("kubeconfig user entry",)
            )


def _kubernetes_secret(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """`kind: Secret` manifests: what `data` and `stringData` hold is readable by anyone who reads the file."""
    for found in _KUBE_SECRET.finditer(data, start, end):
        bound = max(0, found.start() - 65536)
        low = max(data.rfind(b"\n---", bound, found.start()) + 1, bound)
        if (first := _KUBE_SECRET.search(data, low)) is not None and first.start() < found.start():
            continue  # the document was read at its first such line
        next_document = _DOCUMENT_END.search(data, found.end())
        high = min(next_document.start() if next_document else len(data), found.end() + 65536)
        if b"ENC[" in data[low:high] and b"sops" in data[low:high]:
            continue
        yield from _manifest_values(data, low, high)


def _manifest_values(data: bytes, low: int, high: int) -> Iterator[Candidate]:
    inside, block, indent, scalar = False, b"", 0, 0
    at = low
    for line in data[low:high].splitlines(keepends=True):
        opening = _KUBE_DATA.match(line)
        if opening:
            inside, block, indent, scalar = True, opening["block"], len(opening["indent"]), 0
        elif inside and line.strip() and len(line) - len(line.lstrip()) <= indent:
            inside = False
        elif inside and scalar and len(line) - len(line.lstrip()) > scalar:
            if _is_manifest_secret(line.strip(), block):
                start = at + len(line) - len(line.lstrip())
                yield Candidate(
                    start,
                    at + len(line.rstrip()),
                    line.strip(),
                    confidence="medium",
                    evidence=(f"`{block.decode()}` of a Kubernetes Secret",),
                )
        elif inside and _KUBE_SCALAR.match(line):
            scalar = len(line) - len(line.lstrip())
        elif inside and (entry := _KUBE_ENTRY.match(line)):
            scalar = 0
            value = entry["value"]
            if entry["key"].lower() not in _PUBLIC_ENTRIES and _is_manifest_secret(value, block):
                start = at + entry.start("value")
                yield Candidate(
                    start,
                    start + len(value),
                    value,
                    confidence="medium",
                    evidence=(f"`{block.decode()}` of a Kubernetes Secret",),
                )
        at += len(line)


def _is_manifest_secret(value: bytes, block: bytes) -> bool:
    if is_stand_in(value) or len(value) < 4 or value.lower() in _PLAIN_WORDS:
        return False
    if block == b"stringData":
        return True
    plain = _decoded(value)
    return plain is not None and len(plain.strip()) >= 4 and not (len(plain) < _SHORT and is_stand_in(plain))


def _env_value(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """Any long random value in a `.env` file: nothing else is kept there."""
    if kind != "env":
        return
    for found in _ENV_LINE.finditer(data, start, end):
        value = found["value"]
        if (
            is_placeholder(value)
            or b"://" in value
            or b"/" in value[:1]
            or classes(value) < 2
            or rarity(value) < 5.2
            or entropy(value) < 3.6
        ):
            continue
        yield Candidate(
            found.start("value"), found.end("value"), value, confidence="low", evidence=("random value in an environment file",)
        )


def _key_store(data: bytes, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """A file that is a PKCS#12 key store (RFC 7292): a DER or BER sequence under that name."""
    if data[:1] == b"0":
        yield Candidate(0, min(len(data), 64), data, confidence="medium", evidence=("a key store file",))


EXTRACTORS: dict[str, Extractor] = {
    "assignment": assignments,
    "auth-header": _auth_header,
    "command-line": _command_line,
    "connection-string": _connection_string,
    "credential-call": _credential_call,
    "env-value": _env_value,
    "jwk": _jwk,
    "key-store": _key_store,
    "kubeconfig": _kubeconfig,
    "kubernetes-secret": _kubernetes_secret,
    "netrc": _machine,
    "pgpass": _pgpass,
    "private-key": _private_key,
    "putty": _putty,
    "url-userinfo": _url_userinfo,
}
