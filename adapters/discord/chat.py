"""What the house says to users on Discord: an outbox row becomes messages, changes, deletions, emoji."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters import markup
from adapters.buttons import USER_LIFE, action_of
from adapters.capabilities import DISCORD
from adapters.discord.api import TROUBLE, Json
from adapters.discord.changes import Changes
from adapters.discord.errors import is_channel_gone, is_closed_dm, is_over, outcome_of
from adapters.discord.exchange import Exchange
from adapters.discord.front import Front
from adapters.discord.letters import MOST_AS_BUTTONS, Button, Letter, Option, buttons, loads, select
from adapters.discord.markup import split, to_discord
from adapters.discord.pictures import brought, drawn, with_links
from adapters.discord.places import CHANNEL, remote, spot
from adapters.discord.sending import Sender
from conversation.change import OutboxRow
from conversation.delivery import Outcome, Rejected, Sent
from conversation.model import Address, Conversation
from conversation.ports import Capabilities
from safety.secrets import redact

log = logging.getLogger(__name__)

PRIVATE, SOLVED = "private", "solved"
"""The ids of the choices that are offered in public: the way into a private chat, and that nothing more is wanted."""
_PUBLIC = {PRIVATE: "p:", SOLVED: "s:"}
_LONGEST_TITLE = 100
_HERE = "\u2063"  # stands for a mention until the words around it are escaped
Payload = Mapping[str, Any]


class Nowhere(Exception):
    """No way leads to this person; the text is a sentence for the operator."""


class Chat:
    """Implements `conversation.ports.Channel` for the users of one bot.

    `media_root` is the folder of the FAQ, in which its pictures lie.
    """

    deduplicates = True

    def __init__(self, front: Front, media_root: Path) -> None:
        self._front = front
        self._media_root = media_root
        self._sender = Sender(front.api, front.reader, front.clock, front.carrier)
        self._changes = Changes(front, self._sender)

    @property
    def carrier(self) -> str:
        """The channel account's name."""
        return self._front.carrier

    @property
    def capabilities(self) -> Capabilities:
        """What Discord can show."""
        return DISCORD

    def split(self, text: str) -> tuple[str, ...]:
        """The text in pieces of at most 2,000 characters in Discord's Markdown, each in ours again."""
        pieces = split(markup.parse(text))
        return (text,) if len(pieces) == 1 else tuple(map(markup.write, pieces))

    def gather(self, rows: Sequence[OutboxRow]) -> int:
        """Each row is a message of its own."""
        return 1

    async def send(self, rows: Sequence[OutboxRow]) -> Outcome:
        """One attempt; an outcome for all that Discord can do."""
        try:
            return Sent(await self._carried_out(rows[0]))
        except Nowhere as error:
            return Rejected(str(error))
        except TROUBLE as error:
            return outcome_of(error, self._front.words(None))

    async def _carried_out(self, row: OutboxRow) -> tuple[str, ...]:
        address = Address.from_key(row.target)
        match row.kind:
            case "say" | "relay":
                return await self._deliver(row, address)
            case "edit":
                return await self._changes.edit(row, address)
            case "erase":
                await self._changes.erase(row)
            case "mark":
                await self._changes.mark(row)
            case _:
                log.error("a row of the kind %s is not for users", row.kind, extra={"row": row.id})
        return ()

    async def _deliver(self, row: OutboxRow, address: Address) -> tuple[str, ...]:
        by = row.payload.get("by")
        if by == "mention":
            return await self._called(row, address)
        letters = await self._letters(row, address)
        if by == "thread":
            return await self._posted(row, await self._room(row, address.chat), letters)
        if address.user:
            return await self._posted(row, address.chat, letters)
        exchange = self._front.people.visit(address.chat)
        if exchange is not None and row.key.startswith(f"{self.carrier}:ix:{exchange.id}:"):
            try:
                return await self._answered(row, exchange, letters)
            except TROUBLE as error:
                if not is_over(error):
                    raise
                self._front.people.leave(address.chat)
        return await self._reached(row, address.chat, letters)

    async def _answered(self, row: OutboxRow, exchange: Exchange, letters: Sequence[Letter]) -> tuple[str, ...]:
        """Where the person used a command or a button; in a server only they see it, but in their own room.

        What Discord would show twice after a failure is said there as any other message, if others may read it.
        """
        own = await self._front.people.whose(exchange.channel_id) == exchange.user_id
        ephemeral = bool(exchange.guild_id) and not own

        write = self._sender.into(exchange.channel_id, row)

        async def step(number: int, letter: Letter) -> str:
            if not (ephemeral or exchange.repeatable):
                try:
                    return await write(number, letter)
                except TROUBLE as error:
                    if not is_closed_dm(error):
                        raise
            return remote(exchange.channel_id, await exchange.say(letter.body(), letter.files, ephemeral=ephemeral))

        return await self._sender.deliver(row, step, letters)

    async def _reached(self, row: OutboxRow, user: str, letters: Sequence[Letter]) -> tuple[str, ...]:
        """In private; when the place is gone or closed to us, at the next one, once.

        Who takes no messages still reads the answer to what they used last.
        """
        people = self._front.people
        channel = await people.reach(user)
        try:
            return await self._posted(row, channel, letters)
        except TROUBLE as error:
            closed, exchange = is_closed_dm(error), people.visit(user)
            if closed and exchange is not None:
                try:
                    return await self._answered(row, exchange, letters)
                except TROUBLE as late:
                    if not is_over(late):
                        raise
                    people.leave(user)
            if not is_channel_gone(error) and not (closed and await people.room(user) not in {None, channel}):
                raise
        await people.lost(user, channel)
        return await self._posted(row, await people.reach(user), letters)

    async def _posted(self, row: OutboxRow, channel: str, letters: Sequence[Letter]) -> tuple[str, ...]:
        answered = await self._answers(row, channel)
        letters = [replace(letter, reply_to=answered if n == 0 else None) for n, letter in enumerate(letters)]
        return await self._sender.deliver(row, self._sender.into(channel, row), letters)

    async def _answers(self, row: OutboxRow, channel: str) -> str | None:
        """The message of this channel that the line answers."""
        line = row.payload.get("reply_to")
        copies = await self._front.reader.copies(self.carrier, str(line)) if line else ()
        found = next((message for at, message in map(spot, copies) if at == channel), None)
        user = Address.from_key(row.target).user
        return found or (self._front.people.meant(user, channel) if user else None)

    async def _room(self, row: OutboxRow, user: str) -> str:
        """The private thread of somebody who cannot be written to directly."""
        people, known = self._front.people, await self._known(row)
        language = known.language if known else None
        parent = await self._front.public_place(user)
        if parent is None and await people.room(user) is None:
            raise Nowhere(self._front.words(None)("discord_no_public_place"))
        name = redact((known.contact.name if known else None) or user).text
        title = self._front.words(language)("discord_room_title", name=name)
        return await people.open_room(user, parent or "", title[:_LONGEST_TITLE])

    async def _called(self, row: OutboxRow, address: Address) -> tuple[str, ...]:
        """One public sentence that names the person; the line itself is never said there, nor is it linked to this."""
        user = address.user or address.chat
        place, known = self._front.people.met_at(user) or await self._front.public_place(user), await self._known(row)
        if place is None or known is None:
            raise Nowhere(self._front.words(None)("discord_no_public_place"))
        words = self._front.words(known.language)
        way = Button(words("discord_go_on"), self._public(PRIVATE, user, known.number))
        text = to_discord(markup.parse(words("discord_called", mention=_HERE))).replace(_HERE, f"<@{user}>")
        letter = Letter(text, buttons([way]), mentions=(user,))
        await self._sender.deliver(row, self._sender.into(place, row), [letter])
        return ()

    async def _letters(self, row: OutboxRow, address: Address) -> list[Letter]:
        """What a row brings: words, below them pictures, files and buttons; ten pictures or files a message."""
        payload: Payload = row.payload
        media = payload.get("media") or ()
        words = with_links(markup.parse(str(payload["text"])), media)
        shown = await drawn(media, self._media_root)
        shown += await brought(self._front.files, payload.get("files") or ())
        texts = [to_discord(piece) for piece in split(words)]
        choices = await self._choices(row, address)
        letters = [Letter(text) for text in texts[:-1]]
        letters.append(Letter(texts[-1], choices))
        for number, part in enumerate(loads([len(file.content) if file else 0 for _, file in shown])):
            pictures = tuple(one for one, _ in shown[part] if one is not None)
            files = tuple(file for _, file in shown[part] if file is not None)
            if number > 0:
                letters.append(Letter())
            letters[-1] = replace(letters[-1], embeds=pictures, files=files)
        return [letter for letter in letters if letter.text.strip() or letter.files or letter.embeds]

    async def _choices(self, row: OutboxRow, address: Address) -> tuple[Json, ...]:
        """In public only what the asker alone can press and what says nothing of them."""
        payload: Payload = row.payload
        choices = payload.get("choices") or ()
        known = await self._known(row) if choices else None
        if known is None:
            return ()
        user, number = address.user or address.chat, known.number
        if address.user:
            return buttons(
                [
                    Button(choice["label"], self._public(choice["id"], user, number))
                    for choice in choices
                    if choice["id"] in _PUBLIC
                ]
            )
        pressed, listed = _arranged(choices)
        row_of = [Button(choice["label"], self._data(user, number, action_of(choice["id"]))) for choice in pressed]
        options = [Option(choice["label"], action_of(choice["id"])) for choice in listed]
        placeholder = self._front.words(known.language)("discord_choose")
        menu = select(self._data(user, number, "select"), options, placeholder) if options else ()
        return (*buttons(row_of), *menu)

    def _public(self, choice: str, user: str, number: int) -> str:
        expires_at = self._front.clock.now() + USER_LIFE
        return _PUBLIC[choice] + self._front.buttons.data(CHANNEL, user, "user", number, choice, expires_at)

    def _data(self, user: str, number: int, action: str) -> str:
        expires_at = self._front.clock.now() + USER_LIFE
        return "u:" + self._front.buttons.data(CHANNEL, user, "user", number, action, expires_at)

    async def _known(self, row: OutboxRow) -> Conversation | None:
        return await self._front.reader.by_id(row.conversation)


def _arranged(choices: Sequence[Json]) -> tuple[Sequence[Json], Sequence[Json]]:
    """What is pressed, and what stands in a list: where there are too many, what the FAQ offers goes into the list.

    So "No" and "Talk to a person" are never hidden behind one.
    """
    if len(choices) <= MOST_AS_BUTTONS:
        return choices, ()
    offered = [choice for choice in choices if str(choice["id"]).startswith(("entry:", "step:"))]
    others = [choice for choice in choices if choice not in offered]
    return (others, offered) if len(others) <= MOST_AS_BUTTONS else ((), choices)
