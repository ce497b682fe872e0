"""How people write durations, rates, days and opening spans. Each raises ValueError with the remedy as its message."""

from __future__ import annotations

import re
from datetime import date, time
from zoneinfo import ZoneInfo, available_timezones

from bot.config.model import DAY, HOUR, MINUTE, SECOND
from bot.limits import Rate
from handoff.hours import DAYS, END_OF_DAY, Span
from intents.problem import suggestion

LONGEST = 36_500 * DAY
"""A hundred years: longer is a slip, and would leave the range of dates."""

_UNITS = {
    "ms": 1, "s": SECOND, "sec": SECOND, "m": MINUTE, "min": MINUTE, "h": HOUR, "hour": HOUR, "d": DAY, "day": DAY,
    "w": 7 * DAY, "week": 7 * DAY,
}  # fmt: skip
_DURATION = re.compile(r"([0-9]{1,9})\s*([a-z]+)", re.IGNORECASE)
_RATE = re.compile(r"([0-9]{1,6})\s*/\s*([0-9]{0,9})\s*([a-z]+)", re.IGNORECASE)
_SPAN = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})")
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")


def duration(text: str, least: int = SECOND) -> int:
    """Milliseconds of `30s`, `10min`, `72h`, `365d` or `2w`."""
    found = _DURATION.fullmatch(text.strip())
    unit = _UNITS.get(found[2].lower()) if found else None
    if found is None or unit is None:
        raise ValueError("write a number and a unit, such as 30s, 10min, 72h or 365d")
    value = int(found[1]) * unit
    if not least <= value <= LONGEST:
        raise ValueError(f"write at least {least // SECOND}s and at most {LONGEST // DAY}d")
    return value


def duration_or_off(text: str) -> int:
    """A duration of a minute or more in milliseconds; 0 for `off`."""
    return 0 if _is_off(text) else duration(text, MINUTE)


def count_or_off(text: str, most: int = 1_000_000) -> int:
    """A whole number; 0 for `off`."""
    return 0 if _is_off(text) else whole(text, 1, most)


def _is_off(text: str) -> bool:
    return text.strip().lower() in (*_FALSE, "0")


def rate(text: str) -> Rate:
    """`25/s`, `60/min`, `8/10s`: so many in such a time."""
    found = _RATE.fullmatch(text.strip())
    unit = _UNITS.get(found[3].lower()) if found else None
    if found is None or unit is None:
        raise ValueError("write how many in what time, such as 8/10s, 60/min or 25/s")
    count, per = int(found[1]), int(found[2] or "1") * unit
    if not count or not 0 < per <= DAY:
        raise ValueError("write at least one, in at most a day, such as 60/min")
    return Rate(count, per)


def flag(text: str) -> bool:
    """Any of the words that people use for yes and no."""
    word = text.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError("write on or off")


def whole(text: str, least: int, most: int) -> int:
    """A whole number within bounds."""
    if re.fullmatch(r"[0-9]{1,9}", text.strip()) and least <= int(text) <= most:
        return int(text)
    raise ValueError(f"write a whole number from {least} to {most}")


def threshold(text: str) -> float | None:
    """A confidence, or None for `auto`."""
    if text == "auto":
        return None
    if re.fullmatch(r"[01]|[01]?\.[0-9]{1,9}", text) and float(text) <= 1:
        return float(text)
    raise ValueError("write auto or a number from 0 to 1, such as 0.7")


def day(text: str) -> date:
    """A date as 2027-01-31."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("write a day that exists, like 2027-01-31")


def zone(text: str) -> ZoneInfo:
    """A time zone by its name in the IANA database."""
    try:
        return ZoneInfo(text)
    except (ValueError, KeyError, OSError):
        hint = suggestion(text, tuple(sorted(available_timezones()))) if text else ""
        hint = hint if hint.startswith("did") else "a zone has a name such as Europe/Berlin"
        raise ValueError(f"name a time zone; {hint}") from None


def days(text: str) -> tuple[int, ...]:
    """Weekdays of `mon`, `mon-fri`, `sat,sun` or `fri-mon, wed`; 0 is Monday."""
    found: list[int] = []
    for part in text.lower().replace(";", ",").split(","):
        first, _, last = (piece.strip()[:3] if _is_day(piece.strip()) else "" for piece in part.partition("-"))
        if first not in DAYS or ("-" in part and last not in DAYS):
            raise ValueError("name days such as mon-fri, sat or mon,wed,fri")
        start, end = DAYS.index(first), DAYS.index(last or first)
        found.extend((start + step) % 7 for step in range((end - start) % 7 + 1))
    if len(set(found)) < len(found):
        raise ValueError("name each day once")
    return tuple(found)


def _is_day(word: str) -> bool:
    return len(word) >= 3 and any(
        name.startswith(word) for name in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )


def span(text: str) -> Span:
    """From and to of `09:00-12:30`; `24:00` is the end of the day, and an end before the start is on the next one."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError("write from and to, such as 09:00-12:30")
    start_hour, start_minute, end_hour, end_minute = (int(number) for number in found.groups())
    try:
        start = time(start_hour, start_minute)
        end = END_OF_DAY if (end_hour, end_minute) in ((24, 0), (0, 0)) else time(end_hour, end_minute)
    except ValueError:
        raise ValueError("write times from 00:00 to 24:00, such as 09:00-12:30") from None
    if start == end:
        raise ValueError("it ends when it begins; a whole day is 00:00-24:00")
    return start, end
