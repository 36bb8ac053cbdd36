"""Rule files to rules: YAML with strict fields and errors that name file, line and column."""

from typing import Any

import msgspec
import yaml

from gateline.rules.rule import Example, Rule

__all__ = ["RuleError", "load_mapping", "parse"]

_MAX_BYTES = 256 * 1024
_MAX_DEPTH = 50
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class RuleError(ValueError):
    """A rule file that cannot be used. The message starts with `file:line:column`."""


def parse(data: bytes, name: str) -> Rule:
    """Read one rule file.

    Args:
        data: the file's bytes, UTF-8.
        name: what errors call the file.

    Raises:
        RuleError: not YAML, an unknown or missing field, a value of the wrong type.
    """
    raw = load_mapping(data, name, "`id`, `title`, …")
    for key in ("fails", "passes"):
        if not isinstance(raw.get(key) or [], list):
            raise RuleError(f"{name}:1:1: `{key}` is a list of examples")
        raw[key] = [{"text": item} if isinstance(item, str) else item for item in raw.get(key) or []]
    unknown = set(map(str, raw)) - set(Rule.__struct_fields__)
    if unknown:
        raise RuleError(f"{name}:1:1: unknown field {sorted(unknown)[0]!r}\n  known fields: {', '.join(Rule.__struct_fields__)}")
    for example in [*raw["fails"], *raw["passes"]]:
        if isinstance(example, dict) and (strange := set(map(str, example)) - set(Example.__struct_fields__)):
            raise RuleError(f"{name}:1:1: unknown field {sorted(strange)[0]!r} in an example\n  known fields: text, path, line")
    try:
        return msgspec.convert(raw, Rule)
    except msgspec.ValidationError as error:
        raise RuleError(f"{name}:1:1: {error}") from error


def load_mapping(data: bytes, name: str, fields: str) -> dict[str, Any]:
    """Read a YAML file whose top is a mapping, refusing what is too large or nested too deep to be somebody's rules.

    Args:
        data: the file's bytes, UTF-8.
        name: what errors call the file.
        fields: what the error says should be there when there is no mapping.

    Raises:
        RuleError: it is none.
    """
    if len(data) > _MAX_BYTES:
        raise RuleError(f"{name}:1:1: larger than {_MAX_BYTES} bytes")
    try:
        text = data.decode()
        _refuse_depth(text, name)
        raw = yaml.load(text, Loader=_LOADER)
    except RuleError:
        raise
    except UnicodeDecodeError as error:
        raise RuleError(f"{name}:1:1: not UTF-8 at byte {error.start}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{mark.line + 1}:{mark.column + 1}" if mark else "1:1"
        raise RuleError(f"{name}:{where}: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:  # a character, or a date, that cannot be
        raise RuleError(f"{name}:1:1: {' '.join(str(error).split())}") from error
    if not isinstance(raw, dict):
        raise RuleError(f"{name}:1:1: expected a mapping with {fields}")
    return raw


def _refuse_depth(text: str, name: str) -> None:
    """Composing recurses on the C stack, where too much is no exception but the end of the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            mark = event.start_mark
            where = f"{mark.line + 1}:{mark.column + 1}" if mark else "1:1"
            raise RuleError(f"{name}:{where}: nested deeper than {_MAX_DEPTH} levels")
