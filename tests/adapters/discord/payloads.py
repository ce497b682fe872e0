"""What the gateway says, field by field as Discord sends it: messages, changes, reactions, interactions."""

from __future__ import annotations

from itertools import count
from typing import Any

from adapters.discord.places import snowflake_at
from tests.kit.worlds import NOON

Json = dict[str, Any]

_numbers = count(1)
PLAIN, JOINED, PINNED, STARTER, ANSWER = 0, 7, 6, 21, 19


def fresh() -> str:
    """An id of just now."""
    return str(int(snowflake_at(NOON)) + next(_numbers))


def user(number: str, name: str = "Ada", **more: Any) -> Json:
    """A user."""
    return {"id": number, "username": name.lower(), "global_name": name, "discriminator": "0", "avatar": None} | more


def message(author: Json, channel: str, content: str = "", *, guild: str = "", **more: Any) -> Json:
    """MESSAGE_CREATE; in a guild with the author's membership."""
    number = more.pop("id", None) or fresh()
    body: Json = {
        "id": number,
        "channel_id": channel,
        "author": author,
        "content": content,
        "type": PLAIN,
        "timestamp": "2026-03-02T12:00:00.000000+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "flags": 0,
        "components": [],
    }
    if guild:
        body |= {"guild_id": guild, "member": {"nick": None, "roles": []}}
    return body | more


def edited(before: Json, content: str, at: str = "2026-03-02T12:05:00.123000+00:00") -> Json:
    """MESSAGE_UPDATE of this one."""
    return before | {"content": content, "edited_timestamp": at}


def deleted(before: Json) -> Json:
    """MESSAGE_DELETE of this one."""
    return {key: before[key] for key in ("id", "channel_id", "guild_id") if key in before}


def answer(to: Json) -> Json:
    """What a message that answers this one has besides."""
    reference = {"type": 0, "channel_id": to["channel_id"], "message_id": to["id"]}
    return {"type": ANSWER, "message_reference": reference, "referenced_message": to}


def reaction(who: str, channel: str, number: str, emoji: str | Json = "👍", guild: str = "") -> Json:
    """MESSAGE_REACTION_ADD or _REMOVE."""
    shown = {"id": None, "name": emoji} if isinstance(emoji, str) else emoji
    body = {"user_id": who, "channel_id": channel, "message_id": number, "emoji": shown, "burst": False, "type": 0}
    return body | ({"guild_id": guild} if guild else {})


def attachment(url: str, name: str = "log.txt", mime: str | None = "text/plain", size: int = 6) -> Json:
    """A file of a message."""
    return {"id": fresh(), "filename": name, "size": size, "url": url, "proxy_url": url} | (
        {"content_type": mime} if mime else {}
    )


def interaction(kind: int, who: Json, channel: str, data: Json, *, guild: str = "", **more: Any) -> Json:
    """INTERACTION_CREATE: 2 a command, 3 a button or list, 5 a form."""
    body: Json = {
        "id": fresh(),
        "application_id": "1",
        "type": kind,
        "token": "token-of-the-interaction",
        "version": 1,
        "channel_id": channel,
        "channel": {"id": channel, "type": 0 if guild else 1},
        "locale": "en-GB",
        "data": data,
    }
    if guild:
        return body | {"guild_id": guild, "member": {"user": who, "nick": None, "roles": []}} | more
    return body | {"user": who} | more
