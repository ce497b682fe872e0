"""What fell silent is woken, once, even over a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

from conversation.model import Address
from conversation.ports import Inbound
from tests.kit.clock import HandClock
from tests.kit.house import config, house

CHAT = Address("fake", "main", "chat1")
DAY = 24 * 3_600_000


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
