"""What the house says to users on Telegram: an outbox row becomes messages, changes, deletions, emoji."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest, TelegramError

from adapters import markup
from adapters.buttons import USER_LIFE, action_of
from adapters.capabilities import TELEGRAM
from adapters.markup import Span, Styled, utf16
from adapters.telegram.api import outcome_of
from adapters.telegram.files import LARGEST_PHOTO, UPLOAD_TIMEOUT, Caption
from adapters.telegram.front import Front
from adapters.telegram.keyboard import keyboard, label
from adapters.telegram.links import link
from adapters.telegram.places import CHANNEL, Place, spot
from adapters.telegram.sending import LONGEST_CAPTION, LONGEST_TEXT, Letter, Sender, Step, caption, lenient
from conversation.change import OutboxRow
from conversation.delivery import Outcome, Sent
from conversation.model import Address
from handoff.model import FileRef

log = logging.getLogger(__name__)

PRIVATE = "private"
"""The id of the choice that leads out of a group into the private chat."""
Payload = Mapping[str, Any]


class Chat:
    """Implements `conversation.ports.Channel` for the users of one bot.

    `media_root` is the folder of the FAQ, in which its pictures lie.
    """

    deduplicates = False
    capabilities = TELEGRAM

    def __init__(self, front: Front, sender: Sender, media_root: Path) -> None:
        self._front = front
        self._sender = sender
        self._media_root = media_root

    @property
    def carrier(self) -> str:
        """The channel account's name."""
        return self._front.carrier

    def split(self, text: str) -> tuple[str, ...]:
        """The text in pieces of at most 4,096 units of what is read, cut where a reader would, each Markdown again."""
        pieces = markup.split(markup.parse(text), LONGEST_TEXT)
        return (text,) if len(pieces) == 1 else tuple(map(markup.write, pieces))

    def gather(self, rows: Sequence[OutboxRow]) -> int:
        """Each row is a message of its own."""
        return 1

    async def send(self, rows: Sequence[OutboxRow]) -> Outcome:
        """One attempt; an outcome for all that Telegram can do."""
        row = rows[0]
        try:
            return Sent(await self._carried_out(row))
        except TelegramError as error:
            return outcome_of(error, self._front.words(None))

    async def _carried_out(self, row: OutboxRow) -> tuple[str, ...]:
        match row.kind:
            case "say" | "relay":
                address, payload = Address.from_key(row.target), row.payload
                place = await self._place(address, payload)
                letter = await self._letter(row, address)
                return await self._sender.run(row.key, place.chat, self._steps(place, letter, payload))
            case "edit":
                return await self._edit(row)
            case "erase":
                for found in await self._copies(row):
                    if not await self._sender.erase(found):
                        log.info("a message could not be deleted at the user's", extra={"row": row.id})
            case "mark":
                for found in (await self._copies(row))[:1]:
                    await self._sender.mark(found, str(row.payload["emoji"]))
            case _:
                log.error("a row of the kind %s is not for users", row.kind, extra={"row": row.id})
        return ()

    async def _place(self, address: Address, payload: Payload) -> Place:
        """Where the answer belongs; in a group always below the member's own words, in their topic."""
        chat, line = self._front.api.chat(address.chat), payload.get("reply_to")
        copies = await self._front.reader.copies(self.carrier, str(line)) if line else ()
        found = [number for at, number in map(spot, copies) if self._front.api.chat(at) == chat]
        place = Place(chat, reply_to=found[0] if found else None)
        last = self._front.whereabouts.of(address) if address.user else None
        if last is not None and place.reply_to in {None, last.reply_to}:
            return replace(last, chat=chat)
        return place

    async def _letter(self, row: OutboxRow, address: Address) -> Letter:
        payload: Payload = row.payload
        words = markup.parse(str(payload["text"]))
        for media in payload.get("media") or ():
            if "video" in media:
                words = _with_link(words, str(media["video"]), str(media.get("alt") or ""))
        files = tuple(FileRef(f["id"], f["name"], f["mime"], f["size"]) for f in payload.get("files") or ())
        return Letter(words, files, await self._keyboard(row, address))

    async def _keyboard(self, row: OutboxRow, address: Address) -> InlineKeyboardMarkup | None:
        """A group gets no buttons but the one that leads out of it: whoever reads along could press the others."""
        payload: Payload = row.payload
        choices = payload.get("choices") or ()
        known = await self._front.reader.by_id(row.conversation) if choices else None
        if known is None:
            return None
        front, buttons = self._front, []
        expires_at = front.clock.now() + USER_LIFE
        for choice in choices:
            text = label(choice["label"])
            if choice["id"] == PRIVATE:
                code = link(front.buttons.key, address.user, known.number)
                buttons.append(InlineKeyboardButton(text, url=f"https://t.me/{await front.username()}?start={code}"))
            elif not address.user:
                chat, action = str(front.api.chat(address.chat)), action_of(choice["id"])
                data = front.buttons.data(CHANNEL, chat, "user", known.number, action, expires_at)
                buttons.append(InlineKeyboardButton(text, callback_data=data))
        return keyboard(buttons)

    def _steps(self, place: Place, letter: Letter, payload: Payload) -> Iterator[Step]:
        """Pictures first; the last of them carries the words below it where they are short enough."""
        pictures = [media for media in payload.get("media") or () if "image" in media]
        for number, media in enumerate(pictures):
            last = number == len(pictures) - 1 and not letter.files and letter.words.text.strip()
            if last and utf16(letter.words.text) <= LONGEST_CAPTION:
                yield self._picture_step(place, str(media["image"]), letter, else_words=True)
                return
            alone = Letter(Styled(str(media.get("alt") or ""), ()))
            yield self._picture_step(place, str(media["image"]), alone, else_words=False)
        yield from self._sender.steps(place, letter)

    def _picture_step(self, place: Place, source: str, letter: Letter, *, else_words: bool) -> Step:
        """A picture of the FAQ. What cannot be shown is told to the log; the words go out without it."""

        async def send(place: Place, words: Caption) -> tuple[Message, ...]:
            photo = await asyncio.to_thread(self._picture, source)
            entities = words.entities or None
            sent = await self._front.api.bot.send_photo(
                photo=photo,
                caption=words.text or None,
                caption_entities=entities,
                reply_markup=letter.keyboard,
                write_timeout=UPLOAD_TIMEOUT,
                **place.arguments,
            )
            return (sent,)

        async def step() -> tuple[str, ...]:
            try:
                return await lenient(send, place, caption(letter.words))
            except (BadRequest, OSError) as error:
                log.warning("the picture %s of the FAQ was not sent: %s", source, error)
            plain = self._sender.steps(place, letter) if else_words else ()
            return tuple([found for step in plain for found in await step()])

        return step

    def _picture(self, source: str) -> str | bytes:
        """An address, which Telegram fetches itself, or the content of a file in the FAQ's folder."""
        if source.startswith(("https://", "http://")):
            return source
        path = (self._media_root / source).resolve()
        if not path.is_relative_to(self._media_root.resolve()):
            raise FileNotFoundError("it lies outside the FAQ's folder")
        if path.stat().st_size > LARGEST_PHOTO:
            raise OSError("a picture has at most 10 MB")
        return path.read_bytes()

    async def _copies(self, row: OutboxRow) -> tuple[str, ...]:
        return await self._front.reader.copies(self.carrier, str(row.payload["message"]))

    async def _edit(self, row: OutboxRow) -> tuple[str, ...]:
        """The line reads differently: its messages are changed in place, what is left of them deleted, more are sent.

        Words that stand below a file stay there as far as there is room. Returns the ids of the new messages.
        """
        copies, key = await self._copies(row), str(row.payload["message"])
        if not copies:
            return ()
        line = await self._front.reader.line_of(key)
        worded = copies[: max(len(copies) - len(line.files if line else ()), 0)]
        below = not worded
        places = copies[:1] if below else worded
        words = markup.parse(str(row.payload["text"]))
        pieces = list(markup.split(words, LONGEST_CAPTION if below else LONGEST_TEXT))
        place = Place(self._front.api.chat(spot(copies[0])[0]))
        steps = [self._change_step(place, at, piece, below) for at, piece in zip(places, pieces, strict=False)]
        steps += [self._erase_step(at) for at in places[len(pieces) :]]
        for piece in pieces[len(places) :]:
            steps += self._sender.steps(place, Letter(piece))
        return await self._sender.run(row.key, place.chat, steps)

    def _change_step(self, place: Place, at: str, piece: Styled, below: bool) -> Step:
        async def step() -> tuple[str, ...]:
            if await self._sender.change(at, piece, below_file=below):
                return ()
            again = self._sender.steps(
                place, Letter(piece)
            )  # an earlier change made it shorter, or somebody deleted it
            return tuple([found for send in again for found in await send()])

        return step

    def _erase_step(self, at: str) -> Step:
        async def step() -> tuple[str, ...]:
            await self._sender.erase(at)
            return ()

        return step


def _with_link(words: Styled, url: str, alt: str) -> Styled:
    """The words with a link below them."""
    gap = "\n\n" if words.text else ""
    shown = alt or url
    start = len(words.text) + len(gap)
    spans = (Span(start, start + len(shown), "link", url),) if markup.parse(f"[x]({url})").spans else ()
    return Styled(words.text + gap + (shown if spans else f"{alt} {url}".strip()), (*words.spans, *spans))
