"""Promised answers in the real house: what was nearly late, what was late, and what was passed on for it."""

from __future__ import annotations

from dataclasses import replace

from conversation.events import Actor
from conversation.model import Address
from conversation.ports import Inbound
from handoff.model import Priority, Reply
from handoff.rules import Rules, Team
from insights.model import Lateness
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import config, house, settle

MINUTE = 60_000
GOAL = {Priority.NORMAL: 10 * MINUTE}
RULES = Rules(
    teams={"core": Team(languages=("en",), answer_within=GOAL, escalate_to="leads"), "leads": Team(answer_within=GOAL)}
)
ADA = Address("fake", "main", "ada")


async def test_a_late_answer_is_counted_for_the_team_that_was_late() -> None:
    settings, clock = config(), HandClock()
    settings = replace(settings, handoff=replace(settings.handoff, rules=RULES))
    async with house(settings, clock, (FakeChannel(),)) as built:
        await built.intake.accept(Inbound(ADA, "u1", "/human", language="en"))
        for _ in range(12):
            clock.wind(MINUTE)
            await built.timers.fire_due()
            await settle(built, clock)
        conversation = await built.database.reader.newest(ADA)
        assert conversation is not None
        await built.engine.act(conversation.number, Actor("lea", "lead"), Reply("Sorry!"), "o1")
        stats = await built.reports("1h")
    assert stats.whole.breaches == stats.by_team["core"].breaches == Lateness(1, 1, 1)
    assert stats.by_team["leads"].breaches == Lateness(0, 0, 0)
    assert stats.by_team["leads"].frt_seconds.p50 == stats.by_operator["lea"].frt_seconds.p50 == 720.0
