"""The commands, and what is said when one goes wrong.

A command is a module with `configure(parser)` and `run(args) -> int`; only the one that is asked for is imported.
"""

import argparse
import os
import sys
from importlib import import_module
from typing import Any, NoReturn

from gateline.errors import GatelineError, UsageError
from gateline.surfaces.cli.pipe import leave_pipe

__all__ = ["COMMANDS", "build_parser", "run"]

COMMANDS = {
    "check": "gate a tree, a change, a history or a text",
    "explain": "tell all about a finding or a rule",
    "rules": "list, show and test rules",
    "baseline": "accept what is there today, so that only what is new fails",
    "waive": "accept one finding: why, by whom, until when",
    "policy": "check, test and explain the policy",
    "init": "set up a repository: policy, hook, CI",
    "hook": "install, remove or run the git hook",
    "lsp": "serve an editor: findings as you type",
    "cache": "show or clear what was learned before",
    "completion": "print shell completion",
    "version": "print the version",
}
"""Name → one line of help; the module is `gateline.surfaces.cli.<name>`."""

_INTERRUPTED = 130
_MORE = "Exit codes: 0 passed, 1 failed, 2 usage or policy error, 3 incomplete. `gateline COMMAND --help` tells more."


def run(argv: list[str]) -> int:
    """Run one command and turn whatever it raises into an exit code and words.

    Args:
        argv: arguments without the program's name.
    """
    _steady_streams()
    try:
        return _dispatch(argv)
    except GatelineError as error:
        return _say(error.message, error.hint, error.exit_code)
    except KeyboardInterrupt:
        return _say("interrupted; nothing was decided", "", _INTERRUPTED)
    except BrokenPipeError:
        leave_pipe()
        return 2
    except Exception as error:
        return _internal(error)


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser of the whole command line.

    Args:
        only: the one command whose options are wanted; all when not given (completion, reference pages).
    """
    from gateline import __version__

    parser = _Parser(
        prog="gateline",
        description="One line of security gates that every change walks through, from the keystroke to production.",
        epilog=_MORE,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"gateline {__version__}")
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(
            name, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}.", allow_abbrev=False
        )
        if only in (None, name):
            import_module(f"gateline.surfaces.cli.{name}").configure(command)
    return parser


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26)
        self._action_max_length = 24  # argparse forgets the indent of commands and would break the line behind `completion`


class _Parser(argparse.ArgumentParser):
    """Tells mistakes as the other errors are told, and keeps option and help on one line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, **options})

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"{self.format_usage().strip()}\nsee `{self.prog} --help`")


def _dispatch(argv: list[str]) -> int:
    if not argv:
        build_parser(only="").print_help()
        return 2
    named = next((argument for argument in argv if not argument.startswith("-")), "")
    if named and named not in COMMANDS and argv[0] == named:
        from gateline.registry import nearest

        close = nearest(named, COMMANDS)
        hint = f"did you mean '{close}'?" if close else f"commands: {', '.join(COMMANDS)}"
        raise UsageError(f"unknown command '{named}'", hint)
    try:
        args = build_parser(only=named).parse_args(argv)
    except SystemExit as stop:  # --help and --version have printed
        return stop.code if isinstance(stop.code, int) else 2
    command = import_module(f"gateline.surfaces.cli.{args.command}")
    code = command.run(args)
    sys.stdout.flush()
    assert isinstance(code, int)
    return code


def _steady_streams() -> None:
    """A closed stream swallows, and a name that no encoding knows is written with escapes: neither ends a run."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (for the rest of the process)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _say(message: str, hint: str, code: int) -> int:
    from gateline.report.visible import visible

    # messages may quote names and documents of the scanned tree, which must not steer the terminal
    first, *rest = [visible(line) for line in message.splitlines()] or [""]
    lines = [f"gateline: {first}", *rest, *(f"  {visible(line)}" for line in hint.splitlines())]
    try:
        sys.stdout.flush()
        sys.stderr.write("\n".join(lines) + "\n")
        sys.stderr.flush()
    except (BrokenPipeError, ValueError):
        leave_pipe()
    return code


def _internal(error: Exception) -> int:
    if os.environ.get("GATELINE_DEBUG"):
        from gateline.surfaces.cli.debug import masked_traceback

        sys.stderr.write(masked_traceback(error))
    frame = _innermost(error)
    return _say(
        f"internal error: {type(error).__name__} in {frame}",
        "this is a bug of gateline, and nothing passed;\n"
        "please report it with the output of GATELINE_DEBUG=1 (secrets are masked in it)",
        2,
    )


def _innermost(error: Exception) -> str:
    """Module and line, without a path of the user's machine."""
    trace = error.__traceback__
    place = "unknown place"
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.startswith("gateline"):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
