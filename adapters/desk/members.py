"""Who somebody on a desk is, and what they may do there just now.

Whoever is listed as an operator is one, with the role they were given. Others are operators because they are members of
the desk's chat and for as long as they are. Only the person's id counts; names can be chosen.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from conversation.events import Actor
from conversation.ports import Clock, NameTaken, Staff
from handoff.model import Operator, Role
from handoff.roster import alike

log = logging.getLogger(__name__)

FRESH = 50_000
"""How long what the platform said about a membership is believed, in ms: whoever is thrown out is out by then."""
LONGEST_NAME = 40
MOST_NAMESAKES = 100
MOST_REMEMBERED = 1_000
MARKS = frozenset("[]()*_`\\<>")
"""What could make a link or bold words of a name, which users read in sentences of ours."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the platform shows them: their id there, and the name that they go by."""

    id: str
    name: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who may not act here; `key` names the sentence that says what to do, about the user id `user`."""

    key: str
    user: str


class Membership(Protocol):
    """One desk's chat on its platform, and how operators are known by their ids there."""

    @property
    def carrier(self) -> str:
        """The desk's name: the source of those who are operators by being members."""

    async def role(self, user: str) -> Role | None:
        """What their membership is worth; None for nothing. Raises the platform's errors where it cannot say."""

    async def listed(self, user: str) -> Operator | None:
        """The operator with this id on the platform."""

    def id_of(self, operator: Operator) -> str | None:
        """Their id on the platform."""

    def operator(self, name: str, user: str) -> Operator:
        """Somebody who is an operator by being a member."""


class Members:
    """The people of one desk. With `only_listed`, nobody is an operator by being a member."""

    def __init__(self, membership: Membership, staff: Staff, clock: Clock, *, only_listed: bool = False) -> None:
        self._membership = membership
        self._staff = staff
        self._clock = clock
        self._only_listed = only_listed
        self._known: dict[str, tuple[int, Role | None]] = {}
        self._adding = asyncio.Lock()

    async def who(self, person: Person) -> Actor | Stranger:
        """Who acts. Raises the platform's errors where it must be asked and cannot be."""
        if person.is_bot:
            return Stranger("desk_no_bots", person.id)
        operator = await self._membership.listed(person.id)
        if operator is not None and not operator.source:
            return Actor(operator.name, operator.role, operator.alias)
        if self._only_listed:
            return Stranger("desk_only_listed", person.id)
        role = await self._role(person.id)
        if role is None:
            if operator is not None:
                await self.gone(person.id)
            return Stranger("desk_not_a_member", person.id)
        if operator is None:
            async with self._adding:  # who writes in two places at once is one operator all the same
                operator = await self._membership.listed(person.id) or await self._added(person)
        return Actor(operator.name, role, operator.alias)

    async def called(self, names: Sequence[str]) -> tuple[Person, ...]:
        """Those of them who can be called by name on this platform, in the same order. Raises StorageError."""
        known = {operator.name: self._membership.id_of(operator) for operator in await self._staff.all()}
        return tuple(Person(user, name) for name in names if (user := known.get(name)))

    async def gone(self, user: str) -> None:
        """This person is no longer a member: an operator by membership is none from now on, at once."""
        self._known.pop(user, None)
        operator = await self._membership.listed(user)
        if operator is not None and operator.source == self._membership.carrier:
            await self._staff.remove(operator.name)
            log.warning("%s left the desk %s and is no operator any more", operator.name, self._membership.carrier)

    async def review(self) -> None:
        """Looks whether operators by membership are members still, whatever was believed of them."""
        for operator in await self._staff.all():
            user = self._membership.id_of(operator) if operator.source == self._membership.carrier else None
            if user is None:
                continue
            self._known.pop(user, None)  # what was said a moment ago is no look
            if await self._role(user) is None:
                await self.gone(user)

    async def _role(self, user: str) -> Role | None:
        """What the membership makes of this person; None for nothing."""
        at, role = self._known.get(user, (0, None))
        now = self._clock.now()
        if user in self._known and now - at < FRESH:
            return role
        role = await self._membership.role(user)
        self._known.pop(user, None)
        self._known[user] = (now, role)
        while len(self._known) > MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
        return role

    async def _added(self, person: Person) -> Operator:
        """A new operator under the first name that is free."""
        plain = "".join(letter for letter in person.name if letter.isprintable() and letter not in MARKS)
        base = " ".join(plain.split())[:LONGEST_NAME] or "Operator"
        everybody = await self._staff.all()
        taken = {alike(called) for operator in everybody for called in (operator.name, operator.alias) if called}
        for n in range(1, MOST_NAMESAKES):
            name = base if n == 1 else f"{base} {n}"
            if alike(name) in taken:
                continue
            operator = self._membership.operator(name, person.id)
            try:
                await self._staff.add(operator)
            except NameTaken:
                continue
            log.info("%s is an operator now, as a member of the desk %s", operator.name, self._membership.carrier)
            return operator
        raise NameTaken(base)
