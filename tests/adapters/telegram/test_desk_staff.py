"""Who may act on a desk, and whether the bot may."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from adapters.telegram.forum import finder
from adapters.telegram.rights import check
from conversation.events import Actor
from conversation.model import Waiting, WithOperator
from conversation.ports import TryLater
from handoff.model import Claim, Operator
from tests.adapters.telegram.desk_scene import DeskScene, desk_scene
from tests.kit.telegram import Fault, Group, Person

HOUR = 3_600_000


@pytest.fixture
async def stage() -> AsyncIterator[DeskScene]:
    async with desk_scene() as stage:
        yield stage


async def names(stage: DeskScene) -> list[tuple[str, str]]:
    return [(operator.name, operator.source) for operator in await stage.database.staff.all()]


async def claims(stage: DeskScene, person: Person) -> str | None:
    """Who has it after this person asked for it."""
    person.writes("/claim", topic=stage.topic)
    await stage.hear()
    found = (await stage.conversation()).stage
    return found.operator if isinstance(found, WithOperator) else None


async def test_a_member_becomes_an_operator_with_the_first_action(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    assert await names(stage) == []
    assert await claims(stage, stage.operators[0]) == "Olga"
    assert await names(stage) == [("Olga", stage.forum.desk.carrier)]


async def test_names_stay_unique(stage: DeskScene) -> None:
    await stage.database.staff.add(Operator("Alex"))
    first, second = (stage.telegram.user("Alex") for _ in range(2))
    stage.group.adds(first, second)
    await stage.asks_for_a_person()
    assert await claims(stage, first) == "Alex 2"
    stage.operators[1].writes("/release", topic=stage.topic)
    assert await claims(stage, second) == "Alex 3"


async def test_administrators_of_the_group_are_leads(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    await stage.acts(Claim())
    assert await claims(stage, stage.operators[0]) == "Nora"
    assert await claims(stage, stage.operators[1]) == "Leo"


async def test_a_listed_operator_keeps_name_and_role(stage: DeskScene) -> None:
    olga, leo = stage.operators
    await stage.database.staff.add(Operator("Support Lead", "lead", telegram=str(olga.id)))
    await stage.database.staff.add(Operator("Trainee", "operator", telegram=str(leo.id)))
    await stage.asks_for_a_person()
    assert await claims(stage, olga) == "Support Lead"
    assert await claims(stage, leo) == "Support Lead"
    assert len(await names(stage)) == 2


async def test_where_only_listed_people_may_act_others_are_told_once() -> None:
    async with desk_scene(only_listed=True) as stage:
        topic = await stage.asks_for_a_person()
        olga = stage.operators[0]
        assert await claims(stage, olga) is None
        assert await claims(stage, olga) is None
        told = [text for text in topic.texts if "frontdesk operators add NAME" in text]
        assert len(told) == 1
        assert str(olga.id) in told[0]
        assert await names(stage) == []


@pytest.mark.parametrize("how", ["thrown out", "left"])
async def test_whoever_is_out_is_out_at_once(stage: DeskScene, how: str) -> None:
    await stage.asks_for_a_person()
    olga = stage.operators[0]
    card = await stage.card()
    assert await claims(stage, olga) == "Olga"
    if how == "thrown out":
        stage.group.removes(olga)
    else:
        olga.leaves(stage.group)
    await stage.hear()
    assert await names(stage) == []
    pressed = olga.presses(card, "Resolve")
    await stage.hear()
    assert pressed.answer == "Only members of this group can act here."
    assert isinstance((await stage.conversation()).stage, WithOperator)


async def test_a_missed_departure_is_found_within_a_minute(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    olga = stage.operators[0]
    card = await stage.card()
    await claims(stage, olga)
    stage.group.members[olga.id].status = "left"  # and no update tells of it
    await stage.wind(60_000)
    pressed = olga.presses(card, "Resolve")
    await stage.hear()
    assert pressed.answer == "Only members of this group can act here."
    assert await names(stage) == []


async def test_a_departure_during_a_pause_is_found_at_the_start(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    await claims(stage, stage.operators[0])
    stage.group.members[stage.operators[0].id].status = "left"
    await stage.rebuild()
    await stage.forum.members.review()
    assert await names(stage) == []


async def test_listed_operators_stay_when_they_leave_the_group(stage: DeskScene) -> None:
    olga = stage.operators[0]
    await stage.database.staff.add(Operator("Olga", telegram=str(olga.id)))
    olga.leaves(stage.group)
    await stage.hear()
    assert await names(stage) == [("Olga", "")]


async def test_membership_is_asked_for_at_most_once_a_minute(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    for text in ("one", "two", "three"):
        stage.operators[0].writes(text, topic=topic)
    await stage.hear()
    assert len(stage.telegram.calls_of("getChatMember")) == 1


async def test_other_bots_are_nobody(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    (found,) = [update for update in stage.telegram.updates if "message" in update][-1:]
    robot = {
        **found["message"],
        "text": "/claim",
        "message_id": 9999,
        "from": {"id": 5, "is_bot": True, "first_name": "R"},
    }
    robot.pop("forum_topic_created", None)
    robot.pop("pinned_message", None)
    robot |= {"message_thread_id": stage.topic.id, "is_topic_message": True}
    await stage.forum.take([{"update_id": 1, "message": robot}])
    assert isinstance((await stage.conversation()).stage, Waiting)
    assert await names(stage) == []


async def test_groups_learn_who_is_an_operator(stage: DeskScene) -> None:
    olga, leo = stage.operators
    who = finder(stage.forums, stage.database.staff)
    await stage.database.staff.add(Operator("Support", telegram=str(olga.id)))
    assert await who({"id": olga.id, "first_name": "Olga"}) == Actor("Support", "operator")
    assert await who({"id": leo.id, "first_name": "Leo"}) == Actor("Leo", "lead")
    assert await who({"id": stage.telegram.user("Mallory").id, "first_name": "Leo"}) is None
    stage.telegram.faults.next("getChatMember", Fault.server_error())
    with pytest.raises(TryLater):
        await who({"id": stage.telegram.user("Eve").id, "first_name": "Eve"})


async def missing(stage: DeskScene, group: Group) -> list[str]:
    return [finding.what for finding in await check(stage.api, group.id, stage.forum.room.words)]


async def test_what_is_missing_is_said_with_the_fix(stage: DeskScene) -> None:
    group = stage.group
    assert await missing(stage, group) == []
    stage.telegram.set_rights(group, can_pin_messages=False, can_manage_topics=False)
    assert await missing(stage, group) == ["topics", "pin"]
    found = await check(stage.api, group.id, stage.forum.room.words)
    assert found[0].sentence == f"Give the bot the right 'Manage topics' in the desk group {group.id}."
    stage.telegram.member_status(stage.telegram.bot, group, "member")
    assert await missing(stage, group) == ["admin", "privacy"]
    group.set_forum(on=False)
    assert await missing(stage, group) == ["forum", "admin", "privacy"]
    stage.telegram.remove_bot(group)
    assert await missing(stage, group) == ["member"]


async def test_a_lost_right_is_told_at_once_and_to_the_other_desk(caplog: pytest.LogCaptureFixture) -> None:
    async with desk_scene(desks=2) as stage:
        first, second = stage.groups
        stage.telegram.set_rights(first, can_manage_topics=False)
        await stage.hear()
        assert "Manage topics" in stage.forum.room.trouble
        assert "Manage topics" in caplog.text
        assert any("Manage topics" in text for text in second.texts)
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            stage.telegram.set_rights(first, can_manage_topics=True)
            await stage.hear()
        assert stage.forum.state[0] == "up"
        assert "mended" in caplog.text
        stage.telegram.remove_bot(first)
        await stage.hear()
        assert stage.forum.state[0] == "limited"
        assert any("is not in the desk group" in text for text in second.texts)


async def test_the_start_looks_at_the_rights(stage: DeskScene) -> None:
    stage.telegram.set_rights(stage.group, can_delete_messages=False)
    async with stage.running():
        while not stage.forum.room.trouble:
            await asyncio.sleep(0)
    assert "Delete messages" in stage.forum.room.trouble


async def test_a_group_that_got_a_new_id_is_remembered(caplog: pytest.LogCaptureFixture) -> None:
    async with desk_scene() as stage:
        old = str(stage.group.id)
        stage.api.moved[int(old)] = -100999
        await stage.forum.take(
            [{"message": {"chat": {"id": int(old)}, "migrate_to_chat_id": -100999, "message_id": 1}}]
        )
        assert stage.forum.room.id == -100999
        assert "desk_chats: [-100999]" in caplog.text
        await stage.rebuild()
        assert stage.forum.room.id == int(old)
        await stage.forum.room.recall(stage.database.staff)
        assert (stage.forum.room.id, stage.forum.room.chat) == (-100999, old)
