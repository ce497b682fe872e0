"""Our JSON beside that of simcord, an emulator which others wrote: it must not know a field that we do not send."""

from __future__ import annotations

from typing import Any

import pytest
from discord import Permissions
from simcord.backend import Backend, serializers
from simcord.interactions import base_payload

from tests.kit.discord import Channel, Community, DiscordApi, Person
from tests.kit.discord.gateway import guild_create_json
from tests.kit.discord.ids import account_of, moment_of
from tests.kit.discord.permissions import BITS
from tests.kit_discord.conftest import Raw

OF_ONESELF = {"verified", "mfa_enabled", "locale", "bot", "system"}
"""Discord says these of the bot itself or of bots only."""
ONLY_IF_THERE = {"nonce", "reactions", "sticker_items"}
"""Discord leaves these out where there is nothing."""


@pytest.fixture
def theirs() -> dict[str, Any]:
    """Payloads of simcord's, by kind."""
    backend = Backend()
    user = backend.make_user("ada")
    guild = backend.create_guild("Community")
    member = backend.add_member(guild.id, user.id)
    text = backend.create_channel(guild.id, "help")
    forum = backend.create_channel(guild.id, "questions", type=15)
    thread = backend.create_thread(text.id, "a thread", user.id)
    message = backend.create_message(text.id, user.id, "hello")
    data = {"component_type": 2, "custom_id": "n"}
    asked = base_payload(backend, type=3, channel_id=text.id, guild_id=guild.id, user_id=user.id, data=data)[1]
    return {
        "user": serializers.user_payload(user),
        "member": serializers.member_payload(backend, guild, member),
        "text": serializers.channel_payload(backend, text),
        "forum": serializers.channel_payload(backend, forum),
        "dm": serializers.channel_payload(backend, backend.get_dm_channel(user.id)),
        "thread": serializers.thread_payload(backend, thread),
        "message": serializers.message_payload(backend, message),
        "guild": serializers.guild_create_payload(backend, guild),
        "interaction": asked,
    }


def test_no_field_is_missing(
    api: DiscordApi, raw: Raw, guild: Community, help_: Channel, ada: Person, theirs: dict[str, Any]
) -> None:
    forum = guild.forum("questions")
    line = ada.writes("hello", channel=help_)
    thread = ada.opens_thread(line, "a thread")
    ada.presses_id(line, "n")
    told = dict(api.world.sessions.told)
    ours = {
        "user": raw.result("GET", f"/users/{ada.id}"),
        "member": raw.result("GET", f"/guilds/{guild.id}/members/{ada.id}"),
        "text": raw.result("GET", f"/channels/{help_.id}"),
        "forum": raw.result("GET", f"/channels/{forum.id}"),
        "dm": raw.result("GET", f"/channels/{ada.dm.id}"),
        "thread": raw.result("GET", f"/channels/{thread.id}"),
        "message": raw.result("GET", f"/channels/{help_.id}/messages/{line.id}") | {"guild_id": guild.id},
        "guild": guild_create_json(api.world, guild.id),
        "interaction": told["INTERACTION_CREATE"],
    }
    allowed = {
        "user": OF_ONESELF,
        "message": ONLY_IF_THERE,
        "thread": {"applied_tags"},  # only posts of a forum have them
        "dm": {"parent_id", "topic", "rate_limit_per_user"},  # only guilds have them
    }
    for kind, wanted in theirs.items():
        missing = set(wanted) - set(ours[kind]) - allowed.get(kind, set())
        assert not missing, kind
    assert set(theirs["thread"]["thread_metadata"]) - set(ours["thread"]["thread_metadata"]) == {"invitable"}
    assert theirs["interaction"]["member"].keys() <= ours["interaction"]["member"].keys()


def test_the_library_names_the_same_permissions() -> None:
    for name, bit in BITS.items():
        assert Permissions.VALID_FLAGS[name.lower()] == 1 << bit, name


def test_numbers_tell_their_time_and_tokens_their_bot(api: DiscordApi, ada: Person) -> None:
    message = ada.writes("hi")
    assert abs(moment_of(message.id) - api.world.now()) < 60
    assert account_of(api.token) == api.bot.id
