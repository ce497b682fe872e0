"""Where conversations stand at the desk: opened once, found again, opened anew; cards and tags that are true."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from handoff.model import Claim, Reply, Resolve
from tests.adapters.discord.desk_scene import DeskScene, desk_scene
from tests.kit.discord import Channel, Fault, threads

TAGS = ["with the bot", "waiting", "with an operator", "resolved"]


@pytest.fixture(params=["forum", "text"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[DeskScene]:
    async with desk_scene(kind=request.param) as stage:
        yield stage


@pytest.fixture
async def forum() -> AsyncIterator[DeskScene]:
    async with desk_scene() as stage:
        yield stage


def openings(stage: DeskScene) -> int:
    """How often a thread or post was asked for."""
    asked = ("POST /channels/*/threads", "POST /channels/*/messages/*/threads")
    return sum(len(stage.discord.calls_of(what)) for what in asked)


def cards(stage: DeskScene, thread: Channel) -> list[str]:
    """The cards that stand anywhere."""
    messages = [*stage.channel.messages, *thread.messages]
    return [message.id for message in messages if "Transfer" in message.labels or "History" in message.labels]


async def test_missing_tags_are_made_with_their_signs(forum: DeskScene) -> None:
    assert [tag["name"] for tag in forum.channel.tags] == TAGS
    assert [tag["emoji_name"] for tag in forum.channel.tags] == ["🤖", "❓", "💬", "✅"]
    assert forum.forum.state == ("up", None)
    await forum.forum.look()
    assert len(forum.channel.tags) == 4


async def test_the_state_is_a_tag_and_the_title_stays(forum: DeskScene) -> None:
    thread = await forum.asks_for_a_person()
    title = thread.name
    assert thread.tag_names == ["waiting"]
    await forum.acts(Claim())
    await forum.tidy()
    assert thread.tag_names == ["with an operator"]
    await forum.acts(Resolve())
    await forum.tidy()
    assert thread.tag_names == ["resolved"]
    assert thread.archived
    assert not thread.locked
    assert thread.name == title
    assert thread.renames == []


async def test_foreign_tags_on_a_post_stay(forum: DeskScene) -> None:
    thread = await forum.asks_for_a_person()
    forum.channel.tags.append(forum.channel.tags[0] | {"id": "77", "name": "refund"})
    forum.operators[1].tags(thread, "refund", "with the bot")
    await forum.hear()
    await forum.tidy()
    assert thread.tag_names == ["refund", "waiting"]
    await forum.acts(Claim())
    await forum.tidy()
    assert thread.tag_names == ["refund", "with an operator"]


async def test_without_the_right_to_make_tags_it_works_all_the_same() -> None:
    async with desk_scene() as stage:
        stage.channel.tags.clear()
        stage.guild.deny(stage.channel, "MANAGE_CHANNELS")
        await stage.forum.look()
        state, why = stage.forum.state
        assert state == "limited"
        assert "waiting, with an operator, resolved" in str(why)
        thread = await stage.asks_for_a_person()
        await stage.acts(Claim())
        await stage.tidy()
        assert thread.tag_names == []
        assert "With Nora" in (await stage.card()).text
        stage.guild.allow(stage.channel, "MANAGE_CHANNELS")
        await stage.forum.look()
        assert stage.forum.state == ("up", None)


async def test_a_new_card_costs_no_second_call(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    await stage.tidy()
    assert stage.discord.calls_of("PATCH /channels/*/messages/*") == []
    assert len(cards(stage, thread)) == 1


async def test_the_card_shows_what_is_and_is_written_only_when_that_changes(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    await stage.acts(Claim())
    await stage.tidy()
    assert "💬 With Nora" in (await stage.card()).text
    before = len(stage.discord.calls)
    await stage.tidy()
    assert len(stage.discord.calls) == before
    await stage.acts(Resolve())
    await stage.tidy()
    assert (await stage.card()).labels == ["Reopen", "History"]


async def test_a_card_that_somebody_deleted_comes_back(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    stage.operators[1].deletes(await stage.card())
    await stage.hear()
    await stage.tidy()
    card = await stage.card()
    assert card.labels == ["Claim", "Resolve", "Transfer", "History"]
    assert card.channel is thread
    assert card.pinned


async def test_a_lost_answer_opens_no_second_thread(stage: DeskScene) -> None:
    last = "POST /channels/*/threads" if stage.channel.type == 15 else "POST /channels/*/messages/*/threads"
    stage.discord.fault(last, Fault.reset_after())
    await stage.says("/human")
    for _ in range(3):
        await stage.wind(60_000)
    assert len(stage.threads) == 1
    assert len(cards(stage, stage.thread)) == 1
    known = await stage.known()
    assert known is not None
    assert known.place == stage.thread.id
    assert openings(stage) == 1


async def test_a_crash_after_opening_adopts_the_thread(stage: DeskScene) -> None:
    last = "POST /channels/*/threads" if stage.channel.type == 15 else "POST /channels/*/messages/*/threads"
    stage.discord.fault(last, Fault.reset_after())
    await stage.says("/human")
    await stage.rebuild()
    await stage.wind(60_000)
    await stage.says("still here")
    assert len(stage.threads) == 1
    assert stage.thread.find("still here") is not None


async def test_a_card_without_a_thread_is_found_again() -> None:
    async with desk_scene(kind="text") as stage:
        stage.discord.fault("POST /channels/*/messages/*/threads", Fault.server_error())
        await stage.says("/human")
        await stage.wind(60_000)
        assert len(stage.threads) == 1
        assert len(cards(stage, stage.thread)) == 1


async def test_a_thread_that_is_one_too_many_goes(forum: DeskScene) -> None:
    thread = await forum.asks_for_a_person()
    world = forum.discord.world
    with world.change():
        threads.open_post(world, forum.channel, world.bot, thread.name, tags=[], fields={"text": "again"})
    await forum.hear()
    assert forum.threads == [thread]


async def test_where_it_may_not_be_deleted_it_is_put_to_rest(forum: DeskScene) -> None:
    thread = await forum.asks_for_a_person()
    forum.guild.deny(forum.channel, "MANAGE_THREADS")
    world = forum.discord.world
    with world.change():
        other, _ = threads.open_post(world, forum.channel, world.bot, thread.name, tags=[], fields={"text": "again"})
    await forum.hear()
    assert other.archived
    assert not thread.archived


async def test_a_deleted_thread_is_opened_anew_at_once(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    await stage.wind(1_000)
    stage.operators[1].deletes_thread(thread)
    await stage.hear()
    assert stage.thread is not thread
    await stage.says("hello?")
    assert stage.thread.find("hello?") is not None
    assert len(cards(stage, stage.thread)) == 1


async def test_a_thread_that_was_deleted_unnoticed_is_opened_anew_by_the_next_line(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    await stage.wind(1_000)
    stage.operators[1].deletes_thread(thread)
    await stage.says("hello?")
    assert stage.thread.find("hello?") is not None


async def test_a_resolved_thread_that_is_deleted_stays_away(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    await stage.acts(Reply("bye"))
    await stage.acts(Resolve())
    await stage.tidy()
    stage.operators[1].deletes_thread(thread)
    await stage.hear()
    await stage.tidy()
    assert stage.threads == []


async def test_a_thread_that_falls_asleep_while_somebody_waits_is_woken(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    stage.operators[1].archives(thread)
    await stage.hear()
    await stage.tidy()
    assert not thread.archived


async def test_a_resolved_thread_that_is_woken_goes_back_to_rest(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    await stage.acts(Resolve())
    await stage.tidy()
    await stage.hear()
    stage.operators[1].unarchives(thread)
    await stage.hear()
    await stage.tidy()
    assert thread.archived


async def test_what_changes_in_a_sleeping_thread_is_changed_all_the_same(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    stage.operators[1].archives(thread)  # and no event tells of it
    await stage.acts(Claim())
    await stage.tidy()
    assert "💬 With Nora" in (await stage.card()).text


async def test_by_itself_the_desk_keeps_its_cards(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    async with stage.running():
        await stage.acts(Resolve())
        await asyncio.to_thread(stage.discord.wait, lambda: thread.archived)
    assert "✅ Resolved" in (await stage.card()).text


async def test_a_desk_that_the_bot_cannot_see_says_so_and_loses_nothing(stage: DeskScene) -> None:
    stage.guild.deny(stage.channel, "VIEW_CHANNEL")
    await stage.says("/human")
    await stage.says("anybody?")
    state, why = stage.forum.state
    assert state == "limited"
    assert "cannot see the desk channel" in str(why)
    stage.guild.allow(stage.channel, "VIEW_CHANNEL")
    await stage.forum.look()
    await stage.rest()
    assert stage.forum.state == ("up", None)
    assert stage.thread.find("anybody?") is not None


async def test_missing_rights_are_named_with_the_fix(stage: DeskScene) -> None:
    stage.guild.deny(stage.channel, "SEND_MESSAGES_IN_THREADS", "ATTACH_FILES")
    await stage.forum.look()
    assert "'Send Messages in Threads and Posts', 'Attach Files'" in stage.forum.room.trouble
    thread = await stage.asks_for_a_person()
    await stage.says("anybody?")
    assert thread.find("anybody?") is None
    stage.guild.allow(stage.channel, "SEND_MESSAGES_IN_THREADS", "ATTACH_FILES")
    await stage.forum.look()
    await stage.rest()
    assert stage.forum.room.trouble == ""
    assert thread.find("anybody?") is not None


async def test_a_channel_of_another_kind_is_refused_in_words() -> None:
    async with desk_scene() as stage:
        stage.channel.type = 5
        await stage.forum.look()
        assert "neither a forum nor a text channel" in stage.forum.room.trouble


async def test_open_threads_are_tracked(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    assert list(await stage.forum.tracked()) == [thread.id]
    await stage.acts(Resolve())
    await stage.tidy()
    assert list(await stage.forum.tracked()) == []


async def test_a_long_name_makes_a_short_title(stage: DeskScene) -> None:
    await stage.built.intake.accept(replace(stage.inbound("/human"), name="x" * 300))
    await stage.rest()
    assert len(stage.thread.name) == 100
