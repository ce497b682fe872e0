"""How people of other languages write lengths of time, days and places, from the Unicode locale data (Babel).

Slow to import, so `conversation.words` does it with the first use.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_timedelta, get_timezone_location

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


@cache
def locale_of(language: str) -> Locale:
    """The locale data for a code such as zh or pt-BR; English as it is written all over the world for all others."""
    try:
        return Locale.parse({"en": "en_001"}.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_001")


def length(language: str, milliseconds: int, *, ahead: bool = False) -> str:
    """`3 hours` or, `ahead` of now, `in 3 hours`: in the largest unit of which there is a whole one."""
    unit = next((unit for unit in (DAY, HOUR) if round(milliseconds / MINUTE) * MINUTE >= unit), MINUTE)
    whole = timedelta(milliseconds=max(round(milliseconds / unit), 1) * unit)
    return format_timedelta(whole, threshold=1, add_direction=ahead, locale=locale_of(language))


def weekday(language: str, day: datetime) -> str:
    """Its name, such as Monday."""
    return format_date(day, "EEEE", locale=locale_of(language))


def date_of(language: str, day: datetime) -> str:
    """Day and month, such as 5 January."""
    return format_skeleton("MMMMd", day, fuzzy=True, locale=locale_of(language))


def countries(language: str) -> dict[str, str]:
    """The codes of countries by their names."""
    return {name: code for code, name in locale_of(language).territories.items() if code.isalpha()}


def place(language: str, zone: str) -> str:
    """The city that a time zone is named after."""
    try:
        return get_timezone_location(zone, return_city=True, locale=locale_of(language))
    except (LookupError, ValueError):
        return zone
