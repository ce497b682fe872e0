"""Updates by long poll: kept until they are confirmed, asked for by kind, taken by one poller only."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.kit.telegram import BotApi, Fault
from tests.kit_telegram.conftest import Raw


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def test_updates_come_again_until_they_are_confirmed(api: BotApi, raw: Raw) -> None:
    ada = api.user("Ada")
    for text in "abc":
        ada.writes(text)
    first = raw.result("getUpdates")
    assert [update["message"]["text"] for update in first] == ["a", "b", "c"]
    assert raw.result("getUpdates") == first
    numbers = [update["update_id"] for update in first]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert raw.result("getUpdates", offset=numbers[1], limit=1) == first[1:2]
    assert raw.result("getUpdates", offset=-1) == first[2:]
    assert raw.result("getUpdates", offset=numbers[2] + 1) == []
    assert api.pending == []


def test_a_poll_waits_for_the_next_update(api: BotApi, raw: Raw, pool: ThreadPoolExecutor) -> None:
    ada = api.user("Ada")
    poll = pool.submit(raw.result, "getUpdates", timeout=30)
    api.wait(lambda: api.calls_of("getUpdates"))
    ada.writes("at last")
    (update,) = poll.result(10)
    assert update["message"]["text"] == "at last"
    assert raw.result("getUpdates", offset=update["update_id"] + 1, timeout=0) == []


def test_of_two_pollers_the_first_is_ended(api: BotApi, raw: Raw, pool: ThreadPoolExecutor) -> None:
    first = pool.submit(raw.refusal, "getUpdates", timeout=30)
    api.wait(lambda: api.calls_of("getUpdates"))
    second = pool.submit(raw.result, "getUpdates", timeout=30)
    assert first.result(10) == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    api.user("Ada").writes("for the second")
    assert len(second.result(10)) == 1


def test_a_webhook_and_a_poll_exclude_each_other(api: BotApi, raw: Raw, pool: ThreadPoolExecutor) -> None:
    poll = pool.submit(raw.refusal, "getUpdates", timeout=30)
    api.wait(lambda: api.calls_of("getUpdates"))
    raw.result("setWebhook", url="https://desk.example/hooks")
    assert poll.result(10) == "Conflict: terminated by setWebhook request"
    assert raw.refusal("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    raw.result("deleteWebhook")
    assert raw.result("getUpdates") == []


def test_a_poller_that_died_takes_nothing_with_it(api: BotApi, raw: Raw) -> None:
    ada = api.user("Ada")
    with socket.create_connection(("127.0.0.1", int(api.base.rpartition(":")[2]))) as line:
        line.sendall(f"GET /bot{api.token}/getUpdates?timeout=50 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        api.wait(lambda: api.calls_of("getUpdates"))
    ada.writes("still there")
    (update,) = raw.result("getUpdates")
    assert update["message"]["text"] == "still there"
    assert [call.status for call in api.calls if call.status == 409] == []


def test_what_is_asked_for_stays_asked_for(api: BotApi, raw: Raw) -> None:
    ada = api.user("Ada")
    message = ada.writes("one")
    ada.reacts(message, "👍")
    assert [kinds(update) for update in raw.result("getUpdates")] == ["message"], "reactions only when asked for"
    raw.result("getUpdates", offset=-1, allowed_updates=["message_reaction", "callback_query"])
    ada.writes("two")
    ada.reacts(message, "🔥")
    assert [kinds(update) for update in raw.result("getUpdates", offset=api.updates[-1]["update_id"])] == [
        "message_reaction"
    ]
    ada.reacts(message)
    (update,) = raw.result("getUpdates", offset=api.updates[-1]["update_id"], allowed_updates=[])
    assert [one["emoji"] for one in update["message_reaction"]["old_reaction"]] == ["🔥"]
    assert update["message_reaction"]["new_reaction"] == []
    ada.reacts(message, "👍")
    ada.writes("three")
    assert kinds(raw.result("getUpdates")[-1]) == "message"


def kinds(update: dict[str, object]) -> str:
    (kind,) = set(update) - {"update_id"}
    return kind


def test_poison_is_delivered_as_it_is(raw: Raw) -> None:
    with BotApi() as api:
        raw.api = api
        number = api.inject({"message": {"message_id": "nonsense"}})
        api.user("Ada").writes("after it")
        first, second = raw.result("getUpdates")
        assert first == {"update_id": number, "message": {"message_id": "nonsense"}}
        assert second["update_id"] == number + 1


def test_an_outage_cuts_the_poll_that_waits_and_refuses_the_next(
    api: BotApi, raw: Raw, pool: ThreadPoolExecutor
) -> None:
    poll = pool.submit(raw.result, "getUpdates", timeout=30)
    api.wait(lambda: api.calls_of("getUpdates"))
    with api.outage():
        with pytest.raises(httpx.TransportError):
            poll.result(10)
        with pytest.raises(httpx.TransportError):
            raw.result("getMe")
    raw.result("getMe")
    with api.outage(Fault.server_error(502)):
        assert raw.refusal("getMe") == "Bad Gateway"
