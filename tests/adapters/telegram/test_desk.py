"""What operators see in a desk's topic of what users and others say."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.limits import Rate
from conversation.delivery import Rejected
from conversation.ports import Inbound
from handoff.model import Claim, Release, Reply, Resolve
from tests.adapters.telegram.desk_scene import USER, DeskScene, desk_scene
from tests.kit.telegram import Fault, png


@pytest.fixture
async def stage() -> AsyncIterator[DeskScene]:
    async with desk_scene() as stage:
        yield stage


async def test_a_topic_is_opened_at_the_handoff_and_not_before(stage: DeskScene) -> None:
    await stage.says("hello there")
    assert stage.group.topics == []
    topic = await stage.asks_for_a_person()
    known = await stage.conversation()
    assert (topic.name, topic.icon) == (f"#{known.number} Mia", "❓")
    card = await stage.card()
    assert card.pinned
    assert topic.messages[0] is card
    assert "Mia" in card.text
    assert card.labels == ["Claim", "Resolve", "Transfer", "History"]


async def test_the_card_of_a_new_topic_rings_and_in_an_old_one_a_line_does(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    card = await stage.card()
    assert "asked for a person" in card.text
    assert not card.silent
    assert topic.messages == [card]
    await stage.acts(Claim())
    await stage.acts(Release())
    ringing = topic.find("🔔")
    assert ringing is not None
    assert ringing.text == f"🔔 #{(await stage.conversation()).number} waits: given back to the queue"
    assert not ringing.silent


async def test_the_users_words_are_shown_as_they_were_written(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.says("is **this** `1 * 2`? <b>no")
    assert topic.last is not None
    said, _, suggested = topic.last.text.partition("\n")
    assert said == "is **this** `1 * 2`? <b>no"
    assert all(entity["offset"] > len(said) for entity in topic.last.entities)
    assert suggested.startswith("💡 ")


async def test_what_others_say_is_mirrored_quietly_and_with_their_name(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.acts(Reply("It is **safe**"))
    assert topic.last is not None
    assert topic.last.text == "💬 Nora: It is safe"
    assert [entity["type"] for entity in topic.last.entities] == ["bold"]
    assert topic.last.silent


async def test_a_file_arrives_with_its_words(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    kept = await stage.database.files.put(USER.key, "screen.png", "image/png", png())
    await stage.says("look here", (kept,))
    assert topic.last is not None
    assert (topic.last.kind, topic.last.text) == ("photo", "look here")
    assert topic.last.file.content == png()


async def test_the_files_of_an_album_stay_together(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    files = [await stage.database.files.put(USER.key, f"{n}.png", "image/png", png(n, n)) for n in (20, 30)]
    await stage.says("both", tuple(files))
    assert [message.kind for message in topic.messages[-2:]] == ["photo", "photo"]
    assert len(stage.telegram.calls_of("sendMediaGroup")) == 1


async def test_an_answer_hangs_below_the_copy_of_the_line_that_it_answers(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.says("which wallet?")
    asked = topic.find("which wallet?")
    await stage.built.intake.accept(Inbound(USER, "x1", "this one", remotes=("own:x1",), about="own:2"))
    await stage.rest()
    assert topic.last is not None
    assert topic.last.text.partition("\n")[0] == "this one"
    assert topic.last.reply_to is asked


async def test_an_edit_shows_both_versions(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.says("I paid 10")
    await stage.says("I paid 100", act="edit", about="own:2")
    assert topic.last is not None
    assert topic.last.text == "✏️ I paid 100\n\nbefore: I paid 10"


async def test_what_the_user_deletes_stays_readable_and_says_so(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.says("my order is 77")
    shown = topic.find("my order is 77")
    assert shown is not None
    count = len(topic.messages)
    for _ in range(2):
        await stage.says("", act="delete", about="own:2")
    assert "[deleted by the user]" in shown.text
    assert "my order is 77" in shown.text
    assert len(topic.messages) == count


async def test_what_the_user_deletes_and_nobody_saw_here_is_not_brought_here(stage: DeskScene) -> None:
    await stage.says("how do i back up my wallet")
    topic = await stage.asks_for_a_person()
    count = len(topic.messages)
    await stage.says("", act="delete", about="own:1")
    assert len(topic.messages) == count


async def test_an_edited_caption_is_changed_below_its_picture(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    kept = await stage.database.files.put(USER.key, "screen.png", "image/png", png())
    await stage.says("look", (kept,))
    await stage.says("look here", act="edit", about="own:2")
    assert topic.last is not None
    assert (topic.last.kind, topic.last.text) == ("photo", "✏️ look here\n\nbefore: look")


async def test_an_emoji_of_the_user_appears_below_the_mirrored_reply(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.acts(Reply("Done!"))
    (sent,) = [row for row in stage.to_user() if row.payload["text"] == "Done!"]
    remote = f"mia:{stage.users.sent.index(sent) + 1}"
    assert await stage.database.reader.line(stage.users.carrier, remote)
    await stage.says("🎉", act="react", about=remote)
    shown = topic.find("Done!")
    assert shown is not None
    assert shown.reactions[stage.telegram.bot.id] == ["🎉"]
    await stage.says("🪼", act="react", about=remote)
    assert topic.last is not None
    assert topic.last.text == "👤 Mia 🪼"


async def test_an_undelivered_reply_comes_back_with_its_reason_and_choices(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    stage.users.outcomes.append(Rejected("the user blocked the bot"))
    await stage.acts(Reply("Are you there?"))
    told = topic.find("⚠️")
    assert told is not None
    assert "the user blocked the bot" in told.text
    assert told.labels == ["Try again", "Resolve"]


async def test_lines_that_wait_go_out_as_one_message() -> None:
    async with desk_scene(rates=(Rate(2, 60_000),)) as stage:
        topic = await stage.asks_for_a_person()
        for text in ("one", "two", "three"):
            await stage.says(text)
        await stage.wind(60_000)
        joined = topic.find("two")
        assert joined is not None
        assert joined.text == "(12:00) two\n(12:00) three"
        # an edit of a line that shares its message with others does not touch them
        await stage.wind(60_000)
        await stage.says("drei", act="edit", about="own:4")
        assert joined.text.endswith("three")
        assert topic.last is not None
        assert topic.last.text == "✏️ 👤 Mia: drei\n\nbefore: three"
        assert topic.last.reply_to is joined


async def test_a_long_text_goes_out_in_pieces_and_none_twice(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    before = len(topic.messages)
    stage.telegram.faults.next("sendMessage", Fault.too_many(3))
    await stage.acts(Reply("word " * 1500))
    assert len(topic.messages) == before
    await stage.wind(3_000)
    assert len(topic.messages) == before + 2


async def test_a_row_waits_as_long_as_telegram_asks_for(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    stage.telegram.faults.next("sendMessage", Fault.too_many(7))
    await stage.says("later")
    assert topic.find("later") is None
    await stage.wind(7_000)
    assert topic.find("later") is not None


async def test_what_is_said_after_the_end_is_shown_all_the_same(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.acts(Reply("bye"))
    await stage.acts(Resolve())
    await stage.tidy()
    assert topic.closed
    await stage.says("/human")
    await stage.tidy()
    assert not topic.closed
    assert len(stage.group.topics) == 1
