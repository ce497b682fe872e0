"""The shipped process, pointed at a double of Telegram: one bot, one desk group, two operators, one user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tests.e2e import stage
from tests.e2e.stage import newest
from tests.kit.telegram import BotApi, Group, Message, Person, Topic

__all__ = ["QUICK", "Stage", "newest"]

QUICK: dict[str, object] = {"rates": {"token": "100/s", "chat": "50/s", "group": "600/min"}}
"""Settings for tests that are not about limits."""


@dataclass
class Stage(stage.Stage[BotApi]):
    """Who is there."""

    channel: ClassVar[str] = "telegram"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ada: Person = self.api.user("Ada", username="ada")
        self.opal: Person = self.api.user("Opal")
        self.lea: Person = self.api.user("Lea")
        self.desk: Group = self.api.forum("Desk", [self.opal], [self.lea])

    def own(self) -> dict[str, object]:
        """Where the double is, and which group is the desk."""
        return {"token": self.api.token, "api_base": self.api.base, "desk_chats": [self.desk.id]}

    def hears(self, person: Person, text: str) -> Message:
        """The newest message of the bot with this in it, once the person has it."""
        return self.wait(lambda: newest(person.chat.from_bot, text))

    def sees(self, topic: Topic, text: str) -> Message:
        """The same in a topic, its card aside."""
        return self.wait(lambda: newest([message for message in topic.messages if not message.pinned], text))

    def topic(self, number: int = 1001) -> Topic:
        """The topic of this conversation with its card."""
        found = self.wait(lambda: self.desk.find_topic(f"#{number}"))
        self.wait(lambda: any(message.pinned for message in found.messages))
        return found

    def card(self, topic: Topic, text: str) -> Message:
        """The pinned message, once it says this."""
        return self.wait(lambda: newest([message for message in topic.messages if message.pinned], text))
