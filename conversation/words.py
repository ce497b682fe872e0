"""Numbers and moments in the user's words."""

from __future__ import annotations

from datetime import UTC, datetime

from conversation.policy import HOUR, MINUTE, Policy


def span(policy: Policy, language: str, milliseconds: int) -> str:
    """A length of time, roughly, the way people say it."""
    minutes = round(milliseconds / MINUTE)
    if minutes < 1:
        return policy.texts.text("wait_now", language)
    if minutes < 60:
        return policy.texts.text("wait_minute" if minutes == 1 else "wait_minutes", language, n=minutes)
    hours = round(milliseconds / HOUR)
    return policy.texts.text("wait_hour" if hours == 1 else "wait_hours", language, n=hours)


def moment(policy: Policy, language: str, at: int) -> str:
    """A point in time (epoch ms) on the clock of the desk."""
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(policy.zone)
    return policy.texts.text(
        "opening", language, date=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}", zone=policy.zone_name
    )
