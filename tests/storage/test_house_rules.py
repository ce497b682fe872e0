"""Rules that hold for every order in which commits may come, whoever else commits at the same time."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from conversation.change import AlreadySeen, Committed
from conversation.ports import Stale
from storage.database import Database, open_store
from tests.contracts.changes import address, change, conversation, said


@dataclass(frozen=True, slots=True)
class Attempt:
    """One caller: an event for a conversation, with the version that the caller believes in and some messages."""

    number: int
    version: int
    key: int
    messages: int


ATTEMPTS = st.builds(Attempt, st.integers(1, 3), st.integers(0, 4), st.integers(0, 12), st.integers(0, 3))
ROUNDS = st.lists(st.lists(ATTEMPTS, max_size=12), max_size=6)
Outcome = Committed | AlreadySeen | BaseException


async def attempt(database: Database, one: Attempt) -> Committed | AlreadySeen:
    """Every conversation has a chat of its own, so that a version of 0 conflicts with nobody else."""
    key = f"{one.number}:{one.key}"
    of = conversation(one.number, chat=str(one.number), version=one.version)
    return await database.store.commit(change(key, of, *(said(f"{key}:{n}") for n in range(one.messages))))


async def play(rounds: list[list[Attempt]]) -> None:
    """The attempts of a round come at the same time; after all of them the rules are looked at."""
    done: list[tuple[Attempt, Outcome]] = []
    async with open_store("sqlite:///:memory:", exclusive=True, clock_now=lambda: 1) as database:
        for attempts in rounds:
            outcomes = await asyncio.gather(*(attempt(database, one) for one in attempts), return_exceptions=True)
            done += zip(attempts, outcomes, strict=True)
        await check(database, done)


async def check(database: Database, done: list[tuple[Attempt, Outcome]]) -> None:
    """Versions without gaps or forks, events once, numbers once and rising, nothing of what was refused."""
    kept = [(one, outcome) for one, outcome in done if isinstance(outcome, Committed)]
    assert all(isinstance(outcome, Committed | AlreadySeen | Stale) for _, outcome in done)
    versions = {number: sorted(one.version for one, _ in kept if one.number == number) for number in (1, 2, 3)}
    assert all(found == list(range(len(found))) for found in versions.values())
    assert max(Counter((one.number, one.key) for one, _ in kept).values(), default=1) == 1
    for number, found in versions.items():
        read = await database.reader.by_number(number)
        assert (read.version if read else 0) == len(found)
        promised = [seq for one, outcome in kept if one.number == number for seq in outcome.seqs]
        assert [row.seq for row in await database.reader.messages(address(str(number)), 0, 99)] == promised
    for numbers in ([seq for _, outcome in kept for seq in outcome.seqs], [outcome.journal for _, outcome in kept]):
        assert len(set(numbers)) == len(numbers)
    assert [item.journal for item in await database.feed.changes(0)] == sorted(outcome.journal for _, outcome in kept)
    first = {(one.number, one.key): outcome.seqs[0] if outcome.seqs else 0 for one, outcome in kept}
    for one, outcome in done:
        if isinstance(outcome, AlreadySeen):
            assert outcome.seq == first[one.number, one.key]


@settings(max_examples=150)
@given(ROUNDS)
def test_any_interleaving_keeps_versions_numbers_and_events_right(rounds: list[list[Attempt]]) -> None:
    asyncio.run(play(rounds))
