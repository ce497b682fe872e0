"""The general topic of a desk chat: where newcomers stand who came all at once."""

from __future__ import annotations

from dataclasses import dataclass

from telegram.error import TelegramError

from adapters.desk.hand import Bell
from adapters.desk.members import Members
from adapters.markup import Styled
from adapters.telegram.places import remote
from adapters.telegram.room import Room
from adapters.telegram.sending import NO_PREVIEW, Sender, caption


@dataclass(frozen=True, slots=True)
class Hall:
    """Implements `adapters.desk.crowd.Hall`."""

    room: Room
    members: Members
    sender: Sender
    troubles: tuple[type[Exception], ...] = (TelegramError,)

    @property
    def carrier(self) -> str:
        """Account and chat."""
        return self.room.carrier

    async def turn(self) -> None:
        """The group's pace."""
        await self.room.turn()

    async def post(self, words: Styled, bell: Bell, key: str) -> str:
        """A message in the general topic."""
        text = caption(words, await self.members.called(bell.names))
        sent = await self.room.api.bot.send_message(
            self.room.id,
            text.text,
            entities=text.entities,
            link_preview_options=NO_PREVIEW,
            disable_notification=bell.quiet,
        )
        return remote(sent.chat.id, sent.message_id)

    async def change(self, card: str, words: Styled) -> bool:
        """False where somebody deleted it."""
        return await self.sender.change(card, words)

    async def say(self, card: str, words: Styled, bell: Bell) -> None:
        """Another message there."""
        await self.post(words, bell, "")
