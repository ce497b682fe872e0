"""What the bot needs in a desk chat, looked at before operators find out that something is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

from adapters.telegram.api import Api
from adapters.words import Words

Json = Mapping[str, Any]
What = Literal["member", "forum", "admin", "topics", "pin", "delete", "privacy"]
ALL: tuple[What, ...] = ("member", "forum", "admin", "topics", "pin", "delete", "privacy")
_RIGHTS: tuple[tuple[What, str], ...] = (
    ("topics", "can_manage_topics"),
    ("pin", "can_pin_messages"),
    ("delete", "can_delete_messages"),
)
GONE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is missing, and the sentence with the fix."""

    what: What
    sentence: str


async def check(api: Api, chat: int | str, words: Words) -> tuple[Finding, ...]:
    """What is missing in this desk chat; nothing if all is well. Raises TelegramError when Telegram cannot be asked."""

    def found(*missing: What) -> tuple[Finding, ...]:
        return tuple(Finding(what, words(f"desk_no_{what}", chat=chat)) for what in missing)

    me = api.me or await api.start()
    try:
        shown = await api.ask("getChat", api.chat(chat))
        member = await api.ask("getChatMember", api.chat(chat), user_id=me.id)
    except (BadRequest, Forbidden):  # a chat that we are not in is not found
        return found("member")
    return found(*missing(shown, member, reads_all=bool(me.can_read_all_group_messages)))


def missing(chat: Json, member: Json, *, reads_all: bool) -> tuple[What, ...]:
    """What is missing, given the chat and the bot's place in it; `reads_all`: privacy mode is off."""
    if member.get("status") in GONE:
        return ("member",)
    rest: tuple[What, ...] = () if chat.get("is_forum") else ("forum",)
    return rest + lacking(member, reads_all=reads_all)


def lacking(member: Json, *, reads_all: bool) -> tuple[What, ...]:
    """The rights that are missing. An administrator reads all messages, whatever the privacy mode is."""
    match member.get("status"):
        case ChatMemberStatus.OWNER:
            return ()
        case ChatMemberStatus.ADMINISTRATOR:
            return tuple(what for what, right in _RIGHTS if not member.get(right))
        case _:
            return ("admin",) if reads_all else ("admin", "privacy")
