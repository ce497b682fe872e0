"""The card on top of a topic: what this is about, who has it, what can be done by a button."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
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
    if told:
        lines += ["\n", reading.words("desk_behind", seconds=told // 1000)]
    briefing = "\n".join(brief(view, texts, latest=False, explorers=reading.explorers).summary)
    words = joined(*lines, "\n\n", briefing)
    while utf16(words.text) > longest and len(briefing) > 1:
        briefing = briefing[: len(briefing) // 2] + "…" if len(briefing) > SHORT else ""
        words = joined(*lines, "\n\n", briefing)
    return Card(words, _DONE if row.stage == "resolved" else _OPEN, row.stage, told)


def state(row: QueueRow, reading: Reading, reason: Reason | None = None) -> str:
    """Who has it, or why and for whom it waits, in a line."""
    words = reading.words
    match row.stage:
        case "waiting" if row.waiting_since is not None:
            local = datetime.fromtimestamp(row.waiting_since / 1000, UTC).astimezone(reading.zone)
            line = words("desk_state_waiting", since=f"{local:%m-%d %H:%M}")
            why = words(f"desk_reason_{reason}") if reason else None
            return " · ".join(part for part in (line, why, (row.team or "")[:SHORT]) if part)
        case "with_operator":
            return words("desk_state_with_operator", operator=row.owner or "?")
        case "resolved":
            return words("desk_state_resolved")
        case _:
            return words("desk_state_with_bot")


def _bold(text: str) -> Styled:
    return Styled(text, (Span(0, len(text), "bold"),))
