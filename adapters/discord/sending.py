"""A row's messages, one after the other, each of them once: with a nonce, and with a look back after a failure."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable

from adapters.discord import calls
from adapters.discord.api import TROUBLE, Api, Json
from adapters.discord.errors import is_archived, is_rights
from adapters.discord.letters import Letter, nonce
from adapters.discord.places import made_at, remote
from conversation.change import OutboxRow
from conversation.ports import Clock, Reader

UNFINISHED_REMEMBERED = 1_000
LOOK_BACK, SLACK = 50, 3_600_000
"""After a failure so many messages are looked at, none much (ms) older than what they may bring."""

Step = Callable[[int, Letter], Awaitable[str]]
"""Sends one message of a row, by its number in it; returns the id by which it is remembered."""


class Sender:
    """Sends for one bot under one carrier's name, so that a second attempt shows nobody anything twice."""

    def __init__(self, api: Api, reader: Reader, clock: Clock, carrier: str) -> None:
        self._api = api
        self._reader = reader
        self._clock = clock
        self._carrier = carrier
        self._unfinished: OrderedDict[str, list[str]] = OrderedDict()

    async def deliver(self, row: OutboxRow, step: Step, letters: Iterable[Letter]) -> tuple[str, ...]:
        """All messages of a row but those that an earlier attempt has sent. Raises one of TROUBLE."""
        done = self._unfinished.pop(row.key, [])
        try:
            for number, letter in enumerate(letters):
                if number >= len(done):
                    done.append(await step(number, letter))
        except TROUBLE:
            self._keep(row.key, done)
            raise
        return tuple(done)

    def into(self, channel: str, row: OutboxRow) -> Step:
        """The step that posts in this channel."""

        async def step(number: int, letter: Letter) -> str:
            if row.attempts > 1:
                found = await self._arrived(row, channel, letter)
                if found is not None:
                    return found
            return await self.post(channel, letter, nonce(row.key, number))

        return step

    async def post(self, channel: str, letter: Letter, key: str = "") -> str:
        """One message; a thread that fell asleep is woken first. Returns the id by which it is remembered."""
        body = letter.body(key)
        try:
            sent = await calls.send(self._api, channel, body, letter.files)
        except TROUBLE as error:
            if not is_archived(error):
                raise
            await calls.edit_channel(self._api, channel, archived=False, locked=False)
            sent = await calls.send(self._api, channel, body, letter.files)
        return remote(channel, str(sent["id"]))

    async def change(self, channel: str, message: str, body: Json) -> None:
        """A message reads differently from now on."""
        try:
            await calls.edit(self._api, channel, message, body)
        except TROUBLE as error:
            if not is_archived(error):
                raise
            await calls.edit_channel(self._api, channel, archived=False, locked=False)
            await calls.edit(self._api, channel, message, body)

    async def _arrived(self, row: OutboxRow, channel: str, letter: Letter) -> str | None:
        """This letter, if an attempt before got through without our hearing of it.

        Discord remembers nonces for minutes only, and an outage may take longer.
        """
        since = await earliest(self._reader, row, self._clock.now())
        try:
            newest = await calls.history(self._api, channel, limit=LOOK_BACK)
        except TROUBLE as error:
            if not is_rights(error):
                raise
            return None  # we may write there and not look back: the nonce has to do
        for message in newest:
            found = remote(channel, str(message["id"]))
            ours = str(message["author"]["id"]) == self._api.account and made_at(str(message["id"])) >= since
            if ours and is_same(message, letter) and await self._reader.line(self._carrier, found) is None:
                return found
        return None

    def _keep(self, key: str, done: list[str]) -> None:
        if done:
            self._unfinished[key] = done
            while len(self._unfinished) > UNFINISHED_REMEMBERED:
                self._unfinished.popitem(last=False)


async def earliest(reader: Reader, row: OutboxRow, now: int) -> int:
    """Before this (epoch ms) no attempt can have been made: an outage, or a power cut, may have lasted for days."""
    key = row.message_key or row.shows
    line = await reader.line_of(key) if key else None
    return min(line.at if line else now, now) - SLACK


def is_same(message: Json, letter: Letter) -> bool:
    """Whether it says the same and brings files of the same sizes; files shown as pictures are no files any more."""
    shown = {str(embed.get("image", {}).get("url", "")).partition("://")[2] for embed in letter.embeds}
    sizes = sorted(len(file.content) for file in letter.files if file.name not in shown)
    pictures = sum("image" in embed for embed in message.get("embeds") or ())
    return (
        str(message.get("content") or "").strip() == letter.text.strip()
        and sorted(int(file.get("size", 0)) for file in message.get("attachments") or ()) == sizes
        and pictures == len(letter.embeds)
    )
