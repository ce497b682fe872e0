"""The shipped process in front of a double of one platform: what all such stages have in common."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Generic, Protocol, TypeVar

import yaml

from tests.e2e.conftest import Town
from tests.kit.clients import DeskClient
from tests.kit.house import FAQ
from tests.kit.process import PROGRAM, Running

T = TypeVar("T")
PATIENCE = 20.0
"""Seconds until a wait fails."""


class Double(Protocol):
    """A platform as the tests play it."""

    def wait(self, condition: Callable[[], T]) -> T:
        """Returns what the condition says as soon as it is true."""


D = TypeVar("D", bound=Double)


class Said(Protocol):
    """A message there."""

    @property
    def text(self) -> str:
        """Its words."""


M = TypeVar("M", bound=Said)


@dataclass
class Stage(Generic[D]):
    """`settings` are further keys of the platform's section in frontdesk.yaml, `more` further sections."""

    town: Town
    folder: Path
    api: D
    settings: dict[str, object] = field(default_factory=dict)
    more: dict[str, object] = field(default_factory=dict)
    channel: ClassVar[str]

    def __post_init__(self) -> None:
        self.http = self.town.client()

    def own(self) -> dict[str, object]:
        """The keys of the platform's section that every test needs."""
        raise NotImplementedError

    def section(self) -> dict[str, object]:
        """Our part of frontdesk.yaml."""
        return {self.channel: self.own() | self.settings}

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
        """What `/readyz` says of the platform."""
        found: dict[str, str] = self.http.get(f"{self.running.base}/readyz").json()["channels"][self.channel]
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
        """As `wait`, for what the process does without a call to the platform: it is asked again at once."""
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


def newest(messages: list[M], text: str) -> M | None:
    """The last one with this in it."""
    return next((message for message in reversed(messages) if text in message.text), None)
