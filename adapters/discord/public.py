"""Channels and threads of a server: when the bot is meant, and where it may listen.

It is meant when it is mentioned or answered. In the help channels, and in the posts and threads below them, it may also
listen to questions that nobody in particular was asked, and look out for secrets; the house then answers what it is
sure of, warns, and keeps nothing of the rest. All other talk is the people's own.
"""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import replace

from adapters.discord import incoming
from adapters.discord.copying import Copies
from adapters.discord.directory import Spot
from adapters.discord.front import Front
from adapters.discord.incoming import Json
from adapters.discord.places import member, person, remote
from adapters.discord.private import deletion, owner_of, reaction
from adapters.listening import Restraint, is_question
from conversation.events import Heard
from conversation.model import Address
from conversation.ports import Files, Inbound, Intake, Receipt, Refused, TryLater
from safety.secrets import redact

log = logging.getLogger(__name__)

THREADS_REMEMBERED = 10_000


class Public:
    """Takes events of channels and threads that are no desk. Raises StorageError; then nothing was stored.

    `help_channels` are the ids of text channels and forums in which questions are asked of everybody.
    """

    def __init__(self, front: Front, intake: Intake, files: Files, *, help_channels: Collection[str]) -> None:
        self._front = front
        self._intake = intake
        self._copies = Copies(front.api, files)
        self._help = frozenset(help_channels)
        self._restraint = Restraint()
        self._opened: OrderedDict[str, str] = OrderedDict()
        self._mention = re.compile(rf"<@!?{re.escape(front.account)}>[,:]?[^\S\n]*")

    async def take(self, name: str, data: Json, spot: Spot) -> None:
        """One event, by its name at the gateway."""
        match name:
            case "MESSAGE_CREATE" if incoming.is_from_a_person(data):
                await self._said(data, spot)
            case "MESSAGE_UPDATE" if incoming.is_from_a_person(data):
                await self._changed(data, spot)
            case "MESSAGE_DELETE":
                await self._gone(data)
            case "MESSAGE_REACTION_ADD" | "MESSAGE_REACTION_REMOVE":
                await self._marked(data, added=name.endswith("ADD"))
            case "THREAD_CREATE" if data.get("newly_created") and data.get("owner_id"):
                self._opened[str(data["id"])] = str(data["owner_id"])
                while len(self._opened) > THREADS_REMEMBERED:
                    self._opened.popitem(last=False)

    def _listens(self, spot: Spot) -> bool:
        return spot.id in self._help or spot.parent in self._help

    async def _said(self, message: Json, spot: Spot) -> None:
        if self._is_meant(message):
            await self._accept(message, spot, "asked", self._words_of(message) or "/help")
        elif self._listens(spot):
            await self._overheard(message, spot)

    def _is_meant(self, message: Json) -> bool:
        answered = (message.get("referenced_message") or {}).get("author") or {}
        is_answer = message.get("type") == incoming.ANSWER and str(answered.get("id")) == self._front.account
        return is_answer or incoming.names(message, self._front.account)

    def _words_of(self, message: Json) -> str:
        """What was written, without our name in it."""
        content = message.get("content") or ""
        return incoming.plain({**message, "content": self._mention.sub("", content).strip()}, markdown=False)

    async def _overheard(self, message: Json, spot: Spot) -> None:
        """What was said to everybody. A secret is the house's business as well: it warns of it."""
        now, address = self._front.clock.now(), self._address(message)
        begins, text = self._begins(message, spot), self._words_of(message)
        if begins and (redact(spot.name).findings or (is_question(spot.name) and not is_question(text))):
            text = f"{spot.name}\n{text}".strip()  # the title asks, or tells too much
        asks = (begins or is_question(text)) and self._restraint.may_speak(address, now)
        if redact(text).findings or (asks and text and not text.startswith("/")):
            receipt = await self._accept(message, spot, "overheard", text)
            if receipt.seq:
                self._restraint.spoke(address, now)

    def _begins(self, message: Json, spot: Spot) -> bool:
        """Whether it opens a post, or is what the one who opened a thread says there first."""
        if self._opened.get(spot.id) == str(message["author"]["id"]):
            del self._opened[spot.id]
            return True
        return str(message["id"]) == spot.id  # the words of a post have the post's own number

    async def _accept(self, message: Json, spot: Spot, heard: Heard, text: str) -> Receipt:
        front, author = self._front, message["author"]
        in_private = await front.reader.newest(person(front.account, str(author["id"])))
        inbound = Inbound(
            address=self._address(message),
            language=in_private.language if in_private else None,
            external_id=incoming.external_id(message),
            text=text,
            name=incoming.name_of(author, message.get("member")),
            heard=heard,
            remotes=(incoming.remote_of(message),),
            about=incoming.answered(message),
            written_at=incoming.written_at(message),
        )
        if heard == "asked" and not await front.came_before(inbound.external_id):
            attached, words = incoming.attachments(message), front.words(None)
            files, note = await self._copies.of(inbound.external_id, inbound.address.key, attached, words)
            inbound = replace(inbound, files=files, text="\n".join(filter(None, (text, note))))
        front.people.met(str(author["id"]), spot.id)
        receipt = await self._quietly(inbound)
        self._copies.drop(inbound.external_id)
        return receipt

    async def _changed(self, message: Json, spot: Spot) -> None:
        """New words for something that we keep; what we did not keep then is nobody's business now but for a secret."""
        about, text = incoming.remote_of(message), self._words_of(message)
        address = await owner_of(self._front, about, own=True)
        if address is not None:
            inbound = Inbound(address, incoming.external_id(message), text, act="edit", heard="asked", about=about)
            await self._quietly(replace(inbound, written_at=incoming.written_at(message)))
        elif self._listens(spot) and redact(text).findings:
            await self._accept(message, spot, "overheard", text)

    async def _gone(self, data: Json) -> None:
        inbound = await deletion(self._front, remote(str(data["channel_id"]), str(data["id"])))
        if inbound is not None:
            await self._quietly(replace(inbound, heard="asked"))

    async def _marked(self, data: Json, *, added: bool) -> None:
        """An emoji of the person whom an answer was for; those of others are theirs."""
        address = await owner_of(self._front, remote(str(data["channel_id"]), str(data["message_id"])))
        if address is not None and str(data["user_id"]) in {address.user, address.chat if not address.user else ""}:
            await self._quietly(replace(reaction(self._front, address, data, added=added), heard="asked"))

    async def _quietly(self, inbound: Inbound) -> Receipt:
        """What is refused here, and a member's flood, is dropped without a word: a channel must not wait for one."""
        try:
            return await self._intake.accept(inbound)
        except (Refused, TryLater) as refusal:
            log.info("not taken in public: %s", type(refusal).__name__)
            return Receipt(0)

    def _address(self, message: Json) -> Address:
        return member(self._front.account, str(message["channel_id"]), str(message["author"]["id"]))
