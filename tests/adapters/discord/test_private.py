"""What people do in direct messages and in their private rooms, and what they see of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.discord.private import Private
from adapters.discord.routing import Router
from bot.config.model import CONTACT_RATE
from conversation.model import Resolved, Waiting, WithOperator
from conversation.ports import Inbound, Receipt, Refused, TryLater
from handoff.model import React, Reply
from tests.adapters.discord.payloads import PINNED, message, user
from tests.adapters.discord.scene import Scene, last, scene
from tests.kit.discord import Fault, Person
from tests.kit.telegram import png

QUESTION, ANSWER = "How do I back up my wallet?", "Open **Settings → Backup** in Example Wallet."
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as stage:
        yield stage


@pytest.fixture
def ada(stage: Scene) -> Person:
    return stage.member("Ada")


async def with_a_person(stage: Scene, ada: Person) -> None:
    ada.writes("/human")
    await stage.hear()
    await stage.act(ada, Reply("Hello, what is it?"))


async def test_a_question_is_answered_with_buttons(stage: Scene, ada: Person) -> None:
    ada.writes(QUESTION)
    await stage.hear()
    answer = last(ada.dm)
    assert answer.text == ANSWER
    assert "Talk to a person" in answer.labels
    assert ada.dm.typing == 1
    known = await stage.newest(ada)
    assert (known.contact.name, known.language) == ("Ada", "en")


async def test_the_language_is_that_of_the_words(stage: Scene, ada: Person) -> None:
    ada.writes("怎么备份钱包")
    await stage.hear()
    assert (await stage.newest(ada)).language == "zh"


async def test_the_same_event_twice_is_one_message(stage: Scene, ada: Person) -> None:
    ada.writes(QUESTION)
    ada.writes("look", files=[("screen.png", "image/png", png())])
    await stage.hear()
    count, downloads = len(await stage.lines(ada)), len(stage.discord.calls_of("GET /attachments/*/*/*"))
    await stage.hear_again()
    assert len(await stage.lines(ada)) == count
    assert len(stage.discord.calls_of("GET /attachments/*/*/*")) == downloads


async def test_typed_commands_work_as_words(stage: Scene, ada: Person) -> None:
    ada.writes("/human")
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Waiting)
    ada.writes("/status")
    await stage.hear()
    assert "position 1" in last(ada.dm).text


async def test_words_go_both_ways_and_answers_name_their_line(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    reply = last(ada.dm)
    assert reply.text == "Hello, what is it?"
    said = ada.writes("My *app* is `gone` <b>", reply_to=reply)
    await stage.hear()
    assert (await stage.said(ada))[-1] == "My *app* is `gone` <b>"
    line = await stage.users.front.reader.line(stage.users.front.carrier, f"{ada.dm.id}:{said.id}")
    assert line is not None
    await stage.act(ada, Reply("Here.", reply_to=line.message))
    assert last(ada.dm).reply_to is said


async def test_a_change_keeps_both_versions_and_a_preview_changes_nothing(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    message = ada.writes("It is blue, see https://x.example")
    await stage.hear()
    stage.discord.unfurls(message)
    ada.edits(message, "It is green")
    await stage.hear()
    line = (await stage.lines(ada))[-1]
    assert (line.text, line.before) == ("It is green", ("It is blue, see https://x.example",))


async def test_what_the_person_deletes_is_told_and_what_others_delete_is_not(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    message = ada.writes("I should not have said this")
    await stage.hear()
    ada.deletes(message)
    await stage.hear()
    line = (await stage.lines(ada))[-1]
    assert "I should not have said this" in (line.text, *line.before)
    assert line.edited
    count = len(await stage.lines(ada))
    stage.discord.bulk_delete(ada.dm, [last(ada.dm)])
    await stage.hear()
    assert len(await stage.lines(ada)) == count


async def test_what_we_take_away_ourselves_is_not_told_as_the_persons_doing(stage: Scene, ada: Person) -> None:
    ada.uses("human", channel=stage.help)
    await stage.hear()
    message = ada.writes(f"my words are {PHRASE}", channel=stage.room_of(ada))
    await stage.hear()
    assert message.deleted
    view = await stage.users.front.reader.conversation((await stage.newest(ada)).number)
    assert view is not None
    assert "user_deleted" not in [line.kind for line in view.history]


async def test_emoji_go_both_ways(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    ada.reacts(last(ada.dm), "👍")
    ada.unreacts(last(ada.dm), "👍")
    message = ada.writes("thank you so much for that")
    await stage.hear()
    line = await stage.users.front.reader.line(stage.users.front.carrier, f"{ada.dm.id}:{message.id}")
    assert line is not None
    await stage.act(ada, React(line.message, "❤️"))
    assert list(message.reactions) == ["❤️"]
    await stage.hear()


async def test_files_are_copied_and_what_cannot_be_is_told(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    ada.writes("two", files=[("a.png", "image/png", png()), ("log.txt", "text/plain", b"lines\n")])
    await stage.hear()
    line = (await stage.lines(ada))[-1]
    assert (line.text, [(file.name, file.mime) for file in line.files]) == (
        "two", [("a.png", "image/png"), ("log.txt", "text/plain")],
    )  # fmt: skip
    ada.writes("the film", files=[("clip.mp4", "video/mp4", b"v" * (11 * 1024 * 1024))])
    await stage.hear()
    assert (await stage.said(ada))[-1] == "the film\n[clip.mp4, 11 MB, was too large to copy]"
    stage.discord.fault("GET /attachments/*/*/*", Fault.server_error(), times=2)
    ada.writes(files=[("log.txt", "text/plain", b"lines\n")])
    await stage.hear()
    assert (await stage.said(ada))[-1] == "[log.txt could not be copied]"


async def test_a_download_that_fails_once_is_tried_again(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    stage.discord.fault("GET /attachments/*/*/*", Fault.server_error())
    ada.writes(files=[("log.txt", "text/plain", b"lines\n")])
    await stage.hear()
    assert [file.name for file in (await stage.lines(ada))[-1].files] == ["log.txt"]


async def test_a_forwarded_order_is_words_and_nothing_else(stage: Scene, ada: Person) -> None:
    await with_a_person(stage, ada)
    snapshot = {"message": {"content": "/claim", "attachments": [], "embeds": []}}
    forward = message(user(ada.id, "Ada"), ada.dm.id, message_snapshots=[snapshot])
    await stage.users.take("MESSAGE_CREATE", forward)
    assert (await stage.said(ada))[-1] == "[forwarded]\n/claim"
    assert isinstance(await stage.stage_of(ada), WithOperator)


async def test_bots_and_what_the_channel_tells_are_nobody(stage: Scene, ada: Person) -> None:
    for changes in ({"type": PINNED}, {"author": user("8", bot=True)}, {"webhook_id": "9"}):
        await stage.users.take("MESSAGE_CREATE", message(user(ada.id), ada.dm.id, QUESTION) | changes)
    assert await stage.users.newest(ada.id) is None
    assert await stage.users.newest("8") is None


class Closed:
    """A house that takes nothing; implements the intake's port."""

    async def accept(self, inbound: Inbound) -> Receipt:
        raise Refused("We are closed today.")


async def test_what_the_house_refuses_is_told_to_whoever_asked(stage: Scene, ada: Person) -> None:
    inside = stage.users
    closed = Private(inside.front, Closed(), inside.built.files)
    inside.router = Router(
        inside.directory, inside.front.people, desk=None, private=closed.take, public=closed.take
    )  # fmt: skip
    ada.writes("Anybody there?")
    await stage.hear()
    assert last(ada.dm).text == "We are closed today."


async def test_a_flood_comes_again_later_and_its_files_are_copied_once() -> None:
    async with scene(floods=True) as stage:
        ada = stage.member("Ada")
        for number in range(CONTACT_RATE.count):
            ada.writes(f"still broken, number {number}")
        await stage.hear()
        ada.writes(files=[("log.txt", "text/plain", b"lines\n")])
        read = stage._read  # where to begin again
        for _ in range(2):
            with pytest.raises(TryLater):
                await stage.hear()
            stage._read = read
        assert len(stage.discord.calls_of("GET /attachments/*/*/*")) == 1


async def test_a_room_and_direct_messages_are_one_conversation(stage: Scene, ada: Person) -> None:
    ada.uses("human", channel=stage.help)
    await stage.hear()
    room = stage.room_of(ada)
    assert "position 1" in last(room).text
    ada.writes("my screen stays black", channel=room)
    await stage.hear()
    await stage.act(ada, Reply("Which version?"))
    assert last(room).text == "Which version?"
    ada.writes("5.2")
    await stage.hear()
    await stage.act(ada, Reply("Thank you."))
    assert last(ada.dm).text == "Thank you."
    assert (await stage.said(ada))[-2:] == ["my screen stays black", "5.2"]


async def test_others_in_somebodys_room_are_not_heard(stage: Scene, ada: Person) -> None:
    ada.uses("human", channel=stage.help)
    await stage.hear()
    room, lines = stage.room_of(ada), len(await stage.lines(ada))
    bob = stage.member("Bob")
    room.thread_members[bob.id] = 0.0
    bob.writes("I know better", channel=room)
    bob.reacts(last(room), "👎")
    await stage.hear()
    assert len(await stage.lines(ada)) == lines
    assert await stage.users.newest(bob.id) is None


async def test_a_resolved_conversation_closes_with_a_button(stage: Scene, ada: Person) -> None:
    ada.writes(QUESTION)
    await stage.hear()
    ada.presses(last(ada.dm), "Yes, that helped")
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Resolved)
