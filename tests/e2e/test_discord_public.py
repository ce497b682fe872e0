"""In public the bot answers what it surely knows, is silent else, and leads whoever needs people into private."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Town
from tests.e2e.discord import Stage, newest
from tests.kit.discord import Channel, DiscordApi, Message, Person

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Iterator[Stage]:
    with DiscordApi() as api:
        yield Stage(town, tmp_path, api)


def room_of(stage: Stage, person: Person) -> Channel:
    """The private thread that was made for this person."""
    return stage.wait(lambda: next((room for room in stage.rooms() if person.id in room.thread_members), None))


def answered(stage: Stage, asked: Message, text: str) -> Message:
    """The bot's public reply to this message."""
    found = stage.wait(lambda: newest([said for said in asked.channel.from_bot if said.reply_to is asked], text))
    assert found.pings == []
    return found


def test_a_help_channel_is_answered_when_sure_and_left_alone_when_not(stage: Stage) -> None:
    stage.start()
    bob, cleo = stage.member("Bob"), stage.member("Cleo")
    stage.ada.writes("anyone up for a game tonight?", channel=stage.help)
    bob.writes("the weather is nice here", channel=stage.help)
    asked = cleo.writes("How do I back up my wallet?", channel=stage.help)
    answered(stage, asked, "Open **Settings → Backup**")
    post = stage.ada.posts(stage.questions, "Fees", "Why are the fees so high?")
    answer = stage.sees(post, "Fees go to the network")
    other = bob.posts(stage.questions, "Jokes", "tell me a joke about the sea")
    assert len(stage.help.from_bot) == 1
    assert stage.threads(stage.help) == []
    note = bob.presses(answer, "solved")
    stage.wait(lambda: [said for said in note.shown if said.ephemeral])  # it is Ada's question
    assert not post.archived
    stage.ada.presses(answer, "solved")
    stage.wait(lambda: post.archived)
    assert other.from_bot == []
    assert not other.archived


def test_asking_for_a_person_in_public_opens_a_private_thread(stage: Stage) -> None:
    stage.start()
    asked = stage.ada.uses("human", channel=stage.help)
    said = stage.wait(lambda: next((one for one in asked.shown if "<#" in one.text), None))
    assert said.ephemeral
    room = room_of(stage, stage.ada)
    stage.sees(room, "request #1001, position 1")
    post = stage.post()
    stage.ada.writes("my screen stays black", channel=room)
    stage.sees(post, "my screen stays black")
    stage.opal.writes("Which version?", channel=post)
    stage.sees(room, "Which version?")
    assert stage.ada.dm.from_bot == []

    bob = stage.member("Bob")
    line = bob.writes("talk to a human", channel=stage.help, mention=True)
    pointer = answered(stage, line, "")
    stage.ada.presses(pointer, pointer.labels[0])  # it is not hers
    bob.presses(pointer, pointer.labels[0])
    stage.sees(room_of(stage, bob), "request #")
    assert stage.wait(lambda: [found.name for found in stage.threads(stage.desk)][1:]) == ["#1003 Bob"]


def test_commands_are_answered_where_nobody_else_reads(stage: Stage) -> None:
    stage.start()
    asked = stage.ada.uses("ask", channel=stage.help, question="How do I back up my wallet?")
    answer = stage.wait(lambda: newest(asked.shown, "Open **Settings → Backup**"))
    assert answer.ephemeral
    assert asked.acknowledged_after is not None
    assert asked.acknowledged_after < 3
    press = stage.ada.presses(answer, "No")
    stage.wait(lambda: newest(press.shown, "sorry that this did not help"))
    status = stage.ada.uses("status", channel=stage.help)
    stage.wait(lambda: status.shown)
    chinese = stage.ada.uses("language", channel=stage.help, code="zh")
    stage.wait(lambda: newest(chinese.shown, "中文"))
    assert stage.help.from_bot == []


def test_a_phrase_in_public_is_deleted_and_stands_nowhere(stage: Stage) -> None:
    running = stage.start()
    line = stage.ada.writes(f"my wallet is {PHRASE} why is it empty?", channel=stage.help)
    stage.wait(lambda: line.deleted)
    stage.wait(lambda: stage.help.from_bot)
    assert stage.threads(stage.desk) == []
    stage.ada.writes(f"help, {PHRASE}")
    stage.wait(lambda: stage.ada.dm.from_bot)
    assert PHRASE[:40] not in running.errors()
    for path in stage.folder.glob("frontdesk.db*"):
        if path.is_file():
            assert b"sausage worth useful" not in path.read_bytes()


def test_moderators_answer_from_the_faq_and_take_what_they_see_to_the_desk(stage: Stage) -> None:
    stage.start()
    line = stage.ada.writes("some fees seem odd, what does a transfer cost these days", channel=stage.help)
    stage.opal.uses_on("Answer from FAQ", line)
    answered(stage, line, "Fees go to the network")
    taken = stage.opal.uses_on("Take to desk", line)
    stage.wait(lambda: newest(taken.shown, "#10"))
    stage.sees(room_of(stage, stage.ada), "#10")
    post = stage.wait(lambda: stage.thread(" Ada"))
    stage.card(post, "what does a transfer cost these days")
