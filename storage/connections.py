"""Connections that run named statements: one that writes, a few that only read."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import aiosqlite

from conversation.ports import StorageError
from storage.queries import positional, query

Row = tuple[Any, ...]
ITER_CHUNK = 64
"""aiosqlite wants to know how many rows an iteration fetches at once; we always fetch all."""


class Sql:
    """One connection with its thread. Whoever needs several statements in a row holds `lock`."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self.lock = asyncio.Lock()

    @classmethod
    async def open(cls, connector: Callable[[], sqlite3.Connection]) -> Sql:
        """`connector` runs in the connection's own thread."""
        return cls(await aiosqlite.Connection(connector, ITER_CHUNK))

    async def fetch(self, name: str, /, **parameters: object) -> list[Row]:
        """All rows of a named statement; raises sqlite3.Error."""
        return cast(list[Row], await self._connection.execute_fetchall(query(name), parameters))

    async def write(self, name: str, rows: Sequence[tuple[object, ...]]) -> None:
        """A named statement once for every row, in one go; raises sqlite3.Error."""
        await self._connection.executemany(positional(name), rows)

    async def run(self, statement: str) -> None:
        """A statement without a name: the borders of a transaction."""
        await self._connection.execute_fetchall(statement)

    async def roll_back(self) -> None:
        """Ends whatever transaction there is, also one that SQLite ended by itself already."""
        with suppress(sqlite3.OperationalError):
            await self.run("ROLLBACK")

    async def close(self) -> None:
        """Waits for what is queued."""
        await self._connection.close()


class Reads:
    """A few reading connections, shared by everybody who asks."""

    def __init__(self, connections: Sequence[Sql]) -> None:
        self._free: asyncio.Queue[Sql] = asyncio.Queue()
        for connection in connections:
            self._free.put_nowait(connection)

    async def fetch(self, name: str, /, **parameters: object) -> list[Row]:
        """All rows of one named statement; raises StorageError."""
        async with self._connection() as sql:
            return await sql.fetch(name, **parameters)

    async def first(self, name: str, /, **parameters: object) -> Row | None:
        """The first row; raises StorageError."""
        rows = await self.fetch(name, **parameters)
        return rows[0] if rows else None

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Sql]:
        """Several statements that all see the same commit; raises StorageError."""
        async with self._connection() as sql:
            try:
                await sql.run("BEGIN")
                yield sql
            finally:
                await sql.roll_back()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Sql]:
        sql = await self._free.get()
        try:
            async with sql.lock:
                yield sql
        except sqlite3.Error as error:
            raise StorageError(f"the database cannot be read: {error}") from error
        finally:
            self._free.put_nowait(sql)
