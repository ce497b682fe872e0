"""What somebody may do in a channel, worked out as Discord does it, and what the bot needs where. Pure.

Discord's JSON gives permissions as decimal strings of a bit set. A thread has those of the channel that it is below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode

Json = Mapping[str, Any]
Side = Literal["users", "help", "forum", "text"]
"""The whole server as its members meet it, a public help channel, and the two kinds of desk channels."""

BITS: Mapping[str, int] = {
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "send_tts_messages": 1 << 12,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
    "pin_messages": 1 << 51,
}
"""By Discord's own names. In a forum, `send_messages` is the right to make posts."""

EVERYTHING = (1 << 64) - 1
NOTHING = 0

_SPEAKING = ("view_channel", "send_messages_in_threads", "read_message_history", "embed_links", "attach_files")
NEEDED: Mapping[Side, tuple[str, ...]] = {
    "users": ("view_channel", "send_messages", "create_private_threads", "send_messages_in_threads"),
    "help": (*_SPEAKING, "send_messages", "add_reactions"),
    "forum": (*_SPEAKING, "send_messages", "add_reactions"),
    "text": (*_SPEAKING, "send_messages", "add_reactions", "create_public_threads"),
}
"""Without one of these something does not work at all."""
WELCOME: Mapping[Side, tuple[str, ...]] = {
    "users": (),
    "help": ("create_private_threads", "manage_messages", "manage_threads"),
    "forum": ("manage_threads", "manage_channels"),
    "text": ("manage_threads",),
}
"""With these it is better: secrets are removed, locked threads are opened, tags are made."""

LEADING = ("manage_threads", "manage_guild", "administrator")
"""Whoever has one of these in the desk channel is a lead."""

_SILENCED = ("mention_everyone", "send_tts_messages", "attach_files", "embed_links")
_TIMED_OUT = ("view_channel", "read_message_history")


def bits(names: Iterable[str]) -> int:
    """These rights as one number."""
    found = 0
    for name in names:
        found |= BITS[name]
    return found


def has(permissions: int, *names: str) -> bool:
    """Whether all of these are among them."""
    wanted = bits(names)
    return permissions & wanted == wanted


def lacking(permissions: int, names: Iterable[str]) -> tuple[str, ...]:
    """Which of these are not among them, in the order in which they were asked for."""
    return tuple(name for name in names if not has(permissions, name))


def effective(guild: Json, channel: Json | None, member: Json, now: int = 0) -> int:
    """What this member may do in this channel of the guild, or in the guild as a whole; `now` is epoch ms.

    `guild` has its roles and its owner, `channel` its overwrites, as Discord's REST API gives them.
    """
    user = str(member["user"]["id"])
    if user == str(guild["owner_id"]):
        return EVERYTHING
    roles = {str(role) for role in member.get("roles", ())} | {str(guild["id"])}  # @everyone has the guild's id
    found = 0
    for role in guild.get("roles", ()):
        if str(role["id"]) in roles:
            found |= int(role["permissions"])
    if found & BITS["administrator"]:
        return EVERYTHING
    if channel is not None:
        found = _overwritten(found, channel.get("permission_overwrites") or (), str(guild["id"]), roles, user)
    return _implied(found, channel, timed_out=_until(member) > now)


def _overwritten(found: int, overwrites: Iterable[Json], everyone: str, roles: set[str], user: str) -> int:
    """First what holds for everyone, then for all roles at once (allowing wins), then for the one person."""
    by_id = {str(overwrite["id"]): overwrite for overwrite in overwrites}
    mine = [by_id[role] for role in roles - {everyone} if role in by_id]
    for layer in (filter(None, (by_id.get(everyone),)), mine, filter(None, (by_id.get(user),))):
        deny = allow = 0
        for overwrite in layer:
            deny |= int(overwrite.get("deny", 0))
            allow |= int(overwrite.get("allow", 0))
        found = found & ~deny | allow
    return found


def _implied(found: int, channel: Json | None, *, timed_out: bool) -> int:
    """What the lack of one right takes away with it."""
    if timed_out:
        found &= bits(_TIMED_OUT)
    if channel is None:
        return found
    if not found & BITS["view_channel"]:
        return NOTHING
    if not found & (BITS["send_messages"] | BITS["send_messages_in_threads"]):
        found &= ~bits(_SILENCED)
    return found


def _until(member: Json) -> int:
    """When this member's timeout ends (epoch ms); 0 where there is none."""
    told = member.get("communication_disabled_until")
    try:
        return int(datetime.fromisoformat(told).timestamp() * 1000) if told else 0
    except (TypeError, ValueError):
        return 0


def invite(application: str, sides: Iterable[Side] = ("users", "help", "forum", "text")) -> str:
    """The address under which an administrator brings the bot into a server, with all that it needs there."""
    wanted = sorted({name for side in sides for name in (*NEEDED[side], *WELCOME[side])})
    asked = {"client_id": application, "scope": "bot applications.commands", "permissions": str(bits(wanted))}
    return f"https://discord.com/oauth2/authorize?{urlencode(asked)}"
