"""Messages: written, read, changed, deleted, pinned, reacted to."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from tests.kit.discord.bodies import change, embedded, fields_of
from tests.kit.discord.errors import (
    Json,
    Refusal,
    archived,
    closed_dms,
    invalid,
    missing_access,
    missing_permissions,
    no_common_guild,
    unknown,
)
from tests.kit.discord.ids import shown
from tests.kit.discord.model import Channel, Message
from tests.kit.discord.parts import DM, FORUM
from tests.kit.discord.permissions import may
from tests.kit.discord.posting import delete, edit, mention, message_json, pin, post, react, tell
from tests.kit.discord.routes.table import Ask, route
from tests.kit.discord.shapes import channel_json
from tests.kit.discord.world import World

LONGEST_AGE = 14 * 86400


def may_write(ask: Ask, channel: Channel) -> None:
    """Whether the bot can send here at all."""
    world = ask.world
    if channel.type == FORUM:
        raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
    if channel.type == DM:
        person = channel.recipient
        assert person is not None
        if not world.shares_guild(person):
            raise no_common_guild()
        if person.id in world.closed:
            raise closed_dms()
        return
    ask.need(channel, "SEND_MESSAGES_IN_THREADS" if channel.is_thread else "SEND_MESSAGES")
    if channel.is_thread and channel.locked and not may(channel, world.bot, "MANAGE_THREADS"):
        raise Refusal(400, 160005, "Thread is locked")


@route("POST", "/channels/{channel}/messages")
def send(ask: Ask) -> Json:
    world, channel = ask.world, ask.channel
    may_write(ask, channel)
    fields = fields_of(world, channel, ask.fields, ask.uploads)
    nonce = fields["nonce"]
    place = (channel.id, str(nonce))
    if nonce is not None and ask.fields.get("enforce_nonce"):
        at, first = world.nonces.get(place, (0.0, None))
        if first is not None and world.now() - at < world.nonce_life:
            return message_json(world, first)
    message = post(world, channel, world.bot, **fields)
    if nonce is not None:
        world.nonces[place] = (world.now(), message)
    embedded(message)
    mention(message, ask.fields.get("allowed_mentions"), world)
    tell(world, message)
    return message_json(world, message)


@route("GET", "/channels/{channel}/messages")
def history(ask: Ask) -> list[Json]:
    world, channel = ask.world, ask.channel
    limit = _limit(ask)
    if channel.guild is not None and not may(channel, world.bot, "READ_MESSAGE_HISTORY"):
        return []
    lines = [message for message in channel.messages if not message.ephemeral]
    around, before, after = (ask.query.get(name) for name in ("around", "before", "after"))
    if around is not None:
        number = int(around)
        older = [one for one in lines if int(one.id) < number][-(limit // 2) :]
        newer = [one for one in lines if int(one.id) >= number][: limit - limit // 2]
        chosen = [*older, *newer]
    elif after is not None:
        chosen = [one for one in lines if int(one.id) > int(after)][:limit]
    else:
        chosen = [one for one in lines if before is None or int(one.id) < int(before)][-limit:]
    return [read(world, message) for message in reversed(chosen)]


def _limit(ask: Ask) -> int:
    limit = int(ask.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise invalid("limit", code="NUMBER_TYPE_MAX", message="int value should be less than or equal to 100.")
    return limit


def read(world: World, message: Message) -> Json:
    """A message as a request gets it: without the privileged intent there is little to read."""
    return message_json(world, message, hide=not world.content_allowed)


@route("GET", "/channels/{channel}/messages/{message}")
def one(ask: Ask) -> Json:
    channel = ask.channel
    ask.need(channel, "READ_MESSAGE_HISTORY")
    return read(ask.world, ask.message(channel))


@route("PATCH", "/channels/{channel}/messages/{message}")
def patch(ask: Ask) -> Json:
    world, channel = ask.world, ask.channel
    message = ask.message(channel)
    if message.author is not world.bot:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    if message.system:
        raise Refusal(403, 50021, "Cannot execute action on a system message")
    if channel.archived:
        raise archived()
    change(world, message, ask.fields, ask.uploads)
    edit(world, message)
    return message_json(world, message)


@route("DELETE", "/channels/{channel}/messages/{message}")
def remove(ask: Ask) -> None:
    channel = ask.channel
    message = ask.message(channel)
    if message.author is not ask.world.bot:
        if channel.type == DM:
            raise Refusal(403, 50003, "Cannot execute action on a DM channel")
        ask.need(channel, "MANAGE_MESSAGES")
    if channel.archived:
        raise archived()
    delete(ask.world, message)


@route("POST", "/channels/{channel}/messages/bulk-delete")
def bulk_delete(ask: Ask) -> None:
    world, channel = ask.world, ask.channel
    if channel.type == DM:
        raise Refusal(403, 50003, "Cannot execute action on a DM channel")
    ask.need(channel, "MANAGE_MESSAGES")
    numbers = [str(number) for number in ask.fields.get("messages") or []]
    if not 2 <= len(numbers) <= 100:
        raise Refusal(
            400, 50016, "Provided too few or too many messages to delete. Must provide at least 2 and at most 100."
        )
    found = [message for number in numbers if (message := channel.message(number)) is not None]
    if any(world.now() - message.at > LONGEST_AGE for message in found):
        raise Refusal(400, 50034, "A message provided was too old to bulk delete")
    delete_bulk(world, channel, found)


def delete_bulk(world: World, channel: Channel, messages: list[Message]) -> None:
    """Takes many away with one event."""
    for message in messages:
        message.deleted = message.deleted_by_bulk = True
    body: Json = {"ids": [message.id for message in messages], "channel_id": channel.id}
    world.tell("MESSAGE_DELETE_BULK", body | ({"guild_id": channel.guild.id} if channel.guild else {}), channel=channel)


@route("PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me")
def add_reaction(ask: Ask) -> None:
    channel = ask.channel
    message = ask.message(channel)
    emoji = _emoji(ask)
    if channel.archived:
        raise archived()
    ask.need(channel, "READ_MESSAGE_HISTORY")
    if emoji not in message.reactions:
        ask.need(channel, "ADD_REACTIONS")
    if channel.type == DM and channel.recipient is not None and not ask.world.shares_guild(channel.recipient):
        raise missing_permissions()
    react(ask.world, message, ask.world.bot, emoji)


@route("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me")
def take_reaction(ask: Ask) -> None:
    channel = ask.channel
    message = ask.message(channel)
    if channel.archived:
        raise archived()
    react(ask.world, message, ask.world.bot, _emoji(ask), remove=True)


def _emoji(ask: Ask) -> str:
    emoji = unquote(ask.ids["emoji"])
    name, colon, number = emoji.partition(":")
    if name.isascii() and not (colon and number.isdigit()):
        raise unknown("Emoji")
    return emoji


@route("PUT", "/channels/{channel}/pins/{message}")
@route("PUT", "/channels/{channel}/messages/pins/{message}")
def put_pin(ask: Ask) -> None:
    channel = _pinnable(ask)
    if len(channel.pinned) >= 250:
        raise Refusal(400, 30003, "Maximum number of pins reached for the channel (250)")
    message = ask.message(channel)
    if message.system:
        raise Refusal(403, 50021, "Cannot execute action on a system message")
    pin(ask.world, message, ask.world.bot)


@route("DELETE", "/channels/{channel}/pins/{message}")
@route("DELETE", "/channels/{channel}/messages/pins/{message}")
def take_pin(ask: Ask) -> None:
    channel = _pinnable(ask)
    pin(ask.world, ask.message(channel), ask.world.bot, pinned=False)


def _pinnable(ask: Ask) -> Channel:
    channel = ask.channel
    ask.need(channel, "PIN_MESSAGES")
    if channel.archived:
        raise archived()
    return channel


@route("GET", "/channels/{channel}/messages/pins")
def pins(ask: Ask) -> Any:
    world, channel = ask.world, ask.channel
    items = [{"pinned_at": shown(one.at), "message": read(world, one)} for one in reversed(channel.pinned)]
    return {"items": items[:50], "has_more": len(items) > 50}


@route("GET", "/channels/{channel}/pins")
def old_pins(ask: Ask) -> Any:
    channel = ask.channel
    return [read(ask.world, message) for message in reversed(channel.pinned)]


@route("POST", "/channels/{channel}/typing")
def typing(ask: Ask) -> None:
    channel = ask.channel
    may_write(ask, channel)
    channel.typing += 1


@route("POST", "/users/@me/channels")
def open_dm(ask: Ask) -> Json:
    world = ask.world
    number = str(ask.fields.get("recipient_id") or "")
    found = world.dms.get(number)
    if found is None:
        if number == world.bot.id:
            raise missing_access()
        raise invalid("recipient_id", code="INVALID_USER", message="Unknown user")
    return channel_json(found)
