"""How often a new session may be begun. Whoever does it too often loses the bot's token: Discord resets it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from conversation.ports import Clock

SECOND = 1_000
MINUTE, HOUR = 60 * SECOND, 3_600 * SECOND
PER_MINUTE, PER_HOUR = 5, 100
RESERVE = 20
"""Of Discord's thousand a day so many are left alone, so that an administrator can still start the bot."""


class Budget:
    """Counts the sessions that we begin (IDENTIFY), and looks at what Discord says is left."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._spent: deque[int] = deque(maxlen=PER_HOUR)
        self._resumed: deque[int] = deque(maxlen=PER_MINUTE)

    def spend(self) -> None:
        """A session is begun now."""
        self._spent.append(self._clock.now())

    def pause(self, limit: object) -> int:
        """Milliseconds until the next may begin, 0 for now; `limit` is Discord's `session_start_limit`."""
        now = self._clock.now()
        return max(_room(self._spent, PER_MINUTE, MINUTE, now), _room(self._spent, PER_HOUR, HOUR, now), _theirs(limit))

    def again(self) -> int:
        """Milliseconds before a connection that broke is made anew: none, unless it breaks all the time."""
        now = self._clock.now()
        pause = _room(self._resumed, PER_MINUTE, MINUTE, now)
        self._resumed.append(now + pause)
        return pause


def _room(times: deque[int], most: int, period: int, now: int) -> int:
    """Milliseconds until `most` of these times are longer ago than the period."""
    return max(0, times[-most] + period - now) if len(times) >= most else 0


def _theirs(limit: object) -> int:
    if not isinstance(limit, Mapping):
        return 0
    remaining, reset = _number(limit.get("remaining")), _number(limit.get("reset_after"))
    if remaining is None or remaining > RESERVE:
        return 0
    return max(reset or HOUR, SECOND)


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) else None
