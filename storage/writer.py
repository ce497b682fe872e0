"""The one who writes: a task that owns the writing connection and commits for everybody at once."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from typing import TypeVar

from conversation.change import AlreadySeen, Change, Committed, Settlement
from conversation.ports import StorageError
from storage.batch import Claim, Item, Job, Settle, fail, tell, transact
from storage.connections import Link, Sql
from storage.draft import Draft, Unwritable, draft
from storage.text import clean

T = TypeVar("T")
LARGEST_BATCH = 512
"""Callers that share a transaction; more would make the first of them wait for long."""
LOG = logging.getLogger(__name__)


class Writer:
    """Callers queue and wait; the task takes all that waits, writes it in one transaction and tells them.

    Nobody who stops waiting can stop it. A batch that fails is undone and tried again one by one, so that only those
    fail whose rows cannot be kept.
    """

    def __init__(self, link: Link, clock_now: Callable[[], int], counters: tuple[int, int]) -> None:
        self._link = link
        self._clock_now = clock_now
        self._promised, self._newest = counters
        self._kept = self._promised
        self._queue: deque[Item] = deque()
        self._wake = asyncio.Event()
        self._moved = asyncio.Event()
        self._closing = False
        self.commits = 0
        self.healthy = True
        self._task = asyncio.create_task(self._work(), name="storage writer")

    @property
    def newest(self) -> int:
        """The newest journal number that is durable."""
        return self._newest

    async def wait(self, after: int) -> None:
        """Returns once a journal number beyond this one is durable."""
        while self._newest <= after:
            await self._moved.wait()

    def promise_number(self) -> int:
        """The next conversation number. It is written down with the next change: before that nobody has seen it."""
        self._promised += 1
        return self._promised

    async def commit(self, change: Change) -> Committed | AlreadySeen:
        """Raises Stale, or StorageError."""
        waiter: asyncio.Future[Committed | AlreadySeen] = asyncio.get_running_loop().create_future()
        self._submit(draft(change, waiter, self._clock_now()))
        return await waiter

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Raises StorageError."""
        if settlements:
            rows = [clean((s.state.value, s.due, s.attempts, s.reason, s.row)) for s in settlements]
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._submit(Settle(rows, waiter, [clean((remote, s.row)) for s in settlements for remote in s.remote]))
            await waiter

    async def claim(self, row: int, now: int) -> bool:
        """Raises StorageError."""
        waiter: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._submit(Claim(row, now, waiter))
        return await waiter

    async def run(self, work: Callable[[Sql], T]) -> T:
        """Any other write, inside the next transaction; raises StorageError, or what the work refuses with."""
        waiter: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._submit(Job(work, waiter))
        return await waiter

    async def close(self) -> None:
        """Writes what is queued, then no more; may be called twice."""
        if not self._closing:
            self._closing = True
            self._wake.set()
        await self._task

    def _submit(self, item: Item) -> None:
        if self._closing:
            raise StorageError("the database is closed")
        self._queue.append(item)
        self._wake.set()

    async def _work(self) -> None:
        while not self._closing or self._queue:
            if self._queue:
                await self._keep(self._next_batch())
            else:
                self._wake.clear()
                await self._wake.wait()
        await self._leave()

    async def _leave(self) -> None:
        """Writes down a number that was promised and not used. If even that fails, nobody has seen it."""
        if self._promised > self._kept:
            with suppress(sqlite3.Error):
                await self._link.call(lambda sql: sql.fetch("keep_number", number=self._promised))

    def _next_batch(self) -> list[Item]:
        """Everything that waits, but changes that share a key with an earlier one: they see first what that came to."""
        batch: list[Item] = []
        later: list[Item] = []
        taken: set[Hashable] = set()
        while self._queue and len(batch) < LARGEST_BATCH:
            item = self._queue.popleft()
            if isinstance(item, Draft):
                waits = not taken.isdisjoint(item.keys)
                taken.update(item.keys)
                if waits:
                    later.append(item)
                    continue
            batch.append(item)
        self._queue.extendleft(reversed(later))
        return batch

    async def _keep(self, batch: list[Item]) -> None:
        try:
            await self._transaction(batch)
        except Exception as error:  # noqa: BLE001 # whatever it was, those who wait must hear of it
            if len(batch) > 1:
                for item in batch:
                    await self._keep([item])
                return
            self._failed(error)
            fail(batch[0], error if isinstance(error, Unwritable) else _refused(error))

    def _failed(self, error: Exception) -> None:
        """Said once for a run of failures of one kind: a full disk refuses every message."""
        if isinstance(error, Unwritable):
            LOG.error("%s", error)
        elif not isinstance(error, sqlite3.Error):
            LOG.exception("the writer met an error that is not the database's")
        elif self.healthy:
            LOG.error("the database cannot be written: %s; check the disk and the rights of its folder", error)
        self.healthy = not isinstance(error, sqlite3.OperationalError) and self.healthy

    async def _transaction(self, batch: list[Item]) -> None:
        promised = self._promised
        outcome = await self._link.call(lambda sql: transact(sql, batch, promised))
        if not self.healthy and outcome.wrote:
            LOG.warning("the database can be written again")
            self.healthy = True
        self._promised = max(self._promised, outcome.number)
        if outcome.wrote:
            self.commits += 1
            self._kept = max(self._kept, outcome.number)
        tell(outcome.results)
        if outcome.journal:
            self._newest = outcome.journal
            self._moved.set()
            self._moved = asyncio.Event()


def _refused(error: Exception) -> StorageError:
    reason = StorageError(f"nothing was stored: {error}; check the disk and the rights of the data folder")
    reason.__cause__ = error
    return reason
