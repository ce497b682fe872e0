"""No desk at all: what operators type goes straight to the engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.wiring import Assembly, Senders
from conversation.events import Actor
from conversation.model import Address, Conversation
from conversation.ports import Refused
from handoff.commands import Misread, Who, parse
from handoff.model import Amend
from tests.kit.story_desks.crew import Order, Plot, Shown
from tests.kit.story_files import ADAS_CHAT


@dataclass
class Paper:
    """Implements `Crew`. Nobody is put on the list of operators."""

    home: Address = ADAS_CHAT
    enlists: bool = False
    _house: Assembly | None = None

    def senders(self) -> Senders:
        """Nothing."""
        return Senders()

    async def join(self, house: Assembly) -> None:
        """This house's engine."""
        self._house = house

    async def does(self, order: Order) -> str:
        """The sentence of the engine."""
        assert self._house is not None
        about = order.read if order.text == "/delete" else None
        command = Amend(order.read, order.text) if order.edits else parse(order.text, about)
        assert not isinstance(command, Misread | Who), f"{order.text} is no command"
        actor = Actor(order.who.name, order.who.role, order.who.alias)
        try:
            await self._house.engine.act(order.conversation.number, actor, command, order.key)
        except Refused as refused:
            return str(refused)
        return ""

    async def shows(self, about: Conversation, kind: Shown) -> str | None:
        """There is the paper desk alone."""

    def away(self, *, away: bool) -> None:
        """There is nothing to be brought."""

    async def leave(self) -> None:
        """Nothing is left behind."""


@asynccontextmanager
async def paper(plot: Plot) -> AsyncIterator[Paper]:
    """Whoever is listed is so from the start."""
    if plot.listed:
        for operator in plot.people:
            await plot.database.staff.add(operator)
    yield Paper()
