"""What goes out, for users and operators alike: words, files, changes, deletions, emoji.

Words carry their looks as entities, never as markup that Telegram would have to read, so nothing that anybody writes
can break a message. Should Telegram refuse the entities all the same, the words go out plain.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, MessageEntity, User
from telegram.constants import ReactionEmoji
from telegram.error import BadRequest, TelegramError

from adapters import markup
from adapters.desk.members import Person
from adapters.markup import Styled, utf16
from adapters.telegram.api import Api, is_message_gone, is_not_modified, is_parse_error, is_reply_gone
from adapters.telegram.files import Caption, batches, upload
from adapters.telegram.places import Place, remotes, spot, target
from conversation.ports import Files, Pace
from handoff.model import FileRef

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
"""UTF-16 units of what is read, markup not counted."""
UNFINISHED_REMEMBERED = 1_000
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_REACTIONS = frozenset(map(str, ReactionEmoji))
_VARIATION = "\ufe0f"  # keyboards add it to signs such as the heart, Telegram's list has most of them without
NO_WORDS = Styled("", ())

Step = Callable[[], Awaitable[tuple[str, ...]]]
"""One call, or one call and its plainer second try; returns the ids of what it sent."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one row brings: words, files, and buttons below the last of the words. `called` are notified by name."""

    words: Styled = NO_WORDS
    files: tuple[FileRef, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None
    silent: bool = False
    called: tuple[Person, ...] = ()


def caption(words: Styled, called: Sequence[Person] = ()) -> Caption:
    """The same as the library takes it; who is `called` stands below it by name, and is notified."""
    found = [MessageEntity(e.type, e.offset, e.length, url=e.url) for e in markup.entities(words)]
    text = words.text
    for number, person in enumerate(called):
        text += ", " if number else "\n"
        user = User(int(person.id), person.name, is_bot=False)
        found.append(MessageEntity(MessageEntity.TEXT_MENTION, utf16(text), utf16(person.name), user=user))
        text += person.name
    return Caption(text, tuple(found))


class Sender:
    """Sends for one bot. `pace` spaces out the calls of a row after its first, which the courier has counted."""

    def __init__(self, api: Api, files: Files, pace: Pace | None = None) -> None:
        self._api = api
        self._files = files
        self._pace = pace
        self._unfinished: OrderedDict[str, list[tuple[str, ...]]] = OrderedDict()

    async def deliver(self, key: str, place: Place, letter: Letter) -> tuple[str, ...]:
        """Sends all of a letter; returns the ids of the messages, words before files. Raises TelegramError.

        With the same `key` again, what arrived in an attempt before is not sent a second time.
        """
        return await self.run(key, place.chat, self.steps(place, letter))

    async def run(self, key: str, chat: int, steps: Iterable[Step]) -> tuple[str, ...]:
        """Does the steps of a row in order, those left out that an earlier attempt has done."""
        done = self._unfinished.pop(key, [])
        try:
            for number, step in enumerate(steps):
                if number < len(done):
                    continue
                if number > 0 and self._pace is not None:
                    await self._pace.turn(target(self._api.account, chat))
                done.append(await step())
        except TelegramError:
            self._keep(key, done)
            raise
        return tuple(found for ids in done for found in ids)

    def _keep(self, key: str, done: list[tuple[str, ...]]) -> None:
        if done:
            self._unfinished[key] = done
            while len(self._unfinished) > UNFINISHED_REMEMBERED:
                self._unfinished.popitem(last=False)

    def steps(self, place: Place, letter: Letter) -> Iterator[Step]:
        """Words first, then files; few words without buttons go below the first file instead."""
        groups = batches(letter.files)
        below = groups and letter.keyboard is None and utf16(letter.words.text) <= LONGEST_CAPTION
        if letter.words.text.strip() and not below:
            pieces = markup.split(letter.words, LONGEST_TEXT)
            for number, piece in enumerate(pieces):
                keyboard = letter.keyboard if number == len(pieces) - 1 else None
                called = letter.called if number == len(pieces) - 1 else ()
                yield self._text_step(place, piece, keyboard, called, silent=letter.silent)
                place = replace(place, reply_to=None)
        for number, group in enumerate(groups):
            words = letter.words if below and number == 0 else NO_WORDS
            yield self._files_step(place, group, words)
            place = replace(place, reply_to=None)

    def _text_step(
        self,
        place: Place,
        words: Styled,
        keyboard: InlineKeyboardMarkup | None,
        called: Sequence[Person] = (),
        *,
        silent: bool = False,
    ) -> Step:
        async def send(place: Place, words: Caption) -> tuple[Message, ...]:
            sent = await self._api.bot.send_message(
                text=words.text,
                entities=words.entities or None,
                reply_markup=keyboard,
                link_preview_options=NO_PREVIEW,
                disable_notification=silent,
                **place.arguments,
            )
            return (sent,)

        return lambda: lenient(send, place, caption(words, called))

    def _files_step(self, place: Place, group: Sequence[FileRef], words: Styled) -> Step:
        async def send(place: Place, words: Caption) -> tuple[Message, ...]:
            return await upload(self._api.bot, self._files, place, group, words)

        async def step() -> tuple[str, ...]:
            sent = await lenient(send, place, caption(words))
            if not sent and words.text.strip():  # the files are gone, the words are not
                return await self._text_step(place, words, None)()
            return sent

        return step

    async def change(
        self, found: str, words: Styled, keyboard: InlineKeyboardMarkup | None = None, *, below_file: bool = False
    ) -> bool:
        """The message with this id reads like this now; False when it is not there any more. Raises TelegramError."""
        chat, message = self._spot(found)
        call = self._change_caption if below_file else self._change_text

        async def attempt(words: Caption) -> None:
            await call(chat, message, words, keyboard)

        try:
            try:
                await attempt(caption(words))
            except BadRequest as error:
                if not is_parse_error(error):
                    raise
                await attempt(Caption(words.text))
        except BadRequest as error:
            if is_message_gone(error):
                return False
            if not is_not_modified(error):
                raise
        return True

    async def _change_text(
        self, chat: int, message: int, words: Caption, keyboard: InlineKeyboardMarkup | None
    ) -> None:
        await self._api.bot.edit_message_text(
            words.text,
            chat,
            message,
            entities=words.entities or None,
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
        )

    async def _change_caption(
        self, chat: int, message: int, words: Caption, keyboard: InlineKeyboardMarkup | None
    ) -> None:
        await self._api.bot.edit_message_caption(
            chat, message, caption=words.text, caption_entities=words.entities or None, reply_markup=keyboard
        )

    async def erase(self, found: str) -> bool:
        """Deletes the message with this id; False where Telegram does not let us. Raises TelegramError otherwise."""
        try:
            await self._api.bot.delete_message(*self._spot(found))
        except BadRequest as error:
            return is_message_gone(error)
        return True

    async def mark(self, found: str, emoji: str) -> bool:
        """Sets our one emoji below the message with this id, or takes it away; False where Telegram refuses it."""
        chat, message = self._spot(found)
        known = emoji if emoji in _REACTIONS else emoji.replace(_VARIATION, "")
        try:
            await self._api.bot.set_message_reaction(chat, message, known or None)
        except BadRequest:
            return False
        return True

    def _spot(self, found: str) -> tuple[int, int]:
        chat, message = spot(found)
        return self._api.chat(chat), message


async def lenient(
    send: Callable[[Place, Caption], Awaitable[tuple[Message, ...]]], place: Place, words: Caption
) -> tuple[str, ...]:
    """Sends; what Telegram dislikes about the looks or the answered message is left out in a second and third try."""
    while True:
        try:
            return remotes(await send(place, words))
        except BadRequest as error:
            if is_parse_error(error) and words.entities:
                words = Caption(words.text)
            elif is_reply_gone(error) and place.reply_to is not None:
                place = replace(place, reply_to=None)
            else:
                raise
