"""Operators' orders through the real engine and storage: what is looked up, and what is about no conversation."""

from __future__ import annotations

import pytest

from bot.wiring import Assembly
from conversation.events import Actor
from conversation.model import Address, Conversation, Resolved
from conversation.ports import Inbound, Receipt, Refused
from conversation.views import Lesson
from handoff.commands import Mute
from handoff.model import Block, Merge, Operator, Reply, Resolve, SendSnippet, Teach
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import config, house, settle
from tests.kit.worlds import NOON

CHAT, OTHER = Address("fake", "main", "chat1"), Address("fake", "main", "chat2")
OP1, BOSS = Actor("op1", "operator"), Actor("boss", "lead")
BACKUP = "how do i back up my wallet"
HOUR = 3_600_000


async def taught(built: Assembly) -> tuple[Lesson, ...]:
    return await built.database.reader.lessons(0)


async def found(built: Assembly, number: int) -> Conversation:
    conversation = await built.database.reader.by_number(number)
    assert conversation is not None
    return conversation


async def keys(built: Assembly) -> dict[str, str]:
    """The key of each line of the first conversation, by how it begins."""
    view = await built.database.reader.conversation(1001)
    assert view is not None
    return {line.text[:12]: line.key for line in view.messages}


async def test_the_users_last_words_are_learnt_with_the_entry_that_answered_them() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="hello there"))
        await built.intake.accept(Inbound(CHAT, "2", text=BACKUP))
        await built.intake.accept(Inbound(CHAT, "3", text="/human"))
        await built.engine.act(1001, OP1, Teach("fees"), "a")
        assert await taught(built) == (Lesson(1001, BACKUP, "backup", "fees", "op1", NOON),)


async def test_a_lesson_may_be_about_an_earlier_line_or_about_the_answer_itself() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text=BACKUP))
        await built.intake.accept(Inbound(CHAT, "2", text="is anybody there at all"))
        line = await keys(built)
        await built.engine.act(1001, OP1, Teach("fees", about=line[BACKUP[:12]]), "a")
        answer = next(key for text, key in line.items() if key.startswith("fake:main:1:") and text not in BACKUP)
        await built.engine.act(1001, OP1, Teach("why are the fees so high", about=answer), "b")
        assert [(lesson.text, lesson.wrong, lesson.right) for lesson in await taught(built)] == [
            (BACKUP, "backup", "fees"),
            (BACKUP, "backup", "fees"),
        ]


async def test_what_nobody_answered_has_no_wrong_entry() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="qwxz plugh frobnicate"))
        await built.engine.act(1001, OP1, Teach("fees"), "a")
        assert [(lesson.wrong, lesson.right) for lesson in await taught(built)] == [("", "fees")]


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (Teach("backup"), "That is what the bot answered"),
        (Teach("qwxz plugh"), "The FAQ has no sure answer"),
        (Teach("fees", about="nobody:own"), "There are no words of the user"),
    ],
)
async def test_a_lesson_that_teaches_nothing_is_refused(command: Teach, says: str) -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text=BACKUP))
        with pytest.raises(Refused, match=says):
            await built.engine.act(1001, OP1, command, "a")
        assert await taught(built) == ()


async def test_a_secret_is_never_learnt() -> None:
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text=f"is this right: {phrase}"))
        await built.engine.act(1001, OP1, Teach("fees"), "a")
        (lesson,) = await taught(built)
        assert lesson.text == "is this right: [recovery phrase removed]"


async def test_two_conversations_become_one_and_their_person_too() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))
        await built.intake.accept(Inbound(OTHER, "2", text="/human"))
        await built.engine.act(1002, BOSS, Merge(1001), "a")
        merged, kept = await found(built, 1002), await found(built, 1001)
        assert merged.stage == Resolved(NOON, "merge", "boss", into=1001)
        assert merged.contact.id == kept.contact.id


async def test_the_same_merge_again_is_done_once_and_never_refused() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))
        await built.intake.accept(Inbound(OTHER, "2", text="/human"))
        await built.engine.act(1002, BOSS, Merge(1001), "a")
        await built.engine.act(1001, BOSS, Resolve(), "b")
        await built.engine.act(1002, BOSS, Merge(1001), "a")


@pytest.mark.parametrize("number", [1001, 1003, 7])
async def test_a_conversation_is_merged_only_with_another_that_is_open(number: int) -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))
        await built.intake.accept(Inbound(OTHER, "2", text="/human"))
        await built.intake.accept(Inbound(Address("fake", "main", "chat3"), "3", text="/human"))
        await built.engine.act(1003, OP1, Resolve(), "a")
        with pytest.raises(Refused, match="nothing was merged"):
            await built.engine.act(1001, BOSS, Merge(number), "b")


async def test_whoever_is_muted_is_left_in_peace_until_then_in_whichever_conversation_it_was_said() -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        await built.database.staff.add(Operator("op1"))
        await built.engine.act(7, OP1, Mute(2 * HOUR), "a")
        assert [one.muted_until for one in await built.database.staff.all()] == [NOON + 2 * HOUR]
        await built.engine.act(7, OP1, Mute(0), "b")
        assert [one.muted_until for one in await built.database.staff.all()] == [0]


async def test_somebody_who_is_not_listed_cannot_be_muted() -> None:
    async with house() as built:
        with pytest.raises(Refused, match="not in the list of operators"):
            await built.engine.act(1001, OP1, Mute(HOUR), "a")


async def test_saved_replies_and_aliases_reach_the_user() -> None:
    channel, clock = FakeChannel(), HandClock()
    ours = config(snippets={"hello": {"": "Hello {name}, {operator} here, about #{number}."}})
    async with house(ours, clock=clock, channels=(channel,)) as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human", name="Ada"))
        await built.engine.act(1001, Actor("li.lei", "operator", "Max"), SendSnippet("hello"), "a")
        await settle(built, clock)
        (relay,) = [row for row in channel.sent if row.kind == "relay"]
        assert (relay.payload["text"], relay.payload["sender"]) == ("Hello Ada, Max here, about #1001.", "Max")
        lines = await built.database.reader.messages(CHAT, 0, 99)
        assert "li.lei" not in repr(lines)


async def test_a_blocked_person_is_ended_for_good() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))
        await built.engine.act(1001, OP1, Block(), "a")
        known = await found(built, 1001)
        assert known.blocked
        with pytest.raises(Refused, match="blocked"):
            await built.engine.act(1001, OP1, Reply("hello?"), "b")


async def test_somebody_who_has_gone_on_elsewhere_is_blocked_there() -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))
        await built.engine.act(1001, OP1, Resolve(), "a")
        clock.wind(80 * HOUR)
        await built.intake.accept(Inbound(CHAT, "2", text="/human"))
        with pytest.raises(Refused, match="#1002"):
            await built.engine.act(1001, OP1, Block(), "b")
        await built.engine.act(1002, OP1, Block(), "c")
        assert await built.intake.accept(Inbound(CHAT, "3", text="hello?")) == Receipt(0)
