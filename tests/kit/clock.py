"""A clock that a test winds by hand."""

from __future__ import annotations

import asyncio
import heapq
from itertools import count

from tests.kit.worlds import NOON


class HandClock:
    """Implements `conversation.ports.Clock`; time passes only in `wind`."""

    def __init__(self, now: int = NOON) -> None:
        self._now = now
        self._sleepers: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = count()

    def now(self) -> int:
        """Epoch milliseconds."""
        return self._now

    async def until(self, at: int) -> None:
        """Returns once the clock was wound to `at`."""
        if at <= self._now:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (at, next(self._order), future))
        await future

    def wind(self, milliseconds: int) -> None:
        """Time passes: everybody who slept until then wakes, in order."""
        self._now += milliseconds
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)

    @property
    def sleepers(self) -> int:
        """How many are waiting for a later time."""
        return sum(1 for _, _, future in self._sleepers if not future.done())
