"""Where a conversation stands in the desk channel: a post of the forum, or a thread below its card.

To open one is not idempotent, so `look` recognises what we asked for before by its owner and its number. A thread that
fell asleep is woken for what has to be changed in it, and put to sleep again where it was at rest.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from adapters.desk.card import Card, card
from adapters.desk.cards import PlaceGone
from adapters.desk.hand import Bell
from adapters.desk.lines import Reading
from adapters.desk.topics import Place
from adapters.discord import calls
from adapters.discord.api import TROUBLE
from adapters.discord.errors import code_of, is_archived, is_gone, is_rights, outcome_of
from adapters.discord.keys import Keys
from adapters.discord.letters import Letter, nonce
from adapters.discord.markup import split, to_discord
from adapters.discord.places import remote, spot
from adapters.discord.room import UNKNOWN_CHANNEL, Json, Room
from adapters.discord.tags import Tags
from adapters.markup import Styled
from conversation.delivery import Ambiguous
from conversation.model import Waiting
from conversation.ports import Reader
from conversation.views import Thread

log = logging.getLogger(__name__)

LONGEST_TITLE, LONGEST_CARD = 100, 1500
"""UTF-16 units; what stands on a card has to fit with its markup."""
WEEK = 10_080
"""Minutes of silence after which Discord puts a thread to sleep; it knows no longer ones."""
MOST_REMEMBERED = 200
_THREAD_IS_THERE = 160004
_NUMBER = re.compile(r"#(\d+)(?:\s|$)")
_UNTHREADED = re.compile(r"\*\*\\?#(\d+)\b")

Done = TypeVar("Done")


def number_of(name: str) -> int | None:
    """The conversation that a title of ours names."""
    found = _NUMBER.match(name)
    return int(found[1]) if found else None


@dataclass(slots=True)
class Board:
    """Implements `adapters.desk.cards.Board` and `adapters.desk.topics.Opener`."""

    room: Room
    tags: Tags
    keys: Keys
    reader: Reader
    reading: Callable[[], Reading]
    _fresh: dict[str, str] = field(default_factory=dict)

    @property
    def carrier(self) -> str:
        """The desk's name."""
        return self.room.carrier

    @property
    def troubles(self) -> tuple[type[Exception], ...]:
        """What the network and the library can raise."""
        return TROUBLE

    @property
    def longest_title(self) -> int:
        """Discord's limit for the name of a thread."""
        return LONGEST_TITLE

    async def turn(self) -> None:
        """The library keeps Discord's pace, call by call."""

    def hush(self, error: Exception, now: int) -> int:
        """How long to wait after this, in ms."""
        return self.room.hush(error)

    def unclear(self, error: Exception) -> bool:
        """Whether it may have been done all the same."""
        return isinstance(outcome_of(error, self.room.words), Ambiguous)

    async def create(self, wanted: Thread) -> Place:
        """A post that begins with the card, or the card with a thread below it."""
        shown = await self._wanted(wanted.number)
        letter = self._letter(wanted.number, shown) if shown else Letter(to_discord(Styled(wanted.title, ())))
        if await self.room.is_forum():
            tag = await self.tags.of(shown.stage if shown else "waiting")
            opened = await calls.open_post(
                self.room.api, self.room.channel, wanted.title, letter.body(), [tag] if tag else [], WEEK
            )
            place = Place(str(opened["id"]), remote(str(opened["id"]), str(opened["id"])))
        else:
            place = await self._below(wanted, letter)
        self.room.fine("channel")
        if shown is not None:
            self._remember(place.card, shown.digest)
        return place

    async def _below(self, wanted: Thread, letter: Letter) -> Place:
        key = nonce(f"{self.carrier}|{wanted.conversation}|{wanted.at}")
        sent = await calls.send(self.room.api, self.room.channel, letter.body(key))
        try:
            return await self._threaded(str(sent["id"]), wanted.title)
        except TROUBLE as error:
            if not self.unclear(error):  # the next attempt brings a card of its own
                await self._without_fail(lambda: calls.delete(self.room.api, self.room.channel, str(sent["id"])))
            raise

    async def _threaded(self, message: str, title: str) -> Place:
        """The thread below this message, which has the message's id."""
        try:
            await calls.start_thread(self.room.api, self.room.channel, message, title, WEEK)
        except TROUBLE as error:
            if code_of(error) != _THREAD_IS_THERE:
                raise
        return Place(message, remote(self.room.channel, message))

    async def look(self, wanted: Thread) -> Place | None:
        """The thread of ours with this number: the oldest one; others are too many."""
        api, room = self.room.api, self.room
        there = await calls.active_threads(api, await room.guild())
        found = [thread for thread in there if self.is_ours(thread, wanted.number)]
        if not found:
            there = await calls.archived_threads(api, room.channel)
            found = [thread for thread in there if self.is_ours(thread, wanted.number)]
        places = sorted((str(thread["id"]) for thread in found), key=int)
        for place in places[1:]:
            await self.remove(place)
        if places:
            return Place(places[0], await self.first_card(places[0]))
        return None if await room.is_forum() else await self._unthreaded(wanted)

    def is_ours(self, thread: Json, number: int | None = None) -> bool:
        """Whether we opened it in the desk channel, for this conversation or for any."""
        named = number_of(str(thread.get("name", "")))
        mine = str(thread.get("owner_id")) == self.room.api.account
        return (
            mine and str(thread.get("parent_id")) == self.room.channel and named is not None and number in {None, named}
        )

    async def first_card(self, place: str) -> str:
        """The message with which a thread of ours began."""
        return remote(place if await self.room.is_forum() else self.room.channel, place)

    async def _unthreaded(self, wanted: Thread) -> Place | None:
        """A card that was posted, and then something came between."""
        for message in await calls.history(self.room.api, self.room.channel):
            mine = str((message.get("author") or {}).get("id")) == self.room.api.account
            found = _UNTHREADED.match(str(message.get("content", ""))) if mine else None
            if found and int(found[1]) == wanted.number and not message.get("thread"):
                return await self._threaded(str(message["id"]), wanted.title)
        return None

    async def remove(self, place: str) -> None:
        """Deleted where we may, else put to sleep and locked."""
        api, room = self.room.api, self.room
        try:
            await calls.delete_channel(api, place)
        except TROUBLE as error:
            if is_gone(error):
                return
            if not is_rights(error):
                raise
            if not await self._without_fail(lambda: calls.edit_channel(api, place, archived=True, locked=True)):
                await self._without_fail(lambda: calls.edit_channel(api, place, archived=True))
        if not await room.is_forum():
            await self._without_fail(lambda: calls.delete(api, room.channel, place))
        log.info("a thread that was opened twice was removed")

    async def put(self, thread: Thread, card: Card, bell: Bell) -> str:
        """A card inside the thread, where the first one was deleted. Whom the bell names, a message below it calls."""
        minute = self.room.clock.now() // 60_000  # a second attempt is the same message, a second card is none
        body = self._letter(thread.number, card).body(nonce(f"{self.carrier}|{thread.place}|card|{minute}"))
        sent = await self.awake(thread, lambda: calls.send(self.room.api, thread.place, body))
        return remote(thread.place, str(sent["id"]))

    async def dress(self, thread: Thread, card_id: str) -> None:
        """Pins a card that is not the first message."""
        channel, message = spot(card_id)
        if message != thread.place:
            await self._without_fail(lambda: calls.pin(self.room.api, channel, message))

    async def edit(self, thread: Thread, card: Card) -> bool:
        """In place; nothing is called for a card that was made like this."""
        channel, message = spot(thread.card)
        if self._fresh.pop(thread.card, "") == card.digest:
            return True
        body = self._letter(thread.number, card).change()
        try:
            await self.awake(thread, lambda: calls.edit(self.room.api, channel, message, body))
        except TROUBLE as error:
            if is_gone(error) and code_of(error) != UNKNOWN_CHANNEL:
                return False
            raise
        return True

    def forget(self, card_id: str) -> None:
        """Somebody deleted this card."""
        self._fresh.pop(card_id, None)

    async def show(self, thread: Thread, stage: str) -> None:
        """The tag of this stage; a thread of a text channel has none."""
        if not await self.has_tags():
            return
        post = await self.awake(thread, lambda: calls.channel(self.room.api, thread.place))
        before = [str(tag) for tag in post.get("applied_tags") or ()]
        after = await self.tags.applied(before, stage)
        if after != before:
            await self.awake(thread, lambda: calls.edit_channel(self.room.api, thread.place, applied_tags=after))

    async def has_tags(self) -> bool:
        """Whether states can be shown by tags."""
        return await self.room.is_forum() and bool(self.tags.known(await self.room.shape()))

    async def close(self, thread: Thread) -> None:
        """Asleep: out of the list, and anybody's word there opens it again."""
        await self._standing(lambda: calls.edit_channel(self.room.api, thread.place, archived=True))

    async def reopen(self, thread: Thread) -> None:
        """Awake."""
        await self._standing(lambda: calls.edit_channel(self.room.api, thread.place, archived=False))

    async def awake(self, thread: Thread, call: Callable[[], Awaitable[Done]]) -> Done:
        """Does this in the thread, which is woken for it if it sleeps, and then sleeps again if it is at rest.

        Raises PlaceGone where the thread is gone, or `api.TROUBLE`.
        """
        try:
            return await self._standing(call)
        except TROUBLE as error:
            if not is_archived(error):
                raise
        await self.reopen(thread)
        done = await self._standing(call)
        if thread.state == "closed":
            await self.close(thread)
        return done

    async def _standing(self, call: Callable[[], Awaitable[Done]]) -> Done:
        try:
            return await call()
        except TROUBLE as error:
            if code_of(error) == UNKNOWN_CHANNEL:
                raise PlaceGone from None
            raise

    async def _without_fail(self, call: Callable[[], Awaitable[object]]) -> bool:
        """What is better done and not worth a failure; whether it was."""
        try:
            await call()
        except TROUBLE as error:
            log.info("something small at the desk was not done: %s", type(error).__name__)
            return False
        return True

    async def _wanted(self, number: int) -> Card | None:
        """The card as it should be now, not behind."""
        view, known = await self.reader.conversation(number), await self.reader.by_number(number)
        if view is None or known is None:
            return None
        reason = known.stage.reason if isinstance(known.stage, Waiting) else None
        return card(view, self.room.texts(), self.reading(), 0, reason, longest=LONGEST_CARD)

    def _letter(self, number: int, card: Card) -> Letter:
        return Letter(to_discord(split(card.words)[0]), self.keys.of(number, card.actions))

    def _remember(self, card_id: str, digest: str) -> None:
        self._fresh[card_id] = digest
        while len(self._fresh) > MOST_REMEMBERED:
            del self._fresh[next(iter(self._fresh))]
