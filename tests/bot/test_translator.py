"""The seam for a translator: what operators write is read in the user's language, and nothing else is touched."""

from __future__ import annotations

import pytest

from bot.wiring import Assembly, Senders, assemble
from conversation.events import Actor
from conversation.model import Address
from conversation.ports import Inbound, Refused
from handoff.model import Note, Reply
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import config, house, settle

CHAT = Address("fake", "main", "chat1")
OP1 = Actor("op1", "operator")


class Phrasebook:
    """A translator that knows one sentence, and what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def translate(self, text: str, language: str) -> str:
        """Other words stay as they are."""
        self.asked.append((text, language))
        return "您好！" if (text, language) == ("Hello!", "zh") else text


async def desk(channel: FakeChannel, clock: HandClock, book: Phrasebook, built: Assembly) -> Assembly:
    """The same house with a translator, and somebody who writes Chinese and waits."""
    translated = assemble(
        built.config, clock, built.database, built.knowledge, Senders((channel,), ()), translator=book
    )
    await translated.intake.accept(Inbound(CHAT, "1", text="转人工"))
    return translated


async def test_an_operators_words_are_read_in_the_users_language_and_notes_stay_as_they_are() -> None:
    channel, clock, book = FakeChannel(), HandClock(), Phrasebook()
    async with house(config(), clock, channels=(channel,)) as built:
        translated = await desk(channel, clock, book, built)
        await translated.engine.act(1001, OP1, Reply("Hello!"), "a")
        await translated.engine.act(1001, OP1, Note("Hello!"), "b")
        await settle(translated, clock)
        assert [row.payload["text"] for row in channel.sent if row.kind == "relay"] == ["您好！"]
        assert book.asked == [("Hello!", "zh")]
        await translated.courier.close()


async def test_a_translator_sees_no_secret_and_nothing_that_the_guard_refuses() -> None:
    channel, clock, book = FakeChannel(), HandClock(), Phrasebook()
    async with house(config(), clock, channels=(channel,)) as built:
        translated = await desk(channel, clock, book, built)
        phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
        await translated.engine.act(1001, OP1, Reply(f"You wrote {phrase}"), "a")
        assert book.asked == [("You wrote [已移除助记词]", "zh")]
        with pytest.raises(Refused):
            await translated.engine.act(1001, OP1, Reply("Please send me your recovery phrase"), "b")
        assert len(book.asked) == 1
        await translated.courier.close()
