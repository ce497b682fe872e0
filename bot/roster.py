"""Who is at the desk, kept at hand: every decision may call somebody by name, and none should wait for two reads."""

from __future__ import annotations

import asyncio

from conversation.ports import Clock, Reader, Staff
from handoff.roster import Colleague, Roster

KEPT_FOR = 5_000
"""How old the list may be, in ms: who was added, muted or became busy is called rightly that soon."""


class RosterBook:
    """`roster` is the list as it was read last; `refresh` before a decision."""

    def __init__(self, staff: Staff, reader: Reader, clock: Clock) -> None:
        self._staff = staff
        self._reader = reader
        self._clock = clock
        self._read_at: int | None = None
        self._reading = asyncio.Lock()
        self.roster = Roster()

    async def refresh(self) -> None:
        """Reads the list again unless it is young enough; raises StorageError."""
        if self._is_young():
            return
        async with self._reading:
            if not self._is_young():
                await self._read()

    async def renew(self) -> None:
        """Reads the list again, for an order that names somebody; raises StorageError."""
        async with self._reading:
            await self._read()

    def _is_young(self) -> bool:
        """Clocks may be set back: a list from the future is as old as can be."""
        return self._read_at is not None and 0 <= self._clock.now() - self._read_at < KEPT_FOR

    async def _read(self) -> None:
        loads = await self._reader.loads()
        self.roster = Roster(
            tuple(
                Colleague(one.name, one.role, one.alias, loads.get(one.name, 0), one.muted_until)
                for one in await self._staff.all()
            )
        )
        self._read_at = self._clock.now()
