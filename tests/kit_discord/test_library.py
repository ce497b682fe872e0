"""discord.py, unmodified, on the double: what it makes of events and answers."""

from __future__ import annotations

import io

import discord
import pytest

from tests.kit.discord import Channel, Community, DiscordApi, Person
from tests.kit_discord.conftest import Listener


async def test_it_logs_in_and_knows_the_guild(client: Listener, guild: Community) -> None:
    help_, forum = guild.text("help", topic="Ask here"), guild.forum("questions", tags=["open", "closed"])
    await client.until(lambda: client.get_channel(int(forum.id)))
    known = client.get_guild(int(guild.id))
    assert known is not None
    assert client.user is not None
    assert (known.name, known.me.id) == ("Community", client.user.id)
    channel, posts = known.get_channel(int(help_.id)), known.get_channel(int(forum.id))
    assert isinstance(channel, discord.TextChannel)
    assert channel.topic == "Ask here"
    assert isinstance(posts, discord.ForumChannel)
    assert [tag.name for tag in posts.available_tags] == ["open", "closed"]
    assert channel.permissions_for(known.me).manage_threads


async def test_a_private_message_is_heard_and_answered(client: Listener, api: DiscordApi, ada: Person) -> None:
    question = ada.writes("How do I ...?", files=[("log.txt", "text/plain", b"a line")])
    message: discord.Message = (await client.until(lambda: client.of("message")))[0]
    assert (message.content, message.author.display_name, str(message.id)) == ("How do I ...?", "Ada", question.id)
    assert await message.attachments[0].read() == b"a line"
    assert message.guild is None
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="No", custom_id="no"))
    file = discord.File(io.BytesIO(b"GIF89a"), "a.gif")
    embed = discord.Embed(title="See").set_image(url="attachment://a.gif")
    sent = await message.reply("Like this", file=file, embed=embed, view=view, mention_author=False)
    answer = ada.dm.find("Like this")
    assert answer is not None
    assert (answer.reply_to, answer.labels, answer.files[0].content) == (question, ["No"], b"GIF89a")
    assert (answer.pings, sent.attachments) == ([], [])
    assert sent.embeds[0].image.url
    await sent.edit(content="Better", view=None)
    await sent.add_reaction("👍")
    assert (answer.text, answer.versions, answer.edited, answer.labels) == ("Better", ["Like this"], True, [])
    assert list(answer.reactions) == ["👍"]
    await sent.delete()
    assert answer.deleted


async def test_edits_deletions_and_reactions_are_heard(client: Listener, help_: Channel, ada: Person) -> None:
    message = ada.writes("helo", channel=help_)
    ada.edits(message, "hello")
    ada.reacts(message, "👍")
    ada.unreacts(message, "👍")
    ada.deletes(message)
    await client.until(lambda: client.of("raw_message_delete"))
    (edit,) = client.of("raw_message_edit")
    assert edit.message.content == "hello"
    reactions = client.of("raw_reaction_add") + client.of("raw_reaction_remove")
    assert [event.emoji.name for event in reactions] == ["👍", "👍"]
    assert [event.message_id for event in client.of("raw_message_delete")] == [int(message.id)]


async def test_threads_and_posts_come_and_go(client: Listener, guild: Community, help_: Channel, ada: Person) -> None:
    forum = guild.forum("questions", tags=["open"])
    question = ada.writes("anyone?", channel=help_)
    post = ada.posts(forum, "It is broken", "really", tags=["open"])
    await client.until(lambda: len(client.of("message")) == 2)
    channel = client.get_channel(int(help_.id))
    assert isinstance(channel, discord.TextChannel)
    thread = await (await channel.fetch_message(int(question.id))).create_thread(name="Ada's", auto_archive_duration=60)
    assert (str(thread.id), question.thread and question.thread.name) == (question.id, "Ada's")
    with pytest.raises(discord.HTTPException) as refused:
        await (await channel.fetch_message(int(question.id))).create_thread(name="again")
    assert refused.value.code == 160004
    seen = client.get_channel(int(post.id))
    assert isinstance(seen, discord.Thread)
    assert [tag.name for tag in seen.applied_tags] == ["open"]
    await seen.send("we look")
    await seen.edit(archived=True, locked=True)
    await client.until(lambda: client.of("thread_update"))
    assert (post.archived, post.texts) == (True, ["really", "we look"])
    private = await channel.create_thread(name="room", type=discord.ChannelType.private_thread, invitable=False)
    await private.add_user(discord.Object(int(ada.id)))
    room = guild.find_channel("room")
    assert room is not None
    assert ada.id in room.thread_members
    ada.writes("here I am", channel=room)
    await client.until(lambda: [one for one in client.of("message") if one.content == "here I am"])
    assert [one.type for one in room.history] == [1, 0]


async def test_the_bot_opens_a_post(client: Listener, guild: Community) -> None:
    forum = guild.forum("desk", tags=["new"])
    place = await client.fetch_channel(int(forum.id))
    assert isinstance(place, discord.ForumChannel)
    made = await place.create_thread(name="#1001 Ada", content="card", applied_tags=[place.available_tags[0]])
    assert made.thread.id == made.message.id
    post = guild.find_channel("#1001")
    assert post is not None
    assert (post.texts, post.tag_names) == (["card"], ["new"])
    await made.message.pin()
    assert [message.text for message in post.pinned] == ["card"]
    assert [message.content async for message in place.threads[0].history(limit=5)] == ["", "card"]
    active = await place.guild.active_threads()
    assert [thread.name for thread in active] == ["#1001 Ada"]
