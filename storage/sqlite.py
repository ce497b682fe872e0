"""SQLite: one file, a connection that writes and two that read."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from storage.connections import Link
from storage.errors import CannotOpen
from storage.lock import Lock
from storage.schema import migrate, migrations, version_of

READERS = 2
PATIENCE = 0.5
"""Seconds to wait for the lock: another command may be creating the database just now."""
BUSY = 5.0
"""Seconds to wait for another process to end its transaction, or to finish creating the database."""
WAL_KEPT = 64 * 1024 * 1024
"""Bytes to which the log is cut back after it had to grow."""


async def open_writer(path: Path | None, *, exclusive: bool) -> Link:
    """The writing connection, migrated; None is a database in memory. Raises CannotOpen."""
    return await Link.open(partial(_guarded, path, exclusive))


async def open_reader(path: Path) -> Link:
    """A connection that cannot write, to a database that is open already."""
    return await Link.open(partial(_reader, path))


async def open_beside(path: Path) -> Link:
    """A connection for looking only, to a database that another process may be using; nothing is made or migrated.

    Raises CannotOpen.
    """
    return await Link.open(partial(_explained, path, partial(_beside, path)))


def claim_file(path: Path, *, exclusive: bool) -> Lock:
    """Makes the file where it is missing, readable by its owner alone: it holds what people said. Raises CannotOpen.

    Without `exclusive` the lock that comes back holds nothing.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise CannotOpen(f"{path} cannot be written ({error.strerror}); check the rights of its folder.") from error
    return Lock.take(path, patience=PATIENCE) if exclusive else Lock(None)


def _guarded(path: Path | None, exclusive: bool) -> sqlite3.Connection:
    return _explained(path, lambda: _memory() if path is None else _writer(path, exclusive))


def _explained(path: Path | None, connect: Callable[[], sqlite3.Connection]) -> sqlite3.Connection:
    """What SQLite says, with what to do about it."""
    try:
        return connect()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            raise CannotOpen(f"{path} is not a database; choose another file, or restore a backup.") from error
        raise CannotOpen(f"{path} cannot be opened ({error}); check its rights and the disk.") from error


def _beside(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise CannotOpen(f"there is no database {path} yet; frontdesk run makes it, or name another with --database.")
    connection = _reader(path)
    try:
        version = version_of(connection, str(path), len(migrations()))
        if version < len(migrations()):
            raise CannotOpen(f"{path} is not up to date; start frontdesk run once, which brings it there.")
    except BaseException:
        connection.close()
        raise
    return connection


def _memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection, None, migrations())
    return connection


def _writer(path: Path, exclusive: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None)
    try:
        _bring_up(connection, path, exclusive)
        _adjust(connection, exclusive)
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up(connection: sqlite3.Connection, path: Path, exclusive: bool) -> None:
    """Checks the version before anything is changed; migrating needs the lock, which `exclusive` says that we have.

    Another process that is just creating the same database is waited for.
    """
    deadline = time.monotonic() + BUSY
    while version_of(connection, str(path), len(migrations())) != len(migrations()):
        if exclusive:
            _migrate(connection, path)
            return
        try:
            lock = Lock.take(path)
        except CannotOpen:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
            continue
        try:
            _migrate(connection, path)
        finally:
            lock.release()


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    migrate(connection, path, migrations())


def _adjust(connection: sqlite3.Connection, exclusive: bool) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_KEPT}")
    if not exclusive:
        _leave_checkpoints(connection)


def _reader(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None)
    connection.execute("PRAGMA query_only = ON")
    _leave_checkpoints(connection)
    return connection


def _leave_checkpoints(connection: sqlite3.Connection) -> None:
    """To the one process that runs: before SQLite 3.51.3, two that checkpoint can damage the file."""
    connection.execute("PRAGMA wal_autocheckpoint = 0")
