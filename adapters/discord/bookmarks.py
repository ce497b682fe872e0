"""How far each channel was read. They may lag behind: what was accepted before is known by its external id."""

from __future__ import annotations

import asyncio

from adapters.discord.places import snowflake_at
from conversation.change import Cursor
from conversation.ports import Clock, Reader, StorageError, Store

PERIOD = 5_000
"""Milliseconds between two times that they are written down."""
BEGINNING = "0"
"""The channel, which nobody has, whose bookmark says when we were first at work."""


class Bookmarks:
    """By channel, the id of the newest message that was handled."""

    def __init__(self, reader: Reader, store: Store, clock: Clock, carrier: str) -> None:
        self._reader = reader
        self._store = store
        self._clock = clock
        self._prefix = f"{carrier}:c:"
        self._marks: dict[str, int] = {}
        self._dirty: set[str] = set()
        self._fresh = asyncio.Event()

    async def load(self) -> None:
        """Reads what earlier lives of this process wrote down."""
        kept = await self._reader.cursors(self._prefix)
        for account, value in kept.items():
            if value.isdecimal():
                self._marks.setdefault(account.removeprefix(self._prefix), int(value))
        if BEGINNING not in self._marks:
            self.begin(BEGINNING, int(snowflake_at(self._clock.now())) - 1)

    def at(self, channel: str) -> int | None:
        """How far this channel was read; None if it never was."""
        return self._marks.get(channel)

    def begin(self, channel: str, message: int) -> None:
        """From here on, unless it was read before."""
        if channel not in self._marks:
            self._marks[channel] = message
            self._dirty.add(channel)
            self._fresh.set()

    def move(self, channel: str, message: int) -> None:
        """It was read up to this message; never backwards."""
        if message > self._marks.get(channel, -1):
            self._marks[channel] = message
            self._dirty.add(channel)

    @property
    def beginning(self) -> int:
        """Where an unknown channel begins for us: nobody is answered about what was written before we were at work."""
        return self._marks.get(BEGINNING, 0)

    def since(self, at: int) -> list[str]:
        """The channels with a message that is not older than this (epoch ms), the newest first."""
        oldest = int(snowflake_at(at))
        found = [(mark, channel) for channel, mark in self._marks.items() if mark >= oldest and channel != BEGINNING]
        return [channel for _, channel in sorted(found, reverse=True)]

    async def flush(self) -> None:
        """Writes down what moved; what cannot be written is tried again the next time."""
        moved, self._dirty = self._dirty, set()
        if not moved:
            return
        try:
            await self._store.advance([Cursor(self._prefix + name, str(self._marks[name])) for name in sorted(moved)])
        except StorageError:
            self._dirty |= moved
        except BaseException:
            self._dirty |= moved
            raise

    async def keep(self) -> None:
        """Flushes for ever; what was unknown at once, or nobody would look there after a crash."""
        while True:
            period = asyncio.ensure_future(self._clock.until(self._clock.now() + PERIOD))
            fresh = asyncio.ensure_future(self._fresh.wait())
            try:
                await asyncio.wait([period, fresh], return_when=asyncio.FIRST_COMPLETED)
            finally:
                period.cancel()
                fresh.cancel()
            self._fresh.clear()
            await self.flush()
