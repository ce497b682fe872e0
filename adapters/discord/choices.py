"""Buttons, lists and forms of users: what was chosen comes into the house, once, and is then no longer offered.

What stands inside is signed for one person, so that whoever reads along in public can press and cause nothing. Buttons
are understood after a restart, since all that they mean stands in them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from weakref import WeakValueDictionary

from adapters.buttons import USER_LIFE, Forged, Press, Stale, action_of, chosen
from adapters.desk.members import Stranger
from adapters.discord import calls
from adapters.discord.answering import Answering, is_ephemeral
from adapters.discord.api import TROUBLE
from adapters.discord.directory import Directory
from adapters.discord.exchange import Exchange
from adapters.discord.front import Front
from adapters.discord.meeting import Meeting
from adapters.discord.places import CHANNEL, remote
from conversation.events import Actor
from conversation.model import Choice, Conversation

log = logging.getLogger(__name__)

USER, PRIVATE, SOLVED, COMMENT = "u:", "p:", "s:", "c:"
"""How the custom ids of a person's choices, of the two public buttons and of the form for a comment begin."""
OURS = frozenset({USER, PRIVATE, SOLVED, COMMENT})
SELECT = "select"
"""The action of a list; what was picked of it is the action of a button."""
SCORES = frozenset(action_of(f"rate:{score}") for score in range(1, 6))
SOLVED_TAGS = ("solved", "resolved", "answered", "已解决", "已解決", "已回答")
"""What a forum's tag for finished posts is called, in lower case."""
MOST_TAGS = 5

Who = Callable[[Exchange], Awaitable[Actor | Stranger]]
"""Who acts on the desk, if anybody. Raises one of TROUBLE where Discord must be asked and cannot be."""


class Choices:
    """Takes pressed buttons, picked lists and filled forms that are the users' own."""

    def __init__(
        self,
        front: Front,
        answering: Answering,
        *,
        meeting: Meeting,
        directory: Directory,
        help_channels: frozenset[str],
        who: Who,
    ) -> None:
        self._front = front
        self._answering = answering
        self._meeting = meeting
        self._directory = directory
        self._help = help_channels
        self._who = who
        self._scoring: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, exchange: Exchange) -> None:
        """One of `OURS`, acknowledged before anything is read."""
        match exchange.custom_id[:2]:
            case "u:":
                await self._chosen(exchange)
            case "c:":
                await self._answering.acknowledge(exchange.defer_update())
                async with self._turn(exchange):
                    await self._commented(exchange)
            case "p:":
                await self._led_away(exchange)
            case "s:":
                await self._solved(exchange)

    def _read(self, exchange: Exchange, user: str = "") -> Press | Stale | Forged:
        data, now = exchange.custom_id[2:], self._front.clock.now()
        return self._front.buttons.read(data, CHANNEL, user or exchange.user_id, "user", now)

    async def _chosen(self, exchange: Exchange) -> None:
        reading = self._read(exchange)
        if not (isinstance(reading, Press) and reading.action in SCORES):
            await self._answering.acknowledge(exchange.defer_update())
            await self._accepted(exchange, reading)
            return
        asked = asyncio.ensure_future(self._answering.acknowledge(self._ask_why(exchange, reading.number)))
        async with self._turn(exchange):  # so that the comment, however fast it is filled in, finds the score
            await asked
            await self._accepted(exchange, reading, scores=True)

    def _turn(self, exchange: Exchange) -> asyncio.Lock:
        return self._scoring.setdefault(exchange.user_id, asyncio.Lock())

    async def _accepted(self, exchange: Exchange, reading: Press | Stale | Forged, *, scores: bool = False) -> None:
        answering, front = self._answering, self._front
        inbound = answering.inbound(exchange)
        if await front.came_before(inbound.external_id):
            return
        if not isinstance(reading, Forged):  # else they press what is somebody else's, where they are not at home
            answering.here(exchange)
        known = await front.reader.newest(inbound.address)
        choice = _meant(reading, exchange, known)
        if choice is None:
            await answering.say(exchange, front.words(known.language if known else exchange.locale)("choice_gone"))
        else:
            await answering.accept(exchange, replace(inbound, choice=choice.id))
        if not isinstance(reading, Forged) and not (scores and is_ephemeral(exchange)):
            front.errands.run(self._cleared(exchange))

    async def _ask_why(self, exchange: Exchange, number: int) -> None:
        """A form for a comment, which may be left empty or closed: the score counts already."""
        front, words = self._front, await self._answering.words_soon(exchange)
        expires_at = front.clock.now() + USER_LIFE
        data = front.buttons.data(CHANNEL, exchange.user_id, "user", number, "comment", expires_at)
        title, label = words("discord_comment_title"), words("discord_comment_label")
        await exchange.modal(COMMENT + data, title, label, words("discord_comment_hint"))

    async def _commented(self, exchange: Exchange) -> None:
        answering = self._answering
        if is_ephemeral(exchange):
            self._front.errands.run(self._cleared(exchange))  # the score could not do it: its answer was the form
        text = next(iter(exchange.fields.values()), "").strip()
        if text and isinstance(self._read(exchange), Press):
            answering.here(exchange)
            await answering.accept(exchange, replace(answering.inbound(exchange), text=text, act="comment"))

    async def _cleared(self, exchange: Exchange) -> None:
        """The buttons have done their work, or cannot do it any more."""
        if is_ephemeral(exchange):
            await exchange.edit_original({"components": []})
        elif exchange.message is not None:
            await calls.edit(self._front.api, exchange.channel_id, str(exchange.message["id"]), {"components": []})

    async def _led_away(self, exchange: Exchange) -> None:
        """From public into private, with what the person asked there last."""
        answering, reading = self._answering, self._read(exchange)
        await answering.acknowledge(exchange.defer(ephemeral=True))
        known = await self._front.reader.by_number(reading.number) if isinstance(reading, Press) else None
        if known is None:
            key = "discord_not_yours" if isinstance(reading, Forged) else "choice_gone"
            await answering.tell(exchange, key)
            return
        await self._meeting.lead(exchange, await self._asked(known))

    async def _asked(self, known: Conversation) -> str:
        """What the person asked in public last. What was said in private, people have read already."""
        view = await self._front.reader.conversation(known.number) if known.address.user else None
        said = (line.text for line in reversed(view.messages if view else ()) if line.author == "user")
        return next((text for text in said if text and not text.startswith("/")), "")

    async def _solved(self, exchange: Exchange) -> None:
        """By who asked, or by an operator."""
        answering = self._answering
        await answering.acknowledge(exchange.defer_update())
        known = await self._below(exchange)
        if known is None:
            await answering.tell(exchange, "choice_gone")
        elif exchange.user_id != known.address.user and not await self._is_operator(exchange):
            await answering.tell(exchange, "discord_not_yours")
        else:
            inbound = replace(answering.inbound(exchange, known.address), name=None, choice="solved", heard="asked")
            if await answering.accept(exchange, inbound):
                self._front.errands.run(self._mark_solved(exchange))

    async def _below(self, exchange: Exchange) -> Conversation | None:
        """The public conversation whose answer this button of ours is below."""
        reader, reading = self._front.reader, self._read(exchange)
        if isinstance(reading, Press):
            return await reader.by_number(reading.number)
        message = str((exchange.message or {}).get("id", ""))
        line = await reader.line(self._front.carrier, remote(exchange.channel_id, message))
        known = await reader.by_number(line.number) if line else None
        if known is None or not known.address.user:
            return None
        return known if isinstance(self._read(exchange, known.address.user), Press) else None

    async def _is_operator(self, exchange: Exchange) -> bool:
        try:
            return isinstance(await self._who(exchange), Actor)
        except TROUBLE as error:
            log.info("nobody could say who is an operator: %s", type(error).__name__)
            return False

    async def _mark_solved(self, exchange: Exchange) -> None:
        """Everybody sees that it is solved; a post is closed last, since nothing can be changed in it after that."""
        api, message = self._front.api, str((exchange.message or {}).get("id", ""))
        await self._cleared(exchange)
        await calls.react(api, exchange.channel_id, message, "✅")
        post = await self._directory.of(exchange.channel_id)
        if post is None or post.kind != "thread" or post.parent not in self._help:
            return
        forum = await self._directory.of(post.parent)
        if forum is None or forum.kind != "forum":
            return
        tags = (await calls.channel(api, forum.id)).get("available_tags") or ()
        fitting = [str(tag["id"]) for tag in tags if str(tag.get("name", "")).strip().casefold() in SOLVED_TAGS][:1]
        applied = [str(tag) for tag in (await calls.channel(api, post.id)).get("applied_tags") or ()]
        if fitting and fitting[0] not in applied:
            await calls.edit_channel(api, post.id, applied_tags=[*applied[: MOST_TAGS - 1], *fitting])
        await calls.edit_channel(api, post.id, archived=True)


def _meant(reading: Press | Stale | Forged, exchange: Exchange, known: Conversation | None) -> Choice | None:
    """What was chosen, if that is still open."""
    if not isinstance(reading, Press) or known is None or known.number != reading.number:
        return None
    picked = exchange.values[0] if reading.action == SELECT and exchange.values else reading.action
    return chosen(picked, known.offered)
