"""What figures are computed from, and what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

FactRow = tuple[int, str, int, float | None, str | None, str | None, str | None]
"""A fact as it is kept: conversation number, name, at (epoch ms), value, entry, operator, team. There are many, so they
stay as bare as the database gives them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation's facts do not say: where it was held, in which language, and with whom."""

    channel: str
    language: str
    contact: str


@dataclass(frozen=True, slots=True)
class Open:
    """A conversation that people owe something now; `since` (epoch ms) is when it entered the queue or was opened."""

    waits: bool
    since: int
    channel: str
    language: str
    team: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """What is read for a period.

    `facts` has all facts of every conversation that has one in the period or in the week before it, one conversation
    after the other and each in the order in which things happened; it can be walked once. `subjects` are by number; one
    that was erased since is missing there.
    """

    subjects: Mapping[int, Subject]
    facts: Iterable[FactRow]
    open: Sequence[Open] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 90th percentile of `n` spans, in seconds."""

    n: int = 0
    p50: float | None = None
    p90: float | None = None


@dataclass(frozen=True, slots=True)
class Age:
    """How long `n` things have been there, in seconds."""

    n: int = 0
    p50: float | None = None
    p90: float | None = None
    oldest: float | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of `n` things, from 0 to 1."""

    n: int = 0
    share: float | None = None


@dataclass(frozen=True, slots=True)
class FirstContact:
    """Which part of `n` first resolutions held for seven days; `pending` are those whose seven days are not over."""

    n: int = 0
    share: float | None = None
    pending: int = 0


@dataclass(frozen=True, slots=True)
class Lateness:
    """How often a promised answer was late (`n`), was nearly late, and was passed on for that."""

    n: int = 0
    warned: int = 0
    escalated: int = 0


@dataclass(frozen=True, slots=True)
class Backlog:
    """What people owe now."""

    waiting: Age = field(default_factory=Age)
    with_operator: Age = field(default_factory=Age)


@dataclass(frozen=True, slots=True)
class Part:
    """All figures of a part of the desk, or of all of it; None where a figure says nothing about such a part."""

    conversations: int
    handed_off: int | None
    frt_seconds: Spread
    frt_staffed_seconds: Spread
    next_response_seconds: Spread
    time_to_resolve_seconds: Spread
    fcr: FirstContact
    containment: Share | None
    repeat_contacts: Share | None
    csat: Share
    breaches: Lateness | None
    backlog: Backlog | None


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures from `since` until `until` (epoch ms), of everything and of its parts by name.

    `top_entries` are those that the bot answered with most, and how often.
    """

    since: int
    until: int
    whole: Part
    top_entries: tuple[tuple[str, int], ...] = ()
    by_channel: Mapping[str, Part] = field(default_factory=dict)
    by_team: Mapping[str, Part] = field(default_factory=dict)
    by_operator: Mapping[str, Part] = field(default_factory=dict)
    by_language: Mapping[str, Part] = field(default_factory=dict)
    by_entry: Mapping[str, Part] = field(default_factory=dict)
