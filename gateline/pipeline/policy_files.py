"""Which policy is in force for a target, and where its documents are read from.

`--policy` wins. Else `gateline.yaml` or `gateline.yml` of the target's folder counts, or of the nearest folder above it up to the top of
the git work tree. Else the built-in default. For a commit range the documents are read from the base: a change cannot loosen the
gate that it has to pass. A policy found in a tree may only name documents of that tree.
"""

import os
from collections.abc import Callable, Mapping

from msgspec import Struct

from gateline.errors import UsageError
from gateline.policy.document import Policy
from gateline.policy.load import default_policy, load_policy, missing_documents
from gateline.source.git import enclosing
from gateline.source.paths import is_within

__all__ = ["POLICY_NAMES", "Reading", "TreeFiles", "find_root", "read_policy", "read_policy_file"]

POLICY_NAMES = ("gateline.yaml", "gateline.yml")
_MAX_BYTES = 1024 * 1024

ReadFile = Callable[[str], bytes | None]
"""From a name relative to the root, `/` between parts, to its bytes; None when there is no such file."""


class Reading(Struct, frozen=True):
    """A policy and what it was made of."""

    policy: Policy
    name: str
    """The document it starts from; empty for the built-in default."""
    documents: Mapping[str, bytes]
    """Every document that was opened, by name."""


class TreeFiles:
    """Documents of a folder, as files; nothing outside of it, not by a link either."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)

    def __call__(self, name: str) -> bytes | None:
        """The bytes of a file, None when there is none.

        Raises:
            UsageError: it is too large or cannot be read.
        """
        path = os.path.realpath(os.path.join(self._root, name))
        if name.startswith("/") or not is_within(path, self._root):
            return None
        return _read(path, name)


def find_root(folder: str) -> str:
    """The nearest folder with a policy at or above `folder`, inside its git work tree; `folder` itself when there is none."""
    top = enclosing(folder) or os.path.realpath(folder)
    current = os.path.realpath(folder)
    while True:
        if any(os.path.isfile(os.path.join(current, name)) for name in POLICY_NAMES):
            return current
        if current == top or os.path.dirname(current) == current:
            return os.path.realpath(folder)
        current = os.path.dirname(current)


def read_policy(read: ReadFile) -> Reading:
    """The policy of a root.

    Args:
        read: gives the root's files.

    Raises:
        PolicyError: it cannot be used.
    """
    for name in POLICY_NAMES:
        data = read(name)
        if data is not None:
            return _load(name, {name: data}, read)
    return Reading(default_policy(), "", {})


def read_policy_file(path: str) -> Reading:
    """The policy that the user names; documents it extends may lie anywhere.

    Args:
        path: a file, or a built-in profile such as `builtin:strict`.

    Raises:
        PolicyError: it cannot be used.
        UsageError: there is no such file.
    """
    if path.startswith("builtin:"):
        return Reading(load_policy({}, path), path, {})
    data = _read(os.path.realpath(path), path)
    if data is None:
        raise UsageError(f"{path}: no such policy file", "`gateline init` writes one")
    name = path.replace(os.sep, "/")
    return _load(name, {name: data}, lambda other: _read(os.path.realpath(other), other))


def _load(name: str, documents: dict[str, bytes], read: ReadFile) -> Reading:
    while missing := missing_documents(documents, name):
        found = {other: data for other in missing if (data := read(other)) is not None}
        if not found:
            break  # the loader tells which, and the place that names it
        documents.update(found)
    return Reading(load_policy(documents, name), name, documents)


def _read(path: str, name: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UsageError(f"{name}: {(error.strerror or 'cannot be read').lower()}") from error
    if len(data) > _MAX_BYTES:
        raise UsageError(f"{name}: larger than {_MAX_BYTES:,} bytes", "a policy is a page of rules; move data elsewhere")
    return data
