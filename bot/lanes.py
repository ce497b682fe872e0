"""One at a time per address and conversation, many of them at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from conversation.ports import TryLater

LONGEST_LANE = 100
"""Events that may wait for one address; a flood beyond it is turned away before anything is stored."""


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0


class Lanes:
    """Serial per key, in order of arrival; a lane exists only while somebody is in it."""

    def __init__(self, longest: int = LONGEST_LANE) -> None:
        self._longest = longest
        self._lanes: dict[str, _Lane] = {}

    def busy(self, key: str) -> bool:
        """Whether somebody is in it, or waits to be."""
        return key in self._lanes

    @asynccontextmanager
    async def lane(self, key: str) -> AsyncIterator[None]:
        """Enter when it is your turn; raises TryLater when too many wait already."""
        lane = self._lanes.setdefault(key, _Lane())
        if lane.inside >= self._longest:
            raise TryLater(1)
        lane.inside += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.inside -= 1
            if lane.inside == 0:
                self._lanes.pop(key, None)
