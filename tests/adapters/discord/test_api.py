"""Calls over the wire: what comes back, what a failure means, and that no token is shown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial

import aiohttp
import pytest

from adapters.discord import api as transport
from adapters.discord import calls
from adapters.discord.api import TROUBLE, Api, Upload
from adapters.discord.errors import code_of, is_archived, is_closed_dm, is_gone, is_over, is_rights, outcome_of
from adapters.discord.letters import Letter, nonce
from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected
from conversation.texts import Texts
from tests.kit.discord import Channel, DiscordApi, Fault, Person

words = partial(lambda texts, key, **values: texts.text(key, "en", **values), Texts())


@pytest.fixture
def discord() -> Iterator[DiscordApi]:
    with DiscordApi() as discord:
        yield discord


@pytest.fixture
async def api(discord: DiscordApi) -> AsyncIterator[Api]:
    api = Api(discord.token, discord.base)
    yield api
    await api.close()


@pytest.fixture
def help_(discord: DiscordApi) -> Channel:
    return discord.guild("Community").text("help")


@pytest.fixture
def ada(discord: DiscordApi, help_: Channel) -> Person:
    ada = discord.user("Ada")
    assert help_.guild is not None
    ada.joins(help_.guild)
    return ada


async def failure(api: Api, channel: Channel) -> Exception:
    try:
        await calls.send(api, channel.id, Letter("hello").body())
    except TROUBLE as error:
        return error
    raise AssertionError("it went through")


@pytest.mark.parametrize("token", ["", "no token", "YWJj.x.y", "a.b.c", "🙂.b.c"])
def test_a_token_that_names_no_bot_is_told_without_showing_it(token: str) -> None:
    with pytest.raises(ValueError, match="developer portal") as caught:
        Api(token)
    assert not token or token not in str(caught.value)


async def test_many_callers_log_in_once(discord: DiscordApi, api: Api) -> None:
    found = await asyncio.gather(*(api.start() for _ in range(5)))
    assert {me["id"] for me in found} == {discord.bot.id} == {api.account}
    assert len(discord.calls_of("GET /users/@me")) == 1
    assert api.carrier == f"discord:{discord.bot.id}"


async def test_a_login_that_failed_is_tried_again_with_the_next_call(
    discord: DiscordApi, api: Api, help_: Channel
) -> None:
    discord.fault("GET /users/@me", Fault.server_error())
    assert isinstance(outcome_of(await failure(api, help_), words), Ambiguous)
    assert (await calls.send(api, help_.id, Letter("hello").body()))["content"] == "hello"


async def test_files_go_along_with_the_words(api: Api, help_: Channel) -> None:
    files = (Upload("a.png", "image/png", b"one"), Upload("截图.txt", "text/plain", b"two"))
    await calls.send(api, help_.id, Letter("both", files=files).body(), files)
    (message,) = help_.messages
    assert message.text == "both"
    assert [(file.name, file.mime, file.content) for file in message.files] == [
        ("a.png", "image/png", b"one"), ("截图.txt", "text/plain", b"two"),
    ]  # fmt: skip


async def test_a_second_send_with_the_same_nonce_is_thrown_away(api: Api, help_: Channel) -> None:
    first = await calls.send(api, help_.id, Letter("once").body(nonce("row:0")))
    again = await calls.send(api, help_.id, Letter("once").body(nonce("row:0")))
    assert first["id"] == again["id"]
    assert help_.texts == ["once"]


async def test_a_reaction_is_quoted_and_history_comes_in_order(api: Api, help_: Channel, ada: Person) -> None:
    first, second = ada.writes("one", channel=help_), ada.writes("two", channel=help_)
    await calls.react(api, help_.id, first.id, "👍")
    assert list(first.reactions) == ["👍"]
    await calls.unreact(api, help_.id, first.id, "👍")
    assert [message["id"] for message in await calls.history(api, help_.id)] == [first.id, second.id]
    assert [message["id"] for message in await calls.history(api, help_.id, after=first.id)] == [second.id]


@pytest.mark.parametrize(
    ("fault", "outcome", "said"),
    [
        (Fault.server_error(500), Ambiguous, "no clear answer"),
        (Fault.html_error(), Ambiguous, "no clear answer"),
        (Fault.reset_after(), Ambiguous, "no clear answer"),
        (Fault.half_json(), Ambiguous, "no clear answer"),
        (Fault.too_many(40), NotSent, "slow down"),
        (Fault.unauthorized(), NotSent, "token"),
        (Fault.forbidden(), Rejected, "lacks a right"),
        (Fault.refused(403, 50007, "Cannot send messages to this user"), Rejected, "direct messages"),
        (Fault.refused(403, 50278, "No mutual guilds"), Rejected, "no server with the bot"),
        (Fault.refused(404, 10003, "Unknown Channel"), Rejected, "not there any more"),
        (Fault.refused(400, 50035, "Invalid Form Body"), Rejected, "Invalid Form Body"),
    ],
)
async def test_each_failure_says_what_becomes_of_the_row(
    discord: DiscordApi, api: Api, help_: Channel, fault: Fault, outcome: type[Outcome], said: str
) -> None:
    await api.start()
    discord.fault("POST /channels/*/messages", fault)
    found = outcome_of(await failure(api, help_), words)
    assert isinstance(found, outcome)
    assert not hasattr(found, "remote")
    assert said in getattr(found, "reason", "")
    assert len(discord.calls_of("POST /channels/*/messages")) == 1, (
        "whether it is sent again is not the library's to say"
    )


async def test_a_long_limit_is_told_and_a_short_one_waited_for(discord: DiscordApi, api: Api, help_: Channel) -> None:
    await api.start()
    discord.fault("POST /channels/*/messages", Fault.too_many(40))
    assert outcome_of(await failure(api, help_), words) == NotSent(words("discord_limit"), 40_000)
    discord.fault("POST /channels/*/messages", Fault.too_many(0.01))
    assert (await calls.send(api, help_.id, Letter("hello").body()))["content"] == "hello"


async def test_a_call_that_is_never_answered_is_given_up(
    discord: DiscordApi, api: Api, help_: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    await api.start()
    monkeypatch.setattr(transport, "QUICK", aiohttp.ClientTimeout(total=0.05))
    discord.fault("POST /channels/*/messages", Fault.hang())
    assert isinstance(outcome_of(await failure(api, help_), words), Ambiguous)


async def test_what_never_left_is_not_ambiguous(discord: DiscordApi) -> None:
    api = Api(discord.token, "http://127.0.0.1:1/api/v10")
    with pytest.raises(TROUBLE) as caught:
        await api.start()
    assert outcome_of(caught.value, words) == NotSent(words("discord_unreachable"))
    await api.close()
    with pytest.raises(TROUBLE) as caught:
        await api.call("GET", "/gateway/bot")
    assert outcome_of(caught.value, words) == NotSent(words("discord_unreachable"))


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, 10008, is_gone),
        (404, 0, is_gone),
        (403, 50001, is_rights),
        (403, 50013, is_rights),
        (403, 50007, is_closed_dm),
        (403, 50278, is_closed_dm),
        (400, 50083, is_archived),
        (404, 10062, is_over),
        (401, 50027, is_over),
    ],
)
async def test_the_kinds_of_refusals_are_told_apart(
    discord: DiscordApi, api: Api, help_: Channel, status: int, code: int, kind: Callable[[BaseException], bool]
) -> None:
    await api.start()
    discord.fault("POST /channels/*/messages", Fault.refused(status, code))
    error = await failure(api, help_)
    assert kind(error)
    assert code_of(error) == code
    assert not kind(OSError())


async def test_a_bad_token_at_login_waits_for_a_new_one(discord: DiscordApi, api: Api) -> None:
    discord.revoke_token()
    with pytest.raises(TROUBLE) as caught:
        await api.start()
    assert outcome_of(caught.value, words) == NotSent(words("discord_token"), 600_000)


async def test_an_attachment_is_fetched_up_to_a_size(
    api: Api, help_: Channel, ada: Person, discord: DiscordApi
) -> None:
    ada.writes("look", channel=help_, files=[("a.txt", "text/plain", b"x" * 100)])
    (message,) = await calls.history(api, help_.id)
    url = message["attachments"][0]["url"]
    assert await api.download(url, 100) == b"x" * 100
    with pytest.raises(ValueError, match="too large"):
        await api.download(url, 99)
    with pytest.raises(ValueError, match="https"):
        await api.download("http://169.254.169.254/latest", 99)
    discord.expire_links()
    with pytest.raises(TROUBLE):
        await api.download(url, 100)


async def test_no_token_is_shown_or_logged(discord: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    api = Api(discord.token, discord.base)
    with caplog.at_level(logging.DEBUG):
        await api.start()
        discord.fault("POST /interactions/*/*/callback", Fault.too_many(0.01))
        discord.fault("POST /interactions/*/*/callback", Fault.refused(404, 10062, "Unknown interaction"))
        with pytest.raises(TROUBLE) as caught:
            await api.call(
                "POST",
                "/interactions/{interaction_id}/{interaction_token}/callback",
                json={"content": "private words"},
                interaction_id="5",
                interaction_token="verysecret",
            )
    shown = f"{caplog.text} {api!r} {caught.value!r}"
    assert "rate limited" in caplog.text
    for secret in (discord.token, "verysecret", "private words"):
        assert secret not in shown
    await api.close()
