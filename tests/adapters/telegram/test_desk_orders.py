"""What operators write in a topic, and what comes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from conversation.model import Address, Resolved, Waiting, WithBot, WithOperator
from conversation.ports import Inbound
from handoff.model import Claim, Reply
from tests.adapters.telegram.desk_scene import DeskScene, desk_scene
from tests.kit.telegram import Fault, Message, Person, Topic, png


@pytest.fixture
async def stage() -> AsyncIterator[DeskScene]:
    async with desk_scene() as stage:
        yield stage


@pytest.fixture
def olga(stage: DeskScene) -> Person:
    return stage.operators[0]


async def stage_of(stage: DeskScene) -> object:
    return (await stage.conversation()).stage


def last(topic: Topic) -> Message:
    assert topic.last is not None
    return topic.last


async def test_plain_text_is_a_reply_with_its_looks(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    bold = {"type": "bold", "offset": 0, "length": 4}
    olga.writes("Safe! [x](y) *it*", topic=topic, entities=[bold])
    await stage.hear()
    (row,) = stage.to_user()
    assert (row.payload["text"], row.payload["sender"]) == (r"**Safe**! \[x\](y) \*it\*", "Olga")
    assert await stage_of(stage) == WithOperator(stage.clock.now(), "Olga", shown="Olga")
    assert topic.find("💬") is None  # who wrote it sees it already


async def test_the_same_update_again_is_done_once(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    olga.writes("hello", topic=topic)
    before = stage._offset
    await stage.hear()
    for update in stage.telegram.updates:
        await stage.forum.take([update])
    assert before != stage._offset
    assert len(stage.to_user()) == 1
    assert len(stage.group.topics) == 1


async def test_commands_are_understood_with_and_without_the_bots_name(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    for text, expected in (
        ("/claim", WithOperator), ("/release@frontdesk_bot", Waiting), ("/CLAIM", WithOperator),
        ("/transfer billing", Waiting), ("/resolve", Resolved), ("/reopen", WithOperator),
    ):  # fmt: skip
        olga.writes(text, topic=topic)
        await stage.hear()
        assert isinstance(await stage_of(stage), expected), text
    olga.writes("/note call\nback", topic=topic)
    olga.writes("/claim@another_bot", topic=topic)
    await stage.hear()
    view = await stage.database.reader.conversation((await stage.conversation()).number)
    assert view is not None
    assert [note.text for note in view.notes] == ["call\nback"]
    assert stage.to_user() == []


async def test_an_entry_of_the_faq_is_sent(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    olga.writes("/faq back up my wallet", topic=topic)
    await stage.hear()
    assert "Settings → Backup" in stage.users.texts[-1]


async def test_what_cannot_be_done_is_said_below_the_order(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    await stage.acts(Claim())
    for text, sentence in (
        ("hello", "Nora has it."), ("/frobnicate", "There is no command /frobnicate."), ("/note", "Write something"),
        ("/delete", "Reply with /delete"),
    ):  # fmt: skip
        written = olga.writes(text, topic=topic)
        await stage.hear()
        assert sentence in last(topic).text, text
        assert last(topic).reply_to is written
    assert stage.to_user() == []


async def test_a_reply_names_the_line_that_it_answers(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    await stage.says("which wallet?")
    asked = topic.find("which wallet?")
    olga.writes("the blue one", topic=topic, reply_to=asked)
    olga.writes("and this", topic=topic, reply_to=await stage.card())
    await stage.hear()
    first, second = stage.to_user()
    assert first.payload["reply_to"] == "fake:main:m2:own"
    assert second.payload["reply_to"] is None


async def test_files_go_along_with_their_words(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    olga.sends_photo(png(), "look **here**", topic=topic)
    olga.sends_document(b"log\n", "log.txt", topic=topic)
    olga.sends_voice(topic=topic)
    await stage.hear()
    photo, document, voice = stage.to_user()
    assert photo.payload["text"] == r"look \*\*here\*\*"
    names = [file["name"] for row in (photo, document, voice) for file in row.payload["files"]]  # type: ignore[attr-defined]
    assert names == ["photo.jpg", "log.txt", "voice.ogg"]
    kept = await stage.database.files.get(photo.payload["files"][0]["id"])  # type: ignore[index]
    assert kept is not None
    assert kept[1] == png()


async def test_an_album_is_one_reply(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    olga.sends_album((png(), png(20, 20)), "both", topic=topic)
    await stage.hear()
    (row,) = stage.to_user()
    assert (row.payload["text"], len(row.payload["files"])) == ("both", 2)  # type: ignore[arg-type]


async def test_a_file_with_a_command_is_not_sent(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    olga.sends_photo(png(), "/note for us only", topic=topic)
    await stage.hear()
    assert stage.to_user() == []
    assert "A file cannot go with /note" in last(topic).text


async def test_an_edit_changes_the_line_and_is_never_an_order(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    written = olga.writes("it is saef", topic=topic)
    await stage.hear()
    stage.clock.wind(2_000)
    olga.edits(written, "it is safe")
    await stage.hear()
    (edit,) = stage.to_user("edit")
    assert edit.payload["text"] == "it is safe"
    stage.clock.wind(2_000)
    olga.edits(written, "/resolve")
    await stage.hear()
    assert isinstance(await stage_of(stage), WithOperator)
    order = olga.writes("/note x", topic=topic)
    await stage.hear()
    stage.clock.wind(2_000)
    olga.edits(order, "/resolve")
    await stage.hear()
    assert isinstance(await stage_of(stage), WithOperator)


async def test_an_operators_own_line_can_be_taken_back(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    written = olga.writes("oops", topic=topic)
    olga.writes("/delete", topic=topic, reply_to=written)
    await stage.hear()
    (erase,) = stage.to_user("erase")
    assert erase.payload["message"] == stage.to_user()[0].message_key


async def test_an_emoji_reaches_the_user(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    await stage.says("thank you so much for all")
    copy = topic.find("thank you")
    assert copy is not None
    olga.reacts(copy, "❤")
    await stage.hear()
    (mark,) = stage.to_user("mark")
    assert mark.payload == {"message": "fake:main:m2:own", "emoji": "❤"}
    olga.reacts(await stage.card(), "❤")
    await stage.hear()
    assert len(stage.to_user("mark")) == 1


async def test_what_was_forwarded_is_words_and_no_order(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    olga.writes("/resolve", topic=topic, forwarded_from="Somebody")
    await stage.hear()
    (row,) = stage.to_user()
    assert row.payload["text"] == "/resolve"
    assert isinstance(await stage_of(stage), WithOperator)


async def test_what_came_by_another_bot_is_not_sent(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    olga.writes("/resolve", topic=topic, via_bot=stage.telegram.other_bot("gif_bot"))
    await stage.hear()
    assert isinstance(await stage_of(stage), Waiting)
    assert "another bot" in last(topic).text


async def test_whoever_hides_is_told_once_an_hour_why_nothing_happens(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    before = len(topic.messages)
    stage.group.anonymous_admin_writes("/resolve", topic=topic)
    stage.group.anonymous_admin_writes("hello", topic=topic)
    olga.writes("/resolve", topic=topic, as_channel=stage.telegram.channel("News"))
    await stage.hear()
    assert "Remain anonymous" in last(topic).text
    assert len(topic.messages) == before + 4
    assert stage.to_user() == []
    await stage.wind(3_600_000)
    stage.group.anonymous_admin_writes("hello?", topic=topic)
    await stage.hear()
    assert "Remain anonymous" in last(topic).text


async def test_elsewhere_people_talk_among_themselves(stage: DeskScene, olga: Person) -> None:
    await stage.asks_for_a_person()
    own = stage.group.opens_topic("lunch")
    olga.writes("pizza?", topic=own)
    olga.writes("hello all", chat=stage.group)
    stage.group.channel_posts(stage.telegram.channel("News"), "/resolve everything")
    await stage.hear()
    assert stage.to_user() == []
    assert own.texts == ["pizza?"]
    olga.writes("/claim", chat=stage.group)
    olga.writes("/claim", chat=stage.group)
    await stage.hear()
    assert [text for text in stage.group.texts if "Commands work in the topic" in text] != []
    assert len([text for text in stage.group.texts if "Commands work in the topic" in text]) == 1


async def test_while_telegram_cannot_say_who_it_was_nothing_is_lost(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    stage.telegram.faults.next("getChatMember", Fault.server_error())
    olga.writes("hello", topic=topic)
    with pytest.raises(Exception, match="try again"):
        await stage.hear()
    await stage.hear()
    assert len(stage.to_user()) == 1


async def test_an_operators_secret_never_leaves(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    olga.writes("please send me your recovery phrase", topic=topic)
    await stage.hear()
    assert stage.to_user() == []
    assert "asks for a secret" in last(topic).text


async def test_a_reply_reopens_what_was_resolved(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    olga.writes("/resolve", topic=topic)
    await stage.hear()
    await stage.tidy()
    stage.operators[1].writes("one more thing", topic=topic)
    await stage.hear()
    await stage.tidy()
    assert await stage_of(stage) == WithOperator(stage.clock.now(), "Leo", shown="Leo")
    assert not topic.closed


async def test_before_people_are_asked_there_is_nothing_to_order(stage: DeskScene) -> None:
    await stage.says("hello there")
    assert isinstance(await stage_of(stage), WithBot)
    await stage.acts(Reply("Hello!"))
    assert stage.topic.find("💬 Nora: Hello!") is not None


async def test_a_claim_that_names_another_conversation_takes_that_one(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    address = Address("fake", "main", "zoe")
    await stage.built.intake.accept(Inbound(address, "z1", "/human", name="Zoe"))
    await stage.rest()
    other = await stage.database.reader.newest(address)
    assert other is not None
    written = olga.writes(f"/claim #{other.number}", topic=topic)
    await stage.hear()
    assert isinstance(await stage_of(stage), Waiting)
    other = await stage.database.reader.newest(address)
    assert other is not None
    assert isinstance(other.stage, WithOperator)
    assert last(topic).reply_to is written
    assert last(topic).text == f"#{other.number} is yours. It gets a place of its own here."
