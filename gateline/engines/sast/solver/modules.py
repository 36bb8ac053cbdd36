"""Which file a module name leads to, and what its members are."""

import posixpath
from typing import TYPE_CHECKING, Any

from gateline.engines.sast.solver.program import Frame, Summary, Unit
from gateline.engines.sast.solver.values import UNKNOWN, Obj, Value, union

if TYPE_CHECKING:
    from gateline.engines.sast.solver.machine import Machine

__all__ = ["ModuleTable"]

_SUFFIXES = (".js", ".ts", ".tsx", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".d.ts")
_ALIASES = {
    "fs/promises": "fs.promises",
    "path/posix": "path",
    "path/win32": "path",
    "timers/promises": "timers",
    "stream/promises": "stream",
}


class ModuleTable:
    """Files by the names under which others import them.

    Args:
        units: files of the program.
        roots: TypeScript path aliases and package names of the program: prefix to folders, from its configuration files.
    """

    def __init__(self, units: list[Unit], roots: dict[str, tuple[str, ...]] | None = None) -> None:
        self._by_path = {unit.path: unit for unit in units}
        self._roots = roots or {}
        self._python: dict[str, list[Unit]] = {}
        self._packages: set[str] = set()
        for unit in units:
            if unit.is_python:
                self._add_python(unit)
        self._objects: dict[int, Obj] = {}
        self._units: dict[int, Unit] = {}
        self._resolved: dict[tuple[int, str], Unit | None] = {}
        self._waiting: dict[int, list[tuple[str, dict[str, Value], str]]] = {}
        """By file: what others want of it that it did not have when they asked."""
        self.imported_units: set[int] = set()
        """Numbers of the files that others import."""

    def swap(self, old: Unit, new: Unit) -> None:
        """Put a changed file in the place of what it was."""
        self._by_path[new.path] = new
        for known in self._python.values():
            for at, unit in enumerate(known):
                if unit is old:
                    known[at] = new
        obj = self._objects.pop(old.number, None)
        if obj is not None:
            self._units.pop(id(obj), None)
        for key, found in list(self._resolved.items()):
            if key[0] == old.number:
                del self._resolved[key]
            elif found is old:
                self._resolved[key] = new

    def _add_python(self, unit: Unit) -> None:
        bare = unit.path.rsplit(".", 1)[0]
        if bare.endswith("/__init__") or bare == "__init__":
            bare = bare[: -len("/__init__")] if "/" in bare else ""
        if bare:
            self._python.setdefault(bare.rsplit("/", 1)[-1], []).append(unit)

    # --- values ----------------------------------------------------------------------------------------------------------------------

    def load(self, machine: "Machine", unit: Unit, name: str) -> Value:
        """The module of that name, as `unit` sees it: a file of the program, or an API."""
        found = self.find(unit, name)
        if found is not None:
            return self.value(machine, found)
        unit.imports.add(name.split(".", 1)[0])
        if unit.is_python:
            if name.startswith("."):
                return UNKNOWN
            return Value(unit.api.given(name))
        bare = name.removeprefix("node:")
        return UNKNOWN if bare.startswith((".", "/")) else Value(unit.api.given(_ALIASES.get(bare, bare)))

    def value(self, machine: "Machine", unit: Unit) -> Value:
        """A file as a module value; its body runs when first wanted."""
        obj = self._object(unit)
        machine.run_unit(unit)
        if not unit.is_python:
            whole = obj.cells.get("=")
            if whole is not None:
                return whole if not any(key != "=" for key in obj.cells) else union(whole, Value(obj=obj))
        return Value(obj=obj)

    def _object(self, unit: Unit) -> Obj:
        obj = self._objects.get(unit.number)
        if obj is None:
            obj = self._objects[unit.number] = Obj("module")
            self._units[id(obj)] = unit
        return obj

    def begin(self, unit: Unit) -> Frame:
        """The activation of a file's body; its variables are the module's members in Python."""
        frame = Frame(unit, unit.code.functions[0], None, Summary())
        obj = self._object(unit)
        if unit.is_python:
            frame.env = obj.cells
        else:
            exports = Value(obj=obj)
            frame.env["exports"] = exports
            module = Obj("namespace")
            module.cells["exports"] = exports
            module.cls = obj
            frame.env["module"] = Value(obj=module)
            frame.this = exports
        return frame

    def member(self, machine: "Machine", obj: Obj, name: str) -> Value | None:
        """A member of a module."""
        found = obj.cells.get(name)
        unit = self._units.get(id(obj))
        if unit is None:
            return found
        if found is None and name == "default" and not unit.is_python:
            return obj.cells.get("=") or Value(obj=obj)
        if found is None:
            for other in unit.star:
                inner = self.value(machine, other)
                if inner.obj is not None and inner.obj is not obj and (found := inner.obj.cells.get(name)) is not None:
                    return found
            if unit.is_python and (sub := self._submodule(unit, name)) is not None:
                return self.value(machine, sub)
        return found

    def _submodule(self, unit: Unit, name: str) -> Unit | None:
        if not unit.path.endswith("__init__.py"):
            return None
        folder = posixpath.dirname(unit.path)
        return self._by_path.get(posixpath.join(folder, name + ".py")) or self._by_path.get(
            posixpath.join(folder, name, "__init__.py")
        )

    def write(self, _machine: "Machine", obj: Obj, name: str, value: Value) -> None:
        """`module.name = value`."""
        old = obj.cells.get(name)
        obj.cells[name] = value if old is None else union(old, value)

    def imported(self, machine: "Machine", frame: Frame, module: Value, name: str, member_name: str, span: int) -> Value:
        """`from module import member`."""
        from gateline.engines.sast.solver.members import member

        unit = frame.unit
        if unit.is_python:
            inner = f"{name}{member_name}" if name.endswith(".") else f"{name}.{member_name}"
            found = self.find(unit, inner)
            value = member(machine, frame, module, member_name, span)
            if value is UNKNOWN and found is not None:
                return self.value(machine, found)
            return value
        if member_name == "default" and module.obj is None:
            return module
        return member(machine, frame, module, member_name, span)

    def wait(self, unit: Unit, name: str, member_name: str, env: dict[str, Value], variable: str) -> None:
        """A variable gets a member of a file that imports its importer, once that file's body has run."""
        found = self.find(unit, name)
        if found is not None and found is not unit:
            self._waiting.setdefault(found.number, []).append((member_name, env, variable))

    def _arrived(self, unit: Unit, members: dict[Any, Value]) -> None:
        for member_name, env, variable in self._waiting.pop(unit.number, ()):
            value = members.get(member_name)
            if value is not None and env.get(variable) is UNKNOWN:
                env[variable] = value

    def import_all(self, machine: "Machine", frame: Frame, name: str) -> None:
        """`from module import *`."""
        unit = frame.unit
        found = self.find(unit, name)
        if found is None:
            for path in self.load(machine, unit, name).paths:
                for member_name in unit.api.members_of(path):
                    frame.env.setdefault(member_name, Value(unit.api.member(path, member_name)))
            return
        obj = self.value(machine, found).obj
        if obj is not None:
            for member_name, value in list(obj.cells.items()):
                if isinstance(member_name, str) and not member_name.startswith("_"):
                    frame.env[member_name] = value

    def export(self, frame: Frame, name: str, value: Value) -> None:
        """`export name = value`."""
        obj = self._object(frame.unit)
        obj.cells[name] = value
        if name == "=":
            obj.cells["="] = value

    def export_from(self, machine: "Machine", frame: Frame, name: str, module: str, member_name: str | None, span: int) -> None:
        """`export … from module`."""
        found = self.find(frame.unit, module)
        if name == "*" and member_name is None:
            if found is not None and found is not frame.unit:
                frame.unit.star.append(found)
            return
        value = self.load(machine, frame.unit, module)
        if member_name is not None:
            value = self.imported(machine, frame, value, module, member_name, span)
        self.export(frame, name, value)

    def finish(self, frame: Frame) -> dict[str, Value]:
        """What a file exports once its body ran."""
        obj = self._object(frame.unit)
        self._arrived(frame.unit, obj.cells)
        if not frame.unit.is_python:
            module = frame.env.get("module")
            whole = module.obj.cells.get("exports") if module is not None and module.obj is not None else None
            if whole is not None and whole.obj is not obj:
                if "=" not in obj.cells or obj.cells["="] is not whole:
                    obj.cells["="] = whole
                if whole.obj is not None and whole.obj.shape == "object":
                    for key, cell in whole.obj.cells.items():
                        obj.cells.setdefault(key, cell)
        exported = {key: value for key, value in obj.cells.items() if isinstance(key, str)}
        if "=" in exported:
            exported.setdefault("default", exported["="])
        return exported

    # --- files -----------------------------------------------------------------------------------------------------------------------

    def find(self, unit: Unit, name: str) -> Unit | None:
        """The file a module name leads to from `unit`."""
        key = (unit.number, name)
        if key not in self._resolved:
            found = self._find_python(unit, name) if unit.is_python else self._find_javascript(unit, name)
            self._resolved[key] = found
            if found is not None:
                self.imported_units.add(found.number)
        return self._resolved[key]

    def links(self) -> list[tuple[int, int]]:
        """(importing file, imported file), by number, of every import seen so far."""
        return [(number, found.number) for (number, _name), found in self._resolved.items() if found is not None]

    def _find_python(self, unit: Unit, name: str) -> Unit | None:
        folder = posixpath.dirname(unit.path)
        if name.startswith("."):
            level = len(name) - len(name.lstrip("."))
            for _ in range(level - 1):
                folder = posixpath.dirname(folder)
            return self._at(folder, name.lstrip(".").replace(".", "/"))
        tail = name.replace(".", "/")
        best: Unit | None = None
        score = (-1, 0)
        for candidate in self._python.get(tail.rsplit("/", 1)[-1], ()):
            bare = candidate.path.rsplit(".", 1)[0].removesuffix("/__init__")
            if bare != tail and not bare.endswith("/" + tail):
                continue
            root = bare[: -len(tail)]
            if ("/" not in tail or name.split(".", 1)[0] in unit.api.roots) and root and not self._is_near(unit.path, root):
                continue  # a single word, or a known package, means a file beside, or at a root above; else what is installed
            shared = len(posixpath.commonprefix([unit.path, candidate.path]))
            if (shared, -len(bare)) > score:
                best, score = candidate, (shared, -len(bare))
        return None if best is unit and "/" not in tail else best  # `import json` in json.py means the other one

    def _is_near(self, path: str, root: str) -> bool:
        """Whether a root folder holds the importing file, or is the usual one."""
        return path.startswith(root)

    def _at(self, folder: str, tail: str) -> Unit | None:
        bare = posixpath.join(folder, tail) if tail else folder
        return (
            self._by_path.get(f"{bare}.py")
            or self._by_path.get(posixpath.join(bare, "__init__.py"))
            or self._by_path.get(f"{bare}.pyi")
        )

    def _find_javascript(self, unit: Unit, name: str) -> Unit | None:
        if name.startswith("."):
            return self._file(posixpath.normpath(posixpath.join(posixpath.dirname(unit.path), name)))
        for prefix, folders in self._roots.items():
            if name == prefix or (prefix.endswith("/") and name.startswith(prefix)):
                for folder in folders:
                    found = self._file(posixpath.normpath(posixpath.join(folder, name[len(prefix) :])))
                    if found is not None:
                        return found
        return None

    def _file(self, bare: str) -> Unit | None:
        found = self._by_path.get(bare)
        if found is not None:
            return found
        stem = bare.removesuffix(".js")
        for base in (bare, stem):
            for suffix in _SUFFIXES:
                found = self._by_path.get(base + suffix)
                if found is not None:
                    return found
        for suffix in _SUFFIXES:
            found = self._by_path.get(f"{bare}/index{suffix}")
            if found is not None:
                return found
        return None
