"""Every event goes to the one who handles its place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.discord.api import Api
from adapters.discord.directory import Directory, Spot
from adapters.discord.routing import Handler, Router
from conversation.ports import TryLater
from tests.kit.discord import Channel, Community, DiscordApi, Fault, Person

HISTORY = "GET /channels/*"


class Rooms:
    """Knows one private thread."""

    def __init__(self) -> None:
        self.known = ""

    async def whose(self, channel: str) -> str | None:
        return "7" if channel == self.known else None


class Post:
    """Where the router's letters arrive."""

    def __init__(self, api: Api, desk: str) -> None:
        self.directory = Directory(api)
        self.rooms = Rooms()
        self.arrived: list[tuple[str, Spot]] = []
        self.router = Router(
            self.directory,
            self.rooms,
            desk=self._box("desk"),
            private=self._box("private"),
            public=self._box("public"),
            desk_channel=desk,
        )

    def _box(self, name: str) -> Handler:
        async def box(event: str, data: dict[str, Any], spot: Spot) -> None:
            self.arrived.append((name, spot))

        return box

    async def bring(self, channel: Channel, name: str = "MESSAGE_CREATE") -> str:
        """Where a message there ends up; empty if nowhere."""
        data = {"id": "1", "channel_id": channel.id}
        if channel.guild is not None:
            data["guild_id"] = channel.guild.id
        before = len(self.arrived)
        await self.router.take(name, data)
        return self.arrived[-1][0] if len(self.arrived) > before else ""


@pytest.fixture
def desk(guild: Community) -> Channel:
    return guild.forum("desk")


@pytest.fixture
async def post(discord: DiscordApi, desk: Channel) -> AsyncIterator[Post]:
    api = Api(discord.token, discord.base)
    yield Post(api, desk.id)
    await api.close()


async def test_every_place_has_its_handler(
    discord: DiscordApi, guild: Community, ada: Person, desk: Channel, post: Post
) -> None:
    text = guild.text("general")
    room = ada.opens_thread(text, "mine", private=True)
    other = ada.opens_thread(text, "others", private=True)
    for thread in (room, other):
        ada.brings(thread, discord.bot)
    post.rooms.known = room.id
    assert await post.bring(ada.dm) == "private"
    assert await post.bring(room) == "private"
    assert await post.bring(other) == "public"
    assert await post.bring(text) == "public"
    assert await post.bring(ada.opens_thread(text, "public")) == "public"
    assert await post.bring(ada.posts(desk, "case", "words")) == "desk"
    kinds = [spot.kind for _, spot in post.arrived]
    assert kinds == ["dm", "private_thread", "private_thread", "text", "thread", "thread"]
    assert post.arrived[-1][1].parent == desk.id


async def test_discord_is_asked_once_for_a_channel_and_never_for_a_dm(
    discord: DiscordApi, guild: Community, ada: Person, post: Post
) -> None:
    text = guild.text("general")
    for place in (ada.dm, text, ada.dm, text):
        await post.bring(place)
    assert len(discord.calls_of(HISTORY)) == 1


async def test_what_is_in_no_channel_of_ours_is_passed_over(discord: DiscordApi, guild: Community, post: Post) -> None:
    gone = guild.text("gone")
    with discord.world.change():
        gone.deleted = True
    assert await post.bring(gone) == ""


async def test_while_discord_cannot_be_asked_the_event_has_to_come_again(
    discord: DiscordApi, guild: Community, post: Post
) -> None:
    text = guild.text("general")
    discord.fault(HISTORY, Fault.server_error())
    with pytest.raises(TryLater):
        await post.bring(text)
    assert await post.bring(text) == "public"


async def test_the_end_of_a_thread_is_told_to_the_desk_that_it_was_below(desk: Channel, post: Post) -> None:
    data = {"id": "99", "guild_id": "5", "parent_id": desk.id, "type": 11}
    await post.router.take("THREAD_DELETE", data)
    assert [name for name, _ in post.arrived] == ["desk"]


async def test_what_one_event_leaves_out_is_remembered_from_another(post: Post) -> None:
    learnt = post.directory.learn({"id": "9", "type": 11, "parent_id": "8", "name": "a", "owner_id": "7"}, "5")
    assert post.directory.learn({"id": "9", "thread_metadata": {"archived": True}}) == Spot(
        "9", "thread", "5", "8", "a", "7", archived=True
    )
    assert post.directory.threads_below("8")[0].archived
    assert not learnt.archived
    post.directory.forget("9")
    assert post.directory.known("9") is None


async def test_a_room_below_the_desk_is_its_persons(
    discord: DiscordApi, guild: Community, ada: Person, desk: Channel, post: Post
) -> None:
    room = ada.opens_thread(desk, "mine", private=True)
    ada.brings(room, discord.bot)
    post.rooms.known = room.id
    assert await post.bring(room) == "private"
