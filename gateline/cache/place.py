"""Where the cache lies, and whether it may be trusted.

`GATELINE_CACHE_DIR` wins, else the platform's user cache directory. The directory is made with mode 0700. A directory that
belongs to someone else, that others may write to, or that lies inside the scanned tree is not used: whoever can write there
could plant "clean" for a content that is not.
"""

import os
import stat
import sys
from collections.abc import Mapping

__all__ = ["Unusable", "cache_directory", "drop_oldest", "prepare"]

_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


class Unusable(Exception):
    """The directory cannot or must not hold a cache; the text says why, for people."""


def cache_directory(environ: Mapping[str, str], platform: str = sys.platform) -> str:
    """Absolute path of Gateline's cache directory; nothing is created.

    Raises:
        Unusable: the environment names no place, not even a home directory.
    """
    own = environ.get("GATELINE_CACHE_DIR")
    if own:
        return os.path.abspath(own)
    base = _user_cache(environ, platform)
    if not base:
        raise Unusable("no home directory; set GATELINE_CACHE_DIR to keep a cache")
    return os.path.join(base, "gateline")


def prepare(directory: str, scanned: str | None = None) -> None:
    """Create `directory` with mode 0700 and see that only this user can write to it.

    Args:
        directory: absolute path.
        scanned: root of the tree that is gated; the cache must lie outside.

    Raises:
        Unusable: it cannot be created, is not ours, or lies inside `scanned`.
    """
    if scanned is not None and _is_inside(directory, scanned):
        raise Unusable(
            "the cache directory lies inside the scanned tree, which could plant entries; set GATELINE_CACHE_DIR elsewhere"
        )
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        found = os.stat(directory)
    except OSError as error:
        raise Unusable(f"the cache directory cannot be created: {error.strerror}") from error
    if not stat.S_ISDIR(found.st_mode):
        raise Unusable("the cache directory is not a directory")
    if hasattr(os, "geteuid"):
        _require_private(found)


def drop_oldest(folder: str, most: int) -> None:
    """Remove the files that were not written for longest, until `most` are left.

    Raises:
        OSError: one cannot be removed.
    """
    with os.scandir(folder) as entries:
        aged = sorted((entry.stat().st_mtime, entry.path) for entry in entries)
    for _, path in aged[:-most]:
        os.unlink(path)


def _require_private(found: os.stat_result) -> None:
    if found.st_uid != os.geteuid():
        raise Unusable("the cache directory belongs to another user; set GATELINE_CACHE_DIR to one of your own")
    if found.st_mode & _OTHERS_MAY_WRITE:  # not closed by us: it may be a place like /tmp
        raise Unusable("others may write to the cache directory; make it mode 0700")


def _user_cache(environ: Mapping[str, str], platform: str) -> str:
    if platform == "win32":
        return environ.get("LOCALAPPDATA", "")
    xdg = environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(xdg):  # the specification: a relative path is invalid and to be ignored
        return xdg
    home = environ.get("HOME") or _home_of_user()
    if not home:
        return ""
    return os.path.join(home, "Library", "Caches") if platform == "darwin" else os.path.join(home, ".cache")


def _home_of_user() -> str:
    home = os.path.expanduser("~")
    return "" if home == "~" else home


def _is_inside(directory: str, scanned: str) -> bool:
    inner, outer = os.path.realpath(directory), os.path.realpath(scanned)
    return inner == outer or inner.startswith(outer.rstrip(os.sep) + os.sep)
