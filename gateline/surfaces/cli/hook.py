"""`gateline hook`: the gate at each commit.

The hook file is one short script of ours. A hook that somebody else wrote is never lost: it stays as it is, or, with
`--chain`, moves beside ours, runs first, and comes back on uninstall.
"""

import argparse
import json
import os
import shlex
import sys
from collections.abc import Callable

from gateline.errors import UsageError

__all__ = ["configure", "install", "run"]

_NAME = "pre-commit"
_MARK = "# gateline-hook 1"
_CHAINED = f"{_NAME}.before-gateline"
_SCRIPT = """#!/bin/sh
{mark}: gates what is staged. Remove it with `gateline hook uninstall`.
before="${{0%/*}}/{chained}"
if [ -x "$before" ]; then "$before" "$@" || exit $?; fi
# -I: nothing of the repository is ever imported; -S and the paths: faster than finding them
if [ -x {python} ] && [ -d {package} ]; then exec {python} -I -S -c {code}; fi
if command -v gateline >/dev/null 2>&1; then exec gateline hook run; fi
echo "gateline: the Python this hook was installed with is gone; run 'gateline hook install' again" >&2
exit 2
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The actions of `hook`."""
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)
    install_parser = actions.add_parser("install", help=f"gate each commit by a {_NAME} hook", allow_abbrev=False)
    install_parser.add_argument("--chain", action="store_true", help="keep a hook that is there, and run it first")
    uninstall = actions.add_parser("uninstall", help="remove our hook; a chained one comes back", allow_abbrev=False)
    for action in (install_parser, uninstall):
        action.add_argument("path", nargs="?", default=".", metavar="PATH", help="a folder of the repository")
    actions.add_parser("run", help="what the hook runs: gate the staged change", allow_abbrev=False)


def run(args: argparse.Namespace) -> int:
    """Do what is asked."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {"install": _install, "uninstall": _uninstall, "run": _run}
    return actions[args.action](args)


def install(path: str, *, chain: bool = False) -> str:
    """Write the hook.

    Args:
        path: a folder of the repository.
        chain: keep a foreign hook and run it first.

    Returns:
        What was done, for people.

    Raises:
        UsageError: no repository, or a foreign hook that is not to be chained.
    """
    folder = _hooks_folder(path)
    hook = os.path.join(folder, _NAME)
    old = _content(hook)
    script = _script()
    if old == script:
        return f"{_shown(hook)} is already installed"
    if old is not None and _MARK.encode() not in old:
        _set_aside(hook, chain=chain)
    _write_executable(hook, script)
    return f"{_shown(hook)} gates each commit"


def _install(args: argparse.Namespace) -> int:
    print(install(args.path, chain=args.chain))
    return 0


def _uninstall(args: argparse.Namespace) -> int:
    folder = _hooks_folder(args.path)
    hook, chained = os.path.join(folder, _NAME), os.path.join(folder, _CHAINED)
    old = _content(hook)
    if old is None or _MARK.encode() not in old:
        print("no hook of gateline is installed")
        return 0
    try:
        if os.path.lexists(chained):
            os.replace(chained, hook)
            print(f"{_shown(hook)} is again what it was before")
        else:
            os.unlink(hook)
            print(f"{_shown(hook)} removed")
    except OSError as error:
        raise UsageError(f"{_shown(hook)}: {(error.strerror or 'cannot be removed').lower()}") from error
    return 0


def _run(args: argparse.Namespace) -> int:
    """Gate the staged change; says nothing when there is nothing to say."""
    from gateline.surfaces.cli.app import build_parser
    from gateline.surfaces.cli.check import run as check

    return check(build_parser("check").parse_args(["check", "--staged"]), is_hook=True)


def _set_aside(hook: str, *, chain: bool) -> None:
    chained = os.path.join(os.path.dirname(hook), _CHAINED)
    if not chain:
        raise UsageError(
            f"{_shown(hook)} is somebody else's hook",
            "`gateline hook install --chain` keeps it and runs it first;\n"
            "or add the line `gateline hook run || exit $?` to it yourself",
        )
    if os.path.lexists(chained):
        raise UsageError(f"{_shown(chained)} is in the way", "look at both, and remove the one you do not need")
    try:
        os.replace(hook, chained)
    except OSError as error:
        raise UsageError(f"{_shown(hook)}: {(error.strerror or 'cannot be moved').lower()}") from error


def _script() -> bytes:
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
    installed = [path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages")]
    paths = list(dict.fromkeys([os.path.dirname(package), *installed]))
    start = 'from gateline.surfaces.cli.entry import main; sys.exit(main(["hook", "run"]))'
    code = f"import sys; sys.path += {json.dumps(paths)}; {start}"
    parts = {"python": sys.executable, "package": package, "code": code}
    return _SCRIPT.format(mark=_MARK, chained=_CHAINED, **{name: shlex.quote(part) for name, part in parts.items()}).encode()


def _hooks_folder(path: str) -> str:
    """Where git looks for hooks: `core.hooksPath` and shared work trees included."""
    import subprocess

    from gateline.source.git import find

    # Not by `source.git`, which overrides the very setting that is asked for. rev-parse runs nothing of the repository.
    command = [find(path), "-C", path, "rev-parse", "--show-prefix", "--git-path", "hooks"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise UsageError(f"{path} is not in a git repository", "`git init` makes one")
    folder = answer.stdout.splitlines()[-1]
    return os.path.realpath(os.path.join(path, os.path.expanduser(folder)))


def _content(hook: str) -> bytes | None:
    try:
        with open(hook, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"{_shown(hook)}: {(error.strerror or 'cannot be read').lower()}") from error


def _write_executable(hook: str, script: bytes) -> None:
    from gateline.surfaces.cli.files import write

    try:
        os.makedirs(os.path.dirname(hook), exist_ok=True)
    except OSError as error:
        raise UsageError(f"{_shown(os.path.dirname(hook))}: {(error.strerror or 'cannot be made').lower()}") from error
    write(hook, [script], mode=0o777)
    os.chmod(hook, os.stat(hook).st_mode | 0o111)


def _shown(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
