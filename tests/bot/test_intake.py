"""Everything that users do comes in here: redacted first, kept once, in order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from mnemonic import Mnemonic

from bot.config import Config
from bot.limits import Rate, Window
from bot.throttle import Throttle, is_local
from conversation.model import Address
from conversation.ports import Inbound, Receipt, Refused, TryLater
from tests.kit.clock import HandClock
from tests.kit.house import config, house

CHAT = Address("fake", "main", "chat1")
PHRASES = [Mnemonic("english").to_mnemonic(random.Random(seed).randbytes(16)) for seed in range(20)]


@pytest.mark.parametrize("phrase", PHRASES)
async def test_a_phrase_is_in_no_file_of_the_database(phrase: str, tmp_path: Path) -> None:
    settings = config(database=f"sqlite:///{tmp_path}/f.db")
    texts = [phrase, f"my words are {phrase}, help", ", ".join(phrase.split()), phrase.upper()]
    async with house(settings) as built:
        for n, text in enumerate(texts):
            await built.intake.accept(Inbound(CHAT, f"{n}", text=text, name=phrase))
        files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()).lower()
    words = phrase.encode().split()
    for at in range(len(words) - 2):
        for joint in (b" ", b", "):
            assert joint.join(words[at : at + 3]) not in files


async def test_the_same_event_twice_is_one_message_with_the_first_number() -> None:
    async with house() as built:
        first = await built.intake.accept(Inbound(CHAT, "k", text="hello"))
        again = await built.intake.accept(Inbound(CHAT, "k", text="something else"))
        assert again == Receipt(first.seq, duplicate=True)
        lines = await built.database.reader.messages(CHAT, 0, 500)
        assert [line.text for line in lines if line.author == "user"] == ["hello"]


async def test_a_choice_that_was_used_is_accepted_again_under_its_key_only() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="how do i back up my wallet"))
        used = await built.intake.accept(Inbound(CHAT, "2", choice="help:yes"))
        assert (await built.intake.accept(Inbound(CHAT, "2", choice="help:yes"))).seq == used.seq
        with pytest.raises(Refused, match="no longer open"):
            await built.intake.accept(Inbound(CHAT, "3", choice="help:yes"))


async def test_unreadable_input_goes_to_people_with_what_could_be_read() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text=PHRASES[0], unreadable=True))
        (ticket,) = await built.database.reader.tickets()
        view = await built.database.reader.conversation(ticket.number)
        assert view is not None
        assert view.messages[0].text == "[recovery phrase removed]"
        assert view.history[0].stage == "waiting"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "😀😀😀", "\u200b\u200d", "\u202eمرحبا كيف", "怎么 back up 钱包", "x" * 100_000, "\x00\x01", "\ud800"],
)
async def test_odd_texts_are_kept_and_responded_to(text: str) -> None:
    async with house() as built:
        receipt = await built.intake.accept(Inbound(CHAT, "1", text=text))
        lines = await built.database.reader.messages(CHAT, 0, 500)
        assert lines[0].seq == receipt.seq
        assert [line.author for line in lines] == ["user", "bot"]


async def test_the_words_that_mark_a_gap_ask_nothing() -> None:
    """`[recovery phrase removed]` would else be understood as a question about recovery phrases."""
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text=PHRASES[0]))
        await built.intake.accept(Inbound(CHAT, "2", text=f"why are the fees so high {PHRASES[1]}"))
        lines = await built.database.reader.messages(CHAT, 0, 500)
        assert [line.entry for line in lines if line.author == "bot"] == [None, None, "fees"]


async def test_the_language_is_the_users_own() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="怎么备份钱包", language="en"))
        conversation = await built.database.reader.newest(CHAT)
        assert conversation is not None
        assert conversation.language == "zh"


async def test_a_flood_is_turned_away_before_anything_is_stored() -> None:
    clock, flooded = HandClock(), Config(faq=config().faq, database=config().database)
    async with house(flooded, clock) as built:
        for n in range(8):
            await built.intake.accept(Inbound(CHAT, f"{n}", text="hello"))
        with pytest.raises(TryLater) as later:
            await built.intake.accept(Inbound(CHAT, "9", text="hello"))
        assert later.value.seconds == 10
        assert (await built.intake.accept(Inbound(CHAT, "7", text="hello"))).duplicate
        await built.intake.accept(Inbound(Address("fake", "main", "chat2"), "other", text="hello"))
        clock.wind(10_000)
        await built.intake.accept(Inbound(CHAT, "9", text="hello"))
        lines = await built.database.reader.messages(CHAT, 0, 500)
        assert len([line for line in lines if line.author == "user"]) == 9


def test_a_network_address_is_limited_and_the_machine_itself_is_not() -> None:
    throttle = Throttle(peer=Window(Rate(1, 60_000)))
    throttle.admit("203.0.113.9", 0)
    with pytest.raises(TryLater):
        throttle.admit("203.0.113.9", 59_000)
    throttle.admit("203.0.113.9", 60_000)
    for _ in range(3):
        throttle.admit("127.0.0.1", 0)
    assert is_local("::1")
    assert not is_local("not an address")
