"""Which policy is in force for a target.

`--policy` wins. Else `gateline.yaml` or `gateline.yml` of the target's folder counts, or of the nearest folder above it up to
the top of the git work tree. Else the built-in default. A policy found in a tree may only name documents of that tree.
"""

import os
from collections.abc import Mapping

from msgspec import Struct

from gateline.errors import UsageError
from gateline.pipeline.documents import ReadFile, read_file
from gateline.pipeline.known_policy import NAMES
from gateline.policy.document import Policy
from gateline.policy.load import default_policy, load_policy, missing_documents
from gateline.policy.profiles import BUILTIN
from gateline.source.git import enclosing

__all__ = ["PolicyFile", "find_root", "read_policy", "read_policy_file"]


class PolicyFile(Struct, frozen=True):
    """A policy and what it was made of."""

    policy: Policy
    name: str
    """The document it starts from; empty for the built-in default."""
    documents: Mapping[str, bytes]
    """Every document that was opened, by name."""


def find_root(folder: str) -> str:
    """What a target's paths are counted from: the nearest folder with a policy at or above `folder`, up to the top of its git
    work tree; without any policy that top, and outside of git `folder` itself."""
    start = os.path.realpath(folder)
    top = enclosing(start) or start
    current = start
    while not any(os.path.lexists(os.path.join(current, name)) for name in NAMES):
        if current == top:
            return top
        current = os.path.dirname(current)
    return current


def read_policy(read: ReadFile) -> PolicyFile:
    """The policy of a root.

    Args:
        read: gives the root's files.

    Raises:
        PolicyError: it cannot be used.
    """
    for name in NAMES:
        data = read(name)
        if data is not None:
            return _load(name, {name: data}, read)
    return PolicyFile(default_policy(), "", {})


def read_policy_file(path: str) -> PolicyFile:
    """The policy that the user names; documents it extends may lie anywhere.

    Args:
        path: a file, or a built-in profile such as `builtin:strict`.

    Raises:
        PolicyError: it cannot be used.
        UsageError: there is no such file.
    """
    if path.startswith(BUILTIN):
        return PolicyFile(load_policy({}, path), path, {})
    data = read_file(path, path)
    if data is None:
        raise UsageError(f"{path}: no such policy file", "`gateline init` writes one")
    name = path.replace(os.sep, "/")
    return _load(name, {name: data}, lambda other: read_file(other, other))


def _load(name: str, documents: dict[str, bytes], read: ReadFile) -> PolicyFile:
    while missing := missing_documents(documents, name):
        found = {other: data for other in missing if (data := read(other)) is not None}
        if not found:
            break  # the loader tells which, and the place that names it
        documents.update(found)
    return PolicyFile(load_policy(documents, name), name, documents)
