"""Who may do what where: roles, and a channel's exceptions from them, added up as Discord does."""

from __future__ import annotations

from tests.kit.discord.model import Channel, Guild
from tests.kit.discord.parts import THREADS, Account, Overwrite

BITS = {
    "CREATE_INSTANT_INVITE": 0, "KICK_MEMBERS": 1, "BAN_MEMBERS": 2, "ADMINISTRATOR": 3, "MANAGE_CHANNELS": 4,
    "MANAGE_GUILD": 5, "ADD_REACTIONS": 6, "VIEW_AUDIT_LOG": 7, "VIEW_CHANNEL": 10, "SEND_MESSAGES": 11,
    "MANAGE_MESSAGES": 13, "EMBED_LINKS": 14, "ATTACH_FILES": 15, "READ_MESSAGE_HISTORY": 16, "MENTION_EVERYONE": 17,
    "USE_EXTERNAL_EMOJIS": 18, "CHANGE_NICKNAME": 26, "MANAGE_NICKNAMES": 27, "MANAGE_ROLES": 28,
    "MANAGE_WEBHOOKS": 29, "USE_APPLICATION_COMMANDS": 31, "MANAGE_THREADS": 34, "CREATE_PUBLIC_THREADS": 35,
    "CREATE_PRIVATE_THREADS": 36, "SEND_MESSAGES_IN_THREADS": 38, "MODERATE_MEMBERS": 40, "PIN_MESSAGES": 51,
    "BYPASS_SLOWMODE": 52,
}  # fmt: skip
ALL = (1 << 53) - 1


def mask(*names: str) -> int:
    """These permissions as the number that Discord writes."""
    return sum(1 << BITS[name] for name in set(names))


EVERYBODY = mask(
    "VIEW_CHANNEL", "SEND_MESSAGES", "SEND_MESSAGES_IN_THREADS", "CREATE_PUBLIC_THREADS", "READ_MESSAGE_HISTORY",
    "ADD_REACTIONS", "EMBED_LINKS", "ATTACH_FILES", "USE_EXTERNAL_EMOJIS", "USE_APPLICATION_COMMANDS",
    "CHANGE_NICKNAME", "CREATE_INSTANT_INVITE",
)  # fmt: skip
BOT = mask(
    "VIEW_CHANNEL", "SEND_MESSAGES", "SEND_MESSAGES_IN_THREADS", "CREATE_PUBLIC_THREADS", "CREATE_PRIVATE_THREADS",
    "MANAGE_THREADS", "MANAGE_MESSAGES", "PIN_MESSAGES", "READ_MESSAGE_HISTORY", "EMBED_LINKS", "ATTACH_FILES",
    "ADD_REACTIONS", "USE_EXTERNAL_EMOJIS", "MANAGE_CHANNELS",
)  # fmt: skip
IN_DMS = mask(
    "VIEW_CHANNEL", "SEND_MESSAGES", "EMBED_LINKS", "ATTACH_FILES", "READ_MESSAGE_HISTORY", "ADD_REACTIONS",
    "USE_EXTERNAL_EMOJIS", "USE_APPLICATION_COMMANDS", "PIN_MESSAGES",
)  # fmt: skip


def in_guild(guild: Guild, account: Account) -> int:
    """What roles give, before any channel is looked at."""
    if guild.owner is account:
        return ALL
    member = guild.members.get(account.id)
    if member is None:
        return 0
    given = guild.everyone.permissions
    for role in member.roles:
        given |= role.permissions
    return ALL if given & mask("ADMINISTRATOR") else given


def permissions(channel: Channel, account: Account) -> int:
    """What an account may do in a channel; a thread asks its channel."""
    guild = channel.guild
    if guild is None:
        return IN_DMS if account is channel.recipient or account.bot else 0
    given = in_guild(guild, account)
    if given == ALL:
        return ALL
    place = channel.parent if channel.type in THREADS and channel.parent else channel
    member = guild.members.get(account.id)
    if member is None:
        return 0
    overwrites = place.overwrites
    given = _with(given, [overwrites[guild.id]] if guild.id in overwrites else [])
    given = _with(given, [overwrites[role.id] for role in member.roles if role.id in overwrites])
    given = _with(given, [overwrites[account.id]] if account.id in overwrites else [])
    return given if given & mask("VIEW_CHANNEL") else 0


def _with(given: int, overwrites: list[Overwrite]) -> int:
    """One step of exceptions: all that is denied goes, then all that is allowed comes."""
    for overwrite in overwrites:
        given &= ~overwrite.deny
    for overwrite in overwrites:
        given |= overwrite.allow
    return given


def may(channel: Channel, account: Account, *names: str) -> bool:
    """Whether an account has all of these in a channel."""
    wanted = mask(*names)
    return permissions(channel, account) & wanted == wanted


def sees(channel: Channel, account: Account) -> bool:
    """Whether a channel is there for an account; a private thread is for those in it and those who manage threads."""
    if not may(channel, account, "VIEW_CHANNEL"):
        return False
    return channel.type != 12 or account.id in channel.thread_members or may(channel, account, "MANAGE_THREADS")
