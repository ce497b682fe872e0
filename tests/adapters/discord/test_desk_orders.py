"""What operators write in a thread reaches the user, for those who may; everything else does nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.desk.members import Person as Someone
from conversation.events import Actor
from conversation.model import Resolved, Waiting, WithOperator
from conversation.ports import TryLater
from handoff.model import Claim, Operator, Reply
from tests.adapters.discord.desk_scene import DeskScene, desk_scene
from tests.kit.discord import Fault, Person
from tests.kit.telegram import png


@pytest.fixture
async def stage() -> AsyncIterator[DeskScene]:
    async with desk_scene() as stage:
        await stage.asks_for_a_person()
        yield stage


@pytest.fixture
def olga(stage: DeskScene) -> Person:
    return stage.operators[0]


def said(stage: DeskScene) -> list[str]:
    return [str(row.payload["text"]) for row in stage.to_user()]


async def owner(stage: DeskScene) -> str | None:
    found = (await stage.conversation()).stage
    return found.operator if isinstance(found, WithOperator) else None


async def test_plain_text_is_a_reply_with_its_looks(stage: DeskScene, olga: Person) -> None:
    await stage.writes(olga, "it is **safe**, <#1> see https://example.org/a_b_c")
    (text,) = said(stage)
    assert "**safe**" in text
    assert "https://example.org/a_b_c" in text
    assert await owner(stage) == "Olga"


async def test_a_reply_hangs_below_the_line_that_it_answers(stage: DeskScene, olga: Person) -> None:
    await stage.says("which wallet?")
    shown = stage.thread.find("which wallet?")
    await stage.writes(olga, "the blue one", reply_to=shown)
    (row,) = stage.to_user()
    line = await stage.database.reader.line_of(str(row.payload["reply_to"]))
    assert line is not None
    assert line.text == "which wallet?"


async def test_files_are_copied_and_sent(stage: DeskScene, olga: Person) -> None:
    await stage.writes(olga, "look", files=[("a.png", "image/png", png())])
    (row,) = stage.to_user()
    files: Any = row.payload["files"]
    found = await stage.database.files.get(files[0]["id"])
    assert found is not None
    assert found[1] == png()


async def test_commands_typed_as_text_do_what_they_say(stage: DeskScene, olga: Person) -> None:
    await stage.writes(olga, "/claim")
    assert await owner(stage) == "Olga"
    await stage.writes(olga, "/note calls back at noon")
    number = (await stage.conversation()).number
    view = await stage.database.reader.conversation(number)
    assert view is not None
    assert [note.text for note in view.notes] == ["calls back at noon"]
    await stage.writes(olga, "/release")
    assert isinstance((await stage.conversation()).stage, Waiting)
    await stage.writes(olga, "/resolve")
    assert isinstance((await stage.conversation()).stage, Resolved)
    assert said(stage) == []


async def test_what_is_no_command_is_explained_below_it(stage: DeskScene, olga: Person) -> None:
    written = await stage.writes(olga, "/shout loud")
    assert stage.thread.last is not None
    assert "/shout" in stage.thread.last.text
    assert stage.thread.last.reply_to is written
    assert said(stage) == []


async def test_a_file_cannot_go_with_a_command(stage: DeskScene, olga: Person) -> None:
    await stage.writes(olga, "/note this", files=[("a.png", "image/png", png())])
    assert stage.thread.find("Send the file and the command separately") is not None


async def test_a_refusal_is_told_in_the_thread(stage: DeskScene, olga: Person) -> None:
    await stage.acts(Claim())
    written = await stage.writes(olga, "me, too")
    assert stage.thread.last is not None
    assert stage.thread.last.text.startswith("Nora has it.")
    assert stage.thread.last.reply_to is written
    assert said(stage) == []


async def test_an_edit_changes_the_line_at_the_users(stage: DeskScene, olga: Person) -> None:
    written = await stage.writes(olga, "at noon")
    olga.edits(written, "at one")
    await stage.hear()
    (row,) = stage.to_user("edit")
    assert row.payload["text"] == "at one"
    await stage.hear()
    assert len(stage.to_user("edit")) == 1


async def test_an_edit_is_never_an_order(stage: DeskScene, olga: Person) -> None:
    note = await stage.writes(olga, "/note hm")
    olga.edits(note, "/resolve")
    await stage.hear()
    assert isinstance((await stage.conversation()).stage, Waiting)
    assert said(stage) == []


async def test_deleting_ones_own_line_takes_it_from_the_user(stage: DeskScene, olga: Person) -> None:
    written = await stage.writes(olga, "oops")
    olga.deletes(written)
    await stage.hear()
    assert len(stage.to_user("erase")) == 1


async def test_deleting_a_mirrored_line_means_nothing(stage: DeskScene, olga: Person) -> None:
    await stage.database.staff.add(Operator("Nora", "lead", discord=olga.id))
    await stage.acts(Reply("from the console"))
    shown = stage.thread.find("from the console")
    assert shown is not None
    stage.operators[1].deletes(shown)
    await stage.hear()
    assert stage.to_user("erase") == []


async def test_an_emoji_below_a_users_line_reaches_them_and_goes_again(stage: DeskScene, olga: Person) -> None:
    await stage.says("thank you")
    shown = stage.thread.find("thank you")
    assert shown is not None
    olga.reacts(shown, "❤️")
    await stage.hear()
    olga.unreacts(shown, "❤️")
    await stage.hear()
    assert [row.payload["emoji"] for row in stage.to_user("mark")] == ["❤️", ""]


async def test_a_message_is_one_order_however_often_it_comes(stage: DeskScene, olga: Person) -> None:
    await stage.writes(olga, "once")
    raw = [frame for _, name, frame in stage.line.log if name == "MESSAGE_CREATE"]
    await stage.hears(raw[-1])
    await stage.rest()
    assert said(stage) == ["once"]


async def test_forwarded_words_are_words_and_no_order(stage: DeskScene, olga: Person) -> None:
    await stage.writes(olga, "hello")
    data = [json.loads(frame)["d"] for _, name, frame in stage.line.log if name == "MESSAGE_CREATE"][-1]
    forwarded = {
        **data, "id": str(int(data["id"]) + 1), "content": "", "message_reference": {"type": 1, "message_id": "1"},
        "message_snapshots": [{"message": {"content": "/resolve", "attachments": [], "embeds": []}}],
    }  # fmt: skip
    await stage.router.take("MESSAGE_CREATE", forwarded)
    await stage.rest()
    assert said(stage) == ["hello", "/resolve"]
    assert await owner(stage) == "Olga"


async def test_bots_webhooks_and_discords_own_lines_are_nobody(stage: DeskScene, olga: Person) -> None:
    robot = stage.discord.other_bot("R2")
    stage.guild.joins(robot, roles=[role for role in stage.guild.roles.values() if role.name == "Leads"])
    await stage.writes(robot, "/claim")
    olga.pins(await stage.card())
    await stage.hear()
    assert isinstance((await stage.conversation()).stage, Waiting)
    assert said(stage) == []


async def test_outside_a_conversation_people_talk_among_themselves(stage: DeskScene, olga: Person) -> None:
    other = olga.posts(stage.channel, "Shifts", "who is on tomorrow?")
    olga.writes("me", channel=other)
    await stage.hear()
    assert other.from_bot == []
    olga.writes("/claim", channel=other)
    olga.writes("/claim", channel=other)
    await stage.hear()
    assert [text for text in other.texts if "Commands work in the thread" in text] == [
        (
            "Commands work in the thread of a conversation. Here only these do: "
            "/claim with a number, such as /claim 1042, and /mute 2h and /unmute."
        )
    ]


async def test_without_message_content_it_says_what_to_do(stage: DeskScene, olga: Person) -> None:
    stage.line.intents &= ~(1 << 15)
    await stage.writes(olga, "hello?")
    await stage.writes(olga, "anybody?")
    hints = [text for text in stage.thread.texts if "Message Content Intent" in text]
    assert len(hints) == 1
    assert "Message Content Intent" in stage.forum.room.trouble
    await stage.writes(olga, "this you see", mention=True)
    assert said(stage) == ["this you see"]
    stage.line.intents |= 1 << 15
    await stage.writes(olga, "and this")
    assert stage.forum.room.trouble == ""


async def test_the_next_start_finds_the_thread_by_what_is_kept(stage: DeskScene, olga: Person) -> None:
    await stage.rebuild()
    await stage.writes(olga, "still here")
    assert said(stage) == ["still here"]


async def test_while_discord_cannot_say_who_it_is_the_message_waits(stage: DeskScene, olga: Person) -> None:
    stage.discord.fault("GET /guilds/*/members/*", Fault.server_error())
    with pytest.raises(TryLater):
        await stage.writes(olga, "hello")
    raw = [frame for _, name, frame in stage.line.log if name == "MESSAGE_CREATE"]
    await stage.hears(raw[-1])
    await stage.rest()
    assert said(stage) == ["hello"]


async def test_everybody_who_sees_the_channel_is_an_operator(stage: DeskScene, olga: Person) -> None:
    await stage.writes(olga, "/claim")
    assert [(one.name, one.discord) for one in await stage.database.staff.all()] == [("Olga", olga.id)]
    await stage.writes(stage.operators[1], "/claim")  # a lead takes over
    assert await owner(stage) == "Leo"
    assert await stage.forum.members.who(Someone(olga.id, olga.name)) == Actor("Olga", "operator")


async def test_a_listed_operator_keeps_name_and_role(stage: DeskScene, olga: Person) -> None:
    await stage.database.staff.add(Operator("Support Lead", "lead", discord=olga.id))
    assert await stage.forum.members.who(Someone(olga.id, olga.name)) == Actor("Support Lead", "lead")


async def test_whoever_loses_sight_of_the_channel_is_out_within_a_minute(stage: DeskScene, olga: Person) -> None:
    await stage.writes(olga, "/claim")
    stage.guild.gives(olga)
    await stage.wind(61_000)
    await stage.forum.members.review()
    assert await stage.database.staff.all() == ()


async def test_where_only_listed_people_may_act_others_are_told_once() -> None:
    async with desk_scene(only_listed=True) as stage:
        await stage.asks_for_a_person()
        olga = stage.operators[0]
        await stage.writes(olga, "/claim")
        await stage.writes(olga, "/claim")
        told = [text for text in stage.thread.texts if "operators add NAME" in text.replace("\\", "")]
        assert len(told) == 1
        assert f"--discord {olga.id}" in told[0].replace("\\", "")
        assert await stage.database.staff.all() == ()
