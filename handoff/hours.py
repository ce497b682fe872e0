"""Opening hours: whether people are there, when they will be, and how much of their time has passed.

Hours are kept on the desk's own clock, so daylight saving moves them with the people. An hour that the clocks skip is
no open time, and one that they repeat counts twice. A span may end at 24:00 but not cross midnight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOK_AHEAD = 400
"""Days searched for open time: a year and a long holiday."""
END_OF_DAY = time.max
"""How a span says that it ends at 24:00."""
REMEMBERED = 8_192
"""Moments on the clock whose place in time is kept, since finding it takes longest: years of a few spans a day."""

Span = tuple[time, time]
Week = Mapping[int, tuple[Span, ...]]
"""Spans by weekday, 0 is Monday."""

_WHOLE_DAY: tuple[Span, ...] = ((time(0), END_OF_DAY),)


@dataclass(frozen=True, slots=True)
class Hours:
    """`week` has the spans of each weekday; without any, people are there day and night.

    On a `closed` day nobody is; a `special` day has spans of its own, which go before both.
    """

    zone: tzinfo = UTC
    week: Week = field(default_factory=dict)
    closed: frozenset[date] = frozenset()
    special: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    @property
    def always(self) -> bool:
        """Whether people are never away."""
        return not (self.week or self.closed or self.special)

    def is_open(self, at: int) -> bool:
        """Whether people are there at this moment (epoch ms)."""
        return self.always or any(start <= at < end for start, end in self._open(at, at + 1))

    def next_opening(self, at: int) -> int | None:
        """When people are back (epoch ms); None while they are there, or if they never will be."""
        if self.is_open(at):
            return None
        return next((start for start, _ in self._open(at, None)), None)

    def due(self, at: int, span: int) -> int | None:
        """When `span` ms of open time have passed after `at` (epoch ms).

        None if people are not there for so long within `LOOK_AHEAD` days.
        """
        if self.always or span <= 0:
            return at + max(span, 0)
        for start, end in self._open(at, None):
            if span <= end - start:
                return start + span
            span -= end - start
        return None

    def open_between(self, start: int, end: int) -> int:
        """How many ms of open time lie between two moments (epoch ms); 0 if the second is not the later one."""
        if self.always:
            return max(end - start, 0)
        return sum(till - since for since, till in self._open(start, end))

    def intervals(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Open time between two moments (epoch ms): intervals in order, which never overlap."""
        return iter(((start, end),) if start < end else ()) if self.always else self._open(start, end)

    def _open(self, start: int, end: int | None) -> Iterator[tuple[int, int]]:
        """Open time from `start` to `end`, or for `LOOK_AHEAD` days: intervals in order, which never overlap."""
        day = _local(start, self.zone).date() - timedelta(days=1)  # clocks that go back over midnight repeat a day
        last = day + timedelta(days=LOOK_AHEAD + 1) if end is None else _local(end, self.zone).date()
        reached = start
        while day <= last and (end is None or reached < end):
            for since, till in sorted(self._spans(day)):
                opening = max(_instant(day, since, self.zone), reached)
                closing = _instant(day, till, self.zone)
                reached = closing if end is None else min(closing, end)
                if opening < reached:
                    yield opening, reached
                reached = max(opening, reached)
            day += timedelta(days=1)

    def _spans(self, day: date) -> tuple[Span, ...]:
        if day in self.special:
            return self.special[day]
        if day in self.closed:
            return ()
        return self.week.get(day.weekday(), ()) if self.week else _WHOLE_DAY


def inside(week: Week, zone: tzinfo, at: int) -> bool:
    """Whether a moment (epoch ms) lies in these spans; never, where there are none."""
    return bool(week) and Hours(zone, week).is_open(at)


def _local(at: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)


@lru_cache(maxsize=REMEMBERED)
def _instant(day: date, clock: time, zone: tzinfo) -> int:
    """When the clocks show this (epoch ms): the first time if they show it twice, the moment they jump if never."""
    if clock == END_OF_DAY:
        day, clock = day + timedelta(days=1), time(0)
    wall = datetime.combine(day, clock)
    early, late = (_seconds(wall.replace(fold=fold), zone) for fold in (1, 0))
    if early < late:  # in a gap, and the jump lies between the two
        before = _offset(early, zone)
        while late - early > 1:
            middle = (early + late) // 2
            early, late = (middle, late) if _offset(middle, zone) == before else (early, middle)
    return late * 1000


def _seconds(wall: datetime, zone: tzinfo) -> int:
    return int(wall.replace(tzinfo=zone).timestamp())


def _offset(at: int, zone: tzinfo) -> timedelta | None:
    return datetime.fromtimestamp(at, zone).utcoffset()
