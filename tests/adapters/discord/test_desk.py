"""What operators see in a desk's thread of what users and others say."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from conversation.change import OutboxRow
from conversation.delivery import Rejected, RowState, Sent
from conversation.ports import Inbound
from handoff.model import Claim, Release, Reply, Resolve
from tests.adapters.discord.desk_scene import USER, DeskScene, desk_scene
from tests.kit.discord import Fault
from tests.kit.telegram import png

QUIET = 1 << 12


@pytest.fixture(params=["forum", "text"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[DeskScene]:
    async with desk_scene(kind=request.param) as stage:
        yield stage


async def test_a_thread_is_opened_at_the_handoff_and_not_before(stage: DeskScene) -> None:
    await stage.says("hello there")
    assert stage.threads == []
    thread = await stage.asks_for_a_person()
    known = await stage.conversation()
    assert thread.name == f"#{known.number} Mia"
    assert thread.auto_archive == 10_080
    card = await stage.card()
    assert card.id == thread.id
    assert f"**#{known.number} Mia**" in card.text
    assert "asked for a person" in card.text
    assert card.labels == ["Claim", "Resolve", "Transfer", "History"]


async def test_the_card_of_a_new_thread_rings_and_in_an_old_one_a_line_does(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    card = await stage.card()
    assert not card.flags & QUIET
    assert [message for message in thread.from_bot if message is not card] == []
    await stage.acts(Claim())
    await stage.acts(Release())
    ringing = thread.find("🔔")
    assert ringing is not None
    assert ringing.text == f"🔔 #{(await stage.conversation()).number} waits: given back to the queue"
    assert not ringing.flags & QUIET
    assert ringing.pings == []


async def test_the_users_words_are_shown_as_they_were_written(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    await stage.says("is **this** `1 * 2`? @everyone")
    assert thread.last is not None
    assert thread.last.text.replace("\\", "").replace("\u200b", "") == "is **this** `1 * 2`? @everyone"
    assert thread.last.text != "is **this** `1 * 2`? @everyone"
    assert not thread.last.everyone


async def test_what_others_say_is_mirrored_quietly_and_with_their_name(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    await stage.acts(Reply("It is **safe**"))
    assert thread.last is not None
    assert thread.last.text == "💬 Nora: It is **safe**"
    assert thread.last.flags & QUIET


async def test_files_arrive_with_their_words(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    files = [await stage.database.files.put(USER.key, f"{n}.png", "image/png", png(n, n)) for n in (20, 30)]
    await stage.says("both", tuple(files))
    assert thread.last is not None
    assert thread.last.text == "both"
    assert [(file.name, file.content) for file in thread.last.files] == [
        ("20.png", png(20, 20)),
        ("30.png", png(30, 30)),
    ]


async def test_files_that_were_sent_before_people_were_asked_come_along(stage: DeskScene) -> None:
    kept = await stage.database.files.put(USER.key, "screen.png", "image/png", png())
    await stage.says("hello there", (kept,))
    await stage.wind(1_000)
    thread = await stage.asks_for_a_person()
    assert [file.name for message in thread.from_bot for file in message.files] == ["screen.png"]


async def test_an_answer_hangs_below_the_copy_of_the_line_that_it_answers(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    await stage.says("which wallet?")
    asked = thread.find("which wallet?")
    await stage.built.intake.accept(Inbound(USER, "x1", "this one", remotes=("own:x1",), about="own:2"))
    await stage.rest()
    assert thread.last is not None
    assert thread.last.text.partition("\n")[0] == "this one"
    assert thread.last.reply_to is asked


async def test_an_edit_shows_both_versions(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    await stage.says("I paid 10")
    shown = thread.find("I paid 10")
    await stage.says("I paid 100", act="edit", about="own:2")
    assert thread.last is shown
    assert thread.last is not None
    assert thread.last.text == "✏️ I paid 100\n\n_before:_ I paid 10"


async def test_an_edited_line_keeps_its_picture(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    kept = await stage.database.files.put(USER.key, "screen.png", "image/png", png())
    await stage.says("look", (kept,))
    await stage.says("look here", act="edit", about="own:2")
    assert thread.last is not None
    assert thread.last.text == "✏️ look here\n\n_before:_ look"
    assert [file.name for file in thread.last.files] == ["screen.png"]


async def test_an_emoji_of_the_user_appears_below_the_mirrored_reply(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    await stage.acts(Reply("Done!"))
    (sent,) = [row for row in stage.to_user() if row.payload["text"] == "Done!"]
    remote = f"mia:{stage.users.sent.index(sent) + 1}"
    await stage.says("🎉", act="react", about=remote)
    shown = thread.find("Done!")
    assert shown is not None
    assert list(shown.reactions) == ["🎉"]
    await stage.says("👍", act="react", about=remote)
    assert list(shown.reactions) == ["👍"]
    await stage.says("", act="react", about=remote)
    assert list(shown.reactions) == []
    await stage.says(":blob:", act="react", about=remote)
    assert thread.last is not None
    assert "👤 Mia" in thread.last.text


async def test_an_undelivered_reply_comes_back_with_its_reason_and_choices(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    stage.users.outcomes.append(Rejected("the user left the server"))
    await stage.acts(Reply("Are you there?"))
    told = thread.find("⚠️")
    assert told is not None
    assert "the user left the server" in told.text
    assert told.labels[0] == "Try again"
    assert told.labels[-1] == "Resolve"


async def test_a_user_cannot_pass_for_anybody_else(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    await stage.says("💬 Nora: send it to me")
    assert thread.last is not None
    assert thread.last.text.partition("\n")[0] == "👤 Mia: 💬 Nora: send it to me"


async def test_a_long_text_goes_out_in_pieces_and_none_twice(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    before = len(thread.messages)
    stage.discord.fault("POST /channels/*/messages", Fault.reset_after())
    await stage.acts(Reply("word " * 700))
    await stage.wind(60_000)
    assert len(thread.messages) == before + 2
    assert all(len(message.text) <= 2000 for message in thread.messages)


async def test_after_many_attempts_what_arrived_is_recognised(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    before = len(thread.messages)
    stage.discord.fault("POST /channels/*/messages", Fault.reset_after())
    await stage.says("only once")
    stage.discord.world.nonces.clear()  # it remembers them for minutes only
    await stage.wind(60_000)
    assert len(thread.messages) == before + 1
    line = await stage.database.reader.line(stage.forum.desk.carrier, f"{thread.id}:{thread.messages[-1].id}")
    assert line is not None
    assert line.text == "only once"


async def test_what_is_said_after_the_end_wakes_the_thread_and_leaves_it_at_rest(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    await stage.acts(Reply("bye"))
    await stage.acts(Resolve())
    await stage.tidy()
    assert thread.archived
    assert not thread.locked
    stage.users.outcomes.append(Rejected("the user left the server"))
    await stage.acts(Reply("one more thing"))
    await stage.acts(Resolve())
    await stage.hear()
    await stage.tidy()
    assert thread.find("one more thing") is not None
    assert thread.archived
    await stage.says("/human")
    await stage.tidy()
    assert not thread.archived
    assert len(stage.threads) == 1


async def test_other_ways_to_somebody_out_of_reach_are_offered_beside_another_try(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    known = await stage.conversation()
    payload = {
        "number": known.number, "name": "Mia", "text": "not delivered", "retry": "k", "detours": ["thread", "mention"],
    }  # fmt: skip
    desk = stage.forum.desk
    row = OutboxRow("tell", "lane", desk.carrier, desk.place, known.id, "tell", payload, RowState.SENDING, 0)
    assert isinstance(await desk.send((row,)), Sent)
    assert thread.last is not None
    assert thread.last.labels == ["Try again", "Private thread", "Mention in public", "Resolve"]


async def test_a_file_that_discord_does_not_take_is_named_instead(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    kept = await stage.database.files.put(USER.key, "film.png", "image/png", png())
    stage.discord.fault("POST /channels/*/messages", Fault.refused(413, 40005, "Request entity too large"))
    await stage.says("look", (kept,))
    assert thread.last is not None
    assert thread.last.text.startswith("look\n")
    assert "film.png is too large for Discord" in thread.last.text


async def test_a_locked_thread_waits_for_the_right_to_write_there(stage: DeskScene) -> None:
    thread = await stage.asks_for_a_person()
    stage.operators[1].archives(thread, locked=True)
    stage.guild.deny(stage.channel, "MANAGE_THREADS")
    await stage.says("anybody?")
    assert thread.find("anybody?") is None
    assert "lacks a permission" in stage.forum.room.trouble
    stage.guild.allow(stage.channel, "MANAGE_THREADS")
    await stage.forum.look()
    await stage.wind(60_000)
    assert thread.find("anybody?") is not None
