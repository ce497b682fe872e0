"""Answers to commands, buttons and forms: the first by callback, the others by the interaction's webhook."""

from __future__ import annotations

import time
from typing import Any

from tests.kit.discord.bodies import change, embedded, fields_of
from tests.kit.discord.components import check_modal
from tests.kit.discord.errors import Json, Refusal, invalid, unknown
from tests.kit.discord.model import Interaction, Message
from tests.kit.discord.parts import COMMAND, CONTEXT_COMMAND, DEFAULT, EPHEMERAL, LOADING, REPLY
from tests.kit.discord.posting import edit, mention, message_json, post, reference_to, tell
from tests.kit.discord.routes.table import Ask, route
from tests.kit.discord.world import World

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL = 4, 5, 6, 7, 9


@route("POST", "/interactions/{interaction}/{token}/callback", token=False)
def callback(ask: Ask) -> Json | None:
    world = ask.world
    asked = world.interactions.get(ask.ids["interaction"])
    if asked is None or asked.token != ask.ids["token"] or asked.dead:
        raise unknown("interaction")
    if asked.answer is not None:
        raise Refusal(400, 40060, "Interaction has already been acknowledged.")
    took = time.monotonic() - asked.started
    if took > world.patience:
        raise unknown("interaction")
    kind, data = ask.fields.get("type"), ask.fields.get("data") or {}
    message = _first(ask, asked, kind, data)
    asked.answer, asked.acknowledged_after = kind, took
    if ask.query.get("with_response") not in {"1", "true", "True"}:
        return None
    about: Json = {"id": asked.id, "type": asked.type}
    about |= {"response_message_loading": kind == DEFERRED}
    if message is None:
        return {"interaction": about, "resource": {"type": kind}}
    about |= {"response_message_id": message.id, "response_message_ephemeral": message.ephemeral}
    return {"interaction": about, "resource": {"type": kind, "message": message_json(world, message)}}


def _first(ask: Ask, asked: Interaction, kind: Any, data: Json) -> Message | None:
    world = ask.world
    on_message = asked.message is not None
    match kind:
        case 4:
            asked.original = say(ask, asked, data)
        case 5:
            flags = LOADING | (int(data.get("flags") or 0) & EPHEMERAL)
            asked.original = post(world, asked.channel, world.bot, flags=flags, **_kind(asked))
            asked.responses.append(asked.original)
            tell_response(world, asked.original)
        case 6 if on_message:
            asked.original = asked.message
        case 7 if on_message:
            assert asked.message is not None
            change(world, asked.message, data, ask.uploads)
            asked.original = asked.message
            tell_edited(world, asked.message)
        case 9 if asked.type != 5:
            asked.modal = check_modal(data)
            return None
        case _:
            raise invalid("type", code="BASE_TYPE_CHOICES", message="Value must be one of {4, 5, 6, 7, 8, 9, 10, 12}.")
    return asked.original


def _kind(asked: Interaction) -> dict[str, Any]:
    """What an answer's type is, and what it refers to."""
    fields: dict[str, Any] = {"interaction": asked, "webhook": True}
    if asked.type == 2:
        return fields | {"type": COMMAND if asked.data.get("type", 1) == 1 else CONTEXT_COMMAND}
    if asked.message is None:
        return fields | {"type": DEFAULT}
    return fields | {"type": REPLY, "reply_to": asked.message, "reference": reference_to(asked.message)}


def say(ask: Ask, asked: Interaction, body: Json) -> Message:
    """A message in answer, seen by everybody there or only by the one who asked."""
    world = ask.world
    fields = fields_of(world, asked.channel, body, ask.uploads) | _kind(asked)
    fields["flags"] |= int(body.get("flags") or 0) & EPHEMERAL
    message = post(world, asked.channel, world.bot, **fields)
    embedded(message)
    mention(message, body.get("allowed_mentions"), world)
    asked.responses.append(message)
    tell_response(world, message)
    return message


def tell_response(world: World, message: Message) -> None:
    """The bot hears of its own public answers; ephemeral ones are nobody's but the asker's."""
    if not message.ephemeral:
        tell(world, message)


def tell_edited(world: World, message: Message) -> None:
    """An answer has changed."""
    if message.ephemeral:
        message.edited_at = world.now()
    else:
        edit(world, message)


def asked_by(ask: Ask) -> Interaction:
    """The interaction whose webhook this is, while its token is good."""
    world = ask.world
    for one in reversed(world.interactions.values()):
        if one.token == ask.ids["token"] and ask.ids["webhook"] == world.bot.id:
            if one.dead or time.monotonic() - one.started > world.token_life:
                raise Refusal(401, 50027, "Invalid Webhook Token")
            return one
    raise unknown("Webhook")


@route("POST", "/webhooks/{webhook}/{token}", token=False)
def follow_up(ask: Ask) -> Json:
    world, asked = ask.world, asked_by(ask)
    if asked.answer is None:
        raise unknown("Webhook")
    original = asked.original
    if asked.answer == DEFERRED and original is not None and original.thinking and not original.deleted:
        _resolve(ask, original)
        return message_json(world, original)
    return message_json(world, say(ask, asked, ask.fields))


def _resolve(ask: Ask, original: Message) -> None:
    """What was "thinking" becomes the answer; whether others see it was said when it was deferred."""
    fields = fields_of(ask.world, original.channel, ask.fields, ask.uploads)
    for name in ("text", "embeds", "components", "files", "nonce"):
        setattr(original, name, fields[name])
    original.flags &= ~LOADING
    embedded(original)
    mention(original, ask.fields.get("allowed_mentions"), ask.world)
    if not original.ephemeral:
        tell(ask.world, original, "MESSAGE_UPDATE")


def message_of(ask: Ask, asked: Interaction) -> Message:
    """The answer in the path."""
    number = ask.ids.get("message", "@original")
    found = asked.original if number == "@original" else None
    for message in asked.responses:
        found = message if message.id == number else found
    if found is None or found.deleted:
        raise unknown("Message")
    return found


@route("GET", "/webhooks/{webhook}/{token}/messages/{message}", token=False)
def get(ask: Ask) -> Json:
    return message_json(ask.world, message_of(ask, asked_by(ask)))


@route("PATCH", "/webhooks/{webhook}/{token}/messages/{message}", token=False)
def patch(ask: Ask) -> Json:
    asked = asked_by(ask)
    message = message_of(ask, asked)
    if message.thinking:
        _resolve(ask, message)
    else:
        change(ask.world, message, ask.fields, ask.uploads)
        tell_edited(ask.world, message)
    return message_json(ask.world, message)


@route("DELETE", "/webhooks/{webhook}/{token}/messages/{message}", token=False)
def delete(ask: Ask) -> None:
    message = message_of(ask, asked_by(ask))
    message.deleted = True
    if not message.ephemeral:
        body = {"id": message.id, "channel_id": message.channel.id}
        guild = message.channel.guild
        ask.world.tell("MESSAGE_DELETE", body | ({"guild_id": guild.id} if guild else {}), channel=message.channel)
