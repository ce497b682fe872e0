"""A desk in a channel of the wire double, at the edge of a real house; users come by a channel that only keeps rows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from adapters.buttons import Buttons
from adapters.discord import calls
from adapters.discord.api import TROUBLE, Api
from adapters.discord.commands import commands
from adapters.discord.directory import Directory
from adapters.discord.events import dispatched, in_channels
from adapters.discord.exchange import Exchange
from adapters.discord.forum import Forum, ForumParts
from adapters.discord.people import People
from adapters.discord.routing import Router
from adapters.errands import Errands
from bot.config import Config
from bot.knowledge import Knowledge
from bot.limits import Limiter
from bot.wiring import Assembly, Senders, assemble
from conversation.change import OutboxRow
from conversation.events import Actor
from conversation.model import Address, Conversation
from conversation.ports import Inbound
from conversation.texts import Texts
from conversation.views import Thread
from handoff.model import Command, FileRef
from storage.database import Database, open_store
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock
from tests.kit.discord import Channel, Community, DiscordApi, Interaction, Message, Person
from tests.kit.discord.sessions import Session
from tests.kit.house import MEMORY, MODELS, desk_config, quiet

KEY = b"k" * 32
USER = Address("fake", "main", "mia")
CONSOLE = Actor("Nora", "lead")
EVERYTHING = (1 << 26) - 1
"""All intents."""
SPEAKING = ("MANAGE_MESSAGES",)
"""What makes the desk's slash commands visible."""


@dataclass
class DeskScene:
    """What a test holds. `rebuild` is a restart of the process on the same database."""

    discord: DiscordApi
    guild: Community
    channel: Channel
    operators: tuple[Person, ...]
    database: Database
    clock: HandClock
    options: dict[str, Any]
    settings: Config
    users: FakeChannel = field(default_factory=FakeChannel)
    line: Session = field(default_factory=lambda: Session("desk", EVERYTHING))
    _heard: int = 0
    _count: int = 0
    _watching: int = 0

    async def build(self) -> None:
        """The objects of one process."""
        senders = self.senders()
        knowledge = Knowledge(self.settings, MODELS, self.clock)
        await self.join(assemble(self.settings, self.clock, self.database, knowledge, senders))

    def senders(self) -> Senders:
        """What sends, before there is a house."""
        self.api = Api(self.discord.token, self.discord.base)
        self.errands = Errands(TROUBLE)
        store = self.database
        self.forum = Forum(
            ForumParts(
                self.api, self.channel.id, Texts, store.threads, store.reader, store.feed, store.staff, store.files,
                self.clock, Buttons(KEY), self.errands, teams=("billing",), snippets=tuple(self.settings.snippets),
                **self.options,
            )
        )  # fmt: skip
        desk = self.forum.desk
        return Senders((self.users,), (desk,), {desk.carrier: Limiter(self.clock, rates=lambda _: ())})

    async def join(self, built: Assembly) -> None:
        """What receives, in this house."""
        self.built, store, desk = built, self.database, self.forum.desk
        self.forum.join(self.built.engine, self.built.courier.lag)
        self.forum.room.mended = lambda: self.built.courier.hurry((desk.carrier,))
        directory, people = Directory(self.api), People(self.api, store.threads, self.clock)
        self.router = Router(
            directory, people, desk=self.forum.take, private=_nobody, public=_nobody, desk_channel=self.channel.id
        )
        await self.api.start()

    async def stop(self) -> None:
        """The process ends in the middle of whatever it does."""
        await self.errands.close()
        await self.built.courier.close()
        await self.api.close()

    async def rebuild(self) -> None:
        """It starts again."""
        await self.stop()
        await self.build()
        await self.built.courier.recover()

    @property
    def threads(self) -> list[Channel]:
        """All threads of the desk channel."""
        return self.guild.threads_of(self.channel)

    @property
    def thread(self) -> Channel:
        """The only one."""
        (thread,) = self.threads
        return thread

    def inbound(self, text: str, files: tuple[FileRef, ...] = (), **more: Any) -> Inbound:
        """Something the user does; what they write for the nth time stands at `own:n` there."""
        self._count += 1
        mark = self._count
        return Inbound(USER, f"m{mark}", text, files=files, name="Mia", remotes=(f"own:{mark}",), **more)

    async def says(self, text: str, files: tuple[FileRef, ...] = (), **more: Any) -> None:
        """The user writes, and what follows from it is done as far as it can be."""
        await self.built.intake.accept(self.inbound(text, files, **more))
        await self.rest()

    async def acts(self, command: Command, actor: Actor = CONSOLE) -> None:
        """Somebody does this in the console."""
        self._count += 1
        known = await self.conversation()
        await self.built.engine.act(known.number, actor, command, f"console {self._count}")
        await self.rest()

    async def asks_for_a_person(self) -> Channel:
        """The way into the queue; the thread of it."""
        await self.says("/human")
        await self.hear()
        return self.thread

    async def conversation(self) -> Conversation:
        """The user's."""
        known = await self.database.reader.newest(USER)
        assert known is not None
        return known

    async def known(self) -> Thread | None:
        """Its place on the desk."""
        return await self.database.threads.of(self.forum.desk.carrier, (await self.conversation()).id)

    async def card(self) -> Message:
        """The card as it stands."""
        thread = await self.known()
        assert thread is not None
        channel, _, message = thread.card.partition(":")
        found = self.discord.world.channels[channel].message(message)
        assert found is not None
        return found

    async def hear(self) -> None:
        """All that happened on Discord reaches the desk, and what follows from it is done."""
        while self._heard < len(self.line.log):
            raw = self.line.log[self._heard][2]
            self._heard += 1
            await self.hears(raw)
        await self.rest()

    async def hears(self, raw: str) -> None:
        """One event as it is on the wire."""
        found = dispatched(raw)
        assert found is not None
        name, data = found
        if name == "INTERACTION_CREATE":
            work = asyncio.ensure_future(self.forum.exchanges(Exchange(self.api, data)))
            while not work.done() and self.clock.sleepers <= self._watching:
                await asyncio.sleep(0)
            assert work.done(), "nobody answers while it waits for time to pass"
            assert work.result(), "it was not the desk's business"
        for event in in_channels(name, data):
            await self.router.take(event.name, event.data)

    async def rest(self) -> None:
        """Returns when nothing can happen before time passes."""
        await quiet(lambda: self.built.courier.busy - (self.clock.sleepers - self._watching) <= 0)
        await self.errands.idle()

    async def tidy(self) -> None:
        """The card is looked at once."""
        await self.forum.cards.tidy((await self.conversation()).number)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Meanwhile the desk keeps its cards by itself."""
        task = asyncio.create_task(self.forum.run())
        self._watching = 2  # what looks at the delays and at the members always sleeps
        try:
            yield
        finally:
            self._watching = 0
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def wind(self, milliseconds: int) -> None:
        """Time passes."""
        self.clock.wind(milliseconds)
        await self.rest()

    async def press(self, person: Person, message: Message, label: str) -> Interaction:
        """A pressed button, and what comes of it."""
        pressed = person.presses(message, label)
        await self.hear()
        return pressed

    async def command(self, person: Person, name: str, /, **options: str) -> Interaction:
        """A slash command in the thread, and what comes of it."""
        used = person.uses(name, channel=self.thread, **options)
        await self.hear()
        return used

    async def writes(self, person: Person, text: str = "", **more: Any) -> Message:
        """A message in the thread, and what comes of it."""
        written = person.writes(text, channel=self.thread, **more)
        await self.hear()
        return written

    def to_user(self, kind: str = "relay") -> list[OutboxRow]:
        """What went to the user."""
        return [row for row in self.users.sent if row.kind == kind]


async def _nobody(name: str, data: Any, spot: Any) -> None:
    """What is not the desk's is nobody's here."""


@asynccontextmanager
async def desk_scene(
    *, kind: str = "forum", settings: Config | None = None, **options: Any
) -> AsyncIterator[DeskScene]:
    """A desk channel with the operators Olga (who only sees it) and Leo (who manages threads)."""
    clock = HandClock()
    async with AsyncExitStack() as stack:
        discord = stack.enter_context(DiscordApi(clock=lambda: clock.now() / 1000))
        guild = discord.guild("Support")
        channel = guild.forum("desk") if kind == "forum" else guild.text("desk")
        staff, leads = guild.role("Support", SPEAKING), guild.role("Leads", (*SPEAKING, "MANAGE_THREADS"))
        guild.hide(channel, seen_by=(staff, leads))
        olga, leo = discord.user("Olga"), discord.user("Leo")
        guild.joins(olga, roles=[staff])
        guild.joins(leo, roles=[leads])
        database = await stack.enter_async_context(open_store(MEMORY, exclusive=True, clock_now=clock.now))
        stage = DeskScene(discord, guild, channel, (olga, leo), database, clock, options, settings or desk_config())
        discord.world.sessions.alive["desk"] = stage.line
        await stage.build()
        await stage.forum.look()
        await calls.put_commands(stage.api, guild.id, commands(Texts()).desk)
        try:
            yield stage
        finally:
            await stage.stop()
