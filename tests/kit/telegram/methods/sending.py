"""Methods that write one message."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.kit.telegram.errors import QUERY_TOO_OLD, Refusal, bad
from tests.kit.telegram.files import LARGEST_PHOTO, LARGEST_UPLOAD, is_picture, media_json
from tests.kit.telegram.methods.places import Place, caption_of, inline, markup_of, place, text_of
from tests.kit.telegram.model import Json, Message, StoredFile
from tests.kit.telegram.params import Params, Upload
from tests.kit.telegram.shapes import message_json
from tests.kit.telegram.world import World

ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip
PLAIN = frozenset({"sticker", "video_note"})
"""Kinds without a caption."""


def deliver(world: World, where: Place, markup: Json | None, kind: str = "text", **fields: Any) -> Message:
    """The bot's message in its place. A bot gets no update about its own messages."""
    return world.post(
        where.chat,
        world.bot,
        kind,
        markup=inline(markup),
        reply_keyboard=markup if markup and not inline(markup) else None,
        **where.fields(),
        **fields,
    )


def send_message(world: World, params: Params) -> Json:
    """`sendMessage`."""
    where = place(world, params)
    text, entities = text_of(params)
    return message_json(deliver(world, where, markup_of(params), text=text, entities=entities))


def send_file(kind: str) -> Callable[[World, Params], Json]:
    """`sendPhoto`, `sendDocument` and their like."""

    def send(world: World, params: Params) -> Json:
        where = place(world, params)
        text, entities = ("", []) if kind in PLAIN else caption_of(params)
        markup = markup_of(params)
        stored = received(world, params, kind, params.values.get(kind, params.uploads.get(kind)))
        body = media_json(stored)
        message = deliver(world, where, markup, kind, text=text, entities=entities, body=body, files=stored)
        return message_json(message)

    return send


def received(world: World, params: Params, kind: str, given: object) -> list[StoredFile]:
    """The file that came with a call, or one that Telegram has already; of a photo all its sizes."""
    if isinstance(given, str) and given.startswith("attach://"):
        given = params.uploads.get(given.removeprefix("attach://"))
    if isinstance(given, Upload):
        return accepted(world, kind, given, params.integer("duration") or 0)
    if not given:
        raise bad(f"there is no {kind} in the request")
    if re.match(r"https?://", str(given)):
        raise bad("failed to get HTTP URL content")
    known = world.stored(str(given))
    if known is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if known.kind != kind and "document" not in {kind, known.kind}:
        raise bad(f"can't use file of type {known.kind.capitalize()} as {kind.capitalize()}")
    return world.files.sizes(known)


def accepted(world: World, kind: str, upload: Upload, duration: int) -> list[StoredFile]:
    """An uploaded file, if it is fine."""
    if not upload.content:
        raise bad("file must be non-empty")
    if len(upload.content) > LARGEST_UPLOAD:
        raise Refusal(413, "Request Entity Too Large")
    if kind == "photo":
        if len(upload.content) > LARGEST_PHOTO:
            raise bad(
                f"file of size {len(upload.content)} bytes is too big for a photo; the maximum is {LARGEST_PHOTO}"
            )
        if not is_picture(upload.content):
            raise bad("IMAGE_PROCESS_FAILED")
    return world.files.keep(kind, upload.content, upload.name, upload.mime, duration)


def send_contact(world: World, params: Params) -> Json:
    """`sendContact`."""
    where = place(world, params)
    contact = {name: params.text(name) for name in ("phone_number", "first_name", "last_name") if params.text(name)}
    if "phone_number" not in contact or "first_name" not in contact:
        raise bad("phone number or first name is empty")
    return message_json(deliver(world, where, markup_of(params), "contact", body={"contact": contact}))


def send_location(world: World, params: Params) -> Json:
    """`sendLocation`."""
    where = place(world, params)
    location = {name: float(params.text(name) or 0) for name in ("latitude", "longitude")}
    return message_json(deliver(world, where, markup_of(params), "location", body={"location": location}))


def send_chat_action(world: World, params: Params) -> bool:
    """`sendChatAction`."""
    where = place(world, params)
    action = params.text("action") or ""
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    where.chat.actions.append(action)
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    """`answerCallbackQuery`."""
    press = world.presses.get(params.text("callback_query_id") or "")
    if press is None or press.expired:
        raise QUERY_TOO_OLD
    text = params.text("text") or ""
    if len(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    press.answered, press.answer, press.show_alert = True, text, params.flag("show_alert")
    return True


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "sendMessage": send_message,
    "sendPhoto": send_file("photo"),
    "sendDocument": send_file("document"),
    "sendVideo": send_file("video"),
    "sendVoice": send_file("voice"),
    "sendAudio": send_file("audio"),
    "sendSticker": send_file("sticker"),
    "sendAnimation": send_file("animation"),
    "sendVideoNote": send_file("video_note"),
    "sendContact": send_contact,
    "sendLocation": send_location,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
}
