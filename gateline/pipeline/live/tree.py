"""Every file of a folder as it lies on disk, looked at once and by way of the cache."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from gateline.cache.shelf import open_shelf
from gateline.engines.contract import PlacedFacts
from gateline.pipeline.engines import build_engines
from gateline.pipeline.learn import look
from gateline.pipeline.live.setting import Setting
from gateline.pipeline.scoped import scope
from gateline.source.target import Sighting
from gateline.source.tree import WorkingTree

__all__ = ["Tree", "learn_tree"]


class Tree(Struct, frozen=True):
    """What the analyzers say of a folder."""

    placed: tuple[tuple[PlacedFacts, ...], ...]
    """By engine, in the order of the setup; each stands at one path."""
    notes: tuple[str, ...]
    """What the cache has to say, one line each."""


def learn_tree(setting: Setting, environ: Mapping[str, str], jobs: int) -> Tree:
    """Look at the whole folder. Touches nothing but its arguments, so any thread may call it.

    Args:
        setting: of the folder.
        environ: names the cache.
        jobs: most worker processes.

    Raises:
        SourceError: the folder cannot be listed.
        IncompleteError: no worker can be started.
    """
    source = WorkingTree(setting.tree, honour_ignores=setting.policy.source.honour_ignore_files)
    shelf = open_shelf(environ, setting.tree)
    try:
        looked = look(
            scope(source, setting.policy, setting.prefix),
            build_engines(setting.setup),
            setting.setup,
            setting.limits,
            shelf,
            jobs=jobs,
            tree=setting.tree,
            prefix=setting.prefix,
            is_whole=True,
        )
    finally:
        shelf.close()
    numbers = range(len(setting.setup.names))
    return Tree(tuple(tuple(_singly(looked.places.facts(number))) for number in numbers), looked.notes)


def _singly(placed: Iterable[PlacedFacts]) -> Iterator[PlacedFacts]:
    """One content at several paths as several."""
    for one in placed:
        if len(one.sighting.paths) == 1:
            yield one
        else:
            yield from (PlacedFacts(Sighting((path,)), one.oid, one.facts) for path in one.sighting.paths)
