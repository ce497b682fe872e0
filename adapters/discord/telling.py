"""How an operator is answered who pressed a button or gave a slash command: to them alone, and never left hanging."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from dataclasses import dataclass

from adapters.discord.api import TROUBLE
from adapters.discord.exchange import Exchange
from adapters.discord.letters import Letter
from adapters.discord.markup import split, to_discord
from adapters.discord.room import Room
from adapters.markup import Styled
from conversation.ports import NotThere, Refused, StorageError, TryLater

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Telling:
    """Speaks to operators of one desk."""

    room: Room

    async def acknowledged(self, call: Awaitable[None]) -> None:
        """What Discord has forgotten by now is carried out all the same."""
        try:
            await call
        except TROUBLE as error:
            log.info("a press could not be acknowledged: %s", type(error).__name__)

    async def answer(self, exchange: Exchange, work: Awaitable[str]) -> None:
        """Does the work and says what came of it; nothing where it has been said already."""
        try:
            sentence = await work
        except (Refused, NotThere) as refusal:
            sentence = str(refusal)
        except (StorageError, TryLater):
            sentence = self.room.words("discord_desk_again")
        except TROUBLE as error:
            log.info("what an operator asked for could not be done: %s", type(error).__name__)
            sentence = self.room.words("discord_desk_again")
        if sentence:
            await self.say(exchange, sentence)

    async def say(self, exchange: Exchange, sentence: str, letter: Letter | None = None) -> None:
        """To this person only. A choice that was made disappears, with the sentence in its place."""
        body = (letter or Letter(to_discord(split(Styled(sentence, ()))[0]))).body()
        try:
            if letter is None and exchange.values:
                await exchange.edit_original({"content": body["content"], "components": []})
            else:
                await exchange.say(body, ephemeral=True)
        except TROUBLE as error:
            log.info("an operator could not be answered: %s", type(error).__name__)

    async def at_length(self, exchange: Exchange, text: str) -> None:
        """In as many messages as it needs."""
        for piece in split(Styled(text, ())):
            await self.say(exchange, "", Letter(to_discord(piece)))
