"""Connections that run named statements: one that writes, a few that only read."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, cast

import aiosqlite

from conversation.ports import StorageError
from storage.queries import positional, query
from storage.text import Values

T = TypeVar("T")
Row = tuple[Any, ...]
ITER_CHUNK = 64
"""aiosqlite wants to know how many rows an iteration fetches at once; we always fetch all."""
WALKED = 500
BREATH = 0.0005
"""Seconds: long enough for the others to notice, short beside the time that so many rows take."""


class Sql:
    """Named statements on a connection, for code that runs in the connection's own thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fetch(self, name: str, /, **parameters: object) -> list[Row]:
        """All rows of a named statement; raises sqlite3.Error."""
        return self._connection.execute(query(name), parameters).fetchall()

    def walk(self, name: str, /, **parameters: object) -> Iterator[Row]:
        """The rows of a named statement, for more than should be in memory; raises sqlite3.Error.

        After every `WALKED` rows this thread stands back, or the event loop would hardly get a word in.
        """
        cursor = self._connection.execute(query(name), parameters)
        while rows := cursor.fetchmany(WALKED):
            yield from rows
            time.sleep(BREATH)

    def write(self, name: str, rows: Sequence[Values]) -> None:
        """A named statement once for every row; raises sqlite3.Error."""
        self._connection.executemany(positional(name), rows)

    def run(self, statement: str) -> None:
        """A statement without a name: the borders of a transaction."""
        self._connection.execute(statement)

    def roll_back(self) -> None:
        """Ends the transaction, unless SQLite has done so by itself."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


class Link(aiosqlite.Connection):
    """A connection with its thread, to which whole pieces of work are sent.

    One call a statement would make every statement wait for its turn in the event loop; a transaction that is one call
    runs through while the loop does other things, stops at its first error, and is never interleaved with another.
    """

    @classmethod
    async def open(cls, connector: Callable[[], sqlite3.Connection]) -> Link:
        """`connector` runs in the new thread; raises what it raises, once that thread has ended.

        aiosqlite would not wait for the thread of a connection that failed, which might then outlive the loop.
        """
        failures: list[Exception] = []

        def attempt() -> sqlite3.Connection:
            try:
                return connector()
            except Exception as error:  # noqa: BLE001 - raised below, in the thread that asked
                failures.append(error)
                return sqlite3.connect(":memory:")

        link = cls(attempt, ITER_CHUNK)
        await link
        if failures:
            await link.close()
            raise failures[0]
        return link

    async def call(self, work: Callable[[Sql], T]) -> T:
        """What `work` returns or raises. Whoever stops waiting does not stop the work."""
        return cast(T, await self._execute(work, Sql(self._conn)))  # type: ignore[no-untyped-call]


class Reads:
    """A few reading connections, shared by everybody who asks."""

    def __init__(self, links: Sequence[Link]) -> None:
        self._free: asyncio.Queue[Link] = asyncio.Queue()
        for link in links:
            self._free.put_nowait(link)

    async def call(self, work: Callable[[Sql], T]) -> T:
        """Several statements, each true as of some recent commit; raises StorageError."""
        link = await self._free.get()
        try:
            return await link.call(work)
        except sqlite3.Error as error:
            raise StorageError(f"the database cannot be read: {error}") from error
        finally:
            self._free.put_nowait(link)

    async def fetch(self, name: str, /, **parameters: object) -> list[Row]:
        """All rows of one named statement; raises StorageError."""
        return await self.call(lambda sql: sql.fetch(name, **parameters))

    async def first(self, name: str, /, **parameters: object) -> Row | None:
        """The first row; raises StorageError."""
        rows = await self.fetch(name, **parameters)
        return rows[0] if rows else None

    async def snapshot(self, work: Callable[[Sql], T]) -> T:
        """Several statements that all see the same commit; raises StorageError."""

        def same_commit(sql: Sql) -> T:
            sql.run("BEGIN")
            try:
                return work(sql)
            finally:
                sql.roll_back()

        return await self.call(same_commit)
