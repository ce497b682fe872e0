"""What stands inside buttons and deep links: 64 bytes at most, signed, so that nobody can press what we never offered.

The data of a button is signed for one chat and one class ("user" or "desk"): copied into another chat it is worthless.
A deep link into the private chat is signed for one person.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import east_asian_width

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from conversation.model import Choice
from safety.tokens import sign, verify

Class = Literal["user", "desk"]

LONGEST_DATA = 64
"""Bytes that Telegram keeps with a button."""
LONGEST_ACTION = 21
"""Bytes of UTF-8 that are left for what a button means."""
USER_LIFE = 30 * 24 * 3_600_000
"""How long a user's button is understood, in ms; whether the choice is still open, the conversation knows."""
LINK_PREFIX = "h_"
LONGEST_LABEL = 64
_ROW_COLUMNS, _SHORT_COLUMNS = 30, 3
_NUMBER, _EXPIRY = 5, 4  # bytes; the expiry counts minutes
_MINUTE = 60_000
_MAC_LENGTH = 22  # characters


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
    """Writes and reads the data of buttons and the codes of deep links; `key` is the secret of the installation."""

    key: bytes

    def data(self, chat: str, cls: Class, number: int, action: str, expires_at: int) -> str:
        """The data of a button in this chat (its id); `expires_at` is epoch ms. `action` has 1 to 21 bytes."""
        raw = action.encode()
        if not 0 < len(raw) <= LONGEST_ACTION:
            raise ValueError(f"an action has 1 to {LONGEST_ACTION} bytes: {action!r}")
        head = number.to_bytes(_NUMBER, "big") + (-(-expires_at // _MINUTE)).to_bytes(_EXPIRY, "big")
        return sign(self.key, head + raw, _purpose(cls, chat))

    def read(self, data: str, chat: str, cls: Class, now: int) -> Press | Stale | Forged:
        """What the press of a button with this data in this chat means; `now` is epoch ms. Never raises."""
        raw = verify(self.key, data, _purpose(cls, chat)) if len(data) <= LONGEST_DATA else None
        if raw is None or len(raw) <= _NUMBER + _EXPIRY:
            return Forged()
        number = int.from_bytes(raw[:_NUMBER], "big")
        expires_at = int.from_bytes(raw[_NUMBER : _NUMBER + _EXPIRY], "big") * _MINUTE
        return Stale() if expires_at < now else Press(number, raw[_NUMBER + _EXPIRY :].decode())

    def link(self, user: str, number: int) -> str:
        """The `start` parameter with which this person goes on in private about this conversation of theirs."""
        body, _, mac = sign(self.key, number.to_bytes(_NUMBER, "big"), _link_purpose(user)).partition(".")
        return f"{LINK_PREFIX}{body}{mac}"

    def linked(self, parameter: str, user: str) -> int | None:
        """The conversation that a `start` parameter names, if we made it for this person. Never raises."""
        if not parameter.startswith(LINK_PREFIX):
            return None
        code = parameter.removeprefix(LINK_PREFIX)
        raw = verify(self.key, f"{code[:-_MAC_LENGTH]}.{code[-_MAC_LENGTH:]}", _link_purpose(user))
        return int.from_bytes(raw, "big") if raw is not None and len(raw) == _NUMBER else None


def action_of(choice: str) -> str:
    """What a button says for a choice: ids of choices may be longer than a button can hold."""
    return base64.urlsafe_b64encode(hashlib.sha256(choice.encode()).digest()[:9]).decode()


def chosen(action: str, offered: Iterable[Choice]) -> Choice | None:
    """Which of these choices a press meant."""
    return next((choice for choice in offered if action_of(choice.id) == action), None)


def keyboard(buttons: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    """The buttons in rows: two where both are readable side by side, more only where they are as short as a score."""
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        row = rows[-1] if rows else []
        width = sum(_columns(other.text) for other in row) + _columns(button.text)
        short = all(_columns(other.text) <= _SHORT_COLUMNS for other in (*row, button))
        if row and width <= _ROW_COLUMNS and len(row) < (5 if short else 2):
            row.append(button)
        else:
            rows.append([button])
    return InlineKeyboardMarkup(rows) if rows else None


def label(text: str) -> str:
    """What a button reads; longer ones no client shows in full."""
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _purpose(cls: Class, chat: str) -> str:
    return f"telegram button|{cls}|{chat}"


def _link_purpose(user: str) -> str:
    return f"telegram link|{user}"
