"""What operators write in a desk chat becomes commands, for those who may give any.

Rights hang on the sender's id, the chat and the role of this moment. A forwarded message, one that came by way of
another bot or in the name of a channel, and an edit never carry an order, whatever they say.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram.error import TelegramError

from adapters import markup
from adapters.desk.answers import NOWHERE, Answers, number_to_claim, works_anywhere
from adapters.desk.members import Members, Stranger
from adapters.markup import Entity, Styled
from adapters.telegram import incoming
from adapters.telegram.files import fetch
from adapters.telegram.hints import Hints
from adapters.telegram.membership import person
from adapters.telegram.room import Room
from conversation.events import Actor
from conversation.ports import Bench, Files, NotThere, Origin, Reader, Refused, Threads, TryLater
from conversation.views import LineView, Thread
from handoff.commands import WORDS, Misread, Mute, Order, Who, parse
from handoff.model import Amend, Claim, Command, React, Reply

log = logging.getLogger(__name__)

Json = Mapping[str, Any]

ANONYMOUS = frozenset({1087968824, 136817688, 777000})
"""Telegram's own accounts behind which administrators, channels and automatic forwards stand."""
ASK_AGAIN = 5
"""Seconds until a message is looked at again while Telegram cannot say who its sender is."""


@dataclass(frozen=True, slots=True)
class OrderParts:
    """What orders are taken with."""

    room: Room
    threads: Threads
    members: Members
    reader: Reader
    files: Files
    bench: Bench
    hints: Hints
    answers: Answers


class Orders:
    """The receiving half of a desk, for what is written; buttons are the business of `presses`."""

    def __init__(self, parts: OrderParts) -> None:
        self._parts = parts
        self._room = parts.room

    async def written(self, messages: Sequence[Json]) -> None:
        """A message, or the parts of an album. Raises StorageError and TryLater."""
        first = messages[0]
        sender = first.get("from") or {}
        if not incoming.is_content(first) or str(sender.get("id")) == self._room.api.account:
            return
        place = incoming.topic(first)
        thread = await self._parts.threads.at(self._room.carrier, str(place)) if place else None
        if thread is None:
            await self._elsewhere(first, place)
        elif not self._hides(first, place):
            actor = await self.actor(sender, place)
            if actor is not None:
                await self._ordered(thread, actor, messages)

    async def edited(self, message: Json) -> None:
        """New words for a line that went to the user. An edit is never an order."""
        line = await self._parts.reader.line(self._room.carrier, incoming.remote_of(message))
        if line is None or line.author != "operator" or incoming.BORROWED & message.keys():
            return
        actor = await self.actor(message.get("from") or {}, incoming.topic(message))
        text = markdown(message)
        if actor is not None and text.strip():
            await self._act(line.number, actor, Amend(line.message, text), message)

    async def reacted(self, reaction: Json) -> None:
        """An emoji below the copy of a user's line."""
        emoji, sender = incoming.emoji_of(reaction), reaction.get("user")
        line = await self._parts.reader.line(self._room.carrier, incoming.remote_of(reaction))
        if emoji is None or not sender or line is None or line.author != "user":
            return
        actor = await self.actor(sender, None)
        if actor is not None:
            external_id = f"re:{incoming.remote_of(reaction)}:{sender['id']}:{reaction['date']}:{emoji}"
            await self._give(line, actor, React(line.message, emoji), external_id)

    async def actor(self, sender: Json, topic: int | None) -> Actor | None:
        """Who this is, if they may act; else they are told once an hour what to do."""
        if not sender.get("id"):
            return None
        found = await self.who(sender)
        if isinstance(found, Actor):
            return found
        if found.key != "desk_no_bots" and self._parts.hints.told.once(found.key, found.user):
            self._parts.hints.say(self._room.words(found.key, user=found.user), topic)
        return None

    async def who(self, sender: Json) -> Actor | Stranger:
        """Who this is. Raises TryLater while Telegram cannot say."""
        try:
            return await self._parts.members.who(person(sender))
        except TelegramError as error:
            log.warning("who wrote in a desk chat could not be asked: %s", type(error).__name__)
            raise TryLater(ASK_AGAIN) from None

    async def _elsewhere(self, message: Json, topic: int | None) -> None:
        """In the general topic and in topics of their own, people talk among themselves.

        But for `/claim 1042`, and for what is about whoever says it.
        """
        found = incoming.command_of(str(message.get("text") or "").strip(), self._username)
        if found is None or found[0] not in WORDS or "forward_origin" in message:
            return
        if works_anywhere(" ".join(found)):
            actor = None if self._hides(message, topic) else await self.actor(message.get("from") or {}, topic)
            if actor is not None:
                await self._anywhere(actor, message, " ".join(found))
        elif self._parts.hints.told.once("desk_no_topic", str(topic)):
            self._parts.hints.say(self._room.words("desk_no_topic"), topic, message["message_id"])

    async def _anywhere(self, actor: Actor, message: Json, text: str) -> None:
        match parse(text):
            case Mute() as command:
                await self._muted(NOWHERE, actor, command, message)
            case Misread() as found if number_to_claim(text) is None:
                self._tell(message, self._parts.answers.misread(found))
            case _:
                await self._claimed(actor, message)

    async def _muted(self, number: int, actor: Actor, command: Mute, *messages: Json) -> None:
        if await self._act(number, actor, command, *messages):
            self._tell(messages[0], self._parts.answers.muted(command))

    async def _claimed(self, actor: Actor, message: Json, here: int = 0) -> None:
        """The conversation that is named, else the one that stands `here`."""
        found = incoming.command_of(str(message.get("text") or "").strip(), self._username)
        number = number_to_claim(" ".join(found or ())) or here
        if await self._act(number, actor, Claim(), message) and number != here:
            self._tell(message, self._parts.answers.claimed(number))

    def _hides(self, message: Json, topic: int | None) -> bool:
        """Whether nobody can tell who wrote this; said once an hour, with what to do about it."""
        if message.get("is_automatic_forward"):
            return True
        anonymous = bool(message.get("sender_chat")) or (message.get("from") or {}).get("id") in ANONYMOUS
        key = "desk_anonymous" if anonymous else "desk_via_bot" if message.get("via_bot") else ""
        if key and self._parts.hints.told.once(key, self._room.chat):
            self._parts.hints.say(self._room.words(key), topic, message["message_id"])
        return bool(key)

    async def _ordered(self, thread: Thread, actor: Actor, messages: Sequence[Json]) -> None:
        first = messages[0]
        answered = incoming.answered(first)
        line = await self._parts.reader.line(self._room.carrier, answered) if answered else None
        about = line.message if line is not None and line.number == thread.number else None
        command = self._command(messages, about)
        if command is None:
            command = await self._reply(actor, messages, about)
        match command:
            case Misread():
                self._tell(first, self._parts.answers.misread(command))
            case Claim():
                await self._claimed(actor, first, thread.number)
            case Who():
                self._tell(first, await self._parts.answers.who(thread.number))
            case Mute():
                await self._muted(thread.number, actor, command, *messages)
            case _:
                await self._act(thread.number, actor, command, *messages)

    def _command(self, messages: Sequence[Json], about: str | None) -> Order | Who | Misread | None:
        """The order in these words; None where they are words for the user."""
        first = messages[0]
        words = [str(found.get("text") or found.get("caption") or "") for found in messages]
        ordering = next((found for found in words if found.lstrip().startswith("/")), words[0])
        text = " ".join(ordering.split(maxsplit=1))
        if not text.startswith("/") or "forward_origin" in first:
            return None
        if "text" not in first:
            return Misread("desk_no_files", text.split(maxsplit=1)[0])
        found = incoming.command_of(text, self._username)
        if found is None:
            return Misread("misread_word", text.split(maxsplit=1)[0])
        word, _ = found
        _, _, rest = text.partition(" ")
        return parse(f"{word} {rest}", about)

    @property
    def _username(self) -> str:
        me = self._room.api.me
        return (me.username if me else None) or ""

    async def _reply(self, actor: Actor, messages: Sequence[Json], about: str | None) -> Reply | Misread:
        words = self._room.words
        files, note = await fetch(self._room.api, self._parts.files, f"desk:{actor.name}", messages, words)
        said = [markdown(message) or incoming.text_of([_unsigned(message)], words) for message in messages]
        text = "\n".join(filter(None, (*said, note))).strip()
        return Reply(text, files, about) if text or files else Misread("misread_empty", "")

    async def _act(self, number: int, actor: Actor, command: Order, *messages: Json) -> bool:
        """Whether it was done; else they are told why not."""
        remotes = tuple(incoming.remote_of(message) for message in messages)
        origin = Origin(self._room.carrier, () if isinstance(command, Amend) else remotes)
        try:
            await self._parts.bench.act(number, actor, command, incoming.external_id(messages[0]), origin)
        except (Refused, NotThere) as refusal:
            self._tell(messages[0], str(refusal))
            return False
        return True

    def _tell(self, message: Json, sentence: str) -> None:
        """In answer to what somebody wrote."""
        self._parts.hints.say(sentence, incoming.topic(message), message["message_id"])

    async def _give(self, line: LineView, actor: Actor, command: Command, external_id: str) -> None:
        try:
            await self._parts.bench.act(line.number, actor, command, external_id, Origin(self._room.carrier))
        except (Refused, NotThere) as refusal:
            log.info("an emoji was not passed on: %s", refusal)


def markdown(message: Json) -> str:
    """The words of a message with their looks; those of a forwarded one as they are."""
    text = str(message.get("text") or message.get("caption") or "")
    if "forward_origin" in message:
        return markup.write(Styled(incoming.plain(message), ()))
    entities = message.get("entities") or message.get("caption_entities") or ()
    found = (Entity(one["type"], one["offset"], one["length"], one.get("url")) for one in entities)
    return markup.write(markup.from_entities(text, found))


def _unsigned(message: Json) -> Json:
    """Without the name of whom it was forwarded from, which is not for the user."""
    return {name: value for name, value in message.items() if name != "forward_origin"}
