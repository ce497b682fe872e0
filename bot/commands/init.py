"""`frontdesk init`: a first configuration and a first FAQ to start from."""

from __future__ import annotations

import argparse
import sys
from importlib.resources import files
from pathlib import Path

from bot.commands import options as common

SAMPLES = ("frontdesk.yaml", "faq.yaml")


def add_arguments(_: argparse.ArgumentParser) -> None:
    """Nothing to choose: the files go into the working folder."""


def run(_: argparse.Namespace) -> int:
    """1 when one of the files is there already; then none is written."""
    there = [name for name in SAMPLES if Path(name).exists()]
    if there:
        print(
            f"frontdesk: {' and '.join(there)} {'are' if len(there) > 1 else 'is'} there already; nothing was written",
            file=sys.stderr,
        )
        return common.FINDINGS
    for name in SAMPLES:
        content = files("bot").joinpath("samples", name).read_bytes()
        with Path(name).open("xb") as fresh:
            fresh.write(content)
        print(f"wrote {name}")
    print("Next: put your own questions into faq.yaml, then run: frontdesk check, frontdesk run")
    return common.FINE
