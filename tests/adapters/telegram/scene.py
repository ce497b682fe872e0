"""The users' side of Telegram in a real house, with the wire double of Telegram at its edge."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.buttons import Buttons
from adapters.telegram.api import Api
from adapters.telegram.chat import Chat
from adapters.telegram.front import Front
from adapters.telegram.groups import Groups
from adapters.telegram.incoming import Json
from adapters.telegram.private import Private
from adapters.telegram.routing import Router
from adapters.telegram.sending import Sender
from adapters.telegram.updates import ALLOWED, together
from bot.config.model import Safety
from bot.knowledge import Knowledge
from bot.limits import Limiter
from bot.wiring import Assembly, Senders, assemble, sentences
from conversation.change import OutboxRow, RowKind
from conversation.delivery import Outcome, RowState
from conversation.events import Actor
from conversation.model import Address, Conversation, Stage
from conversation.views import MessageView
from handoff.model import Command
from storage.database import open_store
from tests.kit.clock import HandClock
from tests.kit.house import MEMORY, MODELS, config
from tests.kit.telegram import BotApi, Message, Person
from tests.kit.telegram import Chat as Room

KEY = b"k" * 32
LEAD = Actor("op1", "lead")


@dataclass
class Scene:
    """What a test holds: Telegram, the house, and the modules between them."""

    telegram: BotApi
    api: Api
    built: Assembly
    front: Front
    chat: Chat
    router: Router
    groups: Groups
    operators: dict[str, Actor] = field(default_factory=dict)
    _offset: int | None = None
    _acts: int = 0

    async def hear(self) -> None:
        """Everything that happened on Telegram reaches the house, and its answers are there."""
        found = await self.api.updates(self._offset, 0, ALLOWED)
        for parcel in together(found):
            await self.router.take(parcel.updates)
        self._offset = found[-1]["update_id"] + 1 if found else self._offset
        await self.rest()

    async def hear_again(self) -> None:
        """The same updates come a second time, as after a crash."""
        for parcel in together(self.telegram.updates):
            await self.router.take(parcel.updates)
        await self.rest()

    async def rest(self) -> None:
        """Returns when nothing is under way."""
        await self.built.courier.idle()
        await self.front.errands.idle()

    async def newest(self, person: Person, room: Room | None = None) -> Conversation | None:
        """The person's conversation, in private or as a member of a group."""
        chat, user = (room.id, str(person.id)) if room else (person.id, "")
        return await self.built.database.reader.newest(Address("telegram", self.api.account, str(chat), user))

    async def stage_of(self, person: Person) -> Stage:
        """Who has the floor in the person's private conversation."""
        known = await self.newest(person)
        assert known is not None
        return known.stage

    async def lines(self, person: Person, room: Room | None = None) -> list[MessageView]:
        """What was said, as operators read it."""
        known = await self.newest(person, room)
        view = await self.built.database.reader.conversation(known.number) if known else None
        return list(view.messages) if view else []

    async def said(self, person: Person, room: Room | None = None) -> list[str]:
        """What the person said."""
        return [line.text for line in await self.lines(person, room) if line.author == "user"]

    async def act(self, person: Person, command: Command) -> None:
        """An operator does this to the person's conversation."""
        known = await self.newest(person)
        assert known is not None
        self._acts += 1
        await self.built.engine.act(known.number, LEAD, command, f"act {self._acts}")
        await self.rest()

    async def send(self, person: Person, kind: RowKind, *, key: str = "row:0", **payload: object) -> Outcome:
        """One attempt for a row that no conversation has made."""
        target = Address("telegram", self.api.account, str(person.id)).key
        carrier = self.chat.carrier
        return await self.chat.send(
            (OutboxRow(key, "lane", carrier, target, "none", kind, payload, RowState.SENDING, 0),)
        )


def last(room: Room) -> Message:
    """The newest message."""
    assert room.last is not None
    return room.last


@asynccontextmanager
async def scene(
    *,
    listed: Mapping[Room, Sequence[str]] | None = None,
    served: BotApi | None = None,
    media: Path = Path(),
    floods: bool = False,
    **changes: object,
) -> AsyncIterator[Scene]:
    """The whole of it; `listed` are the groups of the configuration with their topics, `changes` more of its fields."""
    settings, clock = config(safety=Safety(floods=floods), **changes), HandClock()
    with served or BotApi(privacy=False) as telegram:
        api = Api(telegram.token, telegram.base)
        operators: dict[str, Actor] = {}

        async def who(user: Json) -> Actor | None:
            return operators.get(str(user["id"]))

        async with open_store(MEMORY, exclusive=True, clock_now=clock.now) as database:
            pace = Limiter(clock)
            knowledge = Knowledge(settings, MODELS, clock)
            front = Front(api, database.reader, clock, pace, Buttons(KEY), lambda: sentences(settings, knowledge))
            chat = Chat(front, Sender(api, database.files, pace), media)
            built = assemble(settings, clock, database, knowledge, Senders((chat,)))
            names = {str(room.id): topics for room, topics in (listed or {}).items()}
            private = Private(front, built.intake, built.files)
            groups = Groups(
                front, built.intake, built.files, bench=built.engine, staff=database.staff, who=who, listed=names
            )
            stage = Scene(
                telegram, api, built, front, chat, Router(api, private.take, groups.take, {}), groups, operators
            )
            await api.start()
            await stage.hear()
            try:
                yield stage
            finally:
                await front.errands.close()
                await built.courier.close()
                await api.close()
