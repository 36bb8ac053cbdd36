"""The sast engine: the code of all files to findings, each with the way the data took."""

from collections.abc import Callable, Iterable, Iterator

from gateline.engines.contract import Capabilities, PlacedFacts, Scope
from gateline.engines.sast.analyzer import SastAnalyzer
from gateline.engines.sast.findings import findings
from gateline.engines.sast.knowledge import knowledge
from gateline.engines.sast.live import SastLive
from gateline.engines.sast.models.pack import read_digest as read_models_digest
from gateline.engines.sast.rule_pack import load_rule_infos
from gateline.engines.sast.rule_pack import read_digest as read_rules_digest
from gateline.engines.sast.solver.analysis import analyze, build
from gateline.engines.sast.structures import run as structures
from gateline.facts.code import CodeFile
from gateline.facts.template import TemplateFile
from gateline.model.component import Component
from gateline.model.finding import Finding
from gateline.model.gap import Gap, GapReason
from gateline.model.report import RuleInfo

__all__ = ["SastEngine"]


class SastEngine:
    """Implements `engines.contract.Engine`."""

    name = "sast"
    needs = Capabilities()
    scope = Scope.TARGET

    def __init__(
        self,
        key: bytes = b"",
        load: Callable[[], bytes | None] = lambda: None,
        store: Callable[[bytes], None] = lambda _data: None,
    ) -> None:
        """Nothing is loaded before it is needed; the arguments are those of every engine, and none matters here."""

    @property
    def rules_digest(self) -> str:
        """Digest over rules and models."""
        return read_rules_digest() + read_models_digest()

    def analyzer(self) -> SastAnalyzer:
        """A fresh analyzer."""
        return SastAnalyzer()

    def prepare(self) -> bytes:
        """Nothing is compiled beforehand."""
        return b""

    def conclude(self, placed: Iterable[PlacedFacts]) -> Iterator[Finding | Component | Gap]:
        """Findings by place, then what was cut short."""
        files: dict[str, CodeFile] = {}
        templates: dict[str, TemplateFile] = {}
        oids: dict[str, str] = {}
        for one in placed:
            for fact in one.facts:
                for path in one.sighting.paths:
                    oids[path] = one.oid
                    if isinstance(fact, CodeFile):
                        files[path] = fact
                    elif isinstance(fact, TemplateFile):
                        templates[path] = fact
        if not files:
            return
        known = knowledge()
        machine = build(files, known.indexes, templates=templates)
        structures.before(machine, known.structures)
        analyze(machine)
        structures.after(machine, known.structures)
        yield from findings(machine, known, oids)
        for (number, _index), name in sorted(machine.cuts.items()):
            yield Gap(machine.file(number).path, self.name, GapReason.TIMEOUT, f"`{name}` takes more steps than a function may")
        for path, code in sorted(files.items()):
            for name, _span, why in code.cut:
                yield Gap(path, self.name, GapReason.TOO_LARGE, f"`{name}`: {why}" if name else why)

    def live(self) -> SastLive:
        """See `engines.contract.Livable`."""
        return SastLive()

    def rule_info(self, rule: str) -> RuleInfo:
        """What reports say of a rule.

        Raises:
            KeyError: no such rule.
        """
        return load_rule_infos()[rule]
