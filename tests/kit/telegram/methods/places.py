"""Where a message goes and what comes with it: chat, topic, answered message, buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.kit.telegram.entities import formatted, units
from tests.kit.telegram.errors import THREAD_NOT_FOUND, bad
from tests.kit.telegram.model import Chat, Json, Message, Topic
from tests.kit.telegram.params import Params
from tests.kit.telegram.world import World

LONGEST_TEXT, LONGEST_CAPTION, LONGEST_DATA, MOST_BUTTONS = 4096, 1024, 64, 100
KEYBOARDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes."""

    chat: Chat
    topic: Topic | None
    reply_to: Message | None
    silent: bool

    def fields(self) -> Json:
        """The message's fields for it."""
        return {"topic": self.topic, "reply_to": self.reply_to, "silent": self.silent}


def required_chat(world: World, params: Params) -> Chat:
    """The chat that the call names, if the bot may act there."""
    given = params.values.get("chat_id")
    if given is None or given == "":
        raise bad("chat_id is empty")
    return world.open_chat(given)


def place(world: World, params: Params) -> Place:
    """Chat, topic and answered message, all there and open to the bot."""
    chat = required_chat(world, params)
    topic = live_topic(chat, params.integer("message_thread_id"))
    reply_to = answered(chat, params)
    if topic is None and reply_to is not None:
        topic = reply_to.topic
    if reply_to is not None and reply_to.topic is not topic:
        raise bad("message to be replied not found")
    if topic is not None and topic.closed and not world.may(chat, "can_manage_topics"):
        raise bad("TOPIC_CLOSED")
    return Place(chat, topic, reply_to, params.flag("disable_notification"))


def live_topic(chat: Chat, thread: int | None) -> Topic | None:
    """The topic with this id; even the general topic's own id, 1, is refused as Telegram does."""
    if not thread:
        return None
    for topic in chat.topics:
        if topic.id == thread:
            return topic
    raise THREAD_NOT_FOUND


def answered(chat: Chat, params: Params) -> Message | None:
    """The message that this one answers."""
    asked = params.json("reply_parameters", "can't parse reply parameters JSON object") or {}
    if not isinstance(asked, dict):
        raise bad("object expected as reply parameters")
    number = asked.get("message_id") or params.integer("reply_to_message_id")
    if not number:
        return None
    found = chat.message(int(number))
    lenient = asked.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply")
    if found is None and not lenient:
        raise bad("message to be replied not found")
    return found


def text_of(params: Params) -> tuple[str, list[Json]]:
    """The text of a message with its entities, within the limits."""
    text, entities = formatted(params.text("text") or "", params.values.get("entities"), params.text("parse_mode"))
    if not text:
        raise bad("text must be non-empty" if params.text("text") else "message text is empty")
    if units(text) > LONGEST_TEXT:
        raise bad("message is too long")
    return text, entities


def caption_of(params: Params) -> tuple[str, list[Json]]:
    """A caption with its entities, within the limits."""
    caption, entities = formatted(
        params.text("caption") or "", params.values.get("caption_entities"), params.text("parse_mode")
    )
    if units(caption) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    return caption, entities


def markup_of(params: Params) -> Json | None:
    """The keyboard, checked; None without one."""
    markup = params.json("reply_markup", "can't parse reply keyboard markup JSON object")
    if not markup:
        return None
    if not isinstance(markup, dict) or not any(name in markup for name in KEYBOARDS):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        check_keyboard(markup["inline_keyboard"])
    return markup


def inline(markup: Json | None) -> Json | None:
    """The part of a keyboard that stands under the message for everybody."""
    return markup if markup and markup.get("inline_keyboard") else None


def check_keyboard(rows: Any) -> None:
    """Whether Telegram takes these buttons."""
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            check_button(button)


def check_button(button: Any) -> None:
    """One button."""
    if not isinstance(button, dict) or not button.get("text"):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String and non-empty')
    if "callback_data" in button:
        if not 1 <= len(str(button["callback_data"]).encode()) <= LONGEST_DATA:
            raise bad("BUTTON_DATA_INVALID")
    elif "url" in button:
        if not re.fullmatch(r"(https?|tg)://\S+|[\w.-]+\.\w+(/\S*)?", str(button["url"])):
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    elif len(button) == 1:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
