"""All that the double knows, behind one lock; every change wakes whoever waits for one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tests.kit.discord.errors import missing_access, unknown
from tests.kit.discord.faults import Faults, Limit
from tests.kit.discord.ids import Snowflakes
from tests.kit.discord.model import Channel, Guild, Interaction, Message
from tests.kit.discord.parts import PRIVATE_THREAD, Account, Attachment, Json
from tests.kit.discord.permissions import sees
from tests.kit.discord.sessions import Session, Sessions, wants
from tests.kit.discord.shapes import channel_json


@dataclass(eq=False, repr=False)
class Call:
    """A request as it came; `status` is None until it is answered, and stays so if the line was cut."""

    number: int
    method: str
    path: str
    at: float
    """`time.monotonic()` when it came."""
    json: Any = None
    files: list[Attachment] = field(default_factory=list)
    query: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    code: int = 0
    """Discord's own code of a refusal."""
    result: Any = None
    fault: bool = False

    def __repr__(self) -> str:
        """One line for a failed wait."""
        return f"{self.number} {self.method} {self.path} {self.json} -> {self.status or 'no answer'} {self.code or ''}"[
            :300
        ]


@dataclass(eq=False, repr=False)
class World:
    """Accounts, guilds, channels, sessions, and the log of requests."""

    bot: Account
    token: str
    ids: Snowflakes
    clock: Callable[[], float] = time.time
    cdn: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)
    revoked: bool = False
    content_allowed: bool = True
    """Whether the application has the privileged intents."""
    endpoint: str | None = None
    """The address that somebody wrote into the developer portal for interactions."""
    accounts: dict[str, Account] = field(default_factory=dict)
    guilds: dict[str, Guild] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    dms: dict[str, Channel] = field(default_factory=dict)
    """By the person's id."""
    closed: set[str] = field(default_factory=set)
    """Who takes no private messages."""
    installed: set[str] = field(default_factory=set)
    """Who has the application for themselves, so that no common guild is needed."""
    nonces: dict[tuple[str, str], tuple[float, Message]] = field(default_factory=dict)
    nonce_life: float = 300.0
    interactions: dict[str, Interaction] = field(default_factory=dict)
    patience: float = 3.0
    """Seconds until the first answer to an interaction must have come."""
    token_life: float = 900.0
    """Seconds in which an interaction may be answered further."""
    commands: dict[str, list[Json]] = field(default_factory=dict)
    """By guild; "" is everywhere."""
    calls: list[Call] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    renames: int = 2
    """How often a channel may be renamed in ten minutes."""
    faults: Faults = field(default_factory=Faults)
    sessions: Sessions = field(default_factory=Sessions)
    mistakes: list[str] = field(default_factory=list)
    """Tracebacks of the double itself; a test fails when there is one."""
    link_age: int = 0
    """Links of attachments made at another age lead nowhere."""
    version: int = 0
    ring: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.condition = threading.Condition(self.lock)

    @contextmanager
    def change(self) -> Iterator[None]:
        """A step that nobody sees half-done; afterwards everybody who waits looks again."""
        with self.lock:
            try:
                yield
            finally:
                self.version += 1
                self.condition.notify_all()
                self.ring()

    def now(self) -> float:
        """Seconds since 1970."""
        return self.clock()

    def link(self, message: Message, file: Attachment) -> str:
        """A file's address; it is good until the links age."""
        path = f"attachments/{message.channel.id}/{file.id}/{file.name}"
        seal = sha256(f"{path}{self.link_age}".encode()).hexdigest()
        until = f"{int(self.now()) + 86400:x}"
        return f"{self.cdn}/{path}?ex={until}&is={int(self.now()):x}&hm={seal}&"

    def channel_of(self, number: str) -> Channel:
        """The channel that the bot names, if it is there and the bot sees it."""
        found = self.channels.get(number)
        if found is None or found.deleted:
            raise unknown("Channel")
        if found.guild is not None:
            if self.bot.id not in found.guild.members or found.guild.unavailable:
                raise missing_access()
            if not sees(found, self.bot):
                raise unknown("Channel") if found.type == PRIVATE_THREAD else missing_access()
        return found

    def guild_of(self, number: str) -> Guild:
        """The guild that the bot names, if it is in it."""
        found = self.guilds.get(number)
        if found is None or self.bot.id not in found.members:
            raise unknown("Guild")
        return found

    def message_of(self, channel: Channel, number: str) -> Message:
        """The message that the bot names."""
        found = channel.message(number)
        if found is None:
            raise unknown("Message")
        return found

    def shares_guild(self, account: Account) -> bool:
        """Whether a person and the bot are in a guild together."""
        if account.id in self.installed:
            return True
        return any(account.id in guild.members and self.bot.id in guild.members for guild in self.guilds.values())

    def tell(
        self, name: str, data: Json | Callable[[Session], Json | None], *, channel: Channel | None = None,
        guild: Guild | None = None,
    ) -> None:  # fmt: skip
        """An event for every session that asked for it, if the bot sees its channel."""
        guild = channel.guild if channel else guild
        if guild is not None and name != "GUILD_DELETE" and self.bot.id not in guild.members:
            return
        if (
            channel is not None
            and guild is not None
            and not name.startswith("THREAD_MEMBER")
            and not sees(channel, self.bot)
        ):
            return
        private = channel is not None and guild is None
        self.sessions.told.append((name, data if isinstance(data, dict) else None))
        for session in list(self.sessions.alive.values()):
            if wants(session, name, {}, private=private):
                content = data(session) if callable(data) else data
                if content is not None:
                    session.tell(name, content)

    def tell_channel(self, name: str, channel: Channel, **more: Any) -> None:
        """CHANNEL_* or THREAD_*."""
        self.tell(name, channel_json(channel) | more, channel=channel)
