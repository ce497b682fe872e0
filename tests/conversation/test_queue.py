"""Into the queue: for whom, who is called, and what the user is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from conversation.decide import Decision
from conversation.effects import OpenDesk
from conversation.events import Surroundings
from conversation.model import Conversation, Resolved, Waiting, WithOperator
from conversation.policy import Policy
from handoff.hours import Hours
from handoff.model import Block, Claim, Priority, Release, Reply, Resolve, Transfer
from handoff.roster import Colleague, Roster
from handoff.rules import Rules, Team
from intents.model import Candidate, Part, Understanding
from tests.kit.worlds import (
    AROUND,
    NOON,
    POLICY,
    UNSURE,
    acted,
    after,
    alerts,
    asked,
    commanded,
    fresh,
    only,
    relays,
    said,
    says,
    understood,
)

HOUR = 3_600_000
EVENING = NOON + 8 * HOUR
OFFICE = Hours(week={day: ((time(9), time(18)),) for day in range(7)})
ROSTER = Roster((Colleague("amy", load=2), Colleague("bo"), Colleague("cy"), Colleague("di"), Colleague("li", "lead")))


def house(*, hours: Hours | None = None, people: bool = False, **rules: object) -> Policy:
    made = Rules(hours=hours or Hours(), **rules)  # type: ignore[arg-type] # Rules checks the names
    return replace(POLICY, rules=made, roster=ROSTER if people else Roster())


def told(policy: Policy = POLICY, around: Surroundings = AROUND, at: int = NOON) -> str:
    """What somebody hears who asks for a person."""
    (say,) = says(after(fresh(), asked(at, around), policy=policy))
    return say.text


def queued(decision: Decision) -> Waiting:
    stage = decision.conversation.stage
    assert isinstance(stage, Waiting)
    return stage


def test_the_wait_is_told_as_usual_and_as_nine_of_ten_have_it() -> None:
    assert "It usually takes about 4 minutes; nine of ten wait about 20 minutes at most." in told(
        around=Surroundings(expected_wait=240, longest_wait=1200)
    )


@pytest.mark.parametrize("longest", [None, 240, 245])
def test_one_figure_is_enough_where_the_other_is_unknown_or_reads_the_same(longest: int | None) -> None:
    words = told(around=Surroundings(expected_wait=240, longest_wait=longest))
    assert "It usually takes about 4 minutes." in words
    assert "nine of ten" not in words


def test_nothing_is_foretold_where_the_history_is_thin() -> None:
    assert "usually" not in told()


def test_out_of_hours_the_next_opening_of_that_team_is_told_and_nothing_else_is_foretold() -> None:
    night = Team(hours=Hours(week={day: ((time(22), time(23)),) for day in range(7)}))
    policy = house(hours=OFFICE, teams={"security": night})
    around = Surroundings(expected_wait=240)
    assert "will be back tomorrow, 09:00 UTC" in told(policy, around, at=EVENING)
    hacked = after(fresh(), said("i was hacked", understood("hacked"), EVENING, surroundings=around), policy=policy)
    assert "will be back in 2 hours, 22:00 UTC" in says(hacked)[-1].text
    assert "usually" not in says(hacked)[-1].text


def test_many_who_wait_and_a_desk_that_cannot_be_reached_are_a_sentence_each() -> None:
    policy = house(busy_above=50)
    assert "longer than usual" in told(policy, Surroundings(waiting=51))
    assert "longer than usual" not in told(policy, Surroundings(waiting=50))
    assert "longer than usual" not in told(house(busy_above=0), Surroundings(waiting=900))
    assert "cannot reach our desk" in told(around=Surroundings(desk_down=True))
    assert "cannot reach our desk" not in told()


def test_the_last_word_is_that_staff_never_write_first_with_the_code_of_this_conversation() -> None:
    coded = replace(POLICY, code=lambda conversation: f"code-of-{conversation}")
    assert told(coded).endswith("The code of this conversation is code-of-c1.")
    assert told().endswith("Our staff never write to you first and never ask for your recovery phrase.")


def test_a_request_goes_to_the_team_of_its_entry_else_of_its_language_else_to_nobodys() -> None:
    policy = house(teams={"asia": Team(languages=("zh",)), "all": Team()})
    assert queued(after(fresh(language="zh"), asked(), policy=policy)).team == "asia"
    assert queued(after(fresh(), asked(), policy=policy)).team is None
    hacked = said("i was hacked", understood("hacked", language="zh"))
    assert queued(after(fresh(language="zh"), hacked, policy=policy)).team == "security"


def test_a_ring_calls_the_least_busy_and_says_for_whom_it_is() -> None:
    (alert,) = alerts(after(fresh(), asked(), policy=house(people=True)))
    assert (alert.rings, alert.loud, alert.team) == (("bo", "cy", "di"), True, None)


def test_what_is_urgent_calls_everybody_even_at_night() -> None:
    policy = house(hours=OFFICE, people=True, quiet=OFFICE.week)
    (alert,) = alerts(after(fresh(), said("i was hacked", understood("hacked"), EVENING), policy=policy))
    assert (len(alert.rings), alert.loud) == (5, True)


def test_out_of_hours_nobody_is_called_and_nothing_makes_a_sound() -> None:
    (alert,) = alerts(after(fresh(), asked(EVENING), policy=house(hours=OFFICE, people=True)))
    assert (alert.rings, alert.loud) == ((), False)


def test_in_quiet_hours_people_are_called_without_a_sound() -> None:
    (alert,) = alerts(after(fresh(), asked(), policy=house(quiet=OFFICE.week, people=True)))
    assert (alert.rings, alert.loud) == (("bo", "cy", "di"), False)


def test_what_is_passed_on_to_a_colleague_calls_them_alone_and_anybody_may_help() -> None:
    policy = house(people=True)
    passed = after(fresh(), asked(), acted(Transfer("Amy")), policy=policy)
    assert (queued(passed).wanted, queued(passed).team) == ("amy", None)
    assert alerts(passed)[0].rings == ("amy",)
    assert isinstance(after(passed.conversation, acted(Claim()), policy=policy).conversation.stage, WithOperator)


def crowd() -> Conversation:
    """One of many newcomers, in the queue."""
    decision = after(fresh(), asked(around=Surroundings(crowded=True)), policy=house(people=True))
    (alert,) = alerts(decision)
    assert (alert.tier, alert.crowd, alert.rings) == ("new", True, ())
    assert only(decision, OpenDesk) == []
    return decision.conversation


@pytest.mark.parametrize("command", [Claim(), Reply("hello"), Transfer("core")])
def test_one_of_a_crowd_rings_but_gets_a_place_only_when_somebody_takes_it(command: Claim | Reply | Transfer) -> None:
    assert len(only(after(crowd(), acted(command)), OpenDesk)) == 1
    assert only(after(crowd(), said("error 7", UNSURE)), OpenDesk) == []
    assert only(after(crowd(), acted(Resolve())), OpenDesk) == []


def test_whoever_was_with_people_keeps_their_place_whatever_crowd_there_is() -> None:
    release = replace(acted(Release()), surroundings=Surroundings(crowded=True))
    released = after(fresh(), acted(Claim()), release)
    assert not queued(released).crowd
    assert only(released, OpenDesk) == []


def test_what_is_for_a_lead_is_taken_by_a_lead() -> None:
    waiting = fresh(replace(queued(after(fresh(), asked())), for_lead=True))
    for command in (Claim(), Reply("hello")):
        assert after(waiting, acted(command)).refusal == "This one is for a lead."
        assert isinstance(after(waiting, acted(command, "li", "lead")).conversation.stage, WithOperator)
    assert after(waiting, acted(Resolve())).refusal == "This one is for a lead."
    assert after(waiting, acted(Block())).refusal == "This one is for a lead."
    assert queued(after(waiting, acted(Transfer("core")))).for_lead
    assert not queued(after(waiting, acted(Transfer("core"), "boss", "lead"))).for_lead


def test_status_tells_number_position_and_wait() -> None:
    around = Surroundings(position=3, expected_wait=240)
    decision = after(fresh(), asked(), commanded("status", surroundings=around))
    assert says(decision)[0].text == "Your request #1042 is at position 3.\nIt usually takes about 4 minutes."
    assert queued(decision).told == 3


def test_status_tells_who_has_it_and_when_people_are_back() -> None:
    policy = house(hours=OFFICE)
    taken = after(fresh(), acted(Claim(), at=EVENING), policy=policy).conversation
    assert says(after(taken, commanded("status", at=EVENING), policy=policy))[0].text == (
        "op1 is looking after your request #1042.\nPeople are away just now and will be back tomorrow, 09:00 UTC."
    )
    assert "will be back" in says(after(fresh(), commanded("status", at=EVENING), policy=policy))[0].text
    ended = fresh(Resolved(NOON, "operator", "op1"))
    assert says(after(ended, commanded("status", at=EVENING), policy=policy))[0].text == (
        "Your request #1042 is resolved. Write here to open it again."
    )


def test_a_users_words_come_with_the_entries_that_may_answer_them() -> None:
    torn = understood("backup", 0.5)
    (relay,) = relays(after(fresh(), asked(), said("backup?", torn)))
    assert [(one.entry, one.confidence, one.faq) for one in relay.suggested] == [("backup", 0.5, "test")]
    assert relays(after(fresh(), asked(), said("hello", understood("hello"))))[0].suggested == ()


@pytest.mark.parametrize("words", ["thanks", "好的，谢谢", "123 456", "👍", "...?", ""])
def test_nothing_is_suggested_beside_closing_words_and_what_has_no_letters(words: str) -> None:
    (relay,) = relays(after(fresh(), asked(), said(words, understood("backup", 0.5))))
    assert relay.suggested == ()


@pytest.mark.parametrize(("best", "count"), [((0.33, 0.33, 0.32), 0), ((0.46, 0.31, 0.3), 3), ((0.33, 0.32), 2)])
def test_three_entries_that_are_equally_unlikely_are_not_suggested(best: tuple[float, ...], count: int) -> None:
    names = ("backup", "fees", "mail")
    ranking = tuple(Candidate(name, confidence) for name, confidence in zip(names, best, strict=False))
    meaning = Understanding((Part("", "en", ranking),))
    (relay,) = relays(after(fresh(), asked(), said("something else", meaning)))
    assert len(relay.suggested) == count


def test_what_turns_out_to_be_urgent_is_for_the_team_of_its_entry() -> None:
    policy = house(teams={"support": Team(), "security": Team()}, people=True)
    waiting = after(fresh(), asked(), acted(Transfer("support")), policy=policy).conversation
    urgent = after(waiting, said("i was hacked", understood("hacked")), policy=policy)
    stage = queued(urgent)
    assert (stage.team, stage.priority, stage.tried) == ("security", Priority.URGENT, ("support",))
    assert [(alert.tier, alert.team, len(alert.rings)) for alert in alerts(urgent)] == [("urgent", "security", 5)]


def test_the_position_that_is_told_is_that_of_the_priority() -> None:
    around = Surroundings(position=7, places=(1, 3, 7, 9))
    hacked = after(fresh(), said("i was hacked", understood("hacked"), surroundings=around))
    assert "position 1." in says(hacked)[-1].text
    assert queued(hacked).told == 1
    assert "position 7." in told(around=around)
