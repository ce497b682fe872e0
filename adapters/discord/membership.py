"""What somebody's place in the server is worth at the desk, as Discord shows it at this moment."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.desk.members import Person
from adapters.discord import calls
from adapters.discord.api import TROUBLE
from adapters.discord.errors import code_of
from adapters.discord.permissions import LEADING, effective, has
from adapters.discord.room import Json, Room
from conversation.ports import Staff
from handoff.model import Operator, Role

UNKNOWN_HERE = frozenset({10007, 10013})
"""How Discord says that somebody is no member of the server; other refusals say nothing about them."""


@dataclass(frozen=True, slots=True)
class Membership:
    """Implements `adapters.desk.members.Membership`: whoever sees the desk channel is an operator."""

    room: Room
    staff: Staff

    @property
    def carrier(self) -> str:
        """The desk's name."""
        return self.room.carrier

    async def role(self, user: str) -> Role | None:
        """Who manages threads there, or the server, is a lead. Raises `api.TROUBLE` where Discord cannot say."""
        found = await self.permissions(user)
        if found is None or not has(found, "view_channel"):
            return None
        return "lead" if any(has(found, name) for name in LEADING) else "operator"

    async def permissions(self, user: str) -> int | None:
        """What this person may do in the desk channel; None for who is not in the server. Raises `api.TROUBLE`."""
        channel, guild = await self.room.ground()
        try:
            member = await calls.member(self.room.api, str(guild["id"]), user)
        except TROUBLE as error:
            if code_of(error) in UNKNOWN_HERE:
                return None
            raise
        return effective(guild, channel, member, self.room.clock.now())

    async def listed(self, user: str) -> Operator | None:
        """The operator with this id on Discord."""
        return await self.staff.by_discord(user)

    def id_of(self, operator: Operator) -> str | None:
        """Their id on Discord."""
        return operator.discord

    def operator(self, name: str, user: str) -> Operator:
        """Somebody who is an operator because they see the channel."""
        return Operator(name, discord=user, source=self.carrier)


def person(user: Json, member: Json | None = None) -> Person:
    """Discord's object of a user, with that of their membership, where the name may be another one."""
    name = (member or {}).get("nick") or user.get("global_name") or user.get("username")
    return Person(str(user["id"]), str(name or ""), is_bot=bool(user.get("bot") or user.get("system")))
