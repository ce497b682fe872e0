"""An answer in time, else the next tier; a word when the position is halved."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from conversation.decide import Decision
from conversation.effects import Wake
from conversation.events import Surroundings, TimerFired, TimerName
from conversation.model import Conversation, Waiting
from conversation.policy import Policy
from handoff.hours import Hours
from handoff.model import Claim, Priority, Transfer
from handoff.roster import Colleague, Roster
from handoff.rules import Rules, Team
from tests.kit.worlds import (
    NOON,
    POLICY,
    UNSURE,
    acted,
    after,
    alerts,
    asked,
    commanded,
    fresh,
    said,
    says,
    understood,
    wakes,
)

MINUTE = 60_000
HOUR = 60 * MINUTE
RULES = Rules(
    teams={
        "support": Team(("amy",), escalate_to="core"),
        "core": Team(("li",), answer_within={Priority.NORMAL: HOUR}, escalate_to="support"),
    },
    answer_within={Priority.NORMAL: 30 * MINUTE},
    escalate_to="support",
)
HOUSE = replace(POLICY, rules=RULES, roster=Roster((Colleague("amy"), Colleague("li", "lead"))))


def timer(decision: Decision, name: TimerName) -> Wake | None:
    """How the decision sets this timer."""
    found = [wake for wake in wakes(decision) if wake.timer == name]
    assert len(found) <= 1
    return found[0] if found else None


def due(decision: Decision, name: TimerName, position: int = 1) -> TimerFired:
    """The timer that this decision set, when it has run down."""
    wake = timer(decision, name)
    assert wake is not None
    assert wake.at is not None
    return TimerFired(f"t{wake.at}", wake.at, name, wake.since, Surroundings(position=position))


def waiting(decision: Decision) -> Waiting:
    stage = decision.conversation.stage
    assert isinstance(stage, Waiting)
    return stage


def entered(policy: Policy = HOUSE, position: int = 1) -> Decision:
    return after(fresh(), asked(around=Surroundings(position=position)), policy=policy)


def on(decision: Decision, name: TimerName, policy: Policy = HOUSE, position: int = 1) -> Decision:
    """What happens when the timer that was set last has run down."""
    return after(decision.conversation, due(decision, name, position), policy=policy)


def test_where_nothing_is_promised_no_timer_runs() -> None:
    assert timer(entered(POLICY), "answer") is None


def test_a_team_is_warned_after_two_thirds_of_the_time() -> None:
    warned = on(entered(), "answer")
    assert due(entered(), "answer").at == NOON + 20 * MINUTE
    assert [(alert.tier, alert.team, alert.rings) for alert in alerts(warned)] == [("warn", None, ("amy", "li"))]
    assert says(warned) == []
    assert waiting(warned).goal == "warned"
    assert due(warned, "answer").at == NOON + 30 * MINUTE


def test_what_is_late_is_told_once_and_goes_to_the_next_tier_with_a_word_to_the_user() -> None:
    first = entered()
    late = on(on(first, "answer"), "answer")
    assert [(alert.tier, alert.team, alert.rings) for alert in alerts(late)] == [("breach", None, ("amy",))]
    assert says(late)[0].text.startswith("I am sorry that this takes so long. Request #1042 is with the next team now")
    stage = waiting(late)
    assert (stage.team, stage.goal, stage.since, stage.entry) == ("support", "", NOON, waiting(first).entry)
    assert due(late, "answer").at == NOON + 50 * MINUTE


def test_at_the_last_tier_everybody_is_called_and_no_promise_is_left() -> None:
    decision = entered()
    tiers = []
    while (wake := timer(decision, "answer")) is not None and wake.at is not None:
        decision = on(decision, "answer")
        tiers += [(alert.tier, alert.team, alert.rings) for alert in alerts(decision)]
    assert tiers == [
        ("warn", None, ("amy", "li")),
        ("breach", None, ("amy",)),
        ("warn", "support", ("amy",)),
        ("breach", "support", ("li",)),
        ("warn", "core", ("li",)),
        ("breach", "core", ("li",)),
    ]
    assert waiting(decision).goal == "breached"


def test_only_the_time_counts_in_which_the_team_is_there() -> None:
    hours = Hours(week={day: ((time(9), time(12, 10)),) for day in range(7)})
    policy = replace(HOUSE, rules=replace(RULES, hours=hours))
    assert due(entered(policy), "answer").at == NOON + 21 * HOUR + 10 * MINUTE


def test_after_a_standstill_what_is_late_already_is_not_warned_of_first() -> None:
    decision = entered()
    late = after(decision.conversation, replace(due(decision, "answer"), at=NOON + 2 * HOUR), policy=HOUSE)
    assert [alert.tier for alert in alerts(late)] == ["breach"]


def test_a_promise_ends_with_the_claim() -> None:
    wake = timer(after(entered(position=4).conversation, acted(Claim()), policy=HOUSE), "answer")
    assert wake is not None
    assert wake.at is None


def test_another_team_has_all_its_time_and_a_timer_of_the_one_before_means_nothing() -> None:
    first = entered()
    passed = after(first.conversation, acted(Transfer("core"), at=NOON + 10 * MINUTE), policy=HOUSE)
    assert due(passed, "answer").at == NOON + 50 * MINUTE
    assert after(passed.conversation, due(first, "answer"), policy=HOUSE).effects == ()


def test_what_becomes_urgent_is_due_sooner() -> None:
    rules = replace(RULES, answer_within={Priority.NORMAL: 30 * MINUTE, Priority.URGENT: 3 * MINUTE})
    policy = replace(HOUSE, rules=rules)
    hacked = said("i was hacked", understood("hacked"), NOON + MINUTE)
    urgent = after(entered(policy).conversation, hacked, policy=policy)
    assert due(urgent, "answer").at == NOON + 3 * MINUTE


def test_a_promise_that_is_withdrawn_meanwhile_is_forgotten() -> None:
    decision = after(entered().conversation, due(entered(), "answer"), policy=POLICY)
    assert alerts(decision) == []
    wake = timer(decision, "answer")
    assert wake is not None
    assert wake.at is None


def test_a_timer_that_is_left_over_in_another_stage_is_cancelled() -> None:
    decision = after(fresh(), TimerFired("t", NOON, "answer", NOON - 1))
    assert [(wake.timer, wake.at) for wake in wakes(decision)] == [("answer", None)]


def test_the_position_is_told_again_when_it_is_halved_and_looked_at_every_ten_minutes() -> None:
    first = entered(position=9)
    assert due(first, "position").at == NOON + 10 * MINUTE
    still = on(first, "position", position=5)
    assert says(still) == []
    halved = on(still, "position", position=4)
    assert [say.text for say in says(halved)] == ["You are at position 4 now (request #1042)."]
    assert due(halved, "position").at == NOON + 30 * MINUTE
    last = on(halved, "position", position=1)
    assert len(says(last)) == 1
    wake = timer(last, "position")
    assert wake is not None
    assert wake.at is None


def test_whoever_is_next_already_is_not_told_again() -> None:
    assert timer(entered(position=1), "position") is None


def test_what_the_user_asked_for_counts_as_told() -> None:
    first = entered(position=9)
    status = commanded("status", at=NOON + MINUTE, surroundings=Surroundings(position=5))
    looked: Conversation = after(first.conversation, status, policy=HOUSE).conversation
    assert says(after(looked, due(first, "position", 4), policy=HOUSE)) == []
    assert len(says(after(looked, due(first, "position", 2), policy=HOUSE))) == 1


def test_words_of_the_user_meanwhile_change_no_promise() -> None:
    decision = after(entered(position=3).conversation, said("a", UNSURE, NOON + MINUTE), policy=HOUSE)
    assert wakes(decision) == []
