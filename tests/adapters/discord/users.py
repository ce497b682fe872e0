"""The users' side of Discord in a real house. A test hands over events and sees what is asked of Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.buttons import Buttons
from adapters.desk.members import Stranger
from adapters.discord.api import TROUBLE, Api
from adapters.discord.chat import Chat
from adapters.discord.choices import Who
from adapters.discord.directory import Directory
from adapters.discord.exchange import Exchange
from adapters.discord.front import Front
from adapters.discord.interactions import Interactions
from adapters.discord.people import People
from adapters.discord.places import member, person
from adapters.discord.private import Private
from adapters.discord.public import Public
from adapters.discord.routing import Router
from adapters.errands import Errands
from bot.config.model import Safety
from bot.knowledge import Knowledge
from bot.wiring import Assembly, Senders, assemble, sentences
from conversation.events import Actor
from conversation.model import Conversation, Stage
from conversation.texts import Texts
from conversation.views import MessageView
from handoff.model import Command
from storage.database import open_store
from tests.kit.clock import HandClock
from tests.kit.house import MEMORY, MODELS, config

KEY = b"k" * 32
LEAD = Actor("op1", "lead")
Json = dict[str, Any]


@dataclass
class Users:
    """What a test holds. `operators` are the user ids of those who may do what operators do."""

    api: Api
    clock: HandClock
    built: Assembly
    front: Front
    directory: Directory
    router: Router
    interactions: Interactions
    who: Who
    operators: dict[str, Actor] = field(default_factory=dict)
    _acts: int = 0

    async def take(self, name: str, data: Json) -> None:
        """An event of the gateway, and all that comes of it before time passes."""
        if name == "INTERACTION_CREATE":
            await self.interactions.take(data)
        else:
            await self.router.take(name, data)
        await self.rest()

    async def rest(self) -> None:
        """Returns when nothing is under way that does not wait for the clock."""
        while self.built.courier.busy + self.front.errands.busy - self.clock.sleepers > 0:
            await asyncio.sleep(0)

    async def asleep(self) -> None:
        """Returns when somebody waits for the clock."""
        while not self.clock.sleepers:
            await asyncio.sleep(0)

    async def newest(self, user: str, channel: str = "") -> Conversation | None:
        """The person's conversation, in private or as a member of a channel."""
        account = self.api.account
        address = member(account, channel, user) if channel else person(account, user)
        return await self.built.database.reader.newest(address)

    async def stage_of(self, user: str) -> Stage:
        """Who has the floor in the person's private conversation."""
        known = await self.newest(user)
        assert known is not None
        return known.stage

    async def lines(self, user: str, channel: str = "") -> list[MessageView]:
        """What was said, as operators read it."""
        known = await self.newest(user, channel)
        view = await self.built.database.reader.conversation(known.number) if known else None
        return list(view.messages) if view else []

    async def said(self, user: str, channel: str = "") -> list[str]:
        """What the person said."""
        return [line.text for line in await self.lines(user, channel) if line.author == "user"]

    async def act(self, user: str, command: Command) -> None:
        """An operator does this to the person's conversation."""
        known = await self.newest(user)
        assert known is not None
        self._acts += 1
        await self.built.engine.act(known.number, LEAD, command, f"act {self._acts}")
        await self.rest()

    def words(self, key: str, language: str = "en", **values: object) -> str:
        """A sentence of ours."""
        return Texts().text(key, language, **values)


@asynccontextmanager
async def users(
    api: Api, help_channels: Sequence[str] = (), *, clock: HandClock | None = None, floods: bool = False,
    media: Path = Path(), **changes: object,
) -> AsyncIterator[Users]:  # fmt: skip
    """The whole of it around this api, which is closed at the end; `changes` are fields of the configuration."""
    settings, clock = config(safety=Safety(floods=floods), **changes), clock or HandClock()
    knowledge, directory = Knowledge(settings, MODELS, clock), Directory(api)
    operators: dict[str, Actor] = {}

    async def who(exchange: Exchange) -> Actor | Stranger:
        return operators.get(exchange.user_id) or Stranger("desk_not_a_member", exchange.user_id)

    async with open_store(MEMORY, exclusive=True, clock_now=clock.now) as database:
        errands, people = Errands(TROUBLE), People(api, database.threads, clock)
        listed = tuple(help_channels)
        front = Front(
            api, database.reader, database.files, clock, lambda: sentences(settings, knowledge), Buttons(KEY), people,
            errands, help_channels=listed,
        )  # fmt: skip
        built = assemble(settings, clock, database, knowledge, Senders((Chat(front, media),)))
        private = Private(front, built.intake, built.files)
        public = Public(front, built.intake, built.files, help_channels=listed)
        interactions = Interactions(
            front, built.intake, built.engine, directory=directory, help_channels=listed, who=who, knowledge=knowledge
        )
        router = Router(directory, people, desk=None, private=private.take, public=public.take)
        await api.start()
        try:
            yield Users(api, clock, built, front, directory, router, interactions, who, operators)
        finally:
            await errands.close()
            await built.courier.close()
            await api.close()
