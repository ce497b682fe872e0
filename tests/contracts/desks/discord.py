"""A channel on Discord in which each conversation has a post (of a forum) or a thread (of a text channel)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.config import Config
from tests.adapters.discord.desk_scene import DeskScene, desk_scene
from tests.contracts.desks.desk import Can, Line, Place
from tests.contracts.desks.users import Users
from tests.kit.discord import Channel, Fault, Message, Person

SILENT = 1 << 12
FORUM = 15


@dataclass
class Threads(Users):
    """Olga's telephone. `opening` is the request that makes a place."""

    stage: DeskScene
    opening: str
    can: frozenset[Can] = frozenset(
        {"place", "buttons", "files", "both", "react", "strangers", "network", "shared", "correct", "words"}
    )
    operator: str = "Olga"

    async def places(self) -> Sequence[Place]:
        """The threads; the message that a thread was opened from belongs to it."""
        return [
            Place(thread.name, not thread.archived, tuple(map(self._line, self._messages(thread.id))))
            for thread in self.stage.threads
            if thread.name.startswith("#")
        ]

    def _messages(self, thread: str) -> list[Message]:
        world = self.stage.discord.world
        above = [message for message in self.stage.channel.messages if message.id == thread]
        return [*above, *(message for message in world.channels[thread].messages if not message.system)]

    def _line(self, message: Message) -> Line:
        files = tuple(file.content for file in message.files)
        text, called = message.text.replace("\\", ""), tuple(person.name for person in message.pings)
        silent = bool(message.flags & SILENT)
        return Line(text, tuple(message.labels), files, tuple(message.reactions), called, silent)

    def _hall(self) -> Channel:
        """The channel itself; in a forum, a post that is no conversation's."""
        if self.stage.channel.type != FORUM:
            return self.stage.channel
        found = [thread for thread in self.stage.threads if not thread.name.startswith("#")]
        return found[-1] if found else self.stage.operators[0].posts(self.stage.channel, "Shifts", "who is on?")

    async def hall(self) -> Sequence[Line]:
        """Messages that are no cards of conversations."""
        messages = [message for message in self._hall().messages if not message.text.startswith("**\\#")]
        return [self._line(message) for message in messages if not message.system]

    async def writes_in_hall(self, text: str) -> str:
        """Where the newcomers' card stands."""
        written = self.stage.operators[0].writes(text, channel=self._hall())
        await self.stage.hear()
        return "\n".join(message.text for message in self._hall().messages if message.reply_to is written)

    async def writes(self, text: str) -> str:
        """In the thread."""
        written = await self.stage.writes(self.stage.operators[0], text)
        answers = [message.text for message in self.stage.thread.messages if message.reply_to is written]
        return "\n".join(answers)

    def _mine(self) -> Message:
        olga = self.stage.operators[0]
        return [message for message in self.stage.thread.messages if message.author is olga][-1]

    async def edits(self, text: str) -> None:
        """Their own message."""
        self.stage.operators[0].edits(self._mine(), text)
        await self.stage.hear()

    async def deletes(self) -> None:
        """Their own message."""
        self.stage.operators[0].deletes(self._mine())
        await self.stage.hear()

    async def reacts(self, text: str, emoji: str) -> None:
        """Below the user's mirrored line."""
        shown = self.stage.thread.find(text)
        assert shown is not None
        self.stage.operators[0].reacts(shown, emoji)
        await self.stage.hear()

    async def presses(self, label: str) -> str:
        """A button in the thread."""
        return await self._press(self.stage.operators[0], label)

    async def _press(self, person: Person, label: str) -> str:
        message = next(one for one in reversed(self._messages(self.stage.thread.id)) if label in one.labels)
        return "\n".join((await self.stage.press(person, message, label)).texts)

    async def intrudes(self, text: str) -> None:
        """Another bot of the server, which sees the desk's channel."""
        stage = self.stage
        mallory = stage.discord.other_bot("Mallory")
        stage.guild.joins(mallory, roles=[stage.guild.members[stage.operators[0].id].roles[0]])
        await stage.writes(mallory, text)
        await self._press(mallory, "Claim")
        await self._press(mallory, "Resolve")

    async def loses_place(self) -> None:
        """A lead deletes it a while later, and Discord tells us."""
        await self.stage.wind(1_000)
        self.stage.operators[1].deletes_thread(self.stage.thread)
        await self.stage.hear()

    async def crashes_while_opening(self) -> None:
        """The thread is there, and the answer hangs."""
        stage = self.stage
        stage.discord.fault(self.opening, Fault.hang(after=True))
        asked = asyncio.create_task(stage.says("/human"))
        await asyncio.to_thread(stage.discord.wait, lambda: stage.threads)
        await stage.rebuild()
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        await stage.hear()
        await stage.wind(10_000)
        await stage.hear()


@asynccontextmanager
async def posts(settings: Config) -> AsyncIterator[Threads]:
    """A forum."""
    async with desk_scene(kind="forum", settings=settings) as stage:
        yield Threads(stage, "POST /channels/*/threads")


@asynccontextmanager
async def threads(settings: Config) -> AsyncIterator[Threads]:
    """A text channel."""
    async with desk_scene(kind="text", settings=settings) as stage:
        yield Threads(stage, "POST /channels/*/messages/*/threads")
