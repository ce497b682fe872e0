"""The webhook: 200 after the commit and not before, and nobody but Telegram is believed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from itertools import count

import pytest

from adapters.telegram.client import NO_ADDRESS, TAKEN
from adapters.telegram.updates import ALLOWED
from adapters.telegram.webhook import ALBUMS_REMEMBERED, LARGEST_BODY, Hook
from conversation.ports import StorageError, TryLater
from tests.adapters.telegram.listening import Json, Room, listening
from tests.kit.telegram import BotApi
from tests.kit.telegram.updates import Webhook
from tests.kit.worlds import NOON

SECRET = "a-very-long-secret"
HOOK = Hook("http://127.0.0.1:9/hooks/telegram", SECRET)
_ids = count(1)


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with BotApi(clock=lambda: NOON / 1_000) as telegram:
        yield telegram


def update(text: str, *, chat: int = 5, album: str = "") -> Json:
    number = next(_ids)
    message = {"message_id": number, "chat": {"id": chat, "type": "private"}, "from": {"id": chat}, "text": text}
    return {"update_id": number, "message": message | ({"media_group_id": album} if album else {})}


async def bring(room: Room, update: Json, secret: str | None = SECRET) -> int:
    return await room.client.webhook(json.dumps(update).encode(), secret)


async def test_an_update_is_answered_once_it_is_durable(telegram: BotApi) -> None:
    async with listening(telegram, webhook=HOOK, run=False) as room:
        durable = asyncio.Event()
        room.ears.plan = lambda updates: durable
        answer = asyncio.create_task(bring(room, update("hello")))
        await room.board.until(lambda: room.ears.tried)
        assert not answer.done()
        durable.set()
        assert await answer == 200
        assert room.ears.texts == [["hello"]]


@pytest.mark.parametrize("secret", [None, "", "a-very-long-secreT", "ключ", SECRET + "x"])
async def test_whoever_does_not_know_the_secret_is_turned_away(telegram: BotApi, secret: str | None) -> None:
    async with listening(telegram, webhook=HOOK, run=False) as room:
        assert await bring(room, update("hello"), secret) == 401
        assert await room.client.webhook(b"x" * (LARGEST_BODY + 1), secret) == 401
        assert room.ears.tried == []


async def test_without_a_secret_of_our_own_nobody_is_believed(telegram: BotApi) -> None:
    async with listening(telegram, webhook=Hook(HOOK.url, ""), run=False) as room:
        assert await bring(room, update("hello"), "") == 401


async def test_what_is_no_update_is_turned_away(telegram: BotApi) -> None:
    async with listening(telegram, webhook=HOOK, run=False) as room:
        assert await room.client.webhook(b"x" * (LARGEST_BODY + 1), SECRET) == 413
        for body in (b"", b"\xff", b"[]", b"{}", b'{"update_id": "5"}', b"[" * 100_000):
            assert await room.client.webhook(body, SECRET) == 400
        assert room.ears.tried == []


async def test_without_the_mode_there_is_no_such_page(telegram: BotApi) -> None:
    async with listening(telegram, run=False) as room:
        assert await bring(room, update("hello")) == 404


@pytest.mark.parametrize("error", [StorageError("disk full"), TryLater(3)])
async def test_what_could_not_be_kept_is_to_be_brought_again(telegram: BotApi, error: Exception) -> None:
    async with listening(telegram, webhook=HOOK, run=False) as room:
        left = count(1, -1)

        def plan(updates: object) -> None:
            if next(left) > 0:
                raise error

        room.ears.plan = plan
        same = update("hello")
        assert await bring(room, same) == 503
        assert await bring(room, same) == 200
        assert room.ears.texts == [["hello"]]


async def test_an_update_that_breaks_us_is_not_brought_again(telegram: BotApi) -> None:
    async with listening(telegram, webhook=HOOK, run=False) as room:

        def plan(updates: object) -> None:
            raise ZeroDivisionError

        room.ears.plan = plan
        assert await bring(room, update("boom")) == 200
        assert [inbound.text for inbound in room.ears.kept] == ["boom"]


async def test_a_chat_keeps_its_order_and_chats_do_not_wait_for_each_other(telegram: BotApi) -> None:
    async with listening(telegram, webhook=HOOK, run=False) as room:
        durable = asyncio.Event()
        room.ears.plan = lambda updates: durable if updates[0]["message"]["text"] == "1" else None
        answers = [asyncio.create_task(bring(room, update(text))) for text in ("1", "2", "3")]
        assert await bring(room, update("other", chat=6)) == 200
        assert room.ears.texts == [["other"]]
        durable.set()
        assert await asyncio.gather(*answers) == [200, 200, 200]
        assert room.ears.texts == [["other"], ["1"], ["2"], ["3"]]
        assert room.client._door._turns == {}


async def test_parts_of_an_album_that_come_side_by_side_are_one(telegram: BotApi) -> None:
    async with listening(telegram, webhook=HOOK, run=False) as room:
        parts = [update(f"p{n}", album="9") for n in range(3)]
        answers = [asyncio.create_task(bring(room, part)) for part in (parts[1], parts[0])]
        await room.sleeps()
        answers += [asyncio.create_task(bring(room, parts[2])), asyncio.create_task(bring(room, parts[2]))]
        assert await bring(room, update("mine", chat=6)) == 200
        room.clock.wind(1_000)
        await room.sleeps()
        room.clock.wind(1_000)
        assert await asyncio.gather(*answers) == [200] * 4
        assert room.ears.texts == [["mine"], ["p0", "p1", "p2"]]
        assert room.client._door._albums == {}


async def test_an_album_that_could_not_be_kept_is_to_be_brought_again_in_all_its_parts(telegram: BotApi) -> None:
    async with listening(telegram, webhook=HOOK, run=False) as room:

        def plan(updates: object) -> None:
            raise StorageError

        room.ears.plan = plan
        answers = [asyncio.create_task(bring(room, update(f"p{n}", album="9"))) for n in range(2)]
        for _ in range(2):
            await room.sleeps()
            room.clock.wind(1_000)
        assert await asyncio.gather(*answers) == [503, 503]


async def test_an_album_that_comes_piece_by_piece_is_waited_for_once(telegram: BotApi) -> None:
    async with listening(telegram, webhook=HOOK, run=False) as room:
        first = asyncio.create_task(bring(room, update("p0", album="9")))
        await room.sleeps()
        room.clock.wind(1_000)
        assert await first == 200
        assert await bring(room, update("p1", album="9")) == 200
        assert room.ears.texts == [["p0"], ["p1"]]
        room.client._door._piecemeal.update({f"old {n}": None for n in range(ALBUMS_REMEMBERED)})
        room.client._door._remember("new")
        assert len(room.client._door._piecemeal) == ALBUMS_REMEMBERED


async def test_a_request_that_telegram_gives_up_leaves_nothing_behind(telegram: BotApi) -> None:
    async with listening(telegram, webhook=HOOK, run=False) as room:
        first = asyncio.create_task(bring(room, update("p0", album="9")))
        await room.sleeps()
        second = asyncio.create_task(bring(room, update("p1", album="9")))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == 503
        assert (room.client._door._albums, room.client._door._turns) == ({}, {})


async def test_the_webhook_is_set_with_all_that_it_needs(telegram: BotApi) -> None:
    async with listening(telegram, webhook=HOOK) as room:
        await room.sleeps()
        assert room.client.state == ("up", None)
        assert room.client.caught_up.is_set()
        (call,) = telegram.calls_of("setWebhook")
        assert call.params == {
            "url": HOOK.url,
            "secret_token": SECRET,
            "allowed_updates": list(ALLOWED),
            "max_connections": 40,
        }
        assert not telegram.calls_of("getUpdates")


async def test_without_an_address_it_is_down_and_says_so(telegram: BotApi) -> None:
    async with listening(telegram, webhook=Hook("", SECRET)) as room:
        await room.sleeps()
        assert room.client.state == ("down", NO_ADDRESS)


async def test_a_webhook_that_somebody_took_away_is_noticed(telegram: BotApi) -> None:
    async with listening(telegram, webhook=HOOK) as room:
        await room.sleeps()
        with telegram.world.change():
            telegram.world.queue.webhook = Webhook("http://127.0.0.1:9/elsewhere")
        room.clock.wind(300_000)
        await room.sleeps()
        assert room.client.state == ("down", TAKEN)


async def test_a_webhook_that_telegram_cannot_reach_is_noticed_and_heals(telegram: BotApi) -> None:
    ada = telegram.user("Ada")
    ada.writes("hello")
    async with listening(telegram, webhook=HOOK) as room:
        await asyncio.to_thread(telegram.wait, lambda: telegram.world.queue.webhook.errors)
        await room.sleeps()
        room.clock.wind(1)
        with telegram.world.change():
            telegram.world.queue.webhook.errors.append(((NOON + 299_000) // 1_000, "Connection refused"))
        room.clock.wind(299_999)
        await room.sleeps()
        state, why = room.client.state
        assert (state, why) == (
            "down",
            "Telegram cannot reach our webhook; check web.public_url (Connection refused)",
        )
        with telegram.world.change():
            telegram.world.queue.pending = []
        room.clock.wind(60_000)
        await room.sleeps()
        assert room.client.state == ("up", None)
