"""Attachments, both ways: copied out of Telegram, where links expire, and sent on in the form that shows them best."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Bot, InputMediaDocument, InputMediaPhoto, InputMediaVideo, Message, MessageEntity
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from adapters.attachments import BINARY, MAX_BYTES, PICTURES, kind_of, safe_name
from adapters.telegram.api import Api, TooLarge, milliseconds
from adapters.telegram.places import Place
from adapters.words import Words
from conversation.ports import Files, TryLater
from handoff.model import FileRef

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
LARGEST_PHOTO = 10 * MEGABYTE
LARGEST_ALBUM = 10
PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp"})
VOICES = frozenset({"audio/ogg", "audio/opus", "application/ogg"})
UPLOAD_TIMEOUT = 60.0  # seconds; a file of 10 MB over a slow line
_NAMES = {
    "photo": ("photo.jpg", "image/jpeg"),
    "video": ("video.mp4", "video/mp4"),
    "animation": ("animation.mp4", "video/mp4"),
    "video_note": ("video-message.mp4", "video/mp4"),
    "voice": ("voice.ogg", "audio/ogg"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "document": ("file", BINARY),
}
"""What a file is called, and which kind it is, where the message does not say so."""

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as a message names it; `id` is Telegram's, `size` in bytes or None where it is not told."""

    id: str
    name: str
    mime: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Caption:
    """Words below a file."""

    text: str = ""
    entities: tuple[MessageEntity, ...] = ()


def attachment(message: Json) -> Attachment | None:
    """The file of a message as it came over the wire; of a photo the largest that we may keep."""
    sizes = message.get("photo")
    if sizes:
        kept = [size for size in sizes if size.get("file_size", 0) <= MAX_BYTES] or sizes
        return _attachment("photo", max(kept, key=lambda size: size.get("width", 0) * size.get("height", 0)))
    # an animation comes with itself as a document, for clients that know no better
    kind = next((kind for kind in _NAMES if kind != "photo" and kind in message), None)
    return _attachment(kind, message[kind]) if kind else None


def _attachment(kind: str, file: Json) -> Attachment:
    name, mime = _NAMES[kind]
    return Attachment(
        file["file_id"], safe_name(file.get("file_name") or name), file.get("mime_type") or mime, file.get("file_size")
    )


async def fetch(
    api: Api, files: Files, owner: str, messages: Sequence[Json], words: Words
) -> tuple[tuple[FileRef, ...], str]:
    """Copies the files of these messages for `owner` (an address key, or an operator); `words` speaks to who reads.

    What is left over is told in lines of text, so that whoever reads knows that there was more.
    """
    kept: list[FileRef] = []
    notes: list[str] = []
    for found in filter(None, map(attachment, messages)):
        try:
            content = await _content(api, found)
        except TooLarge:
            size = f"{max(found.size or 0, MAX_BYTES) / MEGABYTE:.0f} MB"
            notes.append(words("telegram_file_large", name=found.name, size=size))
        except RetryAfter as error:
            raise TryLater(max(1, milliseconds(error.retry_after) // 1000)) from None
        except (TelegramError, RuntimeError) as error:  # the latter where Telegram names no path
            log.warning("a file could not be copied: %s", type(error).__name__)
            notes.append(words("telegram_file_lost", name=found.name))
        else:
            kept.append(await files.put(owner, found.name, _kind(found.mime, content), content))
    return tuple(kept), "\n".join(notes)


def _kind(declared: str, content: bytes) -> str:
    """The kind of picture that it is, whatever the message called it; else what it was called."""
    begins = (mime for mime, beginning in PICTURES.items() if beginning.match(content))
    return next(begins, None) or kind_of(declared, content)


async def _content(api: Api, found: Attachment) -> bytes:
    if (found.size or 0) > MAX_BYTES:
        raise TooLarge
    try:
        return await api.download(found.id, MAX_BYTES)
    except BadRequest:
        raise
    except NetworkError:  # once more: the message is confirmed when this returns, and its file is gone then
        return await api.download(found.id, MAX_BYTES)


def batches(refs: Sequence[FileRef]) -> list[tuple[FileRef, ...]]:
    """What goes out together, in order: pictures and videos as albums, documents as albums, a voice by itself."""
    found: list[tuple[FileRef, ...]] = []
    for ref in refs:
        last = found[-1] if found else ()
        form = _form(ref)
        if last and form != "voice" and _family(last[0]) == _family(ref) and len(last) < LARGEST_ALBUM:
            found[-1] = (*last, ref)
        else:
            found.append((ref,))
    return found


def _form(ref: FileRef) -> str:
    if ref.mime in PHOTOS and ref.size <= LARGEST_PHOTO:
        return "photo"
    if ref.mime == "video/mp4":
        return "video"
    return "voice" if ref.mime in VOICES else "document"


def _family(ref: FileRef) -> str:
    form = _form(ref)
    return "sight" if form in {"photo", "video"} else form


async def upload(
    bot: Bot, files: Files, place: Place, batch: Sequence[FileRef], caption: Caption
) -> tuple[Message, ...]:
    """Sends one of `batches` as one message or album; empty when the files are gone. Raises TelegramError.

    A picture that Telegram does not take for one, and a voice where none is wanted, goes as a document.
    """
    found = [pair for ref in batch if (pair := await files.get(ref.id)) is not None]
    if not found:
        log.warning("a file is no longer there and was not sent")
        return ()
    try:
        return await _sent(bot, place, found, caption, plain=False)
    except BadRequest as error:
        if not _is_about_the_form(error):
            raise
        return await _sent(bot, place, found, caption, plain=True)


def _is_about_the_form(error: BadRequest) -> bool:
    told = str(error).casefold()
    return any(
        word in told for word in ("photo_", "image_process", "voice_messages_forbidden", "type of file", "video_")
    )


async def _sent(
    bot: Bot, place: Place, found: Sequence[tuple[FileRef, bytes]], caption: Caption, *, plain: bool
) -> tuple[Message, ...]:
    if len(found) > 1:
        return await _album(bot, place, found, caption, plain=plain)
    ref, content = found[0]
    below: dict[str, Any] = {
        "filename": ref.name,
        "caption": caption.text or None,
        "caption_entities": caption.entities or None,
        "write_timeout": UPLOAD_TIMEOUT,
    }
    match "document" if plain else _form(ref):
        case "photo":
            message = await bot.send_photo(photo=content, **place.arguments, **below)
        case "video":
            message = await bot.send_video(video=content, **place.arguments, **below)
        case "voice":
            message = await bot.send_voice(voice=content, **place.arguments, **below)
        case _:
            message = await bot.send_document(document=content, **place.arguments, **below)
    return (message,)


async def _album(
    bot: Bot, place: Place, found: Sequence[tuple[FileRef, bytes]], caption: Caption, *, plain: bool
) -> tuple[Message, ...]:
    """Several as one; words below the first are shown below the album."""
    makers = {"photo": InputMediaPhoto, "video": InputMediaVideo, "document": InputMediaDocument}
    media = []
    for n, (ref, content) in enumerate(found):
        words = caption if n == 0 else Caption()
        make = makers["document" if plain else _form(ref)]
        media.append(
            make(content, filename=ref.name, caption=words.text or None, caption_entities=words.entities or None)
        )
    return await bot.send_media_group(media=media, write_timeout=UPLOAD_TIMEOUT, **place.arguments)
