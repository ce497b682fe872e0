"""Lines that read differently, are taken back, or get an emoji."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.discord import calls
from conversation.delivery import Rejected, Sent
from conversation.texts import Texts
from tests.adapters.discord.sending_scene import Stage, sending
from tests.kit.discord import Fault

LONG = "x" * 2000 + " " + "y" * 2000 + " " + "z" * 100


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with sending() as stage:
        yield stage


async def said(stage: Stage, *texts: str) -> str:
    for n, text in enumerate(texts):
        await stage.say(text, key=f"said:{n}")
    return await stage.line("operator", *stage.ada.dm.from_bot)


async def edit(stage: Stage, line: str, text: str) -> object:
    return await stage.send("edit", key="edit:0", message=line, text=text)


async def test_an_edit_changes_the_message_in_place(stage: Stage) -> None:
    line = await said(stage, "one")
    assert await edit(stage, line, "**two** @here") == Sent(())
    (message,) = stage.ada.dm.messages
    assert (message.text, message.versions) == (r"**two** \@here", ["one"])
    assert not message.everyone


async def test_an_edit_that_is_longer_sends_more_and_one_that_is_shorter_deletes(stage: Stage) -> None:
    line = await said(stage, "one")
    outcome = await edit(stage, line, LONG)
    assert isinstance(outcome, Sent)
    assert [len(text) for text in stage.ada.dm.texts] == [2000, 2000, 100]
    assert outcome.remote == tuple(f"{stage.ada.dm.id}:{message.id}" for message in stage.ada.dm.messages[1:])
    long = await stage.line("operator", *stage.ada.dm.from_bot)
    await stage.send("edit", key="edit:1", message=long, text="short")
    assert stage.ada.dm.texts == ["short"]


async def test_files_stay_when_the_words_above_them_shrink(stage: Stage) -> None:
    files = [await stage.kept("a.txt")]
    await stage.say("x" * 2000, key="said:0")
    await stage.relay("rest", *files, key="said:1")
    line = await stage.line("operator", *stage.ada.dm.from_bot, files=tuple(files))
    await edit(stage, line, "short")
    assert [(message.text, len(message.files)) for message in stage.ada.dm.messages] == [("short", 0), ("", 1)]


async def test_messages_with_files_alone_are_no_place_for_words(stage: Stage) -> None:
    files = [await stage.kept(f"{n}.txt") for n in range(11)]
    await stage.relay("words", *files)
    line = await stage.line("operator", *stage.ada.dm.from_bot, files=tuple(files))
    await edit(stage, line, "other words")
    assert [(message.text, len(message.files)) for message in stage.ada.dm.messages] == [("other words", 10), ("", 1)]


async def test_what_is_gone_is_said_anew_in_private_never_where_it_stood(stage: Stage) -> None:
    exchange = stage.asks(stage.help)
    shown = await exchange.say({"content": "for Ada alone"}, ephemeral=True)
    line = await stage.line("operator", f"{stage.help.id}:{shown}")
    assert isinstance(await edit(stage, line, "better"), Sent)
    assert (stage.help.texts, stage.ada.dm.texts) == ([], ["better"])


async def test_a_line_that_stands_nowhere_is_left_alone(stage: Stage) -> None:
    line = await stage.line("operator")
    assert await edit(stage, line, "x") == Sent(())
    assert stage.discord.calls_of("POST /channels/*/messages") == []


async def test_our_own_lines_are_taken_back(stage: Stage) -> None:
    line = await said(stage, "one", "two")
    await calls.delete(stage.api, stage.ada.dm.id, stage.ada.dm.from_bot[0].id)
    assert await stage.send("erase", message=line) == Sent(())
    assert stage.ada.dm.texts == []


async def test_a_member_s_message_is_deleted_in_public(stage: Stage) -> None:
    message, at = stage.ada.writes("my phrase", channel=stage.help), stage.public(stage.help)
    line = await stage.line("user", message, at=at)
    assert await stage.send("erase", at, message=line) == Sent(())
    assert message.deleted
    assert stage.help.texts == []


async def test_in_private_the_person_is_told_once_how_to_delete(stage: Stage) -> None:
    messages = [stage.ada.writes("my"), stage.ada.writes("phrase")]
    line = await stage.line("user", *messages)
    assert await stage.send("erase", message=line) == Sent(())
    assert not any(message.deleted for message in messages)
    (told,) = stage.ada.dm.from_bot
    assert (told.text, told.reply_to) == (Texts().text("discord_please_delete", "en"), messages[0])


async def test_without_the_right_to_delete_the_member_is_asked(stage: Stage) -> None:
    stage.guild.deny(stage.help, "MANAGE_MESSAGES")
    message, at = stage.ada.writes("my phrase", channel=stage.help), stage.public(stage.help)
    line = await stage.line("user", message, at=at)
    assert await stage.send("erase", at, message=line) == Sent(())
    (told,) = stage.help.from_bot
    assert (told.text, told.pings) == (Texts().text("discord_please_delete_here", "en"), [])


async def test_an_emoji_is_set_replaced_and_taken_away(stage: Stage) -> None:
    message = stage.ada.writes("thanks")
    line = await stage.line("user", message)
    for emoji, standing in (("👍", ["👍"]), ("👍", ["👍"]), ("🎉", ["🎉"]), ("", [])):
        assert await stage.send("mark", message=line, emoji=emoji) == Sent(())
        assert [sign for sign, who in message.reactions.items() if who] == standing


async def test_an_emoji_that_discord_does_not_know_is_no_failure(stage: Stage) -> None:
    message = stage.ada.writes("thanks")
    line = await stage.line("user", message)
    stage.discord.fault("PUT /channels/*/messages/*/reactions/*/@me", Fault.refused(400, 10014, "Unknown Emoji"))
    assert await stage.send("mark", message=line, emoji="❤") == Sent(())
    assert list(message.reactions) == ["❤\ufe0f"]
    stage.ada.deletes(message)
    assert await stage.send("mark", message=line, emoji="👍") == Sent(())


async def test_a_row_for_desks_does_nothing_here(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    assert await stage.send("open") == Sent(())
    assert "is not for users" in caplog.text


async def test_a_change_that_is_refused_is_told(stage: Stage) -> None:
    line = await said(stage, "one")
    stage.discord.fault("PATCH /channels/*/messages/*", Fault.forbidden())
    assert isinstance(await edit(stage, line, "two"), Rejected)
