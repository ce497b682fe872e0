"""A story as it is written down: its steps, and what is different from an ordinary day. The words are in `stories`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import yaml

from bot.config import Config, Source, read_config
from conversation.change import OutboxRow
from conversation.model import Address
from handoff.model import Operator, Role
from tests.kit.house import FAQ, config
from tests.kit.worlds import NOON

HEADINGS = ("settings", "faq", "begins", "staff", "users", "story")
ADA = "Ada"
HOME = "fake"
ADAS_CHAT = Address(HOME, "main", "chat1")
CALLED = {HOME: "Fake", "terminal": "the terminal"}
"""What users read of the channel that Ada writes on."""
NO_OPERATORS = frozenset(
    {"user", "bot", "person", "buttons", "desk", "suggested", "refused", "stage", "wait", "restart"}
)
"""How the steps begin that no operator does."""
UNITS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
RANG = {
    "new": "rings", "opened": "rings opened", "warn": "rings warn", "breach": "rings breach", "urgent": "rings urgent",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A user at one address: two persons of a story may be one human on two channels.

    `account` is when the account was made, on the desk's own clock, where the channel tells.
    """

    key: str
    name: str
    address: Address
    language: str | None = None
    account: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """The steps, and the house that they are played in. `begins` is written on the desk's own clock."""

    steps: tuple[Mapping[str, Any], ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    faq: tuple[Mapping[str, Any], ...] = ()
    begins: str = ""
    staff: Mapping[str, Any] = field(default_factory=dict)
    users: Mapping[str, Any] = field(default_factory=dict)

    def config(self, folder: Path, base: Config) -> Config:
        """What `settings` and `faq` make of the configuration of all stories; `folder` is for files of the story."""
        text = yaml.safe_dump(dict(self.settings), allow_unicode=True)
        read, problems = read_config(Source("story", text, folder), {})
        assert not problems, "\n".join(str(problem) for problem in problems)
        files: tuple[Path, ...] = (FAQ,)
        if self.faq:
            own = folder / "faq.yaml"
            own.write_text(yaml.safe_dump({"version": 1, "entries": list(self.faq)}, allow_unicode=True), "utf-8")
            files = (FAQ, own)
        return config(
            faq=files, explorers=base.explorers, handoff=read.handoff, texts=read.texts, snippets=read.snippets,
            variables=read.variables, languages=read.languages, limits=read.limits,
        )  # fmt: skip

    def start(self, settings: Config) -> int:
        """When it begins (epoch ms)."""
        return moment(self.begins, settings) if self.begins else NOON

    def person(self, key: str, home: Address = ADAS_CHAT) -> Person:
        """Who this is, told before or not; `home` is where Ada writes."""
        told = self.users.get(key) or {}
        unknown = set(told) - {"name", "channel", "language", "account"}
        assert not unknown, f"a user has a name, a channel, a language, an account, not {', '.join(sorted(unknown))}"
        address = home if key == ADA else Address(told.get("channel", HOME), "main", key.replace(" ", "-").lower())
        return Person(key, told.get("name", key), address, told.get("language"), str(told.get("account", "")))

    def carriers(self, home: Address) -> tuple[str, ...]:
        """By what people write."""
        places = [home, ADAS_CHAT, *(self.person(key, home).address for key in self.users)]
        return tuple(dict.fromkeys(f"{place.channel}:{place.account}" for place in places))

    @property
    def operators(self) -> tuple[Operator, ...]:
        """Who is on the list of operators from the beginning; without a list, whoever does something."""
        if self.staff:
            return tuple(_operator(name, told) for name, told in self.staff.items())
        acting = [key for step in self.steps for key in step if key.split()[0] not in NO_OPERATORS]
        names = {key.partition(" to ")[0].removesuffix(" edits"): None for key in acting}
        leads = {name.removeprefix("lead ") for name in names if name.startswith("lead ")}
        found = dict.fromkeys(name.removeprefix("lead ") for name in names)
        return tuple(Operator(name, "lead" if name in leads else "operator") for name in found)


def moment(text: str, settings: Config) -> int:
    """A day and a time on the desk's own clock, in epoch ms."""
    zone = UTC if settings.handoff.timezone == "UTC" else ZoneInfo(settings.handoff.timezone)
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone).timestamp() * 1000)


def load(path: Path) -> Story:
    """The story in this file: a list of steps, or a mapping with the headings."""
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    if isinstance(written, list):
        return Story(tuple(written))
    unknown = set(written) - set(HEADINGS)
    assert not unknown, f"a story has the headings {', '.join(HEADINGS)}, not {', '.join(sorted(unknown))}"
    parts = {name: value for name, value in written.items() if name != "story"}
    parts["faq"] = tuple(written.get("faq", ()))
    return Story(tuple(written["story"]), **parts)


def _operator(name: str, told: Any) -> Operator:
    """`name: lead`, or `name: {role: lead, alias: Mei, telegram: "42"}`."""
    fields = {"role": told} if isinstance(told, str) else dict(told or {})
    role = cast(Role, fields.pop("role", "operator"))
    return Operator(name, role, **fields)


def shown(row: OutboxRow, *, called: bool = True) -> str:
    """What a desk shows, in the words of a story; with whom it calls by name unless that is of no concern."""
    payload: Mapping[str, Any] = row.payload
    text = str(payload.get("text"))
    if row.kind == "alert":
        tier = RANG[payload["tier"]]
        sound = "crowd" if payload.get("crowd") else tier if payload.get("loud", True) else f"quiet{tier[5:]}"
        text = f"{sound}: {payload['reason']}"
    names = ", ".join(payload.get("rings") or ())
    text = f"edited: {text}" if row.kind == "edit" else text
    return f"{text} → {names}" if names and called else text


def is_mirror(row: OutboxRow) -> bool:
    """Whether a desk is shown what others than the user said: the story has it already where they say it."""
    return row.kind in ("relay", "edit") and row.payload.get("author") != "user"


def length(text: str) -> int:
    """A length of time such as `10m`, in ms."""
    return int(text[:-1]) * UNITS[text[-1]]
