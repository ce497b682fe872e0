"""Who is an operator by being a member, over a membership that only pretends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from adapters.desk.members import FRESH, Members, Person, Stranger
from conversation.events import Actor
from conversation.ports import Staff
from handoff.model import Operator, Role
from storage.database import Database, open_store
from tests.kit.clock import HandClock
from tests.kit.house import MEMORY


@dataclass
class Group:
    """Implements `Membership`; `roles` are those who are in it."""

    staff: Staff
    roles: dict[str, Role] = field(default_factory=dict)
    asked: int = 0
    carrier: str = "pretended:desk"

    async def role(self, user: str) -> Role | None:
        """Counts how often it is asked."""
        self.asked += 1
        return self.roles.get(user)

    async def listed(self, user: str) -> Operator | None:
        """By the Telegram id, for want of one of our own."""
        return await self.staff.by_telegram(user)

    def id_of(self, operator: Operator) -> str | None:
        """The same."""
        return operator.telegram

    def operator(self, name: str, user: str) -> Operator:
        """By way of this group."""
        return Operator(name, telegram=user, source=self.carrier)


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with open_store(MEMORY, exclusive=True, clock_now=lambda: 0) as database:
        yield database


async def test_a_member_is_an_operator_for_as_long_as_they_are_one(database: Database) -> None:
    clock, group = HandClock(), Group(database.staff, {"7": "operator"})
    members = Members(group, database.staff, clock)
    assert await members.who(Person("7", "[Nora](x)")) == Actor("Norax", "operator")
    assert await members.who(Person("7", "Nora")) == Actor("Norax", "operator")
    assert group.asked == 1
    group.roles.clear()
    clock.wind(FRESH)
    assert await members.who(Person("7", "Nora")) == Stranger("desk_not_a_member", "7")
    assert await database.staff.by_telegram("7") is None


async def test_two_of_the_same_name_are_told_apart(database: Database) -> None:
    group = Group(database.staff, {"7": "operator", "8": "lead"})
    members = Members(group, database.staff, HandClock())
    await members.who(Person("7", "Nora"))
    assert await members.who(Person("8", "nora")) == Actor("nora 2", "lead")


async def test_who_acts_in_several_places_at_once_is_one_operator(database: Database) -> None:
    members = Members(Group(database.staff, {"7": "operator"}), database.staff, HandClock())
    found = await asyncio.gather(*(members.who(Person("7", "Nora")) for _ in range(5)))
    assert found == [Actor("Nora", "operator")] * 5
    assert [operator.name for operator in await database.staff.all()] == ["Nora"]


async def test_bots_and_those_who_are_not_listed_may_not_act(database: Database) -> None:
    group = Group(database.staff, {"7": "lead"})
    members = Members(group, database.staff, HandClock(), only_listed=True)
    assert await members.who(Person("7", "Nora")) == Stranger("desk_only_listed", "7")
    assert await members.who(Person("9", "Robot", is_bot=True)) == Stranger("desk_no_bots", "9")
    await database.staff.add(Operator("Nora", telegram="7", role="lead"))
    assert await members.who(Person("7", "Nora")) == Actor("Nora", "lead")
    assert group.asked == 0


async def test_a_look_around_ends_what_no_membership_supports(database: Database) -> None:
    clock, group = HandClock(), Group(database.staff, {"7": "operator"})
    members = Members(group, database.staff, clock)
    await members.who(Person("7", "Nora"))
    group.roles.clear()
    clock.wind(FRESH)
    await members.review()
    assert await database.staff.all() == ()
