"""One person at several addresses, through the whole house."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from conversation.events import Actor
from conversation.model import Address, Resolved, Waiting
from conversation.ports import Inbound, Receipt
from handoff.model import Amend, Block, Command, Delete, Note, React, Reply, Resolve
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import config, house, settle
from tests.kit.roaming import PHONE, WEB, Person

HOUR = 3_600_000
OP1 = Actor("op1", "operator")


async def test_a_linked_person_has_one_open_request_and_one_history() -> None:
    async with house() as built:
        ada = Person(built)
        await ada.says("/human")
        await ada.says("how do i back up my wallet", PHONE)
        await ada.links()
        await ada.says("/status", PHONE)
        assert await ada.number(PHONE) == await ada.number() == 1001
        shared = await built.database.reader.by_number(1001)
        assert shared is not None
        view = await built.database.reader.contact(shared.contact.id)
        assert view is not None
        assert [row.number for row in view.conversations] == [1002, 1001]
        assert shared.address == PHONE
        assert "#1001" in await ada.reads(WEB)


async def test_what_is_said_about_a_place_is_read_there_alone_and_at_the_desk() -> None:
    async with house() as built:
        ada = Person(built)
        await ada.says("/human")
        await ada.says("/link 000000", PHONE)
        await ada.links()
        await ada.says("is anybody there?", PHONE)
        maker, typed = await ada.all(WEB), await ada.all(PHONE)
        assert ["Your code was used" in maker, "not valid" in maker, "are linked" in maker] == [True, False, False]
        assert ["Your code was used" in typed, "not valid" in typed, "are linked" in typed] == [False, True, True]
        assert "is anybody there?" in maker
        assert "is anybody there?" in typed
        desk = [await built.database.reader.conversation(number) for number in (1001, 1002)]
        lines = "\n".join(line.text for view in desk if view is not None for line in view.messages)
        assert all(words in lines for words in ("Your code was used", "not valid", "are linked"))


async def test_a_first_message_may_be_the_code() -> None:
    async with house() as built:
        ada = Person(built)
        await ada.links()
        assert await ada.number(PHONE) == 1001
        merged = await built.database.reader.by_number(1002)
        assert merged is not None
        assert isinstance(merged.stage, Resolved)
        assert merged.stage.into == 1001


async def test_replies_go_to_the_channel_used_last() -> None:
    clock, web, phone = HandClock(), FakeChannel(), FakeChannel(carrier="fake:phone")
    async with house(clock=clock, channels=(web, phone)) as built:
        ada = Person(built)
        await ada.says("/human")
        await ada.links()
        for place, channel in ((PHONE, phone), (WEB, web), (PHONE, phone)):
            await ada.says("are you there?", place)
            await built.engine.act(1001, OP1, Reply(f"yes, at {place.account}"), f"r{ada.turns}")
            await settle(built, clock)
            assert channel.texts[-1] == f"yes, at {place.account}"


async def test_after_the_end_the_linked_request_is_the_one_that_is_opened_again() -> None:
    async with house() as built:
        ada = Person(built)
        await ada.says("/human")
        await ada.links()
        await built.engine.act(1001, OP1, Resolve(), "r")
        await ada.says("one more thing", PHONE)
        assert await ada.number(PHONE) == 1001


async def test_two_places_at_once_make_one_conversation() -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        ada = Person(built)
        await ada.says("dim the lights")
        await ada.links()
        clock.wind(24 * HOUR)
        await built.timers.fire_due()
        clock.wind(80 * HOUR)
        await asyncio.gather(*(ada.says("dim the lights", place) for place in (WEB, PHONE, WEB, PHONE)))
        assert await ada.number(WEB) == await ada.number(PHONE) == 1003
        lines = await built.database.reader.conversation(1003)
        assert lines is not None
        assert [line.text for line in lines.messages if line.author == "user"] == ["dim the lights"] * 4


async def test_five_wrong_codes_an_hour_are_taken_and_then_not_even_a_right_one() -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        ada = Person(built)
        code = await ada.code()
        for n in range(5):
            await ada.says(f"/link 00000{n}", PHONE)
            assert "not valid" in await ada.reads(PHONE)
        await ada.says(f"/link {code}", PHONE)
        assert "in an hour" in await ada.reads(PHONE)
        clock.wind(HOUR)
        await ada.says(f"/link {await ada.code()}", PHONE)
        assert "linked" in await ada.reads(PHONE)


async def test_a_new_visitor_from_the_same_network_address_has_no_new_tries() -> None:
    async with house() as built:
        ada = Person(built)
        for n in range(6):
            visitor = Address("web", "web", f"v{n}")
            await ada.says(f"/link 00000{n}", visitor, peer="203.0.113.9")
            assert ("in an hour" in await ada.reads(visitor)) == (n == 5)
        for n in range(6):
            visitor = Address("web", "web", f"w{n}")
            await ada.says(f"/link 00000{n}", visitor, peer="127.0.0.1")
            assert "not valid" in await ada.reads(visitor)


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (10, False)])
async def test_a_code_lives_for_ten_minutes(minutes: int, works: bool) -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        ada = Person(built)
        code = await ada.code()
        clock.wind(minutes * 60_000)
        await ada.says(f"/link {code}", PHONE)
        assert ("linked" in await ada.reads(PHONE)) == works


async def test_a_code_is_used_once_whoever_else_has_it() -> None:
    async with house() as built:
        ada = Person(built)
        code = await ada.code()
        places = [Address("fake", "main", f"chat{n}") for n in range(5)]
        await asyncio.gather(*(ada.says(f"/link {code}", place) for place in places))
        assert ["are linked" in await ada.reads(place) for place in places].count(True) == 1


async def test_a_code_that_was_typed_in_public_is_good_for_nothing() -> None:
    async with house() as built:
        ada = Person(built)
        code = await ada.code()
        await ada.says(f"/link {code}", Address("fake", "main", "group", "ada"), heard="asked")
        await ada.says(f"/link {code}", PHONE)
        assert "not valid" in await ada.reads(PHONE)


async def test_a_code_is_in_no_history_and_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with house(config(database=f"sqlite:///{tmp_path}/f.db")) as built:
        ada = Person(built)
        code = await ada.code()
        view = await built.database.reader.conversation(1001)
        assert view is not None
        assert code not in repr(view.history)
        assert code not in caplog.text
        await ada.says(f"/link {code}", PHONE)
    assert code not in caplog.text


async def test_unlinking_gives_each_place_its_own_again() -> None:
    async with house() as built:
        ada = Person(built)
        await ada.says("/human")
        await ada.links()
        await ada.says("from the phone", PHONE, remotes=("7:1",))
        await ada.says("/unlink", PHONE)
        assert "on its own again" in await ada.reads(PHONE)
        assert (await ada.number(), await ada.number(PHONE)) == (1001, 1002)
        seen = [line.text for line in await built.database.reader.messages(PHONE, 0, 500)]
        assert "from the phone" not in seen
        home = await built.database.reader.by_number(1001)
        assert home is not None
        assert (home.address, type(home.stage)) == (WEB, Waiting)
        await ada.says("changed later", PHONE, act="edit", about="7:1")
        assert await ada.number(PHONE) == 1002
        assert "changed later" not in [line.text for line in await built.database.reader.messages(WEB, 0, 500)]
        await ada.says("/unlink", PHONE)
        assert "not linked" in await ada.reads(PHONE)


async def test_whoever_was_talked_out_of_a_code_takes_everything_back() -> None:
    async with house() as built:
        ada = Person(built)
        await ada.says("/human")
        await ada.links()
        await ada.says("what did they say?", PHONE)
        assert "/unlink" in "".join(line.text for line in await built.database.reader.messages(WEB, 0, 500))
        await ada.says("/unlink", WEB)
        await built.engine.act(1001, OP1, Reply("only for you"), "r")
        assert await ada.reads(WEB) == "only for you"
        seen = [line.text for line in await built.database.reader.messages(PHONE, 0, 500)]
        assert "what did they say?" not in seen
        assert await ada.number(PHONE) == 1002


async def test_a_line_that_fails_where_somebody_was_before_is_told_to_the_desk() -> None:
    clock = HandClock()
    desk, web, phone = FakeChannel(carrier="fake:desk"), FakeChannel(), FakeChannel(carrier="fake:phone")
    async with house(clock=clock, channels=(web, phone), desks=(desk,)) as built:
        ada = Person(built)
        await ada.says("/human")
        await ada.links()
        await built.engine.act(1001, OP1, Reply("hello"), "r")
        await settle(built, clock)
        row = next(row for row in web.sent if row.kind == "relay")
        await ada.says("I am here now", PHONE)
        await built.engine.undelivered(row, True)
        await settle(built, clock)
        assert desk.texts[-1].startswith("This did not reach the user")


async def test_what_an_operator_changes_later_changes_where_it_is_read() -> None:
    clock, web, phone = HandClock(), FakeChannel(), FakeChannel(carrier="fake:phone")
    async with house(clock=clock, channels=(web, phone)) as built:
        ada = Person(built)
        await ada.says("/human", remotes=("web1:1",))
        await ada.links()
        await built.engine.act(1001, OP1, Reply("hello"), "r")
        await settle(built, clock)
        said = next(row.message_key for row in web.sent if row.kind == "relay")
        await ada.says("I am here now", PHONE)
        web.sent, phone.sent = [], []
        asked = await built.database.reader.line("fake:main", "web1:1")
        assert said is not None
        assert asked is not None
        changes: list[Command] = [Amend(said, "hello!"), React(asked.message, "👍"), Delete(said)]
        for n, command in enumerate(changes):
            await built.engine.act(1001, OP1, command, f"c{n}")
        await settle(built, clock)
        assert [row.kind for row in web.sent] == ["edit", "mark", "erase"]
        assert phone.sent == []


async def test_whoever_is_blocked_stays_so_at_every_linked_place() -> None:
    async with house() as built:
        ada = Person(built)
        await ada.says("/human")
        await ada.links()
        await built.engine.act(1001, OP1, Block(), "b")
        for words in ("hello?", "/unlink", "hello?"):
            assert await ada.says(words, PHONE) == Receipt(0)


async def test_an_edit_of_something_unknown_asks_for_a_code_as_well() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(WEB, "1", text="/link", act="edit", about="gone"))
        (_, said) = await built.database.reader.messages(WEB, 0, 9)
        assert re.search(r"/link [0-9A-Z]{6}\b", said.text)


async def test_many_words_from_two_places_at_once_all_arrive_in_the_order_of_each_place() -> None:
    clock, desk = HandClock(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, desks=(desk,)) as built:
        ada = Person(built)
        await ada.says("/human")
        await ada.links()

        async def writes(place: Address) -> None:
            for n in range(30):
                await built.intake.accept(Inbound(place, f"w{n}", text=f"{place.account} {n}"))

        notes = (built.engine.act(1001, OP1, Note("we know"), f"n{n}") for n in range(30))
        await asyncio.gather(writes(WEB), writes(PHONE), *notes)
        await settle(built, clock)
        for place in (WEB, PHONE):
            shown = [text for text in desk.texts if text.startswith(f"{place.account} ")]
            assert shown == [f"{place.account} {n}" for n in range(30)]
