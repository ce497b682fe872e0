"""A desk in a forum of the wire double, at the edge of a real house; users come by a channel that only keeps rows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from telegram.error import TelegramError

from adapters.buttons import Buttons
from adapters.errands import Errands
from adapters.telegram.api import Api
from adapters.telegram.forum import Forum, ForumParts, connect
from adapters.telegram.sending import Sender
from adapters.telegram.updates import ALLOWED, together
from bot.config import Config
from bot.knowledge import Knowledge
from bot.limits import Limiter, Rate
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
from tests.kit.house import MEMORY, MODELS, desk_config, quiet
from tests.kit.telegram import BotApi, Group, Message, Person, Topic

KEY = b"k" * 32
USER = Address("fake", "main", "mia")
CONSOLE = Actor("Nora", "lead")
KINDS = ALLOWED


@dataclass
class DeskScene:
    """What a test holds. `rebuild` is a restart of the process on the same database."""

    telegram: BotApi
    groups: tuple[Group, ...]
    operators: tuple[Person, ...]
    database: Database
    clock: HandClock
    options: dict[str, Any]
    settings: Config
    users: FakeChannel = field(default_factory=FakeChannel)
    rates: tuple[Rate, ...] = ()
    gap: int = 0
    _offset: int | None = None
    _count: int = 0
    _watching: int = 0

    async def build(self) -> None:
        """The objects of one process."""
        senders = self.senders()
        knowledge = Knowledge(self.settings, MODELS, self.clock)
        await self.join(assemble(self.settings, self.clock, self.database, knowledge, senders))

    def senders(self) -> Senders:
        """What sends, before there is a house."""
        self.api = Api(self.telegram.token, self.telegram.base)
        self.caught_up = asyncio.Event()
        self.errands = Errands((TelegramError,))
        self.pace = Limiter(self.clock, rates=lambda _: self.rates)
        self.forums = [Forum(self._parts(group)) for group in self.groups]
        connect(self.forums)
        desks = tuple(forum.desk for forum in self.forums)
        gaps = {desk.carrier: self.gap for desk in desks}
        return Senders((self.users,), desks, {desk.carrier: self.pace for desk in desks}, gaps)

    async def join(self, built: Assembly) -> None:
        """What receives, in this house."""
        self.built = built
        for forum in self.forums:
            forum.join(self.built.engine, self.built.courier.lag)
        await self.api.start()
        await self.api.updates(self._offset, 0, KINDS)

    def _parts(self, group: Group) -> ForumParts:
        store = self.database
        return ForumParts(
            self.api, str(group.id), Texts, self.pace, store.threads, store.reader, store.feed, store.staff,
            store.files, self.clock, Buttons(KEY), Sender(self.api, store.files, self.pace), self.caught_up.wait,
            self.errands, teams=("billing",), snippets=tuple(self.settings.snippets), **self.options,
        )  # fmt: skip

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
    def forum(self) -> Forum:
        """The first desk."""
        return self.forums[0]

    @property
    def group(self) -> Group:
        """Its chat."""
        return self.groups[0]

    @property
    def topic(self) -> Topic:
        """The only topic there."""
        (topic,) = self.group.topics
        return topic

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

    async def asks_for_a_person(self) -> Topic:
        """The way into the queue; the topic of it."""
        await self.says("/human")
        return self.topic

    async def conversation(self) -> Conversation:
        """The user's."""
        known = await self.database.reader.newest(USER)
        assert known is not None
        return known

    async def thread(self) -> Thread | None:
        """Its place on the first desk."""
        known = await self.conversation()
        return await self.database.threads.of(self.forum.desk.carrier, known.id)

    async def card(self) -> Message:
        """The card as it stands."""
        thread = await self.thread()
        assert thread is not None
        found = self.group.message(int(thread.card))
        assert found is not None
        return found

    async def hear(self) -> None:
        """All that happened on Telegram reaches the desks, and what follows from it is done."""
        found = await self.api.updates(self._offset, 0, KINDS)
        for parcel in together(found):
            for forum in self.forums:
                if parcel.lane == str(forum.room.id) or parcel.lane == forum.room.chat:
                    await forum.take(parcel.updates)
        self._offset = found[-1]["update_id"] + 1 if found else self._offset
        self.caught_up.set()
        await self.rest()

    async def rest(self) -> None:
        """Returns when nothing can happen before time passes."""
        await quiet(lambda: self.built.courier.busy - (self.clock.sleepers - self._watching) <= 0)
        await self.errands.idle()

    async def tidy(self) -> None:
        """The cards are looked at once."""
        for forum in self.forums:
            await forum.cards.tidy((await self.conversation()).number)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Meanwhile the first desk keeps its cards by itself."""
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

    async def until(self, condition: Callable[[], object]) -> None:
        """Returns once this holds on Telegram's side."""
        await asyncio.to_thread(self.telegram.wait, lambda: bool(condition()))

    def to_user(self, kind: str = "relay") -> list[OutboxRow]:
        """What went to the user."""
        return [row for row in self.users.sent if row.kind == kind]


@asynccontextmanager
async def desk_scene(
    *, desks: int = 1, rates: tuple[Rate, ...] = (), gap: int = 0, settings: Config | None = None, **options: Any
) -> AsyncIterator[DeskScene]:
    """`desks` forums, with the operators Olga (member) and Leo (owner) in each; `gap` (ms) is as in production."""
    clock = HandClock()
    async with AsyncExitStack() as stack:
        telegram = stack.enter_context(BotApi(clock=lambda: clock.now() / 1000))
        olga, leo = telegram.user("Olga"), telegram.user("Leo")
        groups = tuple(telegram.forum(f"Desk {n}", [olga], [leo]) for n in range(desks))
        database = await stack.enter_async_context(open_store(MEMORY, exclusive=True, clock_now=clock.now))
        settings = settings or desk_config()
        stage = DeskScene(telegram, groups, (olga, leo), database, clock, options, settings, rates=rates, gap=gap)
        await stage.build()
        try:
            yield stage
        finally:
            await stage.stop()
