"""The command: `python -m bench.engine --help`. Exit code 1 if a binding figure is missed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.engine import faqfile, page
from bench.engine.data import load
from bench.engine.run import EVERYTHING, Plan, Run
from bench.engine.targets import verdicts
from bench.engine.tiers import TIERS


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write what was asked for."""
    options = parser().parse_args(arguments)
    data = Path(os.environ.get("FRONTDESK_DATA") or "no-folder")
    plan = Plan(data, options.sets, options.tiers, options.quick, options.full, options.cache, options.json)
    run = Run(plan)
    if options.faq_out is not None:
        for source in run.sources():
            print(*faqfile.write(load(source, data, plan.draws), options.faq_out), sep="\n")
        return 0
    found = run.found
    if options.read is not None:
        found = page.read(options.read)
    else:
        run.measure()
    print("", *page.told(found), sep="\n")
    if options.write:
        page.write(found)
    return 1 if any(each.missed and each.target.binding for each in verdicts(found)) else 0


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    found = argparse.ArgumentParser(prog="python -m bench.engine", description="The engine on public sets.")
    every = f"any of {', '.join(EVERYTHING)}"
    found.add_argument("--sets", nargs="+", choices=EVERYTHING, default=EVERYTHING, metavar="SET", help=every)
    found.add_argument("--tiers", nargs="+", choices=TIERS, default=TIERS, metavar="TIER", help=", ".join(TIERS))
    extent = found.add_mutually_exclusive_group()
    extent.add_argument("--quick", action="store_true", help="one draw, and our tiers only")
    extent.add_argument("--full", action="store_true", help="the others on every draw, each tier at the largest size")
    found.add_argument("--json", type=Path, metavar="FILE", help="write all figures, after each line of the table")
    found.add_argument("--read", nargs="+", type=Path, metavar="FILE", help="take the figures of earlier --json")
    found.add_argument("--write", action="store_true", help="write docs/benchmarks.md and its chart")
    found.add_argument("--cache", type=Path, metavar="FOLDER", help="keep embeddings here for the next run")
    found.add_argument(
        "--faq-out", type=Path, metavar="FOLDER", help="only write the sets as `frontdesk eval` reads them"
    )
    return found


if __name__ == "__main__":
    sys.exit(main())
