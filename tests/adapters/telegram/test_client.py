"""Polling: nothing is confirmed before it is durable, and one bad update stops nobody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from itertools import count

import pytest

from conversation.model import Address
from conversation.ports import Inbound, StorageError
from tests.adapters.telegram.listening import Json, listening, raises, said, waits
from tests.kit.telegram import BotApi, Fault, Person
from tests.kit.telegram.errors import Refusal


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with BotApi() as telegram:
        yield telegram


@pytest.fixture
def ada(telegram: BotApi) -> Person:
    return telegram.user("Ada", language="zh-hans")


@pytest.fixture
def bob(telegram: BotApi) -> Person:
    return telegram.user("Bob")


async def test_what_was_written_while_we_were_away_is_heard_in_order(
    telegram: BotApi, ada: Person, bob: Person
) -> None:
    for n in range(3):
        ada.writes(f"a{n}")
        bob.writes(f"b{n}")
    async with listening(telegram) as room:
        assert room.client.state == ("starting", None)
        await room.confirms()
        texts = [text for (text,) in room.ears.texts]
        assert [text for text in texts if "a" in text] == ["a0", "a1", "a2"]
        assert [text for text in texts if "b" in text] == ["b0", "b1", "b2"]
        assert room.api.me is not None


async def test_nothing_is_confirmed_before_all_of_it_is_durable(telegram: BotApi, ada: Person, bob: Person) -> None:
    ada.writes("slow")
    bob.writes("quick")
    async with listening(telegram) as room:
        durable = asyncio.Event()
        room.ears.plan = waits(durable, at="slow")
        await room.hears("quick")
        assert not room.client.caught_up.is_set()
        assert len(telegram.pending) == 2
        durable.set()
        await room.confirms()
        await room.client.caught_up.wait()
        assert room.ears.texts == [["quick"], ["slow"]]


async def test_while_the_database_cannot_write_nothing_is_confirmed_and_order_holds(
    telegram: BotApi, ada: Person, bob: Person, caplog: pytest.LogCaptureFixture
) -> None:
    ada.writes("1")
    ada.writes("2")
    bob.writes("mine")
    async with listening(telegram) as room:
        room.ears.plan = raises(StorageError("disk full"), at="1", times=3)
        await room.hears("mine")
        for pause in (1_000, 2_000, 4_000):
            await room.sleeps()
            room.clock.wind(pause - 1)
            assert room.clock.sleepers
            assert len(telegram.pending) == 3
            room.clock.wind(1)
        await room.confirms()
        assert room.ears.texts == [["mine"], ["1"], ["2"]]
        assert [said(updates) for updates in room.ears.tried].count(["mine"]) == 1
    assert caplog.text.count("nothing is confirmed") == 1


async def test_an_update_that_breaks_us_is_brought_to_people_once_and_stops_nobody(
    telegram: BotApi, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    message = ada.writes("boom, my phrase is abandon")
    ada.writes("and then?")
    async with listening(telegram) as room:
        room.ears.plan = raises(KeyError(message.text), at=message.text)
        await room.confirms()
        assert room.ears.texts == [["and then?"]]
        assert room.client.set_aside == 1
        where = f"{ada.id}:{message.id}"
        assert room.ears.kept == [
            Inbound(
                Address("telegram", room.api.account, str(ada.id)),
                where,
                text=message.text,
                name="Ada",
                language="zh",
                unreadable=True,
                remotes=(where,),
            )
        ]
    assert "abandon" not in caplog.text
    assert "KeyError at listening.py" in caplog.text


async def test_what_breaks_us_is_not_lost_while_the_database_cannot_write(telegram: BotApi, ada: Person) -> None:
    ada.writes("boom")
    async with listening(telegram) as room:
        room.ears.plan = raises(ValueError(), at="boom")
        left = count(1, -1)

        def accepting(inbound: Inbound) -> None:
            if next(left) > 0:
                raise StorageError

        room.ears.accepting = accepting
        await room.sleeps()
        assert telegram.pending
        room.clock.wind(1_000)
        await room.confirms()
        assert [inbound.text for inbound in room.ears.kept] == ["boom"]


async def test_what_people_cannot_be_shown_either_is_let_go(telegram: BotApi, ada: Person) -> None:
    ada.writes("boom")
    async with listening(telegram) as room:
        room.ears.plan = raises(ValueError(), at="boom")

        def accepting(inbound: Inbound) -> None:
            raise RuntimeError

        room.ears.accepting = accepting
        await room.confirms()
        assert room.ears.kept == []


async def test_shapes_that_nobody_has_seen_stop_nobody(telegram: BotApi, ada: Person) -> None:
    group = telegram.group("Public", [ada])
    chat = {"type": "private", "id": ada.id}
    pressed = {"id": "77", "from": {"id": ada.id}, "message": {"chat": chat, "message_id": 3}, "data": "x"}
    strange: list[Json] = [
        {},
        {"message": 5},
        {"message": {"chat": "c", "from": []}},
        {"message": {"chat": {"type": "group", "id": group.id}, "text": "group"}},
        {"message": {"chat": chat, "message_id": 1, "text": {"not": "text"}, "caption": "seen"}},
        {"edited_message": {"chat": chat, "message_id": 1, "edit_date": 9, "text": "again"}},
        {"callback_query": pressed},
        {"my_chat_member": {"chat": chat}},
        {"of_next_year": {"chat": chat}},
    ]
    async with listening(telegram) as room:

        def plan(updates: Sequence[Json]) -> None:
            if said(updates) != ["fine"]:
                raise TypeError

        room.ears.plan = plan
        for update in strange:
            telegram.inject(update)
        ada.writes("fine")
        await room.confirms()
        await room.hears("fine")
        assert room.client.set_aside == len(strange)
        kept = {(inbound.external_id, inbound.text) for inbound in room.ears.kept}
        assert kept == {(f"{ada.id}:1", "seen"), (f"{ada.id}:1:9:7e5f", "again"), ("cb:77", "")}


async def test_a_group_that_moved_is_known_before_anything_is_sent(telegram: BotApi, ada: Person) -> None:
    old = telegram.group("Desk", [ada], [ada], basic=True)
    async with listening(telegram) as room:
        await room.up()
        new = old.upgrades()
        await room.confirms()
        assert (room.api.chat(old.id), room.api.known_as(new.id)) == (new.id, old.id)


async def test_what_comes_again_after_a_restart_in_the_middle_is_handed_over_again(
    telegram: BotApi, ada: Person
) -> None:
    ada.writes("hello")
    async with listening(telegram) as room:
        room.ears.plan = waits(asyncio.Event(), at="hello")
        await room.board.until(lambda: room.ears.tried)
    async with listening(telegram) as room:
        await room.hears("hello")
        await room.confirms()


async def test_a_poll_that_nobody_waits_with_does_not_spin(
    telegram: BotApi, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    telegram.faults.always("getUpdates", Fault(Refusal(200, ""), raw=b'{"ok": true, "result": []}'))
    async with listening(telegram) as room:
        for _ in range(3):
            await room.sleeps()
            room.clock.wind(1_000)
        await room.sleeps()
        assert len(telegram.calls_of("getUpdates")) == 5
        assert room.client.state == ("up", None)
    assert not caplog.text
