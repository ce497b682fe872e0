"""One at a time per key, many keys at once."""

from __future__ import annotations

import asyncio

import pytest

from bot.lanes import Lanes
from conversation.ports import TryLater


async def test_one_key_is_served_in_order_while_others_go_ahead() -> None:
    lanes, log, gate = Lanes(), list[str](), asyncio.Event()

    async def work(key: str, name: str, wait: bool) -> None:
        async with lanes.lane(key):
            if wait:
                await gate.wait()
            log.append(name)

    tasks = [asyncio.create_task(work("a", f"a{n}", n == 0)) for n in range(3)]
    await work("b", "b0", False)
    assert log == ["b0"]
    gate.set()
    await asyncio.gather(*tasks)
    assert log == ["b0", "a0", "a1", "a2"]


async def test_a_lane_that_is_too_long_turns_away() -> None:
    lanes = Lanes(longest=1)
    async with lanes.lane("a"):
        with pytest.raises(TryLater):
            async with lanes.lane("a"):
                raise AssertionError("nobody gets here")
        async with lanes.lane("b"):
            pass
    async with lanes.lane("a"):
        pass


async def test_a_lane_that_failed_is_free_again() -> None:
    lanes = Lanes(longest=1)
    with pytest.raises(ZeroDivisionError):
        async with lanes.lane("a"):
            raise ZeroDivisionError
    async with lanes.lane("a"):
        pass
