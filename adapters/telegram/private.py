"""Private chats: what a person wrote, changed, pressed or marked there comes into the house.

Each of them is handed to the intake once, under an id that Telegram never uses again. What the house refuses is told
to whoever asked, in their language, and nothing else is said here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from adapters.buttons import Forged, Press, Stale, chosen
from adapters.delays import Delays
from adapters.telegram import incoming
from adapters.telegram.files import fetch
from adapters.telegram.front import Front
from adapters.telegram.incoming import Json
from adapters.telegram.links import LINK_PREFIX, linked
from adapters.telegram.places import CHANNEL, Place, target
from conversation.model import Address, Choice, WithBot
from conversation.ports import Files, Inbound, Intake, Refused, StorageError
from handoff.model import FileRef

COPIES_REMEMBERED = 100

Copied = tuple[tuple[FileRef, ...], str]


class Private:
    """Takes updates of private chats. Raises TryLater and StorageError; then nothing was stored and they come again."""

    def __init__(self, front: Front, intake: Intake, files: Files) -> None:
        self._front = front
        self._intake = intake
        self._files = files
        self._copied: OrderedDict[str, Copied] = OrderedDict()
        self._delays = Delays()

    async def take(self, updates: Sequence[Json]) -> None:
        """One update, or all messages of an album; kinds that are nobody's words are passed over."""
        try:
            await self._take(updates)
        except StorageError:
            self._tell_delay(updates[0])
            raise

    def _tell_delay(self, update: Json) -> None:
        """It comes again and is not lost; whoever wrote it need not wonder meanwhile."""
        front = self._front
        match update:
            case {"message": {"from": sender, "chat": chat}}:
                address, words = front.address(chat["id"]), front.words(incoming.language_of(sender))
                if self._delays.tells(address.key, front.clock.now()):
                    front.errands.run(self._tell(address, words("kept_later")))
            case {"callback_query": {"id": query, "from": sender}}:
                front.toast(query, front.words(incoming.language_of(sender))("kept_later"))
            case _:
                pass

    async def _take(self, updates: Sequence[Json]) -> None:
        match updates[0]:
            case {"callback_query": query}:
                await self._pressed(query)
            case {"message_reaction": reaction}:
                await self._marked(reaction)
            case {"edited_message": message}:
                await self._changed(message)
            case {"message": message} if is_from_a_person(message):
                await self._said([update["message"] for update in updates])

    async def _said(self, messages: Sequence[Json]) -> None:
        first = messages[0]
        linked = await self._linked(first)
        inbound = linked or replace(await self._inbound(first), about=incoming.answered(first))
        inbound = replace(inbound, remotes=tuple(map(incoming.remote_of, messages)))
        if await self._front.came_before(inbound.external_id):
            return
        if linked is None:
            files, note = await self._copies(inbound, messages)
            words = self._front.words(inbound.language)
            text = await self._bare(incoming.text_of(messages, words, note))
            inbound = replace(inbound, text=text, files=files)
            await self._type(inbound)
        await self._accept(inbound)
        self._copied.pop(inbound.external_id, None)

    async def _inbound(self, message: Json) -> Inbound:
        sender = message["from"]
        return Inbound(
            address=self._front.address(message["chat"]["id"]),
            external_id=incoming.external_id(message),
            name=incoming.name_of(sender),
            language=incoming.language_of(sender),
            remotes=(incoming.remote_of(message),),
            written_at=incoming.written_at(message),
        )

    async def _copies(self, inbound: Inbound, messages: Sequence[Json]) -> Copied:
        """The files, copied once even when the house asks us to come again later."""
        known = self._copied.get(inbound.external_id)
        if known is None:
            words, owner = self._front.words(inbound.language), inbound.address.key
            known = await fetch(self._front.api, self._files, owner, messages, words)
            self._copied[inbound.external_id] = known
            while len(self._copied) > COPIES_REMEMBERED:
                self._copied.popitem(last=False)
        return known

    async def _bare(self, text: str) -> str:
        """`/help@our_name` is `/help`."""
        found = incoming.command_of(text, await self._front.username())
        return " ".join(filter(None, found)) if found else text

    async def _linked(self, message: Json) -> Inbound | None:
        """Somebody comes from a group by the link that we made for them: their question there goes to people.

        A link that was made for somebody else is a plain start.
        """
        word, _, parameter = str(message.get("text", "")).partition(" ")
        if word != "/start" or not parameter.startswith(LINK_PREFIX):
            return None
        inbound = await self._inbound(message)
        number = linked(self._front.buttons.key, parameter.strip(), str(message["from"]["id"]))
        view = await self._front.reader.conversation(number) if number is not None else None
        if view is None:
            return replace(inbound, text="/start")
        said = (line.text for line in reversed(view.messages) if line.author == "user")
        bare = (text.partition(" ")[2] if text.startswith("/") else text for text in said)
        asked = next((text for text in bare if text), "")
        return replace(inbound, act="ask", text=asked or "/human")

    async def _type(self, inbound: Inbound) -> None:
        """Shows that an answer is on its way, where the bot will give one."""
        known = await self._front.reader.newest(inbound.address)
        if inbound.text and (known is None or isinstance(known.stage, WithBot)):
            chat = self._front.api.chat(inbound.address.chat)
            self._front.errands.run(self._front.api.bot.send_chat_action(chat, "typing"))

    async def _accept(self, inbound: Inbound) -> None:
        try:
            await self._intake.accept(inbound)
        except Refused as refusal:
            self._front.errands.run(self._tell(inbound.address, str(refusal)))

    async def _tell(self, address: Address, sentence: str) -> None:
        chat = self._front.api.chat(address.chat)
        await self._front.pace.turn(target(self._front.account, address.chat))
        await self._front.api.bot.send_message(text=sentence, **Place(chat).arguments)

    async def _changed(self, message: Json) -> None:
        """New words for an old message. One without words is a moving map or the like, which nobody has written."""
        if is_from_a_person(message) and incoming.plain(message):
            inbound = await self._inbound(message)
            text = incoming.text_of([message], self._front.words(inbound.language))
            await self._accept(replace(inbound, act="edit", about=incoming.remote_of(message), text=text))

    async def _marked(self, reaction: Json) -> None:
        emoji, sender = incoming.emoji_of(reaction), reaction.get("user")
        if emoji is None or sender is None or sender.get("is_bot"):
            return
        about = incoming.remote_of(reaction)
        inbound = Inbound(
            address=self._front.address(reaction["chat"]["id"]),
            external_id=f"re:{about}:{reaction['date']}:{emoji}",
            text=emoji,
            act="react",
            about=about,
        )
        await self._accept(inbound)

    async def _pressed(self, query: Json) -> None:
        """A button: it is always answered, and it is gone once it has done its work or cannot do it any more."""
        front, sender, below = self._front, query["from"], query.get("message")
        if below is None:
            front.toast(query["id"], front.words(incoming.language_of(sender))("choice_gone"))
            return
        address = front.address(below["chat"]["id"])
        known = await front.reader.newest(address)
        language = known.language if known else incoming.language_of(sender)
        inbound = Inbound(
            address=address,
            external_id=f"cb:{query['id']}",
            name=incoming.name_of(sender),
            language=incoming.language_of(sender),
        )
        said = ""
        if not await front.came_before(inbound.external_id):
            choice, ours = await self._choice(query, address)
            try:
                if choice is None:
                    raise Refused(front.words(language)("choice_gone"))
                await self._intake.accept(replace(inbound, choice=choice.id))
            except Refused as refusal:
                said = str(refusal)
            if ours:
                place = {"chat_id": below["chat"]["id"], "message_id": below["message_id"]}
                front.errands.run(front.api.bot.edit_message_reply_markup(**place))
        front.toast(query["id"], said)

    async def _choice(self, query: Json, address: Address) -> tuple[Choice | None, bool]:
        """What was chosen, if that is still open; and whether the button is ours at all, so that it may go."""
        front, chat = self._front, str(query["message"]["chat"]["id"])
        reading = front.buttons.read(query.get("data") or "", CHANNEL, chat, "user", front.clock.now())
        known = await front.reader.newest(address)
        match reading:
            case Press(number, action) if known is not None and known.number == number:
                return chosen(action, known.offered), True
            case Press() | Stale():
                return None, True
            case Forged():
                return None, False


def is_from_a_person(message: Json) -> bool:
    """Whether somebody wrote it; bots, and what tells that a chat has changed, are nobody."""
    sender = message.get("from")
    return sender is not None and not sender.get("is_bot") and incoming.is_content(message)
