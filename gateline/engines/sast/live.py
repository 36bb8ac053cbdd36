"""The sast engine in an editor: a keystroke costs the file it changes, a save the whole program."""

from collections.abc import Iterable, Sequence

from gateline.engines.contract import PlacedFacts
from gateline.engines.sast.findings import findings
from gateline.engines.sast.knowledge import knowledge
from gateline.engines.sast.solver.analysis import analyze, build, reanalyze
from gateline.engines.sast.solver.machine import Machine
from gateline.engines.sast.structures import run as structures
from gateline.facts.code import CodeFile
from gateline.facts.template import TemplateFile
from gateline.model.finding import Finding

__all__ = ["SastLive"]


class SastLive:
    """Implements `engines.contract.LiveEngine`.

    A changed file is interpreted anew among what is known of the others: its own findings, and those that its calls cause elsewhere,
    are right at once. What others make of the change follows with `catch_up`.
    """

    def __init__(self) -> None:
        self._files: dict[str, CodeFile] = {}
        self._templates: dict[str, TemplateFile] = {}
        self._oids: dict[str, str] = {}
        self._machine: Machine | None = None
        self._findings: dict[str, list[Finding]] = {}
        self._is_behind = False

    def update(self, changed: Iterable[PlacedFacts], removed: Iterable[str] = ()) -> Iterable[str]:
        """See `LiveEngine.update`."""
        touched: list[str] = []
        is_other = False
        for path in removed:
            is_other |= self._files.pop(path, None) is not None or self._templates.pop(path, None) is not None
        for placed in changed:
            path = placed.sighting.paths[0]
            is_other |= path not in self._files
            self._oids[path] = placed.oid
            for fact in placed.facts:
                if isinstance(fact, CodeFile):
                    self._files[path] = fact
                    touched.append(path)
                elif isinstance(fact, TemplateFile):
                    self._templates[path] = fact
                    is_other = True
        self._is_behind = True
        if is_other or self._machine is None or len(touched) != 1:
            return self.catch_up()
        return self._run_again(self._machine, touched[0])

    def catch_up(self) -> Iterable[str]:
        """Run the whole program if anything changed since that was done last; returns what `update` does."""
        if not self._is_behind:
            return ()
        self._is_behind = False
        known = knowledge()
        machine = self._machine = build(self._files, known.indexes, templates=self._templates)
        structures.before(machine, known.structures)
        analyze(machine)
        structures.after(machine, known.structures)
        return self._take(machine)

    def _run_again(self, machine: Machine, path: str) -> Iterable[str]:
        known = knowledge()
        file = self._files[path]
        index = known.indexes["python" if file.language == "python" else "javascript"]
        unit = reanalyze(machine, path, file, index)
        structures.on_files(machine, known.structures, [unit])
        return self._take(machine)

    def _take(self, machine: Machine) -> Iterable[str]:
        before, self._findings = self._findings, {}
        for finding in findings(machine, knowledge(), self._oids):
            self._findings.setdefault(finding.location.path, []).append(finding)
        return {path for path in before.keys() | self._findings.keys() if before.get(path) != self._findings.get(path)}

    def findings(self, path: str) -> Sequence[Finding]:
        """See `LiveEngine.findings`."""
        return self._findings.get(path, ())
