"""A real house with the wire double of Discord at its edge: one server with a help channel and a help forum."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.discord import calls
from adapters.discord.api import Api
from adapters.discord.commands import commands
from adapters.discord.events import dispatched, in_channels
from conversation.events import Actor
from conversation.model import Conversation, Stage
from conversation.texts import Texts
from conversation.views import MessageView
from handoff.model import Command
from tests.adapters.discord.users import Users, users
from tests.kit.clock import HandClock
from tests.kit.discord import Channel, Community, DiscordApi, Message, Person
from tests.kit.discord.sessions import Session

EVERY_INTENT = (1 << 16) - 1
PRIVATE = 12


@dataclass
class Scene:
    """What a test holds. The bot hears by a session of its own, one `hear` after another."""

    discord: DiscordApi
    users: Users
    guild: Community
    help: Channel
    forum: Channel
    lounge: Channel
    _session: Session
    _read: int = 0

    async def hear(self) -> None:
        """Everything that happened on Discord reaches the house, and its answers are there."""
        while self._read < len(self._session.log):
            _, _, frame = self._session.log[self._read]
            self._read += 1
            await self._take(frame)

    def hear_aside(self) -> asyncio.Task[None]:
        """The same while the test goes on."""
        return asyncio.create_task(self.hear())

    async def hear_again(self) -> None:
        """The same events come a second time, as they do when history is read."""
        self._read = 0
        await self.hear()

    async def _take(self, frame: str) -> None:
        name, data = dispatched(frame) or ("", {})
        if name == "INTERACTION_CREATE":
            await self.users.take(name, data)
        for event in in_channels(name, data):
            await self.users.take(event.name, event.data)

    async def wind(self, milliseconds: int) -> None:
        """Time passes."""
        self.users.clock.wind(milliseconds)
        await self.users.rest()

    def member(self, name: str, *, locale: str = "en-US") -> Person:
        """Somebody of the server."""
        person = self.discord.user(name, locale=locale)
        self.guild.joins(person)
        return person

    def moderator(self, name: str) -> Person:
        """Somebody who may do what operators do."""
        person = self.discord.user(name)
        self.guild.joins(person, roles=[self.guild.role("Support", permissions=["MANAGE_MESSAGES"])])
        self.users.operators[person.id] = Actor(name, "operator")
        return person

    def room_of(self, person: Person) -> Channel:
        """The private thread that was made for this person."""
        rooms = [one for one in self.guild.threads_of(self.help) if one.type == PRIVATE]
        (found,) = [one for one in rooms if person.id in one.thread_members]
        return found

    async def newest(self, person: Person, channel: Channel | None = None) -> Conversation:
        """The person's conversation, in private or as a member of a channel."""
        known = await self.users.newest(person.id, channel.id if channel else "")
        assert known is not None
        return known

    async def stage_of(self, person: Person) -> Stage:
        """Who has the floor in the person's private conversation."""
        return (await self.newest(person)).stage

    async def lines(self, person: Person, channel: Channel | None = None) -> list[MessageView]:
        """What was said, as operators read it."""
        return await self.users.lines(person.id, channel.id if channel else "")

    async def said(self, person: Person, channel: Channel | None = None) -> list[str]:
        """What the person said."""
        return await self.users.said(person.id, channel.id if channel else "")

    async def act(self, person: Person, command: Command) -> None:
        """An operator does this to the person's private conversation."""
        await self.users.act(person.id, command)


def last(channel: Channel) -> Message:
    """The newest message of the bot."""
    return channel.from_bot[-1]


@asynccontextmanager
async def scene(*, floods: bool = False, media: Path = Path(), **changes: object) -> AsyncIterator[Scene]:
    """The whole of it, on one clock; `changes` are fields of the configuration."""
    clock = HandClock()
    with DiscordApi(clock=lambda: clock.now() / 1000) as discord:
        guild = discord.guild("Community")
        help_, forum, lounge = (
            guild.text("help"),
            guild.forum("questions", tags=["Solved", "Bug"]),
            guild.text("lounge"),
        )
        session = discord.world.sessions.new(EVERY_INTENT)
        api = Api(discord.token, discord.base)
        async with users(
            api, (help_.id, forum.id), clock=clock, floods=floods, media=media, **changes
        ) as inside:  # fmt: skip
            known = commands(Texts())
            await calls.put_commands(inside.api, "", known.everybody)
            await calls.put_commands(inside.api, guild.id, known.desk)
            yield Scene(discord, inside, guild, help_, forum, lounge, session)
