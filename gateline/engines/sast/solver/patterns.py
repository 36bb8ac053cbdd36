"""Patterns of `match` statements."""

from typing import TYPE_CHECKING, Any

from gateline.engines.sast.solver import fold
from gateline.engines.sast.solver.members import element, iterated, member
from gateline.engines.sast.solver.program import Frame
from gateline.engines.sast.solver.values import UNKNOWN, Value
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["match_pattern"]


def match_pattern(machine: "Machine", frame: Frame, pattern: Any, subject: Value) -> bool | None:
    """Bind what the pattern binds; whether it certainly does (True), does not (False), or nobody knows (None)."""
    kind = pattern[0]
    if kind == code.PATTERN_ANY:
        return True
    if kind == code.NAME:
        frame.env[pattern[2]] = subject
        return True
    if kind == code.PATTERN_VALUE:
        return _equal(subject, machine.evaluate(frame, pattern[2]))
    if kind == code.PATTERN_OR:
        answers = [match_pattern(machine, frame, one, subject) for one in pattern[2]]
        return True if True in answers else None if None in answers else False
    if kind == code.PATTERN_AS:
        answer = match_pattern(machine, frame, pattern[2], subject)
        frame.env[pattern[3]] = subject
        return answer
    _parts(machine, frame, pattern, subject)
    return None


def _equal(subject: Value, value: Value) -> bool | None:
    if not subject.consts or not value.consts:
        return None
    answers = {fold.compare("==", one, other) for one in subject.consts for other in value.consts}
    return answers.pop() if len(answers) == 1 else None


def _parts(machine: "Machine", frame: Frame, pattern: Any, subject: Value) -> None:
    kind = pattern[0]
    if kind == code.PATTERN_LIST:
        for number, item in enumerate(pattern[2]):
            if item is None:
                continue
            if item[0] == code.REST:
                match_pattern(machine, frame, item[2], iterated(machine, frame, subject, pattern[1]))
            else:
                match_pattern(machine, frame, item, element(machine, frame, subject, Value(consts=(number,)), pattern[1]))
    elif kind == code.PATTERN_DICT:
        for key, item in pattern[2]:
            name = UNKNOWN if key is None else machine.evaluate(frame, key)
            inner = item[2] if item[0] == code.REST else item
            match_pattern(machine, frame, inner, subject if key is None else element(machine, frame, subject, name, pattern[1]))
    elif kind == code.PATTERN_CLASS:
        for item in pattern[3]:
            match_pattern(machine, frame, item, Value(subject.paths, taint=subject.taint))
        for name, item in pattern[4]:
            match_pattern(machine, frame, item, member(machine, frame, subject, name, pattern[1]))
    elif kind == code.REST:
        match_pattern(machine, frame, pattern[2], subject)
