"""The small things that guilds and messages consist of: accounts, roles, members, files; and the numbers of kinds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
TEXT, DM, CATEGORY, NEWS, NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, FORUM = 0, 1, 4, 5, 10, 11, 12, 15
THREADS = frozenset({NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})
EPHEMERAL, LOADING, HAS_THREAD = 1 << 6, 1 << 7, 1 << 5
DEFAULT, RECIPIENT_ADD, NAME_CHANGE, PINNED, THREAD_CREATED, REPLY, COMMAND, THREAD_STARTER, CONTEXT_COMMAND = (
    0, 1, 4, 6, 18, 19, 20, 21, 23,
)  # fmt: skip


@dataclass(eq=False, repr=False)
class Account:
    """Somebody who can write: a person, the bot, or another bot."""

    id: str
    name: str
    username: str = ""
    locale: str = "en-US"
    bot: bool = False

    @property
    def mention(self) -> str:
        """What pings them in a text."""
        return f"<@{self.id}>"

    def __repr__(self) -> str:
        """Short, for failed assertions."""
        return f"<{self.name} {self.id}>"


@dataclass(eq=False)
class Role:
    """A role of a guild."""

    id: str
    name: str
    permissions: int = 0
    managed: bool = False
    position: int = 1

    @property
    def mention(self) -> str:
        """What pings everybody who has it."""
        return f"<@&{self.id}>"


@dataclass(eq=False)
class Overwrite:
    """A channel's exception for a role (type 0) or a member (type 1)."""

    id: str
    type: int
    allow: int = 0
    deny: int = 0


@dataclass(eq=False)
class Member:
    """An account's place in a guild."""

    account: Account
    joined: float
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None


@dataclass(eq=False, repr=False)
class Attachment:
    """A file in a message."""

    id: str
    name: str
    mime: str
    content: bytes
    description: str | None = None
    shown_in_embed: bool = False
    """Such a file is part of the embed and is not listed among the attachments."""

    def __repr__(self) -> str:
        """Short, for failed assertions."""
        return f"<{self.name} {len(self.content)} bytes>"
