"""What happens to messages, and who is told of it; the world is changing."""

from __future__ import annotations

from typing import Any

from tests.kit.discord.ids import shown
from tests.kit.discord.model import Channel, Message, users_named
from tests.kit.discord.parts import DM, EPHEMERAL, PINNED, Account, Json, Role
from tests.kit.discord.permissions import may, sees
from tests.kit.discord.sessions import CONTENT, Session
from tests.kit.discord.shapes import (
    attachment_json,
    emoji_json,
    member_json,
    reactions_json,
    stamp,
    tagged,
    thread_json,
    user_json,
)
from tests.kit.discord.world import World

EVERY_MENTION: Json = {"parse": ["users", "roles", "everyone"], "replied_user": True}


def message_json(world: World, message: Message, *, hide: bool = False, deep: bool = True) -> Json:
    """A message; `hide`: without what the bot may not read; not `deep`: without the one it answers."""
    links = {file.name: world.link(message, file) for file in message.files}
    body: Json = {
        "id": message.id,
        "channel_id": message.channel.id,
        "author": user_json(message.author),
        "content": message.text,
        "timestamp": shown(message.at),
        "edited_timestamp": stamp(message.edited_at),
        "tts": False,
        "mention_everyone": message.everyone,
        "mentions": [user_json(one) for one in message.mentions],
        "mention_roles": [role.id for role in message.mentioned_roles],
        "attachments": [
            attachment_json(message, file, world.link(message, file))
            for file in message.files
            if not file.shown_in_embed
        ],
        "embeds": tagged(message.embeds, links),
        "components": message.components,
        "pinned": message.pinned,
        "type": message.type,
        "flags": message.flags,
    }
    body |= _extras(world, message, hide=hide, deep=deep)
    return emptied(body) if hide and hidden(world, message) else body


def _extras(world: World, message: Message, *, hide: bool, deep: bool) -> Json:
    """What only some messages have."""
    extra: Json = {}
    if message.reactions:
        extra["reactions"] = reactions_json(message, world.bot)
    if message.nonce is not None:
        extra["nonce"] = message.nonce
    if message.reference is not None:
        extra["message_reference"] = message.reference
        if deep and message.type in {19, 20, 21, 23}:
            answered = message.reply_to
            extra["referenced_message"] = (
                None if answered is None or answered.deleted else message_json(world, answered, hide=hide, deep=False)
            )
    if message.thread is not None and not message.thread.deleted:
        extra["thread"] = thread_json(message.thread)
    if message.webhook:
        extra |= {"webhook_id": world.bot.id, "application_id": world.bot.id}
    if message.interaction is not None:
        extra["interaction_metadata"] = {
            "id": message.interaction.id,
            "type": message.interaction.type,
            "user": user_json(message.interaction.user),
            "authorizing_integration_owners": {},
        }
    return extra


def hidden(world: World, message: Message) -> bool:
    """Whether the bot needs the privileged intent to read this one."""
    if message.channel.type == DM or message.author is world.bot:
        return False
    return world.bot not in message.mentions


def emptied(body: Json) -> Json:
    """What is left for those without the intent."""
    return body | {"content": "", "attachments": [], "embeds": [], "components": []}


def mention(message: Message, allowed: Json | None, world: World) -> None:
    """Works out whom a message names and whose telephone rings."""
    guild = message.channel.guild
    allowed = EVERY_MENTION if allowed is None else allowed
    parse = allowed.get("parse", [])
    people = users_named(message.text, list(world.accounts.values()))
    if "users" not in parse:
        people = [one for one in people if one.id in allowed.get("users", [])]
    roles: list[Role] = []
    if guild is not None:
        named = [role for role in guild.roles.values() if role.mention in message.text]
        roles = [role for role in named if "roles" in parse or role.id in allowed.get("roles", [])]
    shouted = "@everyone" in message.text or "@here" in message.text
    message.everyone = (
        shouted and "everyone" in parse and may(message.channel, message.author, "MENTION_EVERYONE")
    )  # fmt: skip
    answered = message.reply_to
    if answered is not None and answered.author is not message.author and allowed.get("replied_user", False):
        people = [*people, *([answered.author] if answered.author not in people else [])]
    message.mentions, message.mentioned_roles = people, roles
    rung = list(people)
    for member in guild.members.values() if guild else ():
        by_role = any(role in member.roles for role in roles)
        if (message.everyone or by_role) and member.account not in rung and sees(message.channel, member.account):
            rung.append(member.account)
    message.pings = [one for one in rung if one is not message.author]


def post(world: World, channel: Channel, author: Account, *, number: str = "", **fields: Any) -> Message:
    """A new message, not told yet. Writing opens an archived thread."""
    message = Message(number or world.ids.new(), channel, author, **fields)
    if message.flags & EPHEMERAL:
        return message
    if channel.archived and not message.system:
        channel.archived, channel.archived_at = False, world.now()
        world.tell_channel("THREAD_UPDATE", channel)
    channel.history.append(message)
    channel.last_message_id = message.id
    if channel.is_thread and author.id not in channel.thread_members and not message.system:
        channel.thread_members[author.id] = world.now()
    return message


def event(world: World, channel: Channel, author: Account, kind: int, **fields: Any) -> Message:
    """A line that Discord writes itself, told at once."""
    message = post(world, channel, author, type=kind, **fields)
    tell(world, message)
    return message


def tell(world: World, message: Message, name: str = "MESSAGE_CREATE") -> None:
    """MESSAGE_CREATE or MESSAGE_UPDATE, with as much as each session may read."""
    guild = message.channel.guild

    def content(session: Session) -> Json:
        body = message_json(world, message, hide=not session.intents & CONTENT)
        body |= {"channel_type": message.channel.type}
        if guild is not None:
            body["guild_id"] = guild.id
            member = guild.members.get(message.author.id)
            if member is not None:
                body["member"] = member_json(member, user=False)
            body["mentions"] = [
                user_json(one)
                | ({"member": member_json(guild.members[one.id], user=False)} if one.id in guild.members else {})
                for one in message.mentions
            ]
        return body

    world.tell(name, content, channel=message.channel)


def edit(world: World, message: Message) -> None:
    """Somebody has changed it."""
    message.edited_at = world.now()
    tell(world, message, "MESSAGE_UPDATE")


def delete(world: World, message: Message) -> None:
    """Takes it away."""
    message.deleted = True
    world.tell("MESSAGE_DELETE", place_json(message), channel=message.channel)


def react(world: World, message: Message, account: Account, emoji: str, *, remove: bool = False) -> None:
    """A reaction comes or goes; nothing is told if nothing changes."""
    accounts = message.reactions.setdefault(emoji, [])
    changed = (account in accounts) is remove
    if not changed:
        return
    (accounts.remove if remove else accounts.append)(account)
    if not accounts:
        del message.reactions[emoji]
    body: Json = place_json(message) | {"message_id": message.id, "user_id": account.id, "emoji": emoji_json(emoji)}
    body = {name: value for name, value in body.items() if name != "id"} | {"burst": False, "type": 0}
    guild = message.channel.guild
    if not remove:
        body["message_author_id"] = message.author.id
        if guild is not None and account.id in guild.members:
            body["member"] = member_json(guild.members[account.id])
    world.tell(f"MESSAGE_REACTION_{'REMOVE' if remove else 'ADD'}", body, channel=message.channel)


def pin(world: World, message: Message, by: Account, *, pinned: bool = True) -> None:
    """Pins it, which Discord writes into the channel, or takes the pin out."""
    if message.pinned is pinned:
        return
    message.pinned = pinned
    channel = message.channel
    channel.last_pin = world.now() if pinned else channel.last_pin
    body = {"channel_id": channel.id, "last_pin_timestamp": stamp(channel.last_pin)}
    world.tell("CHANNEL_PINS_UPDATE", body | ({"guild_id": channel.guild.id} if channel.guild else {}), channel=channel)
    tell(world, message, "MESSAGE_UPDATE")
    if pinned:
        event(world, channel, by, PINNED, reference=reference_to(message))


def place_json(message: Message) -> Json:
    """Where a message stands."""
    body: Json = {"id": message.id, "channel_id": message.channel.id}
    return body | ({"guild_id": message.channel.guild.id} if message.channel.guild else {})


def reference_to(message: Message) -> Json:
    """How one message names another."""
    body: Json = {"type": 0, "channel_id": message.channel.id, "message_id": message.id}
    return body | ({"guild_id": message.channel.guild.id} if message.channel.guild else {})
