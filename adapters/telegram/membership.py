"""What being in the group of a desk chat is worth: its administrators are leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest

from adapters.desk.members import Person
from adapters.telegram.room import Room
from conversation.ports import Staff
from handoff.model import Operator, Role

UNKNOWN_HERE = ("user not found", "participant_id_invalid", "member not found", "user_id_invalid")
"""How Telegram says that somebody is no member; other refusals say nothing about them."""
_LEADS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


class Membership:
    """The group of one desk chat. Implements `desk.members.Membership`."""

    def __init__(self, room: Room, staff: Staff) -> None:
        self._room = room
        self._staff = staff

    @property
    def carrier(self) -> str:
        """Account and chat."""
        return self._room.carrier

    async def role(self, user: str) -> Role | None:
        """As Telegram says just now. Raises TelegramError."""
        try:
            return role_of(await self._room.api.ask("getChatMember", self._room.id, user_id=user))
        except BadRequest as error:
            if not any(sign in error.message.lower() for sign in UNKNOWN_HERE):
                raise
            return None

    async def listed(self, user: str) -> Operator | None:
        """By their Telegram id."""
        return await self._staff.by_telegram(user)

    def id_of(self, operator: Operator) -> str | None:
        """Their Telegram id."""
        return operator.telegram

    def operator(self, name: str, user: str) -> Operator:
        """One by way of this chat."""
        return Operator(name, telegram=user, source=self._room.carrier)


def person(user: Mapping[str, Any]) -> Person:
    """Somebody, by Telegram's object of a user."""
    return Person(str(user["id"]), str(user.get("first_name") or ""), bool(user.get("is_bot")))


def role_of(member: Mapping[str, Any]) -> Role | None:
    """What a membership of the desk's group is worth."""
    status = member.get("status")
    if status in _LEADS:
        return "lead"
    if status == ChatMemberStatus.MEMBER or member.get("is_member"):
        return "operator"
    return None
