"""Methods that change what stands: edit, delete, pin, react."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.kit.telegram.errors import NOT_MODIFIED, bad
from tests.kit.telegram.files import media_json
from tests.kit.telegram.methods.places import caption_of, inline, markup_of, required_chat, text_of
from tests.kit.telegram.methods.sending import received
from tests.kit.telegram.model import Chat, Json, Message
from tests.kit.telegram.params import Params
from tests.kit.telegram.reactions import EMOJI
from tests.kit.telegram.shapes import message_json
from tests.kit.telegram.world import World

DELETABLE_FOR = 48 * 3600


def to_edit(world: World, params: Params) -> Message:
    """The bot's own message that a call means to edit."""
    chat = required_chat(world, params)
    number = params.integer("message_id")
    if not number:
        raise bad("message identifier is not specified")
    found = chat.message(number)
    if found is None or (found.topic is not None and found.topic.deleted):
        raise bad("message to edit not found")
    if found.sender is not world.bot or found.service or "forward_origin" in found.body:
        raise bad("message can't be edited")
    return found


def changed(world: World, message: Message, markup: Json | None, **fields: Any) -> Json:
    """The message with its new content; a keyboard that is not sent again is gone."""
    new = {**fields, "markup": inline(markup)}
    if all(getattr(message, name) == value for name, value in new.items()):
        raise NOT_MODIFIED
    if "text" in fields:
        message.versions.append(message.text)
    for name, value in new.items():
        setattr(message, name, value)
    message.edit_date = world.now()
    return message_json(message)


def edit_text(world: World, params: Params) -> Json:
    """`editMessageText`."""
    message = to_edit(world, params)
    text, entities = text_of(params)
    if message.kind != "text":
        raise bad("there is no text in the message to edit")
    return changed(world, message, markup_of(params), text=text, entities=entities)


def edit_caption(world: World, params: Params) -> Json:
    """`editMessageCaption`."""
    message = to_edit(world, params)
    text, entities = caption_of(params)
    if not message.files or message.kind in {"sticker", "video_note"}:
        raise bad("there is no caption in the message to edit")
    return changed(world, message, markup_of(params), text=text, entities=entities)


def edit_media(world: World, params: Params) -> Json:
    """`editMessageMedia`."""
    message = to_edit(world, params)
    item = params.json("media", "can't parse input media JSON object")
    if not isinstance(item, dict) or item.get("type") not in {"photo", "video", "document", "audio", "animation"}:
        raise bad("can't parse InputMedia: wrong type")
    text, entities = caption_of(Params(item))
    files = received(world, params, item["type"], item.get("media"))
    fields = {"kind": item["type"], "files": files, "body": media_json(files), "text": text, "entities": entities}
    return changed(world, message, markup_of(params), **fields)


def edit_markup(world: World, params: Params) -> Json:
    """`editMessageReplyMarkup`."""
    return changed(world, to_edit(world, params), markup_of(params))


def may_delete(world: World, message: Message) -> bool:
    """Whether Telegram lets the bot delete it."""
    if "forum_topic_created" in message.body or world.now() - message.date > DELETABLE_FOR:
        return False
    ours = message.sender is world.bot or message.chat.kind == "private"
    return ours or world.may(message.chat, "can_delete_messages")


def delete_message(world: World, params: Params) -> bool:
    """`deleteMessage`."""
    chat = required_chat(world, params)
    found = chat.message(params.integer("message_id") or 0)
    if found is None:
        raise bad("message to delete not found")
    if not may_delete(world, found):
        raise bad("message can't be deleted")
    found.deleted = True
    return True


def delete_messages(world: World, params: Params) -> bool:
    """`deleteMessages`; what is not there is passed over."""
    chat = required_chat(world, params)
    numbers = params.json("message_ids", "can't parse message identifiers JSON object") or []
    if not 1 <= len(numbers) <= 100:
        raise bad("message identifiers are not specified" if not numbers else "too many messages to delete")
    found = [message for number in numbers if (message := chat.message(int(number))) is not None]
    if not all(may_delete(world, message) for message in found):
        raise bad("message can't be deleted")
    for message in found:
        message.deleted = True
    return True


def check_pin_right(world: World, chat: Chat) -> None:
    """Pinning needs a right in groups."""
    if chat.kind != "private" and not world.may(chat, "can_pin_messages"):
        raise bad("not enough rights to manage pinned messages in the chat")


def pin(world: World, params: Params) -> bool:
    """`pinChatMessage`."""
    chat = required_chat(world, params)
    check_pin_right(world, chat)
    found = chat.message(params.integer("message_id") or 0)
    if found is None or found.service:
        raise bad("message to pin not found")
    if not found.pinned:
        found.pinned = True
        world.event(chat, world.bot, {"pinned_message": found}, found.topic)
    return True


def unpin(world: World, params: Params) -> bool:
    """`unpinChatMessage`; without a number, the newest pinned message."""
    chat = required_chat(world, params)
    check_pin_right(world, chat)
    number = params.integer("message_id")
    found = chat.message(number) if number else next(reversed(chat.pinned), None)
    if found is None or not found.pinned:
        raise bad("message to unpin not found")
    found.pinned = False
    return True


def react(world: World, params: Params) -> bool:
    """`setMessageReaction`; a bot has one reaction at a message."""
    chat = required_chat(world, params)
    found = chat.message(params.integer("message_id") or 0)
    if found is None or found.service:
        raise bad("message to react not found")
    wanted = params.json("reaction", "can't parse reaction types JSON object") or []
    emoji = [one.get("emoji") for one in wanted]
    if len(emoji) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if not set(emoji) <= EMOJI:
        raise bad("REACTION_INVALID")
    found.reactions[world.bot.id] = emoji
    return True


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "setMessageReaction": react,
}
