"""The card on top of a topic: what this is about, who has it, what can be done by a button."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from adapters.desk.lines import Reading, joined
from adapters.markup import Span, Styled, utf16
from conversation.briefing import brief
from conversation.texts import Texts
from conversation.views import ConversationView, QueueRow
from handoff.model import Reason

BEHIND = 10_000
"""Milliseconds of delay from which on the card says so; then again whenever it has doubled."""
SHORT = 128
"""Characters of a name or a team that a card shows."""
BUTTON_LIFE = 365 * 24 * 3_600_000
"""How long a button of the desk is understood, in ms; what it may still do, the conversation knows."""
_OPEN = (("claim", "resolve"), ("transfer", "history"))
_DONE = (("reopen", "history"),)
_BLOCKED = (("reopen", "unblock"), ("history",))


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on the card. `actions` are the buttons by row; `stage` is what an icon or a tag shows."""

    words: Styled
    actions: tuple[tuple[str, ...], ...]
    stage: str
    lag: int

    @property
    def digest(self) -> str:
        """Differs if anything on it does."""
        return hashlib.sha256(f"{self.words.text}|{self.actions}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown already, as `Thread.shown` keeps it: the card's digest, the icon (a stage), the delay."""

    digest: str = ""
    icon: str = ""
    lag: int = 0

    @classmethod
    def read(cls, kept: str) -> Shown:
        """Nothing is known of what is not written this way."""
        digest, _, rest = kept.partition(" ")
        icon, _, lag = rest.partition(" ")
        return cls(digest, icon, int(lag)) if lag.isdecimal() else cls()

    def written(self) -> str:
        """The form in which it is kept."""
        return f"{self.digest} {self.icon} {self.lag}"


def behind(lag: int) -> int:
    """The delay that the card tells (ms) when it is this much: 0, 10, 20, 40 … seconds, so that it changes rarely."""
    told = 0
    step = BEHIND
    while lag >= step:
        told, step = step, step * 2
    return told


def card(
    view: ConversationView, texts: Texts, reading: Reading, lag: int, reason: Reason | None = None, *, longest: int
) -> Card:
    """The card of this conversation while its topic is `lag` ms behind; `reason` is why it waits, if it does.

    Its words have at most `longest` UTF-16 units.
    """
    row, told = view.row, behind(lag)
    title = f"#{row.number} {row.name or ''}".strip()[:SHORT]
    lines: list[Styled | str] = [_bold(title), "\n", state(row, reading, reason)]
    lines += [f"\n{line}" for line in _beside(row, reading)]
    if told:
        lines += ["\n", reading.words("desk_behind", seconds=told // 1000)]
    briefing = "\n".join(brief(view, texts, latest=False, explorers=reading.explorers).summary)
    words = joined(*lines, "\n\n", briefing)
    while utf16(words.text) > longest and len(briefing) > 1:
        briefing = briefing[: len(briefing) // 2] + "…" if len(briefing) > SHORT else ""
        words = joined(*lines, "\n\n", briefing)
    done = _BLOCKED if row.marks.blocked else _DONE
    return Card(words, done if row.stage == "resolved" else _OPEN, row.stage, told)


def state(row: QueueRow, reading: Reading, reason: Reason | None = None) -> str:
    """Who has it, or why and for whom it waits, in a line."""
    words, team = reading.words, (row.team or "")[:SHORT]
    match row.stage:
        case "waiting" if row.waiting_since is not None:
            local = datetime.fromtimestamp(row.waiting_since / 1000, UTC).astimezone(reading.zone)
            line = words("desk_state_waiting", since=f"{local:%m-%d %H:%M}")
            why = words(f"desk_reason_{reason}") if reason else None
            lead = words("desk_for_lead") if row.marks.for_lead else None
            return _with_dots(line, why, team, (row.marks.wanted or "")[:SHORT], lead)
        case "with_operator":
            return _with_dots(words("desk_state_with_operator", operator=row.owner or "?"), team)
        case "resolved" if row.marks.into is not None:
            return words("desk_merged", number=row.marks.into)
        case "resolved":
            rating = words("desk_rated", rating=row.marks.rating) if row.marks.rating else None
            return _with_dots(words("desk_state_resolved"), rating)
        case _:
            return words("desk_state_with_bot")


def standing(row: QueueRow, reading: Reading) -> str:
    """As `state`, with what is to happen later and what is not taken any more."""
    return _with_dots(state(row, reading), *_beside(row, reading))


def outcome(row: QueueRow, reading: Reading) -> str:
    """How it ended, or where it stands while it did not."""
    words, marks = reading.words, row.marks
    match marks.ended_by:
        case "operator" if marks.operator:
            return words("desk_resolved_by", operator=marks.operator)
        case "merge" if marks.into is not None:
            return words("desk_resolved_merge", number=marks.into)
        case "user" | "silence":
            return words(f"desk_resolved_{marks.ended_by}")
        case _:
            return state(replace(row, marks=replace(marks, rating=None)), reading)


def _beside(row: QueueRow, reading: Reading) -> Iterator[str]:
    """What is to happen later, and what is not taken any more."""
    words, marks = reading.words, row.marks
    if marks.snoozed_until is not None:
        yield words("desk_snoozed", until=reading.moment(marks.snoozed_until))
    if marks.resolve_at is not None:
        yield words("desk_ends", at=reading.moment(marks.resolve_at))
    if marks.blocked:
        yield words("desk_blocked")


def _with_dots(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _bold(text: str) -> Styled:
    return Styled(text, (Span(0, len(text), "bold"),))
