"""The sending half of Discord alone, with the wire double at its edge: rows are made by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.buttons import Buttons
from adapters.discord.api import TROUBLE, Api
from adapters.discord.chat import Chat
from adapters.discord.exchange import Exchange
from adapters.discord.front import Front
from adapters.discord.people import People
from adapters.discord.places import member, person
from adapters.errands import Errands
from conversation.change import Author, Change, JournalEntry, Link, OutboxRow, RowKind, Seen
from conversation.change import Message as Line
from conversation.delivery import Outcome, RowState
from conversation.model import Address, Contact, Conversation, WithBot
from conversation.texts import Texts
from handoff.model import FileRef
from storage.database import Database, open_store
from tests.kit.clock import HandClock
from tests.kit.discord import Channel, Community, DiscordApi, Message, Person
from tests.kit.house import MEMORY

BUTTONS = Buttons(b"k" * 32)
ASK = {"name": "ask", "type": 1, "description": "Ask", "contexts": [0, 1]}


@dataclass
class Stage:
    """What a test holds; Ada is a member of the server."""

    discord: DiscordApi
    guild: Community
    help: Channel
    ada: Person
    api: Api
    database: Database
    front: Front
    chat: Chat
    clock: HandClock
    _rows: int = 0

    @property
    def home(self) -> Address:
        """Ada in private."""
        return person(self.api.account, self.ada.id)

    @property
    def people(self) -> People:
        """Where persons are reached."""
        return self.front.people

    def public(self, channel: Channel) -> Address:
        """Ada as somebody who speaks in this channel."""
        return member(self.api.account, channel.id, self.ada.id)

    async def known(self, at: Address | None = None, language: str = "en") -> Conversation:
        """Ada's conversation, made if there is none."""
        at = at or self.home
        found = await self.database.reader.newest(at)
        if found is None:
            number, now = await self.database.store.reserve_number(), self.clock.now()
            made = Conversation(f"c{number}", number, Contact("ada", "Ada"), at, language, WithBot(now), now)
            await self._commit(made)
            found = await self.database.reader.newest(at)
        assert found is not None
        return found

    async def _commit(self, conversation: Conversation, *lines: Line, links: tuple[Link, ...] = ()) -> None:
        self._rows += 1
        seen, journal = Seen("test", str(self._rows)), JournalEntry("test", self.clock.now(), "test")
        await self.database.store.commit(Change(seen, conversation, journal, messages=lines, links=links))

    async def line(
        self, author: Author, *places: Message | str, at: Address | None = None, files: tuple[FileRef, ...] = ()
    ) -> str:
        """A line of the conversation that stands in these messages; its key."""
        known = await self.known(at)
        key = f"line:{self._rows}"
        remotes = [one if isinstance(one, str) else f"{one.channel.id}:{one.id}" for one in places]
        links = tuple(Link(self.chat.carrier, remote, key) for remote in remotes)
        await self._commit(known, Line(key, author, "words", self.clock.now(), files=files), links=links)
        return key

    async def send(
        self,
        kind: RowKind,
        at: Address | None = None,
        *,
        key: str = "row:0",
        attempts: int = 1,
        line: str | None = None,
        **payload: object,
    ) -> Outcome:
        """One attempt for a row, which brings this line."""
        at = at or self.home
        known = await self.known(at)
        row = OutboxRow(
            key, "lane", self.chat.carrier, at.key, known.id, kind, payload, RowState.SENDING, 0,
            attempts=attempts, message_key=line,
        )  # fmt: skip
        return await self.chat.send((row,))

    async def say(
        self, text: str, at: Address | None = None, *, key: str = "row:0", attempts: int = 1, **more: Any
    ) -> Outcome:
        """One attempt for a line of the bot."""
        payload = {"text": text, "choices": [], "media": [], "reply_to": None} | more
        return await self.send("say", at, key=key, attempts=attempts, **payload)

    async def relay(self, text: str, *files: FileRef, **more: Any) -> Outcome:
        """One attempt for a line of an operator."""
        shown = [{"id": file.id, "name": file.name, "mime": file.mime, "size": file.size} for file in files]
        return await self.send("relay", **({"text": text, "sender": "op1", "files": shown, "reply_to": None} | more))

    async def kept(self, name: str, mime: str = "text/plain", content: bytes = b"content") -> FileRef:
        """A file in the store."""
        return await self.database.files.put("op1", name, mime, content)

    def exchange(self) -> Exchange:
        """The newest interaction, as the gateway told it."""
        told = [data for name, data in self.discord.world.sessions.told if name == "INTERACTION_CREATE"]
        assert told[-1] is not None
        return Exchange(self.api, told[-1])

    def asks(self, channel: Channel | None = None) -> Exchange:
        """Ada uses a slash command."""
        self.discord.world.commands[""] = [ASK | {"id": "1", "options": []}]
        self.ada.uses("ask", channel=channel)
        return self.exchange()


@asynccontextmanager
async def sending(media: Path = Path()) -> AsyncIterator[Stage]:
    """The whole of it, on one clock."""
    clock = HandClock()
    with DiscordApi(clock=lambda: clock.now() / 1000) as discord:
        guild = discord.guild("Community")
        help_, ada = guild.text("help"), discord.user("Ada")
        guild.joins(ada)
        api = Api(discord.token, discord.base)
        async with open_store(MEMORY, exclusive=True, clock_now=clock.now) as database:
            people, errands = People(api, database.threads, clock), Errands(TROUBLE)
            front = Front(
                api, database.reader, database.files, clock, Texts, BUTTONS, people, errands, help_channels=(help_.id,)
            )
            try:
                yield Stage(discord, guild, help_, ada, api, database, front, Chat(front, media), clock)
            finally:
                await errands.close()
                await api.close()
