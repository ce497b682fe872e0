"""What becomes of an outbox row: decisions as a table, and rules for all of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.delivery import (
    BLIND_RETRIES,
    FINISHED,
    GIVE_UP_AFTER,
    PAUSE_CAP,
    Ambiguous,
    Next,
    NotSent,
    Outcome,
    Rejected,
    RowState,
    Sent,
    after,
)


@pytest.mark.parametrize(
    ("outcome", "attempts", "deduplicates", "expected"),
    [
        (Sent(), 1, False, Next(RowState.SENT, 100)),
        (Rejected("blocked"), 1, False, Next(RowState.DEAD, 100, "blocked")),
        (NotSent("no network"), 1, False, Next(RowState.READY, 2_100, "no network")),
        (NotSent("no network"), 3, False, Next(RowState.READY, 8_100, "no network")),
        (NotSent("slow down", 700), 9, False, Next(RowState.READY, 800, "slow down")),
        (Ambiguous("no answer"), 1, True, Next(RowState.UNKNOWN, 100, "no answer")),
        (Ambiguous("no answer"), 2, True, Next(RowState.UNKNOWN, 4_100, "no answer")),
        (Ambiguous("no answer"), 1, False, Next(RowState.UNKNOWN, 2_100, "no answer")),
        (
            Ambiguous("no answer"),
            2,
            False,
            Next(RowState.DEAD, 100, "no answer; it may have arrived, please ask"),
        ),
    ],
)
def test_the_table(outcome: Outcome, attempts: int, deduplicates: bool, expected: Next) -> None:
    assert after(outcome, attempts=attempts, now=100, deduplicates=deduplicates) == expected


outcomes = st.one_of(
    st.just(Sent()),
    st.builds(Rejected, st.text()),
    st.builds(NotSent, st.text(), st.none() | st.integers(0, 10**6)),
    st.builds(Ambiguous, st.text()),
)


@given(st.lists(outcomes, min_size=GIVE_UP_AFTER, max_size=GIVE_UP_AFTER), st.booleans())
def test_every_row_ends_and_a_duplicate_is_risked_at_most_once(history: list[Outcome], deduplicates: bool) -> None:
    doubtful = 0
    for attempts, outcome in enumerate(history, 1):
        doubtful += isinstance(outcome, Ambiguous)
        step = after(outcome, attempts=attempts, now=0, deduplicates=deduplicates)
        assert step.due >= 0
        assert step.state is not RowState.SENDING
        if not isinstance(outcome, NotSent):
            assert step.due <= PAUSE_CAP
        if step.state in FINISHED:
            assert (step.state is RowState.SENT) == isinstance(outcome, Sent)
            break
    else:
        pytest.fail("the row never ended")
    assert deduplicates or doubtful <= 1 + BLIND_RETRIES
