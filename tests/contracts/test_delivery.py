"""What every store promises about the outbox and the timers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.change import OutboxRow, Settlement, Timer
from conversation.delivery import RowState
from conversation.effects import Wake
from storage.database import Database
from tests.contracts.changes import ACCOUNT, address, answer, carried, change, committed, conversation, said
from tests.contracts.conftest import Opener


async def one_row(database: Database, state: RowState = RowState.READY) -> int:
    """The id of the only row in the outbox."""
    message = answer("a")
    outcome = await committed(database, change("a", conversation(), message, outbox=(carried(message, state=state),)))
    return outcome.rows[0].id


async def test_rows_come_back_with_ids_in_the_order_in_which_they_were_made(database: Database) -> None:
    rows = tuple(carried(answer(key)) for key in "cab")
    outcome = await committed(database, change("a", conversation(), outbox=rows))
    assert [row.key for row in outcome.rows] == [row.key for row in rows]
    assert [row.id for row in outcome.rows] == sorted({row.id for row in outcome.rows})
    assert await database.store.unfinished() == outcome.rows


async def test_a_row_keeps_everything_over_a_restart(opener: Opener) -> None:
    async with opener() as database:
        message = answer("a", "早上好 **bold**")
        row = carried(message, state=RowState.SENDING)
        outcome = await committed(database, change("a", conversation(), message, outbox=(row,)))
    async with opener() as database:
        assert await database.store.unfinished() == outcome.rows


@pytest.mark.parametrize("state", [RowState.READY, RowState.UNKNOWN, RowState.SENDING])
async def test_a_row_that_waits_can_be_claimed(database: Database, state: RowState) -> None:
    row = await one_row(database, state)
    assert await database.store.claim(row, 77)
    [found] = await database.store.unfinished()
    assert (found.state, found.due) == (RowState.SENDING, 77)


@pytest.mark.parametrize("state", [RowState.SENT, RowState.DEAD])
async def test_a_finished_row_cannot_be_claimed_and_stays_finished(database: Database, state: RowState) -> None:
    row = await one_row(database)
    await database.store.settle([Settlement(row, state, 20, 1, "over")])
    assert not await database.store.claim(row, 30)
    await database.store.settle([Settlement(row, RowState.READY, 40, 2)])
    assert await database.store.unfinished() == ()
    view = await database.reader.conversation(1001)
    assert view is not None
    assert (view.messages[0].delivery, view.messages[0].reason) == (state, "over")


async def test_a_row_that_never_was_cannot_be_claimed(database: Database) -> None:
    assert not await database.store.claim(12345, 1)


async def test_a_settlement_writes_the_state_the_next_attempt_and_the_reason(database: Database) -> None:
    row = await one_row(database)
    await database.store.settle([Settlement(row, RowState.UNKNOWN, 99, 3, "no answer")])
    [found] = await database.store.unfinished()
    assert (found.state, found.due, found.attempts, found.reason) == (RowState.UNKNOWN, 99, 3, "no answer")


async def test_nothing_to_settle_is_nothing_to_commit(database: Database) -> None:
    before = await database.store.commits()
    await database.store.settle([])
    assert await database.store.commits() == before


@pytest.mark.parametrize(
    ("states", "worst"),
    [
        ((RowState.SENT, RowState.SENT), RowState.SENT),
        ((RowState.SENT, RowState.SENDING), RowState.SENDING),
        ((RowState.READY, RowState.SENDING), RowState.READY),
        ((RowState.UNKNOWN, RowState.READY), RowState.UNKNOWN),
        ((RowState.DEAD, RowState.UNKNOWN), RowState.DEAD),
    ],
)
async def test_a_message_shows_the_worst_state_of_the_rows_that_carry_it(
    database: Database, states: tuple[RowState, RowState], worst: RowState
) -> None:
    message = answer("a")
    rows = tuple(carried(message, carrier, state) for carrier, state in zip(("one", "two"), states, strict=True))
    await database.store.commit(change("a", conversation(), said("a"), message, outbox=rows))
    view = await database.reader.conversation(1001)
    assert view is not None
    assert [message.delivery for message in view.messages] == [None, worst]


async def test_a_line_that_went_out_again_shows_how_its_last_sending_stands(database: Database) -> None:
    line = answer("a")

    def row(key: str, state: RowState, reason: str | None = None) -> OutboxRow:
        return replace(carried(line, state=state), key=f"{key}:{ACCOUNT}", reason=reason)

    first = (row("a:0:0", RowState.SENT), row("a:0:1", RowState.DEAD, "the way was closed"))
    await database.store.commit(change("a", conversation(), line, outbox=first))
    [found] = await database.reader.messages(address(), 0, 9)
    assert (found.delivery, found.reason) == (RowState.DEAD, "the way was closed")
    second = (row("b:0:0", RowState.SENT), row("b:0:1", RowState.READY))
    await database.store.commit(change("b", conversation(version=1), outbox=second))
    view = await database.reader.conversation(1001)
    assert view is not None
    for [found] in (view.messages, await database.reader.messages(address(), 0, 9)):
        assert (found.delivery, found.reason) == (RowState.READY, None)


async def test_a_timer_is_due_at_its_time_and_not_before(database: Database) -> None:
    assert await database.store.next_timer() is None
    await database.store.commit(change("a", conversation(), timers=(Wake("k", "silence", 500, 100),)))
    assert await database.store.next_timer() == 500
    assert await database.store.timers_due(499) == ()
    assert await database.store.timers_due(500) == (Timer("id-1001", "silence", 500, 100),)


async def test_a_timer_is_replaced_by_one_of_the_same_name_and_cancelled_without_a_time(database: Database) -> None:
    await database.store.commit(change("a", conversation(), timers=(Wake("k", "silence", 500, 100),)))
    await database.store.commit(change("b", conversation(version=1), timers=(Wake("k", "silence", 900, 200),)))
    assert await database.store.timers_due(1000) == (Timer("id-1001", "silence", 900, 200),)
    await database.store.commit(change("c", conversation(version=2), timers=(Wake("k", "silence", None, 0),)))
    assert await database.store.timers_due(1000) == ()
    assert await database.store.next_timer() is None


async def test_timers_of_several_conversations_come_oldest_first_and_survive_a_restart(opener: Opener) -> None:
    async with opener() as database:
        for number, at in ((1001, 300), (1002, 100), (1003, 200)):
            wake = Wake("k", "silence", at, 0)
            await database.store.commit(change(f"a{number}", conversation(number, chat=str(number)), timers=(wake,)))
    async with opener() as database:
        assert [timer.at for timer in await database.store.timers_due(250)] == [100, 200]
        assert await database.store.next_timer() == 100
