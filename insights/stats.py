"""All figures of a period, from its records."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

from handoff.rules import Rules
from insights.history import WEEK, Ask, Gathering, History, Person
from insights.model import Open, Records, Stats, Subject
from insights.pile import Where

TOP = 10
"""How many entries are named as those that answered most."""
LOOK_BACK = WEEK
"""How long before a period (ms) records are needed: who asks at its start may be asking again."""


def summarise(records: Records, rules: Rules, since: int, until: int) -> Stats:
    """The figures from `since` until `until` (epoch ms, usually now); `rules` tell when people were there."""
    gathering = Gathering(rules, since, until)
    for number, facts in groupby(records.facts, key=itemgetter(0)):
        subject = records.subjects.get(number) or Subject("", "", f"#{number}")
        History(gathering, subject).walk(facts)
    for person in gathering.people.values():
        person.asks.sort(key=itemgetter(0))
        person.ends.sort()
    _first_contacts(gathering)
    _repeats(gathering)
    for conversation in records.open:
        _owed(gathering, conversation)
    piles = gathering.piles
    often = sorted(gathering.answers.items(), key=lambda pair: (-pair[1], pair[0]))
    return Stats(
        since=since,
        until=until,
        whole=piles.whole.part(None),
        top_entries=tuple(often[:TOP]),
        by_channel=piles.shown("channel"),
        by_team=piles.shown("team"),
        by_operator=piles.shown("operator"),
        by_language=piles.shown("language"),
        by_entry=piles.shown("entry"),
    )


def as_json(stats: Stats) -> dict[str, object]:
    """What `frontdesk stats --json` prints and the desk's API answers; times are ISO 8601 in UTC."""
    parts = {
        name: {key: asdict(part) for key, part in getattr(stats, name).items()}
        for name in ("by_channel", "by_team", "by_operator", "by_language", "by_entry")
    }
    top = [{"id": entry, "n": n} for entry, n in stats.top_entries]
    return {"since": _iso(stats.since), "until": _iso(stats.until), **asdict(stats.whole), "top_entries": top, **parts}


def _first_contacts(gathering: Gathering) -> None:
    """A resolution counts once its week is over: before that it can only still fail, which would look worse."""
    for held in gathering.held:
        over = held.at + WEEK <= gathering.until
        good = not held.reopened and not _asks_within(held.person, held.at)
        for pile in gathering.piles.of(held.where):
            pile.pending += not over
            pile.first_ends += over
            pile.held += over and good


def _asks_within(person: Person, at: int) -> bool:
    """Whether somebody asks in the week after this moment."""
    place = bisect_right(person.asks, at, key=itemgetter(0))
    return place < len(person.asks) and person.asks[place][0] - at <= WEEK


def _asks_again(person: Person, ask: Ask) -> bool:
    """Whether something of theirs was resolved in the week before."""
    at, _, again = ask
    place = bisect_left(person.ends, at)
    return again or (place > 0 and at - person.ends[place - 1] <= WEEK)


def _repeats(gathering: Gathering) -> None:
    for contact, person in gathering.people.items():
        for ask in person.asks:
            at, where, _ = ask
            if at < gathering.since:
                continue
            again = _asks_again(person, ask)
            for pile in gathering.piles.of(where):
                pile.contacts.add(contact)
                if again:
                    pile.returned.add(contact)


def _owed(gathering: Gathering, conversation: Open) -> None:
    seconds = max(gathering.until - conversation.since, 0) / 1000
    where = Where(conversation.channel, conversation.language, conversation.team, conversation.owner)
    for pile in gathering.piles.of(where):
        (pile.waiting if conversation.waits else pile.taken).append(seconds)


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
