"""Statements: what they change, and whether control comes out behind them."""

from typing import TYPE_CHECKING, Any, Final

from gateline.engines.sast.solver import fold
from gateline.engines.sast.solver.calls import is_the_end
from gateline.engines.sast.solver.classes import define
from gateline.engines.sast.solver.conditions import place_of, refine
from gateline.engines.sast.solver.definitions import define_function
from gateline.engines.sast.solver.members import iterated, member
from gateline.engines.sast.solver.names import own
from gateline.engines.sast.solver.patterns import match_pattern
from gateline.engines.sast.solver.program import Frame
from gateline.engines.sast.solver.shapes import deep_taint
from gateline.engines.sast.solver.sinks import check_returned_token
from gateline.engines.sast.solver.targets import assign
from gateline.engines.sast.solver.texts import concatenated
from gateline.engines.sast.solver.values import UNKNOWN, Obj, Value, is_falsy, is_truthy, the_constant, union
from gateline.facts import code

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["TABLE"]

Env = dict[str, Value]


def _expression(machine: "Machine", frame: Frame, node: Any) -> bool:
    inner = node[2]
    machine.evaluate(frame, inner)
    return not (inner[0] == code.CALL and is_the_end(machine, frame, inner))


_PARSERS: Final = frozenset({"urlparse", "urlsplit", "URL", "parse", "parseUrl"})


def _assign(machine: "Machine", frame: Frame, node: Any) -> bool:
    target, value = node[2], node[3]
    assign(machine, frame, target, machine.evaluate(frame, value))
    if value[0] in (code.CALL, code.NEW) and target[0] == code.NAME and value[3] and value[3][0][0] == code.NAME:
        callee = value[2]
        if callee[0] in (code.NAME, code.ATTR) and callee[-1] in _PARSERS:
            frame.derived[target[2]] = value[3][0][2]
    _derive(frame, target, value)
    return True


_NORMALIZERS: Final = frozenset({"resolve", "normalize", "realpathSync", "realpath", "abspath", "normpath"})


def _derive(frame: Frame, target: Any, value: Any) -> None:
    """`full = path.resolve(…, name)`: what a look at `full` tells holds for `name`; `relative = path.relative(folder, name)` likewise."""
    if value[0] != code.CALL or target[0] != code.NAME or value[2][0] != code.ATTR or not value[3]:
        return
    last = value[3][-1]
    name = value[2][3]
    if last[0] != code.NAME or last[2] == target[2]:
        return
    if name == "relative" and len(value[3]) == 2:
        frame.derived["../" + target[2]] = last[2]
    elif name in _NORMALIZERS and len(value[3]) == 1:
        frame.derived[target[2]] = last[2]


def _augment(machine: "Machine", frame: Frame, node: Any) -> bool:
    target = node[2]
    if node[3] == "+":
        old = machine.evaluate(frame, target)
        new = machine.evaluate(frame, node[4])
        if old.obj is not None and old.obj.shape == "list":
            old.obj.put_somewhere(new.obj.any() if new.obj is not None else Value(taint=deep_taint(new)))
            return True
        value = concatenated(machine, frame, [target, node[4]], node[1])
    else:
        value = machine.evaluate(frame, [code.BINARY, node[1], node[3], target, node[4]])
        if node[3] in ("||", "&&", "??", "or"):
            value = union(machine.evaluate(frame, target), machine.evaluate(frame, node[4]))
    assign(machine, frame, target, value)
    return True


def _return(machine: "Machine", frame: Frame, node: Any) -> bool:
    value = _NONE if node[2] is None else machine.evaluate(frame, node[2])
    frame.ret = value if frame.ret is None else union(frame.ret, value)
    if value.taint and "weak-random" in value.taint:
        check_returned_token(machine, frame, node, value)
    if frame.returns is not None and node[2] is not None:
        frame.returns.append((node[2][1], value))
    return False


_NONE: Final = Value(consts=(None,))


def _raise(machine: "Machine", frame: Frame, node: Any) -> bool:
    if node[2] is not None:
        value = machine.evaluate(frame, node[2])
        if machine.thrown is not None:
            machine.throw(deep_taint(value))
    return False


def _merge(frame: Frame, base: Env, branches: list[Env]) -> None:
    """Write what the branches left into the environment they came from."""
    first = branches[0]
    if len(branches) == 1:
        base.clear()
        base.update(first)
    else:
        merged = dict(first)
        for other in branches[1:]:
            for name, value in other.items():
                mine = merged.get(name)
                if mine is None:
                    if name != "?":
                        merged[name] = value
                elif mine is not value:
                    if name == "?":
                        merged[name] = _in_both(mine, value)
                    else:
                        merged[name] = union(mine, value)
            if "?" in merged and "?" not in other:
                del merged["?"]
        base.clear()
        base.update(merged)
    frame.env = base


def _in_both(left: Value, right: Value) -> Value:
    """What tests told of members on both ways."""
    fresh = Obj("namespace")
    if left.obj is not None and right.obj is not None:
        for place, cell in left.obj.cells.items():
            other = right.obj.cells.get(place)
            if other is not None and (other is cell or other.consts == cell.consts):
                fresh.cells[place] = cell
    return Value(obj=fresh)


def _if(machine: "Machine", frame: Frame, node: Any) -> bool:
    test = node[2]
    known = machine.evaluate(frame, test)
    for observe in machine.on_test:
        observe(frame, test, known)
    if is_truthy(known):
        return machine.run_block(frame, node[3])
    if is_falsy(known):
        return machine.run_block(frame, node[4])
    base = frame.env
    machine.condition += 1
    alive: list[Env] = []
    for truth, block in ((True, node[3]), (False, node[4])):
        frame.env = dict(base)
        refine(machine, frame, test, truth)
        if machine.run_block(frame, block):
            alive.append(frame.env)
    machine.condition -= 1
    if not alive:
        frame.env = base
        return False
    _merge(frame, base, alive)
    return True


def _loop(machine: "Machine", frame: Frame, begin: Any, block: Any, step: Any = ()) -> None:
    """Run a body until what it hands to its next round is known: twice, and once where loops stand in loops in loops."""
    base = frame.env
    outer_breaks, frame.breaks = frame.breaks, []
    outer_continues, frame.continues = frame.continues, []
    machine.condition += 1
    machine.loops += 1
    ends = [dict(base)]
    try:
        for _round in range(2 if machine.loops <= 2 else 1):
            frame.env = dict(ends[-1])
            begin()
            if machine.run_block(frame, block):
                frame.continues.append(frame.env)
            states, frame.continues = frame.continues, []
            if not states:
                break
            _merge(frame, state := dict(states[0]), [ends[-1], *states])
            if step:
                frame.env = state
                machine.run_block(frame, step)
            is_known = all(_is_same(value, ends[-1].get(name)) for name, value in state.items())
            ends.append(state)
            if is_known:
                break
    finally:
        machine.condition -= 1
        machine.loops -= 1
        frame.env = base
    leaving = [ends[-1], *frame.breaks]
    frame.breaks, frame.continues = outer_breaks, outer_continues
    _merge(frame, base, leaving)


def _is_same(value: Value, old: Value | None) -> bool:
    """Whether a second round would see the same."""
    if value is old:
        return True
    if old is None or value.obj is not old.obj or value.consts != old.consts or value.paths != old.paths or value.fns != old.fns:
        return False
    if value.taint is old.taint:
        return True
    return bool(value.taint) and bool(old.taint) and value.taint.keys() == old.taint.keys()  # type: ignore[union-attr]


def _for(machine: "Machine", frame: Frame, node: Any) -> bool:
    items = machine.evaluate(frame, node[3])
    if _is_empty(items, machine.condition):
        return machine.run_block(frame, node[5]) if len(node) > 5 and node[5] else True
    _loop(machine, frame, lambda: assign(machine, frame, node[2], iterated(machine, frame, items, node[1])), node[4])
    if len(node) > 5 and node[5]:
        machine.run_block(frame, node[5])
    return True


def _is_empty(items: Value, condition: int) -> bool:
    """Whether a container certainly holds nothing."""
    obj = items.obj
    if obj is None or items.taint or obj.depth < condition or obj.is_open:
        return False
    return obj.length == 0 and obj.rest is None and not obj.cells and obj.shape in ("list", "tuple")


def _for_in(machine: "Machine", frame: Frame, node: Any) -> bool:
    items = machine.evaluate(frame, node[3])
    keys = Value(taint=items.taint)
    obj = items.obj
    if obj is not None and obj.rest is None and not obj.is_open and 0 < len(obj.cells) <= 8 and not items.taint:
        keys = Value(consts=tuple(str(key) for key in obj.cells))
    _loop(machine, frame, lambda: assign(machine, frame, node[2], keys), node[4])
    return True


def _while(machine: "Machine", frame: Frame, node: Any) -> bool:
    test = node[2]
    if test is not None:
        known = machine.evaluate(frame, test)
        for observe in machine.on_test:
            observe(frame, test, known)
        if is_falsy(known) and not node[6] and test[0] == code.CONST:
            return machine.run_block(frame, node[4])

    def begin() -> None:
        if test is not None and not node[6]:
            machine.evaluate(frame, test)
            refine(machine, frame, test, True)

    has_breaks = _leaves(node[3])
    _loop(machine, frame, begin, node[3], node[5])
    if test is not None:
        machine.evaluate(frame, test)
        if not has_breaks:
            refine(machine, frame, test, False)
    if node[4]:
        machine.run_block(frame, node[4])
    is_endless = test is None or (test[0] == code.CONST and bool(test[2]))
    return has_breaks or not is_endless


def _leaves(block: Any) -> bool:
    """Whether a BREAK of this very loop stands in a block."""
    for node in block:
        kind = node[0]
        if kind == code.BREAK:
            return True
        if kind == code.IF and (_leaves(node[3]) or _leaves(node[4])):
            return True
        if kind == code.TRY and (_leaves(node[2]) or any(_leaves(handler[2]) for handler in node[3]) or _leaves(node[4])):
            return True
        if kind == code.WITH and _leaves(node[3]):
            return True
        if kind == code.MATCH and any(_leaves(case[2]) for case in node[3]):
            return True
        if kind == code.SWITCH:
            return True
    return False


def _switch(machine: "Machine", frame: Frame, node: Any) -> bool:
    subject = machine.evaluate(frame, node[2])
    cases = [([machine.evaluate(frame, value) for value in values], block) for values, block in node[3]]
    chosen = _chosen(subject, cases)
    base = frame.env
    outer, frame.breaks = frame.breaks, []
    certain = len(chosen) == 1
    if not certain:
        machine.condition += 1
    ends: list[Env] = []
    falling: Env | None = None
    for number, (values, block) in enumerate(cases):
        if number not in chosen and falling is None:
            continue
        states = [dict(base)] if number in chosen else []
        if states and values and all(value.consts for value in values):
            frame.env = states[0]
            _narrow_subject(machine, frame, node[2], values)
        if falling is not None:
            states.append(falling)
        _merge(frame, state := dict(states[0]), states)
        frame.env = state
        falling = frame.env if machine.run_block(frame, block) else None
        if falling is not None:
            falling = dict(frame.env)
    if falling is not None:
        ends.append(falling)
    ends += frame.breaks
    if not any(not values for values, _block in cases) and len(chosen) != 1:
        ends.append(dict(base))
    if not chosen:
        ends.append(dict(base))
    frame.breaks = outer
    if not certain:
        machine.condition -= 1
    if not ends:
        frame.env = base
        return False
    _merge(frame, base, ends)
    return True


def _narrow_subject(machine: "Machine", frame: Frame, subject: Any, values: list[Value]) -> None:
    name = place_of(subject)
    if name and name in frame.env and frame.env[name].consts is None:
        frame.env[name] = Value(consts=tuple(constant for value in values for constant in value.consts or ()))


def _chosen(subject: Value, cases: list[tuple[list[Value], Any]]) -> set[int]:
    """Cases that control may jump to."""
    known = subject.consts
    if known is None:
        return set(range(len(cases)))
    chosen: set[int] = set()
    for constant in known:
        hit = False
        for number, (values, _block) in enumerate(cases):
            for value in values:
                if value.consts is None:
                    chosen.add(number)
                elif any(fold.compare("==", constant, other) for other in value.consts):
                    chosen.add(number)
                    hit = True
            if hit:
                break
        if not hit:
            chosen.update(number for number, (values, _block) in enumerate(cases) if not values)
    return chosen


def _match(machine: "Machine", frame: Frame, node: Any) -> bool:
    subject = machine.evaluate(frame, node[2])
    base = frame.env
    alive: list[Env] = []
    machine.condition += 1
    is_exhausted = False
    for pattern, guard, block in node[3]:
        frame.env = dict(base)
        answer = match_pattern(machine, frame, pattern, subject)
        if answer is False:
            continue
        if guard is not None:
            known = machine.evaluate(frame, guard)
            if is_falsy(known):
                continue
            refine(machine, frame, guard, True)
            answer = None if not is_truthy(known) else answer
        if pattern[0] == code.PATTERN_VALUE and (name := place_of(node[2])) in frame.env:
            value = machine.evaluate(frame, pattern[2])
            if value.consts:
                frame.env[name] = Value(consts=value.consts)
        if machine.run_block(frame, block):
            alive.append(frame.env)
        if answer is True:
            is_exhausted = True
            break
    machine.condition -= 1
    if not is_exhausted:
        alive.append(dict(base))
    if not alive:
        frame.env = base
        return False
    _merge(frame, base, alive)
    return True


def _try(machine: "Machine", frame: Frame, node: Any) -> bool:
    base = frame.env
    before = dict(base)
    frame.env = dict(base)
    outside, thrown = machine.thrown, None
    if node[3]:
        machine.thrown = {}
    is_through = machine.run_block(frame, node[2])
    if node[3]:
        thrown, machine.thrown = machine.thrown, outside
    after = frame.env
    if is_through and node[4]:
        is_through = machine.run_block(frame, node[4])
        after = frame.env
    alive: list[Env] = [after] if is_through else []
    machine.condition += 1
    for types, target, block in node[3]:
        entry = dict(before)
        _merge(frame, entry, [before, after])
        frame.env = entry
        if types is not None:
            machine.evaluate(frame, types)
        if target is not None:
            assign(machine, frame, target, Value(("Exception()",), taint=thrown or None))
        if machine.run_block(frame, block):
            alive.append(frame.env)
    machine.condition -= 1
    if alive:
        _merge(frame, base, alive)
    else:
        frame.env = base
        base.update(after)
    if node[5] and not machine.run_block(frame, node[5]):
        return False
    return bool(alive)


def _with(machine: "Machine", frame: Frame, node: Any) -> bool:
    for item, target in node[2]:
        value = machine.evaluate(frame, item)
        if target is not None:
            entered = member(machine, frame, value, "__enter__", node[1]) if value.obj is not None else UNKNOWN
            if entered.fns:
                from gateline.engines.sast.solver.program import Args

                for fn in entered.fns:
                    value = union(value, machine.call(fn, Args([]), frame, node[1]))
            assign(machine, frame, target, value)
    return machine.run_block(frame, node[3])


def _delete(machine: "Machine", frame: Frame, node: Any) -> bool:
    for target in node[2]:
        if target[0] == code.NAME:
            frame.env.pop(target[2], None)
        elif target[0] == code.ITEM:
            base = machine.evaluate(frame, target[2])
            key = the_constant(machine.evaluate(frame, target[3]))
            if base.obj is not None and key is not None and base.obj.depth >= machine.condition:
                base.obj.cells.pop(key[0], None)
    return True


def _break(_machine: "Machine", frame: Frame, _node: Any) -> bool:
    frame.breaks.append(frame.env)
    return False


def _continue(_machine: "Machine", frame: Frame, _node: Any) -> bool:
    frame.continues.append(frame.env)
    return False


def _define(machine: "Machine", frame: Frame, node: Any) -> bool:
    frame.env[node[2]] = define_function(machine, frame, node[3], node[1])
    return True


def _define_class(machine: "Machine", frame: Frame, node: Any) -> bool:
    frame.env[node[2]] = define(machine, frame, node[3])
    return True


def _import(machine: "Machine", frame: Frame, node: Any) -> bool:
    value = machine.modules.load(machine, frame.unit, node[3])
    if node[4] is not None:
        value = machine.modules.imported(machine, frame, value, node[3], node[4], node[1])
    if node[2]:
        env = own(frame, node[2]).env
        env[node[2]] = value
        if value is UNKNOWN and node[4] is not None and frame.unit.is_python:
            machine.modules.wait(frame.unit, node[3], node[4], env, node[2])
    return True


def _import_all(machine: "Machine", frame: Frame, node: Any) -> bool:
    machine.modules.import_all(machine, frame, node[2])
    return True


def _export(machine: "Machine", frame: Frame, node: Any) -> bool:
    machine.modules.export(frame, node[2], machine.evaluate(frame, node[3]))
    return True


def _export_from(machine: "Machine", frame: Frame, node: Any) -> bool:
    machine.modules.export_from(machine, frame, node[2], node[3], node[4], node[1])
    return True


def _nothing(_machine: "Machine", _frame: Frame, _node: Any) -> bool:
    return True


TABLE: Final = {
    code.EXPRESSION: _expression,
    code.ASSIGN: _assign,
    code.AUGMENT: _augment,
    code.RETURN: _return,
    code.RAISE: _raise,
    code.IF: _if,
    code.FOR: _for,
    code.FOR_IN: _for_in,
    code.WHILE: _while,
    code.SWITCH: _switch,
    code.MATCH: _match,
    code.TRY: _try,
    code.WITH: _with,
    code.DELETE: _delete,
    code.BREAK: _break,
    code.CONTINUE: _continue,
    code.DEFINE: _define,
    code.DEFINE_CLASS: _define_class,
    code.IMPORT: _import,
    code.IMPORT_ALL: _import_all,
    code.EXPORT: _export,
    code.EXPORT_FROM: _export_from,
    code.GLOBAL: _nothing,
    code.NONLOCAL: _nothing,
}
"""What each kind of statement does."""
