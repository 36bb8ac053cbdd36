"""Small files kept between runs: compiled prefilters, answers for the hook's fast path.

On the commit hook's way, so nothing heavy is imported. A name must tell everything its content depends on. Contents carry a
checksum; what is damaged, unreadable or not ours is not there.
"""

import os
import sys
from collections.abc import Mapping

try:  # `hashlib` loads OpenSSL, which takes longer than all else here
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

from gateline.cache.place import Unusable, cache_directory, drop_oldest, prepare

__all__ = ["Kept", "prefilter_name"]

_FOLDER = "kept"
_SUM = 16
_MOST = 64
"""Files in the folder before the oldest go."""


class Kept:
    """The folder of small files, in the user's cache directory.

    Args:
        environ: names the place, see `place.cache_directory`.
        scanned: root of the target; no cache inside it is believed.
    """

    def __init__(self, environ: Mapping[str, str], scanned: str | None = None) -> None:
        self._folder = ""
        try:
            directory = cache_directory(environ)
            prepare(directory, scanned)
        except Unusable:
            return
        self._folder = os.path.join(directory, _FOLDER)

    def get(self, name: str) -> bytes | None:
        """What was put under `name`, or None. Raises nothing."""
        if not self._folder:
            return None
        try:
            with open(os.path.join(self._folder, name), "rb") as file:
                data = file.read()
        except OSError:
            return None
        return data[_SUM:] if data[:_SUM] == _sum(name, memoryview(data)[_SUM:]) else None

    def put(self, name: str, data: bytes) -> None:
        """Keep `data`; seen as a whole or not at all by other processes. Raises nothing."""
        if not self._folder:
            return
        temporary = os.path.join(self._folder, f".{name}.{os.getpid()}")
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            with open(temporary, "wb") as file:
                file.write(_sum(name, data) + data)
            os.replace(temporary, os.path.join(self._folder, name))
            drop_oldest(self._folder, _MOST)
        except OSError:
            try:
                os.unlink(temporary)
            except OSError:
                pass


def _sum(name: str, data: bytes | memoryview) -> bytes:
    digest = blake2b(name.encode() + b"\0", digest_size=_SUM)
    digest.update(data)
    return digest.digest()


def prefilter_name(engine: str, rules_digest: str) -> str:
    """Under which name an engine's compiled prefilter is kept: it fits these rules and this version of the library only.

    Args:
        engine: its name.
        rules_digest: over the rules the prefilter was made of.
    """
    library = getattr(sys.modules.get("hyperscan"), "__version__", "none")
    return f"{engine}-{rules_digest[:32]}-{library}"
