"""`gateline init`: looks at a repository, writes a commented policy, offers the hook, writes CI. A second run changes
nothing."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gateline.errors import UsageError

__all__ = ["CI_NAMES", "configure", "run"]

_POLICY = "gateline.yaml"
_MOST_FILES = 50_000
"""Files counted to tell which languages there are."""
_LANGUAGES = frozenset(
    """
    c cpp csharp dart elixir go groovy haskell java javascript kotlin lua perl php powershell python r ruby rust scala shell sql
    swift typescript vue dockerfile hcl yaml
    """.split()
)


class _Ci(NamedTuple):
    """One CI system: how it is recognised, and where its file goes."""

    title: str
    template: str
    hosts: tuple[str, ...]
    """Parts of a remote's host that tell it."""
    marks: tuple[str, ...]
    """Files or folders that tell it."""
    path: str
    beside: str
    """Where the file goes when `path` is already somebody else's."""
    include: str = ""
    """What to do with `beside`."""


_SYSTEMS = {
    "github": _Ci("GitHub Actions", "github.yml", ("github",), (".github/workflows",), ".github/workflows/gateline.yml", ""),
    "gitlab": _Ci(
        "GitLab CI",
        "gitlab.yml",
        ("gitlab",),
        (".gitlab-ci.yml",),
        ".gitlab-ci.yml",
        ".gitlab/gateline.yml",
        "add to .gitlab-ci.yml: include: [{local: .gitlab/gateline.yml}]",
    ),
    "jenkins": _Ci(
        "Jenkins",
        "jenkins.groovy",
        (),
        ("Jenkinsfile",),
        "Jenkinsfile",
        "gateline.Jenkinsfile",
        "make a pipeline of it, or take its stage into your Jenkinsfile",
    ),
    "azure": _Ci(
        "Azure Pipelines",
        "azure.yml",
        ("dev.azure.com", "visualstudio.com"),
        ("azure-pipelines.yml",),
        "azure-pipelines.yml",
        ".azure-pipelines/gateline.yml",
        "make a pipeline of it in Azure DevOps",
    ),
    "bitbucket": _Ci(
        "Bitbucket Pipelines",
        "bitbucket.yml",
        ("bitbucket",),
        ("bitbucket-pipelines.yml",),
        "bitbucket-pipelines.yml",
        "gateline.bitbucket-pipelines.yml",
        "take its step into bitbucket-pipelines.yml, which knows no includes",
    ),
}
CI_NAMES = tuple(_SYSTEMS)
"""What `--ci` takes."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `init`."""
    parser.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="a folder of the repository (default: the current one)"
    )
    hook = parser.add_mutually_exclusive_group()
    hook.add_argument("--hook", action="store_true", help="install the git hook without asking")
    hook.add_argument("--no-hook", action="store_true", help="install no git hook")
    ci = parser.add_mutually_exclusive_group()
    ci.add_argument(
        "--ci",
        action="append",
        default=[],
        metavar="NAME",
        help=f"write CI for {', '.join(CI_NAMES)} (default: what is recognised)",
    )
    ci.add_argument("--no-ci", action="store_true", help="write no CI")
    parser.add_argument("--force", action="store_true", help="replace files that are there and differ")


def run(args: argparse.Namespace) -> int:
    """Look, write, and tell what was done and what comes next."""
    from gateline.source.git import enclosing

    if not os.path.isdir(args.path):
        raise UsageError(f"{args.path} is no folder")
    unknown = [name for name in args.ci if name not in _SYSTEMS]
    if unknown:
        raise UsageError(f"no CI called '{unknown[0]}' is known", f"known: {', '.join(CI_NAMES)}")
    top = enclosing(args.path)
    root = Path(top or os.path.realpath(args.path))
    remote, branch = _git(root) if top else ("", "main")
    found = list(_look(root, remote))
    for name, value in found:
        print(f"{name.ljust(10)} {value}")
    _put(root, _POLICY, _policy(found), force=args.force)
    for name in [] if args.no_ci else args.ci or _recognised(root, remote):
        _write_ci(root, _SYSTEMS[name], branch, force=args.force)
    _offer_hook(args, root, is_repository=top is not None)
    print("\nnext:      gateline check .")
    print("           gateline baseline create   accepts what is there today, so that only what is new fails")
    return 0


def _look(root: Path, remote: str) -> Iterator[tuple[str, str]]:
    languages = _languages(root)
    if languages:
        yield "languages", ", ".join(languages)
    if remote:
        yield "remote", _without_user(remote)
    systems = [_SYSTEMS[name].title for name in _recognised(root, remote)]
    if systems:
        yield "CI", ", ".join(systems)


def _languages(root: Path) -> list[str]:
    from itertools import islice

    from gateline.source.kinds import classify
    from gateline.source.target import Ref
    from gateline.source.tree import WorkingTree

    refs = islice(WorkingTree(str(root)).refs(), _MOST_FILES)
    kinds = Counter(classify(ref.path, b"") for ref in refs if isinstance(ref, Ref))
    return [kind for kind, _ in kinds.most_common() if kind in _LANGUAGES][:5]


def _recognised(root: Path, remote: str) -> list[str]:
    """CI systems by the files that are there, else by where the repository is hosted."""
    by_file = [name for name, system in _SYSTEMS.items() if any((root / mark).exists() for mark in system.marks)]
    host = _host(remote)
    return by_file or [name for name, system in _SYSTEMS.items() if any(part in host for part in system.hosts)]


def _host(remote: str) -> str:
    """`github.com` of `git@github.com:owner/name` and of `https://github.com/owner/name`."""
    rest = remote.partition("://")[2] or remote
    return rest.partition("/")[0].rpartition("@")[2].partition(":")[0].lower()


def _without_user(remote: str) -> str:
    scheme, mark, rest = remote.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else remote


def _git(root: Path) -> tuple[str, str]:
    """URL of the remote, and name of the branch that changes go to."""
    from gateline.source.git import Git

    git = Git(str(root))
    remote = git.call("config", "--get", "remote.origin.url").out.decode("utf-8", "replace").strip()
    head = git.call("symbolic-ref", "--short", "refs/remotes/origin/HEAD")
    here = git.call("symbolic-ref", "--short", "HEAD")
    branch = head.out.decode("utf-8", "replace").strip().removeprefix("origin/") or here.out.decode("utf-8", "replace").strip()
    return remote, branch if branch and all(character.isalnum() or character in "._/-" for character in branch) else "main"


def _policy(found: list[tuple[str, str]]) -> bytes:
    summary = "; ".join(f"{name} {value}" for name, value in found if name != "remote") or "nothing yet"
    return _template(_POLICY).replace(b"@FOUND@", summary.encode())


def _write_ci(root: Path, system: _Ci, branch: str, *, force: bool) -> None:
    from gateline import __version__

    content = _template(system.template).replace(b"@VERSION@", __version__.encode()).replace(b"@BRANCH@", branch.encode())
    is_taken = system.beside and (root / system.path).exists() and (root / system.path).read_bytes() != content
    if is_taken and b"gateline init" not in (root / system.path).read_bytes():
        _put(root, system.beside, content, force=force)
        print(f"           {system.include}")
    else:
        _put(root, system.path, content, force=force)


def _put(root: Path, name: str, content: bytes, *, force: bool) -> None:
    """Write a file, never over one that is there and differs."""
    from gateline.surfaces.cli.files import write

    path = root / name
    old = path.read_bytes() if path.is_file() else None
    if old == content:
        print(f"unchanged  {name}")
    elif old is not None and not force:
        print(f"kept       {name}, which is there already; --force replaces it")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(str(path), [content])
        print(f"{'replaced' if old is not None else 'wrote'}{' ' * (3 if old is not None else 6)}{name}")


def _offer_hook(args: argparse.Namespace, root: Path, *, is_repository: bool) -> None:
    from gateline.surfaces.cli.hook import install

    if args.no_hook or not is_repository:
        return
    if args.hook or (_is_person() and _agrees()):
        print(f"hook       {install(str(root))}")
    else:
        print("hook       not installed; `gateline hook install` gates each commit")


def _is_person() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _agrees() -> bool:
    try:
        return input("Gate each commit with a git hook? [Y/n] ").strip().lower() in ("", "y", "yes")
    except EOFError:
        return False


def _template(name: str) -> bytes:
    return (Path(__file__).parent / "templates" / name).read_bytes()
