"""Telegram refuses, hangs up or is not there: told once in plain words, tried at a pace, over by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import httpx
import pytest

from adapters.telegram.client import REFUSED, TAKEN
from adapters.telegram.menu import Menu
from tests.adapters.telegram.listening import Room, listening
from tests.kit.telegram import BotApi, Fault, Person

Trouble = Callable[[BotApi], object]


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with BotApi() as telegram:
        yield telegram


@pytest.fixture
def ada(telegram: BotApi) -> Person:
    return telegram.user("Ada")


def pause(room: Room) -> int:
    """How long the client waits before another attempt, in ms."""
    return room.clock._sleepers[0][0] - room.clock.now()


async def down(room: Room) -> str:
    """Returns when it is down and waits: the reason."""
    await room.sleeps()
    state, why = room.client.state
    assert state == "down"
    return why or ""


async def test_an_outage_is_told_once_and_ends_by_itself(
    telegram: BotApi, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with listening(telegram) as room:
        await room.up()
        with telegram.outage():
            ada.writes("anybody?")
            pauses = []
            for _ in range(7):
                assert await down(room) == f"{telegram.base} gives no proper answer; it goes on by itself"
                pauses.append(pause(room))
                room.clock.wind(pauses[-1])
            await room.sleeps()
        assert pauses == [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]
        room.clock.wind(30_000)
        await room.hears("anybody?")
        assert room.client.state == ("up", None)
    told = [record.getMessage() for record in caplog.records if record.name.startswith("adapters")]
    assert told == [
        f"Telegram is down: {telegram.base} gives no proper answer; it goes on by itself",
        "Telegram is back after 121 s",
    ]


async def test_the_next_outage_begins_with_short_pauses_again(telegram: BotApi, ada: Person) -> None:
    async with listening(telegram) as room:
        for n in range(2):
            telegram.faults.next("getUpdates", Fault.server_error(), times=2)
            ada.writes(f"hello {n}")
            for expected in (1_000, 2_000):
                await down(room)
                assert pause(room) == expected
                room.clock.wind(expected)
            await room.hears(*(f"hello {m}" for m in range(n + 1)))
            await room.confirms()


async def test_nobody_at_the_other_end_is_told_with_the_address(telegram: BotApi) -> None:
    nowhere = "http://127.0.0.1:9"
    async with listening(telegram, base=nowhere) as room:
        assert await down(room) == f"cannot reach {nowhere}; check the network and telegram.api_base"


TROUBLES: list[tuple[Trouble, str, int]] = [
    (lambda telegram: telegram.revoke_token(), REFUSED, 60_000),
    (lambda telegram: refuse(telegram, Fault.refused(409, "Conflict: terminated by other")), TAKEN, 1_000),
    (lambda telegram: refuse(telegram, Fault.too_many(9)), "slow down", 9_000),
    (lambda telegram: refuse(telegram, Fault.bad_request("no")), "does not accept how we ask", 60_000),
    (lambda telegram: refuse(telegram, Fault.html_error()), "no proper answer", 1_000),
]


def refuse(telegram: BotApi, fault: Fault) -> None:
    telegram.faults.always("getUpdates", fault)


@pytest.mark.parametrize(("trouble", "why", "wait"), TROUBLES, ids=["401", "409", "429", "400", "502"])
async def test_trouble_in_the_middle_is_told_and_heals(
    telegram: BotApi, ada: Person, trouble: Trouble, why: str, wait: int
) -> None:
    async with listening(telegram) as room:
        await room.up()
        trouble(telegram)
        ada.writes("wakes the poll")
        assert why in await down(room)
        assert pause(room) == wait
        telegram.faults.clear()
        telegram.restore_token()
        room.clock.wind(wait)
        ada.writes("you are back")
        await room.hears("wakes the poll", "you are back")
        assert room.client.state == ("up", None)


async def test_a_refused_token_at_the_start_heals_too(telegram: BotApi, ada: Person) -> None:
    telegram.revoke_token()
    ada.writes("hello")
    async with listening(telegram) as room:
        for _ in range(3):
            assert await down(room) == REFUSED
            room.clock.wind(60_000)
        await room.sleeps()
        telegram.restore_token()
        room.clock.wind(60_000)
        await room.hears("hello")
        assert room.api.me is not None


async def test_another_program_with_the_same_token_is_named(telegram: BotApi) -> None:
    async with listening(telegram) as room:
        await room.up()
        async with httpx.AsyncClient() as other:
            await other.post(f"{telegram.base}/bot{telegram.token}/getUpdates", json={"timeout": 0})
        assert await down(room) == TAKEN


async def test_a_webhook_that_was_left_behind_is_taken_away_with_nothing_lost(telegram: BotApi, ada: Person) -> None:
    async with httpx.AsyncClient() as other:
        url = "http://127.0.0.1:9/hook"
        await other.post(f"{telegram.base}/bot{telegram.token}/setWebhook", json={"url": url})
    ada.writes("meanwhile")
    async with listening(telegram) as room:
        await room.hears("meanwhile")
        assert not telegram.calls_of("setWebhook")[1:]
        assert len(telegram.calls_of("deleteWebhook")) == 1


async def test_without_a_webhook_none_is_deleted(telegram: BotApi) -> None:
    async with listening(telegram) as room:
        await room.up()
        assert not telegram.calls_of("deleteWebhook")


def menu(telegram: BotApi, desk: int) -> Menu:
    people = {"en": [("human", "Talk to a person")], "zh": [("human", "转人工")]}
    return Menu(people, [("claim", "Take it")], [str(desk)])


async def test_the_commands_are_registered_in_every_language_once(telegram: BotApi, ada: Person) -> None:
    desk = telegram.forum("Desk", [], [ada])
    for _ in range(2):
        async with listening(telegram, menu=menu(telegram, desk.id)) as room:
            await room.up()
    assert len(telegram.calls_of("setMyCommands")) == 4
    shown = {
        (scope, language): [(command["command"], command["description"]) for command in commands]
        for (scope, language), commands in telegram.commands.items()
    }
    private = next(scope for scope, _ in shown if "all_private_chats" in scope)
    assert shown[private, ""] == shown[private, "en"] == [("human", "Talk to a person")]
    assert shown[private, "zh"] == [("human", "转人工")]
    assert [("claim", "Take it")] in [commands for (scope, _), commands in shown.items() if str(desk.id) in scope]


async def test_commands_that_cannot_be_registered_stop_nothing(
    telegram: BotApi, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    ada.writes("hello")
    telegram.faults.always("setMyCommands", Fault.bad_request("BOT_COMMAND_INVALID"))
    async with listening(telegram, menu=menu(telegram, -5)) as room:
        await room.hears("hello")
    assert "the commands were not registered" in caplog.text
