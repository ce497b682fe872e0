"""What a user has of a channel in their hands, and what a test may ask of any of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Literal, Protocol

from adapters.markup import parse
from bot.wiring import Assembly
from conversation.change import OutboxRow
from conversation.delivery import Outcome, RowState
from conversation.events import Actor
from conversation.model import Address, Conversation, Stage
from conversation.ports import Capabilities, Channel
from conversation.texts import Texts
from conversation.views import MessageView
from handoff.model import Claim, Command
from storage.connections import Link

Can = Literal["attach", "open", "edit", "delete", "react", "reread", "recall"]
"""What users can do there besides writing and choosing: send files, open those that they get, change, take back and
react to messages, press a button that is not the newest; and whether what we change is changed where it stands."""
Mishap = Literal["limit", "unreachable", "token", "gone", "silence"]
"""We are asked to wait; nothing reached the other side; our token is refused; the user is out of reach; no answer."""

LEAD = Actor("Olga", "lead")
_acts = count(1)


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that the user sees of us. `size` counts as the platform does, `pings` those whom it called."""

    text: str
    bold: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    size: int = 0
    pings: int = 0
    pictures: int = 0


class Surface(Protocol):
    """A user's end of a channel; every verb returns when all that follows from it is done."""

    capabilities: Capabilities
    can: frozenset[Can]
    mishaps: frozenset[Mishap]
    built: Assembly
    channel: Channel | None
    address: Address

    async def says(self, text: str) -> str:
        """The user writes; what they are told about it, if that is no message."""

    async def repeats(self) -> None:
        """All that came from this user comes a second time, as after a crash."""

    async def chooses(self, label: str) -> str:
        """One of the choices of the newest message that has this one; what they are told beside the messages."""

    async def chooses_again(self) -> str:
        """The choice that was taken last, as an app does that still shows it."""

    async def attaches(self, name: str, content: bytes, text: str) -> None:
        """A file with words."""

    async def edits(self, text: str) -> None:
        """What the user wrote last reads like this now."""

    async def deletes(self) -> None:
        """The user takes back what they wrote last."""

    async def reacts(self, emoji: str) -> None:
        """An emoji below what we said last."""

    async def shown(self) -> Sequence[Shown]:
        """All that we said and that stands there now, in order."""

    async def marks(self) -> Sequence[str]:
        """Emoji of ours below what the user wrote last."""

    def mishap(self, kind: Mishap) -> None:
        """What goes wrong with the next message to the user."""

    async def rest(self) -> None:
        """Returns when nothing is under way."""


class Open(Protocol):
    """Opens a house with this FAQ, with one user of the channel before it."""

    def __call__(
        self, faq: Path, languages: tuple[str, ...] | None = None
    ) -> AbstractAsyncContextManager[Surface]:  # fmt: skip
        """The user's surface; the house is closed at the end."""


@dataclass
class Hands:
    """What is the same for every surface: the house behind it."""

    built: Assembly
    channel: Channel | None
    address: Address
    capabilities: Capabilities
    can: frozenset[Can] = frozenset()
    mishaps: frozenset[Mishap] = frozenset()
    taken: list[str] = field(default_factory=list)

    async def edits(self, text: str) -> None:
        """Nothing that this surface has."""
        raise AssertionError(f"{self.address.channel} has no way to edit {text!r}")

    async def deletes(self) -> None:
        """Nothing that this surface has."""
        raise AssertionError(f"{self.address.channel} has no way to delete")

    async def reacts(self, emoji: str) -> None:
        """Nothing that this surface has."""
        raise AssertionError(f"{self.address.channel} has no way to react with {emoji}")

    async def marks(self) -> Sequence[str]:
        """None are ever shown."""
        return ()

    def mishap(self, kind: Mishap) -> None:
        """No network lies between."""
        raise AssertionError(f"{self.address.channel} has no network in which {kind} could happen")


async def known(surface: Surface) -> Conversation:
    """The user's conversation."""
    found = await surface.built.database.reader.newest(surface.address)
    assert found is not None
    return found


def text(key: str, language: str = "en", **values: object) -> str:
    """A sentence of ours as it is read."""
    return parse(Texts().text(key, language, **values)).text


async def last(surface: Surface) -> Shown:
    """The newest that they see."""
    return (await surface.shown())[-1]


async def words(surface: Surface) -> str:
    """All the words that stand there."""
    return "\n".join(shown.text for shown in await surface.shown())


async def stage(surface: Surface) -> Stage:
    """Who has the floor."""
    return (await known(surface)).stage


async def with_a_person(surface: Surface) -> None:
    """An operator has claimed it."""
    await surface.says("/human")
    await acts(surface, Claim())


async def lines(surface: Surface) -> list[MessageView]:
    """What was said, as operators read it."""
    view = await surface.built.database.reader.conversation((await known(surface)).number)
    assert view is not None
    return list(view.messages)


async def said(surface: Surface) -> list[str]:
    """What the user said."""
    return [line.text for line in await lines(surface) if line.author == "user"]


async def acts(surface: Surface, command: Command, actor: Actor = LEAD) -> str:
    """An operator does this in the console; the key of the line that it made, if it made one."""
    name = f"act {next(_acts)}"
    await surface.built.engine.act((await known(surface)).number, actor, command, name)
    await surface.rest()
    return f"desk:{actor.name}:{name}:0"


async def key_of(surface: Surface, text: str) -> str:
    """The key of the user's newest line with this text."""
    cursor = await link(surface.built).execute(
        "SELECT key FROM messages WHERE author = 'user' AND text = ? ORDER BY seq DESC", (text,)
    )
    row = await cursor.fetchone()
    assert row is not None, f"nobody said {text!r}"
    return str(row[0])


async def everything_kept(surface: Surface) -> str:
    """The whole database as text."""
    return "\n".join([line async for line in link(surface.built).iterdump()])


async def attempt(surface: Surface) -> Outcome:
    """One attempt to say something to the user."""
    assert surface.channel is not None
    payload: dict[str, object] = {"text": "hello", "sender": "Olga", "files": [], "media": [], "reply_to": None}
    conversation, carrier = (await known(surface)).id, surface.channel.carrier
    row = OutboxRow(
        "row", "lane", carrier, surface.address.key, conversation, "relay", payload, RowState.SENDING, 0, attempts=1
    )
    return await surface.channel.send((row,))


def link(built: Assembly) -> Link:
    """The connection to the database in memory."""
    return built.database.store._writer._link
