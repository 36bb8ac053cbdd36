"""A request in, a report out: the whole road, for whoever asks (command line, hook, editor, server)."""

import os
from collections.abc import Mapping
from datetime import datetime
from enum import Enum

import msgspec
from msgspec import Struct

from gateline.assess.fingerprint import fingerprint
from gateline.cache.kept import Kept
from gateline.cache.shelf import Shelf, open_shelf
from gateline.cache.store import NoStore
from gateline.engines.contract import Capabilities
from gateline.errors import UsageError
from gateline.model.report import Report
from gateline.pipeline.commit_tree import CommitTree, merge_base, resolve
from gateline.pipeline.crews import NOTHING, Crew, crews, merged
from gateline.pipeline.documents import CommitFiles, ReadFile, TreeFiles, read_file
from gateline.pipeline.engines import EngineSetup, build_engines
from gateline.pipeline.judge import Judgement, judge
from gateline.pipeline.known_policy import record_name
from gateline.pipeline.learn import Learned, learn
from gateline.pipeline.limits import Limits
from gateline.pipeline.plan import Plan, make_plan
from gateline.pipeline.policy_files import PolicyFile, find_root, read_policy, read_policy_file
from gateline.pipeline.progress import Progress
from gateline.pipeline.scoped import scope
from gateline.pipeline.written import fingerprint_key, in_force, written_baseline, written_waivers
from gateline.policy.baseline import fingerprints, parse_baseline
from gateline.policy.compile import CompiledPolicy, compile_policy
from gateline.policy.context import GateContext
from gateline.policy.document import Policy
from gateline.policy.profiles import BUILTIN
from gateline.policy.stages import Stage
from gateline.policy.waivers import Waiver
from gateline.source.git import enclosing
from gateline.source.history import History
from gateline.source.index import StagedChange
from gateline.source.range import CommitRange
from gateline.source.stdin import Single
from gateline.source.target import Source
from gateline.source.tree import WorkingTree

__all__ = ["Mode", "Request", "Result", "run"]


class Mode(Enum):
    """What of the target is gated."""

    TREE = "tree"
    """The files as they lie there."""
    STAGED = "staged"
    """What the next commit would add."""
    SINCE = "since"
    """The commits since another one."""
    HISTORY = "history"
    """Everything any ref can reach."""
    SINGLE = "single"
    """One content, handed over."""


_STAGES = {
    Mode.TREE: Stage.BUILD,
    Mode.STAGED: Stage.COMMIT,
    Mode.SINCE: Stage.PR,
    Mode.HISTORY: Stage.BUILD,
    Mode.SINGLE: Stage.IDE,
}
"""Where a gate stands when nobody says."""
_CHANGES = frozenset({Mode.STAGED, Mode.SINCE})
_PARTIAL = frozenset({Mode.SINCE, Mode.HISTORY})
"""Where the target's contents are not one program: engines that need one look at the newest commit."""


class Request(Struct, frozen=True, kw_only=True):
    """What the user asks for."""

    now: datetime
    """The only clock of the verdict."""
    path: str = "."
    """A folder or file."""
    mode: Mode = Mode.TREE
    since: str = ""
    """Name of a commit, for `Mode.SINCE`."""
    name: str = ""
    """Path of the content, for `Mode.SINGLE`."""
    data: bytes = b""
    """The content, for `Mode.SINGLE`."""
    stage: Stage | None = None
    """Where the gate stands; None: what fits the mode."""
    engines: tuple[str, ...] = ()
    """Names; none: what the policy says."""
    policy: str = ""
    """A policy file or built-in profile; empty: the target's own."""
    baseline: str = ""
    """A baseline file; empty: the policy's."""
    commit: str = ""
    """Full id of the commit that is judged, when it is known."""
    jobs: int = 1
    """Most worker processes."""
    is_cached: bool = True
    """Whether earlier results may be used and these kept."""
    limits: Limits = Limits()
    granted: Capabilities = Capabilities()


class Result(Struct, frozen=True):
    """A report, and what it came from."""

    report: Report
    policy: CompiledPolicy
    waivers: tuple[Waiver, ...]
    now: datetime
    policy_name: str
    """The document the policy starts from; empty for the built-in default."""
    root: str
    """Absolute path that the report's paths are relative to."""
    notes: tuple[str, ...]
    """What went wrong beside the road, one line each for people: the cache, mostly."""


class _Place(Struct, frozen=True):
    """Where a target lies, and whose documents decide."""

    root: str
    """Absolute path that paths are relative to."""
    read: ReadFile
    prefix: str = ""
    tree: str = ""
    """Absolute root of the source when that is a working tree."""
    base: str | None = None
    """Full id of the commit the change starts from; empty when it starts from nothing; None when no change is judged."""


def run(request: Request, environ: Mapping[str, str], progress: Progress | None = None) -> Result:
    """Walk the road.

    Args:
        request: what the user asks for.
        environ: names the cache, and holds the key the policy names.
        progress: told of each content that is done.

    Raises:
        GatelineError: usage, policy, or a target that cannot be opened.
    """
    place = _place(request)
    file = read_policy_file(request.policy) if request.policy else read_policy(place.read)
    stage = request.stage or _STAGES[request.mode]
    plan = make_plan(stage, file.policy, request.engines, request.granted, request.limits)
    scanned = place.tree or place.root
    setup = EngineSetup(plan.engines, fingerprint_key(file.policy, environ), scanned, request.is_cached)
    shelf = open_shelf(environ, scanned) if request.is_cached else Shelf(NoStore())
    walk = _Walk(request, place, file.policy, plan, setup, shelf)
    try:
        result = walk.result(compile_policy(file.policy, stage), file.name, progress or Progress())
    finally:
        shelf.close()
    if request.is_cached and not request.policy and request.mode is not Mode.SINCE:
        _record(file, place.root, environ)
    return result


class _Walk:
    """One run over one target."""

    def __init__(self, request: Request, place: _Place, policy: Policy, plan: Plan, setup: EngineSetup, shelf: Shelf) -> None:
        self._request = request
        self._place = place
        self._policy = policy
        self._plan = plan
        self._shelf = shelf
        self._crews = crews(setup, build_engines(setup), is_apart=request.mode in _PARTIAL)

    def result(self, compiled: CompiledPolicy, policy_name: str, progress: Progress) -> Result:
        request, place = self._request, self._place
        source = scope(_source(request, self._policy), self._policy, place.prefix)
        found: list[Learned] = []
        for crew in self._crews:
            if crew.is_whole_program and request.mode in _PARTIAL:
                found.append(self._of_program(crew, progress))
            else:
                found.append(self._learn(crew, source, progress, place.tree, is_whole=os.path.isdir(request.path)))
        learned = merged(found)
        baseline = self._baseline(learned, progress)
        if request.mode is Mode.SINCE:
            learned = self._introduced(learned, baseline or frozenset())
        by = Judgement(
            policy=compiled,
            context=GateContext(self._plan.stage, request.now, request.commit),
            baseline=baseline,
            waivers=written_waivers(self._policy, self._place.read),
            is_change=request.mode in _CHANGES,
        )
        report = judge(source.label, learned, [engine for crew in self._crews for engine in crew.engines], by)
        return Result(report, compiled, by.waivers, request.now, policy_name, place.root, learned.notes)

    def _of_program(self, crew: Crew, progress: Progress) -> Learned:
        """What engines say that need the whole program: of the newest commit, for a flow does not stop at the changed files."""
        head = resolve(self._place.root, "HEAD")
        if head is None:
            return NOTHING
        return self._learn(crew, scope(CommitTree(self._place.root, head), self._policy), progress)

    def _introduced(self, learned: Learned, old: frozenset[str]) -> Learned:
        """A change is not told of what stood there before it in files it did not touch."""
        names = {engine.name for crew in self._crews if crew.is_whole_program for engine in crew.engines}
        kept = tuple(
            finding
            for finding in learned.findings
            if finding.rule.partition("/")[0] not in names or fingerprint(finding) not in old
        )
        return msgspec.structs.replace(learned, findings=kept)

    def _learn(self, crew: Crew, source: Source, progress: Progress, tree: str = "", *, is_whole: bool = False) -> Learned:
        learned = learn(
            source,
            crew.engines,
            crew.setup,
            self._plan.limits,
            self._shelf,
            jobs=self._request.jobs,
            tree=tree,
            prefix=self._place.prefix if tree else "",
            is_whole=is_whole,
            may_be_empty=self._request.mode not in (Mode.TREE, Mode.HISTORY),
            progress=progress,
        )
        return msgspec.structs.replace(learned, findings=in_force(learned.findings, self._policy))

    def _baseline(self, learned: Learned, progress: Progress) -> frozenset[str] | None:
        """Fingerprints known as old: of the baseline file, and of the commit a change starts from."""
        written = self._written_baseline()
        found = {fingerprint(finding) for finding in learned.findings}
        if self._place.base is None or not found:
            return written if self._place.base is None else written or frozenset()
        old = written or frozenset()
        for paths in (_paths(learned), None):
            if found <= old:
                break  # the paths of the change hold most of what is old; the whole tree is only asked for the rest
            old |= self._standing(paths, progress)
        return old

    def _standing(self, paths: frozenset[str] | None, progress: Progress) -> frozenset[str]:
        """Fingerprints of what stood in the base."""
        if not self._place.base:
            return frozenset()
        found: set[str] = set()
        for crew in self._crews:
            if crew.is_whole_program and paths is not None and self._request.mode in _PARTIAL:
                continue  # half a program says nothing
            source = scope(CommitTree(self._place.root, self._place.base, paths), self._policy)
            found.update(fingerprint(finding) for finding in self._learn(crew, source, progress).findings)
        return frozenset(found)

    def _written_baseline(self) -> frozenset[str] | None:
        name = self._request.baseline
        if name:
            data = read_file(name, name)
            if data is None:
                raise UsageError(f"{name}: no such baseline file", "`gateline baseline create` writes one")
            return fingerprints(parse_baseline(data, name))
        return written_baseline(self._policy, self._place.read)


def _place(request: Request) -> _Place:
    """Root, documents and base of a request."""
    folder = request.path if os.path.isdir(request.path) else os.path.dirname(os.path.abspath(request.path))
    if request.mode in (Mode.TREE, Mode.SINGLE):
        if not os.path.lexists(request.path):
            raise UsageError(f"{request.path}: no such file or folder")
        root, tree = find_root(folder), os.path.realpath(folder)
        prefix = "" if tree == root or request.mode is Mode.SINGLE else os.path.relpath(tree, root).replace(os.sep, "/") + "/"
        return _Place(root, TreeFiles(root), prefix, tree if request.mode is Mode.TREE else "")
    root = enclosing(folder) or os.path.realpath(folder)
    if request.mode is Mode.STAGED:
        return _Place(root, TreeFiles(root), base=resolve(root, "HEAD") or "")
    if request.mode is Mode.SINCE:
        since = resolve(root, request.since)
        if since is None:  # the source tells it better, and nothing is judged
            return _Place(root, lambda _name: None, base="")
        return _Place(root, CommitFiles(root, since), base=merge_base(root, since, "HEAD") or "")
    return _Place(root, TreeFiles(root))


def _source(request: Request, policy: Policy) -> Source:
    match request.mode:
        case Mode.TREE:
            return WorkingTree(request.path, honour_ignores=policy.source.honour_ignore_files)
        case Mode.STAGED:
            return StagedChange(request.path)
        case Mode.SINCE:
            return CommitRange(request.path, request.since)
        case Mode.HISTORY:
            return History(request.path)
        case Mode.SINGLE:
            return Single(request.name, request.data)


def _paths(learned: Learned) -> frozenset[str]:
    return frozenset(place.path for finding in learned.findings for place in (finding.location, *finding.occurrences))


def _record(file: PolicyFile, root: str, environ: Mapping[str, str]) -> None:
    """Tell the hook's short cut that under this very policy a clean scan for secrets is all a commit needs."""
    if file.name and _is_simple(file):
        Kept(environ, root).put(record_name(file.documents[file.name]), b"")


def _is_simple(file: PolicyFile) -> bool:
    policy = file.policy
    if (
        any(not layer.startswith(BUILTIN) for layer in policy.layers if layer != file.name)
        or policy.source.max_file_size is not None
    ):
        return False
    try:
        plan = make_plan(Stage.COMMIT, policy)
    except UsageError:
        return False
    mandated = {mandate.require for mandate in policy.mandates if not mandate.stages or Stage.COMMIT in mandate.stages}
    wanted = set(policy.stages.commit.engines)
    return plan.engines == ("secrets",) and mandated <= {"secrets"} and wanted <= {"secrets"}
