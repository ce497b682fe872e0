"""What a forum of Telegram does for topics and their cards."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from telegram.error import BadRequest, TelegramError

from adapters.desk.card import Card
from adapters.desk.cards import PlaceGone
from adapters.desk.hand import Bell
from adapters.desk.members import Members
from adapters.desk.topics import Place
from adapters.telegram.api import is_message_gone, is_not_modified, is_rights, is_thread_missing, outcome_of
from adapters.telegram.keyboard import Keys
from adapters.telegram.room import Room
from adapters.telegram.sending import NO_PREVIEW, caption
from conversation.delivery import Ambiguous
from conversation.views import Thread

log = logging.getLogger(__name__)

LONGEST_TITLE = 128
"""UTF-16 units; Telegram cuts longer ones."""
ICONS = {"with_bot": "🤖", "waiting": "❓", "with_operator": "💬", "resolved": "✅"}
"""What the icon of a topic shows, by stage; Telegram allows only its own choice of emoji."""
_VARIATION = "\ufe0f"


class Board:
    """Implements `desk.cards.Board` and `desk.topics.Opener`.

    `caught_up()` returns once everything that Telegram knew when it was called is handled.
    """

    longest_title = LONGEST_TITLE
    troubles: tuple[type[Exception], ...] = (TelegramError,)

    def __init__(self, room: Room, keys: Keys, members: Members, caught_up: Callable[[], Awaitable[object]]) -> None:
        self._room = room
        self._members = members
        self._keys = keys
        self._caught_up = caught_up
        self._icons: dict[str, str] | None = None

    @property
    def carrier(self) -> str:
        """Account and chat."""
        return self._room.carrier

    async def turn(self) -> None:
        """Returns when the chat takes one more call."""
        await self._room.turn()

    def hush(self, error: Exception, now: int) -> int:
        """As long as Telegram wants, and the whole chat with us."""
        assert isinstance(error, TelegramError), "nothing else is a trouble"
        return self._room.hush(error, now)

    async def create(self, wanted: Thread) -> Place:
        """A topic with the icon of one who waits."""
        icon = await self._icon("waiting")
        topic = await self._room.api.bot.create_forum_topic(
            self._room.id, wanted.title, icon_custom_emoji_id=icon or None
        )  # fmt: skip
        self._room.fine("member", "admin", "forum", "topics")
        return Place(str(topic.message_thread_id))

    def unclear(self, error: Exception) -> bool:
        """Whether the answer was lost, not the request refused."""
        return isinstance(error, TelegramError) and isinstance(outcome_of(error, self._room.words), Ambiguous)

    async def look(self, wanted: Thread) -> Place | None:
        """Topics cannot be listed: the service message of the one that was asked for adopts it, if there is one."""
        await self._caught_up()
        return None

    async def remove(self, place: str) -> None:
        """Deletes the topic, or closes it where we may not delete; what Telegram refuses is given up."""
        bot, chat, topic = self._room.api.bot, self._room.id, int(place)
        try:
            try:
                await bot.delete_forum_topic(chat, topic)
            except BadRequest as error:
                if is_thread_missing(error):
                    return
                await bot.close_forum_topic(chat, topic)  # without the right to delete
        except BadRequest as error:
            log.warning("a topic that was opened twice could not be removed: %s", error.message)
        else:
            log.info("a topic that was opened twice was removed")

    async def put(self, thread: Thread, card: Card, bell: Bell) -> str:
        """Without the preview of links; it rings while somebody waits. The names below it go with the next change."""
        waits = card.stage == "waiting"
        words = caption(card.words, await self._members.called(bell.names) if waits else ())
        with _there():
            sent = await self._room.api.bot.send_message(
                self._room.id,
                words.text,
                entities=words.entities,
                message_thread_id=int(thread.place),
                reply_markup=self._keys.of(thread.number, card.actions),
                link_preview_options=NO_PREVIEW,
                disable_notification=bell.quiet or not waits,
            )
        return str(sent.message_id)

    async def dress(self, thread: Thread, card_id: str) -> None:
        """Pinned in silence, where we have the right."""
        room = self._room
        try:
            await room.api.bot.pin_chat_message(room.id, int(card_id), disable_notification=True)
        except TelegramError as error:
            if is_rights(error):
                room.limited(error)
            else:
                log.info("a card could not be pinned: %s", type(error).__name__)
        else:
            room.fine("pin")

    async def edit(self, thread: Thread, card: Card) -> bool:
        """False where the message is gone."""
        words = caption(card.words)
        try:
            with _there():
                await self._room.api.bot.edit_message_text(
                    words.text,
                    self._room.id,
                    int(thread.card),
                    entities=words.entities,
                    reply_markup=self._keys.of(thread.number, card.actions),
                    link_preview_options=NO_PREVIEW,
                )
        except BadRequest as error:
            if is_message_gone(error):
                return False
            if not is_not_modified(error):
                raise
        return True

    async def show(self, thread: Thread, stage: str) -> None:
        """The icon of this stage, where Telegram has one."""
        icon = await self._icon(stage)
        if icon:
            await self._settled(
                self._room.api.bot.edit_forum_topic(self._room.id, int(thread.place), icon_custom_emoji_id=icon)
            )

    async def close(self, thread: Thread) -> None:
        """Those who manage topics can still write there, and so can we."""
        await self._settled(self._room.api.bot.close_forum_topic(self._room.id, int(thread.place)))

    async def reopen(self, thread: Thread) -> None:
        """Whoever closed it."""
        await self._settled(self._room.api.bot.reopen_forum_topic(self._room.id, int(thread.place)))

    async def _settled(self, call: Awaitable[object]) -> None:
        """The call is made, or there was nothing to do any more."""
        try:
            with _there():
                await call
        except BadRequest as error:
            if not is_not_modified(error):
                raise

    async def _icon(self, stage: str) -> str:
        """The id of the icon, empty where Telegram has none; asked for once. A topic does not wait for it."""
        if self._icons is None:
            try:
                stickers = await self._room.api.bot.get_forum_topic_icon_stickers()
            except (TelegramError, TypeError, KeyError):  # the latter where an answer lacks what the library insists on
                return ""
            self._icons = {
                (sticker.emoji or "").replace(_VARIATION, ""): sticker.custom_emoji_id or "" for sticker in stickers
            }
        return self._icons.get(ICONS[stage], "")


@contextmanager
def _there() -> Iterator[None]:
    """Tells a deleted topic from what else can be wrong."""
    try:
        yield
    except BadRequest as error:
        if is_thread_missing(error):
            raise PlaceGone from error
        raise
