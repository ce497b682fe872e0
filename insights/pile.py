"""What is gathered for one part of the desk while the facts go by, and the figures that come of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from insights.model import Age, Backlog, FirstContact, Lateness, Part
from insights.numbers import age, share, spread

Cut = Literal["channel", "language", "team", "operator", "entry"]
CUTS: tuple[Cut, ...] = get_args(Cut)
"""In the order of the fields of `Where`."""
Figure = Literal["containment", "repeat_contacts", "breaches", "backlog", "handed_off"]

EVERY: frozenset[Figure] = frozenset(get_args(Figure))
SAID: dict[Cut | None, frozenset[Figure]] = {
    None: EVERY,
    "channel": EVERY,
    "language": EVERY,
    "team": frozenset({"handed_off", "breaches", "backlog"}),
    "operator": frozenset({"backlog"}),
    "entry": frozenset({"handed_off", "containment"}),
}
"""What can be said of a part: only the bot contains, and a queue is late, not a person."""


class Where(NamedTuple):
    """To which parts something belongs; None: to none of this kind."""

    channel: str | None = None
    language: str | None = None
    team: str | None = None
    operator: str | None = None
    entry: str | None = None


@dataclass(slots=True, eq=False)
class Pile:
    """Counts, and spans in seconds."""

    conversations: int = 0
    handed_off: int = 0
    first: list[float] = field(default_factory=list)
    staffed: list[float] = field(default_factory=list)
    following: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    contained: int = 0
    first_ends: int = 0
    held: int = 0
    pending: int = 0
    ratings: int = 0
    content: int = 0
    contacts: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)
    breached: int = 0
    warned: int = 0
    escalated: int = 0
    waiting: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)

    def part(self, cut: Cut | None) -> Part:
        """The figures, without those that mean nothing for such a part."""
        said = SAID[cut]
        first_ends = share(self.held, self.first_ends)
        return Part(
            conversations=self.conversations,
            handed_off=self.handed_off if "handed_off" in said else None,
            frt_seconds=spread(self.first),
            frt_staffed_seconds=spread(self.staffed),
            next_response_seconds=spread(self.following),
            time_to_resolve_seconds=spread(self.whole),
            fcr=FirstContact(first_ends.n, first_ends.share, self.pending),
            containment=share(self.contained, len(self.whole)) if "containment" in said else None,
            repeat_contacts=share(len(self.returned), len(self.contacts)) if "repeat_contacts" in said else None,
            csat=share(self.content, self.ratings),
            breaches=Lateness(self.breached, self.warned, self.escalated) if "breaches" in said else None,
            backlog=self._backlog(cut) if "backlog" in said else None,
        )

    def _backlog(self, cut: Cut | None) -> Backlog:
        """Nobody has what waits."""
        return Backlog(Age() if cut == "operator" else age(self.waiting), age(self.taken))


class Piles:
    """The pile of everything and those of its parts, each made when something first belongs to it."""

    def __init__(self) -> None:
        self.whole = Pile()
        self.parts: dict[Cut, dict[str, Pile]] = {cut: {} for cut in CUTS}
        self._of: dict[Where, tuple[Pile, ...]] = {}

    def of(self, where: Where) -> tuple[Pile, ...]:
        """Everything, and each part that this belongs to."""
        found = self._of.get(where)
        if found is None:
            named = zip(self.parts.values(), where, strict=True)
            found = self._of[where] = (self.whole, *(_made(cut, name) for cut, name in named if name))
        return found

    def one(self, cut: Cut, name: str) -> Pile:
        """A single part."""
        return _made(self.parts[cut], name)

    def shown(self, cut: Cut) -> dict[str, Part]:
        """The figures of every part of this kind, by name."""
        return {name: pile.part(cut) for name, pile in sorted(self.parts[cut].items())}


def _made(cut: dict[str, Pile], name: str) -> Pile:
    pile = cut.get(name)
    if pile is None:
        pile = cut[name] = Pile()
    return pile
