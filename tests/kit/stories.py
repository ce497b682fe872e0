"""Plays a story: a dialogue in YAML through the real engine, an in-memory database and a hand-wound clock.

A story is a list of steps, each with one key:

- `user: words` – the user writes; `user: [label]` – the user presses the button with this label
- `user edits: words` – the user changes what they wrote last
- `bot: words` – the bot says exactly this; with `…` at the end, something that begins so
- `buttons: [label, …]` – below the bot's last message are exactly these buttons
- `op1: words` – the operator of this name types (plain text replies, `/claim`, …); `lead op1:` makes him a lead;
  `/delete` is about what the user read last of an operator, and so is `op1 edits: words`
- `person: words` – the user reads these words of an operator; `person edits: words` – they read so now
- `desk: words` – the desk sees this: a user's words, `edited: words`, or `rings: reason`
- `refused: words` – whoever acted last was told so, and nothing happened
- `wait: 10m` – time passes (s, m, h)
- `stage: waiting` – where the conversation is now

Every line that reaches the user or the desk must stand in the story, in order: silence is tested by writing nothing.
What brings no words (a topic that opens, a line that disappears, an emoji) is passed over, and so is what a desk shows
of the bot and of other operators.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.wiring import Assembly
from conversation import codec
from conversation.change import OutboxRow
from conversation.events import Actor
from conversation.model import Address
from conversation.ports import Inbound, Refused
from handoff.commands import Misread, parse
from handoff.model import Amend
from tests.kit.channels import SILENT, FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import settle

UNITS = {"s": 1_000, "m": 60_000, "h": 3_600_000}
USER = Address("fake", "main", "chat1")


@dataclass
class Stage:
    """The house and everybody in it while a story is played."""

    house: Assembly
    clock: HandClock
    channel: FakeChannel
    desk: FakeChannel
    heard: deque[OutboxRow] = field(default_factory=deque)
    seen: deque[OutboxRow] = field(default_factory=deque)
    refusal: str | None = None
    buttons: dict[str, str] = field(default_factory=dict)
    turns: int = 0
    written: str = ""
    read: str | None = None

    async def play(self, story: list[Mapping[str, Any]]) -> None:
        """Every step in turn; a failure names its place."""
        for n, step in enumerate(story, 1):
            ((who, what),) = step.items()
            try:
                await self.step(who, what)
            except AssertionError as error:
                raise AssertionError(f"step {n}, {who}: {what}\n{error}") from error
        self.nothing_left()

    async def step(self, who: str, what: Any) -> None:
        """One line of the story."""
        match who:
            case "bot" | "person" | "person edits":
                self.hear({"bot": "say", "person": "relay"}.get(who, "edit"), what)
            case "buttons":
                assert list(self.buttons) == what
            case "desk":
                self.see(what)
            case "refused":
                assert self.refusal == what
                self.refusal = None
            case "stage":
                conversation = await self.house.database.reader.newest(USER)
                assert conversation is not None
                assert codec.stage_name(conversation.stage) == what
            case _:
                self.nothing_left()
                await self.act(who, what)

    async def act(self, who: str, what: Any) -> None:
        """Somebody does something, or time passes."""
        self.turns += 1
        try:
            if who == "user":
                await self.write(what)
            elif who == "user edits":
                await self.house.intake.accept(
                    Inbound(USER, f"u{self.turns}", text=what, name="Ada", act="edit", about=self.written)
                )
            elif who == "wait":
                await self.wait(what)
            else:
                await self.command(who, what)
        except Refused as refused:
            self.refusal = str(refused)
        await self.collect()

    async def write(self, what: Any) -> None:
        """The user writes, or presses a button."""
        if isinstance(what, list):
            label = str(what[0])
            assert label in self.buttons, f"the buttons are {list(self.buttons)}"
            inbound = Inbound(USER, f"u{self.turns}", choice=self.buttons[label], name="Ada")
        else:
            self.written = f"chat1:u{self.turns}"
            inbound = Inbound(USER, f"u{self.turns}", text=what, name="Ada", remotes=(self.written,))
        await self.house.intake.accept(inbound)

    async def command(self, who: str, what: str) -> None:
        """An operator types."""
        role = "lead" if who.startswith("lead ") else "operator"
        name, edits = who.removeprefix("lead ").removesuffix(" edits"), who.endswith(" edits")
        command = Amend(self.read or "", what) if edits else parse(what, self.read if what == "/delete" else None)
        assert not isinstance(command, Misread), f"{what} is no command"
        conversation = await self.house.database.reader.newest(USER)
        assert conversation is not None
        actor = Actor(name, "lead" if role == "lead" else "operator")
        await self.house.engine.act(conversation.number, actor, command, f"o{self.turns}")

    async def wait(self, what: str) -> None:
        """Time passes, and timers run down."""
        self.clock.wind(int(what[:-1]) * UNITS[what[-1]])
        await self.house.timers.fire_due()

    async def collect(self) -> None:
        """What was carried out since the last look."""
        await settle(self.house, self.clock)
        self.heard += (row for row in self.channel.sent if row.kind not in SILENT)
        self.seen += (row for row in self.desk.sent if row.kind not in SILENT and not is_mirror(row))
        self.channel.sent, self.desk.sent = [], []

    def hear(self, kind: str, expected: str) -> None:
        """The user reads this next."""
        assert self.heard, "the user heard nothing more"
        row = self.heard.popleft()
        payload: Mapping[str, Any] = row.payload
        assert row.kind == kind, f"heard instead ({row.kind}): {payload['text']}"
        compare(str(payload["text"]), expected)
        if row.kind == "relay":
            self.read = row.message_key
        choices = payload.get("choices") or []
        if choices:
            self.buttons = {choice["label"]: choice["id"] for choice in choices}

    def see(self, expected: str) -> None:
        """The desk sees this next."""
        assert self.seen, "the desk saw nothing more"
        row = self.seen.popleft()
        payload: Mapping[str, Any] = row.payload
        shown = str(payload.get("text"))
        if row.kind == "alert":
            shown = f"rings{'' if payload['tier'] == 'new' else ' ' + payload['tier']}: {payload['reason']}"
        compare(f"edited: {shown}" if row.kind == "edit" else shown, expected)

    def nothing_left(self) -> None:
        """All that was said stands in the story."""
        assert not self.heard, f"the user heard as well: {[row.payload['text'] for row in self.heard]}"
        assert not self.seen, f"the desk saw as well: {[dict(row.payload) for row in self.seen]}"
        assert self.refusal is None, f"refused: {self.refusal}"


def is_mirror(row: OutboxRow) -> bool:
    """Whether a desk is shown what others than the user said: the story has it already where they say it."""
    return row.kind in ("relay", "edit") and row.payload.get("author") != "user"


def compare(actual: str, expected: str) -> None:
    """Exactly, or as far as `…`."""
    wanted = expected.strip()
    if wanted.endswith("…"):
        assert actual.startswith(wanted[:-1]), f"it was: {actual}"
    else:
        assert actual == wanted, f"it was: {actual}"


def load(path: Path) -> list[Mapping[str, Any]]:
    """The steps of a story file."""
    steps: list[Mapping[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return steps
