"""Carries outbox rows out, in order per lane, at the platforms' pace, and writes down what became of them.

A row that may go at once is born SENDING in the transaction that made it; one that must wait is claimed when its turn
comes, together with those behind it that its carrier can join to one message. What `conversation.delivery` decides
about an outcome is obeyed, not judged again. Within one process memory is the authority on who is next; the database
is read only at the start, after a crash or a restart.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import islice, takewhile

from bot.attempts import Attempts, Parcel, Undelivered
from bot.health import Health
from bot.limits import Limiter
from conversation.change import OutboxRow
from conversation.delivery import FINISHED, HARMLESS_TWICE, Ambiguous, RowState
from conversation.ports import Channel, Clock, Store

log = logging.getLogger(__name__)

MOST_GATHERED = 50
"""Rows of a lane that a carrier is shown at once, to join what it can."""
CROWD_GAPS = 5
"""What many newcomers share is changed so many times more seldom than lines are joined."""


class Courier:
    """`plan` before a commit, `take` after it; `run` until cancelled.

    `limiters` and `gaps` are by carrier. A lane that has relayed a line relays no more for its gap (ms), so that lines
    which are written meanwhile go out as one message; rings and cards do not wait for that, but for the one that many
    newcomers share. `undelivered` is told of every line that is given up.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        carriers: Mapping[str, Channel],
        limiters: Mapping[str, Limiter] | None = None,
        *,
        gaps: Mapping[str, int] | None = None,
        undelivered: Undelivered | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._carriers = carriers
        self._unlimited = Limiter(clock)
        self._limiters = limiters or {}
        self._gaps = gaps or {}
        self.health = Health(clock)
        self._attempts = Attempts(store, clock, carriers, undelivered)
        self._lanes: dict[str, deque[Parcel]] = {}
        self._silent: dict[str, int] = {}
        self._naps: dict[str, asyncio.Task[None]] = {}
        self._hurries = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._planned: set[str] = set()

    def plan(self, rows: Iterable[OutboxRow]) -> tuple[OutboxRow, ...]:
        """The rows as they will be born: SENDING where the lane is free and the limiter has a place just now."""
        lanes: dict[str, list[OutboxRow]] = {}
        rows = tuple(rows)
        for row in rows:
            lanes.setdefault(row.lane, []).append(row)
        at_once: set[str] = set()
        for lane, found in lanes.items():
            if self._free(found[0]) and self._limiter(found[0]).admit(found[0].target):
                together = self._attempts.together(found[:MOST_GATHERED])
                at_once.update(row.key for row in found[:together])
            self._planned.add(lane)
        return tuple(replace(row, state=RowState.SENDING, attempts=1) if row.key in at_once else row for row in rows)

    def drop(self, rows: Iterable[OutboxRow]) -> None:
        """The transaction of these planned rows did not happen; those that were to go together held one place."""
        held: dict[str, OutboxRow] = {}
        for row in rows:
            self._planned.discard(row.lane)
            if row.state is RowState.SENDING:
                held[row.lane] = row
        for row in held.values():
            self._limiter(row).give_back(row.target)

    def take(self, rows: Iterable[OutboxRow]) -> None:
        """These rows are durable: send them when their turn comes."""
        now = self._clock.now()
        for row in rows:
            self._planned.discard(row.lane)
            parcel = Parcel(row, min(row.due, now))
            lane = self._lanes.get(row.lane)
            if lane is None:
                self._lanes[row.lane] = deque([parcel])
                self._start(row.lane)
            else:
                lane.append(parcel)

    async def recover(self) -> None:
        """Takes up what an earlier process left; what it was sending may have arrived or not.

        Rows of carriers that are not configured now stay as they are, until they are configured again.
        """
        rows = await self._store.unfinished()
        for row in rows:
            if row.carrier in self._carriers:
                self._resume(row)
        kept = [row.carrier for row in rows if row.carrier not in self._carriers]
        if kept:
            names = ", ".join(sorted(set(kept)))
            log.warning("%d deliveries wait for channels that are not configured now: %s", len(kept), names)

    def hurry(self, carriers: Collection[str]) -> None:
        """Whatever kept these from sending is over: rows that wait for another attempt go now, in their order.

        A line that may have arrived already keeps its pause: its tries are few.
        """
        self._hurries += 1
        for key, lane in list(self._lanes.items()):  # one whose last row is just being noted as sent is empty
            if lane and lane[0].row.carrier in carriers and not _in_doubt(lane[0].row):
                self._wake(lane)
                if key in self._naps:
                    self._naps[key].cancel()

    async def idle(self) -> None:
        """Returns when every lane is empty; call it with a time limit where rows may wait for a later time."""
        while self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.ALL_COMPLETED)

    async def close(self) -> None:
        """Stops; what is not finished is taken up again at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def lag(self, carrier: str, conversation: str) -> int:
        """For how long the oldest row of a conversation waits at a desk, in ms; 0 if none does."""
        lane = self._lanes.get(f"{carrier}|{conversation}")
        return max(0, self._clock.now() - lane[0].since) if lane else 0

    @property
    def busy(self) -> int:
        """Tasks that work, or sleep until a time of the clock; rows that stand in a limiter's line do neither."""
        return len(self._tasks) - sum(limiter.asleep for limiter in {self._unlimited, *self._limiters.values()})

    @property
    def waiting(self) -> int:
        """Rows that are not finished, for the metrics."""
        return sum(len(lane) for lane in self._lanes.values())

    def _resume(self, row: OutboxRow) -> None:
        """A row found SENDING at the start got no answer: what follows is decided as for any such."""
        self.take([row])
        if row.state is RowState.SENDING:
            parcel = self._lanes[row.lane][-1]
            parcel.row = replace(row, attempts=max(row.attempts, 1))
            self._attempts.conclude([parcel], Ambiguous("we were restarted while sending"))

    def _limiter(self, row: OutboxRow) -> Limiter:
        return self._limiters.get(row.carrier, self._unlimited)

    def _free(self, row: OutboxRow) -> bool:
        """Whether nothing of its lane waits or is being written down, and it need not wait for lines to gather."""
        silent = self._gathers_until(row) > self._clock.now()
        return not silent and row.lane not in self._lanes and row.lane not in self._planned

    def _gathers_until(self, row: OutboxRow) -> int:
        """Until when a line waits for others to join it (epoch ms)."""
        return self._silent.get(row.lane, 0) if self._gap(row) else 0

    def _gap(self, row: OutboxRow) -> int:
        """For how long its lane is silent after it, in ms."""
        if row.kind == "alert" and row.payload.get("crowd"):
            return self._gaps.get(row.carrier, 0) * CROWD_GAPS
        return self._gaps.get(row.carrier, 0) if row.kind == "relay" else 0

    def _start(self, lane: str) -> None:
        task = asyncio.create_task(self._empty(lane), name=f"courier {lane}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _empty(self, key: str) -> None:
        """Sends a lane's rows one after another, or together where they can be joined, until none is left."""
        lane, hurries = self._lanes[key], self._hurries
        while lane:
            if lane[0].row.state in (RowState.READY, RowState.UNKNOWN):
                await self._turn(key, lane[0], hurries)
                group = self._group(lane)
                await self._attempts.claim(group)
            else:
                group = self._group(lane)
            hurries = self._hurries
            outcome = await self._attempts.send(group)
            if outcome is not None:
                self.health.note(group[0].row.carrier, outcome, opens=group[0].row.kind == "open")
            self._heed(key, group[0])
            await self._attempts.report(group)
            followers: list[Parcel] = []
            if group[0].row.state in FINISHED:
                for _ in group:
                    lane.popleft()
                followers = self._followers(lane)
            await self._attempts.settle([*group, *followers])
        del self._lanes[key]

    async def _turn(self, key: str, parcel: Parcel, hurries: int) -> None:
        """Waits until the row is due, its lane may speak and the limiter has a place.

        `hurries` is how often we had been hurried when its last attempt began: what was mended while that failed is no
        reason to wait.
        """
        row = parcel.row
        if hurries != self._hurries and not _in_doubt(row):
            self._wake(self._lanes[key])
        elif not parcel.turned_away:  # else the chat's pause holds it, at the head of the chat's line
            await self._nap(key, row.due)
        if not parcel.turned_away:
            await self._clock.until(self._gathers_until(row))
        await self._limiter(row).turn(row.target, row=True, again=parcel.turned_away)

    def _wake(self, lane: deque[Parcel]) -> None:
        """Nothing of this lane waits for a time any more: what was tried together is tried together again."""
        now, head = self._clock.now(), lane[0].row
        self._limiter(head).resume(head.target)
        for parcel in lane:
            parcel.row = replace(parcel.row, due=min(parcel.row.due, now))

    async def _nap(self, key: str, until: int) -> None:
        """Until then (epoch ms), or until somebody hurries us."""
        if until <= self._clock.now():
            return
        nap = self._naps[key] = asyncio.ensure_future(self._clock.until(until))
        try:
            await asyncio.wait([nap])
        finally:
            nap.cancel()
            del self._naps[key]

    def _group(self, lane: deque[Parcel]) -> list[Parcel]:
        """The rows at the head that go out together. A doubtful attempt is never joined by new rows."""
        head, now = lane[0], self._clock.now()
        if head.row.state is RowState.DEAD:
            return [head]

        doubtful = head.row.state is RowState.UNKNOWN

        def joins(parcel: Parcel) -> bool:
            due = parcel is head or doubtful or parcel.row.due <= now
            return due and parcel.row.state is head.row.state

        group = list(takewhile(joins, islice(lane, MOST_GATHERED)))
        return group[: self._attempts.together([parcel.row for parcel in group])]

    def _heed(self, key: str, parcel: Parcel) -> None:
        """What an attempt means for those that come after: a chat that asked for silence, a lane that has spoken."""
        row, now = parcel.row, self._clock.now()
        if parcel.turned_away:
            self._limiter(row).pause(row.target, row.due)
        gap = self._gap(row)
        if gap and row.state is RowState.SENT:
            self._silent.pop(key, None)
            self._silent[key] = now + gap
            while self._silent[first := next(iter(self._silent))] <= now:
                del self._silent[first]

    def _followers(self, lane: deque[Parcel]) -> list[Parcel]:
        """The next rows of the lane, if they may go at once: their claim shares the commit of the rows before them."""
        now = self._clock.now()
        if not lane or lane[0].row.state is not RowState.READY:
            return []
        row = lane[0].row
        if max(row.due, self._gathers_until(row)) > now or not self._limiter(row).admit(row.target):
            return []
        group = self._group(lane)
        for parcel in group:
            parcel.depart()
        return group


def _in_doubt(row: OutboxRow) -> bool:
    """Whether it may have arrived, and should not do so twice."""
    return row.state is RowState.UNKNOWN and row.kind not in HARMLESS_TWICE
