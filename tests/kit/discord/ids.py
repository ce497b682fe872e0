"""Discord's numbers: snowflakes that carry their time, tokens that carry the bot's number, its way to write moments."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

EPOCH = 1_420_070_400_000
"""Milliseconds since 1970 at which Discord's numbers begin."""


class Snowflakes:
    """Gives numbers that grow, each with the millisecond in which it was given."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def new(self) -> str:
        """The next."""
        self._last = max(self._last + 1, (int(self._clock() * 1000) - EPOCH) << 22)
        return str(self._last)


def moment_of(snowflake: str) -> float:
    """Seconds since 1970 at which this was made."""
    return ((int(snowflake) >> 22) + EPOCH) / 1000


def shown(seconds: float) -> str:
    """A moment as Discord writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def made_up_token(account: str) -> str:
    """A bot token: the first part is the bot's number."""
    first = base64.urlsafe_b64encode(account.encode()).decode().rstrip("=")
    return f"{first}.{secrets.token_urlsafe(4)[:6]}.{secrets.token_urlsafe(28)[:38]}"


def account_of(token: str) -> str:
    """The number in a token's first part."""
    first = token.partition(".")[0]
    return base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode()
