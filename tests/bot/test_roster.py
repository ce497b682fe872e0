"""Who is at the desk, kept at hand."""

from __future__ import annotations

import asyncio

import pytest

from bot.roster import KEPT_FOR, RosterBook
from conversation.events import Actor
from conversation.model import Address
from conversation.ports import Inbound, Refused
from handoff.commands import Mute
from handoff.model import Claim, Operator, Resolve, Transfer
from handoff.roster import Colleague
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import house, settle

AMY = Actor("amy", "operator")


async def test_the_list_has_roles_names_and_loads_and_is_read_again_after_a_while() -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        database = built.database
        book = RosterBook(database.staff, database.reader, clock)
        await database.staff.add(Operator("amy", "lead", alias="Mei"))
        await asyncio.gather(*(book.refresh() for _ in range(9)))
        assert book.roster.people == (Colleague("amy", "lead", "Mei"),)
        await built.intake.accept(Inbound(Address("fake", "main", "chat1"), "1", text="/human"))
        await built.engine.act(1001, AMY, Claim(), "a")
        await database.staff.mute("amy", 7)
        clock.wind(KEPT_FOR - 1)
        await book.refresh()
        assert book.roster.people[0].load == 0
        clock.wind(1)
        await book.refresh()
        assert book.roster.people == (Colleague("amy", "lead", "Mei", load=1, muted_until=7),)
        await built.engine.act(1001, AMY, Resolve(), "b")
        await book.renew()
        assert book.roster.people[0].load == 0


async def test_whoever_was_added_just_now_can_be_named_at_once() -> None:
    clock, desk = HandClock(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, desks=(desk,)) as built:
        staff = built.database.staff
        await staff.add(Operator("amy"))
        await built.intake.accept(Inbound(Address("fake", "main", "chat1"), "1", text="/human"))
        await staff.add(Operator("bo"))
        with pytest.raises(Refused, match="nobody"):
            await built.engine.act(1001, AMY, Transfer("nobody"), "a")
        await built.engine.act(1001, AMY, Transfer("bo"), "b")
        await settle(built, clock)
        assert [row.payload["rings"] for row in desk.sent if row.kind == "alert"] == [["amy"], ["bo"]]


async def test_whoever_asks_for_no_rings_is_not_called_from_then_on() -> None:
    clock, desk = HandClock(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, desks=(desk,)) as built:
        await built.database.staff.add(Operator("amy"))
        await built.intake.accept(Inbound(Address("fake", "main", "chat1"), "1", text="/human"))
        await built.engine.act(1001, AMY, Mute(60_000), "a")
        await built.intake.accept(Inbound(Address("fake", "main", "chat2"), "2", text="/human"))
        clock.wind(60_000)
        await built.intake.accept(Inbound(Address("fake", "main", "chat3"), "3", text="/human"))
        await settle(built, clock)
        assert [row.payload["rings"] for row in desk.sent if row.kind == "alert"] == [["amy"], [], ["amy"]]


async def test_a_list_that_seems_to_come_from_the_future_is_read_again() -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        book = RosterBook(built.database.staff, built.database.reader, clock)
        clock.wind(KEPT_FOR * 9)
        await book.refresh()
        await built.database.staff.add(Operator("amy"))
        clock.wind(-KEPT_FOR * 2)
        await book.refresh()
        assert [one.name for one in book.roster.people] == ["amy"]
