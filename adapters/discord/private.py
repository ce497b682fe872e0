"""Direct messages and private rooms: what a person wrote, changed, took away or marked there comes into the house.

Both are one place to the house: whatever somebody uses in private, it is the same conversation. Each thing is handed to
the intake once, under an id that Discord never uses again. What the house refuses is told to whoever asked.
"""

from __future__ import annotations

from dataclasses import replace

from adapters import markup
from adapters.delays import Delays
from adapters.discord import calls, incoming
from adapters.discord.copying import Copies
from adapters.discord.directory import Spot
from adapters.discord.front import Front
from adapters.discord.incoming import Json
from adapters.discord.letters import Letter
from adapters.discord.markup import to_discord
from adapters.discord.places import CHANNEL, account_since, bookmark, person, remote
from conversation.model import Address, WithBot
from conversation.ports import Files, Inbound, Intake, Refused, StorageError
from safety.secrets.model import LABEL


class Private:
    """Takes events of private places. Raises TryLater and StorageError; then nothing was stored and they come again."""

    def __init__(self, front: Front, intake: Intake, files: Files) -> None:
        self._front = front
        self._intake = intake
        self._copies = Copies(front.api, files)
        self._delays = Delays()

    async def take(self, name: str, data: Json, spot: Spot) -> None:
        """One event, by its name at the gateway; what others say in somebody's private room is their own affair."""
        try:
            await self._take(name, data, spot)
        except StorageError:
            if name == "MESSAGE_CREATE" and incoming.is_from_a_person(data):
                self._tell_delay(str(data["channel_id"]))
            raise

    def _tell_delay(self, channel: str) -> None:
        """It is tried again and not lost; whoever wrote it need not wonder meanwhile."""
        front = self._front
        if self._delays.tells(channel, front.clock.now()):
            letter = Letter(to_discord(markup.parse(front.words(None)("kept_later"))))
            front.errands.run(calls.send(front.api, channel, letter.body()))

    async def _take(self, name: str, data: Json, spot: Spot) -> None:
        match name:
            case "MESSAGE_CREATE" if incoming.is_from_a_person(data) and await self._is_theirs(data["author"], spot):
                await self._said(data)
            case "MESSAGE_UPDATE" if incoming.is_from_a_person(data) and await self._is_theirs(data["author"], spot):
                await self._changed(data)
            case "MESSAGE_DELETE":
                await self._gone(data)
            case "MESSAGE_REACTION_ADD" | "MESSAGE_REACTION_REMOVE":
                await self._marked(data, spot, added=name.endswith("ADD"))
            case "THREAD_DELETE":
                owner = await self._front.people.whose(spot.id)
                if owner is not None:
                    await self._front.people.forget_room(owner)

    async def _is_theirs(self, user: Json, spot: Spot) -> bool:
        """Whether this is the person that the place is for."""
        number = str(user["id"])
        return number == await self._front.people.whose(spot.id) if spot.guild else number != self._front.account

    async def _said(self, message: Json) -> None:
        front, inbound = self._front, self._inbound(message)
        if await front.came_before(inbound.external_id):
            return
        known = await front.reader.newest(inbound.address)
        words = front.words(known.language if known else None)
        attached = incoming.attachments(message)
        files, note = await self._copies.of(inbound.external_id, inbound.address.key, attached, words)
        front.people.heard(inbound.address.chat, str(message["channel_id"]))
        if known is None or isinstance(known.stage, WithBot):
            front.errands.run(calls.typing(front.api, str(message["channel_id"])))
        text = incoming.text_of(message, words, note, markdown=False)
        # kept with the words: a process that dies now knows at its next start that there is such a channel
        cursor = bookmark(front.account, str(message["channel_id"]), str(message["id"]))
        inbound = replace(inbound, text=text, files=files, about=incoming.answered(message), cursor=cursor)
        await self._accept(inbound, str(message["channel_id"]))
        self._copies.drop(inbound.external_id)

    def _inbound(self, message: Json) -> Inbound:
        author = message["author"]
        return Inbound(
            address=person(self._front.account, str(author["id"])),
            external_id=incoming.external_id(message),
            name=incoming.name_of(author, message.get("member")),
            remotes=(incoming.remote_of(message),),
            written_at=incoming.written_at(message),
            account_since=account_since(str(author["id"])),
        )

    async def _accept(self, inbound: Inbound, channel: str) -> None:
        try:
            await self._intake.accept(inbound)
        except Refused as refusal:
            letter = Letter(to_discord(markup.parse(str(refusal))))
            self._front.errands.run(calls.send(self._front.api, channel, letter.body()))

    async def _changed(self, message: Json) -> None:
        """New words for an old message. One without words had its file or its link looked at, which nobody wrote."""
        if not incoming.says_something(message):
            return
        inbound = self._inbound(message)
        known = await self._front.reader.newest(inbound.address)
        text = incoming.text_of(message, self._front.words(known.language if known else None), markdown=False)
        inbound = replace(inbound, act="edit", about=incoming.remote_of(message), text=text)
        await self._accept(inbound, str(message["channel_id"]))

    async def _gone(self, data: Json) -> None:
        inbound = await deletion(self._front, remote(str(data["channel_id"]), str(data["id"])))
        if inbound is not None:
            await self._accept(inbound, str(data["channel_id"]))

    async def _marked(self, data: Json, spot: Spot, *, added: bool) -> None:
        about = remote(str(data["channel_id"]), str(data["message_id"]))
        address = await owner_of(self._front, about)
        if address is None or not await self._is_theirs({"id": data["user_id"]}, spot):
            return
        if address.chat == str(data["user_id"]):
            await self._accept(reaction(self._front, address, data, added=added), spot.id)


async def owner_of(front: Front, about: str, *, own: bool = False) -> Address | None:
    """The address whose line stands there; with `own` only if the person wrote it. None if it is none of ours."""
    line = await front.reader.line(front.carrier, about)
    if line is None or (own and line.author != "user"):
        return None
    return await _here(front, line.number)


async def _here(front: Front, number: int) -> Address | None:
    """Where on Discord the person of this conversation is: they may have gone on with it elsewhere."""
    known = await front.reader.by_number(number)
    if known is None:
        return None
    places = (known.address, *await front.reader.linked(known.contact.id))
    return next((one for one in places if (one.channel, one.account) == (CHANNEL, front.account)), None)


async def deletion(front: Front, about: str) -> Inbound | None:
    """What it means that this message was deleted; None if it is nobody's line.

    Discord does not say by whom. What held a secret we take away ourselves, so that says nothing about the person.
    """
    line = await front.reader.line(front.carrier, about)
    if line is None or line.author != "user" or LABEL.search(line.text):
        return None
    address = await _here(front, line.number)
    return Inbound(address, f"del:{about}", act="delete", about=about) if address else None


def reaction(front: Front, address: Address, data: Json, *, added: bool) -> Inbound:
    """An emoji below a line, or gone from there. Discord gives it no time, so the moment makes its id unique."""
    about = remote(str(data["channel_id"]), str(data["message_id"]))
    emoji, done = incoming.emoji_of(data), "add" if added else "remove"
    external_id = f"re:{about}:{data['user_id']}:{emoji}:{done}:{front.clock.now()}"
    return Inbound(address, external_id, text=emoji if added else "", act="react", about=about)
