"""Wakes the streams of the visitors whose conversation changed: one reader of the feed for all of them."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from conversation.ports import Feed, StorageError

log = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds before the feed is read again after it failed."""


class Listeners:
    """Who listens for which address. The feed is followed only while somebody does."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._events: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._follower: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """How many streams are open."""
        return sum(map(len, self._events.values()))

    @contextmanager
    def listen(self, address: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever something at this address may have changed; the listener clears it."""
        event = asyncio.Event()
        self._events[address].add(event)
        if self._follower is None:
            self._follower = asyncio.create_task(self._follow(), name="web listeners")
        try:
            yield event
        finally:
            self._leave(address, event)

    def _leave(self, address: str, event: asyncio.Event) -> None:
        self._events[address].discard(event)
        if not self._events[address]:
            del self._events[address]
        if not self._events and self._follower is not None:
            self._follower.cancel()
            self._follower = None

    async def _follow(self) -> None:
        while True:
            try:
                head = await self._feed.head()
                self._wake_all()  # what changed between their first read and this head would be missed otherwise
                while True:
                    await self._feed.wait(head)
                    for item in await self._feed.changes(head):
                        head = item.journal
                        for event in self._events.get(item.address, ()):
                            event.set()
            except StorageError:
                log.warning("the feed cannot be read; trying again")
                await asyncio.sleep(PAUSE)

    def _wake_all(self) -> None:
        for events in self._events.values():
            for event in events:
                event.set()
