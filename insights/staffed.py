"""How much of a wait fell into the hours in which people were there, for very many waits."""

from __future__ import annotations

from bisect import bisect_right

from handoff.hours import Hours


class Staffed:
    """Counts open time by looking it up: walking through the calendar for every wait would take most of the time.

    Waits that begin before `since` or end after `until` (epoch ms) are counted day by day.
    """

    def __init__(self, hours: Hours, since: int, until: int) -> None:
        self._hours = hours
        self._since = since
        self._until = until
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []
        passed = 0
        for start, end in () if hours.always else hours.intervals(since, until):
            self._starts.append(start)
            self._ends.append(end)
            self._before.append(passed)
            passed += end - start

    def between(self, start: int, end: int) -> int:
        """As `Hours.open_between`."""
        if self._hours.always or start < self._since or end > self._until:
            return self._hours.open_between(start, end)
        return max(self._passed(end) - self._passed(start), 0)

    def _passed(self, at: int) -> int:
        """Open time since the beginning (ms)."""
        place = bisect_right(self._starts, at) - 1
        return 0 if place < 0 else self._before[place] + min(at, self._ends[place]) - self._starts[place]
