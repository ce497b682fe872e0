"""A courier by itself: real storage, one desk at the edge, a hand-wound clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import count

from bot.attempts import Undelivered
from bot.courier import Courier
from bot.limits import Limiter, Rate
from conversation.change import OutboxRow, RowKind
from conversation.delivery import RowState
from storage.database import Database, open_store
from tests.contracts.changes import change, committed, conversation
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock

GROUP = "fake|main|-1|"


def slow(_: str) -> Iterable[Rate]:
    """One a second for every chat."""
    return (Rate(1, 1_000),)


class Post:
    """A courier on real storage, and ways to hand it rows."""

    def __init__(
        self, database: Database, clock: HandClock, courier: Courier, desk: FakeChannel, limiter: Limiter
    ) -> None:
        self.database, self.clock, self.courier, self.desk, self.limiter = database, clock, courier, desk, limiter
        self._numbers = count(1001)

    def line(self, text: str, about: str = "c1", target: str = GROUP, kind: RowKind = "relay") -> OutboxRow:
        """A user's words for the desk, or another kind of row."""
        carrier, now = self.desk.carrier, self.clock.now()
        return OutboxRow(
            f"{text}@{carrier}", f"{carrier}|{about}", carrier, target, about, kind, {"text": text},
            RowState.READY, now, shows=text,
        )  # fmt: skip

    async def put(self, *rows: OutboxRow) -> None:
        """One transaction with these rows, and all that can happen then without time passing."""
        number = next(self._numbers)
        planned = self.courier.plan(rows)
        made = change(f"e{number}", conversation(number, chat=f"chat{number}"), outbox=planned)
        self.courier.take((await committed(self.database, made)).rows)
        await self.settle()

    async def wind(self, milliseconds: int) -> None:
        """Time passes, and all that follows."""
        self.clock.wind(milliseconds)
        await self.settle()

    async def settle(self) -> None:
        """Everything is done or sleeps."""
        while self.courier.busy - self.clock.sleepers > 0:
            await asyncio.sleep(0)


@asynccontextmanager
async def post(
    *,
    rates: bool = False,
    gap: int = 0,
    joins: bool = False,
    deduplicates: bool = False,
    undelivered: Undelivered | None = None,
) -> AsyncIterator[Post]:
    """A courier with one desk, whose bot may be held to one message a second and chat."""
    clock, desk = HandClock(), FakeChannel(carrier="fake:desk", joins=joins, deduplicates=deduplicates)
    async with open_store("sqlite:///:memory:", exclusive=True, clock_now=clock.now) as database:
        limiter = Limiter(clock, rates=slow if rates else lambda _: ())
        carriers, limiters, gaps = {desk.carrier: desk}, {desk.carrier: limiter}, {desk.carrier: gap}
        courier = Courier(database.store, clock, carriers, limiters, gaps=gaps, undelivered=undelivered)
        yield Post(database, clock, courier, desk, limiter)
        await courier.close()
