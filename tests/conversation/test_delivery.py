"""What becomes of an outbox row: decisions as a table, and rules for all of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.delivery import (
    BLIND_RETRIES,
    FINISHED,
    GIVE_UP_AFTER,
    HARMLESS_RETRIES,
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
        (NotSent("no network"), GIVE_UP_AFTER, False, Next(RowState.DEAD, 100, "no network")),
        (NotSent("slow down", 700), 9, False, Next(RowState.READY, 800, "slow down", counted=False)),
        (NotSent("slow down", 0), GIVE_UP_AFTER, False, Next(RowState.READY, 200, "slow down", counted=False)),
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


@pytest.mark.parametrize("deduplicates", [True, False])
def test_what_does_no_harm_twice_is_repeated_after_a_pause_until_it_is_given_up(deduplicates: bool) -> None:
    def step(attempts: int) -> Next:
        doubt = Ambiguous("no answer")
        return after(doubt, attempts=attempts, now=100, deduplicates=deduplicates, harmless=True)

    assert step(1) == Next(RowState.UNKNOWN, 2_100, "no answer")
    assert step(HARMLESS_RETRIES - 1) == Next(RowState.UNKNOWN, 100 + PAUSE_CAP, "no answer")
    assert step(HARMLESS_RETRIES).state is RowState.DEAD


outcomes = st.one_of(
    st.just(Sent()),
    st.builds(Rejected, st.text()),
    st.builds(NotSent, st.text(), st.none() | st.integers(0, 10**6)),
    st.builds(Ambiguous, st.text()),
)


@given(
    st.lists(outcomes), st.sampled_from([NotSent("no network"), Ambiguous("no answer")]), st.booleans(), st.booleans()
)
def test_every_row_ends_and_a_duplicate_is_risked_at_most_once(
    history: list[Outcome], at_last: Outcome, deduplicates: bool, harmless: bool
) -> None:
    """Only a platform that asks us to wait, time after time, can hold a row for longer."""
    attempts = doubtful = 0
    for outcome in [*history, *[at_last] * GIVE_UP_AFTER]:
        doubtful += isinstance(outcome, Ambiguous)
        step = after(outcome, attempts=attempts + 1, now=0, deduplicates=deduplicates, harmless=harmless)
        attempts += step.counted
        assert step.due >= 0
        assert step.state is not RowState.SENDING
        if step.counted:
            assert step.due <= PAUSE_CAP
        if step.state in FINISHED:
            assert (step.state is RowState.SENT) == isinstance(outcome, Sent)
            break
    else:
        pytest.fail("the row never ended")
    assert deduplicates or harmless or doubtful <= 1 + BLIND_RETRIES
