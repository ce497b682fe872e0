"""The shipped process, pointed at a double of Discord: one bot, one guild with a desk, two operators, one user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tests.e2e import stage
from tests.e2e.stage import newest
from tests.kit.discord import Channel, DiscordApi, Message, Person, Role
from tests.kit.discord.parts import PRIVATE_THREAD
from tests.kit.process import Running

__all__ = ["Stage", "is_card", "newest"]


@dataclass
class Stage(stage.Stage[DiscordApi]):
    """Who is there."""

    desk_kind: str = "forum"
    channel: ClassVar[str] = "discord"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.guild = self.api.guild("Community")
        team = self.guild.role("Support", ["MANAGE_MESSAGES"])
        lead = self.guild.role("Lead", ["MANAGE_MESSAGES", "MANAGE_THREADS"])
        self.help: Channel = self.guild.text("help")
        self.questions: Channel = self.guild.forum("questions")
        make = self.guild.forum if self.desk_kind == "forum" else self.guild.text
        self.desk: Channel = make("desk")
        self.guild.hide(self.desk, seen_by=[team, lead])
        self.ada: Person = self.member("Ada")
        self.opal: Person = self.member("Opal", team)
        self.lea: Person = self.member("Lea", lead)

    def member(self, name: str, *roles: Role) -> Person:
        """Somebody of the guild."""
        person = self.api.user(name)
        self.guild.joins(person, roles=roles)
        return person

    def own(self) -> dict[str, object]:
        """Where the double is, and who listens where."""
        return {
            "token": self.api.token,
            "api_base": self.api.base,
            "gateway_url": self.api.gateway,
            "desk_channel": self.desk.id,
            "help_channels": [self.help.id, self.questions.id],
        }

    def start(self, *arguments: str) -> Running:
        """The process, once it listens to Discord and its commands are known there."""
        super().start(*arguments)
        self.until(lambda: self.state()["state"] == "up")
        self.wait(lambda: self.api.world.commands.get(self.guild.id))
        return self.running

    def hears(self, person: Person, text: str) -> Message:
        """The newest message of the bot in the person's DMs with this in it."""
        return self.wait(lambda: newest(person.dm.from_bot, text))

    def sees(self, place: Channel, text: str) -> Message:
        """The newest message of the bot there with this in it; a card is not meant."""
        return self.wait(lambda: newest([message for message in place.from_bot if not is_card(message)], text))

    def threads(self, channel: Channel) -> list[Channel]:
        """The threads or posts below a channel, oldest first."""
        return self.guild.threads_of(channel)

    def thread(self, words: str) -> Channel | None:
        """The desk's thread with this in its title."""
        return next((thread for thread in self.threads(self.desk) if words in thread.name), None)

    def rooms(self) -> list[Channel]:
        """The private threads below the help channel."""
        return [thread for thread in self.threads(self.help) if thread.type == PRIVATE_THREAD]

    def post(self, number: int = 1001) -> Channel:
        """The desk's place for this conversation, once its card is there."""
        found = self.wait(lambda: self.thread(f"#{number}"))
        self.card(found, f"#{number}")
        return found

    def card(self, post: Channel, text: str) -> Message:
        """The card of this place, once it says this."""
        number = f"#{post.name.partition(' ')[0].removeprefix('#')}"

        def cards() -> list[Message]:
            return [one for one in (*self.desk.from_bot, *post.from_bot) if is_card(one) and number in one.text]

        return self.wait(lambda: newest(cards(), text))


def is_card(message: Message) -> bool:
    """Whether it is the card of a conversation."""
    return "History" in message.labels
