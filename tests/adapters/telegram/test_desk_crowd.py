"""A raid of newcomers: one card in the general topic, at Telegram's pace, whatever becomes of it."""

from __future__ import annotations

from datetime import time

from bot.limits import Rate
from conversation.model import Address
from conversation.ports import Inbound
from handoff.hours import Hours
from handoff.model import Priority, Resolve
from tests.adapters.telegram.desk_scene import CONSOLE, DeskScene, desk_scene
from tests.kit.house import desk_config
from tests.kit.telegram import Message

MINUTE = 60_000
GROUP = Rate(18, MINUTE)


async def raid(stage: DeskScene, count: int, first: int = 0) -> list[int]:
    """So many newcomers ask for a person; their numbers."""
    numbers = []
    for n in range(first, first + count):
        address = Address("fake", "main", f"guest{n}")
        await stage.built.intake.accept(Inbound(address, f"raid {n}", "/human", name=f"Guest {n}"))
        known = await stage.database.reader.newest(address)
        assert known is not None
        numbers.append(known.number)
    await stage.rest()
    return numbers


def cards(stage: DeskScene) -> list[Message]:
    """What stands in the general topic."""
    return [message for message in stage.group.messages if message.topic is None and not message.service]


async def test_a_hundred_newcomers_are_one_card_and_few_calls() -> None:
    async with desk_scene(rates=(GROUP,), gap=3_000, settings=desk_config(crowd=5)) as stage:
        numbers = await raid(stage, 100)
        for _ in range(3):
            await stage.wind(MINUTE)
        (card,) = cards(stage)
        topics = len(stage.group.topics)
        assert topics <= 5
        first, last = numbers[topics], numbers[-1]
        waiting = f"👥 {100 - topics} newcomers wait: #{first}–#{last}\n"
        assert card.text.startswith(waiting)
        assert f"/claim {first}" in card.text
        assert len(stage.telegram.calls_of("sendMessage")) <= 2 * topics + 1
        assert len(stage.telegram.calls_of("editMessageText")) <= 4


async def test_who_is_taken_or_done_leaves_the_card_and_the_last_one_closes_it() -> None:
    async with desk_scene(settings=desk_config(crowd=1)) as stage, stage.running():
        crowd = await raid(stage, 4)
        (card,) = cards(stage)
        assert stage.group.topics == []
        await stage.built.engine.act(crowd[1], CONSOLE, Resolve(), "c 1")
        await stage.until(lambda: card.text.startswith(f"👥 3 newcomers wait: #{crowd[0]}, #{crowd[2]}–#{crowd[3]}"))
        for number in (crowd[0], crowd[2], crowd[3]):
            await stage.built.engine.act(number, CONSOLE, Resolve(), f"c {number}")
        await stage.until(lambda: card.text == "👥 None of the newcomers waits any more.")
        await raid(stage, 3, first=10)
        assert len(cards(stage)) == 2


async def test_a_restart_goes_on_with_the_same_card_and_a_deleted_one_comes_anew() -> None:
    async with desk_scene(settings=desk_config(crowd=1)) as stage:
        await raid(stage, 4)
        (card,) = cards(stage)
        await stage.rebuild()
        await raid(stage, 3, first=10)
        assert cards(stage) == [card]
        stage.operators[1].deletes(card)
        await raid(stage, 3, first=20)
        (anew,) = cards(stage)
        assert anew is not card
        assert "newcomers wait" in anew.text


async def test_a_promise_that_was_broken_to_many_rings_once() -> None:
    rules = desk_config(crowd=1, answer_within={Priority.NORMAL: 10 * MINUTE})
    async with desk_scene(settings=rules) as stage:
        await raid(stage, 6)
        for _ in range(2):
            await stage.wind(10 * MINUTE)
            await _timers(stage)
        assert len(stage.group.topics) <= 2
        late = [message for message in cards(stage) if "🚨" in message.text]
        assert [message.silent for message in late] == [False]


async def test_a_crowd_of_the_night_calls_once_when_people_are_back() -> None:
    night = Hours(week={day: ((time(13), time(18)),) for day in range(7)})
    async with desk_scene(settings=desk_config(crowd=1, hours=night)) as stage:
        await raid(stage, 6)
        assert all(message.silent for message in cards(stage))
        await stage.wind(60 * MINUTE)
        await _timers(stage)
        called = [message for message in cards(stage) if message.text.startswith("🔔")]
        assert [message.silent for message in called] == [False]


async def _timers(stage: DeskScene) -> None:
    """All timers that have run down are heard."""
    for timer in await stage.database.store.timers_due(stage.clock.now()):
        await stage.built.engine.ring(timer)
    await stage.rest()
