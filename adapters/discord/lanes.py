"""What is one channel's stays in order, and channels do not wait for each other."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from adapters.discord.events import Event
from adapters.uplink import where
from conversation.ports import Clock, StorageError, TryLater

log = logging.getLogger(__name__)

SECOND = 1_000
STORAGE_PAUSE, LONGEST_STORAGE_PAUSE = SECOND, 30 * SECOND
"""Between attempts while the database cannot write, in ms; it doubles up to the second."""
MOST_WAITING = 1_000
"""Events of one channel that are kept in memory; beyond, what was written is read from its history later."""

Deliver = Callable[[Event], Awaitable[None]]
"""Returns once it is durable or was set aside. Raises StorageError and TryLater only; then nothing was stored."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was written in a channel while we did not hear it, the oldest first; `more` when that is not all."""

    events: Sequence[Event] = ()
    more: bool = False


Missed = Callable[[str], Awaitable[Page]]
"""The next page of what a channel's bookmark has not reached yet. Raises TryLater while Discord cannot be asked."""


@dataclass(slots=True)
class _Lane:
    waiting: deque[Event] = field(default_factory=deque)
    behind: bool = False
    handed: set[str] = field(default_factory=set)


class Lanes:
    """A lane lives while there is something to do in it."""

    def __init__(self, clock: Clock, deliver: Deliver, missed: Missed) -> None:
        self._clock = clock
        self._deliver = deliver
        self._missed = missed
        self._lanes: dict[str, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._behind: set[str] = set()
        self._level = asyncio.Event()
        self._level.set()
        self._storage_down = False

    def give(self, event: Event) -> None:
        """It is its channel's newest event. Returns at once."""
        lane = self._lane(event.channel)
        if len(lane.waiting) < MOST_WAITING:
            lane.waiting.append(event)
            return
        if event.channel not in self._behind:
            log.warning("too much at once in a channel; it is read later", extra={"channel": event.channel})
        self.catch_up(event.channel)

    def catch_up(self, channel: str) -> None:
        """Before its next event, what was missed in this channel is handed over. Returns at once."""
        self._behind.add(channel)
        self._level.clear()
        self._lane(channel).behind = True

    async def level(self) -> None:
        """Returns when nothing that was missed is left."""
        await self._level.wait()

    async def close(self) -> None:
        """Stops; what was not handed over is missing from the bookmarks and is read at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _lane(self, channel: str) -> _Lane:
        lane = self._lanes.get(channel)
        if lane is None:
            self._lanes[channel] = lane = _Lane()
            task = asyncio.create_task(self._empty(channel, lane), name=f"discord {channel}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return lane

    async def _empty(self, channel: str, lane: _Lane) -> None:
        try:
            while lane.behind or lane.waiting:
                if lane.behind:
                    await self._read(channel, lane)
                    continue
                await self._hand(lane, lane.waiting[0])
                lane.waiting.popleft()
        finally:
            del self._lanes[channel]
            self._caught_up(channel)

    async def _read(self, channel: str, lane: _Lane) -> None:
        """One page of what was missed. What came live meanwhile has its place in it, and is taken where it is both."""
        lane.behind = False
        page = await self._asked(channel)
        for event in page.events:
            while any(_is_older(live, event) for live in lane.waiting):
                await self._hand(lane, lane.waiting[0])
                lane.waiting.popleft()
            await self._hand(lane, event)
        lane.behind = lane.behind or page.more
        if not lane.behind:
            self._caught_up(channel)

    async def _hand(self, lane: _Lane, event: Event) -> None:
        """Once, however it came."""
        if not event.message or event.message not in lane.handed:
            await self._insist(event)
            lane.handed.add(event.message)

    def _caught_up(self, channel: str) -> None:
        self._behind.discard(channel)
        if not self._behind:
            self._level.set()

    async def _asked(self, channel: str) -> Page:
        while True:
            try:
                return await self._missed(channel)
            except TryLater as later:
                await self._clock.until(self._clock.now() + later.seconds * SECOND)
            except Exception as error:  # noqa: BLE001 # a defect; what happens now must not wait for ever
                log.error("what was missed could not be read: %s", where(error), extra={"channel": channel})
                return Page()

    async def _insist(self, event: Event) -> None:
        """Hands it over, however long it takes until it can be kept."""
        pause = STORAGE_PAUSE
        while True:
            try:
                await self._deliver(event)
            except TryLater as flood:
                await self._clock.until(self._clock.now() + flood.seconds * SECOND)
            except StorageError:
                if not self._storage_down:
                    log.error("the database cannot keep what comes in from Discord; trying again")
                self._storage_down = True
                await self._clock.until(self._clock.now() + pause)
                pause = min(2 * pause, LONGEST_STORAGE_PAUSE)
            else:
                self._storage_down = False
                return


def _is_older(live: Event, missed: Event) -> bool:
    """Whether it has to come first: the same message, or one before it that has been deleted since."""
    return live.message.isdecimal() and missed.message.isdecimal() and int(live.message) <= int(missed.message)
