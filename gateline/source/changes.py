"""What commits added or changed, and who first did: git's log, read as a stream.

A merge counts only for what it has from none of its parents (`-c`); all else was added by a commit of its own. So the union over
a set of commits is complete, and merges cost next to nothing.
"""

from collections.abc import Iterable, Iterator

from gateline.model.finding import Origin
from gateline.source.errors import GitError
from gateline.source.git import Git
from gateline.source.paths import display
from gateline.source.target import Sighting, Unreadable

__all__ = ["Change", "changes", "sightings", "standing"]

Change = tuple[bytes, bytes]
"""Object id in hex and raw path of one content."""

_LOG = (
    *("log", "--raw", "-z", "-c", "--root", "--format=%x01%H", "--no-abbrev", "--no-renames"),
    *("--encoding=UTF-8", "--no-color", "--no-notes", "--no-decorate", "--no-ext-diff", "--no-textconv"),
)

_UNKNOWN = "git log answers in a form that is not known"

_NO_CONTENT = (b"000000", b"160000")
"""Modes of what was deleted, and of submodules."""

_COMMIT_LIMIT = 16 << 20
"""Bytes of a commit object that are read for its author; larger ones exist only to annoy."""


def changes(git: Git, *revisions: str) -> Iterator[tuple[bytes, list[Change]]]:
    """Every commit that `revisions` (arguments of git-log) select, with the contents it added or changed.

    Symbolic links count as contents, submodules do not. A commit at the edge of a shallow clone has everything as its own.

    Raises:
        GitError: git failed, maybe after some commits: an object is missing or damaged.
    """
    commit = b""
    found: list[Change] = []
    tokens = _tokens(git.stream(*_LOG, *revisions))
    for token in tokens:
        if token[:1] == b"\x01":
            if commit:
                yield commit, found
            commit, found = token[1:], []
        elif token:  # an empty one stands between a merge and its entries
            path = next(tokens, b"")
            oid = _content(token)
            if not commit:
                raise GitError(_UNKNOWN)
            if oid:
                found.append((oid, path))
    if commit:
        yield commit, found


def sightings(git: Git, oids: Iterable[str], *revisions: str) -> dict[str, Sighting]:
    """Where each of `oids` stands in the commits that `revisions` select, and the first commit (in topological order) with it.

    Contents that those commits do not hold are left out.

    Raises:
        GitError: as `changes`.
    """
    wanted = {oid.encode("ascii") for oid in oids}
    if not wanted:
        return {}
    paths: dict[bytes, set[bytes]] = {}
    first: dict[bytes, bytes] = {}
    for commit, found in changes(git, "--topo-order", *revisions):
        for oid, path in found:
            if oid in wanted:
                paths.setdefault(oid, set()).add(path)
                first[oid] = commit
    current = standing(git, "HEAD") & wanted
    signed = _signatures(git, set(first.values()))
    return {
        oid.decode("ascii"): Sighting(
            tuple(sorted({display(path) for path in paths[oid]})),
            Origin(commit.decode("ascii"), *signed[commit], in_head=oid in current),
        )
        for oid, commit in first.items()
    }


def standing(git: Git, tree: str) -> set[bytes]:
    """Object ids (hex) of all contents that stand in `tree` (any name of a commit or tree); empty when there is no such."""
    answer = git.call("ls-tree", "-r", "-z", "--full-tree", tree)
    # `mode type id<TAB>path`, git-ls-tree(1)
    return {entry.partition(b"\t")[0].rpartition(b" ")[2] for entry in answer.out.split(b"\0")[:-1]}


def _tokens(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        tokens = (rest + chunk).split(b"\0")
        rest = tokens.pop()
        yield from tokens


def _content(token: bytes) -> bytes:
    """New object id of a raw entry, empty when it has none.

    Format: `:<mode> <mode> <id> <id> M`; a colon, a mode and an id more for each further parent. The first of a commit stands on
    a new line.
    """
    fields = token.split(b" ")
    parents = len(fields) // 2 - 1
    if token.lstrip(b"\n")[:parents].count(b":") != parents or parents < 1:
        raise GitError(_UNKNOWN)
    if fields[parents] in _NO_CONTENT:
        return b""
    return fields[2 * parents + 1]


def _signatures(git: Git, commits: set[bytes]) -> dict[bytes, tuple[str, str]]:
    """Author and date of each commit, from the commit itself: a log format would pass through `.mailmap` and re-encoding."""
    signed = {}
    with git.batch() as objects:
        for commit in sorted(commits):
            try:
                signed[commit] = _signature(objects.read(commit, _COMMIT_LIMIT))
            except Unreadable:
                signed[commit] = ("", "")
    return signed


def _signature(commit: bytes) -> tuple[str, str]:
    """Author as `Name <mail>` and date as ISO 8601 with offset; empty where the commit has none.

    Format: gitformat-commit; ``author NAME <MAIL> SECONDS ZONE``.
    """
    header = dict(line.partition(b" ")[::2] for line in reversed(commit.partition(b"\n\n")[0].split(b"\n")))
    who, _, when = header.get(b"author", b"").rpartition(b"> ")
    if not who:
        return "", ""
    return _decode(who + b">", header.get(b"encoding", b"utf-8")), _date(when)


def _decode(text: bytes, encoding: bytes) -> str:
    try:
        return text.decode(encoding.decode("ascii"))
    except (UnicodeDecodeError, LookupError, ValueError):
        return text.decode("utf-8", "backslashreplace")


def _date(when: bytes) -> str:
    """`1700000000 +0130` in ISO 8601; empty when it is no date a calendar knows."""
    from datetime import UTC, datetime, timedelta, timezone

    seconds, _, zone = when.partition(b" ")
    try:
        sign = -1 if zone.startswith(b"-") else 1
        offset = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
        return datetime.fromtimestamp(int(seconds), UTC).astimezone(timezone(offset)).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
