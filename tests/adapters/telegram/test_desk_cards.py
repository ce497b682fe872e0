"""Cards, icons, open and closed: what stands in a topic is what is so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from conversation.delivery import Rejected
from handoff.model import Claim, Release, Reopen, Reply, Resolve
from tests.adapters.telegram.desk_scene import CONSOLE, DeskScene, desk_scene
from tests.kit.telegram import Fault

EDITS = ("editMessageText", "editForumTopic", "closeForumTopic", "reopenForumTopic", "sendMessage")


@pytest.fixture
async def stage() -> AsyncIterator[DeskScene]:
    async with desk_scene() as stage:
        yield stage


def calls(stage: DeskScene) -> list[str]:
    return [call.method for call in stage.telegram.calls if call.method in EDITS]


async def test_the_card_follows_the_conversation(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    assert "Waiting since" in (await stage.card()).text
    await stage.acts(Claim())
    await stage.tidy()
    assert "With Nora" in (await stage.card()).text
    assert topic.icon == "💬"
    await stage.acts(Resolve())
    await stage.tidy()
    card = await stage.card()
    assert "Resolved" in card.text
    assert card.labels == ["Reopen", "History"]
    assert (topic.icon, topic.closed) == ("✅", True)
    await stage.acts(Reopen())
    await stage.tidy()
    assert (topic.icon, topic.closed) == ("💬", False)
    assert stage.group.pinned == [await stage.card()]


async def test_a_card_that_is_right_is_left_alone(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    await stage.tidy()
    before = calls(stage)
    await stage.tidy()
    await stage.tidy()
    assert calls(stage) == before


async def test_a_conversation_without_a_topic_gets_no_card(stage: DeskScene) -> None:
    await stage.says("hello there")
    await stage.tidy()
    assert calls(stage) == []


async def test_a_deleted_card_is_written_anew(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    first = await stage.card()
    stage.operators[1].deletes(first)
    await stage.acts(Claim())
    await stage.tidy()
    card = await stage.card()
    assert card is not first
    assert card.pinned
    assert "With Nora" in card.text


async def test_a_topic_that_was_deleted_while_it_waits_is_opened_anew(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    stage.group.delete_topic(topic)
    await stage.acts(Claim())
    await stage.tidy()
    assert "With Nora" in (await stage.card()).text
    assert len(stage.group.topics) == 1


async def test_a_topic_that_was_deleted_after_the_end_stays_deleted(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.acts(Claim())
    stage.group.delete_topic(topic)
    await stage.acts(Resolve())
    await stage.tidy()
    assert stage.group.topics == []
    assert await stage.thread() is None


async def test_a_card_that_cannot_be_pinned_is_a_card_all_the_same(stage: DeskScene) -> None:
    stage.telegram.set_rights(stage.group, can_pin_messages=False)
    await stage.asks_for_a_person()
    assert not (await stage.card()).pinned
    assert "Pin messages" in stage.forum.room.trouble


async def test_a_card_that_did_not_go_out_comes_later(stage: DeskScene) -> None:
    stage.telegram.faults.next("sendMessage", Fault.too_many(4))
    topic = await stage.asks_for_a_person()
    assert stage.group.pinned == []
    await stage.wind(4_000)
    await stage.tidy()
    assert stage.group.pinned == topic.messages == [await stage.card()]
    assert not (await stage.card()).silent


async def test_the_card_says_how_far_the_topic_is_behind(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    lag = 0
    stage.forum.join(stage.built.engine, lambda carrier, conversation: lag)
    await stage.tidy()
    lag = 45_000
    await stage.tidy()
    assert "⏳ 40 s behind" in (await stage.card()).text
    before = calls(stage)
    lag = 60_000
    await stage.tidy()
    assert calls(stage) == before
    lag = 0
    await stage.tidy()
    assert "⏳" not in (await stage.card()).text


async def test_cards_are_kept_while_the_process_runs(stage: DeskScene) -> None:
    async with stage.running():
        topic = await stage.asks_for_a_person()
        await stage.acts(Claim())
        await stage.until(lambda: topic.icon == "💬")
        await stage.acts(Resolve())
        await stage.until(lambda: topic.closed)
        await stage.acts(Reopen())
        await stage.until(lambda: not topic.closed)


async def test_at_the_start_every_open_topic_is_looked_at(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.acts(Claim())
    await stage.rebuild()
    async with stage.running():
        await stage.until(lambda: topic.icon == "💬" and "With Nora" in topic.messages[0].text)


async def test_a_card_that_failed_is_tried_again_after_a_while(stage: DeskScene) -> None:
    async with stage.running():
        await stage.asks_for_a_person()
        card = await stage.card()
        stage.telegram.faults.next("editMessageText", Fault.server_error())
        stage.telegram.faults.next("editMessageText", Fault.too_many(9))
        await stage.acts(Claim())
        while "With Nora" not in card.text:
            stage.clock.wind(3_000)
            await asyncio.sleep(0)


async def test_a_delay_is_seen_though_nothing_else_changes(stage: DeskScene) -> None:
    lag = 0
    stage.forum.join(stage.built.engine, lambda carrier, conversation: lag)
    async with stage.running():
        await stage.asks_for_a_person()
        card = await stage.card()
        lag = 30_000
        await stage.wind(3_000)
        await stage.until(lambda: "⏳ 20 s behind" in card.text)
        lag = 0
        await stage.wind(3_000)
        await stage.until(lambda: "⏳" not in card.text)


async def test_a_released_conversation_waits_again(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.acts(Reply("one moment"))
    await stage.acts(Release())
    await stage.tidy()
    assert topic.icon == "❓"
    assert "Waiting since" in (await stage.card()).text


async def test_what_did_not_arrive_is_on_no_card(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    stage.users.outcomes.append(Rejected("blocked"))
    await stage.acts(Reply("hello"), CONSOLE)
    await stage.tidy()
    assert "blocked" not in (await stage.card()).text


async def test_a_topic_that_should_have_been_reopened_before_a_crash_is_reopened_at_the_start(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.acts(Resolve())
    await stage.tidy()
    await stage.acts(Reopen())
    assert topic.closed
    await stage.rebuild()
    async with stage.running():
        await stage.until(lambda: not topic.closed and topic.icon == "💬")
