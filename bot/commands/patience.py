"""A word on stderr while something takes longer than people expect."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

SECONDS = 1.0
"""What people wait without wondering."""


@contextmanager
def patience(words: str, after: float = SECONDS) -> Iterator[Timer]:
    """Says these words unless the block is through within `after` seconds."""
    timer = Timer(after, lambda: print(f"frontdesk: {words}", file=sys.stderr, flush=True))
    timer.daemon = True
    timer.start()
    try:
        yield timer
    finally:
        timer.cancel()
        timer.join()
