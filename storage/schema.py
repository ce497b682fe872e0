"""The tables: which version a database has, how it gets to ours, and the copy that is made before."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from storage.errors import CannotOpen


@cache
def migrations() -> tuple[str, ...]:
    """The scripts in their order; the version of a database counts those that it has seen."""
    folder = resources.files("storage").joinpath("migrations")
    scripts = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return tuple(script.read_text(encoding="utf-8") for script in scripts)


def version_of(connection: sqlite3.Connection, where: str, newest: int) -> int:
    """0 for an empty database. Raises CannotOpen for one that is not ours, or newer than `newest`."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return 0
    if "schema_version" not in tables:
        raise CannotOpen(f"{where} is a database of another program; choose another file.")
    version = int(connection.execute("SELECT version FROM schema_version").fetchone()[0])
    if version > newest:
        raise CannotOpen(
            f"{where} was written by a newer Frontdesk (schema {version}, this one knows {newest}); "
            "install that version again, or restore the backup made before it."
        )
    return version


def migrate(connection: sqlite3.Connection, path: Path | None, scripts: Sequence[str]) -> None:
    """Brings the database to the version after the last script, all of it or nothing; whoever calls holds the lock.

    A database that has something in it is copied first.
    """
    version = version_of(connection, str(path or ":memory:"), len(scripts))
    if version == len(scripts):
        return
    if version and path is not None:
        _back_up(connection, path, version)
    connection.execute("BEGIN IMMEDIATE")
    try:
        _apply(connection, version, scripts)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _apply(connection: sqlite3.Connection, version: int, scripts: Sequence[str]) -> None:
    if version == 0:
        connection.execute("CREATE TABLE schema_version (version INTEGER NOT NULL)")
        connection.execute("INSERT INTO schema_version (version) VALUES (0)")
    for script in scripts[version:]:
        for statement in _statements(script):
            connection.execute(statement)
    connection.execute("UPDATE schema_version SET version = ?", (len(scripts),))


def _statements(script: str) -> Iterator[str]:
    """One by one, since `executescript` would commit before it starts."""
    lines: list[str] = []
    for line in script.splitlines(keepends=True):
        lines.append(line)
        if sqlite3.complete_statement("".join(lines)):
            yield "".join(lines)
            lines = []


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """A whole copy beside the database, readable by its owner alone and named after the schema that it has."""
    copy = _free_name(path, version)
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection.execute("VACUUM INTO ?", (str(copy),))
    except (OSError, sqlite3.Error) as error:
        copy.unlink(missing_ok=True)
        raise CannotOpen(
            f"no backup of {path} could be made before bringing it up to date ({error}), so nothing was changed; "
            "make room on the disk and start again."
        ) from error
    return copy


def _free_name(path: Path, version: int) -> Path:
    first = path.with_name(f"{path.name}.schema-{version}.bak")
    candidates = (first.with_name(f"{path.name}.schema-{version}.{number}.bak") for number in range(2, 10_000))
    return first if not first.exists() else next(name for name in candidates if not name.exists())
