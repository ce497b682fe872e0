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


REVISING = frozenset({"amend", "delete", "user_edited", "user_deleted"})
"""What changes lines that were read already; kinds as the feed names them."""


class Signal:
    """What one stream waits for. `revised` once lines that it may have shown already read differently."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()
        self.revised = False

    def tell(self, kind: str) -> None:
        """Something of this kind happened."""
        self.revised |= kind in REVISING
        self.changed.set()

    def heed(self) -> bool:
        """Starts to wait anew; whether lines were revised since the last time."""
        self.changed.clear()
        revised, self.revised = self.revised, False
        return revised


class Listeners:
    """Who listens for which address. The feed is followed only while somebody does."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._signals: defaultdict[str, set[Signal]] = defaultdict(set)
        self._follower: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """How many streams are open."""
        return sum(map(len, self._signals.values()))

    @contextmanager
    def listen(self, address: str) -> Iterator[Signal]:
        """Told whenever something at this address may have changed."""
        signal = Signal()
        self._signals[address].add(signal)
        if self._follower is None:
            self._follower = asyncio.create_task(self._follow(), name="web listeners")
        try:
            yield signal
        finally:
            self._leave(address, signal)

    def _leave(self, address: str, signal: Signal) -> None:
        self._signals[address].discard(signal)
        if not self._signals[address]:
            del self._signals[address]
        if not self._signals and self._follower is not None:
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
                        for address in (item.address, *item.elsewhere):
                            self._tell(address, item.kind)
            except StorageError:
                log.warning("the feed cannot be read; trying again")
                await asyncio.sleep(PAUSE)

    def _tell(self, address: str, kind: str) -> None:
        for signal in self._signals.get(address, ()):
            signal.tell(kind)

    def _wake_all(self) -> None:
        for signals in self._signals.values():
            for signal in signals:
                signal.tell("")
