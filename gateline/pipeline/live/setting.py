"""All that is decided before the first file of a folder is looked at: paths, policy, engines, limits, baseline, waivers."""

import os
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from gateline.pipeline.documents import TreeFiles
from gateline.pipeline.engines import EngineSetup
from gateline.pipeline.known_policy import NAMES
from gateline.pipeline.limits import Limits
from gateline.pipeline.plan import make_plan
from gateline.pipeline.policy_files import find_root, read_policy
from gateline.pipeline.written import fingerprint_key, written_baseline, written_waivers
from gateline.policy.compile import CompiledPolicy, compile_policy
from gateline.policy.document import Policy
from gateline.policy.stages import Stage
from gateline.policy.waivers import Waiver

__all__ = ["Setting", "read_setting"]


class Setting(Struct, frozen=True):
    """What a folder is looked at by, at stage `ide`."""

    root: str
    """Absolute path that paths are counted from: that of the policy, or of the work tree."""
    tree: str
    """Absolute path of the folder itself: `root`, or beneath it."""
    prefix: str
    """From `root` to `tree`: empty, or ending in `/`."""
    policy: Policy
    setup: EngineSetup
    limits: Limits
    compiled: CompiledPolicy
    baseline: frozenset[str] | None
    """Fingerprints known as old; None when there is no baseline file."""
    waivers: Mapping[str, tuple[Waiver, ...]]
    """By fingerprint."""
    documents: frozenset[str]
    """Paths from `root` whose change changes the setting."""

    def needs_new_eyes(self, other: "Setting") -> bool:
        """Whether under the other setting files would be looked at differently, not only judged differently."""
        return (self.root, self.tree, self.setup, self.limits, self.policy.source) != (
            other.root,
            other.tree,
            other.setup,
            other.limits,
            other.policy.source,
        )


def read_setting(folder: str, environ: Mapping[str, str]) -> Setting:
    """Read the documents that are in force for a folder.

    Args:
        folder: any folder.
        environ: holds the key the policy names.

    Raises:
        GatelineError: a document cannot be used, the key is not set, or no engine is left.
    """
    tree = os.path.realpath(folder)
    root = find_root(tree)
    read = TreeFiles(root)
    file = read_policy(read)
    policy = file.policy
    plan = make_plan(Stage.IDE, policy)
    waivers: dict[str, tuple[Waiver, ...]] = {}
    for waiver in written_waivers(policy, read):
        waivers[waiver.fingerprint] = (*waivers.get(waiver.fingerprint, ()), waiver)
    return Setting(
        root=root,
        tree=tree,
        prefix="" if tree == root else os.path.relpath(tree, root).replace(os.sep, "/") + "/",
        policy=policy,
        setup=EngineSetup(plan.engines, fingerprint_key(policy, environ), tree),
        # Whoever types shares the interpreter with us: what is more than one buffer is for the workers.
        limits=msgspec.structs.replace(plan.limits, in_process_bytes=0),
        compiled=compile_policy(policy, Stage.IDE),
        baseline=written_baseline(policy, read),
        waivers=waivers,
        documents=frozenset(
            {*NAMES, *file.documents, *policy.waivers.files, *([policy.baseline.file] if policy.baseline else [])}
        ),
    )
