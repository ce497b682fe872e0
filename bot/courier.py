"""Carries outbox rows out, in order per lane, at the platforms' pace, and writes down what became of them.

A row that may go at once is born SENDING in the transaction that made it; one that must wait is claimed when its turn
comes. What `conversation.delivery` decides about an outcome is obeyed, not judged again. Within one process memory is
the authority on who is next; the database is read only at the start, after a crash or a restart.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace

from bot.limits import Limiter
from conversation.change import OutboxRow, Settlement
from conversation.delivery import FINISHED, Ambiguous, RowState, after
from conversation.ports import Channel, Clock, StorageError, Store

log = logging.getLogger(__name__)

STORAGE_PAUSE = 1_000
"""How long to wait, in ms, when the database cannot note an outcome."""


class Courier:
    """`plan` before a commit, `take` after it; `run` until cancelled."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        carriers: Mapping[str, Channel],
        limiters: Mapping[str, Limiter] | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._carriers = carriers
        self._limiters = limiters or {}
        self._lanes: dict[str, deque[OutboxRow]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._planned: set[str] = set()

    def plan(self, rows: Iterable[OutboxRow]) -> tuple[OutboxRow, ...]:
        """The rows as they will be born: SENDING where the lane is free and the limiter has a place just now."""
        now = self._clock.now()
        planned: list[OutboxRow] = []
        for row in rows:
            free = row.lane not in self._lanes and row.lane not in self._planned
            at_once = free and self._limiter(row).admit(row.target, now)
            self._planned.add(row.lane)
            planned.append(replace(row, state=RowState.SENDING, attempts=1) if at_once else row)
        return tuple(planned)

    def drop(self, rows: Iterable[OutboxRow]) -> None:
        """The transaction of these planned rows did not happen."""
        for row in rows:
            self._planned.discard(row.lane)
            if row.state is RowState.SENDING:
                self._limiter(row).give_back(row.target)

    def take(self, rows: Iterable[OutboxRow]) -> None:
        """These rows are durable: send them when their turn comes."""
        for row in rows:
            self._planned.discard(row.lane)
            lane = self._lanes.get(row.lane)
            if lane is None:
                self._lanes[row.lane] = deque([row])
                self._start(row.lane)
            else:
                lane.append(row)

    async def recover(self) -> None:
        """Takes up what an earlier process left; what it was sending may have arrived or not."""
        self.take([self._doubtful(row) for row in await self._store.unfinished() if row.carrier in self._carriers])

    async def idle(self) -> None:
        """Returns when nothing is under way; rows that wait for a later time are not waited for."""
        while self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.ALL_COMPLETED)

    async def close(self) -> None:
        """Stops; what is not finished is taken up again at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def busy(self) -> int:
        """Lanes that are being emptied."""
        return len(self._tasks)

    @property
    def waiting(self) -> int:
        """Rows that are not finished, for the metrics."""
        return sum(len(lane) for lane in self._lanes.values())

    def _doubtful(self, row: OutboxRow) -> OutboxRow:
        """A row found SENDING at the start got no answer: what follows is decided as for any such."""
        if row.state is not RowState.SENDING:
            return row
        verdict = after(
            Ambiguous("we were restarted while sending"),
            attempts=max(row.attempts, 1),
            now=self._clock.now(),
            deduplicates=self._carriers[row.carrier].deduplicates,
        )
        return replace(row, state=verdict.state, due=verdict.due, reason=verdict.reason)

    def _limiter(self, row: OutboxRow) -> Limiter:
        return self._limiters.get(row.carrier, _UNLIMITED)

    def _start(self, lane: str) -> None:
        task = asyncio.create_task(self._empty(lane), name=f"courier {lane}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _empty(self, key: str) -> None:
        """Sends a lane's rows one after another until none is left."""
        lane = self._lanes[key]
        while lane:
            if lane[0].state in (RowState.READY, RowState.UNKNOWN):
                lane[0] = await self._claim(lane[0])
            row = await self._attempted(lane[0])
            if row.state in FINISHED:
                lane.popleft()
                follower = self._follower(lane)
            else:
                lane[0] = row
                follower = ()
            await self._settle(row, *follower)
        del self._lanes[key]

    async def _claim(self, row: OutboxRow) -> OutboxRow:
        """Waits until the row is due and the limiter has a place, then marks it SENDING."""
        limiter = self._limiter(row)
        await self._clock.until(row.due)
        while not limiter.admit(row.target, self._clock.now()):
            await self._clock.until(limiter.free_at(row.target, self._clock.now()))
        await self._written(lambda: self._store.claim(row.id, self._clock.now()))
        return replace(row, state=RowState.SENDING, attempts=row.attempts + 1)

    def _follower(self, lane: deque[OutboxRow]) -> tuple[OutboxRow, ...]:
        """The next row of the lane, if it may go at once: its claim shares the commit of the row before it."""
        if not lane or lane[0].state is not RowState.READY:
            return ()
        now = self._clock.now()
        if lane[0].due > now or not self._limiter(lane[0]).admit(lane[0].target, now):
            return ()
        lane[0] = replace(lane[0], state=RowState.SENDING, attempts=lane[0].attempts + 1)
        return (lane[0],)

    async def _attempted(self, row: OutboxRow) -> OutboxRow:
        """The row after one attempt to send it; a row that was given up already is left as it is."""
        if row.state is RowState.DEAD:
            return row
        carrier = self._carriers[row.carrier]
        try:
            outcome = await carrier.send(row)
        except Exception:  # a defect in one adapter must not stop the others; the row is tried again
            log.exception("sending failed unexpectedly", extra={"carrier": row.carrier, "row": row.id})
            outcome = Ambiguous("sending failed unexpectedly")
        verdict = after(outcome, attempts=row.attempts, now=self._clock.now(), deduplicates=carrier.deduplicates)
        if verdict.state is RowState.DEAD:
            log.warning("undelivered: %s", verdict.reason, extra={"carrier": row.carrier, "row": row.id})
        return replace(row, state=verdict.state, due=verdict.due, reason=verdict.reason)

    async def _settle(self, *rows: OutboxRow) -> None:
        settlements = [Settlement(row.id, row.state, row.due, row.attempts, row.reason) for row in rows]
        await self._written(lambda: self._store.settle(settlements))

    async def _written(self, write: Callable[[], Awaitable[object]]) -> None:
        """Writes, again and again while the database cannot: an outcome that is not noted would be sent twice."""
        while True:
            try:
                await write()
            except StorageError:
                log.exception("the database cannot note a delivery; trying again")
                await self._clock.until(self._clock.now() + STORAGE_PAUSE)
            else:
                return


_UNLIMITED = Limiter()
