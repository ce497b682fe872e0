"""One desk chat as a whole: the desk that sends, the cards, and what comes in from operators."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from telegram.error import TelegramError

from adapters.buttons import Buttons
from adapters.desk.answers import Answers
from adapters.desk.cards import CardParts, Cards
from adapters.desk.crowd import Crowd, CrowdParts
from adapters.desk.lines import Reading
from adapters.desk.members import Members
from adapters.desk.sending import Desk, DeskParts
from adapters.desk.topics import Place, Topics
from adapters.desk.troubles import PAUSE
from adapters.errands import Errands
from adapters.telegram.api import Api
from adapters.telegram.board import Board
from adapters.telegram.desk import Hand
from adapters.telegram.hall import Hall
from adapters.telegram.hints import Hints
from adapters.telegram.keyboard import Keys
from adapters.telegram.membership import Membership, person
from adapters.telegram.orders import ASK_AGAIN, OrderParts, Orders
from adapters.telegram.presses import Presses, PressParts
from adapters.telegram.rights import ALL, check, lacking
from adapters.telegram.room import Room
from adapters.telegram.sending import LONGEST_TEXT, Sender
from conversation.events import Actor
from conversation.explorers import Explorer
from conversation.ports import Bench, Clock, Feed, Files, Pace, Reader, Staff, StorageError, Threads, TryLater
from conversation.texts import Texts

log = logging.getLogger(__name__)

Json = Mapping[str, Any]

GONE = frozenset({"left", "kicked"})
_NUMBER = re.compile(r"#(\d+)(?:\s|$)")
REVIEW = 50_000
"""Milliseconds between two looks at who is still a member: a right that was taken away ends within a minute."""


@dataclass(frozen=True, slots=True)
class ForumParts:
    """What a desk chat is built from. `chat` is its id in the configuration; `files` keep what operators send.

    `caught_up()` returns once all that Telegram knew at our start is handled. `teams` are the names to which a
    conversation can be passed on; with `only_listed`, nobody is an operator by being a member of the chat. `snippets`
    are the names of the saved replies.
    """

    api: Api
    chat: str
    texts: Callable[[], Texts]
    pace: Pace
    threads: Threads
    reader: Reader
    feed: Feed
    staff: Staff
    files: Files
    clock: Clock
    buttons: Buttons
    sender: Sender
    caught_up: Callable[[], Awaitable[object]]
    errands: Errands
    zone: tzinfo = UTC
    explorers: Mapping[str, Explorer] = field(default_factory=dict)
    teams: Sequence[str] = ()
    only_listed: bool = False
    snippets: Sequence[str] = ()


class Forum:
    """`desk` sends from the start; `join` lets operators act, `run` keeps the cards and looks at the rights."""

    def __init__(self, parts: ForumParts) -> None:
        self._parts = parts
        self._lag: Callable[[str, str], int] = lambda carrier, conversation: 0
        self._orders: Orders | None = None
        self._presses: Presses | None = None
        self.room = Room(parts.api, parts.chat, parts.texts, parts.pace)
        self._keys = Keys(self.room, parts.buttons, parts.clock)
        membership = Membership(self.room, parts.staff)
        self.members = Members(membership, parts.staff, parts.clock, only_listed=parts.only_listed)
        board = Board(self.room, self._keys, self.members, parts.caught_up)
        self.topics = Topics(board, parts.threads, parts.clock)
        self.hints = Hints(self.room, parts.clock, parts.errands)
        hall = Hall(self.room, self.members, parts.sender)
        self.crowd = Crowd(CrowdParts(hall, parts.threads, parts.reader, parts.feed, parts.clock, self._reading))
        self.cards = Cards(
            CardParts(
                board, self.topics, parts.reader, parts.feed, parts.clock, parts.texts, self._reading,
                lambda conversation: self._lag(self.room.carrier, conversation), LONGEST_TEXT,
            )
        )  # fmt: skip
        hand = Hand(self.room, self.topics, self.cards, self._keys, self.members, parts.sender, parts.reader)
        self.desk = Desk(DeskParts(hand, self.topics, self.cards, self.crowd, parts.reader, self._reading))

    def _reading(self) -> Reading:
        return Reading(self.room.words, self._parts.zone, self._parts.clock.now(), self._parts.explorers)

    def join(self, bench: Bench, lag: Callable[[str, str], int]) -> None:
        """From now on operators can act. `lag(carrier, conversation)` is how far that topic is behind, in ms."""
        parts, self._lag = self._parts, lag
        answers = Answers(parts.reader, self._reading, parts.snippets)
        self._orders = orders = Orders(
            OrderParts(self.room, parts.threads, self.members, parts.reader, parts.files, bench, self.hints, answers)
        )
        self._presses = Presses(
            PressParts(
                self.room, self.topics, self.cards, self._keys, parts.buttons, orders, parts.reader, bench, parts.staff,
                self.hints, parts.clock, self._reading, parts.teams,
            )
        )  # fmt: skip

    @property
    def state(self) -> tuple[str, str | None]:
        """`up`, or `limited` and why, in sentences that end with what to do; for `/readyz`."""
        return ("limited", self.room.trouble) if self.room.trouble else ("up", None)

    async def run(self) -> None:
        """Until cancelled."""
        await self.room.recall(self._parts.staff)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.cards.run())
            tasks.create_task(self.crowd.run())
            tasks.create_task(self._examine())

    async def _examine(self) -> None:
        """Whether all rights are there, once at the start; and every minute, whether everybody is still a member.

        Whoever left has no rights any more, also not in the console.
        """
        seen = False
        while True:
            try:
                if not seen:
                    missing = await check(self._parts.api, self.room.id, self.room.words)
                    self.found(*[finding.what for finding in missing])
                    seen = True
                await self.members.review()
            except (TelegramError, StorageError) as error:
                log.info("the desk chat %s could not be looked at: %s", self.room.chat, type(error).__name__)
            await self._parts.clock.until(self._parts.clock.now() + (REVIEW if seen else PAUSE))

    def found(self, *missing: str) -> None:
        """These are missing in the chat, and nothing else."""
        self.room.fine(*(what for what in ALL if what not in missing))
        for what in missing:
            self.room.lacks(what)

    async def take(self, updates: Sequence[Json]) -> None:
        """One update of this chat, or all messages of an album. Raises StorageError and TryLater; then come again."""
        assert self._orders is not None, "operators cannot act before `join`"
        assert self._presses is not None
        match updates[0]:
            case {"message": first}:
                if not await self._noted(first):
                    await self._orders.written([update["message"] for update in updates])
            case {"edited_message": message}:
                await self._orders.edited(message)
            case {"message_reaction": reaction}:
                await self._orders.reacted(reaction)
            case {"callback_query": query}:
                await self._presses.pressed(query)
            case {"my_chat_member": change}:
                self._ours(change["new_chat_member"])
            case _:
                log.debug("an update of a desk chat that is nobody's business")

    async def _noted(self, message: Json) -> bool:
        """Whether it was one of Telegram's own messages about the chat that concerns us."""
        match message:
            case {"migrate_to_chat_id": _}:
                await self.room.moved(self._parts.staff)
            case {"forum_topic_created": topic, "from": sender} if str(sender["id"]) == self._parts.api.account:
                await self._adopt(str(topic["name"]), str(message["message_thread_id"]))
            case {"left_chat_member": left}:
                await self.members.gone(str(left["id"]))
            case _:
                return False
        return True

    async def _adopt(self, name: str, place: str) -> None:
        """A topic with this name was made in our name; which conversation it is for stands in front."""
        number = _NUMBER.match(name)
        known = await self._parts.reader.by_number(int(number[1])) if number else None
        if known is not None:
            await self.topics.adopt(known.id, Place(place))

    def _ours(self, member: Json) -> None:
        """The bot's own place in the chat changed."""
        if member["status"] in GONE:
            self.room.lacks("member")
            return
        me = self._parts.api.me
        self.room.fine("member")
        missing = lacking(member, reads_all=bool(me and me.can_read_all_group_messages))
        self.found(*missing, *(("forum",) if "forum" in self.room.missing else ()))


def connect(forums: Sequence[Forum]) -> None:
    """When something is wrong in one desk chat, the others hear of it."""
    for forum in forums:
        others = [other for other in forums if other is not forum]
        forum.room.troubled = _teller(others)


def _teller(others: Sequence[Forum]) -> Callable[[str], None]:
    def tell(words: str) -> None:
        for other in others:
            if words:
                other.hints.say(words)

    return tell


def finder(forums: Sequence[Forum], staff: Staff) -> Callable[[Json], Awaitable[Actor | None]]:
    """Tells operators from others, for chats that are no desk. Raises TryLater while Telegram cannot say."""

    async def who(user: Json) -> Actor | None:
        known = await staff.by_telegram(str(user["id"]))
        if known is not None and not known.source:
            return Actor(known.name, known.role, known.alias)
        for forum in forums:
            try:
                actor = await forum.members.who(person(user))
            except TelegramError:
                raise TryLater(ASK_AGAIN) from None
            if isinstance(actor, Actor):
                return actor
        return None

    return who
