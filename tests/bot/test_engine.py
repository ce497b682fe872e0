"""Reads, decides, commits: through real storage."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from bot.limits import Limiter, Rate
from conversation.events import Actor
from conversation.model import Address
from conversation.ports import Inbound, NotThere, Refused
from handoff.model import Claim, Note, Reply, Resolve
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import config, house, settle

CHAT = Address("fake", "main", "chat1")
OP1, OP2 = Actor("op1", "operator"), Actor("op2", "operator")
BACKUP = "how do i back up my wallet"


async def test_one_owner_and_nineteen_refusals_with_the_name() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))

        async def claim(n: int) -> str:
            try:
                await built.engine.act(1001, Actor(f"op{n}", "operator"), Claim(), f"k{n}")
            except Refused as refused:
                return str(refused)
            return "mine"

        outcomes = Counter(await asyncio.gather(*(claim(n) for n in range(20))))
        view = await built.database.reader.conversation(1001)
        assert view is not None
        assert outcomes == {"mine": 1, f"{view.row.owner} has it.": 19}


async def test_the_same_key_again_is_done_once_and_never_refused() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))
        await built.engine.act(1001, OP1, Claim(), "a")
        await built.engine.act(1001, OP1, Reply("hello"), "b")
        await built.engine.act(1001, OP1, Reply("hello"), "b")
        await built.engine.act(1001, OP1, Resolve(), "c")
        await built.engine.act(1001, OP1, Claim(), "a")
        view = await built.database.reader.conversation(1001)
        assert view is not None
        assert [message.text for message in view.messages if message.author == "operator"] == ["hello"]
        assert view.row.stage == "resolved"


async def test_a_conversation_that_is_not_there_is_said_so() -> None:
    async with house() as built:
        with pytest.raises(NotThere):
            await built.engine.act(7, OP1, Claim(), "a")


async def test_an_operators_own_words_are_cleaned_of_secrets_too() -> None:
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))
        await built.engine.act(1001, OP1, Note(f"he sent {phrase}"), "a")
        view = await built.database.reader.conversation(1001)
        assert view is not None
        assert [note.text for note in view.notes] == ["he sent [recovery phrase removed]"]


async def test_a_hundred_messages_at_once_keep_their_order_per_address() -> None:
    addresses = [Address("fake", "main", f"chat{n}") for n in range(10)]
    channel, clock = FakeChannel(), HandClock()
    async with house(clock=clock, channels=(channel,)) as built:
        sends = [
            built.intake.accept(Inbound(who, f"{who.chat}-{n}", text=f"m{n}")) for n in range(10) for who in addresses
        ]
        await asyncio.gather(*sends)
        await settle(built, clock)
        for who in addresses:
            lines = await built.database.reader.messages(who, 0, 500)
            assert [line.text for line in lines if line.author == "user"] == [f"m{n}" for n in range(10)]


async def commits(text: str, desks: int = 0, before: tuple[str, ...] = ()) -> int:
    """Transactions of one message from a user of a push channel, deliveries included."""
    clock = HandClock()
    carriers = tuple(FakeChannel(carrier=f"fake:desk{n}") for n in range(desks))
    async with house(clock=clock, channels=(FakeChannel(),), desks=carriers) as built:
        for n, earlier in enumerate(before):
            await built.intake.accept(Inbound(CHAT, f"b{n}", text=earlier))
            await settle(built, clock)
        start = await built.database.store.commits()
        await built.intake.accept(Inbound(CHAT, "1", text=text))
        await settle(built, clock)
        return await built.database.store.commits() - start


async def test_the_number_of_transactions_a_message_takes() -> None:
    """Accept, and mark sent: two. What follows in the same lane adds its own mark; deliveries at once share theirs."""
    assert await commits(BACKUP) == 2, "answered"
    assert await commits("/human", desks=1) == 3, "handed off: a desk makes a place, and rings in it"
    assert await commits("it says error 7", desks=2, before=("/human",)) == 2, "relayed to two desks"


async def test_a_row_that_has_to_wait_costs_one_transaction_more() -> None:
    clock = HandClock()
    limiters = {"fake:main": Limiter(clock, rates=lambda _: (Rate(1, 1_000),))}
    channel = FakeChannel()
    async with house(clock=clock, channels=(channel,), limiters=limiters) as built:
        await built.intake.accept(Inbound(CHAT, "1", text=BACKUP))
        await settle(built, clock)
        start = await built.database.store.commits()
        await built.intake.accept(Inbound(CHAT, "2", text=BACKUP))
        await settle(built, clock)
        assert len(channel.sent) == 1
        clock.wind(1_000)
        await settle(built, clock)
        assert len(channel.sent) == 2
        assert await built.database.store.commits() - start == 3


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    settings = config(database=f"sqlite:///{tmp_path}/f.db")
    async with house(settings) as built:
        await built.intake.accept(Inbound(CHAT, "1", text=BACKUP))
        await built.intake.accept(Inbound(CHAT, "2", text="/human"))
        before = await built.database.reader.conversation(1001)
    async with house(settings) as built:
        assert await built.database.reader.conversation(1001) == before
        await built.intake.accept(Inbound(Address("fake", "main", "chat2"), "3", text="hello"))
        assert await built.database.reader.conversation(1002) is not None
