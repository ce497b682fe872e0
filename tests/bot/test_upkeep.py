"""Nobody is left with an operator who is no longer there."""

from __future__ import annotations

from bot.upkeep import release_orphans
from conversation.events import Actor
from conversation.model import Address
from conversation.ports import Inbound
from handoff.model import Claim, Operator
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import house, settle


async def test_whoever_talked_to_a_removed_operator_goes_back_into_the_queue_once() -> None:
    clock, channel, desk = HandClock(), FakeChannel(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, channels=(channel,), desks=(desk,)) as built:
        database = built.database
        for name in ("mo", "ann"):
            await database.staff.add(Operator(name))
        for n, name in enumerate(("mo", "ann")):
            await built.intake.accept(Inbound(Address("fake", "main", f"chat{n}"), f"{n}", text="/human"))
            await built.engine.act(1001 + n, Actor(name, "operator"), Claim(), "c")
        assert await release_orphans(database.reader, database.staff, built.engine) == 0
        await database.staff.remove("mo")
        assert await release_orphans(database.reader, database.staff, built.engine) == 1
        assert await release_orphans(database.reader, database.staff, built.engine) == 0
        rows = await database.reader.rows(None, 0, 10)
        assert {row.number: (row.stage, row.owner) for row in rows} == {
            1001: ("waiting", None),
            1002: ("with_operator", "ann"),
        }
        await settle(built, clock)
        assert "back in the queue" in channel.texts[-1]
        assert desk.texts.count("new") == 3
