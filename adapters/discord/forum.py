"""The desk channel as a whole: the desk that sends, the cards, and what comes in from operators."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo

from adapters.buttons import Buttons
from adapters.desk.answers import Answers
from adapters.desk.card import Shown
from adapters.desk.cards import CardParts, Cards
from adapters.desk.crowd import Crowd, CrowdParts
from adapters.desk.lines import Reading
from adapters.desk.members import Members, Stranger
from adapters.desk.sending import Desk, DeskParts
from adapters.desk.topics import Case, Place, Topics
from adapters.discord import calls, incoming
from adapters.discord.api import TROUBLE, Api, Json
from adapters.discord.board import LONGEST_CARD, Board, number_of
from adapters.discord.copying import Copies
from adapters.discord.desk import Hand
from adapters.discord.directory import Spot
from adapters.discord.exchange import Exchange
from adapters.discord.hall import Hall
from adapters.discord.hints import Hints
from adapters.discord.keys import Keys
from adapters.discord.membership import Membership, person
from adapters.discord.orders import ASK_AGAIN, OrderParts, Orders
from adapters.discord.permissions import NEEDED, has, lacking
from adapters.discord.places import remote
from adapters.discord.posting import Poster
from adapters.discord.presses import Presses, PressParts
from adapters.discord.room import FORUM, TEXT, Room
from adapters.discord.tags import Tags
from adapters.errands import Errands
from conversation.events import Actor
from conversation.explorers import Explorer
from conversation.model import Resolved
from conversation.ports import Bench, Clock, Feed, Files, Reader, Staff, StorageError, Threads, TryLater
from conversation.texts import Texts
from conversation.views import Thread

log = logging.getLogger(__name__)

REVIEW = 50_000
"""Milliseconds between two looks at rights and at who is still a member: a right that was taken ends in a minute."""

_BEHIND: tuple[type[Exception], ...] = (StorageError, *TROUBLE)


@dataclass(frozen=True, slots=True)
class ForumParts:
    """What the desk is built from. `channel` is its id in the configuration; `files` keep what operators send.

    `teams` are the names to which a conversation can be passed on; with `only_listed`, nobody is an operator because
    they see the channel. `snippets` are the names of the saved replies.
    """

    api: Api
    channel: str
    texts: Callable[[], Texts]
    threads: Threads
    reader: Reader
    feed: Feed
    staff: Staff
    files: Files
    clock: Clock
    buttons: Buttons
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
        self.room = Room(parts.api, parts.channel, parts.texts, parts.clock)
        self._membership = Membership(self.room, parts.staff)
        self._tags = Tags(self.room)
        self._keys = Keys(self.room, parts.buttons)
        self._board = Board(self.room, self._tags, self._keys, parts.reader, self._reading)
        self.members = Members(self._membership, parts.staff, parts.clock, only_listed=parts.only_listed)
        self.topics = Topics(self._board, parts.threads, parts.clock)
        self.hints = Hints(self.room, parts.errands)
        self.cards = Cards(
            CardParts(
                self._board, self.topics, parts.reader, parts.feed, parts.clock, parts.texts, self._reading,
                lambda conversation: self._lag(self.room.carrier, conversation), LONGEST_CARD,
            )
        )  # fmt: skip
        hall = Hall(self.room, self.members, self._tags)
        self.crowd = Crowd(CrowdParts(hall, parts.threads, parts.reader, parts.feed, parts.clock, self._reading))
        poster = Poster(self.room, parts.files, parts.reader)
        hand = Hand(self.room, self.topics, self.cards, self._board, self._keys, self.members, poster)
        self.desk = Desk(DeskParts(hand, self.topics, self.cards, self.crowd, parts.reader, self._reading))

    def _reading(self) -> Reading:
        return Reading(self.room.words, self._parts.zone, self._parts.clock.now(), self._parts.explorers)

    def join(self, bench: Bench, lag: Callable[[str, str], int]) -> None:
        """From now on operators can act. `lag(carrier, conversation)` is how far that thread is behind, in ms."""
        parts, self._lag = self._parts, lag
        copies, answers = Copies(parts.api, parts.files), Answers(parts.reader, self._reading, parts.snippets)
        self._orders = Orders(
            OrderParts(
                self.room, parts.threads, self.members, parts.staff, parts.reader, copies, bench, self.hints, answers
            )
        )
        self._presses = Presses(
            PressParts(
                self.room, parts.threads, self.topics, self.cards, self._keys, self._orders, parts.reader, bench,
                parts.staff, self.hints, self._reading, answers, parts.teams,
            )
        )  # fmt: skip

    @property
    def state(self) -> tuple[str, str | None]:
        """`up`, or `limited` and why, in sentences that end with what to do; for `/readyz`."""
        return ("limited", self.room.trouble) if self.room.trouble else ("up", None)

    async def tracked(self) -> Iterable[str]:
        """The threads that are open, where operators may have written while we were away."""
        return [thread.place for thread in await self.topics.every()]

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.cards.run())
            tasks.create_task(self.crowd.run())
            tasks.create_task(self._examine())

    async def _examine(self) -> None:
        """Every minute, whether all rights are there and everybody is still a member.

        Whoever left has no rights any more, also not in the console.
        """
        while True:
            pause = REVIEW
            try:
                await self.look()
                await self.members.review()
            except _BEHIND as error:
                pause = self.room.retry
                if not self.room.trouble:  # else it has been said already, with what to do
                    log.info("the desk %s could not be looked at: %s", self.room.channel, type(error).__name__)
            await self._parts.clock.until(self._parts.clock.now() + pause)

    async def look(self) -> None:
        """Notes what is missing in the desk channel; makes tags where it may. Raises `api.TROUBLE`."""
        room = self.room
        try:
            channel, _ = await room.ground(fresh=True)
            may = await self._membership.permissions(self._parts.api.account) or 0
        except TROUBLE as error:
            room.outcome(error)
            raise
        room.fine("channel")
        if channel.get("type") not in {FORUM, TEXT}:
            room.lacks("kind")
            return
        room.fine("kind")
        missing = lacking(may, NEEDED["forum" if channel["type"] == FORUM else "text"])
        self._found("rights", [room.words(f"discord_name_{name}") for name in missing])
        if channel["type"] == FORUM:
            stages = await self._tags.ensure(may_make=has(may, "manage_channels"))
            self._found("tags", [self._tags.name(stage) for stage in stages])

    def _found(self, what: str, missing: Sequence[str]) -> None:
        if missing:
            self.room.lacks(what, missing)
        else:
            self.room.fine(what)

    async def take(self, name: str, data: Json, spot: Spot) -> None:
        """An event of the desk channel or a thread below it. Raises StorageError and TryLater; then come again."""
        assert self._orders is not None, "operators cannot act before `join`"
        match name:
            case "MESSAGE_CREATE" if incoming.is_from_a_person(data):
                await self._recognise(spot)
                await self._orders.written(data, spot)
            case "MESSAGE_UPDATE" if incoming.is_from_a_person(data):
                await self._orders.edited(data)
            case "MESSAGE_DELETE":
                await self._orders.deleted(data)
                await self._without_card(remote(spot.id, str(data["id"])), spot)
            case "MESSAGE_REACTION_ADD" | "MESSAGE_REACTION_REMOVE":
                await self._orders.reacted(data, added=name.endswith("ADD"))
            case "THREAD_CREATE" if data.get("newly_created") and self._board.is_ours(data):
                await self._opened(data)
            case "THREAD_UPDATE":
                await self._changed(data)
            case "THREAD_DELETE":
                await self._deleted(str(data["id"]))
            case _:
                log.debug("an event of the desk that is nobody's business")

    async def exchanges(self, exchange: Exchange) -> bool:
        """A press or a slash command: whether it was the desk's business; then it is answered."""
        assert self._presses is not None, "operators cannot act before `join`"
        return await self._presses.take(exchange)

    async def who(self, exchange: Exchange) -> Actor | Stranger:
        """Who acts, for places that are no desk. Raises `api.TROUBLE` while Discord cannot say."""
        return await self.members.who(person(exchange.user, exchange.member))

    async def _opened(self, data: Json) -> None:
        """A thread in our name: the one that we asked for, or one too many."""
        known = await self._parts.reader.by_number(number_of(str(data["name"])) or 0)
        if known is not None:
            place = str(data["id"])
            await self.topics.adopt(known.id, Place(place, await self._board.first_card(place)))

    async def _recognise(self, spot: Spot) -> None:
        """A thread that was opened just before we ended is known by its title, before its first words are read."""
        number = number_of(spot.name) if spot.owner == self._parts.api.account else None
        known = await self._parts.reader.by_number(number) if number is not None else None
        asked = await self._parts.threads.of(self.room.carrier, known.id) if known else None
        if known is None or asked is None or asked.place:
            return
        try:
            await self.topics.adopt(known.id, Place(spot.id, await self._board.first_card(spot.id)))
        except TROUBLE as error:
            raise TryLater(ASK_AGAIN) from error

    async def _changed(self, data: Json) -> None:
        """Somebody put a thread to sleep, woke it, or changed its tags: the card's keeper sees to it."""
        thread = await self._at(str(data["id"]))
        if thread is None:
            return
        archived = bool((data.get("thread_metadata") or {}).get("archived"))
        shown = Shown.read(thread.shown)
        before = [str(tag) for tag in data.get("applied_tags") or ()]
        is_forum = await self._board.has_tags()
        if is_forum and shown.icon and await self._tags.applied(before, shown.icon) != before:
            shown = replace(shown, icon="")
        now = replace(thread, state="closed" if archived else "open", shown=shown.written())
        if now != replace(thread, shown=Shown.read(thread.shown).written()):
            await self.topics.keep(now)
        self.cards.look(thread.number)

    async def _deleted(self, place: str) -> None:
        """A thread is gone; while its conversation is not resolved, it gets another."""
        thread = await self._at(place)
        if thread is None:
            return
        await self.topics.forget(thread)
        if thread.card == remote(self.room.channel, place):
            self._parts.errands.run(calls.delete(self._parts.api, self.room.channel, place))
        known = await self._parts.reader.by_id(thread.conversation)
        if known is not None and not isinstance(known.stage, Resolved):
            try:
                await self.cards.present(Case(known.id, known.number, known.contact.name), counted=False)
            except TROUBLE as error:  # the next row for it opens it
                log.info("a deleted thread could not be opened anew: %s", type(error).__name__)

    async def _without_card(self, gone: str, spot: Spot) -> None:
        """Somebody deleted a message; if it was a card, there is a new one soon."""
        thread = await self._at(gone.partition(":")[2] if spot.id == self.room.channel else spot.id)
        if thread is not None and thread.card == gone:
            self._board.forget(gone)
            await self.cards.renew(thread)

    async def _at(self, place: str) -> Thread | None:
        return await self._parts.threads.at(self.room.carrier, place)
