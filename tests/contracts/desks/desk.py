"""What operators have of a desk before them, and what a test may ask of any of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.config import Config
from bot.wiring import Assembly
from conversation.model import Address, Conversation, Stage, WithOperator
from conversation.ports import Inbound
from conversation.views import MessageView
from handoff.model import Command, FileRef

Can = Literal[
    "place", "buttons", "files", "both", "react", "strangers", "network", "shared", "correct", "words", "lists"
]
"""Whether the desk makes a place with a card for each conversation, shows choices below it, opens files, shows what a
line read before it was changed, shows emoji, can be reached by people who are no operators, lies behind a network, is
in several hands, so that one may be refused what another has, lets operators change, take back and react to what was
said, understands words that are for the desk alone such as `/who`, and shows every conversation in a list."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that operators read there; `called` are those whom it notifies by name."""

    text: str
    labels: tuple[str, ...] = ()
    files: tuple[bytes, ...] = ()
    emoji: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where one conversation is shown."""

    title: str
    open: bool
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All that stands there."""
        return "\n".join(line.text for line in self.lines)


class Desk(Protocol):
    """A desk with one operator at it; every verb returns when all that follows from it is done.

    Mia is the user, Nora a lead at the console. `operator` is the name of whoever sits at this desk.
    """

    can: frozenset[Can]
    operator: str

    @property
    def built(self) -> Assembly:
        """The house behind it."""

    async def says(self, text: str, files: tuple[FileRef, ...] = (), **more: Any) -> None:
        """The user writes, or does what else an `Inbound` can say."""

    async def acts(self, command: Command) -> None:
        """Nora does this in the console."""

    async def conversation(self) -> Conversation:
        """The user's."""

    async def places(self) -> Sequence[Place]:
        """All places that are there, oldest first."""

    async def hall(self) -> Sequence[Line]:
        """What stands on the desk outside of all conversations, oldest first."""

    async def writes_in_hall(self, text: str) -> str:
        """The operator types this there; what they are told about it, if anything."""

    async def writes(self, text: str) -> str:
        """The operator types this in the conversation's place; what they are told about it, if anything."""

    async def presses(self, label: str) -> str:
        """The operator presses the newest button of this name; what they are told about it."""

    async def edits(self, text: str) -> None:
        """What the operator wrote last reads like this."""

    async def deletes(self) -> None:
        """The operator takes back what they wrote last."""

    async def reacts(self, text: str, emoji: str) -> None:
        """The operator puts an emoji below the line with this text."""

    def changed(self) -> Sequence[tuple[str, str]]:
        """What was asked of the user's platform besides messages: what, and the words or the emoji of it."""

    async def intrudes(self, text: str) -> None:
        """Somebody who is no operator tries to do this, by word and by button."""

    def heard(self) -> Sequence[str]:
        """What the user heard of people, in order."""

    def fails(self, reason: str) -> None:
        """The next line to the user is refused for good."""

    async def remote(self, text: str) -> str:
        """Under which id the line of an operator stands at the user's."""

    async def loses_place(self) -> None:
        """Somebody deletes the place."""

    async def crashes_while_opening(self) -> None:
        """The process ends after it asked for a place and before it heard the answer, and starts again."""

    async def tidy(self) -> None:
        """What the desk brings up to date by itself is brought up to date."""


Open = Callable[[Config], AbstractAsyncContextManager[Desk]]
"""Builds a desk in a house with these settings."""


async def owner(desk: Desk) -> str | None:
    """The operator who has the floor."""
    found = await stage(desk)
    return found.operator if isinstance(found, WithOperator) else None


async def newcomer(desk: Desk, name: str, text: str = "/human") -> int:
    """Somebody else writes; the number of their conversation."""
    address = Address("fake", "main", name)
    await desk.built.intake.accept(Inbound(address, f"of {name}: {text}", text, name=name))
    known = await desk.built.database.reader.newest(address)
    assert known is not None
    return known.number


async def stage(desk: Desk) -> Stage:
    """Who has the floor."""
    return (await desk.conversation()).stage


async def place(desk: Desk) -> Place:
    """The only one."""
    (found,) = await desk.places()
    return found


async def transcript(desk: Desk) -> list[MessageView]:
    """What was said, and the notes behind it."""
    view = await desk.built.database.reader.conversation((await desk.conversation()).number)
    assert view is not None
    return [*view.messages, *view.notes]
