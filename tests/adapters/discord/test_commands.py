"""The commands that Discord offers: complete, in every language, within its limits, written once per change."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from adapters.discord.api import Api
from adapters.discord.commands import LONGEST, SETTING, Commands, commands, sync
from conversation.texts import Texts
from storage.database import Database
from tests.kit.discord import DiscordApi, Fault


@pytest.fixture
async def api(discord: DiscordApi) -> AsyncIterator[Api]:
    api = Api(discord.token, discord.base)
    yield api
    await api.close()


def test_everybody_has_their_commands_in_servers_and_in_private() -> None:
    found = {command["name"]: command for command in commands(Texts()).everybody}
    assert list(found) == ["ask", "help", "start", "human", "status", "language", "verify", "link", "unlink"]
    assert [found[name]["options"][0]["required"] for name in ("verify", "link")] == [True, False]
    assert all(command["contexts"] == [0, 1] for command in found.values())
    assert found["ask"]["options"][0]["name"] == "question"
    assert found["language"]["options"][0]["choices"] == [
        {"name": "English", "value": "en"}, {"name": "中文", "value": "zh"},
    ]  # fmt: skip


def test_operators_have_theirs_where_they_may_manage_messages() -> None:
    found = {command["name"]: command for command in commands(Texts()).desk}
    assert list(found) == [
        "claim", "release", "resolve", "reopen", "note", "faq", "transfer", "reply", "delete", "snippet", "snooze",
        "merge", "teach", "who", "block", "unblock", "mute", "unmute", "Answer from FAQ", "Take to desk",
    ]  # fmt: skip
    assert {command["default_member_permissions"] for command in found.values()} == {"8192"}
    assert [name for name, command in found.items() if command["type"] == 3] == ["Answer from FAQ", "Take to desk"]


def test_descriptions_stand_in_every_language_and_are_short_enough() -> None:
    long = Texts(own={"zh": {"menu_help": "长" * 150}}, languages=("en", "zh", "de"))
    for command in (*commands(long).everybody, *commands(long).desk):
        if command["type"] == 1:
            for described in (command, *command.get("options", [])):
                assert set(described["description_localizations"]) == {"zh-CN", "zh-TW", "de"}
                shown = [described["description"], *described["description_localizations"].values()]
                assert all(1 <= len(words) <= LONGEST for words in shown)


async def test_discord_takes_them_and_the_desks_stay_in_its_server(
    discord: DiscordApi, database: Database, api: Api
) -> None:
    guild = discord.guild("Desk")
    wanted = commands(Texts())
    for _ in range(2):
        await sync(api, database.staff, wanted, guild.id)
    assert {command["name"] for command in discord.commands} == {command["name"] for command in wanted.everybody}
    assert len(discord.world.commands[guild.id]) == len(wanted.desk)
    assert len([call for call in discord.calls if call.method == "PUT"]) == 2


async def test_what_moved_to_another_server_or_went_is_taken_away(
    discord: DiscordApi, database: Database, api: Api
) -> None:
    old, new = discord.guild("Old"), discord.guild("New")
    wanted = commands(Texts())
    for server in (old.id, new.id, ""):
        await sync(api, database.staff, wanted, server)
    assert not discord.world.commands.get(old.id)
    assert not discord.world.commands.get(new.id)
    kept_there = json.loads(await database.staff.setting(SETTING.format(application=api.application)) or "")
    assert list(kept_there) == [""]


async def test_what_could_not_be_registered_is_tried_again_and_the_rest_is_not(
    discord: DiscordApi, database: Database, api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    guild = discord.guild("Desk")
    wanted = commands(Texts())
    discord.fault("PUT /applications/*/guilds/*/commands", Fault.forbidden())
    for _ in range(2):
        await sync(api, database.staff, wanted, guild.id)
    assert len(discord.calls_of("PUT /applications/*/commands")) == 1
    assert len(discord.calls_of("PUT /applications/*/guilds/*/commands")) == 2
    assert caplog.text.count("the commands were not registered") == 1


async def test_without_commands_nothing_is_asked(discord: DiscordApi, database: Database, api: Api) -> None:
    await sync(api, database.staff, Commands(), "")
    assert discord.calls == []
