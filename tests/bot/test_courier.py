"""Deliveries: order, pace, failures, restarts."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.courier import Courier
from bot.limits import Limiter, Rate
from bot.wiring import Assembly
from conversation.change import OutboxRow
from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected, RowState
from conversation.events import Actor
from conversation.model import Address
from conversation.ports import Inbound, StorageError, TryLater
from handoff.model import Reply
from storage.database import open_store
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import config, house, settle
from tests.kit.post import post

CHAT = Address("fake", "main", "chat1")
OP1 = Actor("op1", "operator")


async def reply(built: Assembly, clock: HandClock, *texts: str) -> None:
    for text in texts:
        await built.engine.act(1001, OP1, Reply(text), text)
    await settle(built, clock)


async def opened(built: Assembly, clock: HandClock, channel: FakeChannel) -> None:
    await built.intake.accept(Inbound(CHAT, "1", text="hello"))
    await settle(built, clock)
    channel.sent.clear()
    channel.attempts.clear()


async def test_a_failed_send_holds_back_what_follows_until_it_went_through() -> None:
    clock, channel = HandClock(), FakeChannel()
    async with house(clock=clock, channels=(channel,)) as built:
        await opened(built, clock, channel)
        channel.outcomes = deque([NotSent("no network"), NotSent("slow down", 7_000)])
        await reply(built, clock, "one", "two", "three")
        assert channel.texts == []
        clock.wind(2_000)
        await settle(built, clock)
        assert channel.texts == []
        clock.wind(7_000)
        await settle(built, clock)
        assert channel.texts == ["one", "two", "three"]


async def test_what_is_refused_for_good_is_shown_with_its_reason_and_the_rest_goes_on() -> None:
    clock, channel = HandClock(), FakeChannel()
    async with house(clock=clock, channels=(channel,)) as built:
        await opened(built, clock, channel)
        channel.outcomes = deque([Rejected("the user blocked the bot")])
        await reply(built, clock, "one", "two")
        assert channel.texts == ["two"]
        view = await built.database.reader.conversation(1001)
        assert view is not None
        states = [(line.text, line.delivery, line.reason) for line in view.messages if line.author == "operator"]
        assert states == [("one", "dead", "the user blocked the bot"), ("two", "sent", None)]


async def test_a_doubtful_send_is_repeated_once_where_a_duplicate_would_show() -> None:
    clock, channel = HandClock(), FakeChannel()
    async with house(clock=clock, channels=(channel,)) as built:
        await opened(built, clock, channel)
        channel.outcomes = deque([Ambiguous("no answer"), Ambiguous("no answer")])
        await reply(built, clock, "one")
        clock.wind(2_000)
        await settle(built, clock)
        assert len(channel.attempts) == 2
        clock.wind(3_600_000)
        await settle(built, clock)
        assert len(channel.attempts) == 2
        view = await built.database.reader.conversation(1001)
        assert view is not None
        assert view.messages[-1].reason == "no answer; it may have arrived, please ask"


async def test_a_doubtful_send_is_repeated_at_once_with_the_same_key_where_duplicates_are_thrown_away() -> None:
    clock, channel = HandClock(), FakeChannel(deduplicates=True)
    async with house(clock=clock, channels=(channel,)) as built:
        await opened(built, clock, channel)
        channel.outcomes = deque([Ambiguous("no answer")])
        await reply(built, clock, "one")
        assert channel.texts == ["one"]
        assert len({row.key for row in channel.attempts}) == 1


async def test_a_long_text_arrives_in_pieces_and_in_order() -> None:
    clock, channel = HandClock(), FakeChannel(limit=10)
    async with house(clock=clock, channels=(channel,)) as built:
        await opened(built, clock, channel)
        await reply(built, clock, "0123456789abcdefghijXYZ")
        assert channel.texts == ["0123456789", "abcdefghij", "XYZ"]


async def test_one_slow_chat_does_not_hold_up_the_others() -> None:
    clock, channel = HandClock(), FakeChannel()
    limiters = {"fake:main": Limiter(clock, rates=lambda _: (Rate(1, 1_000),))}
    async with house(clock=clock, channels=(channel,), limiters=limiters) as built:
        for n in range(3):
            await built.intake.accept(Inbound(CHAT, f"a{n}", text="hello"))
            await built.intake.accept(Inbound(Address("fake", "main", f"other{n}"), f"b{n}", text="hello"))
        await settle(built, clock)
        assert [row.target for row in channel.sent].count(CHAT.key) == 1
        assert len(channel.sent) == 4
        for _ in range(2):
            clock.wind(1_000)
            await settle(built, clock)
        assert [row.target for row in channel.sent].count(CHAT.key) == 3


async def test_the_whole_account_keeps_to_its_rate() -> None:
    clock, channel = HandClock(), FakeChannel()
    limiters = {"fake:main": Limiter(clock, whole=(Rate(2, 1_000),))}
    async with house(clock=clock, channels=(channel,), limiters=limiters) as built:
        for n in range(6):
            await built.intake.accept(Inbound(Address("fake", "main", f"c{n}"), f"{n}", text="hello"))
        arrived = []
        for _ in range(3):
            await settle(built, clock)
            arrived.append(len(channel.sent))
            clock.wind(1_000)
        assert arrived == [2, 4, 6]


async def test_what_a_crash_left_behind_is_taken_up_again(tmp_path: Path) -> None:
    """The first row was being sent when the process died, the second had not been tried: nothing is lost."""
    settings = config(database=f"sqlite:///{tmp_path}/f.db")
    clock, silent = HandClock(), FakeChannel()
    silent.outcomes = deque([NotSent("no network")])
    async with house(settings, clock, (silent,)) as built:
        await built.intake.accept(Inbound(CHAT, "1", text="hello"))
        await built.engine.act(1001, OP1, Reply("two"), "k")
        await settle(built, clock)
    async with open_store(settings.database, exclusive=True, clock_now=clock.now) as database:
        rows = await database.store.unfinished()
        assert [row.state for row in rows] == [RowState.READY, RowState.READY]
        await database.store.claim(rows[0].id, clock.now())
    channel = FakeChannel()
    async with house(settings, clock, (channel,)) as built:
        await built.courier.recover()
        await settle(built, clock)
        clock.wind(10_000)
        await settle(built, clock)
        assert channel.texts == ["Hello! How can I help?", "two"]
        assert await built.database.store.unfinished() == ()


async def test_a_defect_in_an_adapter_stops_nobody() -> None:
    class Broken(FakeChannel):
        async def send(self, rows: object) -> Outcome:
            raise ZeroDivisionError

    clock, broken, desk = HandClock(), Broken(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, channels=(broken,), desks=(desk,)) as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))
        await settle(built, clock)
        assert desk.texts == ["new"]


async def test_whoever_looks_after_a_line_hears_that_it_was_given_up_before_that_is_noted() -> None:
    told = list[tuple[str | None, str | None, list[RowState]]]()

    async def hear(row: OutboxRow, refused: bool) -> None:
        told.append((row.message_key, row.reason, [row.state for row in await given.database.store.unfinished()]))

    async with post(undelivered=hear) as given:
        given.desk.outcomes = deque([Rejected("the user blocked the bot"), Rejected("no such topic")])
        await given.put(replace(given.line("one"), message_key="line"))
        await given.put(given.line("two"))
        assert told == [("line", "the user blocked the bot", [RowState.SENDING])]
        assert await given.database.store.unfinished() == ()


async def test_telling_of_it_is_tried_again_and_never_loses_what_became_of_the_row() -> None:
    troubles: deque[Exception] = deque([StorageError("disk full"), TryLater(2), ZeroDivisionError()])

    async def fail(row: OutboxRow, refused: bool) -> None:
        raise troubles.popleft()

    async with post(undelivered=fail) as given:
        given.desk.outcomes = deque([Rejected("blocked")])
        await given.put(replace(given.line("one"), message_key="line"))
        await given.put(given.line("two"))
        assert len(troubles) == 2
        await given.wind(1_000)
        assert len(troubles) == 1
        await given.wind(2_000)
        assert await given.database.store.unfinished() == ()
        assert given.desk.texts == ["two"]


async def test_telling_of_it_may_change_the_conversation_from_which_it_came() -> None:
    """The row's conversation is decided upon while its lane is being emptied, and what follows goes out in order."""
    clock, channel, desk = HandClock(), FakeChannel(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, channels=(channel,), desks=(desk,)) as built:
        await opened(built, clock, channel)
        channel.outcomes = deque([Rejected("the user blocked the bot")])
        await reply(built, clock, "one")
        assert channel.texts == []
        view = await built.database.reader.conversation(1001)
        assert view is not None
        assert [line.delivery for line in view.messages if line.author == "operator"] == ["dead"]


async def test_opening_a_place_is_tried_again_after_every_doubt_since_it_is_looked_for_first() -> None:
    async with post() as given:
        given.desk.outcomes = deque([Ambiguous("no answer")] * 3)
        await given.put(given.line("open", kind="open"), given.line("one"))
        assert len(given.desk.attempts) == 1
        for pause in (2_000, 4_000, 8_000):
            await given.wind(pause)
        assert [row.kind for row in given.desk.sent] == ["open", "relay"]


async def test_rows_of_a_channel_that_is_not_configured_wait_untouched(caplog: pytest.LogCaptureFixture) -> None:
    async with post() as given:
        given.desk.outcomes = deque([NotSent("no network"), NotSent("no network")])
        await given.put(given.line("one"), given.line("two", about="c2"))
        before = await given.database.store.unfinished()
        await Courier(given.database.store, given.clock, {}).recover()
        assert await given.database.store.unfinished() == before
        assert caplog.messages == ["2 deliveries wait for channels that are not configured now: fake:desk"]


async def test_an_adapter_that_cannot_join_sends_one_by_one() -> None:
    class Broken(FakeChannel):
        def gather(self, rows: Sequence[OutboxRow]) -> int:
            raise ZeroDivisionError

    clock, broken = HandClock(), Broken(limit=3)
    async with house(clock=clock, channels=(broken,)) as built:
        await opened(built, clock, broken)
        await reply(built, clock, "onetwo")
        assert broken.texts == ["one", "two"]
