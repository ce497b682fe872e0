"""What every store promises about a commit."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from conversation.change import AlreadySeen, Committed, Cursor, Seen
from conversation.model import Choice, Resolved, Stage, Waiting, WithBot, WithOperator
from conversation.ports import Stale, StorageError
from handoff.model import Priority, Reason
from storage.database import Database
from tests.contracts.changes import ACCOUNT, address, answer, carried, change, committed, conversation, said
from tests.contracts.conftest import Opener

STAGES: list[Stage] = [
    WithBot(5, misses=1),
    Waiting(6, "entry-1", Reason.MISSES, Priority.URGENT, "security", "op2", 7),
    WithOperator(8, "op1", Priority.HIGH, "core", 9),
    Resolved(10, "operator", "op1", 4, 11, commented=True),
]


@pytest.mark.parametrize("stage", STAGES)
async def test_a_conversation_comes_back_as_it_was_given_in_every_stage(database: Database, stage: Stage) -> None:
    given = replace(conversation(stage=stage), offered=(Choice("yes", "Yes 是"),), last_entry="backup")
    await database.store.commit(change("a", given, said("a")))
    assert await database.reader.by_number(1001) == replace(given, version=1)
    assert await database.reader.by_id("id-1001") == replace(given, version=1)
    assert await database.reader.newest(address()) == replace(given, version=1)


async def test_the_version_rises_with_every_commit(database: Database) -> None:
    for version in range(4):
        await database.store.commit(change(f"a{version}", conversation(version=version)))
    found = await database.reader.by_number(1001)
    assert found is not None
    assert found.version == 4


async def test_the_same_event_is_accepted_once_and_answered_with_its_first_message(database: Database) -> None:
    first = await committed(database, change("a", conversation(), said("a"), answer("a")))
    again = await database.store.commit(change("a", conversation(version=1), said("b"), answer("b")))
    assert again == AlreadySeen(first.seqs[0])
    assert [message.seq for message in await database.reader.messages(address(), 0, 9)] == list(first.seqs)


async def test_an_event_without_messages_is_remembered_with_zero(database: Database) -> None:
    await database.store.commit(change("a", conversation()))
    assert await database.store.commit(change("a", conversation(version=1))) == AlreadySeen(0)
    assert await database.reader.seen(Seen(ACCOUNT, "a")) == 0
    assert await database.reader.seen(Seen(ACCOUNT, "b")) is None


async def test_the_same_id_from_another_account_is_another_event(database: Database) -> None:
    await database.store.commit(change("a", conversation()))
    other = replace(change("a", conversation(version=1)), seen=Seen("telegram:bot", "a"))
    assert isinstance(await database.store.commit(other), Committed)


async def test_a_stale_change_leaves_nothing_behind(database: Database) -> None:
    await database.store.commit(change("a", conversation()))
    late = said("b")
    with pytest.raises(Stale):
        await database.store.commit(
            change("b", conversation(version=0), late, outbox=(carried(late),), cursor=Cursor(ACCOUNT, "9"))
        )
    with pytest.raises(Stale):
        await database.store.commit(change("b", conversation(version=7), late, outbox=(carried(late),)))
    assert await database.reader.seen(Seen(ACCOUNT, "b")) is None
    assert await database.reader.messages(address(), 0, 9) == ()
    assert await database.store.unfinished() == ()
    assert await database.reader.cursor(ACCOUNT) is None
    assert len(await database.feed.changes(0)) == 1


async def test_a_stale_change_is_welcome_once_it_was_decided_again(database: Database) -> None:
    await database.store.commit(change("a", conversation()))
    with pytest.raises(Stale):
        await database.store.commit(change("b", conversation(version=3), said("b")))
    assert isinstance(await database.store.commit(change("b", conversation(version=1), said("b"))), Committed)


async def test_of_many_changes_of_one_version_exactly_one_holds(database: Database) -> None:
    await database.store.commit(change("a", conversation()))
    outcomes = await asyncio.gather(
        *(database.store.commit(change(f"b{n}", conversation(version=1), said(f"b{n}"))) for n in range(20)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Committed) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Stale) for outcome in outcomes) == 19
    assert len(await database.reader.messages(address(), 0, 99)) == 1


async def test_of_many_deliveries_of_one_event_at_once_exactly_one_counts(database: Database) -> None:
    outcomes = await asyncio.gather(
        *(database.store.commit(change("a", conversation(), said("a"), answer("a"))) for _ in range(20))
    )
    [first] = [outcome for outcome in outcomes if isinstance(outcome, Committed)]
    assert [outcome for outcome in outcomes if outcome != first] == [AlreadySeen(first.seqs[0])] * 19


async def test_two_first_messages_at_one_address_make_one_conversation(database: Database) -> None:
    outcomes = await asyncio.gather(
        database.store.commit(change("a", conversation(1001), said("a"))),
        database.store.commit(change("b", conversation(1002), said("b"))),
        return_exceptions=True,
    )
    assert isinstance(outcomes[0], Committed)
    assert isinstance(outcomes[1], Stale)


async def test_a_new_conversation_may_follow_a_resolved_one(database: Database) -> None:
    await database.store.commit(change("a", conversation(1001, stage=Resolved(5, "silence"))))
    await database.store.commit(change("b", conversation(1002)))
    newest = await database.reader.newest(address())
    assert newest is not None
    assert newest.number == 1002


async def test_an_open_conversation_goes_before_a_resolved_one_with_a_higher_number(database: Database) -> None:
    resolved = Resolved(5, "silence")
    await database.store.commit(change("a", conversation(1001, stage=resolved)))
    await database.store.commit(change("b", conversation(1002, stage=resolved)))
    await database.store.commit(change("c", conversation(1001, version=1, stage=WithOperator(6, "op1"))))
    newest = await database.reader.newest(address())
    assert newest is not None
    assert newest.number == 1001


async def test_a_number_that_is_taken_makes_a_new_conversation_stale(database: Database) -> None:
    await database.store.commit(change("a", conversation(1001, chat="ann")))
    taken = replace(conversation(1001, chat="bob"), id="id-other")
    with pytest.raises(Stale):
        await database.store.commit(change("b", taken))


async def test_changes_of_many_conversations_at_once_all_hold_with_numbers_in_their_order(database: Database) -> None:
    outcomes = await asyncio.gather(
        *(
            database.store.commit(change(f"a{n}", conversation(n, chat=f"chat{n}"), said(f"a{n}"), answer(f"a{n}")))
            for n in range(1, 700)
        )
    )
    kept = [outcome for outcome in outcomes if isinstance(outcome, Committed)]
    assert len(kept) == 699
    seqs = [seq for outcome in kept for seq in outcome.seqs]
    assert seqs == sorted(set(seqs))
    journals = [outcome.journal for outcome in kept]
    assert journals == sorted(set(journals))
    assert await database.store.commits() < 699


async def test_a_change_that_comes_to_nothing_is_not_counted_as_a_commit(database: Database) -> None:
    await database.store.commit(change("a", conversation()))
    before = await database.store.commits()
    await database.store.commit(change("a", conversation(version=1)))
    with pytest.raises(Stale):
        await database.store.commit(change("b", conversation(version=5)))
    assert await database.store.commits() == before
    await database.store.commit(change("c", conversation(version=1)))
    assert await database.store.commits() == before + 1


async def test_numbers_are_never_given_twice(opener: Opener) -> None:
    async with opener() as database:
        given = [await database.store.reserve_number() for _ in range(3)]
    async with opener() as database:
        given += [await database.store.reserve_number() for _ in range(3)]
        await database.store.commit(change("a", conversation(given[-1])))
    async with opener() as database:
        given.append(await database.store.reserve_number())
    assert given == sorted(set(given))


async def test_seqs_and_journal_numbers_go_on_rising_after_a_restart(opener: Opener) -> None:
    async with opener() as database:
        first = await committed(database, change("a", conversation(), said("a"), outbox=(carried(said("a")),)))
    async with opener() as database:
        second = await committed(
            database, change("b", conversation(version=1), said("b"), outbox=(carried(said("b")),))
        )
    assert second.seqs[0] > first.seqs[0]
    assert second.journal > first.journal
    assert second.rows[0].id > first.rows[0].id


async def test_a_duplicate_is_known_after_a_restart_for_ninety_days(opener: Opener) -> None:
    day = 24 * 3_600_000
    async with opener(now=0) as database:
        await database.store.commit(change("a", conversation(), said("a")))
    async with opener() as database:
        await database.store.prune(90 * day)
        assert isinstance(await database.store.commit(change("a", conversation(version=1))), AlreadySeen)
        await database.store.prune(90 * day + 1)
        assert isinstance(await database.store.commit(change("a", conversation(version=1))), Committed)


async def test_a_cursor_moves_with_the_change_that_was_read_there(database: Database) -> None:
    assert await database.reader.cursor(ACCOUNT) is None
    await database.store.commit(change("a", conversation(), cursor=Cursor(ACCOUNT, "17")))
    await database.store.commit(change("b", conversation(version=1), cursor=Cursor(ACCOUNT, "18")))
    assert await database.reader.cursor(ACCOUNT) == "18"
    assert await database.reader.cursor("mail:main") is None


@pytest.mark.parametrize(
    ("known", "value", "kept"),
    [
        ("9", "10", "10"),
        ("10", "9", "10"),
        ("10", "10", "10"),
        ("010", "10", "010"),
        ("1414141414141414141", "1414141414141414142", "1414141414141414142"),
        ("1" * 5000, "2" * 4999, "1" * 5000),
        ("b", "a", "a"),
        ("7", "x", "x"),
        ("", "0", "0"),
    ],
)
async def test_a_cursor_goes_forwards_only(database: Database, known: str, value: str, kept: str) -> None:
    await database.store.advance([Cursor("discord:1:c:2", known)])
    await database.store.advance([Cursor("discord:1:c:2", value)])
    assert await database.reader.cursor("discord:1:c:2") == kept


async def test_many_cursors_advance_in_one_transaction_and_come_back_after_a_restart(opener: Opener) -> None:
    async with opener() as database:
        before = await database.store.commits()
        await database.store.advance([Cursor(f"discord:1:c:{n}", str(n)) for n in range(3)])
        await database.store.advance([])
        assert await database.store.commits() == before + 1
        await database.store.advance([Cursor("discord:1:c:0", "5"), Cursor("discord:1:c:0", "4")])
        await database.store.advance([Cursor("discord:11:c:9", "1"), Cursor("discord_1:c:9", "1")])
        await database.store.commit(change("a", conversation(), cursor=Cursor(ACCOUNT, "17")))
    async with opener() as database:
        assert await database.reader.cursors("discord:1:c:") == {
            "discord:1:c:0": "5",
            "discord:1:c:1": "1",
            "discord:1:c:2": "2",
        }
        assert await database.reader.cursors("discord%") == {}
        assert len(await database.reader.cursors("")) == 6


@pytest.mark.parametrize(
    "text", ["a\0b", "half \ud83d a pair", "\udfff", "مرحبا \u202e 🙂 你好", "'; DROP TABLE x --", ""]
)
async def test_any_text_is_kept_in_a_form_that_can_be_read_again(database: Database, text: str) -> None:
    message = replace(said("a", text), choices=(Choice("c", text),), name=text)
    await database.store.commit(change("a", conversation(), message, outbox=(carried(message),)))
    [found] = await database.reader.messages(address(), 0, 9)
    kept = "".join("\ufffd" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in text)
    assert (found.text, found.choices[0].label, found.name) == (kept, kept, kept)
    [row] = await database.store.unfinished()
    assert row.payload == {"text": kept}


async def test_what_is_not_json_is_refused_alone(database: Database) -> None:
    odd = replace(carried(said("b")), payload={"text": object()})
    outcomes = await asyncio.gather(
        database.store.commit(change("a", conversation(1001, chat="ann"), said("a"))),
        database.store.commit(change("b", conversation(1002, chat="bob"), said("b"), outbox=(odd,))),
        return_exceptions=True,
    )
    assert isinstance(outcomes[0], Committed)
    assert isinstance(outcomes[1], StorageError)
