"""A line that was refused may take another way, and what users take back is taken back: through real storage."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import pytest

from bot.wiring import Assembly
from conversation.delivery import Ambiguous, Outcome, Rejected
from conversation.events import Actor
from conversation.model import Address, Resolved
from conversation.ports import Inbound, NotThere, Receipt
from conversation.views import MessageView
from handoff.model import FileRef, Note, Reply, Resend, Resolve
from tests.kit.channels import EVERYTHING, FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import house, settle

CHAT = Address("fake", "main", "chat1")
MEMBER = Address("fake", "main", "room", "ada")
OP1, OP2 = Actor("op1", "operator"), Actor("op2", "operator")
NUMBER = 1001
REFUSED = Rejected("The user takes no messages.")


def winding() -> FakeChannel:
    return FakeChannel(capabilities=replace(EVERYTHING, detours=("thread", "mention")))


async def lines(built: Assembly, author: str) -> list[MessageView]:
    view = await built.database.reader.conversation(NUMBER)
    assert view is not None
    return [line for line in view.messages if line.author == author]


async def lost(built: Assembly, clock: HandClock, channel: FakeChannel, *outcomes: Outcome) -> None:
    """A conversation with an operator whose reply did not arrive."""
    await built.intake.accept(Inbound(CHAT, "1", text="/human"))
    await settle(built, clock)
    channel.outcomes = deque(outcomes)
    file = await built.database.files.put("op1", "a.txt", "text/plain", b"words")
    await built.engine.act(NUMBER, OP1, Reply("please read this", (file,)), "k1")
    await settle(built, clock)
    while clock.sleepers and channel.outcomes:
        clock.wind(60_000)
        await settle(built, clock)


async def key_of(built: Assembly, desk: FakeChannel) -> str:
    """The key of the line that did not arrive, as the desk was told."""
    tells = [row for row in desk.sent if row.kind == "tell"]
    return str(tells[-1].payload["retry"])


@pytest.mark.parametrize(
    ("outcomes", "detours"),
    [
        ([REFUSED], ["thread", "mention"]),
        ([Ambiguous("no answer"), Ambiguous("no answer")], []),
        ([Ambiguous("no answer"), REFUSED], []),
    ],
)
async def test_other_ways_are_offered_only_where_it_surely_did_not_arrive(
    outcomes: list[Outcome], detours: list[str]
) -> None:
    clock, channel, desk = HandClock(), winding(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, channels=(channel,), desks=(desk,)) as built:
        await lost(built, clock, channel, *outcomes)
        [told] = [row for row in desk.sent if row.kind == "tell"]
        assert told.payload["detours"] == detours


async def test_a_channel_without_other_ways_offers_none() -> None:
    clock, channel, desk = HandClock(), FakeChannel(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, channels=(channel,), desks=(desk,)) as built:
        await lost(built, clock, channel, REFUSED)
        [told] = [row for row in desk.sent if row.kind == "tell"]
        assert (bool(told.payload["retry"]), told.payload["detours"]) == (True, [])


async def test_the_line_goes_out_again_with_its_file_and_stands_once_in_the_transcript() -> None:
    clock, channel, desk = HandClock(), winding(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, channels=(channel,), desks=(desk,)) as built:
        await lost(built, clock, channel, REFUSED)
        shown = len(desk.sent)
        assert [line.delivery for line in await lines(built, "operator")] == ["dead"]
        await built.engine.act(NUMBER, OP1, Resend(await key_of(built, desk), "thread"), "k2")
        await settle(built, clock)
        row = channel.sent[-1]
        assert (row.payload["text"], row.payload["by"]) == ("please read this", "thread")
        assert [file["name"] for file in row.payload["files"]] == ["a.txt"]  # type: ignore[attr-defined] # JSON
        [line] = await lines(built, "operator")
        assert (line.delivery, line.reason) == ("sent", None)
        assert len(desk.sent) == shown


async def test_a_way_that_failed_is_not_offered_a_second_time() -> None:
    clock, channel, desk = HandClock(), winding(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, channels=(channel,), desks=(desk,)) as built:
        await lost(built, clock, channel, REFUSED)
        for n, (way, left) in enumerate((("thread", ["mention"]), ("mention", ["thread"]))):
            channel.outcomes = deque([REFUSED])
            again = Resend(await key_of(built, desk), way)  # type: ignore[arg-type] # a way
            await built.engine.act(NUMBER, OP1, again, f"again{n}")
            await settle(built, clock)
            assert [row for row in desk.sent if row.kind == "tell"][-1].payload["detours"] == left


async def test_a_mention_leaves_the_line_undelivered_and_later_changes_out_of_public() -> None:
    clock, channel, desk = HandClock(), winding(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, channels=(channel,), desks=(desk,)) as built:
        await lost(built, clock, channel, REFUSED)
        line = await key_of(built, desk)
        await built.engine.act(NUMBER, OP1, Resend(line, "mention"), "k2")
        await settle(built, clock)
        assert (channel.sent[-1].payload["by"], channel.sent[-1].payload["text"]) == ("mention", "")
        assert [found.delivery for found in await lines(built, "operator")] == ["dead"]
        assert await built.database.reader.copies(channel.carrier, line) == ()


async def test_only_what_was_said_to_the_user_there_can_go_out_again() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human", remotes=("chat1:1",)))
        await built.engine.act(NUMBER, OP1, Note("a secret remark"), "note")
        await built.engine.act(NUMBER, OP1, Reply("hello"), "reply")
        await built.intake.accept(Inbound(replace(CHAT, chat="chat2"), "2", text="/human"))
        keys = ("fake:main:1:own", "desk:op1:note:own", "desk:op1:reply:0", "made up")
        assert await built.database.reader.line_of(keys[0]) is not None
        assert await built.database.reader.line_of(keys[1]) is not None
        for number, key in ((NUMBER, keys[0]), (NUMBER, keys[1]), (NUMBER + 1, keys[2]), (NUMBER, keys[3])):
            with pytest.raises(NotThere):
                await built.engine.act(number, OP1, Resend(key, files=(FileRef("x", "x", "x", 1),)), f"k{number}{key}")


async def test_what_the_user_deletes_is_marked_so_at_the_desks_and_kept_as_an_earlier_version() -> None:
    clock, channel, desk = HandClock(), FakeChannel(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, channels=(channel,), desks=(desk,)) as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))
        await built.intake.accept(Inbound(CHAT, "2", text="my order is 77", remotes=("chat1:2",)))
        await settle(built, clock)
        said, shown = len(channel.sent), len(desk.sent)
        for event in ("del:1", "del:2", "del:1"):
            await built.intake.accept(Inbound(CHAT, event, act="delete", about="chat1:2"))
        await settle(built, clock)
        assert [(row.kind, row.payload["text"]) for row in desk.sent[shown:]] == [("edit", "[deleted by the user]")]
        assert len(channel.sent) == said
        [line] = [line for line in await lines(built, "user") if line.edited]
        assert (line.text, line.before) == ("[deleted by the user]", ("my order is 77",))


async def test_nothing_else_can_be_deleted_by_a_user() -> None:
    clock, channel = HandClock(), FakeChannel()
    async with house(clock=clock, channels=(channel,)) as built:
        await built.intake.accept(Inbound(CHAT, "1", text="hello", remotes=("chat1:90",)))
        await settle(built, clock)
        answered = channel.sent[-1]
        assert await built.database.reader.line(channel.carrier, "chat1:1") is not None, answered
        for n, about in enumerate(("chat1:1", "chat1:77", "")):
            receipt = await built.intake.accept(Inbound(CHAT, f"del{n}", act="delete", about=about))
            assert receipt == Receipt(0)
        assert not any(line.edited for line in await lines(built, "bot"))


async def test_deleting_opens_neither_an_ended_conversation_again_nor_a_new_one() -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human", remotes=("chat1:1",)))
        await built.engine.act(NUMBER, OP1, Resolve(), "k1")
        clock.wind(100 * 3_600_000)
        await built.intake.accept(Inbound(CHAT, "del", act="delete", about="chat1:1"))
        found = await built.database.reader.newest(CHAT)
        assert found is not None
        assert (found.number, type(found.stage)) == (NUMBER, Resolved)


async def test_a_deleted_line_in_public_is_kept_and_nobody_says_a_word() -> None:
    clock, channel, desk = HandClock(), FakeChannel(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, channels=(channel,), desks=(desk,)) as built:
        question = Inbound(MEMBER, "1", text="how do i back up my wallet", heard="overheard", remotes=("room:51",))
        await built.intake.accept(question)
        await settle(built, clock)
        said = len(channel.sent)
        await built.intake.accept(Inbound(MEMBER, "d", act="delete", about="room:51", heard="overheard"))
        await settle(built, clock)
        [line] = await lines(built, "user")
        assert (line.text, line.before) == ("[deleted by the user]", ("how do i back up my wallet",))
        assert (len(channel.sent), desk.sent) == (said, [])


async def test_who_asked_in_public_ends_it_with_the_button() -> None:
    clock, channel = HandClock(), FakeChannel()
    async with house(clock=clock, channels=(channel,)) as built:
        await built.intake.accept(Inbound(MEMBER, "1", text="how do i back up my wallet", heard="asked"))
        await settle(built, clock)
        assert [choice["id"] for choice in channel.sent[-1].payload["choices"]] == ["solved"]  # type: ignore[attr-defined] # JSON
        said = len(channel.sent)
        await built.intake.accept(Inbound(MEMBER, "2", choice="solved"))
        await settle(built, clock)
        found = await built.database.reader.newest(MEMBER)
        assert found is not None
        assert isinstance(found.stage, Resolved)
        assert (found.stage.by, len(channel.sent)) == ("user", said)
