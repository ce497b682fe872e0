"""Teams, who gets what they leave unanswered, and shifts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.config.convert import line, list_of, mapping_of, scalar, spoken
from bot.config.sheet import Section, Value
from bot.config.values import duration
from bot.config.week import week
from console.invitations import acceptable_name
from handoff.hours import Hours
from handoff.model import Priority
from handoff.rules import Rules, Shift, Team
from intents.problem import suggestion

Links = dict[str, tuple[str, Value]]
"""To whom each team passes on what it does not answer, and where that is written."""


def teams(desk: Hours) -> Callable[[Value], dict[str, Team]]:
    """Teams by name; those with hours of their own keep the desk's closed and special days. No circles."""

    def read(value: Value) -> dict[str, Team]:
        names = tuple(key.text for key, _ in value.pairs())
        links: Links = {}
        known: dict[str, str] = {}
        found = mapping_of(lambda one: _team(one, desk, names, links, known), _named)(value)
        _report_circles(links)
        return found

    return read


def team_among(names: Mapping[str, object] | tuple[str, ...], own: str = "") -> Callable[[Value], str]:
    """The name of a team that there is; the `own` one is never what was meant."""

    def read(value: Value) -> str:
        word = line(value)
        if word not in names:
            others = tuple(name for name in names if name != own)
            hint = suggestion(word, others) if others else "name it there"
            raise ValueError(f"there is no team '{word}' under handoff.teams; {hint}")
        return word

    return read


def goals(value: Value) -> dict[Priority, int]:
    """How soon a person should answer (ms), by priority."""
    known = tuple(priority.value for priority in Priority)

    def priority(word: str) -> str:
        if word not in known:
            raise ValueError(f"name a priority; {suggestion(word, known)}")
        return word

    taken = mapping_of(scalar(duration), priority)(value)
    return {Priority(word): within for word, within in taken.items()}


def shift(value: Value, known: Mapping[str, Team]) -> Shift:
    """Who works when for which team; somebody who is not in that team is let through with a warning."""
    with value.section() as found:
        team = found.take("team", team_among(known), "")
        who = found.take("who", _person, "")
        when = found.take("when", week, {})
        for key in ("team", "who", "when"):
            if key not in found:
                found.error(key, f"missing; a shift has team, who and when, and '{key}' is not there")
        if who and team in known and who not in known[team].members:
            found.warn("who", f"'{who}' is not in the team '{team}'; add the name to its members")
        return Shift(team, who, when)


def warn_of_dead_ends(section: Section, rules: Rules) -> None:
    """Where others pass on what is late, a team that nobody passes anything on to should do so as well."""
    last = {rules.escalate_to, *(team.escalate_to for team in rules.teams.values())} - {None}
    if not last:
        return
    places = section.section("teams")
    for name, team in rules.teams.items():
        if team.escalate_to is None and name not in last and (team.answer_within or rules.answer_within):
            message = "what this team answers late goes to nobody else: it has no escalate_to of its own, and"
            places.warn(name, f"{message} handoff.escalate_to is for requests of no team; name a team here")


def _team(value: Value, desk: Hours, names: tuple[str, ...], links: Links, known: dict[str, str]) -> Team:
    """`known` are the members of the teams before, by their names in lower case."""
    own = value.path.removeprefix("handoff.teams.")

    def passed_on(target: Value) -> str:
        word = team_among(names, own)(target)
        links[own] = (word, target)
        return word

    with value.section() as team:
        hours = team.take("hours", week, None)
        return Team(
            members=team.take("members", lambda people: _people(people, known), ()),
            languages=team.take("languages", list_of(spoken), ()),
            hours=None if hours is None else Hours(desk.zone, hours, desk.closed, desk.special),
            answer_within=team.take("answer_within", goals, {}),
            escalate_to=team.take("escalate_to", passed_on, None),
        )


def _report_circles(links: Links) -> None:
    """Each circle once, at the first of its teams in the file."""
    seen: set[str] = set()
    for start, (_, where) in links.items():
        way = [start]
        while way[-1] in links and links[way[-1]][0] not in way:
            way.append(links[way[-1]][0])
        if way[-1] in links and links[way[-1]][0] == start and start not in seen:
            circle = " → ".join((*way, start))
            where.error(f"this goes in a circle ({circle}), so nobody would ever be the last; take one of them out")
            seen.update(way)


def _named(word: str) -> str:
    if not acceptable_name(word):
        raise ValueError("a name begins with a letter or digit and has at most 40 characters")
    return word


def _person(value: Value) -> str:
    return _named(line(value).removeprefix("@"))


def _people(value: Value, known: dict[str, str]) -> tuple[str, ...]:
    def member(one: Value) -> str:
        name = _person(one)
        first = known.setdefault(name.casefold(), name)
        if first != name:
            one.warn(f"'{first}' and '{name}' differ by case only; names count to the letter, so write it as they do")
        return name

    found = list_of(member)(value)
    twice = next((name for name in found if found.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"'{twice}' stands there twice; name everybody once")
    return found
