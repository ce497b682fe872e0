"""The operators' side of `frontdesk chat`: lines typed on a screen whose other side is Ada's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.terminal import ADDRESS, Terminal, TerminalDesk
from bot.commands.chat import Screen
from bot.wiring import Assembly, Senders
from conversation.events import Actor
from conversation.model import Address, Conversation
from tests.kit.story_desks.crew import Crew, Inexpressible, Order, Plot, Shown, without_thanks


@dataclass
class Keyboards:
    """Implements `Crew`: whoever sits down at the screen goes by their own name. Nobody is put on the list."""

    home: Address = ADDRESS
    enlists: bool = False
    desk: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    _house: Assembly | None = None

    def senders(self) -> Senders:
        """The operators' half of the screen."""
        return Senders(desks=(TerminalDesk(self.desk.append),))

    async def join(self, house: Assembly) -> None:
        """This house."""
        self._house = house

    async def does(self, order: Order) -> str:
        """What stands below the line, in the screen's own words."""
        assert self._house is not None
        if order.edits or order.word == "/delete":
            raise Inexpressible("a line that was typed cannot be pointed at")
        line = order.text
        here = await self._house.database.reader.newest(self.home)
        if here is None or here.number != order.conversation.number:
            if line != "/claim":
                raise Inexpressible("the screen has one user, and lines are about theirs")
            line = f"/claim {order.conversation.number}"
        me, before = Actor(order.who.name, order.who.role, order.who.alias), len(self.told)
        await Screen(self._house, Terminal(self.told.append), None, operator=True, me=me).take(line)
        told = [line for line in self.told[before:] if not line.startswith(" desk | ")]  # how the conversation stands
        said = [line.removeprefix("      ! ").removeprefix("      · ") for line in told]
        return without_thanks("\n".join(said), order, self._house.policy().texts)

    async def shows(self, about: Conversation, kind: Shown) -> str | None:
        """The operators' half of the screen."""
        return "\n".join(self.desk)

    def away(self, *, away: bool) -> None:
        """It is always there."""
        raise Inexpressible("a screen is never out of reach")

    async def leave(self) -> None:
        """Nothing is left behind."""


@asynccontextmanager
async def screen(plot: Plot) -> AsyncIterator[Crew]:
    """Whoever is listed is so from the start."""
    if plot.listed:
        for operator in plot.people:
            await plot.database.staff.add(operator)
    yield Keyboards()
