"""What people do in the private chat with the bot, and what they see of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.telegram.private import Private
from bot.config.model import CONTACT_RATE
from conversation.model import Resolved, Waiting, WithOperator
from conversation.ports import Inbound, Receipt, Refused, TryLater
from handoff.model import Amend, Delete, React, Reply
from tests.adapters.telegram.scene import Scene, last, scene
from tests.kit.telegram import Fault, Person, png


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as stage:
        yield stage


@pytest.fixture
def ada(stage: Scene) -> Person:
    return stage.telegram.user("Ada", last_name="L", language="en-GB")


async def with_a_person(stage: Scene, ada: Person) -> None:
    ada.writes("/human")
    await stage.hear()
    await stage.act(ada, Reply("Hello, what is it?"))


async def test_a_question_is_answered_with_its_looks_and_with_buttons(stage: Scene, ada: Person) -> None:
    ada.writes("How do I back up my wallet?")
    await stage.hear()
    answer = last(ada.chat)
    assert answer.text == "Open Settings → Backup in Example Wallet."
    assert [entity["type"] for entity in answer.entities] == ["bold"]
    assert "Talk to a person" in answer.labels
    assert ada.chat.actions == ["typing"]
    known = await stage.newest(ada)
    assert known is not None
    assert (known.contact.name, known.language) == ("Ada L", "en")


async def test_a_button_does_its_work_once_and_is_gone(stage: Scene, ada: Person) -> None:
    ada.writes("How do I back up my wallet?")
    await stage.hear()
    answer = last(ada.chat)
    press = ada.presses(answer, "Yes, that helped")
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Resolved)
    assert (press.answered, press.answer, answer.labels) == (True, "", [])
    count = len(ada.chat.messages)
    await stage.hear_again()
    assert len(ada.chat.messages) == count


async def test_scores_stand_in_one_row(stage: Scene, ada: Person) -> None:
    ada.writes("How do I back up my wallet?")
    await stage.hear()
    ada.presses(last(ada.chat), "Yes, that helped")
    await stage.hear()
    assert [[button.text for button in row] for row in last(ada.chat).rows] == [["1", "2", "3", "4", "5"]]


async def test_a_button_that_is_no_longer_offered_is_answered_kindly(stage: Scene, ada: Person) -> None:
    ada.writes("How do I back up my wallet?")
    await stage.hear()
    answer = last(ada.chat)
    data = answer.button("Yes, that helped").data or ""
    ada.presses(answer, "Yes, that helped")
    await stage.hear()
    late = ada.presses_data(answer, data)
    await stage.hear()
    assert late.answer == "This choice is no longer open. Please use the newest message."


async def test_a_button_that_we_never_made_is_answered_in_the_persons_language(stage: Scene) -> None:
    mei = stage.telegram.user("Mei", language="zh-hans")
    mei.writes("怎么备份钱包")
    await stage.hear()
    answer = last(mei.chat)
    press = mei.presses_data(answer, "x" * 40)
    await stage.hear()
    assert press.answer == "这个选项已经失效，请使用最新一条消息里的选项。"
    assert answer.labels, "what is not ours is not taken away"


async def test_a_button_of_another_chat_is_worthless(stage: Scene, ada: Person) -> None:
    eve = stage.telegram.user("Eve")
    for person in (ada, eve):
        person.writes("How do I back up my wallet?")
    await stage.hear()
    press = eve.presses_data(last(eve.chat), last(ada.chat).button("Talk to a person").data or "")
    await stage.hear()
    assert "no longer open" in (press.answer or "")
    assert not isinstance(await stage.stage_of(eve), Waiting)


async def test_a_press_that_waited_for_too_long_stops_nothing(stage: Scene, ada: Person) -> None:
    ada.writes("How do I back up my wallet?")
    await stage.hear()
    press = ada.presses(last(ada.chat), "Talk to a person")
    stage.telegram.expires(press)
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Waiting)


async def test_the_same_update_twice_is_one_message(stage: Scene, ada: Person) -> None:
    ada.writes("How do I back up my wallet?")
    ada.sends_photo(caption="look")
    await stage.hear()
    count = len(await stage.lines(ada))
    downloads = len(stage.telegram.calls_of("getFile"))
    await stage.hear_again()
    assert len(await stage.lines(ada)) == count
    assert len(stage.telegram.calls_of("getFile")) == downloads


async def test_words_go_both_ways_when_a_person_is_there(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    reply = last(ada.chat)
    assert reply.text == "Hello, what is it?"
    ada.writes("My *app* [is](https://x.example) `gone` <b>", reply_to=reply)
    await stage.hear()
    assert (await stage.said(ada))[-1] == "My *app* [is](https://x.example) `gone` <b>"


async def test_an_operators_words_answer_the_line_that_they_are_for(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    question = ada.writes("Where is it?")
    await stage.hear()
    line = await stage.built.database.reader.line(stage.chat.carrier, f"{ada.id}:{question.id}")
    assert line is not None
    await stage.act(ada, Reply("Here.", reply_to=line.message))
    assert last(ada.chat).reply_to is question


async def test_an_operator_may_correct_and_take_back_a_line(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    sent = last(ada.chat)
    line = await stage.built.database.reader.line(stage.chat.carrier, f"{ada.id}:{sent.id}")
    assert line is not None
    await stage.act(ada, Amend(line.message, "Hello, **what** is it really?"))
    assert (sent.text, sent.versions) == ("Hello, what is it really?", ["Hello, what is it?"])
    await stage.act(ada, Delete(line.message))
    assert sent.deleted


async def test_a_change_keeps_both_versions(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    message = ada.writes("It is blue")
    await stage.hear()
    ada.edits(message, "It is green")
    await stage.hear()
    line = (await stage.lines(ada))[-1]
    assert (line.text, line.before) == ("It is green", ("It is blue",))


async def test_emoji_go_both_ways(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    ada.reacts(last(ada.chat), "👍")
    message = ada.writes("thank you so much for that")
    await stage.hear()
    line = await stage.built.database.reader.line(stage.chat.carrier, f"{ada.id}:{message.id}")
    assert line is not None
    await stage.act(ada, React(line.message, "❤️"))
    assert message.reactions[stage.telegram.bot.id] == ["❤"]
    await stage.act(ada, React(line.message, "🧀"))
    assert message.reactions[stage.telegram.bot.id] == ["❤"]


async def test_an_album_is_one_message_with_several_files(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    ada.sends_album((png(), png(9, 9), png(8, 8)), caption="three views")
    await stage.hear()
    line = (await stage.lines(ada))[-1]
    assert (line.text, [file.mime for file in line.files]) == ("three views", ["image/png"] * 3)


async def test_a_file_that_is_too_large_or_lost_is_told(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    ada.sends_video(b"v" * (11 * 1024 * 1024), caption="the film")
    await stage.hear()
    assert (await stage.said(ada))[-1] == "the film\n[clip.mp4, 11 MB, was too large to copy]"
    stage.telegram.faults.next("getFile", Fault.bad_request("wrong file_id"))
    ada.sends_document(name="log.txt")
    await stage.hear()
    assert (await stage.said(ada))[-1] == "[log.txt could not be copied]"


async def test_a_download_that_fails_once_is_tried_again(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    stage.telegram.faults.next("getFile", Fault.server_error())
    ada.sends_document(b"lines\n", name="log.txt")
    await stage.hear()
    assert [file.name for file in (await stage.lines(ada))[-1].files] == ["log.txt"]


async def test_a_contacts_number_is_not_kept(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    ada.sends_contact("+491701234567")
    ada.sends_location(1.29027, 103.851959)
    await stage.hear()
    assert (await stage.said(ada))[-2:] == ["[contact]", "[location 1.29027, 103.85196]"]


class Closed:
    """A house that takes nothing; implements the intake's port."""

    async def accept(self, inbound: Inbound) -> Receipt:
        raise Refused("We are closed today.")


async def test_what_the_house_refuses_is_told_to_whoever_asked(stage: Scene, ada: Person) -> None:
    message = ada.writes("Anybody there?")
    await Private(stage.front, Closed(), stage.built.files).take([stage.telegram.updates[-1]])
    await stage.rest()
    assert ada.chat.texts == [message.text, "We are closed today."]


async def test_commands_may_carry_the_bots_name(stage: Scene, ada: Person) -> None:
    ada.writes("/human@frontdesk_bot")
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Waiting)


async def test_a_link_into_the_faq_is_answered(stage: Scene, ada: Person) -> None:
    ada.starts("backup")
    await stage.hear()
    assert last(ada.chat).text == "Open Settings → Backup in Example Wallet."


async def test_a_forwarded_message_is_words_and_says_so(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    ada.writes("/claim", forwarded_from=stage.telegram.user("Mallory"))
    await stage.hear()
    assert (await stage.said(ada))[-1] == "[forwarded from Mallory]\n/claim"
    assert isinstance(await stage.stage_of(ada), WithOperator)


async def test_a_flood_is_the_clients_to_slow_down() -> None:
    async with scene(floods=True) as stage:
        ada = stage.telegram.user("Ada")
        for number in range(CONTACT_RATE.count):
            ada.writes(f"still broken, number {number}")
        await stage.hear()
        ada.sends_document()
        for _ in range(2):
            with pytest.raises(TryLater):
                await stage.hear()
        assert len(stage.telegram.calls_of("getFile")) == 1, "a file is copied once, however often it comes"


async def test_a_user_who_blocked_the_bot_is_told_to_the_operator(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    ada.blocks_bot()
    await stage.act(ada, Reply("Are you there?"))
    line = (await stage.lines(ada))[-1]
    assert line.delivery == "dead"
    assert "blocked the bot" in (line.reason or "")
