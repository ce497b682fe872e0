"""Where somebody who was met in public can be spoken with in private: a room made for them, else direct messages."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from adapters import markup
from adapters.discord import calls
from adapters.discord.answering import Answering
from adapters.discord.api import TROUBLE
from adapters.discord.directory import Directory
from adapters.discord.exchange import Exchange
from adapters.discord.front import Front
from adapters.discord.letters import Letter
from adapters.discord.markup import to_discord
from safety.secrets import redact

log = logging.getLogger(__name__)

LONGEST_TITLE = 100
"""Characters of a thread's name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel for one person: a private thread of a server (`is_room`) or their direct messages."""

    channel: str
    is_room: bool


class Meeting:
    """Opens private places, and leads people there."""

    def __init__(self, front: Front, directory: Directory, answering: Answering) -> None:
        self._front = front
        self._directory = directory
        self._answering = answering

    async def place(self, user: str, name: str, channel: str, language: str | None) -> Place | None:
        """A private place for somebody met in this channel; None where no way is open."""
        words = self._front.words(language)
        parent = await self._parent(channel)
        if parent or await self._front.people.room(user):
            title = words("discord_room_title", name=redact(name).text)[:LONGEST_TITLE]
            try:
                return Place(await self._front.people.open_room(user, parent or channel, title), is_room=True)
            except TROUBLE as error:
                log.warning("no private thread could be opened from %s: %s", channel, type(error).__name__)
        try:
            direct = str((await calls.open_dm(self._front.api, user))["id"])
            hello = Letter(to_discord(markup.parse(words("discord_dm_hello"))))
            await calls.send(self._front.api, direct, hello.body())  # only a message shows whether they take any
        except TROUBLE as error:
            log.info("a person takes no direct messages: %s", type(error).__name__)
            return None
        return Place(direct, is_room=False)

    async def _parent(self, channel: str) -> str:
        """The text channel below which a room can be; forums have no private threads."""
        try:
            spot = await self._directory.of(channel)
            if spot is not None and spot.parent and spot.kind in {"thread", "private_thread"}:
                spot = await self._directory.of(spot.parent)
        except TROUBLE:
            return ""
        return spot.id if spot is not None and spot.kind == "text" else ""

    async def lead(self, exchange: Exchange, text: str) -> None:
        """The person asks for people: with these words of theirs, in private. The exchange was acknowledged already."""
        answering, people, user = self._answering, self._front.people, exchange.user_id
        language = await answering.language(exchange)
        place = await self.place(user, exchange.name, exchange.channel_id, language)
        if place is None:
            people.visits(user, exchange)
        else:
            people.heard(user, place.channel)
        inbound = replace(answering.inbound(exchange), act="ask", text=text or "/human")
        if not await answering.accept(exchange, inbound):
            return
        if place is None:
            await answering.tell(exchange, "discord_dm_closed")
        elif place.is_room:
            said = (await answering.words(exchange))("discord_room_opened", channel=f"<#{place.channel}>")
            await answering.post(exchange, dict(Letter(said).body()))
        else:
            await answering.tell(exchange, "discord_dm_sent")
