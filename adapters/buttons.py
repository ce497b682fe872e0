"""What stands inside buttons: 64 bytes at most, signed, so that nobody can press what we never offered.

The data of a button is signed for one channel, one chat and one class ("user" or "desk"): copied into another chat it
is worthless.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from conversation.model import Choice
from safety.tokens import sign, verify

Class = Literal["user", "desk"]

LONGEST_DATA = 64
"""Bytes that every platform keeps with a button; Telegram no more than that."""
LONGEST_ACTION = 21
"""Bytes of UTF-8 that are left for what a button means."""
USER_LIFE = 30 * 24 * 3_600_000
"""How long a user's button is understood, in ms; whether the choice is still open, the conversation knows."""
_NUMBER, _EXPIRY = 5, 4  # bytes; the expiry counts minutes
_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Press:
    """A button of ours: below which conversation it stood and what it means."""

    number: int
    action: str


@dataclass(frozen=True, slots=True)
class Stale:
    """A button of ours that is too old."""


@dataclass(frozen=True, slots=True)
class Forged:
    """Nothing that we made for this chat."""


@dataclass(frozen=True, slots=True)
class Buttons:
    """Writes and reads the data of buttons; `key` is the secret of the installation."""

    key: bytes

    def data(  # noqa: PLR0917 # all that a button stands for
        self, channel: str, chat: str, cls: Class, number: int, action: str, expires_at: int
    ) -> str:
        """The data of a button in this chat of a channel; `expires_at` is epoch ms. `action` has 1 to 21 bytes."""
        raw = action.encode()
        if not 0 < len(raw) <= LONGEST_ACTION:
            raise ValueError(f"an action has 1 to {LONGEST_ACTION} bytes: {action!r}")
        head = number.to_bytes(_NUMBER, "big") + (-(-expires_at // _MINUTE)).to_bytes(_EXPIRY, "big")
        return sign(self.key, head + raw, _purpose(channel, chat, cls))

    def read(self, data: str, channel: str, chat: str, cls: Class, now: int) -> Press | Stale | Forged:
        """What the press of a button with this data in this chat means; `now` is epoch ms. Never raises."""
        raw = verify(self.key, data, _purpose(channel, chat, cls)) if len(data) <= LONGEST_DATA else None
        if raw is None or len(raw) <= _NUMBER + _EXPIRY:
            return Forged()
        number = int.from_bytes(raw[:_NUMBER], "big")
        expires_at = int.from_bytes(raw[_NUMBER : _NUMBER + _EXPIRY], "big") * _MINUTE
        return Stale() if expires_at < now else Press(number, raw[_NUMBER + _EXPIRY :].decode())


def action_of(choice: str) -> str:
    """What a button says for a choice: ids of choices may be longer than a button can hold."""
    return base64.urlsafe_b64encode(hashlib.sha256(choice.encode()).digest()[:9]).decode()


def chosen(action: str, offered: Iterable[Choice]) -> Choice | None:
    """Which of these choices a press meant."""
    return next((choice for choice in offered if action_of(choice.id) == action), None)


def _purpose(channel: str, chat: str, cls: Class) -> str:
    return f"{channel} button|{cls}|{chat}"
