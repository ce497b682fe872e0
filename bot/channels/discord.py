"""One bot on Discord: its users' channel, its desk, and the client that receives for both."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from fastapi import APIRouter

from adapters.buttons import Buttons
from adapters.desk.members import Stranger
from adapters.discord.api import TROUBLE, Api
from adapters.discord.chat import Chat
from adapters.discord.client import Client, Setup
from adapters.discord.commands import commands
from adapters.discord.directory import Directory
from adapters.discord.exchange import Exchange
from adapters.discord.forum import Forum, ForumParts
from adapters.discord.front import Front
from adapters.discord.interactions import Interactions
from adapters.discord.people import People
from adapters.discord.private import Private
from adapters.discord.public import Public
from adapters.discord.routing import Router
from adapters.errands import Errands
from bot.config import Config
from bot.limits import Limiter
from bot.uploads import CleanFiles
from bot.wiring import Assembly, ChannelState
from conversation.events import Actor
from conversation.ports import Channel, Clock, Desk
from conversation.texts import Texts
from storage.database import Database

log = logging.getLogger(__name__)

AGAIN = 10_000
"""Milliseconds until a desk that failed is started again."""


class DiscordBot:
    """Implements `bot.channels.Platform`."""

    name = "discord"

    def __init__(
        self, config: Config, clock: Clock, database: Database, texts: Callable[[], Texts], key: bytes
    ) -> None:
        self._config, self._clock, self._database, self._texts = config, clock, database, texts
        settings = config.discord
        self._api = Api(settings.token, settings.api_base)
        self._limiter = Limiter(clock)  # Discord names its limits with every answer, and the library keeps them
        self._directory = Directory(self._api)
        self._people = People(self._api, database.threads, clock)
        self._errands = Errands(TROUBLE)
        self._front = Front(
            api=self._api,
            reader=database.reader,
            files=CleanFiles(database.files),
            clock=clock,
            texts=texts,
            buttons=Buttons(key),
            people=self._people,
            errands=self._errands,
            help_channels=settings.help_channels,
        )
        self._chat = Chat(self._front, _media_root(config))
        self._forum = Forum(self._desk(settings.desk_channel)) if settings.desk_channel else None
        self._client: Client | None = None

    def _desk(self, channel: str) -> ForumParts:
        config, database = self._config, self._database
        return ForumParts(
            api=self._api,
            channel=channel,
            texts=self._texts,
            threads=database.threads,
            reader=database.reader,
            feed=database.feed,
            staff=database.staff,
            files=CleanFiles(database.files),
            clock=self._clock,
            buttons=self._front.buttons,
            errands=self._errands,
            zone=config.handoff.rules.hours.zone,
            explorers=config.explorers,
            teams=tuple(config.handoff.rules.teams),
            only_listed=config.handoff.only_listed,
            snippets=tuple(config.snippets),
        )

    @property
    def channels(self) -> Sequence[Channel]:
        """Direct messages, private threads, and what is said in public."""
        return (self._chat,)

    @property
    def desks(self) -> Sequence[Desk]:
        """The desk channel, if there is one."""
        return (self._forum.desk,) if self._forum else ()

    @property
    def limiters(self) -> Mapping[str, Limiter]:
        """One for all; it knows no rates, but it holds a place that asked for silence."""
        desks = [desk.carrier for desk in self.desks]
        return dict.fromkeys((self._chat.carrier, *desks), self._limiter)

    @property
    def gaps(self) -> Mapping[str, int]:
        """Each thread has a limit of its own, so lines need not be gathered."""
        return {}

    @property
    def state(self) -> ChannelState:
        """Of the client; while that is up, what the desk lacks."""
        if self._client is None:
            return ChannelState("starting")
        state, why = self._client.state
        trouble = self._forum.room.trouble if self._forum and state == "up" else ""
        return ChannelState(state, " ".join(filter(None, (why, trouble))) or None, self._client.set_aside)

    @property
    def router(self) -> APIRouter | None:
        """Everything comes over the gateway."""
        return None

    def join(self, house: Assembly) -> None:
        """Builds what receives."""
        settings, forum = self._config.discord, self._forum
        if forum is not None:
            forum.join(house.engine, house.courier.lag)
            forum.room.mended = partial(house.courier.hurry, {forum.room.carrier})
        private = Private(self._front, house.intake, house.files)
        public = Public(self._front, house.intake, house.files, help_channels=settings.help_channels)
        interactions = Interactions(
            self._front,
            house.intake,
            house.engine,
            directory=self._directory,
            help_channels=settings.help_channels,
            who=forum.who if forum else self._listed,
            knowledge=house.knowledge,
            desk=forum.exchanges if forum else None,
        )
        router = Router(
            self._directory,
            self._people,
            desk=forum.take if forum else None,
            private=private.take,
            public=public.take,
            desk_channel=settings.desk_channel or "",
        )
        self._client = self._receiver(house, router, interactions)

    def _receiver(self, house: Assembly, router: Router, interactions: Interactions) -> Client:
        settings = self._config.discord
        return Client(
            self._api,
            self._clock,
            take=router.take,
            interactions=interactions.take,
            intake=house.intake,
            store=self._database.store,
            reader=self._database.reader,
            setup=Setup(
                settings.token,
                settings.gateway_url,
                settings.guilds,
                settings.desk_channel or "",
                settings.help_channels,
            ),
            staff=self._database.staff,
            directory=self._directory,
            commands=lambda: commands(self._texts()),
            tracked=self._tracked,
            risen=partial(house.courier.hurry, self.limiters.keys()),
        )

    async def _tracked(self) -> Iterable[str]:
        return await self._forum.tracked() if self._forum else ()

    async def _listed(self, exchange: Exchange) -> Actor | Stranger:
        """Without a desk, operators are those whom somebody listed."""
        operator = await self._database.staff.by_discord(exchange.user_id)
        if operator is None or operator.source:
            return Stranger("desk_only_listed", exchange.user_id)
        return Actor(operator.name, operator.role, operator.alias)

    async def run(self) -> None:
        """Receives, and keeps the desk as it should be."""
        assert self._client is not None
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._client.run(), name="discord")
            if self._forum is not None:
                tasks.create_task(self._lasting(self._forum), name="discord desk")

    async def _lasting(self, forum: Forum) -> None:
        """The desk's defect neither ends the users' side nor the process."""
        while True:
            try:
                await forum.run()
            except Exception:
                log.exception("the desk %s stopped unexpectedly and is started again", forum.room.channel)
            await self._clock.until(self._clock.now() + AGAIN)

    async def close(self) -> None:
        """Drops errands and closes connections."""
        await self._errands.close()
        await self._api.close()


def _media_root(config: Config) -> Path:
    return config.faq[0].absolute().parent if config.faq else Path.cwd()
