"""The Store of the kernel: writes go through the one writer, its own reads past it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from conversation.change import AlreadySeen, Change, Committed, Cursor, OutboxRow, Settlement, Timer
from conversation.ports import StorageError
from storage import rows
from storage.connections import Reads, Sql
from storage.writer import Writer

SEEN_FOR = 90 * 24 * 3_600_000
"""How long an external id is remembered, in ms; no platform delivers again after that."""


class SqlStore:
    """Implements `Store`."""

    def __init__(self, writer: Writer, reads: Reads) -> None:
        self._writer = writer
        self._reads = reads

    async def reserve_number(self) -> int:
        """Never given twice, but for one that was lost in a crash before any commit: nobody can have seen it."""
        return self._writer.promise_number()

    async def commit(self, change: Change) -> Committed | AlreadySeen:
        """Raises StorageError or Stale, also where a new conversation's number or address was taken meanwhile."""
        return await self._writer.commit(change)

    async def claim(self, row: int, now: int) -> bool:
        """Raises StorageError."""
        return await self._writer.claim(row, now)

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """A row that is finished stays as it is. Raises StorageError."""
        await self._writer.settle(settlements)

    async def unfinished(self) -> tuple[OutboxRow, ...]:
        """Raises StorageError."""
        return tuple(rows.outbox_row(row) for row in await self._reads.fetch("unfinished_rows"))

    async def timers_due(self, now: int) -> tuple[Timer, ...]:
        """A timer comes again until it is replaced, cancelled or dropped. Raises StorageError."""
        return tuple(rows.timer(row) for row in await self._reads.fetch("timers_due", now=now))

    async def drop_timers(self, timers: Sequence[Timer]) -> None:
        """Raises StorageError."""
        gone = [(timer.conversation, timer.timer, timer.at, timer.since) for timer in timers]
        await self._writer.run(lambda sql: sql.write("drop_timers", gone))

    async def next_timer(self) -> int | None:
        """Raises StorageError."""
        row = await self._reads.first("next_timer")
        return None if row is None else row[0]

    async def commits(self) -> int:
        """Counts this process only."""
        return self._writer.commits

    async def writable(self) -> bool:
        """Tries only after a failure, so that asking costs nothing while all is well."""
        if not self._writer.healthy:
            with suppress(StorageError):
                await self._writer.run(lambda sql: sql.fetch("touch"))
        return self._writer.healthy

    async def advance(self, cursors: Sequence[Cursor]) -> None:
        """In one transaction, which other writes share. Raises StorageError."""

        def work(sql: Sql) -> None:
            for cursor in cursors:
                known = sql.fetch("cursor", account=cursor.account)
                if not known or _is_further(cursor.value, str(known[0][0])):
                    sql.write("set_cursors", [(cursor.account, cursor.value)])

        if cursors:
            await self._writer.run(work)

    async def prune(self, now: int) -> None:
        """Forgets external ids after ninety days, and sessions and codes that are over. Raises StorageError."""

        def work(sql: Sql) -> None:
            sql.fetch("prune_seen", before=now - SEEN_FOR)
            sql.fetch("prune_sessions", now=now)
            sql.fetch("prune_codes", now=now)

        await self._writer.run(work)


def _is_further(value: str, known: str) -> bool:
    """Numbers are compared as such, however long they are; of anything else nobody can tell, so the later one holds."""
    if all(text.isascii() and text.isdecimal() for text in (value, known)):
        new, old = value.lstrip("0"), known.lstrip("0")
        return (len(new), new) > (len(old), old)
    return value != known
