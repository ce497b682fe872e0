"""Trouble on order: faults, limits, and what a test is told when it waits in vain."""

from __future__ import annotations

import discord
import httpx
import pytest

from tests.kit.discord import Channel, DiscordApi, Fault, Person
from tests.kit_discord.conftest import Listener, Raw

SEND = "POST /channels/*/messages"


def test_a_refusal_comes_as_often_as_ordered_and_only_where_ordered(
    api: DiscordApi, raw: Raw, help_: Channel, ada: Person
) -> None:
    api.fault(SEND, Fault.too_many(1.5), channel=ada.dm, times=2)
    raw.says(help_, "not meant")
    for _ in range(2):
        answer = raw.ask("POST", f"/channels/{ada.dm.id}/messages", json={"content": "x"})
        assert answer.json() == {
            "message": "You are being rate limited.", "code": 0, "retry_after": 1.5, "global": False,
        }  # fmt: skip
        assert answer.headers["Via"]
    raw.says(ada.dm, "at last")
    assert ada.dm.texts == ["at last"]
    assert [call.status for call in api.calls_of(SEND)] == [200, 429, 429, 200]
    assert api.calls_of(SEND)[0].json == {"content": "not meant"}


def test_every_refusal_can_be_ordered(api: DiscordApi, raw: Raw) -> None:
    for fault, status in ((Fault.unauthorized(), 401), (Fault.server_error(503), 503), (Fault.forbidden(), 403)):
        api.fault("*", fault)
        assert raw.ask("GET", "/users/@me").status_code == status
    api.fault("*", Fault.html_error())
    answer = raw.ask("GET", "/users/@me")
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (502, "text/html")


@pytest.mark.parametrize(
    ("fault", "effect"),
    [
        (Fault.reset_before(), False),
        (Fault.reset_after(), True),
        (Fault.server_error(502, after=True), True),
        (Fault.half_json(), True),
    ],
    ids=["reset before", "reset after", "error after", "half"],
)
def test_an_unclear_end_leaves_the_message_there_or_not(
    api: DiscordApi, raw: Raw, help_: Channel, fault: Fault, effect: bool
) -> None:
    api.fault(SEND, fault)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError, AssertionError)):
        raw.says(help_, nonce="n", enforce_nonce=True)
    assert bool(help_.from_bot) is effect
    raw.says(help_, nonce="n", enforce_nonce=True)
    assert len(help_.from_bot) == 1


def test_a_request_that_hangs_ends_when_the_client_gives_up(api: DiscordApi, raw: Raw, help_: Channel) -> None:
    api.fault(SEND, Fault.hang())
    with pytest.raises(httpx.ReadTimeout):
        raw.ask("POST", f"/channels/{help_.id}/messages", json={"content": "x"}, timeout=0.1)
    assert help_.from_bot == []


async def test_the_library_waits_out_a_limit(client: Listener, api: DiscordApi, help_: Channel) -> None:
    channel = await client.fetch_channel(int(help_.id))
    assert isinstance(channel, discord.TextChannel)
    api.fault(SEND, Fault.too_many(0.01))
    await channel.send("late")
    limit = api.limit(SEND, 2, 0.05)
    for number in range(4):
        await channel.send(str(number))
    assert help_.texts == ["late", "0", "1", "2", "3"]
    assert limit.refused == 0, "the library reads the headers and waits by itself"


def test_every_answer_tells_what_is_left_of_its_bucket(api: DiscordApi, raw: Raw, help_: Channel, ada: Person) -> None:
    path = f"/channels/{help_.id}/messages"
    first = raw.ask("GET", path).headers
    assert int(first["X-RateLimit-Remaining"]) > 100
    api.limit("GET /channels/*/messages", 2, 60)
    left = [raw.ask("GET", path).headers["X-RateLimit-Remaining"] for _ in range(2)]
    assert (left, raw.ask("GET", path).status_code) == (["1", "0"], 429)
    assert raw.ask("GET", f"/channels/{ada.dm.id}/messages").status_code == 200
    assert raw.ask("GET", path).headers["X-RateLimit-Bucket"] == first["X-RateLimit-Bucket"]


def test_while_it_is_offline_nothing_answers(api: DiscordApi, raw: Raw) -> None:
    with api.offline(), pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        raw.ask("GET", "/users/@me")
    assert raw.ask("GET", "/users/@me").status_code == 200


def test_a_wait_returns_what_it_waited_for_and_fails_with_a_report(api: DiscordApi, raw: Raw, ada: Person) -> None:
    raw.says(ada.dm, "hello")
    assert api.wait(lambda: ada.dm.find("hell")) is ada.dm.last
    with pytest.raises(AssertionError, match=r"(?s)POST /channels.*hello.*channel 1 Ada"):
        api.wait(lambda: ada.dm.find("bye"), seconds=0)


def test_a_mistake_of_the_doubles_own_fails_the_test() -> None:
    def meet_it() -> None:
        with DiscordApi() as api:
            api.world.guilds = None  # type: ignore[assignment]
            headers = {"Authorization": f"Bot {api.token}"}
            httpx.get(f"{api.base}/users/@me/guilds", headers=headers, verify=False)

    with pytest.raises(AssertionError, match=r"(?s)the double is broken"):
        meet_it()
