"""Wakes what fell silent: sends `TimerFired` when a timer that a decision set has run down."""

from __future__ import annotations

import asyncio
import logging

from bot.engine import Engine
from conversation.ports import Clock, StorageError, Store, TryLater

log = logging.getLogger(__name__)

FAR = 3_600_000
"""Without any timer we look again after an hour, in ms; a new timer wakes us at once."""
PAUSE = 5_000
"""How long to wait, in ms, when the database cannot be read or written."""


class Timers:
    """`run` until cancelled; `wake` when a timer was set or replaced."""

    def __init__(self, store: Store, engine: Engine, clock: Clock) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Timers changed: look again."""
        self._woken.set()

    async def run(self) -> None:
        """Fires timers for ever."""
        while True:
            self._woken.clear()
            try:
                await self.fire_due()
                following = await self._store.next_timer()
            except (StorageError, TryLater):
                log.exception("timers are paused")
                following = self._clock.now() + PAUSE
            await self._sleep(self._clock.now() + FAR if following is None else following)

    async def fire_due(self) -> int:
        """Fires what has run down by now; how many that were.

        What nothing came of, such as a timer of a setting that is switched off by now, would run down for ever.
        """
        now = self._clock.now()
        due = await self._store.timers_due(now)
        for timer in due:
            await self._engine.ring(timer)
        if due and (left := set(due) & set(await self._store.timers_due(now))):
            await self._store.drop_timers(tuple(left))
        return len(due)

    async def _sleep(self, at: int) -> None:
        waits = [
            asyncio.ensure_future(self._clock.until(at)),
            asyncio.ensure_future(self._woken.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
