"""The desk's buttons and choices: what they are called, and what stands inside them, signed for the desk channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.buttons import Buttons, Forged, Press, Stale, action_of
from adapters.desk.card import BUTTON_LIFE
from adapters.discord.api import Json
from adapters.discord.letters import BLUE, GREEN, GREY, Button, Option, buttons, select
from adapters.discord.places import CHANNEL
from adapters.discord.room import Room

PREFIX = "d:"
"""What the custom id of everything on a desk begins with."""
TO = "to"
"""The action of the choice to whom a conversation is passed on; its values are made by `action_of`."""
_STYLES: Mapping[str, int] = {"claim": BLUE, "reopen": BLUE, "retry": BLUE, "resolve": GREEN}

Rows = tuple[Json, ...]
"""Components as Discord takes them."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Makes and reads them."""

    room: Room
    buttons: Buttons

    def of(self, number: int, actions: Sequence[Sequence[str]]) -> Rows:
        """Rows of buttons that are labelled by what they do."""
        return tuple(row for names in actions for row in buttons([self._button(number, name) for name in names]))

    def choice(self, number: int, names: Sequence[str]) -> Rows:
        """A choice of names to whom a conversation can be passed on."""
        options = [Option(name, action_of(name)) for name in names]
        return select(self._data(number, TO), options, self.room.words("desk_do_transfer"))

    def read(self, custom_id: str) -> Press | Stale | Forged:
        """What a press means. Never raises."""
        data, now = custom_id.removeprefix(PREFIX), self.room.clock.now()
        return self.buttons.read(data, CHANNEL, self.room.channel, "desk", now)

    def _button(self, number: int, action: str) -> Button:
        label = self.room.words(f"desk_do_{action}")
        return Button(label, self._data(number, action), _STYLES.get(action, GREY))

    def _data(self, number: int, action: str) -> str:
        until = self.room.clock.now() + BUTTON_LIFE
        return PREFIX + self.buttons.data(CHANNEL, self.room.channel, "desk", number, action, until)
