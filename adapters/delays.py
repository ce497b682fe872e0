"""Whom we told that their words could not be kept yet: each once in a while, however often it is tried again."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

PAUSE = 600_000
"""Milliseconds before the same person is told again."""
PEOPLE_REMEMBERED = 10_000


@dataclass(slots=True)
class Delays:
    """Times are epoch ms."""

    _told: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def tells(self, whom: str, now: int) -> bool:
        """Whether it is time to tell this person; then they count as told."""
        if now - self._told.get(whom, -PAUSE) < PAUSE:
            return False
        self._told[whom] = now
        self._told.move_to_end(whom)
        while len(self._told) > PEOPLE_REMEMBERED:
            self._told.popitem(last=False)
        return True
