"""What the doctor finds on Discord, with the wire double at its other end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pytest

from adapters.discord.api import Api
from adapters.discord.checkup import Checkup, Wanted, seen_elsewhere
from adapters.discord.permissions import NEEDED, WELCOME, invite
from adapters.discord.tags import EMOJI
from bot.clock import SystemClock
from conversation.texts import Texts
from storage.database import open_store
from tests.kit.discord import Channel, DiscordApi, Fault
from tests.kit.discord.guilds import Community
from tests.kit.house import MEMORY

TEXTS = Texts(("en", "zh"))
TAGS = [TEXTS.text(f"desk_tag_{stage}", "en") for stage in EMOJI]
Found = list[tuple[str, str]]


@pytest.fixture
def discord() -> Iterator[DiscordApi]:
    with DiscordApi() as api:
        yield api


@pytest.fixture
def desk(guild: Community) -> Channel:
    """As it should be: private, with its tags."""
    made = guild.forum("desk", tags=TAGS)
    guild.hide(made, seen_by=[guild.role("Support")])
    return made


async def look(
    discord: DiscordApi,
    desk: Channel | None = None,
    helping: Sequence[Channel] = (),
    guilds: Sequence[str] = (),
    texts: Texts = TEXTS,
) -> Found:
    """Everything that is found."""
    wanted = Wanted(desk.id if desk else None, [channel.id for channel in helping], guilds)
    api = Api(discord.token, discord.base)
    try:
        return [said async for said in Checkup(api, texts, SystemClock(), wanted).look()]
    finally:
        await api.close()


def worse(found: Found) -> Found:
    """What is not fine."""
    return [said for said in found if said[0] != "fine"]


async def test_where_all_is_well_nothing_but_good_is_said(discord: DiscordApi, guild: Community, desk: Channel) -> None:
    helping = guild.text("help")
    assert await look(discord, desk, [helping], [guild.id]) == [
        ("fine", "frontdesk: the token works"),
        ("fine", "the Message Content Intent is on"),
        ("fine", f"to invite the bot with just what it needs, open {invite(discord.bot.id)}"),
        ("fine", f"the bot is in Community ({guild.id})"),
        ("fine", f"desk {desk.id}: every permission is there"),
        ("fine", f"help channel {helping.id}: every permission is there"),
    ]


async def test_nothing_is_sent_to_anybody_and_no_session_is_begun(discord: DiscordApi, desk: Channel) -> None:
    await look(discord, desk)
    assert {call.method for call in discord.calls} == {"GET"}
    assert discord.identifies == []


async def test_a_refused_token_is_a_problem_and_is_not_quoted(discord: DiscordApi, desk: Channel) -> None:
    discord.revoke_token()
    [(level, sentence)] = await look(discord, desk)
    assert level == "problem"
    assert "Reset Token" in sentence
    assert discord.token not in sentence


async def test_a_discord_that_cannot_be_reached_is_a_problem(discord: DiscordApi, desk: Channel) -> None:
    with discord.offline():
        [(level, sentence)] = await look(discord, desk)
    assert level == "problem"
    assert "check the network and discord.api_base" in sentence


async def test_an_outage_in_the_middle_ends_the_look_with_a_sentence(discord: DiscordApi, desk: Channel) -> None:
    discord.fault("GET /guilds/*", Fault.server_error(), times=9)
    found = await look(discord, desk)
    assert found[-1][0] == "problem"
    assert "cannot be asked (ServerTrouble)" in found[-1][1]


async def test_words_that_cannot_be_read_are_a_problem(discord: DiscordApi, desk: Channel) -> None:
    discord.privileged(allowed=False)
    [(level, sentence)] = worse(await look(discord, desk))
    assert level == "problem"
    assert "Privileged Gateway Intents" in sentence


async def test_an_endpoint_for_interactions_is_a_problem(discord: DiscordApi, desk: Channel) -> None:
    discord.world.endpoint = "https://example.org/interactions"
    [(level, sentence)] = worse(await look(discord, desk))
    assert level == "problem"
    assert "slash commands go there and never reach us" in sentence


async def test_few_connections_left_are_a_warning(discord: DiscordApi, desk: Channel) -> None:
    discord.identify_budget(remaining=100)
    assert worse(await look(discord, desk)) == []
    discord.identify_budget(remaining=99)
    [(level, sentence)] = worse(await look(discord, desk))
    assert level == "warning"
    assert sentence.startswith("99 of 1000 connections are left")


async def test_a_bot_in_no_server_is_told_to_be_invited(discord: DiscordApi) -> None:
    found = worse(await look(discord, guilds=["12345"]))
    assert found == [
        ("warning", "the bot is in no server yet; open the link above and choose yours"),
        (
            "problem",
            "the bot is not in the server 12345, which is listed in guilds; open the link above and choose it",
        ),
        ("warning", "no desk_channel: operators can answer in the console only"),
    ]


async def test_a_desk_that_is_not_there_hidden_or_of_another_kind_is_a_problem(
    discord: DiscordApi, guild: Community, desk: Channel
) -> None:
    gone = Wanted("1290000000000000001")
    api = Api(discord.token, discord.base)
    found: Found = [said async for said in Checkup(api, TEXTS, SystemClock(), gone).look()]
    await api.close()
    assert worse(found)[0][1].startswith("desk 1290000000000000001: Discord knows no such channel")
    guild.deny(desk, "VIEW_CHANNEL")
    [(level, sentence)] = worse(await look(discord, desk))
    assert (level, "'View Channel'" in sentence) == ("problem", True)
    [(level, sentence)] = worse(await look(discord, guild.category("things")))
    assert (level, "neither a forum nor a text channel" in sentence) == ("problem", True)


async def test_each_missing_permission_of_the_desk_has_its_name(
    discord: DiscordApi, guild: Community, desk: Channel
) -> None:
    guild.deny(desk, "ATTACH_FILES", "EMBED_LINKS")
    [(level, sentence)] = worse(await look(discord, desk))
    assert level == "problem"
    assert "Embed Links" in sentence
    assert "Attach Files" in sentence
    assert "Add Reactions" not in sentence
    guild.allow(desk, "ATTACH_FILES", "EMBED_LINKS")
    guild.deny(desk, "MANAGE_THREADS")
    [(level, sentence)] = worse(await look(discord, desk))
    assert level == "warning"
    assert "stays locked" in sentence


async def test_a_desk_that_everyone_sees_is_a_warning_in_a_forum_and_a_text_channel(
    discord: DiscordApi, guild: Community
) -> None:
    for open_to_all in (guild.forum("desk", tags=TAGS), guild.text("desk")):
        [(level, sentence)] = worse(await look(discord, open_to_all))
        assert level == "warning"
        assert "Everyone on this server sees this channel" in sentence
        guild.hide(open_to_all)
        assert worse(await look(discord, open_to_all)) == []


async def test_missing_tags_are_named_unless_the_bot_may_make_them(discord: DiscordApi, guild: Community) -> None:
    desk = guild.forum("desk", tags=[TAGS[0].upper(), "something else"])
    guild.hide(desk)
    assert worse(await look(discord, desk)) == []
    guild.deny(desk, "MANAGE_CHANNELS")
    [(level, sentence)] = worse(await look(discord, desk))
    assert level == "warning"
    assert sentence.startswith(f"desk {desk.id}: Make these tags in the forum: {', '.join(TAGS[1:])}.")


async def test_a_help_channel_has_its_own_needs(discord: DiscordApi, guild: Community, desk: Channel) -> None:
    room, forum = guild.text("help"), guild.forum("questions")
    guild.deny(room, "CREATE_PRIVATE_THREADS", "MANAGE_MESSAGES", "MANAGE_THREADS")
    guild.deny(forum, "CREATE_PRIVATE_THREADS", "SEND_MESSAGES_IN_THREADS")
    found = worse(await look(discord, desk, [room, forum]))
    assert [level for level, _ in found] == ["warning"] * 3 + ["problem"]
    assert all(sentence.startswith(f"help channel {room.id}: ") for _, sentence in found[:3])
    assert "cannot be answered in private" in found[0][1]
    assert "recovery phrase stays visible" in found[1][1]
    assert found[3][1].startswith(f"help channel {forum.id}: Give the bot here")


async def test_sentences_come_in_the_first_language(discord: DiscordApi, guild: Community, desk: Channel) -> None:
    guild.deny(desk, "ATTACH_FILES")
    found = await look(discord, desk, texts=Texts(("zh", "en")))
    assert found[0] == ("fine", "frontdesk：令牌有效")
    assert any(sentence.startswith(f"desk {desk.id}: 请在此处授予机器人权限") for _, sentence in found)


@pytest.mark.parametrize("language", TEXTS.languages)
def test_every_permission_that_may_be_missing_has_its_words(language: str) -> None:
    for side in NEEDED:
        where = "help" if side == "help" else "desk"
        for name in (*NEEDED[side], *WELCOME[side]):
            assert TEXTS.text(f"discord_name_{name}", language)
        for name in WELCOME[side]:
            if name != "manage_channels":
                assert TEXTS.text(f"doctor_discord_{where}_{name}", language, named="x")


async def test_servers_that_were_left_are_named_until_they_are_ours() -> None:
    async with open_store(MEMORY, exclusive=False, clock_now=lambda: 0) as database:
        staff = database.staff
        assert await seen_elsewhere(staff, TEXTS, ()) == []
        left = [{"id": "77", "name": "Elsewhere"}, {"id": "88", "name": "Nowhere"}]
        await staff.put_setting("discord.foreign", json.dumps(left))
        assert await seen_elsewhere(staff, TEXTS, ["1", "88"]) == [
            "the bot was added to “Elsewhere” and left. To work there, write below discord: guilds: [1, 88, 77]"
        ]
        assert await seen_elsewhere(staff, TEXTS, ["88"], {"77"}) == []
