"""From when on something is counted, as people write it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo

HOUR = 3_600_000
UNITS = {"h": HOUR, "d": 24 * HOUR, "w": 7 * 24 * HOUR}
LONGEST = 36_500 * UNITS["d"]

_SPAN = re.compile(r"([0-9]{1,7})\s*([hdw])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def begin(text: str, at: int, zone: tzinfo) -> int:
    """The first moment (epoch ms) of `30d`, `12h`, `4w` or a day such as `2027-01-31`, seen from the moment `at`.

    A day begins at midnight on the desk's clock. Raises ValueError with the remedy as its message.
    """
    words = text.strip().lower()
    if found := _SPAN.fullmatch(words):
        span = int(found[1]) * UNITS[found[2]]
        if 0 < span <= LONGEST:
            return at - span
        raise ValueError("write a span between 1h and 36500d")
    first = _midnight(words, zone)
    if first is None:
        raise ValueError("write a span such as 30d or 12h, or a day such as 2027-01-31")
    if not at - LONGEST <= first <= at:
        raise ValueError("write a day that has begun, of the last hundred years")
    return first


def _midnight(words: str, zone: tzinfo) -> int | None:
    """None for what is no day of the calendar."""
    try:
        day = date.fromisoformat(words) if _DAY.fullmatch(words) else None
        return None if day is None else int(datetime.combine(day, time(0), zone).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
