"""Buttons, lists and forms: they do their work once, for the person they were made for, and are gone then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.buttons import action_of
from adapters.discord import calls
from adapters.discord.choices import SELECT, Choices
from adapters.discord.places import person
from conversation.model import Resolved, Waiting, WithBot
from handoff.model import Resolve
from tests.adapters.discord.scene import Scene, last, scene
from tests.kit.discord import Fault, Message, Person

QUESTION, ANSWER = "How do I back up my wallet?", "Open **Settings → Backup** in Example Wallet."
FORM, TAKEN = 9, 6


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as stage:
        yield stage


@pytest.fixture
def ada(stage: Scene) -> Person:
    return stage.member("Ada")


@pytest.fixture
def bob(stage: Scene) -> Person:
    return stage.member("Bob")


async def asked(stage: Scene, person: Person) -> Message:
    """The answer to a question, in private."""
    person.writes(QUESTION)
    await stage.hear()
    return last(person.dm)


def solved_of(message: Message) -> str:
    """What stands on the button that says so."""
    return next(label for label in message.labels if "solved" in label)


async def test_a_button_does_its_work_once_and_is_gone(stage: Scene, ada: Person) -> None:
    answer = await asked(stage, ada)
    press = ada.presses(answer, "Yes, that helped")
    await stage.hear()
    assert press.answer == TAKEN
    assert isinstance(await stage.stage_of(ada), Resolved)
    assert answer.labels == []
    count = len(ada.dm.messages)
    await stage.hear_again()
    assert len(ada.dm.messages) == count


async def test_a_button_that_is_no_longer_offered_is_answered_kindly(stage: Scene, ada: Person) -> None:
    answer = await asked(stage, ada)
    data = str(answer.parts[0]["custom_id"])
    ada.presses(answer, "Yes, that helped")
    await stage.hear()
    late = ada.presses_id(answer, data)
    await stage.hear()
    assert late.texts == [stage.users.words("choice_gone")]


@pytest.mark.parametrize("data", ["u:nonsense", "p:nonsense", "s:nonsense", "c:nonsense", "f:nonsense", "x:y", "u"])
async def test_a_button_that_we_never_made_causes_nothing(stage: Scene, ada: Person, data: str) -> None:
    answer = await asked(stage, ada)
    press = ada.presses_id(answer, data)
    await stage.hear()
    assert press.acknowledged_after is not None
    assert isinstance(await stage.stage_of(ada), WithBot)
    assert answer.labels, "what is not ours is not taken away"


async def test_a_button_of_another_person_is_worthless(stage: Scene, ada: Person, bob: Person) -> None:
    mine, hers = await asked(stage, bob), await asked(stage, ada)
    press = bob.presses_id(mine, next(str(p["custom_id"]) for p in hers.parts if p["label"] == "Talk to a person"))
    await stage.hear()
    assert press.texts == [stage.users.words("choice_gone")]
    assert not isinstance(await stage.stage_of(bob), Waiting)


async def test_whoever_presses_in_a_strangers_room_is_not_answered_there_from_then_on(
    stage: Scene, ada: Person, bob: Person
) -> None:
    ada.uses("human", channel=stage.help)
    await stage.hear()
    await stage.act(ada, Resolve())
    room = stage.room_of(ada)
    room.thread_members[bob.id] = 0.0
    press = bob.presses(last(room), "5")
    await stage.hear()
    assert press.texts == [stage.users.words("choice_gone")]
    assert press.shown[0].ephemeral
    assert last(room).labels, "what is hers stays"
    assert await stage.users.front.people.reach(bob.id) == bob.dm.id


async def test_a_press_that_cannot_be_acknowledged_still_counts(stage: Scene, ada: Person) -> None:
    answer = await asked(stage, ada)
    stage.discord.expires(ada.presses(answer, "Talk to a person"))
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Waiting)


async def test_buttons_below_an_ephemeral_answer_are_answered_and_taken_away_there(stage: Scene, ada: Person) -> None:
    first = ada.uses("ask", channel=stage.help, question=QUESTION)
    await stage.hear()
    answer = first.shown[0]
    press = ada.presses(answer, "No")
    await stage.hear()
    assert press.find("sorry that this did not help") is not None
    assert press.shown[-1].ephemeral
    assert answer.labels == []
    assert ada.dm.history == []


async def rating_of(stage: Scene, ada: Person) -> Message:
    """The question how it was."""
    await asked(stage, ada)
    ada.presses(last(ada.dm), "Talk to a person")
    await stage.hear()
    await stage.act(ada, Resolve())
    return last(ada.dm)


async def test_a_rating_counts_and_a_form_asks_why(stage: Scene, ada: Person) -> None:
    question = await rating_of(stage, ada)
    assert question.labels == ["1", "2", "3", "4", "5"]
    press = ada.presses(question, "4")
    await stage.hear()
    assert press.answer == FORM
    found = await stage.stage_of(ada)
    assert isinstance(found, Resolved)
    assert found.rating == 4
    assert question.labels == []
    ada.submits(press, text="quick and kind")
    await stage.hear()
    assert (await stage.said(ada))[-1] == "quick and kind"
    assert last(ada.dm).text == stage.users.words("commented")


async def test_an_empty_form_is_no_comment(stage: Scene, ada: Person) -> None:
    question = await rating_of(stage, ada)
    press = ada.presses(question, "5")
    await stage.hear()
    lines = len(await stage.lines(ada))
    ada.submits(press)
    await stage.hear()
    assert len(await stage.lines(ada)) == lines


async def test_a_rating_in_an_ephemeral_answer_takes_its_buttons_away_with_the_form(stage: Scene, ada: Person) -> None:
    first = ada.uses("ask", channel=stage.help, question=QUESTION)
    await stage.hear()
    helped = ada.presses(first.shown[0], "Yes, that helped")
    await stage.hear()
    question = helped.shown[-1]
    press = ada.presses(question, "3")
    await stage.hear()
    assert press.answer == FORM
    ada.submits(press, text="slow")
    await stage.hear()
    assert question.labels == []
    assert (await stage.said(ada))[-1] == "slow"


async def test_a_list_is_a_choice_too(stage: Scene, ada: Person) -> None:
    answer = await asked(stage, ada)
    known, now = await stage.newest(ada), stage.users.clock.now()
    data = stage.users.front.buttons.data("discord", ada.id, "user", known.number, SELECT, now + 1)
    human = next(choice for choice in known.offered if choice.label == "Talk to a person")
    ada.selects_values(answer, f"u:{data}", [action_of(human.id)])
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Waiting)
    assert answer.parts == []


async def test_the_way_into_private_takes_the_public_question_along(stage: Scene, ada: Person, bob: Person) -> None:
    ada.writes("My hamster ate my cable", channel=stage.help, mention=True)
    ada.writes("talk to a person", channel=stage.help, mention=True)
    await stage.hear()
    pointer = last(stage.help)
    other = bob.presses(pointer, pointer.labels[0])
    await stage.hear()
    assert other.texts == [stage.users.words("discord_not_yours")]
    assert await stage.users.newest(bob.id) is None
    press = ada.presses(pointer, pointer.labels[0])
    await stage.hear()
    room = stage.room_of(ada)
    assert press.texts == [stage.users.words("discord_room_opened", channel=f"<#{room.id}>")]
    assert isinstance(await stage.stage_of(ada), Waiting)
    assert await stage.said(ada) == ["talk to a person"]
    assert not any("position" in message.text for message in stage.help.from_bot)


async def test_who_was_called_in_public_is_led_into_private_and_says_nothing_twice(stage: Scene, ada: Person) -> None:
    ada.writes("/human")
    ada.writes("my screen stays black")
    await stage.hear()
    known, now = await stage.newest(ada), stage.users.clock.now()
    said = await stage.said(ada)
    answer = last(ada.dm)
    data = stage.users.front.buttons.data("discord", ada.id, "user", known.number, "private", now + 1)
    pointer = await calls.send(stage.users.api, stage.help.id, {"content": ada.mention})
    press = ada.presses_id(stage.help.message(str(pointer["id"])) or answer, f"p:{data}")
    await stage.hear()
    room = stage.room_of(ada)
    assert press.texts == [stage.users.words("discord_room_opened", channel=f"<#{room.id}>")]
    assert "position 1" in last(room).text
    assert [text for text in await stage.said(ada) if not text.startswith("/")] == said[1:]


async def test_only_who_asked_or_an_operator_says_that_it_is_solved(stage: Scene, ada: Person, bob: Person) -> None:
    post = ada.posts(stage.forum, "Backups", QUESTION)
    await stage.hear()
    answer = last(post)
    other = bob.presses(answer, solved_of(answer))
    await stage.hear()
    assert other.texts == [stage.users.words("discord_not_yours")]
    assert other.shown[0].ephemeral
    assert not post.archived
    ada.presses(answer, solved_of(answer))
    await stage.hear()
    found = (await stage.newest(ada, post)).stage
    assert isinstance(found, Resolved)
    assert found.by == "user"
    assert answer.labels == []
    assert "✅" in answer.reactions
    assert post.tag_names == ["Solved"]
    assert post.archived


async def test_an_operator_may_say_that_it_is_solved(stage: Scene, ada: Person) -> None:
    eve = stage.moderator("Eve")
    ada.writes(QUESTION, channel=stage.help)
    await stage.hear()
    answer = last(stage.help)
    eve.presses(answer, solved_of(answer))
    await stage.hear()
    assert isinstance((await stage.newest(ada, stage.help)).stage, Resolved)
    assert answer.labels == []
    assert not stage.help.archived


async def test_a_post_that_cannot_be_tagged_is_solved_all_the_same(stage: Scene, ada: Person) -> None:
    stage.discord.fault("PATCH /channels/*", Fault.forbidden(), times=2)
    post = ada.posts(stage.forum, "Backups", QUESTION)
    await stage.hear()
    ada.presses(last(post), solved_of(last(post)))
    await stage.hear()
    assert isinstance((await stage.newest(ada, post)).stage, Resolved)


async def test_buttons_are_understood_after_a_restart(stage: Scene, ada: Person) -> None:
    answer = await asked(stage, ada)
    inside = stage.users
    inside.interactions._choices = Choices(  # nothing is remembered from before
        inside.front, inside.interactions._answering, meeting=inside.interactions._meeting,
        directory=inside.directory, help_channels=frozenset(), who=inside.who,
    )  # fmt: skip
    ada.presses(answer, "Talk to a person")
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Waiting)


async def test_a_second_rating_is_acknowledged_while_the_first_is_still_being_kept(stage: Scene, ada: Person) -> None:
    question = await rating_of(stage, ada)
    data = [str(part["custom_id"]) for part in question.parts]
    async with stage.users.built.engine.lanes.lane(person(stage.users.api.account, ada.id).key):
        first, second = ada.presses_id(question, data[2]), ada.presses_id(question, data[4])
        hearing = [stage.hear_aside(), stage.hear_aside()]
        await asyncio.to_thread(stage.discord.wait, lambda: first.answer == second.answer == FORM)
    await asyncio.gather(*hearing)
    found = await stage.stage_of(ada)
    assert isinstance(found, Resolved)
    assert found.rating == 5


async def test_the_form_speaks_the_language_of_the_conversation(stage: Scene, ada: Person) -> None:
    ada.writes("转人工")
    await stage.hear()
    await stage.act(ada, Resolve())
    press = ada.presses(last(ada.dm), "4")
    await stage.hear()
    assert press.answer == FORM
    assert stage.users.words("discord_comment_title", "zh") in str(press.modal)
