"""Who somebody in a desk chat is, and what they may do there just now.

Whoever is listed as an operator is one, with the role they were given. Others are operators because they are members of
the desk's group and for as long as they are: administrators of the group are leads. Only the person's id counts; names
can be chosen.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest

from adapters.telegram.room import Room
from conversation.events import Actor
from conversation.ports import Clock, NameTaken, Staff
from handoff.model import Operator, Role

log = logging.getLogger(__name__)

FRESH = 60_000
"""How long what Telegram said about a membership is believed, in ms: whoever is thrown out is out by then."""
LONGEST_NAME = 40
MOST_NAMESAKES = 100
MOST_REMEMBERED = 1_000
MARKS = frozenset("[]()*_`\\<>")
"""What could make a link or bold words of a name, which users read in sentences of ours."""
UNKNOWN_HERE = ("user not found", "participant_id_invalid", "member not found", "user_id_invalid")
"""How Telegram says that somebody is no member; other refusals say nothing about them."""
_LEADS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who may not act here; `key` names the sentence that says what to do, about the user id `user`."""

    key: str
    user: str


class Members:
    """The people of one desk chat. With `only_listed`, nobody is an operator by being a member."""

    def __init__(self, room: Room, staff: Staff, clock: Clock, *, only_listed: bool = False) -> None:
        self._room = room
        self._staff = staff
        self._clock = clock
        self._only_listed = only_listed
        self._known: dict[str, tuple[int, Role | None]] = {}

    async def who(self, user: Mapping[str, Any]) -> Actor | Stranger:
        """Who acts, by Telegram's object of a user. Raises TelegramError where Telegram must be asked and cannot be."""
        number = str(user["id"])
        if user.get("is_bot"):
            return Stranger("desk_no_bots", number)
        operator = await self._staff.by_telegram(number)
        if operator is not None and not operator.source:
            return Actor(operator.name, operator.role)
        if self._only_listed:
            return Stranger("desk_only_listed", number)
        role = await self._role(number)
        if role is None:
            if operator is not None:
                await self.gone(number)
            return Stranger("desk_not_a_member", number)
        if operator is None:
            operator = await self._added(number, str(user.get("first_name") or ""))
        return Actor(operator.name, role)

    async def gone(self, user: str) -> None:
        """This person is no longer a member: an operator by membership is none from now on, at once."""
        self._known.pop(user, None)
        operator = await self._staff.by_telegram(user)
        if operator is not None and operator.source == self._room.carrier:
            await self._staff.remove(operator.name)
            log.warning("%s left the desk %s and is no operator any more", operator.name, self._room.chat)

    async def review(self) -> None:
        """Looks whether operators by membership are members still; for a start after a long pause."""
        for operator in await self._staff.all():
            user = operator.telegram if operator.source == self._room.carrier else None
            if user and await self._role(user) is None:
                await self.gone(user)

    async def _role(self, user: str) -> Role | None:
        """What the membership makes of this person; None for nothing."""
        at, role = self._known.get(user, (0, None))
        now = self._clock.now()
        if user in self._known and now - at < FRESH:
            return role
        try:
            role = role_of(await self._room.api.ask("getChatMember", self._room.id, user_id=user))
        except BadRequest as error:
            if not any(sign in error.message.lower() for sign in UNKNOWN_HERE):
                raise
            role = None
        self._known.pop(user, None)
        self._known[user] = (now, role)
        while len(self._known) > MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
        return role

    async def _added(self, user: str, first_name: str) -> Operator:
        """A new operator under the first name that is free."""
        plain = "".join(letter for letter in first_name if letter.isprintable() and letter not in MARKS)
        base = " ".join(plain.split())[:LONGEST_NAME] or "Operator"
        taken = {_alike(operator.name) for operator in await self._staff.all()}
        for n in range(1, MOST_NAMESAKES):
            name = base if n == 1 else f"{base} {n}"
            if _alike(name) in taken:
                continue
            operator = Operator(name, telegram=user, source=self._room.carrier)
            try:
                await self._staff.add(operator)
            except NameTaken:
                continue
            log.info("%s is an operator now, as a member of the desk %s", operator.name, self._room.chat)
            return operator
        raise NameTaken(base)


def _alike(name: str) -> str:
    """What two names have in common that a reader takes for the same."""
    return unicodedata.normalize("NFKC", name).casefold()


def role_of(member: Mapping[str, Any]) -> Role | None:
    """What a membership of the desk's group is worth."""
    status = member.get("status")
    if status in _LEADS:
        return "lead"
    if status == ChatMemberStatus.MEMBER or member.get("is_member"):
        return "operator"
    return None
