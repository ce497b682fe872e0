"""Short ways to say what happened to a conversation, as rows of facts."""

from __future__ import annotations

from collections.abc import Iterable

from handoff.rules import Rules
from insights.model import FactRow, Open, Records, Stats, Subject
from insights.stats import summarise

DAY = 86_400_000
NOW = 100 * DAY
SINCE = NOW - 30 * DAY


def fact(
    name: str, at: int, value: float | None = None, *, number: int = 1001, entry: str | None = None,
    who: str | None = None, team: str | None = None,
) -> FactRow:  # fmt: skip
    """One row; `at` is so many ms after the period began."""
    return (number, name, SINCE + at, value, entry, who, team)


def figures(
    facts: Iterable[FactRow],
    contacts: dict[int, str] | None = None,
    rules: Rules | None = None,
    open_: Iterable[Open] = (),
) -> Stats:
    """What comes of the facts, each conversation with a person of its own unless `contacts` say otherwise."""
    rows = sorted(facts, key=lambda row: row[0])
    subjects = {row[0]: Subject("web", "en", (contacts or {}).get(row[0], f"p{row[0]}")) for row in rows}
    return summarise(Records(subjects, iter(rows), tuple(open_)), rules or Rules(), SINCE, NOW)
