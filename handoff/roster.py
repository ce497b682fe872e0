"""Who is at the desk just now, as routing sees them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handoff.model import Operator, Role


@dataclass(frozen=True, slots=True)
class Colleague:
    """An operator, how many conversations they have, and until when (epoch ms) nothing rings for them."""

    name: str
    role: Role = "operator"
    alias: str = ""
    load: int = 0
    muted_until: int = 0


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody of the desk, by name."""

    people: tuple[Colleague, ...] = ()

    def named(self, name: str) -> Colleague | None:
        """Who has this name, however it is written; an exact one goes before."""
        wanted = name.strip().removeprefix("@")
        exact = next((one for one in self.people if one.name == wanted), None)
        return exact or next((one for one in self.people if one.name.casefold() == wanted.casefold()), None)

    def known_as(self, name: str) -> Colleague | None:
        """Who is seen by users under this name: the alias, or the name of those who have none."""
        wanted = name.strip().removeprefix("@").casefold()
        return next((one for one in self.people if (one.alias or one.name).casefold() == wanted), None)


def alike(name: str) -> str:
    """What two names have in common that a reader takes for the same."""
    return unicodedata.normalize("NFKC", name).casefold()


def takers(operator: Operator, others: Iterable[Operator]) -> Iterator[tuple[str, Operator]]:
    """The names and aliases of this operator that somebody else has as a name or an alias, and who that is."""
    mine = tuple(called for called in (operator.name, operator.alias) if called)
    for other in others:
        theirs = {alike(called) for called in (other.name, other.alias) if called}
        if other.name != operator.name:
            yield from ((called, other) for called in mine if alike(called) in theirs)
