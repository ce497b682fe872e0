"""Where people are reached and where messages stand: addresses, the ids by which we remember a message, its age."""

from __future__ import annotations

from conversation.change import Cursor
from conversation.model import Address

CHANNEL = "discord"
_EPOCH = 1_420_070_400_000
"""Epoch ms of the first day of 2015, from which Discord's ids count the time."""


def carrier(account: str) -> str:
    """The name of the users' channel, in rows and links."""
    return f"{CHANNEL}:{account}"


def desk_carrier(account: str, desk_channel: str) -> str:
    """The name of the desk, in rows, links and threads."""
    return f"{CHANNEL}:{account}:desk:{desk_channel}"


def rooms_carrier(account: str) -> str:
    """The name under which persons' private threads are kept."""
    return f"{CHANNEL}:{account}:rooms"


def bookmark(account: str, channel: str, message: str) -> Cursor:
    """How far a channel was read: up to this message."""
    return Cursor(f"{CHANNEL}:{account}:c:{channel}", message)


def person(account: str, user: str) -> Address:
    """A person in private: direct messages, a private thread made for them, answers that only they see."""
    return Address(CHANNEL, account, user)


def member(account: str, channel: str, user: str) -> Address:
    """A person who speaks in a public channel or thread."""
    return Address(CHANNEL, account, channel, user)


def user_of(address: Address) -> str:
    """Whose address this is."""
    return address.user or address.chat


def remote(channel: str, message: str) -> str:
    """The id under which a message is linked to its line."""
    return f"{channel}:{message}"


def spot(found: str) -> tuple[str, str]:
    """Channel and message of such an id."""
    channel, _, message = found.partition(":")
    return channel, message


def made_at(snowflake: str) -> int:
    """When the thing with this id came to be, epoch ms."""
    return (int(snowflake) >> 22) + _EPOCH


def account_since(user: str) -> int | None:
    """When the account of this user was made (epoch ms); None for what is no id."""
    return made_at(user) if user.isdecimal() else None


def snowflake_at(at: int) -> str:
    """The smallest id of that moment (epoch ms), for "after" and "before"."""
    return str(max(at - _EPOCH, 0) << 22)


def link(guild: str, channel: str, message: str = "") -> str:
    """The address that opens a channel, or a message in it, in everybody's client."""
    return "/".join(filter(None, ("https://discord.com/channels", guild or "@me", channel, message)))
