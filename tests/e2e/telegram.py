"""The shipped process, pointed at a double of Telegram: one bot, one desk group, two operators, one user."""

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
from tests.kit.house import FAQ
from tests.kit.process import PROGRAM, Running
from tests.kit.telegram import BotApi, Group, Message, Person, Topic
from tests.kit.telegram.api import PATIENCE

T = TypeVar("T")
QUICK: dict[str, object] = {"rates": {"token": "100/s", "chat": "50/s", "group": "600/min"}}
"""Settings for tests that are not about limits."""


@dataclass
class Stage:
    """Who is there. `settings` are further keys of `telegram:` in frontdesk.yaml, `more` further sections."""

    town: Town
    folder: Path
    api: BotApi
    settings: dict[str, object] = field(default_factory=dict)
    more: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.http = self.town.client()
        self.ada: Person = self.api.user("Ada", username="ada")
        self.opal: Person = self.api.user("Opal")
        self.lea: Person = self.api.user("Lea")
        self.desk: Group = self.api.forum("Desk", [self.opal], [self.lea])

    def section(self) -> dict[str, object]:
        """Our part of frontdesk.yaml."""
        telegram = {"token": self.api.token, "api_base": self.api.base, "desk_chats": [self.desk.id]}
        return {"telegram": telegram | self.settings}

    def configure(self) -> None:
        """Writes frontdesk.yaml."""
        config = {**self.section(), "safety": {"floods": "off"}} | self.more
        (self.folder / "frontdesk.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")

    def start(self, *arguments: str) -> Running:
        """The process, in the same folder each time; `arguments` are further ones of its command."""
        self.configure()
        self.running = self.town.start(self.folder, "--faq", str(FAQ), *arguments)
        return self.running

    def state(self) -> dict[str, str]:
        """What `/readyz` says of Telegram."""
        found: dict[str, str] = self.http.get(f"{self.running.base}/readyz").json()["channels"]["telegram"]
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
        """As `wait`, for what the process does without a call to Telegram: it is asked again at once."""
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


def newest(messages: list[Message], text: str) -> Message | None:
    """The last one with this in it."""
    return next((message for message in reversed(messages) if text in message.text), None)
