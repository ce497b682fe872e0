"""Asks for updates and confirms them once they are durable, not before: what is confirmed, Telegram forgets."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from adapters.telegram.api import Api
from adapters.telegram.updates import ALLOWED, WINDOW, Parcel, Tray
from conversation.ports import Clock, StorageError, TryLater

log = logging.getLogger(__name__)

LONG_POLL = 30
"""Seconds that a poll may wait for something to happen."""
SECOND = 1_000
STORAGE_PAUSE, LONGEST_STORAGE_PAUSE = SECOND, 30 * SECOND
"""Between attempts while the database cannot write, in ms; it doubles up to the second."""

HASTY = 0.2
"""Seconds: a long poll that brings nothing in less was not waited for by whoever stands between us and Telegram."""

BREATH = 0.5
"""Seconds that all chats wait for one."""

Deliver = Callable[[Parcel], Awaitable[None]]
"""Returns once it is durable or was set aside. Raises StorageError and TryLater only; then nothing was stored."""


@dataclass(slots=True)
class _Lane:
    waiting: deque[Parcel] = field(default_factory=deque)
    parked: bool = False


class Poller:
    """One round after another. `caught_up` once all that had happened before the first round is handled."""

    def __init__(self, api: Api, clock: Clock, deliver: Deliver) -> None:
        self.caught_up = asyncio.Event()
        self._api = api
        self._clock = clock
        self._deliver = deliver
        self._tray = Tray()
        self._lanes: dict[str, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_work = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._storage_down = False
        self._more = True
        self._hasty = False

    async def fetch(self, *, patient: bool) -> None:
        """Confirms what is durable, fetches what is new and begins with it; raises the library's errors.

        A `patient` one waits for something to happen, but never while an album is growing or a flood is waiting: then
        it only looks whether others wrote meanwhile.
        """
        wait = LONG_POLL if patient and not self._tray.left else 0
        begun = asyncio.get_running_loop().time()
        found = await self._api.updates(self._tray.offset, wait, ALLOWED)
        ready = self._tray.take(found)
        for parcel in ready:
            self._give(parcel)
        if not ready and self._tray.left >= WINDOW:
            self._let_go()
        self._more = len(found) >= WINDOW or self._tray.growing
        self._hasty = bool(wait) and not ready and asyncio.get_running_loop().time() - begun < HASTY

    async def settle(self) -> None:
        """Returns when nothing fetched is in work any more, or others may have written while something takes long.

        A slow download, or a flood that waits for its time, then holds back what is confirmed, and its own chat, but
        nobody else.
        """
        try:
            async with asyncio.timeout(BREATH):
                await self._quiet.wait()
        except TimeoutError:
            return
        self._storage_down = False
        if not self._more:
            self.caught_up.set()
        if self._tray.left or self._hasty:
            await self._clock.until(self._clock.now() + SECOND)

    async def close(self) -> None:
        """Stops; what is not confirmed comes again at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _give(self, parcel: Parcel) -> None:
        lane = self._lanes.get(parcel.lane)
        if lane is not None:
            lane.waiting.append(parcel)
            return
        self._lanes[parcel.lane] = lane = _Lane(deque([parcel]))
        self._work(1)
        task = asyncio.create_task(self._empty(parcel.lane, lane), name=f"telegram {parcel.lane}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _empty(self, key: str, lane: _Lane) -> None:
        """Hands over what waits in one chat, one after another; chats do not wait for each other."""
        pause = STORAGE_PAUSE
        try:
            while lane.waiting:
                try:
                    await self._deliver(lane.waiting[0])
                except TryLater as flood:
                    await self._park(lane, flood.seconds * SECOND)
                except StorageError:
                    self._note_storage()
                    await self._clock.until(self._clock.now() + pause)
                    pause = min(2 * pause, LONGEST_STORAGE_PAUSE)
                else:
                    self._tray.done(lane.waiting.popleft())
                    pause = STORAGE_PAUSE
        finally:
            del self._lanes[key]
            self._work(-1)

    async def _park(self, lane: _Lane, pause: int) -> None:
        """One person writes too much at once: the others do not wait for it."""
        lane.parked = True
        self._work(-1)
        try:
            await self._clock.until(self._clock.now() + pause)
        finally:
            lane.parked = False
            self._work(1)

    def _let_go(self) -> None:
        """A flood fills all that Telegram shows us, so nobody else can be heard: the largest part of it is dropped.

        What operators write in a group is never part of one.
        """
        parked = [(len(lane.waiting), key) for key, lane in self._lanes.items() if lane.parked and key[:1] != "-"]
        if parked:
            count, key = max(parked)
            log.warning("a flood was let go: too many messages at once", extra={"chat": key, "messages": count})
            waiting = self._lanes[key].waiting
            while waiting:
                self._tray.done(waiting.popleft())

    def _work(self, change: int) -> None:
        self._at_work += change
        if self._at_work:
            self._quiet.clear()
        else:
            self._quiet.set()

    def _note_storage(self) -> None:
        if not self._storage_down:
            log.error("the database cannot keep what comes in; nothing is confirmed, trying again")
        self._storage_down = True
