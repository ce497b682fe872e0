"""Into the queue: who should take it, how the desks ring, and what the user is told of the place and the wait."""

from __future__ import annotations

from conversation import words
from conversation.decide import needs, promises
from conversation.decide.turn import Turn
from conversation.model import Waiting, WithBot
from handoff import routing
from handoff.model import Priority, Reason

OF_A_NEWCOMER = frozenset({Reason.ASKED, Reason.MISSES, Reason.ENTRY, Reason.GUIDE, Reason.UNPROCESSABLE})
"""Reasons of those who come from the bot; whoever was with people already has a place on the desks."""


def enqueue(
    turn: Turn,
    reason: Reason,
    *,
    priority: Priority = Priority.NORMAL,
    team: str | None = None,
    wanted: str | None = None,
    since: int | None = None,
    notice: str = "queued",
    for_lead: bool = False,
) -> None:
    """Into the queue, with exactly one ring; the user is told the place and when people are there.

    Where neither a team nor a colleague is named, it is for the team that is there for the user's language.
    """
    rules, at, place = turn.policy.rules, turn.event.at, _place(turn, priority)
    if team is None and wanted is None:
        team = routing.team_for(rules, turn.conversation.language)
    waiting = Waiting(
        since=at if since is None else since,
        entry=turn.event.id,
        reason=reason,
        priority=priority,
        team=team,
        wanted=wanted,
        acknowledged_at=at,
        for_lead=for_lead,
        told=place,
        needs=needs.open_ones(turn, asks=reason in OF_A_NEWCOMER),
        crowd=turn.surroundings.crowded and reason in OF_A_NEWCOMER and isinstance(turn.conversation.stage, WithBot),
        team_since=at,
    )
    turn.enter(waiting)
    turn.stop_counting()
    turn.say_text(_at_entry(turn, turn.words(notice, position=place), team), kind="notice")
    turn.alert("new", waiting)
    if reason in OF_A_NEWCOMER:
        needs.ask(turn, first=True)


def tell_place(turn: Turn, stage: Waiting) -> None:
    """Number, position, and how long it will take as far as we know."""
    sentences = (turn.words("position"), *_expected(turn, stage.team))
    turn.say_text("\n".join(sentences), kind="notice")
    promises.heard(turn, stage)


def away(turn: Turn, team: str | None) -> str:
    """When people of this team are back, in the user's words; empty while they are there, or if they never will be."""
    opening = turn.policy.rules.hours_of(team).next_opening(turn.event.at)
    if opening is None:
        return ""
    return words.moment(turn.policy, turn.conversation.language, opening, turn.event.at)


def _place(turn: Turn, priority: Priority) -> int:
    """The position that an entry with this priority gets."""
    places = turn.surroundings.places
    return places[tuple(Priority).index(priority)] if places else turn.surroundings.position


def _at_entry(turn: Turn, notice: str, team: str | None) -> str:
    rules, around = turn.policy.rules, turn.surroundings
    sentences = [notice, *_expected(turn, team)]
    if 0 < rules.busy_above < around.waiting:
        sentences.append(turn.words("queued_busy"))
    if around.desk_down:
        sentences.append(turn.words("queued_desk_down"))
    code = turn.policy.code(turn.conversation.id)
    sentences.append(turn.words("never_first_code", code=code) if code else turn.words("never_first"))
    return "\n".join(sentences)


def _expected(turn: Turn, team: str | None) -> list[str]:
    """The next opening, or the wait that our own history tells; nothing where it is too thin to say."""
    around, language = turn.surroundings, turn.conversation.language
    opening = away(turn, team)
    if opening:
        return [turn.words("queued_closed", opening=opening)]
    if around.expected_wait is None:
        return []
    usual = words.span(turn.policy, language, around.expected_wait * 1000)
    if around.longest_wait is not None and around.longest_wait > around.expected_wait:
        most = words.span(turn.policy, language, around.longest_wait * 1000, within="queued_wait_most")
        if most != usual:
            return [turn.words("queued_wait_most", wait=usual, most=most)]
    return [turn.words("queued_wait", wait=usual)]
