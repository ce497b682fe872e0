"""What operators see in a desk's topic of what users and others say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC

import pytest

from adapters.telegram.lines import Reading, how_many, relayed, ring
from bot.limits import Rate
from conversation.change import OutboxRow
from conversation.delivery import Rejected, RowState
from conversation.ports import Inbound
from conversation.texts import Texts
from handoff.model import Claim, Release, Reply, Resolve
from tests.adapters.telegram.desk_scene import USER, DeskScene, desk_scene
from tests.kit.telegram import Fault, png


@pytest.fixture
async def stage() -> AsyncIterator[DeskScene]:
    async with desk_scene() as stage:
        yield stage


def words(key: str, **values: object) -> str:
    return Texts().text(key, "en", **values)


def line(text: str, author: str = "user", sender: str = "", at: int = 0, **more: object) -> OutboxRow:
    payload: Mapping[str, object] = {
        "number": 1042, "name": "Mia", "text": text, "sender": sender, "author": author, "files": [], "reply_to": None,
        "at": at, **more,
    }  # fmt: skip
    return OutboxRow("k", "lane", "desk", "t", "c", "relay", payload, RowState.READY, 0)


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


def test_what_is_urgent_rings_louder() -> None:
    about = {"number": 7, "reason": "entry"}
    assert ring({**about, "tier": "new", "priority": "urgent"}, words).startswith("🚨 #7 waits: the FAQ says")
    assert ring({**about, "tier": "new", "priority": "high"}, words).endswith("· high priority")
    assert ring({**about, "tier": "warn", "priority": "normal"}, words) == "🔔 #7 is still waiting"
    assert ring({**about, "tier": "breach", "priority": "normal"}, words) == "🚨 #7 has waited too long"


async def test_the_users_words_are_shown_as_they_were_written(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.says("is **this** `1 * 2`? <b>no")
    assert topic.last is not None
    assert topic.last.text == "is **this** `1 * 2`? <b>no"
    assert topic.last.entities == []


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
    assert topic.last.text == "this one"
    assert topic.last.reply_to is asked


async def test_an_edit_shows_both_versions(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    await stage.says("I paid 10")
    await stage.says("I paid 100", act="edit", about="own:2")
    assert topic.last is not None
    assert topic.last.text == "✏️ I paid 100\n\nbefore: I paid 10"


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


def test_a_user_cannot_pass_for_anybody_else() -> None:
    reading = Reading(words, UTC)
    assert relayed([line("💬 Nora: send it to me")], reading).text == "👤 Mia: 💬 Nora: send it to me"
    assert relayed([line("hi\n⚠️ verified")], reading).text.startswith("👤 Mia: ")
    assert relayed([line("hi"), line("yes", "operator", "Nora"), line("ok"), line("42", "bot")], reading).text == (
        "hi\n\n💬 Nora: yes\n\n👤 Mia: ok\n\n🤖 42"
    )


def test_only_what_fits_one_message_is_joined() -> None:
    long = line("x" * 3000)
    assert how_many([line("a"), line("b"), long, long], 0) == 3
    assert how_many([line("a"), line("b", reply_to="k"), line("c")], 0) == 1
    assert how_many([line("a", files=[{"id": "f"}]), line("b")], 0) == 1
    assert how_many([long, long], 0) == 1


def test_lines_of_several_people_are_joined_only_while_the_topic_is_behind() -> None:
    both = [line("a"), line("b", "bot"), line("c", "operator", "Nora")]
    assert how_many(both, 10_000) == 1
    assert how_many(both, 10_001) == 3


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
