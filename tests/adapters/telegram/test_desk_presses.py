"""The buttons of a desk: every press is answered, and what is stale or forged does nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from conversation.delivery import Rejected
from conversation.model import Resolved, Waiting, WithOperator
from handoff.model import Claim, Operator, Reply
from tests.adapters.telegram.desk_scene import DeskScene, desk_scene
from tests.kit.channels import EVERYTHING
from tests.kit.telegram import Fault, Message, Person, Press


@pytest.fixture
async def stage() -> AsyncIterator[DeskScene]:
    async with desk_scene() as stage:
        yield stage


@pytest.fixture
def olga(stage: DeskScene) -> Person:
    return stage.operators[0]


async def press(stage: DeskScene, person: Person, message: Message, label: str) -> Press:
    pressed = person.presses(message, label)
    await stage.hear()
    assert pressed.answered
    return pressed


async def stage_of(stage: DeskScene) -> object:
    return (await stage.conversation()).stage


async def test_claim_resolve_and_reopen_by_button(stage: DeskScene, olga: Person) -> None:
    await stage.asks_for_a_person()
    pressed = await press(stage, olga, await stage.card(), "Claim")
    assert not pressed.answer
    now = stage.clock.now()
    assert await stage_of(stage) == WithOperator(now, "Olga", waited_from=now, shown="Olga", owes_since=now)
    await press(stage, olga, await stage.card(), "Resolve")
    assert isinstance(await stage_of(stage), Resolved)
    await stage.tidy()
    await press(stage, olga, await stage.card(), "Reopen")
    assert isinstance(await stage_of(stage), WithOperator)


async def test_a_refusal_is_shown_to_whoever_pressed(stage: DeskScene, olga: Person) -> None:
    await stage.asks_for_a_person()
    await stage.acts(Claim())
    pressed = await press(stage, olga, await stage.card(), "Claim")
    assert (pressed.answer, pressed.show_alert) == ("Nora has it.", True)


async def test_one_press_is_done_once(stage: DeskScene, olga: Person) -> None:
    await stage.asks_for_a_person()
    await press(stage, olga, await stage.card(), "Resolve")
    seen = stage.telegram.updates
    number = (await stage.conversation()).number
    before = await stage.database.reader.conversation(number)
    for update in seen:
        await stage.forum.take([update])
    assert await stage.database.reader.conversation(number) == before


async def test_transfer_offers_teams_and_people(stage: DeskScene, olga: Person) -> None:
    await stage.database.staff.add(Operator("Zoe"))
    await stage.asks_for_a_person()
    card = await stage.card()
    await press(stage, olga, card, "Transfer")
    assert card.labels == ["billing", "Olga", "Zoe", "« Back"]
    await press(stage, olga, card, "« Back")
    await stage.tidy()
    assert card.labels == ["Claim", "Resolve", "Transfer", "History"]
    await press(stage, olga, card, "Transfer")
    await press(stage, olga, card, "Zoe")
    found = await stage_of(stage)
    assert isinstance(found, Waiting)
    assert found.wanted == "Zoe"
    await stage.tidy()
    assert card.labels == ["Claim", "Resolve", "Transfer", "History"]


async def test_the_history_tells_of_earlier_conversations(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    await stage.says("the wallet is empty")
    await press(stage, olga, await stage.card(), "History")
    assert topic.last is not None
    assert topic.last.text.startswith("👤 Mia · en · fake\n\nNo earlier conversations.\n\nLast messages:\n")
    assert "👤 Mia: the wallet is empty" in topic.last.text
    await press(stage, olga, await stage.card(), "Resolve")
    await stage.wind(73 * 3_600_000)
    await stage.says("/human")
    (second,) = [found for found in stage.group.topics if found is not topic]
    await press(stage, olga, second.messages[0], "History")
    assert second.last is not None
    assert f"#{(await stage.conversation()).number - 1} · 01-01 12:00 · resolved by Olga" in second.last.text


async def test_an_undelivered_reply_is_sent_again_by_button(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    stage.users.outcomes.append(Rejected("the user blocked the bot"))
    olga.writes("**hello**", topic=topic)
    await stage.hear()
    told = topic.find("⚠️")
    assert told is not None
    assert stage.to_user() == []
    pressed = await press(stage, olga, told, "Try again")
    assert not pressed.answer
    (row,) = stage.to_user()
    assert row.payload["text"] == r"\*\*hello\*\*"
    assert told.labels == []


@pytest.mark.parametrize(("label", "way"), [("Private thread", "thread"), ("Mention in public", "mention")])
async def test_a_user_of_another_platform_is_reached_by_another_way_from_here(
    stage: DeskScene, olga: Person, label: str, way: str
) -> None:
    stage.users.capabilities = replace(EVERYTHING, detours=("thread", "mention"))
    topic = await stage.asks_for_a_person()
    stage.users.outcomes.append(Rejected("their direct messages are closed"))
    olga.writes("hello", topic=topic)
    await stage.hear()
    told = topic.find("⚠️")
    assert told is not None
    assert told.labels == ["Try again", "Private thread", "Mention in public", "Resolve"]
    pressed = await press(stage, olga, told, label)
    assert not pressed.answer
    assert [row.payload["by"] for row in stage.to_user()] == [way]
    assert told.labels == []


async def test_a_line_that_goes_out_again_is_one_line_and_stays_where_it_stands(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    stage.users.outcomes.append(Rejected("the user blocked the bot"))
    olga.writes("hello", topic=topic)
    await stage.hear()
    told = topic.find("⚠️")
    assert told is not None
    shown = len(topic.messages)
    await press(stage, olga, told, "Try again")
    view = await stage.database.reader.conversation((await stage.conversation()).number)
    assert view is not None
    assert [(line.text, line.delivery) for line in view.messages if line.author == "operator"] == [("hello", "sent")]
    assert len(topic.messages) == shown


async def test_an_undelivered_reply_can_end_it(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    stage.users.outcomes.append(Rejected("the user blocked the bot"))
    olga.writes("hello", topic=topic)
    await stage.hear()
    told = topic.find("⚠️")
    assert told is not None
    await press(stage, olga, told, "Resolve")
    assert isinstance(await stage_of(stage), Resolved)


async def test_a_card_that_is_not_the_newest_is_out_of_date(stage: DeskScene, olga: Person) -> None:
    await stage.asks_for_a_person()
    card = await stage.card()
    data = card.button("Claim").data
    assert data is not None
    other = olga.writes("just a note", chat=stage.group)
    pressed = olga.presses_data(other, data)
    await stage.hear()
    assert "out of date" in (pressed.answer or "")
    assert isinstance(await stage_of(stage), Waiting)


async def test_made_up_buttons_do_nothing(stage: DeskScene, olga: Person) -> None:
    await stage.asks_for_a_person()
    data = (await stage.card()).button("Claim").data or ""
    for forged in ("claim", "", data[:-1] + ("A" if data[-1] != "A" else "B"), "x" * 64):
        pressed = olga.presses_data(await stage.card(), forged)
        await stage.hear()
        assert "out of date" in (pressed.answer or "")
    assert isinstance(await stage_of(stage), Waiting)


async def test_a_stranger_is_told_and_does_nothing(stage: DeskScene) -> None:
    await stage.asks_for_a_person()
    mallory = stage.telegram.user("Mallory")
    pressed = await press(stage, mallory, await stage.card(), "Claim")
    assert pressed.answer == "Only members of this group can act here."
    assert isinstance(await stage_of(stage), Waiting)


async def test_a_press_that_telegram_forgot_is_carried_out_all_the_same(stage: DeskScene, olga: Person) -> None:
    await stage.asks_for_a_person()
    stage.telegram.faults.next(
        "answerCallbackQuery", Fault.bad_request("query is too old and response timeout expired or query ID is invalid")
    )
    olga.presses(await stage.card(), "Claim")
    await stage.hear()
    assert isinstance(await stage_of(stage), WithOperator)


async def test_a_card_under_a_deleted_topic_answers(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    card = await stage.card()
    stage.group.delete_topic(topic)
    await stage.acts(Reply("hello"))
    pressed = olga.presses(card, "Claim")
    await stage.hear()
    assert "out of date" in (pressed.answer or "")
