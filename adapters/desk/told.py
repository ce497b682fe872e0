"""What somebody was told lately, so that nobody hears the same thing again and again."""

from __future__ import annotations

from conversation.ports import Clock

HOUR = 3_600_000
MOST_REMEMBERED = 1_000


class Told:
    """A memory of hints. It lasts as long as the process and has a limit: forgetting means to say it once more."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: dict[tuple[str, str], int] = {}

    def once(self, key: str, whom: str) -> bool:
        """Whether it is time to tell them this: once an hour."""
        now = self._clock.now()
        if now - self._told.get((key, whom), -HOUR) < HOUR:
            return False
        self._told.pop((key, whom), None)
        self._told[key, whom] = now
        while len(self._told) > MOST_REMEMBERED:
            del self._told[next(iter(self._told))]
        return True
