"""Public holidays of a country or a part of it, from the package `holidays`.

It is slow to import and takes memory, so it is loaded only where a country is set.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from difflib import get_close_matches

from intents.problem import suggestion

FIRST_YEAR = 2025
"""No installation has a journal from before."""
YEARS_AHEAD = 4
"""How long a desk may run without being started anew; the next opening is looked for in the year to come."""

_CODE = re.compile(r"([A-Za-z]{2})(?:-(\S.{0,39}))?")
_REMEDY = "write a country as SG, or one with a part of it as DE-BY"


def public_holidays(word: str) -> frozenset[date]:
    """The days off of `SG` or `DE-BY` from `FIRST_YEAR` on; ValueError with a suggestion for a place that is not."""
    found = _CODE.fullmatch(word.strip())
    if found is None:
        raise ValueError(_suggested(word))
    return frozenset(_days(found[1].upper(), found[2], range(FIRST_YEAR, datetime.now(UTC).year + YEARS_AHEAD)))


def place(word: str) -> str:
    """The code as it is kept, with the country in capitals."""
    country, dash, part = word.strip().partition("-")
    return country.upper() + dash + part


def _days(country: str, part: str | None, years: range) -> list[date]:
    from holidays import country_holidays  # noqa: PLC0415 # slow, and most installations need none

    try:
        whole = country_holidays(country, years=years.stop - 1)
    except NotImplementedError:
        raise ValueError(_suggested(country)) from None
    names = dict.fromkeys((*whole.subdivisions, *whole.subdivisions_aliases))
    known = {name.casefold(): name for name in names}
    if part is not None and part.casefold() not in known:
        hint = suggestion(part, tuple(whole.subdivisions)) if names else f"write {country} alone"
        raise ValueError(f"no holidays of '{part}' in {country} are known; {hint}")
    return list(country_holidays(country, subdiv=known[part.casefold()] if part else None, years=years))


def _suggested(word: str) -> str:
    """What was meant, where somebody wrote a country's name or a code that there is not."""
    from conversation.locales import countries  # noqa: PLC0415 # as above

    codes = {name.casefold(): code for name, code in countries("en").items()}
    close = get_close_matches(word.strip().casefold(), codes, n=1, cutoff=0.75)
    return f"did you mean '{codes[close[0]]}'?" if close else f"no holidays of '{word}' are known; {_REMEDY}"
