"""How a command or a pressed button is answered: acknowledged at once, brought into the house, never left hanging."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

from adapters import markup
from adapters.discord.api import TROUBLE
from adapters.discord.exchange import EPHEMERAL, Exchange
from adapters.discord.front import Front
from adapters.discord.letters import Letter
from adapters.discord.markup import to_discord
from adapters.discord.places import account_since, person
from adapters.words import Words
from conversation.model import Address
from conversation.ports import Inbound, Intake, Refused, StorageError, TryLater

log = logging.getLogger(__name__)

PATIENCE = 3_000
"""Milliseconds after which somebody who still reads that we think is told that their words have arrived."""
HASTE = 1_000
"""Milliseconds that are left for a look into the database before the first answer."""
STORAGE_PAUSES = (1_000, 2_000, 4_000, 8_000, 16_000, 32_000)
"""Milliseconds between attempts to store something."""


class Answering:
    """Speaks to whoever used a command or a button. Outside direct messages only they see what is said."""

    def __init__(self, front: Front, intake: Intake) -> None:
        self._front = front
        self._intake = intake

    async def language(self, exchange: Exchange) -> str | None:
        """The language that the person chose or was heard to speak, else that of their client.

        The first language may be nobody's choice: everybody begins with it.
        """
        known, first = await self._front.reader.newest(self.address(exchange)), self._front.texts().languages[0]
        return known.language if known and (known.language_chosen or known.language != first) else exchange.locale

    async def words(self, exchange: Exchange) -> Words:
        """The sentences in this language."""
        return self._front.words(await self.language(exchange))

    async def words_soon(self, exchange: Exchange) -> Words:
        """The same for what must be said within three seconds: a database that is slow is not waited for."""
        clock = self._front.clock
        asked = asyncio.ensure_future(self.words(exchange))
        enough = asyncio.ensure_future(clock.until(clock.now() + HASTE))
        await asyncio.wait((asked, enough), return_when=asyncio.FIRST_COMPLETED)
        enough.cancel()
        if asked.done() and asked.exception() is None:
            return asked.result()
        asked.add_done_callback(lambda late: late.cancelled() or late.exception())  # what it says is no matter now
        return self._front.words(exchange.locale)

    async def acknowledge(self, answer: Awaitable[None]) -> None:
        """The first answer, due within three seconds. Where it comes too late, the wish is fulfilled all the same."""
        try:
            await answer
        except TROUBLE as error:
            log.info("an interaction could not be acknowledged: %s", type(error).__name__)

    async def tell(self, exchange: Exchange, key: str, **values: object) -> None:
        """One of our sentences, in the person's language."""
        await self.say(exchange, (await self.words(exchange))(key, **values))

    async def say(self, exchange: Exchange, sentence: str, components: list[Any] | None = None) -> None:
        """A sentence of ours. Nobody can be told where the exchange is over or Discord cannot be reached."""
        body = dict(Letter(to_discord(markup.parse(sentence))).body())
        await self.post(exchange, body if components is None else body | {"components": components})

    async def post(self, exchange: Exchange, body: dict[str, Any]) -> None:
        """The same with a body that is ready."""
        try:
            await exchange.say(body, ephemeral=bool(exchange.guild_id))
        except TROUBLE as error:
            log.info("an interaction could not be answered: %s", type(error).__name__)

    def address(self, exchange: Exchange) -> Address:
        """Where the person is in private, whatever they used."""
        return person(self._front.account, exchange.user_id)

    def inbound(self, exchange: Exchange, address: Address | None = None) -> Inbound:
        """What they did, still without words."""
        return Inbound(
            address=address or self.address(exchange),
            external_id=f"ix:{exchange.id}",
            name=exchange.name,
            language=exchange.locale,
            written_at=exchange.created_at,
            account_since=account_since(exchange.user_id),
        )

    async def accept(self, exchange: Exchange, inbound: Inbound) -> bool:
        """Brings it into the house; whether that took it. If not, the person has been told why.

        A database that cannot write just now is waited for: nobody presses a button twice to be heard.
        """
        for pause in (*STORAGE_PAUSES, None):
            try:
                await self._intake.accept(inbound)
            except Refused as refusal:
                await self.say(exchange, str(refusal))
            except TryLater as later:
                await self.tell(exchange, "discord_slowly", seconds=later.seconds)
            except StorageError:
                if pause is not None:
                    await self._front.clock.until(self._front.clock.now() + pause)
                    continue
                log.error("an interaction could not be stored and was given up")
                await self.tell(exchange, "discord_not_stored")
            else:
                return True
            return False
        return False

    def promise(self, exchange: Exchange) -> None:
        """Sees to it that something is said soon, even where the house says nothing or speaks elsewhere."""
        self._front.errands.run(self._keep(exchange))

    async def _keep(self, exchange: Exchange) -> None:
        await self._front.clock.until(self._front.clock.now() + PATIENCE)
        if not exchange.answered:
            await self.tell(exchange, "discord_passed_on")

    def here(self, exchange: Exchange) -> None:
        """What the house says next belongs where they are: into the exchange if only they see it, else the channel."""
        people = self._front.people
        if is_ephemeral(exchange) or exchange.message is None:
            people.visits(exchange.user_id, exchange)
        else:
            people.heard(exchange.user_id, exchange.channel_id)


def is_ephemeral(exchange: Exchange) -> bool:
    """Whether only this person sees the message whose button was pressed; then only its exchange can change it."""
    flags = (exchange.message or {}).get("flags") or 0
    return bool(int(flags) & EPHEMERAL)
