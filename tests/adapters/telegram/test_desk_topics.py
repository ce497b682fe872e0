"""Topics: opened once whatever happens, found again, opened anew when somebody deleted them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from conversation.delivery import RowState
from handoff.model import Reply
from tests.adapters.telegram.desk_scene import CONSOLE, DeskScene, desk_scene
from tests.kit.telegram import Fault


@pytest.fixture
async def stage() -> AsyncIterator[DeskScene]:
    async with desk_scene() as stage:
        yield stage


async def unfinished(stage: DeskScene) -> list[str]:
    return [row.kind for row in await stage.database.store.unfinished() if row.carrier == stage.forum.desk.carrier]


async def test_a_topic_whose_answer_was_lost_is_adopted_by_its_service_message(stage: DeskScene) -> None:
    stage.telegram.faults.next("createForumTopic", Fault.reset_after())
    await stage.says("/human")
    thread = await stage.thread()
    assert thread is not None
    assert (thread.state, thread.place) == ("opening", "")
    await stage.hear()
    await stage.wind(10_000)
    assert (await unfinished(stage), len(stage.group.topics)) == ([], 1)
    thread = await stage.thread()
    assert thread is not None
    assert (thread.state, thread.place) == ("open", str(stage.topic.id))
    assert len(stage.telegram.calls_of("createForumTopic")) == 1


async def test_before_another_attempt_we_hear_what_telegram_knows(stage: DeskScene) -> None:
    stage.telegram.faults.next("createForumTopic", Fault.reset_after())
    await stage.says("/human")
    stage.clock.wind(10_000)
    await asyncio.sleep(0)
    assert len(stage.telegram.calls_of("createForumTopic")) == 1  # it waits for the updates
    await stage.hear()
    assert len(stage.group.topics) == 1
    assert await unfinished(stage) == []


async def test_a_service_message_that_comes_late_leaves_no_orphan(stage: DeskScene) -> None:
    stage.telegram.faults.next("createForumTopic", Fault.reset_after())
    stage.caught_up.set()
    await stage.says("/human")
    await stage.says("are you there?")
    await stage.wind(10_000)
    assert len(stage.group.topics) == 2
    await stage.hear()
    assert len(stage.group.topics) == 1
    assert stage.topic.find("are you there?") is not None
    thread = await stage.thread()
    assert thread is not None
    assert thread.place == str(stage.topic.id)


async def test_an_orphan_that_may_not_be_deleted_is_closed(stage: DeskScene) -> None:
    stage.telegram.set_rights(stage.group, can_delete_messages=False)
    stage.telegram.faults.next("createForumTopic", Fault.reset_after())
    stage.caught_up.set()
    await stage.says("/human")
    await stage.wind(10_000)
    await stage.hear()
    assert sorted(topic.closed for topic in stage.group.topics) == [False, True]


async def test_an_orphan_that_could_not_be_removed_is_removed_later(stage: DeskScene) -> None:
    stage.telegram.faults.next("createForumTopic", Fault.reset_after())
    stage.telegram.faults.next("deleteForumTopic", Fault.server_error())
    stage.caught_up.set()
    await stage.says("/human")
    await stage.wind(10_000)
    await stage.hear()
    assert len(stage.group.topics) == 2
    await stage.forum.topics.sweep()
    assert len(stage.group.topics) == 1


@pytest.mark.parametrize("after", [True, False], ids=["it was opened", "it was not opened"])
async def test_a_crash_while_a_topic_is_opened_leaves_one_topic_and_every_line_once(
    stage: DeskScene, *, after: bool
) -> None:
    stage.telegram.faults.next("createForumTopic", Fault.hang(after=after))
    known = asyncio.create_task(stage.says("/human"))
    await stage.until(lambda: stage.telegram.calls_of("createForumTopic"))
    await asyncio.wait([known], timeout=0)
    await stage.built.intake.accept(stage.inbound("are you there?"))
    await stage.rebuild()
    known.cancel()
    await stage.hear()
    await stage.wind(10_000)
    await stage.hear()
    assert len(stage.group.topics) == 1
    assert await unfinished(stage) == []
    assert stage.topic.texts.count("are you there?") == 1
    assert len(stage.group.pinned) == 1


async def test_a_crash_during_the_first_lines_opens_no_second_topic(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    stage.telegram.faults.next("sendMessage", Fault.reset_before())
    await stage.says("are you there?")
    await stage.rebuild()
    await stage.hear()
    await stage.wind(10_000)
    assert len(stage.group.topics) == 1
    assert stage.topic.texts.count("are you there?") == 1


async def test_a_deleted_topic_is_opened_anew_with_a_card_and_nothing_is_lost(stage: DeskScene) -> None:
    first = await stage.asks_for_a_person()
    await stage.says("one")
    stage.group.delete_topic(first)
    await stage.says("two")
    await stage.says("three")
    assert stage.topic is not first
    assert stage.topic.texts[-2:] == ["two", "three"]
    assert (await stage.card()).pinned
    assert stage.topic.messages[0] is await stage.card()


async def test_a_closed_topic_takes_what_is_said(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    stage.group.closes_topic(topic)
    await stage.says("still there?")
    assert topic.find("still there?") is not None


async def test_a_topic_that_must_be_open_to_be_written_in_is_reopened(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    stage.group.closes_topic(topic)
    stage.telegram.faults.next("sendMessage", Fault.bad_request("TOPIC_CLOSED"))
    await stage.says("still there?")
    assert not topic.closed
    assert topic.find("still there?") is not None


async def test_without_the_right_to_open_topics_rows_wait_and_the_fix_is_told(
    stage: DeskScene, caplog: pytest.LogCaptureFixture
) -> None:
    stage.telegram.set_rights(stage.group, can_manage_topics=False)
    await stage.says("/human")
    assert "Manage topics" in stage.forum.room.trouble
    assert "Give the bot the right 'Manage topics'" in caplog.text
    assert await unfinished(stage)
    stage.telegram.set_rights(stage.group, can_manage_topics=True)
    await stage.wind(300_000)
    assert await unfinished(stage) == []
    assert stage.forum.room.trouble == ""
    assert stage.topic.messages == [await stage.card()]


async def test_a_desk_that_threw_the_bot_out_gets_everything_once_it_is_back(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    stage.telegram.remove_bot(stage.group)
    await stage.says("hello?")
    assert "Add it there" in stage.forum.room.trouble
    stage.telegram.member_status(stage.telegram.bot, stage.group, "administrator")
    await stage.wind(30_000)
    assert stage.topic.find("hello?") is not None
    assert stage.forum.room.trouble == ""


async def test_two_desks_see_the_same(stage: DeskScene) -> None:
    async with desk_scene(desks=2) as both:
        await both.says("/human")
        await both.acts(Reply("Hello"), CONSOLE)
        for group in both.groups:
            (topic,) = group.topics
            assert topic.find("💬 Nora: Hello") is not None


async def test_our_own_service_messages_change_nothing(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.hear()
    stage.group.opens_topic("#1001 looks like ours", by=stage.operators[1])
    await stage.hear()
    assert len(stage.group.topics) == 2
    thread = await stage.thread()
    assert thread is not None
    assert thread.place == str(topic.id)


async def test_nothing_is_given_up_while_an_administrator_is_away(stage: DeskScene) -> None:
    stage.telegram.remove_bot(stage.group)
    await stage.says("/human")
    for _ in range(60):
        await stage.wind(300_000)
    rows = await stage.database.store.unfinished()
    assert {row.state for row in rows} <= {RowState.READY, RowState.SENDING}
    assert "open" in {row.kind for row in rows}
