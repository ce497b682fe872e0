"""A forum of topics on Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.config import Config
from tests.adapters.telegram.desk_scene import DeskScene, desk_scene
from tests.contracts.desks.desk import Can, Line, Place
from tests.contracts.desks.users import Users
from tests.kit.telegram import Fault, Message, Person, Topic


@dataclass
class Topics(Users):
    """Olga's telephone."""

    stage: DeskScene
    can: frozenset[Can] = frozenset(
        {"place", "buttons", "files", "both", "react", "strangers", "network", "shared", "correct", "words"}
    )
    operator: str = "Olga"

    async def places(self) -> Sequence[Place]:
        """The topics."""
        return [Place(topic.name, not topic.closed, tuple(map(self._line, topic.messages))) for topic in self._topics()]

    def _topics(self) -> list[Topic]:
        return self.stage.group.topics

    def _line(self, message: Message) -> Line:
        emoji = message.reactions.get(self.stage.telegram.bot.id, [])
        files = tuple(file.content for file in message.files[-1:])
        called = [str(entity["user"]["first_name"]) for entity in message.entities if entity["type"] == "text_mention"]
        return Line(message.text, tuple(message.labels), files, tuple(emoji), tuple(called), message.silent)

    async def hall(self) -> Sequence[Line]:
        """The general topic."""
        return [self._line(message) for message in self._general()]

    def _general(self) -> list[Message]:
        return [message for message in self.stage.group.messages if message.topic is None and not message.service]

    async def writes_in_hall(self, text: str) -> str:
        """In the general topic."""
        written = self.stage.operators[0].writes(text, chat=self.stage.group)
        await self.stage.hear()
        return "\n".join(message.text for message in self._general() if message.reply_to is written)

    async def writes(self, text: str) -> str:
        """In the topic."""
        written = self.stage.operators[0].writes(text, topic=self.stage.topic)
        await self.stage.hear()
        answers = [message.text for message in self.stage.topic.messages if message.reply_to is written]
        return "\n".join(answers)

    def _mine(self) -> Message:
        olga = self.stage.operators[0]
        return [message for message in self.stage.topic.messages if message.sender is olga][-1]

    async def edits(self, text: str) -> None:
        """Their own message."""
        self.stage.operators[0].edits(self._mine(), text)
        await self.stage.hear()

    async def deletes(self) -> None:
        """Bots are told of no deletion, so there is a word for it."""
        self.stage.operators[0].writes("/delete", topic=self.stage.topic, reply_to=self._mine())
        await self.stage.hear()

    async def reacts(self, text: str, emoji: str) -> None:
        """Below the user's mirrored line."""
        shown = self.stage.topic.find(text)
        assert shown is not None
        self.stage.operators[0].reacts(shown, emoji)
        await self.stage.hear()

    async def presses(self, label: str) -> str:
        """A button in the topic."""
        return await self._press(self.stage.operators[0], label)

    async def _press(self, person: Person, label: str) -> str:
        message = next(one for one in reversed(self.stage.topic.messages) if label in one.labels)
        pressed = person.presses(message, label)
        await self.stage.hear()
        assert pressed.answered
        return pressed.answer or ""

    async def intrudes(self, text: str) -> None:
        """Somebody whom the group does not know presses; what they cannot even write, another bot writes."""
        mallory = self.stage.telegram.user("Mallory")
        await self._press(mallory, "Claim")
        await self._press(mallory, "Resolve")
        anonymous = self.stage.group.anonymous_admin_writes(text, self.stage.topic)
        await self.stage.hear()
        assert anonymous in self.stage.topic.messages

    async def loses_place(self) -> None:
        """Telegram tells nobody."""
        self.stage.group.delete_topic(self.stage.topic)

    async def crashes_while_opening(self) -> None:
        """The topic is there, and the answer hangs."""
        stage = self.stage
        stage.telegram.faults.next("createForumTopic", Fault.hang(after=True))
        asked = asyncio.create_task(stage.says("/human"))
        await stage.until(lambda: stage.telegram.calls_of("createForumTopic"))
        await stage.rebuild()
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        await stage.hear()
        await stage.wind(10_000)
        await stage.hear()


@asynccontextmanager
async def topics(settings: Config) -> AsyncIterator[Topics]:
    """One forum."""
    async with desk_scene(settings=settings) as stage:
        yield Topics(stage)
