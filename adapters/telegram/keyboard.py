"""How Telegram lays out buttons, and the buttons of a desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adapters.buttons import Buttons
from adapters.desk.card import BUTTON_LIFE
from adapters.telegram.places import CHANNEL
from adapters.telegram.room import Room
from conversation.ports import Clock

LONGEST_LABEL = 64
_ROW_COLUMNS, _SHORT_COLUMNS = 30, 3

Rows = Sequence[Sequence[tuple[str, str]]]
"""Buttons as rows of (action, label)."""


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


@dataclass(frozen=True, slots=True)
class Keys:
    """Makes the desk's buttons."""

    room: Room
    buttons: Buttons
    clock: Clock

    def of(self, number: int, actions: Sequence[Sequence[str]]) -> InlineKeyboardMarkup:
        """Buttons that are labelled by what they do."""
        return self.labelled(
            number, [[(action, self.room.words(f"desk_do_{action}")) for action in row] for row in actions]
        )

    def labelled(self, number: int, rows: Rows) -> InlineKeyboardMarkup:
        """Buttons with labels of their own."""
        until = self.clock.now() + BUTTON_LIFE
        chat = str(self.room.id)
        return InlineKeyboardMarkup(
            [
                [
                    InlineKeyboardButton(
                        label, callback_data=self.buttons.data(CHANNEL, chat, "desk", number, action, until)
                    )
                    for action, label in row
                ]
                for row in rows
            ]
        )  # fmt: skip
