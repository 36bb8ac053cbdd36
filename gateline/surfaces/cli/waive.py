"""`gateline waive`: accept the risk of one finding. Who agreed is for others to add, by review."""

import argparse
import os
from datetime import UTC, datetime

from gateline.errors import UsageError

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `waive`."""
    from gateline.surfaces.cli.check import add_cost, add_policy, add_target

    parser.add_argument("fingerprint", metavar="FINGERPRINT", help="the finding's, or its first digits")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why the risk is acceptable")
    parser.add_argument("--requested-by", required=True, metavar="WHO", help="who asks for it")
    parser.add_argument(
        "--approved-by", action="append", default=[], metavar="WHO", help="who agreed; may be given several times"
    )
    parser.add_argument(
        "--expires", metavar="YYYY-MM-DD", help="from this day on it is void (default: as long as the policy allows)"
    )
    add_target(parser)
    add_policy(parser)
    add_cost(parser)


def run(args: argparse.Namespace) -> int:
    """Write the waiver."""
    import msgspec

    from gateline.pipeline.documents import read_file
    from gateline.pipeline.run import run as walk
    from gateline.policy.waivers import add_waiver, new_waiver, parse_waivers, render_waivers, why_invalid
    from gateline.surfaces.cli.files import write
    from gateline.surfaces.cli.lookup import find, is_fingerprint
    from gateline.surfaces.cli.page import Page
    from gateline.surfaces.cli.request import progress, to_request

    if not is_fingerprint(args.fingerprint):
        raise UsageError(
            f"'{args.fingerprint}' is no fingerprint", "its first six or more hex digits, as every report shows them"
        )
    now = datetime.now(UTC)
    result = walk(to_request(args, now), os.environ, progress())
    item = find(result, args.fingerprint)
    terms = result.policy.policy.waivers
    waiver = new_waiver(item, args.reason, args.requested_by, terms, now)
    waiver = msgspec.structs.replace(
        waiver, approved_by=tuple(args.approved_by), expires=_day(args.expires) if args.expires else waiver.expires
    )
    if not terms.files:
        raise UsageError("the policy names no waivers file", "add one under `waivers: files:`")
    path = os.path.join(result.root, terms.files[0])
    name = os.path.relpath(path)
    old = read_file(path, name)
    write(path, [render_waivers(add_waiver(parse_waivers(old, name) if old is not None else (), waiver))])
    page = Page()
    assert waiver.expires is not None
    page.line(f"{name}: waives {item.finding.rule} in {item.finding.location.path} until {waiver.expires.date().isoformat()}")
    missing = why_invalid(waiver, terms, now)
    if missing:
        page.line(f"it does not count yet: {missing}")
    return 0


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise UsageError(f"--expires {text}: not a date", "write it as 2027-01-31") from None
