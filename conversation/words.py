"""Numbers and moments in the user's words.

The bot's own sentences say them where there are some; any other language in which a community writes its sentences
takes them from the Unicode locale data. That is loaded with the first use: most conversations need none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from conversation.policy import HOUR, MINUTE, Policy

DAY = 24 * HOUR


def span(policy: Policy, language: str, milliseconds: int, *, within: str = "queued_wait") -> str:
    """A length of time, roughly, the way people say it; `within` is the sentence that it becomes a part of."""
    spoken = policy.texts.spoken(within, language)
    if policy.texts.spoken("wait_minutes", spoken) != spoken:
        from conversation import locales  # noqa: PLC0415 # slow to import, and most never need it

        return locales.length(spoken, milliseconds)
    minutes, hours, days = (round(milliseconds / unit) for unit in (MINUTE, HOUR, DAY))
    if minutes < 1:
        return policy.texts.text("wait_now", spoken)
    if minutes < 60:
        return policy.texts.text("wait_minute" if minutes == 1 else "wait_minutes", spoken, n=minutes)
    if hours < 48:
        return policy.texts.text("wait_hour" if hours == 1 else "wait_hours", spoken, n=hours)
    return policy.texts.text("wait_days", spoken, n=days)


def moment(policy: Policy, language: str, at: int, now: int, *, within: str = "queued_closed") -> str:
    """A point in time on the clock of the desk, seen from `now` (both epoch ms): its day is named unless it is today.

    `within` is the sentence that it becomes a part of.
    """
    from conversation import locales  # noqa: PLC0415 # as above

    spoken = policy.texts.spoken(within, language)
    local, today = (datetime.fromtimestamp(of / 1000, UTC).astimezone(policy.zone) for of in (at, now))
    gaps = {"time": f"{local:%H:%M}", "place": locales.place(spoken, policy.zone_name)}
    ahead = (local.date() - today.date()).days
    if ahead == 0:
        gaps["wait"] = locales.length(spoken, at - now, ahead=True)
        return _shaped(policy, "opening_today", spoken, gaps)
    if ahead == 1 and policy.texts.spoken("opening_tomorrow", spoken) == spoken:
        return _shaped(policy, "opening_tomorrow", spoken, gaps)
    gaps |= {"weekday": locales.weekday(spoken, local), "date": locales.date_of(spoken, local)}
    return _shaped(policy, "opening_day", spoken, gaps)


def _shaped(policy: Policy, key: str, language: str, gaps: Mapping[str, str]) -> str:
    """In the order of this language, else in that of English, which has no words of its own there."""
    known = policy.texts.spoken(key, language) == language
    return policy.texts.text(key, language if known else "en", **gaps)
