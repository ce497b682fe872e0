"""Where conversations stand on the desks. Nothing is remembered here between calls."""

from __future__ import annotations

from conversation.views import Thread
from storage import rows
from storage.connections import Reads, Sql
from storage.text import clean
from storage.writer import Writer


class SqlThreads:
    """Implements `Threads`; every method raises StorageError when the database is out of order."""

    def __init__(self, writer: Writer, reads: Reads) -> None:
        self._writer = writer
        self._reads = reads

    async def of(self, desk: str, conversation: str) -> Thread | None:
        """None before it was asked for."""
        row = await self._reads.first("thread_of", desk=desk, conversation=conversation)
        return None if row is None else rows.thread(row)

    async def at(self, desk: str, place: str) -> Thread | None:
        """An empty place is nobody's."""
        row = await self._reads.first("thread_at", desk=desk, place=place)
        return None if row is None else rows.thread(row)

    async def every(self, desk: str) -> tuple[Thread, ...]:
        """By when they were asked for, then by number."""
        return tuple(rows.thread(row) for row in await self._reads.fetch("threads_open", desk=desk))

    async def keep(self, thread: Thread) -> None:
        """Raises StorageError also for a place that is another conversation's."""
        values = clean(
            (
                thread.desk, thread.conversation, thread.number, thread.state, thread.title, thread.at, thread.place,
                thread.card, thread.shown,
            )
        )  # fmt: skip
        await self._writer.run(lambda sql: sql.write("keep_thread", [values]))

    async def forget(self, desk: str, conversation: str) -> None:
        """Nothing happens if there is none."""

        def work(sql: Sql) -> None:
            sql.fetch("forget_thread", desk=desk, conversation=conversation)

        await self._writer.run(work)
