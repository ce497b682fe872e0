"""The users' side against another imitation of Discord: a real client of discord.py, fed and answered by simcord.

Its gateway's payloads are tapped before the library parses them and handed to the house, whose calls go back through
simcord: permissions, commands, components and forms are checked there as it understands Discord, not as we do.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import discord
import simcord

from adapters.discord import calls
from adapters.discord.api import Api
from adapters.discord.commands import commands
from adapters.discord.events import in_channels
from conversation.events import Actor
from conversation.model import Resolved, Waiting
from conversation.texts import Texts
from tests.adapters.discord.users import Users, users
from tests.kit.clock import HandClock

QUESTION, ANSWER = "How do I back up my wallet?", "Open **Settings → Backup** in Example Wallet."
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
MODS = discord.Permissions(manage_messages=True)
Json = dict[str, Any]


class SimApi(Api):
    """Our calls by way of the client that simcord has in its hands."""

    def __init__(self, client: discord.Client) -> None:
        assert client.user is not None
        super().__init__(f"{base64.b64encode(str(client.user.id).encode()).decode()}.simulated.token")
        self.application = str(client.application_id)
        self.me = {"id": self.account}
        self._client = client

    async def _connected(self) -> Any:
        return self._client.http


@dataclass
class Sim:
    """What a test holds."""

    env: simcord.Env
    guild: simcord.GuildHandle
    help: simcord.ChannelHandle
    forum: simcord.ChannelHandle
    users: Users
    heard: list[tuple[str, Json]] = field(default_factory=list)

    async def hear(self) -> None:
        """Everything that happened reaches the house, and its answers are there."""
        while self.heard:
            name, data = self.heard.pop(0)
            if name == "INTERACTION_CREATE":
                await self.users.take(name, data)
            for event in in_channels(name, data):
                await self.users.take(event.name, event.data)

    def member(self, name: str, **options: Any) -> simcord.MemberActor:
        """Somebody of the server."""
        return self.guild.add_member(self.env.create_user(name), **options)


def tap(client: discord.Client, heard: list[tuple[str, Json]]) -> None:
    """Every payload is noted before the library parses it."""
    parsers = client._connection.parsers  # what simcord calls

    def tapped(name: str, parse: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def take(data: Any) -> Any:
            heard.append((name, data))
            return parse(dict(data) if isinstance(data, dict) else data)

        return take

    for name, parse in list(parsers.items()):
        parsers[name] = tapped(name, parse)


def labels(message: discord.Message) -> list[str]:
    """What stands on its buttons."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return [part.label or "" for row in rows for part in row.children if isinstance(part, discord.Button)]


@asynccontextmanager
async def simulated() -> AsyncIterator[Sim]:
    """A server with a help channel and a help forum."""
    client = discord.Client(intents=discord.Intents.all())
    heard: list[tuple[str, Json]] = []
    tap(client, heard)
    async with simcord.run(client) as env:
        guild = env.create_guild("Community")
        help_, forum = guild.create_text_channel("help"), guild.create_forum_channel("questions")
        clock = HandClock(int(env.now().timestamp() * 1000))
        async with users(SimApi(client), (str(help_.id), str(forum.id)), clock=clock) as inside:
            known = commands(Texts())
            await calls.put_commands(inside.api, "", known.everybody)
            await calls.put_commands(inside.api, str(guild.id), known.desk)
            yield Sim(env, guild, help_, forum, inside, heard)


async def test_a_slash_command_is_answered_to_one_person() -> None:
    async with simulated() as sim:
        ada = sim.member("ada")
        asked = await ada.slash(sim.help, "ask", question=QUESTION)
        await sim.hear()
        assert asked.acknowledged
        assert asked.response is not None
        assert asked.response.content == ANSWER
        assert asked.response.ephemeral


async def test_a_question_in_public_is_answered_below_it() -> None:
    async with simulated() as sim:
        ada = sim.member("ada")
        message = await ada.send(sim.help, QUESTION)
        await sim.hear()
        answer = sim.help.last_message
        assert answer is not None
        assert answer.content == ANSWER
        assert answer.reference is not None
        assert answer.reference.message_id == message.id
        assert answer.mentions == []


async def test_a_button_does_its_work_and_is_gone() -> None:
    async with simulated() as sim:
        ada = sim.member("ada")
        await ada.send_dm(QUESTION)
        await sim.hear()
        answer = ada.user.dm_channel.last_message
        assert answer is not None
        pressed = await ada.user.click(answer, label="Talk to a person")
        await sim.hear()
        assert pressed.acknowledged
        assert isinstance(await sim.users.stage_of(str(ada.id)), Waiting)
        assert [message.components for message in ada.user.dm_channel.history() if message.id == answer.id] == [[]]
        told = ada.user.dm_channel.last_message
        assert told is not None
        assert "position 1" in told.content


async def test_an_ephemeral_answer_has_buttons_that_work() -> None:
    async with simulated() as sim:
        ada = sim.member("ada")
        asked = await ada.slash(sim.help, "ask", question=QUESTION)
        await sim.hear()
        assert asked.response is not None
        pressed = await ada.click(asked.response.message, label="Yes, that helped")
        await sim.hear()
        assert isinstance(await sim.users.stage_of(str(ada.id)), Resolved)
        assert [message.ephemeral for message in pressed.followups] == [True]
        assert asked.response.components == []


async def test_a_rating_opens_a_form_and_its_words_are_a_comment() -> None:
    async with simulated() as sim:
        ada = sim.member("ada")
        await ada.send_dm(QUESTION)
        await sim.hear()
        answer = ada.user.dm_channel.last_message
        assert answer is not None
        await ada.user.click(answer, label="Yes, that helped")
        await sim.hear()
        question = ada.user.dm_channel.last_message
        assert question is not None
        shown = await ada.user.click(question, label="4")
        await sim.hear()
        assert shown.modal is not None
        await ada.user.submit_modal(shown, {"text": "quick and kind"})
        await sim.hear()
        assert (await sim.users.said(str(ada.id)))[-1] == "quick and kind"


async def test_a_room_is_opened_for_who_asks_for_a_person() -> None:
    async with simulated() as sim:
        ada = sim.member("ada")
        asked = await ada.slash(sim.help, "human")
        await sim.hear()
        (room,) = sim.help.threads
        assert asked.response is not None
        assert room.mention in asked.response.content
        assert room.last_message is not None
        assert "position 1" in room.last_message.content
        await ada.send(room, "my screen stays black")
        await sim.hear()
        assert (await sim.users.said(str(ada.id)))[-1] == "my screen stays black"


async def test_a_post_is_answered_and_closed_by_who_asked() -> None:
    async with simulated() as sim:
        ada, bob = sim.member("ada"), sim.member("bob")
        sim.env.backend.create_thread(sim.forum.id, "Backups", ada.id)
        (post,) = sim.forum.threads
        await ada.send(post, "how do I back up my wallet")
        await sim.hear()
        answer = post.last_message
        assert answer is not None
        assert answer.content == ANSWER
        solved = next(label for label in labels(answer) if "solved" in label)
        other = await bob.click(answer, label=solved)
        await sim.hear()
        assert [told.content for told in other.followups] == [sim.users.words("discord_not_yours")]
        await ada.click(answer, label=solved)
        await sim.hear()
        assert (await calls.channel(sim.users.api, str(post.id)))["thread_metadata"]["archived"]


async def test_a_moderator_chooses_from_the_nearest_entries() -> None:
    async with simulated() as sim:
        ada, eve = sim.member("ada"), sim.member("eve", roles=[sim.guild.create_role("Mods", permissions=MODS)])
        sim.users.operators[str(eve.id)] = Actor("Eve", "operator")
        line = await ada.send(sim.help, "zebra crossing")
        order = await eve.context_menu(sim.help, "Answer from FAQ", line)
        await sim.hear()
        assert order.response is not None
        (row,) = order.response.components
        (menu,) = row["components"]
        await eve.select(order.response.message, [menu["options"][0]["value"]])
        await sim.hear()
        answer = sim.help.last_message
        assert answer is not None
        assert answer.reference is not None
        assert answer.reference.message_id == line.id


async def test_members_do_not_see_what_is_for_moderators() -> None:
    async with simulated() as sim:
        ada = sim.member("ada")
        assert "ask" in ada.available_commands(sim.help)
        assert "claim" not in ada.available_commands(sim.help)
        assert "ask" in ada.user.available_commands()


async def test_without_the_right_to_open_threads_it_goes_on_in_direct_messages() -> None:
    async with simulated() as sim:
        ada = sim.member("ada")
        closed = sim.guild.create_text_channel(
            "closed",
            overwrites={sim.guild.default_role: discord.PermissionOverwrite(create_private_threads=False)},
        )
        asked = await ada.slash(closed, "human")
        await sim.hear()
        assert asked.response is not None
        assert asked.response.content == sim.users.words("discord_dm_sent")
        assert closed.threads == []
        assert isinstance(await sim.users.stage_of(str(ada.id)), Waiting)


async def test_a_phrase_in_public_is_deleted() -> None:
    async with simulated() as sim:
        ada = sim.member("ada")
        message = await ada.send(sim.help, f"my words are {PHRASE}")
        await sim.hear()
        assert message.id not in [left.id for left in sim.help.history()]
