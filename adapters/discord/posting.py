"""Messages in the threads of the desk: words, files and buttons, in as many messages as Discord's limits demand.

Each message has a nonce made from its row, so that a second attempt within minutes is the same message; after that we
look whether it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.discord import calls
from adapters.discord.api import TROUBLE, Upload
from adapters.discord.errors import code_of, is_archived, is_gone, is_rights, outcome_of, status_of
from adapters.discord.keys import Rows
from adapters.discord.letters import LONGEST_TEXT, Letter, loads, nonce, upload
from adapters.discord.markup import split, to_discord
from adapters.discord.places import made_at, remote, spot
from adapters.discord.room import Json, Room
from adapters.discord.sending import LOOK_BACK, earliest, is_same
from adapters.markup import Styled
from conversation.change import OutboxRow
from conversation.delivery import Rejected
from conversation.ports import Files, Reader
from handoff.model import FileRef

TWINS_AFTER = 2
"""After how many attempts we look for what arrived."""
_TOO_LARGE = 40005


NO_WORDS = Styled("", ())


@dataclass(frozen=True, slots=True)
class Note:
    """What a row brings to a thread; `called` are the ids of people who are notified."""

    words: Styled = NO_WORDS
    files: tuple[FileRef, ...] = ()
    keys: Rows = ()
    quiet: bool = False
    called: tuple[str, ...] = ()


def calling(letter: Letter, users: Sequence[str]) -> Letter:
    """The same with these people named below it; they are notified, and nobody else."""
    if not users:
        return letter
    return replace(letter, text=f"{letter.text}\n{' '.join(f'<@{user}>' for user in users)}", mentions=tuple(users))


@dataclass(frozen=True, slots=True)
class Poster:
    """Sends for one desk. Raises `api.TROUBLE`."""

    room: Room
    files: Files
    reader: Reader

    async def deliver(self, row: OutboxRow, place: str, note: Note, answered: str | None = None) -> tuple[str, ...]:
        """All of a note, into the channel `place`, below the message `answered`; the remote ids of the messages."""
        twins = await self._twins(row, place) if row.attempts >= TWINS_AFTER else []
        sent: list[str] = []
        for number, letter in enumerate(await self._letters(note)):
            twin = next((found for found in twins if is_same(found, letter)), None)
            if twin is None:
                twin = await self._send(
                    place, replace(letter, reply_to=answered if number == 0 else None), nonce(row.key, number)
                )
            else:
                twins.remove(twin)
            sent.append(remote(place, str(twin["id"])))
        return tuple(sent)

    async def _send(self, place: str, letter: Letter, key: str) -> Json:
        try:
            return await calls.send(self.room.api, place, letter.body(key), letter.files)
        except TROUBLE as error:
            if not letter.files or not (status_of(error) == 413 or code_of(error) == _TOO_LARGE):
                raise
        named = [self.room.words("discord_desk_file", name=file.name) for file in letter.files]
        text = "\n".join(filter(None, (letter.text, *(to_discord(Styled(name, ())) for name in named))))
        return await calls.send(self.room.api, place, replace(letter, text=text[:LONGEST_TEXT], files=()).body(key))

    async def _letters(self, note: Note) -> list[Letter]:
        """Words, and with the last of them the buttons and the first files; further files after that."""
        words = split(note.words) if note.words.text.strip() else ()
        letters = [Letter(to_discord(piece), silent=note.quiet) for piece in words]
        files = [found for file in note.files if (found := await self._load(file))]
        for number, part in enumerate(loads([len(file.content) for file in files])):
            if number > 0 or not letters:
                letters.append(Letter(silent=note.quiet))
            letters[-1] = replace(letters[-1], files=tuple(files[part]))
        if not letters:
            letters.append(Letter("…", silent=note.quiet))
        letters[-1] = calling(replace(letters[-1], choices=note.keys), note.called)
        return letters

    async def _load(self, file: FileRef) -> Upload | None:
        found = await self.files.get(file.id)
        return upload(found[0].name, found[0].mime, found[1]) if found is not None else None

    async def _twins(self, row: OutboxRow, place: str) -> list[Json]:
        """Messages of ours that no line is known for: an attempt of which we heard nothing may have brought one."""
        since, found = await earliest(self.reader, row, self.room.clock.now()), []
        for message in await calls.history(self.room.api, place, limit=LOOK_BACK):
            mine = str((message.get("author") or {}).get("id")) == self.room.api.account
            young = made_at(str(message["id"])) >= since
            stands = remote(place, str(message["id"]))
            if mine and young and await self.reader.line(self.room.carrier, stands) is None:
                found.append(message)
        return found

    async def change(self, found: str, words: Styled) -> bool:
        """The message reads like this now; False where it is not there or does not take it."""
        channel, message = spot(found)
        body = {"content": to_discord(words), "allowed_mentions": {"parse": []}}  # files and buttons stay
        try:
            await calls.edit(self.room.api, channel, message, body)
        except TROUBLE as error:
            if is_archived(error) or not (is_gone(error) or self._is_refusal(error)):
                raise
            return False
        return True

    async def mark(self, found: str, emoji: str) -> bool:
        """Our one emoji below this message, or none; False where Discord refuses it."""
        channel, message = spot(found)
        api = self.room.api
        try:
            there = (await calls.message(api, channel, message)).get("reactions") or ()
            for reaction in there:
                if reaction.get("me") and str(reaction["emoji"].get("name")) != emoji:
                    await calls.unreact(api, channel, message, _sign(reaction["emoji"]))
            if emoji:
                await calls.react(api, channel, message, emoji)
        except TROUBLE as error:
            if is_archived(error) or not (is_gone(error) or is_rights(error) or self._is_refusal(error)):
                raise
            return False
        return True

    def _is_refusal(self, error: Exception) -> bool:
        return isinstance(outcome_of(error, self.room.words), Rejected)


def _sign(emoji: Json) -> str:
    """As Discord wants it in an address."""
    return f"{emoji['name']}:{emoji['id']}" if emoji.get("id") else str(emoji["name"])
