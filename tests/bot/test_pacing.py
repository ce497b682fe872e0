"""The courier and the platforms' pace: lines that wait, chats that ask for silence, lanes that rest."""

from __future__ import annotations

import asyncio
from collections import deque

from conversation.delivery import Ambiguous, NotSent, Outcome, RowState
from tests.kit.post import GROUP, post


async def test_fifty_conversations_in_one_chat_are_served_in_order_of_arrival() -> None:
    async with post(rates=True) as given:
        names = [f"m{n}" for n in range(50)]
        for n, name in enumerate(names):
            await given.put(given.line(name, about=f"c{n}"))
        for n in range(1, 51):
            assert given.desk.texts == names[:n]
            await given.wind(1_000)
        assert given.courier.waiting == 0


async def test_conversations_take_turns_when_each_has_more_to_say() -> None:
    async with post(rates=True) as given:
        for n in range(3):
            for about in ("a", "b", "c"):
                await given.put(given.line(f"{about}{n}", about=about))
        for _ in range(8):
            await given.wind(1_000)
        assert given.desk.texts == ["a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2"]


async def test_a_chat_that_asks_for_silence_holds_its_own_lanes_only() -> None:
    async with post(rates=True) as given:
        given.desk.outcomes = deque([NotSent("too many", 30_000)])
        await given.put(given.line("one", about="a"))
        await given.put(given.line("two", about="b"))
        await given.put(given.line("three", about="a"))
        await given.put(given.line("elsewhere", about="c", target="fake|main|-2|"))
        assert given.desk.texts == ["elsewhere"]
        await given.wind(29_999)
        assert given.desk.texts == ["elsewhere"]
        await given.wind(1)
        assert given.desk.texts == ["elsewhere", "one"], "it kept its place in the line"
        await given.wind(1_000)
        await given.wind(1_000)
        assert given.desk.texts == ["elsewhere", "one", "two", "three"]


async def test_being_asked_to_wait_is_no_failure_however_often() -> None:
    async with post() as given:
        given.desk.outcomes = deque([NotSent("too many", 1_000)] * 60)
        await given.put(given.line("one"))
        for _ in range(60):
            await given.wind(1_000)
        assert given.desk.texts == ["one"]
        assert len(given.desk.attempts) == 61
        assert {row.attempts for row in given.desk.attempts} == {1}


async def test_lines_written_after_the_first_go_out_together_when_the_gap_is_over() -> None:
    async with post(gap=3_000, joins=True) as given:
        await given.put(given.line("one"))
        assert given.desk.joined == ["one"]
        before = await given.database.store.commits()
        for text in ("two", "three", "four"):
            await given.put(given.line(text))
        await given.wind(2_999)
        assert given.desk.joined == ["one"]
        await given.wind(1)
        assert given.desk.joined == ["one", "two + three + four"]
        assert await given.database.store.commits() - before == 3 + 2, "each was accepted; one claim, one outcome"
        await given.put(given.line("five"))
        assert given.desk.joined == ["one", "two + three + four"]
        await given.wind(3_000)
        assert given.desk.joined == ["one", "two + three + four", "five"]
        await given.wind(3_000)
        await given.put(given.line("six"))
        assert given.desk.joined[-1] == "six", "after a silence the first goes at once"


async def test_the_gap_of_one_conversation_is_not_that_of_another() -> None:
    async with post(gap=3_000) as given:
        await given.put(given.line("a", about="a"))
        await given.put(given.line("b", about="b"))
        await given.put(given.line("a2", about="a"))
        assert given.desk.texts == ["a", "b"]
        await given.wind(3_000)
        assert given.desk.texts == ["a", "b", "a2"]


async def test_rows_of_one_decision_that_can_be_joined_are_born_as_one_message() -> None:
    async with post(rates=True, joins=True) as given:
        before = await given.database.store.commits()
        await given.put(given.line("one"), given.line("two"))
        assert given.desk.joined == ["one + two"]
        assert await given.database.store.commits() - before == 2


async def test_a_transaction_that_did_not_happen_gives_its_one_place_back() -> None:
    async with post(rates=True, joins=True) as given:
        planned = given.courier.plan([given.line("one"), given.line("two")])
        assert [row.state for row in planned] == [RowState.SENDING, RowState.SENDING]
        given.courier.drop(planned)
        await given.put(given.line("three"))
        assert given.desk.texts == ["three"]


async def test_a_doubtful_message_is_repeated_as_it_was_and_new_lines_wait_for_it() -> None:
    async with post(joins=True, deduplicates=True) as given:
        outcomes: list[Outcome] = [Ambiguous("no answer"), NotSent("too many", 5_000), NotSent("no network")]
        given.desk.outcomes = deque(outcomes)
        await given.put(given.line("one"), given.line("two"))
        await given.put(given.line("three"))
        assert len(given.desk.attempts) == 4
        [first, *_] = await given.database.store.unfinished()
        assert first.state is RowState.UNKNOWN, "the first attempt may still have arrived"
        await given.wind(5_000)
        await given.wind(60_000)
        assert given.desk.joined == ["one + two", "three"]


async def test_every_joined_line_knows_where_it_stands() -> None:
    async with post(joins=True) as given:
        await given.put(given.line("zero"))
        await given.put(given.line("one"), given.line("two"))
        for text in ("one", "two"):
            assert await given.database.reader.copies("fake:desk", text) == ("-1:2",)


async def test_how_long_a_conversation_waits_at_its_desk_is_known() -> None:
    async with post(rates=True) as given:
        await given.put(given.line("one", about="a"))
        await given.put(given.line("two", about="b"))
        assert given.courier.lag("fake:desk", "b") == 0
        await given.wind(700)
        assert given.courier.lag("fake:desk", "b") == 700
        assert given.courier.lag("fake:desk", "a") == given.courier.lag("fake:desk", "nobody") == 0
        await given.wind(300)
        assert given.courier.lag("fake:desk", "b") == 0


async def test_what_is_sent_without_a_row_shares_the_rate_of_the_chat() -> None:
    async with post(rates=True) as given:
        await given.limiter.turn(GROUP)
        card = asyncio.create_task(given.limiter.turn(GROUP))
        for n in range(4):
            await given.put(given.line(f"{n}", about=f"c{n}"))
        assert given.desk.texts == []
        for _ in range(3):
            await given.wind(1_000)
        assert (given.desk.texts, card.done()) == (["0", "1", "2"], False)
        await given.wind(1_000)
        assert (given.desk.texts, card.done()) == (["0", "1", "2"], True)
        await given.wind(1_000)
        assert given.desk.texts == ["0", "1", "2", "3"]
