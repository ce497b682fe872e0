"""The gateway: logging in, cut lines, what is told again and what is lost."""

from __future__ import annotations

import asyncio

import discord
import pytest

from tests.kit.discord import Channel, Community, DiscordApi, Person
from tests.kit_discord.conftest import Listener, Raw, intents


def contents(client: Listener) -> list[str]:
    return [message.content for message in client.of("message")]


@pytest.mark.parametrize("how", ["close", "ask", "cut"])
async def test_a_cut_line_is_resumed_and_nothing_is_missed(
    client: Listener, api: DiscordApi, help_: Channel, ada: Person, how: str
) -> None:
    ada.writes("before", channel=help_)
    await client.until(lambda: contents(client) == ["before"])
    with api.offline():
        ada.writes("meanwhile", channel=help_)
    await client.until(lambda: "RESUMED" in client.names())
    assert contents(client) == ["before", "meanwhile"]
    resumed = len(api.resumes)
    api.drop(resume=True, how=how)  # type: ignore[arg-type]
    ada.writes("after", channel=help_)
    await client.until(lambda: len(contents(client)) == 3)
    assert (len(api.identifies), len(api.resumes)) == (1, resumed + 1)
    assert "RESUMED" in client.names()


@pytest.mark.parametrize("how", ["close", "ask"])
async def test_after_a_fresh_login_what_happened_meanwhile_is_lost(
    client: Listener, api: DiscordApi, help_: Channel, ada: Person, how: str
) -> None:
    api.drop(resume=False, how=how)  # type: ignore[arg-type]
    ada.writes("lost", channel=help_)
    await client.until(lambda: len([name for name, _ in client.heard if name == "ready"]) == 2)
    ada.writes("heard", channel=help_)
    await client.until(lambda: contents(client))
    assert contents(client) == ["heard"]
    assert len(api.identifies) == 2
    if how == "close":
        assert [resume.replayed for resume in api.resumes] == [None]


async def connects(api: DiscordApi, wanted: discord.Intents) -> None:
    async with Listener(wanted) as client:
        await client.login(api.token)
        await client.connect()


async def test_a_revoked_token_closes_the_gateway_and_refuses_requests(
    client: Listener, api: DiscordApi, raw: Raw
) -> None:
    api.revoke_token()
    assert raw.refusal("GET", "/users/@me") == (401, 0)
    await client.until(client.is_closed)
    assert api.identifies[-1].code in {None, 4004}
    api.restore_token()
    assert raw.result("GET", "/users/@me")["id"] == api.bot.id


async def test_privileged_intents_have_to_be_allowed(api: DiscordApi) -> None:
    api.privileged(False)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await connects(api, intents())
    assert [identify.code for identify in api.identifies] == [4014]


async def test_without_the_intent_only_what_is_meant_for_the_bot_can_be_read(
    api: DiscordApi, guild: Community, help_: Channel, ada: Person, raw: Raw
) -> None:
    api.privileged(False)
    wanted = discord.Intents(guilds=True, messages=True)
    async with Listener(wanted) as client:
        await client.login(api.token)
        running = asyncio.create_task(client.connect())
        await client.until(lambda: "ready" in [name for name, _ in client.heard])
        ada.writes("secret", channel=help_, files=[("a.txt", "text/plain", b"a")])
        ada.writes("hello", channel=help_, mention=True)
        ada.writes("in private")
        await client.until(lambda: len(contents(client)) == 3)
        assert contents(client) == ["", f"<@{api.bot.id}> hello", "in private"]
        assert client.of("message")[0].attachments == []
        await client.close()
        await running
    lines = raw.result("GET", f"/channels/{help_.id}/messages")
    assert [line["content"] for line in lines] == [f"<@{api.bot.id}> hello", ""]


async def test_too_many_logins_cost_the_token(api: DiscordApi, raw: Raw) -> None:
    api.identify_budget(remaining=0, reset_after=5000)
    limit = raw.result("GET", "/gateway/bot")["session_start_limit"]
    assert limit == {"total": 1000, "remaining": 0, "reset_after": 5000, "max_concurrency": 1}
    with pytest.raises(discord.ConnectionClosed) as closed:
        await connects(api, intents())
    assert closed.value.code == 4004
    assert raw.refusal("GET", "/users/@me") == (401, 0)


async def test_the_bot_hears_nothing_of_places_it_does_not_see(
    client: Listener, api: DiscordApi, guild: Community, help_: Channel, ada: Person
) -> None:
    hidden = guild.text("hidden")
    guild.deny(hidden, "VIEW_CHANNEL")
    ada.writes("unheard", channel=hidden)
    room = ada.opens_thread(help_, "between us", private=True)
    guild.deny(help_, "MANAGE_THREADS")
    ada.writes("unheard too", channel=room)
    ada.writes("heard", channel=help_)
    await client.until(lambda: "heard" in contents(client))
    assert contents(client) == ["heard"]
    ada.brings(room, api.bot)
    ada.writes("now", channel=room)
    await client.until(lambda: "now" in contents(client))


async def test_members_come_and_go_and_the_bot_is_thrown_out(
    client: Listener, api: DiscordApi, guild: Community, ada: Person
) -> None:
    bob = api.user("Bob")
    guild.joins(bob)
    bob.leaves(guild)
    guild.kicks_bot()
    await client.until(lambda: client.of("guild_remove"))
    assert [member.name for member in client.of("member_join")] == ["ada", "bob"]
    assert client.names()[-3:] == ["GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE", "GUILD_DELETE"]
    api.add_bot(guild)
    await client.until(lambda: client.of("guild_join"))


async def test_previews_and_bulk_deletions_are_told_as_discord_tells_them(
    client: Listener, api: DiscordApi, help_: Channel, ada: Person
) -> None:
    lines = [ada.writes(f"see {number}", channel=help_) for number in range(3)]
    api.unfurls(lines[0])
    api.bulk_delete(help_, lines)
    await client.until(lambda: client.of("raw_bulk_message_delete"))
    (update,) = client.of("raw_message_edit")
    assert update.data["edited_timestamp"] is None
    assert update.data["embeds"][0]["title"] == "A page"
    assert client.of("raw_bulk_message_delete")[0].message_ids == {int(line.id) for line in lines}
