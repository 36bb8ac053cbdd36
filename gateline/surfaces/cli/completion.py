"""`gateline completion`: shell completion, made from the parser itself."""

import argparse
import sys
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["SHELLS", "Node", "configure", "run", "script"]

SHELLS = ("bash", "zsh", "fish")


class Node(NamedTuple):
    """One command or action, and what may follow it."""

    words: tuple[str, ...]
    """How it is reached: `()`, `("check",)`, `("rules", "list")`."""
    options: tuple[tuple[str, str], ...]
    """(`--option`, help)."""
    actions: tuple[tuple[str, str], ...]
    """(word, help)."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The shells there are."""
    parser.add_argument(
        "shell",
        choices=SHELLS,
        help="for bash: `gateline completion bash > ~/.local/share/bash-completion/completions/gateline`",
    )


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    sys.stdout.write(script(args.shell))
    return 0


def script(shell: str) -> str:
    """The completion script of a shell, one of `SHELLS`."""
    from gateline.surfaces.cli.app import build_parser

    nodes = list(_walk(build_parser(), ()))
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](nodes)


def values() -> dict[str, tuple[str, ...]]:
    """What may follow an option, where that is a closed set."""
    from gateline.policy.stages import Stage
    from gateline.registry import ENGINES, FORMATS
    from gateline.surfaces.cli.init import CI_NAMES

    return {
        "--format": tuple(sorted(FORMATS)),
        "--engine": tuple(sorted(ENGINES)),
        "--stage": tuple(stage.value for stage in Stage),
        "--ci": CI_NAMES,
    }


def _walk(parser: argparse.ArgumentParser, words: tuple[str, ...]) -> Iterator[Node]:
    options: list[tuple[str, str]] = []
    actions: list[tuple[str, str]] = []
    below: list[tuple[str, argparse.ArgumentParser]] = []
    for action in parser._actions:  # argparse has no public way to list them
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            actions += [(name, helps.get(name, "")) for name in action.choices]
            below += list(action.choices.items())
        elif action.option_strings:
            options.append((action.option_strings[-1], action.help or ""))
        elif action.choices:
            actions += [(str(choice), "") for choice in action.choices]
    yield Node(words, tuple(options), tuple(actions))
    for name, child in below:
        yield from _walk(child, (*words, name))


def _bash(nodes: list[Node]) -> str:
    follows = "\n".join(
        f'    {option}) COMPREPLY=($(compgen -W "{" ".join(known)}" -- "$cur")); return ;;' for option, known in values().items()
    )
    cases = "\n".join(
        f'    "{" ".join(node.words)}") words="{" ".join(word for word, _ in (*node.actions, *node.options))}" ;;'
        for node in nodes
    )
    return f"""# bash completion for gateline
_gateline() {{
  local cur="${{COMP_WORDS[COMP_CWORD]}}" prev="${{COMP_WORDS[COMP_CWORD-1]}}" path="" words="" i
  case "$prev" in
{follows}
  esac
  for ((i = 1; i < COMP_CWORD && i < 3; i++)); do
    case "${{COMP_WORDS[i]}}" in
      -*) break ;;
      *) path="${{path:+$path }}${{COMP_WORDS[i]}}" ;;
    esac
  done
  case "$path" in
{cases}
    *) path="${{path%% *}}"; case "$path" in
{cases}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  [[ "$cur" == -* ]] || COMPREPLY+=($(compgen -f -- "$cur"))
}}
complete -o filenames -F _gateline gateline
"""


def _zsh(nodes: list[Node]) -> str:
    follows = "\n".join(f"    {option}) compadd -- {' '.join(known)}; return ;;" for option, known in values().items())
    cases = "\n".join(f"    '{' '.join(node.words)}') items=({' '.join(_described(node))}) ;;" for node in nodes)
    return f"""#compdef gateline
_gateline() {{
  local -a items
  local route="" i
  case "$words[CURRENT-1]" in
{follows}
  esac
  for ((i = 2; i < CURRENT && i < 4; i++)); do
    [[ "$words[i]" == -* ]] && break
    route="${{route:+$route }}$words[i]"
  done
  while true; do
    case "$route" in
{cases}
    esac
    (( $#items )) && break
    [[ "$route" == *" "* ]] || break
    route="${{route%% *}}"
  done
  _describe gateline items
  [[ "$words[CURRENT]" == -* ]] || _files
}}
compdef _gateline gateline
"""


def _fish(nodes: list[Node]) -> str:
    known = values()
    lines = ["# fish completion for gateline"]
    for node in nodes:
        seen = " ; and ".join(f"__fish_seen_subcommand_from {word}" for word in node.words) or "__fish_use_subcommand"
        for word, text in node.actions:
            not_yet = f" ; and not __fish_seen_subcommand_from {' '.join(name for name, _ in node.actions)}" if node.words else ""
            lines.append(f"complete -c gateline -f -n '{seen}{not_yet}' -a {word} -d {_quoted(_brief(text))}")
        for option, text in node.options:
            follow = f" -x -a '{' '.join(known[option])}'" if option in known else ""
            lines.append(f"complete -c gateline -n '{seen}' -l {option.lstrip('-')}{follow} -d {_quoted(_brief(text))}")
    return "\n".join(lines) + "\n"


def _described(node: Node) -> list[str]:
    return [_quoted(f"{word}:{_brief(text)}") for word, text in (*node.actions, *node.options)]


def _brief(text: str) -> str:
    return text.partition(";")[0].partition(" (")[0].replace("%%", "%").replace(":", " ").strip()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "’") + "'"
