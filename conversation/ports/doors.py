"""What comes in: from users by way of channels, from operators by way of desks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from conversation.change import Cursor
from conversation.events import Actor, Heard
from conversation.model import Address
from handoff.commands import Order
from handoff.model import FileRef

Act = Literal["say", "edit", "delete", "react", "ask", "comment"]
"""What a user did: wrote, changed what was written or took it back, put an emoji below a line, asked for a person by
other means, or filled in the form that asks for a comment on a rating."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """What an adapter made of one thing a user did. `external_id` never restarts; `text` is still raw.

    `choice` is the id of a pressed button; `language` what the client speaks; `unreadable` marks input that the adapter
    could not make sense of, with whatever text it found; `peer` is the network address it came from, if there is one.
    `remotes` are the platform's ids of this message (an album has several), `about` the id of the one that it replies
    to, changes, takes back or reacts to. A reaction's `text` is its emoji. `written_at` (epoch ms) is when the platform
    took it, `account_since` when the person's account there was made, where it tells.
    """

    address: Address
    external_id: str
    text: str = ""
    choice: str | None = None
    files: tuple[FileRef, ...] = ()
    name: str | None = None
    language: str | None = None
    cursor: Cursor | None = None
    unreadable: bool = False
    peer: str = ""
    act: Act = "say"
    heard: Heard = "private"
    remotes: tuple[str, ...] = ()
    about: str = ""
    written_at: int | None = None
    account_since: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The carrier whose platform this came from, and the platform's ids of the message that it was."""

    carrier: str
    remotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """It is durable as message `seq`; `duplicate` when the same external id was accepted before.

    `seq` is 0 where nothing was kept: an emoji, or words in a public place that were not for us.
    """

    seq: int
    duplicate: bool = False


class Intake(Protocol):
    """Where adapters bring what users did."""

    async def accept(self, inbound: Inbound) -> Receipt:
        """Returns once it is durable. Raises Refused, TryLater or StorageError; then nothing was stored."""


class Bench(Protocol):
    """Where desks bring what operators did."""

    async def act(
        self, number: int, actor: Actor, command: Order, external_id: str, origin: Origin | None = None
    ) -> None:
        """Returns once it is durable; the same external id again is done once. Without an origin it was the console.

        Raises Refused, NotThere or StorageError; then nothing was stored.
        """
