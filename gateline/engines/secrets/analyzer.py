"""The secrets analyzer: one blob to facts without values."""

import hashlib
from collections.abc import Callable, Iterator

from gateline.engines.secrets.candidate import Hit
from gateline.engines.secrets.ignore import markers
from gateline.engines.secrets.kind_groups import SKIPPED
from gateline.engines.secrets.pack import read_digest
from gateline.engines.secrets.placing import positions
from gateline.engines.secrets.scan import Scanner, load_scanner
from gateline.engines.secrets.shape import mask
from gateline.facts.blob import Fact
from gateline.facts.secret import InlineIgnore, SecretFact
from gateline.model.location import Position
from gateline.model.severity import Confidence
from gateline.source.target import Blob

__all__ = ["DEFAULT_KEY", "SecretsAnalyzer"]

_REVISION = "1"
"""Part of the digest: raised when code outside the rule pack changes what is found."""
DEFAULT_KEY = b"gateline fingerprint key, version 1"
"""Used when the policy names no key. It separates our digests from others'; it does not stop someone from guessing a weak
password's digest: an organisation that commits baselines of weak passwords sets its own key."""


class SecretsAnalyzer:
    """Implements `engines.contract.Analyzer`."""

    name = "secrets"

    def __init__(
        self,
        key: bytes = DEFAULT_KEY,
        load: Callable[[], bytes | None] = lambda: None,
        store: Callable[[bytes], None] = lambda _database: None,
    ) -> None:
        """Nothing is loaded before the first blob.

        Args:
            key: secret of the organisation that keys the identities.
            load: gives the prefilter database an earlier run stored, or None.
            store: keeps a freshly compiled one.
        """
        self._key = hashlib.blake2b(key, digest_size=32).digest()
        self._load = load
        self._store = store
        self._scanner: Scanner | None = None
        self.digest = hashlib.blake2b(f"{_REVISION}/{read_digest()}".encode() + self._key, digest_size=16).hexdigest()

    def wants(self, kind: str) -> bool:
        """Pictures, sound, fonts and compiled code are not read."""
        return kind not in SKIPPED

    def analyze(self, blob: Blob) -> Iterator[Fact]:
        """Secrets of one blob and the inline ignores on their lines, by position."""
        if self._scanner is None:
            self._scanner = load_scanner(self._load, self._store)
        data = _utf8(blob)
        hits = self._scanner.scan(data, blob.kind)
        if not hits:
            return
        placed = positions(data, [offset for hit in hits for offset in (hit.start, hit.end)])
        lines: dict[int, int] = {}
        for hit in hits:
            lines.setdefault(placed[hit.start][0], hit.start)
            lines.setdefault(placed[hit.end][0], hit.end)
            yield self._fact(hit, placed)
        for marker in markers(data, lines):
            yield InlineIgnore(line=marker.line, marker=marker.name, rules=marker.rules, reason=marker.reason)

    def _fact(self, hit: Hit, placed: dict[int, tuple[int, int]]) -> SecretFact:
        digest = hashlib.blake2b(hit.rule.encode() + b"\0" + hit.value.strip(), digest_size=16, key=self._key)
        return SecretFact(
            rule=hit.rule,
            identity=digest.hexdigest(),
            start=Position(*placed[hit.start]),
            end=Position(*placed[hit.end]),
            preview=mask(hit.value),
            confidence=Confidence(hit.confidence),
            evidence=hit.evidence,
            encoding=hit.encoding,
        )


def _utf8(blob: Blob) -> bytes:
    """UTF-16 and UTF-32 text as UTF-8, so that one set of byte patterns serves all; lines stay, columns are the UTF-8 form's."""
    if blob.kind not in ("utf16", "utf32"):
        return blob.data
    return blob.data.decode("utf-16" if blob.kind == "utf16" else "utf-32", "replace").encode("utf-8", "replace")
