"""A folder under somebody's hands: buffers that change, files that change, and what stands where after each change.

Knows nothing of editors. One thread uses it; only `learn_tree` may run beside, and what it learned is handed in by `take`.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from gateline.assess.assess import assess
from gateline.engines.contract import Analyzer, Engine, Lagging, PlacedFacts
from gateline.facts.blob import Fact, decode
from gateline.model.finding import Finding
from gateline.model.report import RuleInfo
from gateline.pipeline.engines import EngineSetup, build_engines
from gateline.pipeline.examine import Examiner
from gateline.pipeline.live.engines import enliven
from gateline.pipeline.live.ledger import Judged, Ledger, Lot
from gateline.pipeline.live.setting import Setting, read_setting
from gateline.pipeline.live.tree import Tree
from gateline.pipeline.task import Task
from gateline.pipeline.written import in_force
from gateline.policy.context import GateContext
from gateline.policy.gate import gate
from gateline.policy.globs import PathMatcher
from gateline.policy.stages import Stage
from gateline.source.errors import GitError
from gateline.source.ignored import ignored
from gateline.source.kinds import KINDS, is_archive, judge, promise
from gateline.source.reader import open_reader
from gateline.source.target import Blob, ReaderSpec, Ref, Sighting

__all__ = ["Kit", "Live"]

_HEAD = 1024
"""Bytes of a content that may decide its kind."""
_MOST_TYPED = 2 * 1024 * 1024
"""Larger buffers are looked at when they are saved, not at each keystroke."""
_WARMING = ("text", "python", "javascript", "typescript")
"""Kinds that an analyzer is shown once ahead: what it loads at its first blob must not cost the first keystroke."""
_MOST_REFRESHED = 500
"""So many changed files are cheaper learned anew, by workers and cache, than one after the other."""


class Kit:
    """Engines and their analyzers, ready to work: rules are loaded and prefilters compiled. Folders under one setup share one."""

    def __init__(self, setup: EngineSetup) -> None:
        self.engines: Sequence[Engine] = build_engines(setup)
        self.analyzers: Sequence[Analyzer] = [engine.analyzer() for engine in self.engines]
        for analyzer in self.analyzers:
            for kind in filter(analyzer.wants, _WARMING):
                tuple(analyzer.analyze(Blob("", kind, b"x = 1\n")))


class Live:
    """One folder.

    Args:
        folder: a folder that exists.
        environ: holds the key the policy names.
        clock: the time at which waivers are judged.
        is_whole: files on disk belong to it as well; else it only knows what is handed over.
        kit: gives the kit of a setup.

    Raises:
        GatelineError: see `read_setting`.
    """

    def __init__(
        self,
        folder: str,
        environ: Mapping[str, str],
        clock: Callable[[], datetime],
        *,
        is_whole: bool = True,
        kit: Callable[[EngineSetup], Kit] = Kit,
    ) -> None:
        self.setting = read_setting(folder, environ)
        self.notes: list[str] = []
        """What went wrong inside, one line each, for people."""
        self._folder = folder
        self._environ = environ
        self._clock = clock
        self._is_whole = is_whole
        self._kit = kit(self.setting.setup)
        self._engines = [enliven(engine) for engine in self._kit.engines]
        self._ledger = Ledger(self._judge)
        self._examiner: Examiner | None = None
        self._buffers: set[str] = set()
        self._known: set[str] = set()
        """Paths of which some analyzer has something to say."""
        self._fresh: set[str] = set()
        """Paths looked at here, so that what is learned of the tree later does not overwrite them."""
        self._hidden: dict[str, bool] = {}
        """Whether git ignores a path, as far as it was asked."""
        self._excluded = _excluded(self.setting)

    def change(self, path: str, data: bytes, language: str = "") -> set[str]:
        """A buffer is opened or has another text.

        Args:
            path: relative to the setting's root, `/` between parts.
            data: the whole text.
            language: what the editor takes it for; counts when the path says nothing.

        Returns:
            Paths whose findings are others now.
        """
        if len(data) > _MOST_TYPED:
            return self.close(path)
        self._buffers.add(path)
        self._fresh.add(path)
        if not self._is_shown(path):
            return self._enter([path], [[] for _ in self._engines])
        kind = judge(promise(path) or _kind_of(language), data[:_HEAD])
        facts = [self._facts(analyzer, Blob("", kind, data)) for analyzer in self._kit.analyzers]
        sighting = Sighting((path,))
        return self._enter([path], [[PlacedFacts(sighting, "", found)] if found else [] for found in facts])

    def close(self, path: str) -> set[str]:
        """A buffer is closed: what lies on disk counts again. Returns what `change` does."""
        self._buffers.discard(path)
        return self.refresh([path])

    def refresh(self, paths: Iterable[str]) -> set[str]:
        """Files or folders have come, gone, changed or been saved; buffers stand above their files. Returns what `change` does."""
        asked = {path for path in paths if path not in self._buffers}
        if not asked:
            return self._catch_up()
        self._fresh |= asked
        self._ask(asked)
        gone = asked | {path for path in self._known - self._buffers if not asked.isdisjoint(_above(path))}
        placed: list[list[PlacedFacts]] = [[] for _ in self._engines]
        for path in sorted(gone) if self._is_whole else ():
            if "!/" not in path and self._is_on_disk(path):
                for number, found in self._examined(path):
                    placed[number].append(found)
        return self._enter(gone, placed) | self._catch_up()

    def is_coarse(self, paths: Sequence[str]) -> bool:
        """Whether a change of these paths is one of the whole tree, which `learn_tree` should look at again: a folder came, what
        git ignores is another, or it is simply too much."""
        if len(paths) > _MOST_REFRESHED:
            return True
        return any(path.rpartition("/")[2] == ".gitignore" or os.path.isdir(self._full(path)) for path in paths)

    def expect(self) -> Setting:
        """The tree is about to be learned: what is looked at here from now on is fresher than that.

        Returns:
            The setting to learn it by.
        """
        self._fresh = set(self._buffers)
        self._hidden.clear()
        self._ask(self._buffers)  # now, and not at the next keystroke
        return self.setting

    def take(self, tree: Tree) -> set[str]:
        """What `learn_tree` learned of this setting. Returns what `change` does."""
        self.notes += tree.notes
        fresh = self._fresh
        placed = [[one for one in found if fresh.isdisjoint(_above(one.sighting.paths[0]))] for found in tree.placed]
        return self._enter({path for path in self._known if fresh.isdisjoint(_above(path))}, placed) | self._catch_up()

    def reread(self) -> set[str] | None:
        """A document of the setting has changed. Returns what `change` does; None when the folder must be opened anew.

        Raises:
            GatelineError: it cannot be used; the old setting stays in force.
        """
        new = read_setting(self._folder, self._environ)
        if new.needs_new_eyes(self.setting):
            return None
        self.setting = new
        return self._ledger.judge_anew(self._judge)

    def findings(self, path: str) -> list[Judged]:
        """What stands at a path, in order of place; what is waived or ignored does not."""
        return self._ledger.at(path)

    def paths(self) -> list[str]:
        """Every path with findings, sorted."""
        return self._ledger.paths()

    def rule_info(self, rule: str) -> RuleInfo:
        """What is known of a rule that found something here."""
        number = self.setting.setup.names.index(rule.partition("/")[0])
        return self._kit.engines[number].rule_info(rule)

    def shut(self) -> None:
        """Release what is open."""
        if self._examiner is not None:
            self._examiner.close()
            self._examiner = None

    def _enter(self, gone: Iterable[str], placed: Sequence[Sequence[PlacedFacts]]) -> set[str]:
        """Hand new facts to the engines and judge what they touch.

        Args:
            gone: paths whose old facts do not count any more.
            placed: new facts by engine.
        """
        before = set(gone) & self._known
        now = [{one.sighting.paths[0] for one in found} for found in placed]
        self._known -= before
        self._known.update(*now)
        for number, engine in enumerate(self._engines):
            removed = before - now[number]
            if placed[number] or removed:
                self._hear(number, partial(engine.update, placed[number], removed))
        return self._ledger.settle()

    def _catch_up(self) -> set[str]:
        for number, engine in enumerate(self._engines):
            if isinstance(engine, Lagging):
                self._hear(number, engine.catch_up)
        return self._ledger.settle()

    def _hear(self, number: int, call: Callable[[], Iterable[str]]) -> None:
        """Have an engine do something, and enter into the ledger what it says of the paths that touches."""
        engine = self._engines[number]
        try:
            for path in call():
                self._ledger.put(number, path, engine.findings(path))
        except Exception as error:  # one engine's bug must not cost the others their findings
            self._note(self._kit.engines[number].name, error)

    def _facts(self, analyzer: Analyzer, blob: Blob) -> tuple[Fact, ...]:
        if is_archive(blob.kind) or not analyzer.wants(blob.kind):
            return ()
        try:
            return tuple(analyzer.analyze(blob))
        except Exception as error:  # as above
            self._note(analyzer.name, error)
            return ()

    def _examined(self, path: str) -> Iterator[tuple[int, PlacedFacts]]:
        """Facts of a file on disk, and of its members when it is an archive, each with its engine's number."""
        if self._examiner is None:
            reader = open_reader(ReaderSpec("files", self.setting.tree))
            self._examiner = Examiner(reader, self._kit.analyzers, self.setting.limits)
        ref = Ref(path, os.fsencode(path.removeprefix(self.setting.prefix)))
        answer = self._examiner.examine(Task(ref, promise(path), (1 << len(self._engines)) - 1))
        for number, encoded in enumerate(answer.facts):
            for part in decode(encoded).parts:
                if part.facts:
                    name = f"{path}!/{part.member}" if part.member else path
                    yield number, PlacedFacts(Sighting((name,)), answer.oid, part.facts)

    def _is_on_disk(self, path: str) -> bool:
        full = self._full(path)
        return os.path.isfile(full) and not os.path.islink(full) and self._is_shown(path)

    def _full(self, path: str) -> str:
        return os.path.join(self.setting.root, path)

    def _is_shown(self, path: str) -> bool:
        """Whether `gateline check` would look at a file of that path. git is asked once a path: when it is first heard of."""
        setting = self.setting
        if not path.startswith(setting.prefix) or ".git" in path.split("/"):
            return False
        if self._excluded is not None and self._excluded.bits(path):
            return False
        if not (self._is_whole and setting.policy.source.honour_ignore_files):
            return True
        self._ask([path])
        return not self._hidden[path]

    def _ask(self, paths: Iterable[str]) -> None:
        """Ask git which of the paths it ignores, unless that is known."""
        unknown = [path for path in paths if path not in self._hidden]
        if not (unknown and self._is_whole and self.setting.policy.source.honour_ignore_files):
            return
        try:
            found = ignored(self.setting.root, unknown)
        except GitError as error:
            self.notes.append(error.message)
            found = frozenset()
        self._hidden.update((path, path in found) for path in unknown)

    def _judge(self, findings: Sequence[Finding]) -> dict[str, Judged]:
        setting = self.setting
        assessed = assess(in_force(findings, setting.policy), baseline=setting.baseline)
        waivers = [waiver for item in assessed for waiver in setting.waivers.get(item.fingerprint, ())]
        verdict = gate(assessed, (), GateContext(Stage.IDE, self._clock()), setting.compiled, waivers)
        lots = dict.fromkeys(verdict.reported, Lot.REPORTED)
        lots |= dict.fromkeys((*verdict.warned, *verdict.would_block), Lot.WARNED)
        lots |= dict.fromkeys(verdict.blocked, Lot.BLOCKED)
        lots |= dict.fromkeys(verdict.waived, Lot.SILENT)
        return {item.fingerprint: Judged(item, lots.get(item.fingerprint, Lot.SILENT)) for item in assessed}

    def _note(self, name: str, error: Exception) -> None:
        # never the message: it may quote the text, and the text may be a secret
        self.notes.append(f"{name}: {type(error).__name__} inside the tool; please report it")


def _above(path: str) -> Iterator[str]:
    """The path itself, the archives it is a member of, and its folders."""
    yield path
    at = len(path)
    while (at := path.rfind("/", 0, at)) > 0:
        yield path[:at].removesuffix("!")


def _kind_of(language: str) -> str:
    name = language.removesuffix("react")
    return name if name in KINDS and not is_archive(name) else ""


def _excluded(setting: Setting) -> PathMatcher | None:
    globs = tuple(glob for exclusion in setting.policy.source.exclude for glob in exclusion.paths)
    return PathMatcher([(globs, ())]) if globs else None
