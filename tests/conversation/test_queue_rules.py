"""What holds for every history of those who wait."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings

from conversation.decide.promises import LOOK_EVERY
from conversation.effects import Alert, Say, Wake
from conversation.events import TimerFired
from conversation.model import Waiting, WithOperator
from conversation.policy import Policy
from handoff import routing
from tests.conversation.histories import POLICY, Step, private_histories
from tests.kit.worlds import only

thorough = settings(max_examples=200)


@thorough
@given(private_histories)
def test_of_each_entry_and_team_the_desks_are_called_warned_and_told_that_it_is_late_once_each(
    steps: list[Step],
) -> None:
    told: Counter[tuple[str, str | None, str]] = Counter()
    for before, event, decision in steps:
        for alert in only(decision, Alert):
            if alert.tier in ("opened", "warn", "breach"):
                assert isinstance(event, TimerFired)
                assert isinstance(before.stage, Waiting)
                told[before.stage.entry, before.stage.team, alert.tier] += 1
    assert not told or max(told.values()) == 1


@thorough
@given(private_histories)
def test_the_position_is_pushed_at_most_every_ten_minutes_and_only_when_halved(steps: list[Step]) -> None:
    for before, event, decision in steps:
        looks = [wake for wake in only(decision, Wake) if wake.timer == "position"]
        for wake in looks:
            stage = decision.conversation.stage
            team = stage.team if isinstance(stage, Waiting) else None
            back = POLICY.rules.hours_of(team).next_opening(event.at) or 0
            assert wake.at in (None, max(event.at + LOOK_EVERY, back))
        if isinstance(event, TimerFired) and event.timer == "position" and only(decision, Say):
            assert isinstance(before.stage, Waiting)
            assert event.surroundings.position * 2 <= before.stage.told
            assert len(looks) == 1


@thorough
@given(private_histories)
def test_a_team_that_is_back_is_called_for_what_came_while_it_was_away_and_by_the_first_of_them_alone(
    steps: list[Step],
) -> None:
    for before, event, decision in steps:
        for alert in only(decision, Alert):
            if alert.tier == "opened":
                assert isinstance(before.stage, Waiting)
                assert isinstance(event, TimerFired)
                hours = POLICY.rules.hours_of(before.stage.team)
                assert not hours.is_open(before.stage.team_since)
                assert hours.is_open(event.at)
                assert event.surroundings.heads or not (alert.rings or alert.loud)


@thorough
@given(private_histories)
def test_whoever_waits_keeps_the_place_through_every_hand(steps: list[Step]) -> None:
    for before, event, decision in steps:
        after = decision.conversation.stage
        match before.stage:
            case Waiting(since=since) if isinstance(after, Waiting):
                assert after.since == since
            case WithOperator(waits_since=since) if isinstance(after, Waiting):
                assert after.since == (event.at if since is None else since)
            case _:
                pass


@thorough
@given(private_histories)
def test_nobody_is_called_who_should_not_be(steps: list[Step]) -> None:
    for _, event, decision in steps:
        for alert in only(decision, Alert):
            assert not (alert.crowd and alert.rings)
            assert set(alert.rings) <= {one.name for one in POLICY.roster.people}
            if alert.rings or alert.loud:
                assert is_time(POLICY, alert, event.at)


def is_time(policy: Policy, alert: Alert, at: int) -> bool:
    """Whether people of some team that may be meant are there; who gets it next may keep other hours."""
    teams = (alert.team, policy.rules.next_tier(alert.team))
    return any(routing.is_staffed(policy.rules, team, alert.priority, at) for team in teams)


@thorough
@given(private_histories)
def test_what_is_asked_meanwhile_ends_when_somebody_comes(steps: list[Step]) -> None:
    for before, _, decision in steps:
        after = decision.conversation
        if isinstance(before.stage, Waiting) and isinstance(after.stage, WithOperator):
            assert "need:skip" not in {choice.id for choice in after.offered}
        if isinstance(after.stage, Waiting):
            assert len(after.stage.needs) <= 4
            assert not (set(after.stage.needs) & {detail.name for detail in after.details})
