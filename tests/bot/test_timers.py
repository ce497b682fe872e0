"""What fell silent is woken, once, even over a restart."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from conversation.events import Actor
from conversation.model import Address
from conversation.ports import Inbound
from handoff.hours import Hours
from handoff.model import Claim, Command, Priority, Reply, Transfer
from tests.kit.clock import HandClock
from tests.kit.house import config, desk_config, house

CHAT = Address("fake", "main", "chat1")
DAY = 24 * 3_600_000
OP1 = Actor("op1", "operator")
EVENINGS = Hours(week={day: ((time(20), time(21)),) for day in range(7)})


async def test_a_timer_survives_a_restart(tmp_path: Path) -> None:
    settings, clock = config(database=f"sqlite:///{tmp_path}/f.db"), HandClock()
    async with house(settings, clock) as built:
        await built.intake.accept(Inbound(CHAT, "1", text="hello"))
    clock.wind(DAY)
    async with house(settings, clock) as built:
        assert await built.timers.fire_due() == 1
        assert await built.timers.fire_due() == 0
        view = await built.database.reader.conversation(1001)
        assert view is not None
        assert view.row.stage == "resolved"


async def test_the_loop_fires_when_the_time_has_come() -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        loop = asyncio.create_task(built.timers.run())
        await built.intake.accept(Inbound(CHAT, "1", text="hello"))
        head = await built.database.feed.head()
        while clock.sleepers == 0 or await built.database.store.next_timer() is None:
            await asyncio.sleep(0)
        clock.wind(DAY)
        await built.database.feed.wait(head)
        view = await built.database.reader.conversation(1001)
        assert view is not None
        assert view.row.stage == "resolved"
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)


async def test_a_message_in_time_puts_the_silence_off() -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        await built.intake.accept(Inbound(CHAT, "1", text="hello"))
        clock.wind(DAY - 1)
        await built.intake.accept(Inbound(CHAT, "2", text="hello"))
        clock.wind(1)
        assert await built.timers.fire_due() == 0


@pytest.mark.parametrize(
    ("rules", "earlier", "later"),
    [
        ({"give_back": DAY // 24}, (Claim(),), Reply("hello")),
        ({"answer_within": {Priority.NORMAL: DAY // 24}}, (), Transfer("billing")),
        ({"hours": EVENINGS}, (), Transfer("billing")),
    ],
)
async def test_a_timer_of_a_setting_that_was_switched_off_runs_down_once(
    tmp_path: Path, rules: dict[str, object], earlier: tuple[Command, ...], later: Command
) -> None:
    database, clock = f"sqlite:///{tmp_path}/f.db", HandClock()
    async with house(replace(desk_config(**rules), database=database), clock) as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))
        for command in earlier:
            await built.engine.act(1001, OP1, command, "a")
    clock.wind(1)
    async with house(replace(desk_config(give_back=0), database=database), clock) as built:
        await built.engine.act(1001, OP1, later, "b")
        clock.wind(DAY // 2)
        await built.timers.fire_due()
        assert await built.database.store.timers_due(clock.now()) == ()
