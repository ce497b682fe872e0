"""How threads come to be, change and go; the world is changing."""

from __future__ import annotations

from typing import Any

from tests.kit.discord.model import Channel, Message
from tests.kit.discord.parts import (
    FORUM,
    HAS_THREAD,
    NAME_CHANGE,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    RECIPIENT_ADD,
    THREAD_CREATED,
    THREAD_STARTER,
    Account,
    Json,
)
from tests.kit.discord.posting import event, post, reference_to, tell
from tests.kit.discord.shapes import member_json, thread_json, thread_member_json
from tests.kit.discord.world import World


def create(
    world: World, parent: Channel, owner: Account, name: str, *, kind: int = PUBLIC_THREAD,
    number: str = "", **more: Any,
) -> Channel:  # fmt: skip
    """A thread with its owner in it, told to the bot."""
    guild = parent.guild
    assert guild is not None
    thread = Channel(
        number or world.ids.new(), kind, name, guild, parent, owner=owner, archived_at=world.now(), **more
    )  # fmt: skip
    thread.thread_members[owner.id] = world.now()
    world.channels[thread.id] = guild.threads[thread.id] = thread
    world.tell("THREAD_CREATE", _with_member(world, thread) | {"newly_created": True}, channel=thread)
    return thread


def _with_member(world: World, thread: Channel) -> Json:
    """A thread as THREAD_CREATE shows it: with the bot's own membership."""
    body = thread_json(thread)
    if world.bot.id in thread.thread_members:
        body["member"] = thread_member_json(thread, world.bot.id)
    return body


def announce(world: World, thread: Channel) -> None:
    """A thread without a message is written into its channel."""
    assert thread.parent is not None
    assert thread.owner is not None
    reference = {"type": 0, "channel_id": thread.id, "guild_id": thread.parent.guild and thread.parent.guild.id}
    event(world, thread.parent, thread.owner, THREAD_CREATED, text=thread.name, reference=reference)


def from_message(world: World, message: Message, owner: Account, name: str, **more: Any) -> Channel:
    """A thread below a message; it has the message's number."""
    thread = create(world, message.channel, owner, name, number=message.id, **more)
    message.thread = thread
    message.flags |= HAS_THREAD
    event(world, thread, owner, THREAD_STARTER, reply_to=message, reference=reference_to(message))
    tell(world, message, "MESSAGE_UPDATE")
    return thread


def open_post(
    world: World, forum: Channel, owner: Account, name: str, *, tags: list[str], fields: dict[str, Any], **more: Any
) -> tuple[Channel, Message]:
    """A post in a forum; its first message has its number and is told by the caller."""
    assert forum.type == FORUM
    thread = create(world, forum, owner, name, applied=tags, **more)
    forum.last_message_id = thread.id
    return thread, post(world, thread, owner, number=thread.id, **fields)


def enter(world: World, thread: Channel, account: Account, by: Account | None = None) -> None:
    """Somebody comes into a thread, or is brought."""
    if account.id in thread.thread_members:
        return
    thread.thread_members[account.id] = world.now()
    if account is world.bot:
        world.tell("THREAD_CREATE", _with_member(world, thread), channel=thread)
    _tell_members(world, thread, added=[account])
    if by is not None and by is not account:
        event(world, thread, by, RECIPIENT_ADD, mentions=[account])


def leave(world: World, thread: Channel, account: Account) -> None:
    """Somebody goes, or is taken out."""
    if thread.thread_members.pop(account.id, None) is not None:
        _tell_members(world, thread, removed=[account.id])


def _tell_members(
    world: World, thread: Channel, added: list[Account] | None = None, removed: list[str] | None = None
) -> None:
    guild = thread.guild
    assert guild is not None
    body: Json = {"id": thread.id, "guild_id": guild.id, "member_count": len(thread.thread_members)}
    if added:
        body["added_members"] = [
            thread_member_json(thread, one.id)
            | {"member": member_json(guild.members[one.id]) if one.id in guild.members else None, "presence": None}
            for one in added
        ]
    if removed:
        body["removed_member_ids"] = removed
    world.tell("THREAD_MEMBERS_UPDATE", body, channel=thread)


def rename(world: World, channel: Channel, name: str, by: Account) -> None:
    """Another name; a thread writes it down for itself."""
    channel.name = name
    if channel.is_thread:
        event(world, channel, by, NAME_CHANGE, text=name)


def set_archived(world: World, thread: Channel, *, archived: bool, locked: bool | None = None) -> None:
    """Puts it away or takes it out again."""
    if thread.archived is not archived:
        thread.archived_at = world.now()
    thread.archived = archived
    thread.locked = thread.locked if locked is None else locked
    world.tell_channel("THREAD_UPDATE", thread)


def remove(world: World, channel: Channel) -> None:
    """Deletes a channel or a thread with all that is in it."""
    channel.deleted = True
    guild = channel.guild
    assert guild is not None
    if channel.is_thread:
        assert channel.parent is not None
        body = {"id": channel.id, "guild_id": guild.id, "parent_id": channel.parent.id, "type": channel.type}
        world.tell("THREAD_DELETE", body, channel=channel)
        return
    for thread in guild.threads_of(channel):
        thread.deleted = True
    world.tell_channel("CHANNEL_DELETE", channel)


def is_private(channel: Channel) -> bool:
    """Whether only those in it see it."""
    return channel.type == PRIVATE_THREAD
