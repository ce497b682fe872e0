"""What operators write in the threads of the desk becomes commands, for those who may give any.

Rights hang on the sender's id, the desk channel and the role of this moment. A forwarded message, what a bot or a
webhook wrote, and an edit never carry an order, whatever they say.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from adapters.desk.answers import NOWHERE, Answers, number_to_claim, works_anywhere
from adapters.desk.members import Members, Person, Stranger
from adapters.discord import incoming
from adapters.discord.api import TROUBLE
from adapters.discord.copying import Copies
from adapters.discord.directory import Spot
from adapters.discord.hints import Hints
from adapters.discord.incoming import Json
from adapters.discord.membership import person
from adapters.discord.places import remote
from adapters.discord.room import Room
from conversation.change import Seen
from conversation.events import Actor
from conversation.ports import Bench, NotThere, Origin, Reader, Refused, Staff, Threads, TryLater
from conversation.views import LineView, Thread
from handoff.commands import WORDS, Misread, Mute, Order, Who, parse
from handoff.model import Amend, Claim, Command, Delete, React, Reply

log = logging.getLogger(__name__)

ASK_AGAIN = 5
"""Seconds until a message is looked at again while Discord cannot say who its sender is."""
_FORWARD = 1


@dataclass(frozen=True, slots=True)
class OrderParts:
    """What orders are taken with."""

    room: Room
    threads: Threads
    members: Members
    staff: Staff
    reader: Reader
    copies: Copies
    bench: Bench
    hints: Hints
    answers: Answers


class Orders:
    """The receiving half of the desk, for what is written; buttons and slash commands are the business of `presses`."""

    def __init__(self, parts: OrderParts) -> None:
        self._parts = parts
        self._room = parts.room
        self._mention = re.compile(rf"^\s*<@!?{re.escape(parts.room.api.account)}>[,:]?\s*")

    async def written(self, message: Json, spot: Spot) -> None:
        """A message of a person. Raises StorageError and TryLater."""
        thread = await self._parts.threads.at(self._room.carrier, spot.id)
        if thread is None:
            await self._elsewhere(message)
            return
        actor = await self._actor(message["author"], message.get("member"), spot.id)
        if actor is not None and not self._is_hidden(message):
            await self._ordered(thread, actor, message)

    async def edited(self, message: Json) -> None:
        """New words for a line that went to the user. An edit is never an order."""
        line = await self._parts.reader.line(self._room.carrier, incoming.remote_of(message))
        if line is None or line.author != "operator" or is_forwarded(message):
            return
        actor = await self._actor(message["author"], message.get("member"), str(message["channel_id"]))
        text = self._words_of(message)
        if actor is not None and text.strip():
            await self._act(line.number, actor, Amend(line.message, text), message)

    async def deleted(self, data: Json) -> None:
        """An operator's own message is gone, so it goes at the user's, too; that of a mirrored line means nothing."""
        about = remote(str(data["channel_id"]), str(data["id"]))
        line = await self._parts.reader.line(self._room.carrier, about)
        if line is None or line.author != "operator" or line.name is None:
            return
        if await self._parts.reader.seen(Seen(f"desk:{line.name}", about)) is None:
            return
        operator = next((found for found in await self._parts.staff.all() if found.name == line.name), None)
        if operator is not None:
            await self._give(
                line, Actor(operator.name, operator.role, operator.alias), Delete(line.message), f"del:{about}"
            )

    async def reacted(self, data: Json, *, added: bool) -> None:
        """An emoji below the copy of a user's line."""
        user, about = str(data["user_id"]), remote(str(data["channel_id"]), str(data["message_id"]))
        line = await self._parts.reader.line(self._room.carrier, about)
        if line is None or line.author != "user" or user == self._room.api.account:
            return
        member = data.get("member") or {}
        known = await self._parts.staff.by_discord(user)
        if not member.get("user") and known is None:
            return  # who takes an emoji away comes without a name, and has put it there before
        found = await self.who(person(member.get("user") or {"id": user}, member))
        if isinstance(found, Actor):
            emoji, done = incoming.emoji_of(data), "add" if added else "remove"
            external_id = f"re:{about}:{user}:{emoji}:{done}:{self._room.clock.now()}"
            await self._give(line, found, React(line.message, emoji if added else ""), external_id)

    async def who(self, someone: Person) -> Actor | Stranger:
        """Who this is. Raises TryLater while Discord cannot say."""
        try:
            return await self._parts.members.who(someone)
        except TROUBLE as error:
            log.warning("who wrote at the desk could not be asked: %s", type(error).__name__)
            raise TryLater(ASK_AGAIN) from None

    async def _actor(self, user: Json, member: Json | None, channel: str) -> Actor | None:
        """Who this is, if they may act; else they are told once an hour what to do."""
        found = await self.who(person(user, member))
        if isinstance(found, Actor):
            return found
        if self._parts.hints.once(found.key, found.user):
            self._parts.hints.say(self._parts.hints.refusal(found), channel)
        return None

    async def _elsewhere(self, message: Json) -> None:
        """In the desk channel and in threads of their own, people talk among themselves.

        But for `/claim 1042`, and for what is about whoever says it.
        """
        channel, text = str(message["channel_id"]), self._words_of(message)
        word = text.split(maxsplit=1)[0].lower() if text.strip() else ""
        if word not in WORDS or is_forwarded(message):
            return
        if works_anywhere(text):
            actor = await self._actor(message["author"], message.get("member"), channel)
            if actor is not None:
                await self._anywhere(actor, message, text)
        elif self._parts.hints.once("discord_desk_no_thread", channel):
            self._tell(message, self._room.words("discord_desk_no_thread"))

    async def _anywhere(self, actor: Actor, message: Json, text: str) -> None:
        match parse(text):
            case Mute() as command:
                await self._muted(NOWHERE, actor, command, message)
            case Misread() as found if number_to_claim(text) is None:
                self._tell(message, self._parts.answers.misread(found))
            case _:
                await self._claimed(actor, message)

    async def _muted(self, number: int, actor: Actor, command: Mute, message: Json) -> None:
        if await self._act(number, actor, command, message):
            self._tell(message, self._parts.answers.muted(command))

    async def _claimed(self, actor: Actor, message: Json, here: int = 0) -> None:
        """The conversation that is named, else the one that stands `here`."""
        number = number_to_claim(self._words_of(message)) or here
        if await self._act(number, actor, Claim(), message) and number != here:
            self._tell(message, self._parts.answers.claimed(number))

    def _is_hidden(self, message: Json) -> bool:
        """Whether Discord keeps from us what was written; said once an hour, with what to do about it."""
        if any(message.get(part) for part in _CONTENT):
            if not incoming.names(message, self._room.api.account):
                self._room.fine("content")
            return False
        self._room.lacks("content")
        if self._parts.hints.once("content", self._room.channel):
            self._parts.hints.say(self._room.words("desk_no_content"), str(message["channel_id"]), str(message["id"]))
        return True

    async def _ordered(self, thread: Thread, actor: Actor, message: Json) -> None:
        answered = incoming.answered(message)
        line = await self._parts.reader.line(self._room.carrier, answered) if answered else None
        about = line.message if line is not None and line.number == thread.number else None
        command = self._command(message, about)
        if command is None:
            command = await self._reply(actor, message, about)
        match command:
            case Misread():
                self._tell(message, self._parts.answers.misread(command))
            case Claim():
                await self._claimed(actor, message, thread.number)
            case Who():
                self._tell(message, await self._parts.answers.who(thread.number))
            case Mute():
                await self._muted(thread.number, actor, command, message)
            case _:
                await self._act(thread.number, actor, command, message)
                self._parts.copies.drop(incoming.external_id(message))

    def _command(self, message: Json, about: str | None) -> Order | Who | Misread | None:
        """The order in these words; None where they are words for the user."""
        text = " ".join(self._words_of(message).split(maxsplit=1))
        if not text.startswith("/") or is_forwarded(message):
            return None
        if incoming.attachments(message):
            return Misread("desk_no_files", text.split(maxsplit=1)[0])
        return parse(text, about)

    async def _reply(self, actor: Actor, message: Json, about: str | None) -> Reply | Misread:
        words, attached = self._room.words, incoming.attachments(message)
        files, note = await self._parts.copies.of(
            incoming.external_id(message), f"desk:{actor.name}", attached, words
        )  # fmt: skip
        if is_forwarded(message):  # from whom is not for the user
            said = "\n".join(filter(None, (*map(incoming.plain, forwarded(message)), note)))
        else:
            said = incoming.text_of({**message, "content": self._unmentioned(message)}, words, note)
        return Reply(said.strip(), files, about) if said.strip() or files else Misread("misread_empty", "")

    def _words_of(self, message: Json) -> str:
        """What was written, without our name in front: with it Discord shows us every message."""
        return incoming.plain({**message, "content": self._unmentioned(message)})

    def _unmentioned(self, message: Json) -> str:
        return self._mention.sub("", str(message.get("content") or ""))

    async def _act(self, number: int, actor: Actor, command: Order, message: Json) -> bool:
        """Whether it was done; else they are told why not."""
        origin = Origin(self._room.carrier, () if isinstance(command, Amend) else (incoming.remote_of(message),))
        try:
            await self._parts.bench.act(number, actor, command, incoming.external_id(message), origin)
        except (Refused, NotThere) as refusal:
            self._tell(message, str(refusal))
            return False
        return True

    def _tell(self, message: Json, sentence: str) -> None:
        """In answer to what somebody wrote."""
        self._parts.hints.say(sentence, str(message["channel_id"]), str(message["id"]))

    async def _give(self, line: LineView, actor: Actor, command: Command, external_id: str) -> None:
        try:
            await self._parts.bench.act(line.number, actor, command, external_id, Origin(self._room.carrier))
        except (Refused, NotThere) as refusal:
            log.info("what an operator took back or marked was not passed on: %s", refusal)


_CONTENT = (
    "content", "attachments", "embeds", "sticker_items", "stickers", "poll", "message_snapshots", "components",
)  # fmt: skip
"""What Discord leaves empty for bots that may not read what people write."""


def is_forwarded(message: Json) -> bool:
    """Whether somebody else may have written it."""
    reference = message.get("message_reference") or {}
    return bool(message.get("message_snapshots")) or reference.get("type", 0) == _FORWARD


def forwarded(message: Json) -> list[Json]:
    """The messages in it."""
    return [message, *(snapshot.get("message") or {} for snapshot in message.get("message_snapshots") or ())]
