"""One conversation after the other: what its facts add to the figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from handoff.rules import Rules
from insights.model import FactRow, Subject
from insights.pile import Pile, Piles, Where
from insights.staffed import Staffed

WEEK = 7 * 24 * 3_600_000
"""How long (ms) a resolution has to hold, and within which somebody who asks again is asking again."""
YEAR = 366 * 24 * 3_600_000
"""Open time is looked up for so long (ms) before now; of longer periods hardly anything is that old."""
CONTENT = 4
"""From this rating on somebody is content."""


Ask = tuple[int, Where, bool]
"""Somebody wrote to us (epoch ms, where), in a new conversation or in one that had been resolved; True: that was within
a week. There are many, so it is bare."""


@dataclass(slots=True)
class Person:
    """What one contact asked, and when something of theirs was resolved (epoch ms)."""

    asks: list[Ask] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Held:
    """A first resolution in the period, of which is still to be seen whether it held."""

    at: int
    where: Where
    person: Person
    reopened: bool = False


@dataclass(slots=True)
class Gathering:
    """What has been gathered so far, for a period (epoch ms, both ends belong to it)."""

    rules: Rules
    since: int
    until: int
    piles: Piles = field(default_factory=Piles)
    answers: dict[str, int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    staffed: dict[str | None, Staffed] = field(default_factory=dict)

    def open_between(self, team: str | None, start: int, end: int) -> int:
        """Milliseconds in which the people of this team were there."""
        known = self.staffed.get(team)
        if known is None:
            first = max(self.since - WEEK, self.until - YEAR)
            known = self.staffed[team] = Staffed(self.rules.hours_of(team), first, self.until)
        return known.between(start, end)

    def person(self, contact: str) -> Person:
        """Made at the first sight."""
        known = self.people.get(contact)
        if known is None:
            known = self.people[contact] = Person()
        return known


class History:
    """Walks through the facts of one conversation."""

    def __init__(self, gathering: Gathering, subject: Subject) -> None:
        self._all = gathering
        self._piles = gathering.piles
        self._place = Where(subject.channel, subject.language)
        self._person = gathering.person(subject.contact)
        self._team: str | None = None
        self._entry: str | None = None
        self._people = False
        self._first: Held | None = None
        self._end: tuple[int, float, Where] | None = None
        self._rating: tuple[int, float, Where] | None = None
        self._took_part: list[Pile] = []
        self._handed_off: list[Pile] = []

    def walk(self, facts: Iterable[FactRow]) -> None:
        """All of them, in order; what came after the period is not looked at."""
        for fact in facts:
            if fact[2] > self._all.until:
                break
            self._one(fact, counted=fact[2] >= self._all.since)
        self._finish()

    def _one(self, fact: FactRow, *, counted: bool) -> None:
        _, name, at, value, entry, who, _ = fact
        match name:
            case "opened":
                self._asked(at, counted=counted)
            case "answered":
                self._answered(entry, counted=counted)
            case "handed_off" | "claimed" | "first_reply" | "next_reply" | "replied":
                self._with_people(fact, counted=counted)
            case "warned" | "breached" | "escalated":
                self._late(fact, counted=counted)
            case "resolved":
                self._resolved(at, value or 0.0, who, counted=counted)
            case "reopened":
                self._reopened(at, value or 0.0, who)
            case "rated":
                self._rating = (at, value or 0.0, self._where(who))
            case _:
                pass

    def _where(self, operator: str | None = None) -> Where:
        return Where(self._place.channel, self._place.language, self._team, operator, self._entry)

    def _asked(self, at: int, *, counted: bool) -> None:
        self._person.asks.append((at, self._place, False))
        if counted:
            for pile in self._piles.of(self._place):
                pile.conversations += 1

    def _answered(self, entry: str | None, *, counted: bool) -> None:
        self._entry = entry
        if counted and entry:
            self._all.answers[entry] = self._all.answers.get(entry, 0) + 1
            self._took_part.append(self._piles.one("entry", entry))

    def _with_people(self, fact: FactRow, *, counted: bool) -> None:
        _, name, at, value, _, who, team = fact
        self._people = True
        if name != "replied":  # which does not say for which team
            self._team = team
        if not counted:
            return
        if who:
            self._took_part.append(self._piles.one("operator", who))
        match name:
            case "handed_off":
                self._handed_off.extend(self._piles.of(self._where()))
                self._for_team()
            case "first_reply":
                self._first_reply(at, value or 0.0, who)
            case "next_reply":
                for pile in self._piles.of(self._where(who)):
                    pile.following.append(value or 0.0)
            case _:
                pass

    def _for_team(self) -> None:
        if self._team:
            self._took_part.append(self._piles.one("team", self._team))

    def _first_reply(self, at: int, seconds: float, who: str | None) -> None:
        staffed = self._all.open_between(self._team, at - round(seconds * 1000), at) / 1000
        for pile in self._piles.of(self._where(who)):
            pile.first.append(seconds)
            pile.staffed.append(staffed)

    def _late(self, fact: FactRow, *, counted: bool) -> None:
        """An escalation counts for the team that it was taken from, and then it is the next team's."""
        _, name, _, _, _, _, team = fact
        if counted:
            for pile in self._piles.of(self._place._replace(team=self._team if name == "escalated" else team)):
                pile.breached += name == "breached"
                pile.warned += name == "warned"
                pile.escalated += name == "escalated"
        if name == "escalated":
            self._team = team
            if counted:
                self._for_team()

    def _resolved(self, at: int, seconds: float, who: str | None, *, counted: bool) -> None:
        self._person.ends.append(at)
        where = self._where(who)
        if self._first is None:
            self._first = Held(at, where, self._person)
            if counted:
                self._all.held.append(self._first)
        self._end = (at, seconds, where)

    def _reopened(self, at: int, seconds: float, who: str | None) -> None:
        self._end = None
        if who is None:
            self._person.asks.append((at, self._place, seconds * 1000 <= WEEK))
        if self._first is not None and at - self._first.at <= WEEK:
            self._first.reopened = True

    def _finish(self) -> None:
        """What only the end of the history tells."""
        if self._end is not None and self._end[0] >= self._all.since:
            _, seconds, where = self._end
            for pile in self._piles.of(where):
                pile.whole.append(seconds)
                pile.contained += not self._people
        if self._rating is not None and self._rating[0] >= self._all.since:
            _, score, where = self._rating
            for pile in self._piles.of(where):
                pile.ratings += 1
                pile.content += score >= CONTENT
        for pile in set(self._took_part):
            pile.conversations += 1
        for pile in set(self._handed_off):
            pile.handed_off += 1
