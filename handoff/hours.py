"""Opening hours: whether people are there, and when they will be.

Hours are kept on the desk's own clock, so daylight saving moves them with the people. A span may not cross midnight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOK_AHEAD = 400
"""Days searched for the next opening: a year and a long holiday."""

Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Hours:
    """`week` has the spans of each weekday, 0 is Monday; without any day, people are always there."""

    zone: tzinfo = UTC
    week: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    closed: frozenset[date] = frozenset()

    def is_open(self, at: int) -> bool:
        """Whether people are there at this moment (epoch ms)."""
        if not self.week:
            return True
        local = _local(at, self.zone)
        return any(start <= local.time() < end for start, end in self._spans(local.date()))

    def next_opening(self, at: int) -> int | None:
        """When people are back (epoch ms); None while they are there, or if they never will be."""
        if self.is_open(at):
            return None
        today = _local(at, self.zone).date()
        for ahead in range(LOOK_AHEAD):
            day = today + timedelta(days=ahead)
            for start, _ in sorted(self._spans(day)):
                opening = int(datetime.combine(day, start, self.zone).timestamp() * 1000)
                if opening > at:
                    return opening
        return None

    def _spans(self, day: date) -> tuple[Span, ...]:
        return () if day in self.closed else self.week.get(day.weekday(), ())


def _local(at: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
