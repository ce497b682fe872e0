"""What was said is said differently, taken back, or marked with an emoji."""

from __future__ import annotations

import logging
from functools import partial

from adapters import markup
from adapters.discord import calls
from adapters.discord.api import TROUBLE
from adapters.discord.errors import code_of, is_gone, is_rights, status_of
from adapters.discord.front import Front
from adapters.discord.letters import Letter, loads
from adapters.discord.markup import split, to_discord
from adapters.discord.places import spot
from adapters.discord.sending import Sender
from conversation.change import OutboxRow
from conversation.model import Address

log = logging.getLogger(__name__)

_NOT_IN_A_DM, _UNKNOWN_EMOJI = 50003, 10014
_VARIATION = "\ufe0f"  # Discord knows the heart only with it, other platforms send it without


class Changes:
    """Works on the messages that the reader knows for a line."""

    def __init__(self, front: Front, sender: Sender) -> None:
        self._front = front
        self._api = front.api
        self._sender = sender

    async def edit(self, row: OutboxRow, address: Address) -> tuple[str, ...]:
        """The messages of the line are changed in place, what is left of them deleted, more are sent.

        Returns the ids of the new messages. Raises one of TROUBLE.
        """
        copies = await self._copies(row)
        if not copies:
            return ()
        line = await self._front.reader.line_of(str(row.payload["message"]))
        files = loads([file.size for file in line.files]) if line else []
        worded = copies[: max(len(copies) - max(len(files) - 1, 0), 1)]
        texts = [to_discord(piece) for piece in split(markup.parse(str(row.payload["text"])))]
        missing: list[Letter] = []
        for number, found in enumerate(worded):
            if number < len(texts):
                if not await self._changed(found, texts[number]):
                    missing.append(Letter(texts[number]))
            elif number == len(worded) - 1 and files:
                await self._changed(found, "")  # its files stay
            else:
                await self._deleted(found)
        missing += [Letter(text) for text in texts[len(worded) :]]
        if not missing:
            return ()
        # never where the old ones stand: those may be answers that only this person saw, in a public channel
        channel = address.chat if address.user else await self._front.people.reach(address.chat)
        return await self._sender.deliver(row, self._sender.into(channel, row), missing)

    async def _changed(self, found: str, text: str) -> bool:
        """False when the message is not there any more."""
        channel, message = spot(found)
        body = {"content": text, "allowed_mentions": {"parse": []}}
        try:
            await self._sender.change(channel, message, body)
        except TROUBLE as error:
            if not is_gone(error):
                raise
            return False
        return True

    async def _deleted(self, found: str) -> None:
        try:
            await calls.delete(self._api, *spot(found))
        except TROUBLE as error:
            if not is_gone(error):
                raise

    async def erase(self, row: OutboxRow) -> None:
        """Takes the line's messages away; where a user's cannot be, they are told how to do it, once."""
        line = await self._front.reader.line_of(str(row.payload["message"]))
        for found in await self._copies(row):
            try:
                await self._deleted(found)
            except TROUBLE as error:
                private = code_of(error) == _NOT_IN_A_DM
                if not (private or is_rights(error)):
                    raise
                log.info("a message could not be deleted at the user's", extra={"row": row.id})
                if line is not None and line.author == "user":
                    await self._asked_to_delete(row, found, private=private)
                    return

    async def _asked_to_delete(self, row: OutboxRow, found: str, *, private: bool) -> None:
        known = await self._front.reader.by_id(row.conversation)
        words = self._front.words(known.language if known else None)
        channel, message = spot(found)
        text = to_discord(markup.parse(words("discord_please_delete" if private else "discord_please_delete_here")))
        await self._sender.deliver(row, self._sender.into(channel, row), [Letter(text, reply_to=message)])

    async def mark(self, row: OutboxRow) -> None:
        """Our one emoji below the line's first message, or none."""
        for found in (await self._copies(row))[:1]:
            try:
                await self._mark(*spot(found), str(row.payload["emoji"]))
            except TROUBLE as error:
                if not 400 <= status_of(error) < 500 or status_of(error) in {401, 429}:
                    raise
                log.info("a message could not be marked", extra={"row": row.id, "code": code_of(error)})

    async def _mark(self, channel: str, message: str, emoji: str) -> None:
        standing = (await calls.message(self._api, channel, message)).get("reactions") or ()
        ours = [_named(one["emoji"]) for one in standing if one.get("me")]
        for other in ours:
            if other != emoji:
                await calls.unreact(self._api, channel, message, other)
        if not emoji or emoji in ours:
            return
        react = partial(calls.react, self._api, channel, message)
        try:
            await react(emoji)
        except TROUBLE as error:
            if code_of(error) != _UNKNOWN_EMOJI:
                raise
            await react(emoji.replace(_VARIATION, "") if _VARIATION in emoji else emoji + _VARIATION)

    async def _copies(self, row: OutboxRow) -> tuple[str, ...]:
        return await self._front.reader.copies(self._front.carrier, str(row.payload["message"]))


def _named(emoji: dict[str, object]) -> str:
    """As the methods for reactions take it."""
    return f"{emoji['name']}:{emoji['id']}" if emoji.get("id") else str(emoji["name"])
