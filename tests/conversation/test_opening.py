"""What came while the team was away: it calls once when the team is back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from conversation.decide import Decision
from conversation.effects import Wake
from conversation.events import Surroundings, TimerFired
from conversation.model import Waiting
from conversation.policy import Policy
from handoff.hours import Hours
from handoff.model import Claim, Transfer
from handoff.roster import Colleague, Roster
from handoff.rules import Rules, Team
from tests.kit.worlds import NOON, POLICY, UNSURE, acted, after, alerts, asked, fresh, said, says, understood, wakes

HOUR = 3_600_000
EVENING, MORNING = NOON + 8 * HOUR, NOON + 21 * HOUR
"""Eight o'clock, and nine on the next day."""
DAY_WORK = Hours(week={day: ((time(9), time(18)),) for day in range(7)})
RULES = Rules(DAY_WORK, {"early": Team(("li",), hours=Hours(week={day: ((time(6), time(12)),) for day in range(7)}))})
HOUSE = replace(POLICY, rules=RULES, roster=Roster((Colleague("amy"), Colleague("li"))))


def timer(decision: Decision) -> list[Wake]:
    return [wake for wake in wakes(decision) if wake.timer == "opening"]


def entered(at: int = EVENING, policy: Policy = HOUSE) -> Decision:
    return after(fresh(), asked(at), policy=policy)


def back(decision: Decision, at: int = MORNING, policy: Policy = HOUSE, *, heads: bool = True) -> Decision:
    stage = decision.conversation.stage
    since = stage.team_since if isinstance(stage, Waiting) else EVENING
    fired = TimerFired(f"t{at}", at, "opening", since, Surroundings(heads=heads))
    return after(decision.conversation, fired, policy=policy)


def test_who_comes_while_people_are_there_is_not_called_for_later() -> None:
    assert timer(entered(NOON)) == []
    assert timer(entered(EVENING, POLICY)) == []


def test_the_team_is_called_at_its_opening_and_no_more() -> None:
    quiet = entered()
    assert [(alert.rings, alert.loud) for alert in alerts(quiet)] == [((), False)]
    assert [(wake.at, wake.since) for wake in timer(quiet)] == [(MORNING, EVENING)]
    called = back(quiet)
    assert [(alert.tier, alert.rings, alert.loud) for alert in alerts(called)] == [("opened", ("amy", "li"), True)]
    assert says(called) == []
    assert [wake.at for wake in timer(called)] == [None]


def test_whoever_is_behind_another_one_shows_it_without_a_sound() -> None:
    (alert,) = alerts(back(entered(), heads=False))
    assert (alert.tier, alert.rings, alert.loud) == ("opened", (), False)


def test_after_an_outage_it_is_late_and_not_lost() -> None:
    assert [alert.tier for alert in alerts(back(entered(), MORNING + 3 * HOUR))] == ["opened"]


def test_words_meanwhile_change_nothing() -> None:
    assert timer(after(entered().conversation, said("hello?", UNSURE, EVENING + HOUR), policy=HOUSE)) == []


def test_who_is_taken_before_is_not_called_for() -> None:
    assert [wake.at for wake in timer(after(entered().conversation, acted(Claim(), at=EVENING), policy=HOUSE))] == [
        None
    ]


def test_another_team_is_called_at_its_own_opening() -> None:
    passed = after(entered().conversation, acted(Transfer("early"), at=EVENING + HOUR), policy=HOUSE)
    assert [(wake.at, wake.since) for wake in timer(passed)] == [(NOON + 18 * HOUR, EVENING + HOUR)]
    there = after(entered(MORNING - HOUR).conversation, acted(Transfer("early"), at=MORNING - HOUR), policy=HOUSE)
    assert [wake.at for wake in timer(there)] == [None]


def test_what_is_urgent_has_rung_already() -> None:
    hacked = said("i was hacked", understood("hacked"), EVENING + HOUR)
    assert timer(after(fresh(), hacked, policy=HOUSE)) == []
    assert [wake.at for wake in timer(after(entered().conversation, hacked, policy=HOUSE))] == [None]


def test_hours_that_are_changed_meanwhile_put_it_off_to_the_next_opening() -> None:
    closed = replace(HOUSE, rules=replace(RULES, hours=replace(DAY_WORK, closed=frozenset({date(2026, 1, 2)}))))
    decision = back(entered(), policy=closed)
    assert alerts(decision) == []
    assert [wake.at for wake in timer(decision)] == [MORNING + 24 * HOUR]
    assert [alert.tier for alert in alerts(back(decision, MORNING + 24 * HOUR, closed))] == ["opened"]


def test_one_of_a_crowd_calls_nobody_by_name() -> None:
    crowded = after(fresh(), asked(EVENING, Surroundings(crowded=True)), policy=HOUSE)
    (alert,) = alerts(back(crowded))
    assert (alert.crowd, alert.rings, alert.loud) == (True, (), True)
