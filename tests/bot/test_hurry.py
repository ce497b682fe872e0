"""What kept rows from being sent is over: they do not sleep on until the time that was set for them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from bot.courier import Courier
from conversation.change import OutboxRow
from conversation.delivery import Ambiguous, NotSent, Outcome
from tests.kit.channels import FakeChannel
from tests.kit.post import post

HOUR = 3_600_000


async def test_a_row_that_waits_for_another_attempt_goes_when_it_is_hurried() -> None:
    async with post() as given:
        given.desk.outcomes = deque([NotSent("no connection")] * 5)
        await given.put(given.line("one"))
        for _ in range(4):
            await given.wind(60_000)
        await given.put(given.line("two"))
        given.courier.hurry({"another:desk"})
        await given.settle()
        assert given.desk.texts == []
        given.courier.hurry({given.desk.carrier})
        await given.settle()
        assert given.desk.texts == ["one", "two"]


async def test_hurrying_while_the_last_row_is_noted_as_sent_does_no_harm() -> None:
    async with post() as given:
        sending = asyncio.ensure_future(given.put(given.line("one")))
        while not sending.done():
            given.courier.hurry({given.desk.carrier})
            await asyncio.sleep(0)
        await sending
        assert given.desk.texts == ["one"]


async def test_a_chat_that_was_paused_is_open_again() -> None:
    async with post() as given:
        given.desk.outcomes = deque([NotSent("the token was refused", HOUR)])
        await given.put(given.line("one", about="a"))
        await given.put(given.line("two", about="b"))
        assert given.desk.texts == []
        given.courier.hurry({given.desk.carrier})
        await given.settle()
        assert given.desk.texts == ["one", "two"]


async def test_what_somebody_has_to_mend_holds_up_one_lane_and_is_never_given_up() -> None:
    async with post() as given:
        given.desk.outcomes = deque([NotSent("a right is missing", HOUR, alone=True)])
        await given.put(given.line("one", about="a"))
        await given.put(given.line("two", about="b"))
        assert given.desk.texts == ["two"]
        given.desk.outcomes = deque([NotSent("a right is missing", HOUR, alone=True)] * 60)
        for _ in range(60):
            await given.wind(HOUR)
        assert given.desk.texts == ["two"]
        given.courier.hurry({given.desk.carrier})
        await given.settle()
        assert given.desk.texts == ["two", "one"]


async def test_a_line_that_may_have_arrived_keeps_its_pause() -> None:
    async with post() as given:
        given.desk.outcomes = deque([Ambiguous("reset")])
        await given.put(given.line("one"))
        given.courier.hurry({given.desk.carrier})
        await given.settle()
        assert given.desk.texts == []
        await given.wind(2_000)
        assert given.desk.texts == ["one"]


async def test_what_is_mended_while_an_attempt_fails_is_tried_again_at_once() -> None:
    async with post() as given:
        desk = Mended(carrier=given.desk.carrier)
        given.courier = desk.courier = Courier(given.database.store, given.clock, {desk.carrier: desk})
        await given.put(given.line("one"))
        assert desk.texts == ["one"]


class Mended(FakeChannel):
    """Refuses once, and just then somebody mends what was wrong."""

    courier: Courier

    async def send(self, rows: Sequence[OutboxRow]) -> Outcome:
        if self.attempts:
            return await super().send(rows)
        self.attempts += rows
        self.courier.hurry({self.carrier})
        return NotSent("a right is missing", HOUR)


async def test_rows_that_failed_together_go_together_when_they_are_hurried() -> None:
    async with post(joins=True) as given:
        given.desk.outcomes = deque([NotSent("a right is missing", HOUR, alone=True)])
        await given.put(given.line("one"), given.line("two"))
        given.courier.hurry({given.desk.carrier})
        await given.settle()
        assert given.desk.joined == ["one + two"]
