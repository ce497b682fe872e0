"""Files that are there as a whole or not at all, whatever ends the process that writes one."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

TORN = re.compile(r"[0-9a-f]{16}\.\d+")
"""The name of a file that is being written: its own, and the process that writes it."""

_WRITTEN_FOR = 60
"""Seconds after the last byte from which nobody goes on writing a file; a large one takes a second or two."""


def write_whole(path: Path, raw: bytes) -> None:
    """Writes a file in one step, as seen from outside, and its folder where there is none. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    try:
        fresh.write_bytes(raw)
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)  # on a full disk, half a file would be in the way of everybody
        raise


def remove_torn(folder: Path, now: float) -> None:
    """Removes what processes left half written when they ended; `now` is epoch seconds. Never raises."""
    with suppress(OSError):
        for path in folder.iterdir():
            with suppress(OSError):
                if TORN.fullmatch(path.name) and now - path.stat().st_mtime > _WRITTEN_FOR:
                    path.unlink()
