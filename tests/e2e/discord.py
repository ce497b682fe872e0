"""The shipped process, pointed at a double of Discord: one bot, one guild with a desk, two operators, one user."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import yaml

from tests.e2e.conftest import Town
from tests.kit.clients import DeskClient
from tests.kit.discord import Channel, DiscordApi, Message, Person, Role
from tests.kit.discord.api import PATIENCE
from tests.kit.discord.parts import PRIVATE_THREAD
from tests.kit.house import FAQ
from tests.kit.process import PROGRAM, Running

T = TypeVar("T")


@dataclass
class Stage:
    """Who is there. `settings` are further keys of `discord:` in frontdesk.yaml, `more` further sections."""

    town: Town
    folder: Path
    api: DiscordApi
    desk_kind: str = "forum"
    settings: dict[str, object] = field(default_factory=dict)
    more: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.http = self.town.client()
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

    def configure(self) -> None:
        """Writes frontdesk.yaml."""
        discord = {
            "token": self.api.token,
            "api_base": self.api.base,
            "gateway_url": self.api.gateway,
            "desk_channel": self.desk.id,
            "help_channels": [self.help.id, self.questions.id],
        }
        config = {"discord": discord | self.settings, "safety": {"floods": "off"}} | self.more
        (self.folder / "frontdesk.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")

    def start(self, *arguments: str) -> Running:
        """The process, in the same folder each time, once it listens to Discord and its commands are known there."""
        self.configure()
        self.running = self.town.start(self.folder, "--faq", str(FAQ), *arguments)
        self.until(lambda: self.state()["state"] == "up")
        self.wait(lambda: self.api.world.commands.get(self.guild.id))
        return self.running

    def state(self) -> dict[str, str]:
        """What `/readyz` says of Discord."""
        found: dict[str, str] = self.http.get(f"{self.running.base}/readyz").json()["channels"]["discord"]
        return found

    def console(self, name: str) -> DeskClient:
        """An operator at the console's API."""
        command: list[str | Path] = [PROGRAM, "operators", "add", name, "--token"]
        made = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True)
        return self.town.desk(self.running, made.stdout.strip())

    def wait(self, condition: Callable[[], T | None]) -> T:
        """As soon as it is true, whatever it says."""
        found = self.api.wait(condition)
        assert found is not None
        return found

    def until(self, condition: Callable[[], T | None], seconds: float = PATIENCE) -> T:
        """As `wait`, for what the process does without a call to Discord: it is asked again at once."""
        deadline = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < deadline, f"waited {seconds} s in vain; it logged\n{self.running.errors()}"
        return found

    def waiting(self) -> int:
        """Deliveries that are under way or wait for something."""
        figures = self.http.get(f"{self.running.base}/metrics").text
        return next(
            int(float(line.split()[1])) for line in figures.splitlines() if line.startswith("frontdesk_outbox_")
        )

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


def newest(messages: list[Message], text: str) -> Message | None:
    """The last one with this in it."""
    return next((message for message in reversed(messages) if text in message.text), None)


def is_card(message: Message) -> bool:
    """Whether it is the card of a conversation."""
    return "History" in message.labels
