"""The desk channel itself: where newcomers stand who came all at once; in a forum, a post of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from adapters.desk.hand import Bell
from adapters.desk.members import Members
from adapters.discord import calls
from adapters.discord.api import TROUBLE
from adapters.discord.board import WEEK
from adapters.discord.errors import is_archived, is_gone
from adapters.discord.letters import Letter, nonce
from adapters.discord.markup import split, to_discord
from adapters.discord.places import remote, spot
from adapters.discord.posting import calling
from adapters.discord.room import Room
from adapters.discord.tags import Tags
from adapters.markup import Styled


@dataclass(frozen=True, slots=True)
class Hall:
    """Implements `adapters.desk.crowd.Hall`."""

    room: Room
    members: Members
    tags: Tags
    troubles: tuple[type[Exception], ...] = TROUBLE

    @property
    def carrier(self) -> str:
        """Account and channel."""
        return self.room.carrier

    async def turn(self) -> None:
        """Discord names its limits with every answer, and the library keeps them."""

    async def post(self, words: Styled, bell: Bell, key: str) -> str:
        """A message of the text channel, or a post of the forum."""
        room, letter = self.room, await self._letter(words, bell)
        if not await room.is_forum():
            sent = await calls.send(room.api, room.channel, letter.body(nonce(key) if key else ""))
            return remote(room.channel, str(sent["id"]))
        tag, title = await self.tags.of("waiting"), room.words("desk_crowd_title")
        opened = await calls.open_post(room.api, room.channel, title, letter.body(), [tag] if tag else [], WEEK)
        return remote(str(opened["id"]), str(opened["id"]))

    async def change(self, card: str, words: Styled) -> bool:
        """In place; a post that fell asleep is woken for it. False where somebody deleted it."""
        (channel, message), body = spot(card), (await self._letter(words, Bell())).change()
        for awake in (False, True):
            try:
                if awake:
                    await calls.edit_channel(self.room.api, channel, archived=False)
                await calls.edit(self.room.api, channel, message, body)
            except TROUBLE as error:
                if is_gone(error):
                    return False
                if awake or not is_archived(error):
                    raise
            else:
                return True
        return False

    async def say(self, card: str, words: Styled, bell: Bell) -> None:
        """Where the card stands."""
        await calls.send(self.room.api, spot(card)[0], (await self._letter(words, bell)).body())

    async def _letter(self, words: Styled, bell: Bell) -> Letter:
        letter = Letter(to_discord(split(words)[0]))
        called = [person.id for person in await self.members.called(bell.names)]
        return replace(calling(letter, called), silent=bell.quiet)
