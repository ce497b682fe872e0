"""The body of a message that the bot sends: checked as Discord checks it, and made into what a message has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.kit.discord.components import check
from tests.kit.discord.errors import Json, Refusal, invalid, missing_permissions, required, too_long
from tests.kit.discord.model import Channel, Message
from tests.kit.discord.parts import REPLY, Attachment
from tests.kit.discord.permissions import may
from tests.kit.discord.posting import mention, reference_to
from tests.kit.discord.world import World

EMBED_LIMITS = {"title": 256, "description": 4096}
ALLOWED_FLAGS = 1 << 2 | 1 << 12


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart body; its number is the N of `files[N]`."""

    number: str
    name: str
    mime: str
    content: bytes


def check_content(body: Json) -> None:
    """Text, embeds and components, whichever are there."""
    content = body.get("content")
    if content is not None and not isinstance(content, str | int):
        raise invalid("content", code="STRING_TYPE_CONVERT", message="Could not interpret value as string.")
    if len(str(content or "")) > 2000:
        raise too_long("content", most=2000)
    _check_embeds(body.get("embeds") or [])
    if body.get("components"):
        check(body["components"])
    _check_mentions(body.get("allowed_mentions"))


def _check_embeds(embeds: list[Json]) -> None:
    if len(embeds) > 10:
        raise too_long("embeds", most=10)
    total = 0
    for at, embed in enumerate(embeds):
        for name, most in EMBED_LIMITS.items():
            if len(embed.get(name) or "") > most:
                raise too_long("embeds", at, name, most=most)
        fields = embed.get("fields") or []
        if len(fields) > 25:
            raise too_long("embeds", at, "fields", most=25)
        for place, one in enumerate(fields):
            for name, most in (("name", 256), ("value", 1024)):
                if not one.get(name):
                    raise required("embeds", at, "fields", place, name)
                if len(one[name]) > most:
                    raise too_long("embeds", at, "fields", place, name, most=most)
                total += len(one[name])
        footer, author = embed.get("footer") or {}, embed.get("author") or {}
        if len(footer.get("text") or "") > 2048:
            raise too_long("embeds", at, "footer", "text", most=2048)
        if len(author.get("name") or "") > 256:
            raise too_long("embeds", at, "author", "name", most=256)
        texts = (embed.get("title"), embed.get("description"), footer.get("text"), author.get("name"))
        total += sum(len(text or "") for text in texts)
        _check_addresses(embed, at)
    if total > 6000:
        raise invalid("embeds", code="MAX_EMBED_SIZE_EXCEEDED", message="Embed size exceeds maximum size of 6000")


def _check_addresses(embed: Json, at: int) -> None:
    for name in ("image", "thumbnail"):
        address = (embed.get(name) or {}).get("url", "https://")
        if not str(address).startswith(("http://", "https://", "attachment://")):
            raise invalid(
                "embeds", at, name, "url", code="URL_TYPE_INVALID_SCHEME",
                message=f"Scheme of {address!r} is not supported. Scheme must be one of ('http', 'https').",
            )  # fmt: skip


def _check_mentions(allowed: Json | None) -> None:
    if allowed is None:
        return
    for kind in ("users", "roles"):
        named = allowed.get(kind) or []
        if named and kind in allowed.get("parse", []):
            raise invalid(
                "allowed_mentions", code="MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                message=f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )  # fmt: skip
        if len(named) > 100:
            raise too_long("allowed_mentions", kind, most=100)


def attachments(world: World, body: Json, uploads: list[Upload]) -> list[Attachment]:
    """The files that came along, named as the body wants it."""
    if len(uploads) > 10:
        raise too_long("attachments", most=10)
    told: dict[str, Json] = {str(one.get("id")): one for one in body.get("attachments") or []}
    done: list[Attachment] = []
    for upload in uploads:
        more = told.get(upload.number, {})
        name = str(more.get("filename") or upload.name)
        done.append(Attachment(world.ids.new(), name, upload.mime, upload.content, more.get("description")))
    return done


def embedded(message: Message) -> None:
    """Files that an embed shows are not listed by themselves."""
    wanted = {
        str((embed.get(part) or {}).get(name) or "").removeprefix("attachment://")
        for embed in message.embeds
        for part, name in (("image", "url"), ("thumbnail", "url"), ("author", "icon_url"), ("footer", "icon_url"))
    }
    for file in message.files:
        file.shown_in_embed = file.name in wanted


def fields_of(world: World, channel: Channel, body: Json, uploads: list[Upload]) -> dict[str, Any]:
    """What a new message has, by the names of `Message`."""
    check_content(body)
    files = attachments(world, body, uploads)
    text = str(body.get("content") or "")
    if not text.strip() and not body.get("embeds") and not files and not body.get("components"):
        raise Refusal(400, 50006, "Cannot send an empty message")
    if channel.guild is not None and files and not may(channel, world.bot, "ATTACH_FILES"):
        raise missing_permissions()
    flags = int(body.get("flags") or 0) & ALLOWED_FLAGS
    nonce = body.get("nonce")
    if nonce is not None and len(str(nonce)) > 25:
        raise too_long("nonce", most=25)
    fields: dict[str, Any] = {"text": text.strip(), "flags": flags, "files": files, "nonce": nonce}
    may_embed = channel.guild is None or may(channel, world.bot, "EMBED_LINKS")
    fields["embeds"] = list(body.get("embeds") or []) if may_embed else []
    fields["components"] = check(body.get("components") or [])
    return fields | answer_of(world, channel, body.get("message_reference"))


def answer_of(world: World, channel: Channel, reference: Json | None) -> dict[str, Any]:
    """The message that is answered, if it is there."""
    if reference is None:
        return {}
    number = str(reference.get("message_id") or "")
    if str(reference.get("channel_id") or channel.id) != channel.id:
        raise invalid(
            "message_reference",
            code="MESSAGE_REFERENCE_CHANNEL_MISMATCH",
            message="Cannot reply to a message in another channel",
        )
    answered = channel.message(number)
    if answered is None:
        if reference.get("fail_if_not_exists", True):
            raise invalid("message_reference", code="REPLIES_UNKNOWN_MESSAGE", message="Unknown message")
        return {}
    if answered.system:
        raise invalid(
            "message_reference",
            code="REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE",
            message="Cannot reply to a system message",
        )
    if channel.guild is not None and not may(channel, world.bot, "READ_MESSAGE_HISTORY"):
        raise invalid(
            "message_reference", code="REPLIES_REQUIRE_READ_MESSAGE_HISTORY",
            message="Cannot reply without permission to read message history",
        )  # fmt: skip
    return {"type": REPLY, "reply_to": answered, "reference": reference_to(answered)}


def change(world: World, message: Message, body: Json, uploads: list[Upload]) -> None:
    """Edits a message of the bot's; what the body does not name stays."""
    check_content(body)
    kept = message.files
    if "attachments" in body:
        stay = {str(one.get("id")) for one in body["attachments"] or []}
        kept = [file for file in kept if file.id in stay]
    text = str(body.get("content") or "").strip() if "content" in body else message.text
    embeds = list(body.get("embeds") or []) if "embeds" in body else message.embeds
    rows = check(body.get("components") or []) if "components" in body else message.components
    files = [*kept, *attachments(world, body, uploads)]
    if not (text or embeds or files or rows):
        raise Refusal(400, 50006, "Cannot send an empty message")
    message.versions.append(message.text)
    message.text, message.embeds, message.components, message.files = text, embeds, rows, files
    embedded(message)
    if "content" in body or "allowed_mentions" in body:
        rung = message.pings
        mention(message, body.get("allowed_mentions"), world)
        message.pings = rung
