"""The hook's short cut: says "clean" for a staged change when that is certain, in a few milliseconds; else leaves it to the
whole road.

On this way stand neither msgspec nor argparse, YAML, sqlite or subprocess (`test_fast.py` holds that). It can only ever answer
"clean": anything out of the ordinary (a finding, an archive, an unmerged path, a policy it does not know, not one byte looked
at) falls through. A policy is known when the last full run under the very same bytes left a record that at this stage nothing
but a clean scan for secrets is asked for; no policy at all is known, too.
"""

import os
from typing import TYPE_CHECKING

from gateline.cache.kept import Kept, prefilter_name
from gateline.pipeline.known_policy import NAMES, record_name
from gateline.source.kinds import classify, is_archive
from gateline.source.process import Child, start

if TYPE_CHECKING:
    from gateline.engines.secrets.scan import Scanner

__all__ = ["is_clean_commit"]

_MOST_BYTES = 1024 * 1024
_MOST_FILES = 200
_HEAD = 1024
_CHUNK = 65_536
_GITLINK = b"160000"
_DIFF = [
    "diff",
    "--cached",
    "--raw",
    "-z",
    "--no-renames",
    "--no-abbrev",
    "--no-ext-diff",
    "--no-textconv",
    "--diff-filter=ACMTU",
]
_SAFE = (
    "core.fsmonitor=false",
    "core.commitGraph=false",
    "protocol.allow=never",
    "diff.external=",
    "submodule.recurse=false",
    "gc.auto=0",
)
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
}


class _Unsure(Exception):
    """Leave it to the whole road."""


def is_clean_commit() -> bool:
    """Whether the change staged in the repository around the current folder is certainly clean. Raises nothing."""
    try:
        top = _top()
        kept = Kept(os.environ, top)
        _require_known_policy(top, kept)
        staged = _staged(top)
        _require_clean(staged, top, kept)
    except (_Unsure, OSError, ValueError, EOFError):
        return False
    return True


def _top() -> str:
    """The work tree's top, without asking git."""
    folder = os.path.realpath(os.getcwd())
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            raise _Unsure
        folder = above
    return folder


def _require_known_policy(top: str, kept: Kept) -> None:
    for name in NAMES:
        try:
            with open(os.path.join(top, name), "rb") as file:
                policy = file.read()
        except FileNotFoundError:
            continue
        if kept.get(record_name(policy)) is None:
            raise _Unsure
        return


def _staged(top: str) -> list[tuple[str, bytes]]:
    """(display path, object id) of everything staged."""
    child = start([_git(top), "--no-pager", *_settings(), *_DIFF], _environment())
    try:
        out = b"".join(iter(lambda: child.read(_CHUNK), b""))
        code, _ = child.finish()
    finally:
        child.kill()
    if code:
        raise _Unsure
    fields = out.split(b"\0")
    staged = []
    for entry, path in zip(fields[0::2], fields[1::2], strict=False):
        _, mode, _, oid, status = entry.split(b" ")
        if status == b"U":
            raise _Unsure
        if mode != _GITLINK:
            staged.append((path.decode("utf-8", "backslashreplace"), oid))
    if not 0 < len(staged) <= _MOST_FILES:
        raise _Unsure
    return staged


def _require_clean(staged: list[tuple[str, bytes]], top: str, kept: Kept) -> None:
    contents = _contents([oid for _, oid in staged], top)
    if not any(contents):
        raise _Unsure
    scanner = _scanner(kept)
    for (path, _), data in zip(staged, contents, strict=True):
        kind = classify(path, data[:_HEAD])
        if is_archive(kind) or scanner.scan(data, kind):
            raise _Unsure


def _scanner(kept: Kept) -> "Scanner":
    from gateline.engines.secrets.pack import read_digest
    from gateline.engines.secrets.scan import load_scanner

    def get() -> bytes | None:
        return kept.get(prefilter_name("secrets", read_digest()))

    def put(database: bytes) -> None:
        kept.put(prefilter_name("secrets", read_digest()), database)

    return load_scanner(get, put)


def _contents(oids: list[bytes], top: str) -> list[bytes]:
    child = start([_git(top), "--no-pager", *_settings(), "cat-file", "--batch"], _environment(), is_fed=True)
    try:
        return _Batch(child).read(oids)
    finally:
        child.kill()


class _Batch:
    """`git cat-file --batch`, git-cat-file(1), BATCH OUTPUT."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._rest = b""

    def read(self, oids: list[bytes]) -> list[bytes]:
        contents = []
        left = _MOST_BYTES
        for oid in oids:
            self._child.write(oid + b"\n")
            header = self._line().split(b" ")
            if len(header) != 3 or header[1] != b"blob" or int(header[2]) > left:
                raise _Unsure
            size = int(header[2])
            left -= size
            contents.append(self._exactly(size + 1)[:-1])
        return contents

    def _line(self) -> bytes:
        while b"\n" not in self._rest:
            self._more()
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _exactly(self, size: int) -> bytes:
        while len(self._rest) < size:
            self._more()
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def _more(self) -> None:
        chunk = self._child.read(_CHUNK)
        if not chunk:
            raise EOFError
        self._rest += chunk


def _git(top: str) -> str:
    """git on `PATH`, outside of the scanned tree."""
    inside = top.rstrip(os.sep) + os.sep
    for folder in os.get_exec_path():
        program = os.path.join(folder, "git")
        if os.path.isabs(folder) and os.access(program, os.X_OK) and not os.path.realpath(program).startswith(inside):
            return program
    raise _Unsure


def _settings() -> list[str]:
    return [word for setting in _SAFE for word in ("-c", setting)]


def _environment() -> dict[str, str]:
    """git's own variables are kept: it tells its hooks by them which index to look at."""
    return dict(os.environ) | _ENVIRONMENT
