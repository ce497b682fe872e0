"""A channel's events stay in order, whatever has to be waited for; channels do not wait for each other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from itertools import count

import pytest

from adapters.discord.events import Event
from adapters.discord.lanes import MOST_WAITING, Lanes, Page
from conversation.ports import StorageError, TryLater
from tests.adapters.telegram.listening import Board, RungClock

HERE, THERE = "100", "200"


def said(text: str, channel: str = HERE) -> Event:
    return Event("MESSAGE_CREATE", {"id": text, "channel_id": channel, "content": text}, channel)


class Bench:
    """Lanes whose other ends the test holds."""

    def __init__(self) -> None:
        self.board = Board()
        self.clock = RungClock(self.board)
        self.heard: list[str] = []
        self.failing: dict[str, list[Exception]] = {}
        self.waiting: dict[str, asyncio.Event] = {}
        self.pages: dict[str, list[Page | Exception]] = {}
        self.lanes = Lanes(self.clock, self.deliver, self.missed)

    async def deliver(self, event: Event) -> None:
        text = event.data["content"]
        if self.failing.get(text):
            raise self.failing[text].pop(0)
        if text in self.waiting:
            await self.waiting[text].wait()
        self.heard.append(text)
        self.board.ring()

    async def missed(self, channel: str) -> Page:
        page = self.pages[channel].pop(0)
        if isinstance(page, Exception):
            raise page
        return page

    async def hears(self, *texts: str) -> None:
        await self.board.until(lambda: len(self.heard) >= len(texts))
        assert self.heard == list(texts)

    async def sleeps(self) -> None:
        await self.board.until(lambda: self.clock.sleepers)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    yield bench
    await bench.lanes.close()


async def test_order_holds_in_a_channel_and_others_do_not_wait(bench: Bench) -> None:
    bench.waiting["1"] = asyncio.Event()
    for text in ("1", "2", "3"):
        bench.lanes.give(said(text))
    bench.lanes.give(said("elsewhere", THERE))
    await bench.hears("elsewhere")
    bench.waiting["1"].set()
    await bench.hears("elsewhere", "1", "2", "3")


async def test_a_channel_waits_while_its_person_writes_too_much(bench: Bench) -> None:
    bench.failing["1"] = [TryLater(7)]
    bench.lanes.give(said("1"))
    bench.lanes.give(said("2"))
    await bench.sleeps()
    bench.lanes.give(said("elsewhere", THERE))
    await bench.hears("elsewhere")
    bench.clock.wind(7_000)
    await bench.hears("elsewhere", "1", "2")


async def test_while_the_database_cannot_write_it_is_tried_ever_more_slowly_and_told_once(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.failing["1"] = [StorageError("disk full")] * 3
    bench.lanes.give(said("1"))
    for pause in (1_000, 2_000, 4_000):
        await bench.sleeps()
        bench.clock.wind(pause - 1)
        assert bench.clock.sleepers
        bench.clock.wind(1)
    await bench.hears("1")
    assert caplog.text.count("cannot keep what comes in") == 1


async def test_what_was_missed_comes_before_what_happens_now_page_by_page(bench: Bench) -> None:
    bench.pages[HERE] = [Page([said("1"), said("2")], more=True), Page([said("3")])]
    bench.lanes.catch_up(HERE)
    bench.lanes.give(said("4"))
    await bench.hears("1", "2", "3", "4")
    await bench.lanes.level()


async def test_what_came_both_ways_is_handed_over_once_and_as_it_came_live(bench: Bench) -> None:
    old = said("2")
    old.data["content"] = "2 from the history"
    bench.pages[HERE] = [Page([said("1"), old])]
    bench.lanes.catch_up(HERE)
    for text in ("2", "3"):
        bench.lanes.give(said(text))
    await bench.hears("1", "2", "3")


async def test_what_came_live_and_was_deleted_before_the_history_was_read_keeps_its_place(bench: Bench) -> None:
    bench.pages[HERE] = [Page([said("1"), said("3"), said("4")])]
    bench.lanes.catch_up(HERE)
    for text in ("2", "3"):
        bench.lanes.give(said(text))
    await bench.hears("1", "2", "3", "4")


async def test_live_events_are_held_while_the_history_cannot_be_read(bench: Bench) -> None:
    bench.pages[HERE] = [TryLater(5), Page([said("1")])]
    bench.lanes.catch_up(HERE)
    bench.lanes.give(said("2"))
    bench.lanes.give(said("elsewhere", THERE))
    await bench.hears("elsewhere")
    await bench.sleeps()
    bench.clock.wind(5_000)
    await bench.hears("elsewhere", "1", "2")


async def test_what_is_too_much_for_memory_is_read_from_the_history(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    bench.waiting["0"] = asyncio.Event()
    texts = [str(n) for n in range(MOST_WAITING + 3)]
    for text in texts:
        bench.lanes.give(said(text))
    numbers = count(1)
    rest = [said(str(next(numbers))) for _ in range(MOST_WAITING + 2)]
    bench.pages[HERE] = [Page(rest)]
    bench.waiting["0"].set()
    await bench.board.until(lambda: len(bench.heard) == len(texts))
    assert sorted(bench.heard, key=int) == texts
    assert caplog.text.count("too much at once") == 1
