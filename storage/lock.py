"""One process runs the desk: a lock file beside the database, which the kernel frees however its owner ends."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from storage.errors import CannotOpen


class Lock:
    """Held until released, or until the process is gone. The file stays: removing it would race with the next owner."""

    def __init__(self, handle: int | None) -> None:
        self._handle = handle

    @classmethod
    def take(cls, database: Path, *, patience: float = 0.0) -> Lock:
        """Tries for `patience` seconds, then raises CannotOpen with the number of the process that has it."""
        path = database.with_name(database.name + ".lock")
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise CannotOpen(f"{path} cannot be written ({error.strerror}); check the rights of its folder.") from error
        deadline = time.monotonic() + patience
        while not _locked(handle):
            if time.monotonic() < deadline:
                time.sleep(0.02)
                continue
            owner = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(handle)
            raise CannotOpen(
                f"{database} is in use by another Frontdesk (process {owner}); stop that one, or give this one a "
                "database of its own."
            )
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        return cls(handle)

    def release(self) -> None:
        """Lets the next one in; may be called twice."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
