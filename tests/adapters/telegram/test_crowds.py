"""Many at once: floods, albums, slow ones, and numbers that begin anew."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import pytest

from conversation.ports import TryLater
from tests.adapters.telegram.listening import Json, listening, raises, said, waits
from tests.kit.telegram import BotApi, Person


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with BotApi() as telegram:
        yield telegram


@pytest.fixture
def ada(telegram: BotApi) -> Person:
    return telegram.user("Ada")


@pytest.fixture
def bob(telegram: BotApi) -> Person:
    return telegram.user("Bob")


async def test_one_that_takes_long_holds_back_its_own_chat_only(telegram: BotApi, ada: Person, bob: Person) -> None:
    ada.writes("slow")
    async with listening(telegram) as room:
        durable = asyncio.Event()
        room.ears.plan = waits(durable, at="slow")
        await room.board.until(lambda: room.ears.tried)
        ada.writes("behind it")
        bob.writes("me too")
        await room.hears("me too")
        assert len(telegram.pending) == 3
        durable.set()
        await room.confirms()
        assert room.ears.texts == [["me too"], ["slow"], ["behind it"]]
        assert len(room.ears.tried) == 3


async def test_a_flood_of_one_person_waits_and_the_others_do_not(telegram: BotApi, ada: Person, bob: Person) -> None:
    for n in range(3):
        ada.writes(f"a{n}")
    async with listening(telegram) as room:
        room.ears.plan = raises(TryLater(7), at="a1", times=1)
        await room.hears("a0")
        await room.sleeps(2)
        bob.writes("and me?")
        room.clock.wind(1_000)
        await room.hears("a0", "and me?")
        assert len(telegram.pending) >= 3
        while room.clock.now() < room.clock.started + 7_000:
            await room.sleeps(2)
            room.clock.wind(1_000)
        await room.confirms()
        assert room.ears.texts == [["a0"], ["and me?"], ["a1"], ["a2"]]


async def test_a_flood_that_hides_everybody_else_is_let_go(
    telegram: BotApi, ada: Person, bob: Person, caplog: pytest.LogCaptureFixture
) -> None:
    for n in range(101):
        ada.writes(f"a{n}")
    bob.writes("and me?")
    async with listening(telegram) as room:
        room.ears.plan = lambda updates: (
            raises(TryLater(60), at=said(updates)[0])(updates) if _from(ada, updates) else 0
        )
        await room.sleeps(2)
        room.clock.wind(1_000)
        await room.hears("and me?")
        assert len(telegram.pending) <= 2
    assert "a flood was let go" in caplog.text


def _from(person: Person, updates: Sequence[Json]) -> bool:
    return bool(updates[0]["message"]["from"]["id"] == person.id)


async def test_an_album_is_handed_over_as_one_after_a_moment(telegram: BotApi, ada: Person, bob: Person) -> None:
    ada.sends_album([b"1", b"2", b"3"], caption="three")
    bob.writes("me first")
    async with listening(telegram) as room:
        await room.hears("me first")
        await room.sleeps()
        assert not room.client.caught_up.is_set()
        room.clock.wind(1_000)
        await room.confirms()
        assert [len(parcel) for parcel in room.ears.heard] == [1, 3]
        assert "three" in room.ears.texts[1]


async def test_an_album_that_a_poll_cut_in_two_is_still_one(telegram: BotApi, ada: Person) -> None:
    def part(number: int) -> None:
        chat, sender = {"type": "private", "id": ada.id}, {"id": ada.id}
        message = {"message_id": number, "media_group_id": "9", "chat": chat, "from": sender, "caption": f"p{number}"}
        telegram.inject({"message": message})

    part(1)
    async with listening(telegram) as room:
        for number in (2, 3):
            await room.sleeps()
            part(number)
            room.clock.wind(1_000)
        await room.sleeps()
        assert room.ears.tried == []
        room.clock.wind(1_000)
        await room.confirms()
        assert room.ears.texts == [["p1", "p2", "p3"]]


async def test_an_album_with_something_behind_it_is_complete(telegram: BotApi, ada: Person, bob: Person) -> None:
    ada.sends_album([b"1", b"2"])
    ada.writes("those")
    bob.sends_album([b"3", b"4"])
    bob.writes("mine")
    async with listening(telegram) as room:
        await room.confirms()
        assert sorted(len(parcel) for parcel in room.ears.heard) == [1, 1, 2, 2]


async def test_update_ids_may_begin_anew_after_a_quiet_week(telegram: BotApi, ada: Person) -> None:
    ada.writes("before")
    async with listening(telegram) as room:
        await room.confirms()
        await room.up()
        telegram.world.queue._next = 5
        ada.writes("after")
        await room.hears("before", "after")
        await room.confirms()
        ada.writes("still")
        await room.hears("before", "after", "still")
