"""Facts in one SQLite file of the user's cache directory.

Several processes may use it at once (WAL, short transactions). Any failure degrades: a damaged file is set aside and a new one
begun, a locked or full one is no longer written, an unusable one answers nothing. Each value carries a checksum over key and
value: a flipped bit reads as not known, never as clean.
"""

import os
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

__all__ = ["DEFAULT_CAP", "FILE_NAME", "LocalStore"]

FILE_NAME = "facts-v1.sqlite3"
DEFAULT_CAP = 512 * 1024 * 1024
"""Bytes the file may take before the least recently used generations go."""

_CHUNK = 500
"""Keys asked for in one statement; SQLite allows 999 variables in its oldest supported builds."""
_BUSY_MS = 2_000
_GENERATION_SECONDS = 7 * 24 * 3600
"""Entries are marked as used at most once a generation, so that a warm run writes nothing."""
_SUM = 8
"""Bytes of checksum in front of each value."""
_ROOM = 0.8
"""Share of the cap that eviction leaves."""

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS facts (key BLOB PRIMARY KEY, generation INTEGER NOT NULL, value BLOB NOT NULL) WITHOUT ROWID"
)


class LocalStore:
    """One user's facts. Not thread-safe; open one a process.

    Args:
        directory: made by `place.prepare`.
        cap: bytes the file may take.
        now: seconds since the epoch, for the generations; the clock when not given.
    """

    def __init__(self, directory: str, cap: int = DEFAULT_CAP, now: float | None = None) -> None:
        self._path = os.path.join(directory, FILE_NAME)
        self._cap = cap
        self._generation = int((time.time() if now is None else now) // _GENERATION_SECONDS)
        self._notes: list[str] = []
        self._stale: list[bytes] = []
        self._inode = 0
        self._is_writable = True
        self._database = self._open()

    @property
    def notes(self) -> tuple[str, ...]:
        """What went wrong so far, one line each."""
        return tuple(self._notes)

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values of those keys that are known and undamaged."""
        found: dict[bytes, bytes] = {}
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            for key, generation, stored in self._select(chunk):
                value = _checked(key, stored)
                if value is None:
                    continue
                found[key] = value
                if generation != self._generation:
                    self._stale.append(key)
        return found

    def put(self, entries: Mapping[bytes, bytes] | Iterable[tuple[bytes, bytes]]) -> None:
        """Keep these values in one transaction."""
        pairs = entries.items() if isinstance(entries, Mapping) else entries
        rows = [(key, self._generation, _sum(key, value) + value) for key, value in pairs]
        if rows:
            self._write("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Mark what was used, make room, close the file."""
        if self._stale:
            self._write("UPDATE facts SET generation = ? WHERE key = ?", [(self._generation, key) for key in self._stale])
            self._stale = []
        if self._database is not None:
            self._make_room()
        self._disconnect()

    def entries(self) -> int:
        """How many contents are known."""
        rows = self._rows("SELECT count(*) FROM facts", ())
        return int(rows[0][0]) if rows else 0

    def _open(self, is_second_try: bool = False) -> sqlite3.Connection | None:
        try:
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            database = sqlite3.connect(self._path, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
            return None
        try:
            self._prepare(database)
            self._inode = os.stat(self._path).st_ino
        except (sqlite3.Error, UnicodeDecodeError, OSError) as error:
            database.close()
            if _is_damage(error) and not is_second_try:
                self._set_aside()
                return self._open(is_second_try=True)
            self._give_up(error)
            return None
        return database

    def _prepare(self, database: sqlite3.Connection) -> None:
        database.text_factory = bytes  # one flipped bit makes a blob a text, and not always one that is UTF-8
        if database.execute("PRAGMA page_count").fetchone()[0] == 0:
            database.execute("PRAGMA auto_vacuum = INCREMENTAL")  # only takes effect before the first table
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(_SCHEMA)

    def _select(self, keys: Sequence[bytes]) -> list[tuple[Any, ...]]:
        marks = ",".join("?" * len(keys))
        return self._rows(f"SELECT key, generation, value FROM facts WHERE key IN ({marks})", keys)

    def _rows(self, statement: str, values: Sequence[bytes]) -> list[tuple[Any, ...]]:
        if self._database is None:
            return []
        try:
            return self._database.execute(statement, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._recover(error)
            return []

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if self._database is None or not self._is_writable:
            return
        try:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany(statement, rows)
            self._database.execute("COMMIT")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._recover(error)

    def _recover(self, error: Exception) -> None:
        """After this the store is usable, writes no more, or is no store at all; the run goes on in each case."""
        self._roll_back()
        if _is_damage(error):
            self._disconnect()
            self._set_aside()
            self._database = self._open(is_second_try=True)
        elif _is_busy(error):
            self._note("the cache is busy; some results were not kept")
        else:
            self._is_writable = False
            self._note(f"the cache cannot be written ({error}); results are not kept")

    def _roll_back(self) -> None:
        if self._database is not None and self._database.in_transaction:
            try:
                self._database.execute("ROLLBACK")
            except sqlite3.Error:
                self._disconnect()

    def _set_aside(self) -> None:
        """Move the damaged file away, unless another process did so meanwhile and a new one stands there."""
        self._note("the cache was damaged; it was set aside and begun anew")
        try:
            if self._inode and os.stat(self._path).st_ino != self._inode:
                return
            os.replace(self._path, self._path + ".damaged")
        except OSError:
            pass
        for companion in ("-wal", "-shm"):
            try:
                os.unlink(self._path + companion)
            except OSError:
                pass

    def _make_room(self) -> None:
        database = self._database
        if database is None or not self._is_writable:
            return
        try:
            if self._used(database) <= self._cap:
                return
            while self._used(database) > self._cap * _ROOM and self._evict(database):
                pass
            # `execute` takes one step of a statement without rows, and here a step frees one page
            database.executescript("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._recover(error)

    def _evict(self, database: sqlite3.Connection) -> bool:
        """Drop the oldest generation, or of a single one the lower half of the (evenly spread) keys; False when nothing is
        left."""
        oldest, newest = database.execute("SELECT min(generation), max(generation) FROM facts").fetchone()
        if oldest is None:
            return False
        if oldest < newest:
            database.execute("DELETE FROM facts WHERE generation = ?", (oldest,))
        else:
            middle = "SELECT key FROM facts ORDER BY key LIMIT 1 OFFSET (SELECT count(*) / 2 FROM facts)"
            database.execute(f"DELETE FROM facts WHERE key <= ({middle})")
        return True

    def _used(self, database: sqlite3.Connection) -> int:
        pages = database.execute("PRAGMA page_count").fetchone()[0] - database.execute("PRAGMA freelist_count").fetchone()[0]
        return int(pages * database.execute("PRAGMA page_size").fetchone()[0])

    def _disconnect(self) -> None:
        if self._database is not None:
            try:
                self._database.close()
            except sqlite3.Error:
                pass
            self._database = None

    def _give_up(self, error: Exception) -> None:
        why = (error.strerror or "the system refused").lower() if isinstance(error, OSError) else str(error)
        self._note(f"the cache cannot be opened ({why}); going on without")

    def _note(self, text: str) -> None:
        if text not in self._notes:
            self._notes.append(text)


def _sum(key: bytes, value: bytes) -> bytes:
    return blake2b(key + value, digest_size=_SUM).digest()


def _checked(key: bytes, stored: object) -> bytes | None:
    if not isinstance(stored, bytes) or len(stored) < _SUM:
        return None
    value = stored[_SUM:]
    return value if stored[:_SUM] == _sum(key, value) else None


def _is_damage(error: Exception) -> bool:
    if isinstance(error, UnicodeDecodeError):  # what the database says of itself quotes a damaged schema
        return True
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_ERROR:  # only a foreign or half-written schema gives a mistake in our fixed statements
        return True
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _is_busy(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
