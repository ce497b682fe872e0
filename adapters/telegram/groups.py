"""Groups: when the bot is meant, when it may listen, and which groups it leaves.

It is meant when it is named, answered, or given one of its commands. In the groups and topics that are listed it may
also listen to questions that nobody in particular was asked, and look out for secrets; the house then answers what it
is sure of, warns, and keeps nothing of the rest. All other talk is the people's own.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from telegram.error import TelegramError

from adapters.listening import Restraint
from adapters.telegram import incoming
from adapters.telegram.files import fetch
from adapters.telegram.front import Front
from adapters.telegram.incoming import Json
from adapters.telegram.listening import Listening
from adapters.telegram.places import Place
from adapters.telegram.private import is_from_a_person
from adapters.telegram.room import MOVED
from conversation.events import Actor, Heard
from conversation.model import Address
from conversation.ports import Bench, Files, Inbound, Intake, NotThere, Receipt, Refused, Staff, TryLater
from handoff.model import SendEntry
from safety.secrets import redact

log = logging.getLogger(__name__)

COMMANDS = frozenset({"/start", "/help", "/human", "/status", "/language", "/verify", "/link"})
"""Those that we answer without our name behind them; others may be another bot's."""
FOREIGN_KEPT = 20
FOREIGN = "telegram.foreign"
"""The setting with the groups that we left, as a JSON list of {"id", "title"}, for `frontdesk doctor`."""

Who = Callable[[Json], Awaitable[Actor | None]]
"""The operator that this user (as Telegram shows one) is just now."""


class Groups:
    """Takes updates of groups that are no desk. Raises TryLater and StorageError; then nothing was stored.

    `listed` are the groups of the configuration, each with its topics (none: all); `who` tells operators from others.
    """

    def __init__(
        self,
        front: Front,
        intake: Intake,
        files: Files,
        *,
        bench: Bench,
        staff: Staff,
        who: Who,
        listed: Mapping[str, Sequence[str]],
    ) -> None:
        self._front = front
        self._intake = intake
        self._files = files
        self._listening = Listening({chat: frozenset(topics) for chat, topics in listed.items()})
        self._restraint = Restraint()
        self._bench = bench
        self._staff = staff
        self._who = who
        self._left: set[str] = set()

    async def take(self, updates: Sequence[Json]) -> None:
        """One update, or all messages of an album."""
        match updates[0]:
            case {"message": _}:
                await self._said([update["message"] for update in updates])
            case {"edited_message": message} if is_from_a_person(message):
                await self._changed(message)
            case {"message_reaction": reaction}:
                await self._marked(reaction)
            case {"callback_query": query}:
                self._front.toast(query["id"])
            case {"my_chat_member": change}:
                await self._moved_in(change)

    async def recall(self) -> None:
        """Takes up the new ids of groups that moved in an earlier life of this process."""
        for chat in self._listening.listed:
            kept = await self._staff.setting(MOVED.format(chat=chat))
            if kept is not None:
                self._front.api.moved.setdefault(int(chat), int(kept))

    async def _moved_in(self, change: Json) -> None:
        if change["new_chat_member"]["status"] in {"left", "kicked"}:
            self._left.discard(str(change["chat"]["id"]))
        elif not self._is_listed(change["chat"]):
            await self.foreign(change["chat"])

    async def foreign(self, chat: Json) -> None:
        """We were brought into a group that nobody listed: we say so to the administrator, not there, and leave."""
        number = str(chat["id"])
        if number in self._left:
            return
        self._left.add(number)
        title = redact(str(chat.get("title", ""))).text
        log.warning(
            "the bot was added to the group %s (id %s), which is not in frontdesk.yaml, and leaves it again. To work "
            "there, write below telegram: either desk_chats: [%s] or groups: [{chat: %s}]",
            json.dumps(title, ensure_ascii=False), number, number, number,
        )  # fmt: skip
        known: list[Any] = json.loads(await self._staff.setting(FOREIGN) or "[]")
        others = [group for group in known if group.get("id") != number]
        await self._staff.put_setting(FOREIGN, json.dumps([*others, {"id": number, "title": title}][-FOREIGN_KEPT:]))
        self._front.errands.run(self._leave(number))

    async def _leave(self, number: str) -> None:
        """What fails is tried again with the next message there."""
        try:
            await self._front.api.bot.leave_chat(int(number))
        except TelegramError:
            self._left.discard(number)
            raise

    def _is_listed(self, chat: Json) -> bool:
        return str(self._front.api.known_as(chat["id"])) in self._listening.listed

    async def _said(self, album: Sequence[Json]) -> None:
        first = album[0]
        if not self._is_listed(first["chat"]):
            await self.foreign(first["chat"])
            return
        if "migrate_to_chat_id" in first:
            await self._note_move(str(first["chat"]["id"]), str(first["migrate_to_chat_id"]))
        if "sender_chat" in first or "from" not in first:  # a channel, or an administrator who does not show who
            return
        if "forum_topic_created" in first:
            self._listening.opened(first)
        if not is_from_a_person(first):
            return
        worded = next((message for message in album if incoming.plain(message)), first)
        text = await self._meant(worded)
        if text is None:
            await self._overheard(worded, album)
        elif text.partition(" ")[0] == "/faq":
            await self._faq(first, text.removeprefix("/faq").strip())
        else:
            await self._accept(album, "asked", text)

    async def _note_move(self, old: str, new: str) -> None:
        await self._staff.put_setting(MOVED.format(chat=old), new)
        log.warning(
            "the group %s became the supergroup %s; write into frontdesk.yaml: groups: [{chat: %s}]", old, new, new
        )

    async def _meant(self, message: Json) -> str | None:
        """The words if they are for us, without our name in them; else None."""
        name, text = await self._front.username(), incoming.plain(message)
        if text.startswith("/"):
            command = incoming.command_of(text, name)
            if command is None or not (command[0] in {*COMMANDS, "/faq"} or "@" in text.partition(" ")[0]):
                return None
            return " ".join(filter(None, command))
        answered = message.get("reply_to_message") or {}
        is_answer = (answered.get("from") or {}).get("id") == self._me and "forum_topic_created" not in answered
        if is_answer or incoming.names(message, name, self._me):
            return _without_name(text, name) or "/help"
        return None

    @property
    def _me(self) -> int:
        return int(self._front.account)

    async def _overheard(self, message: Json, album: Sequence[Json]) -> None:
        """What was said to everybody. A secret is the house's business as well: it warns of it."""
        now, address = self._front.clock.now(), self._address(message)
        if not self._listening.covers(address.chat, message):
            return
        text = incoming.plain(message)
        asks = self._listening.asks(message) and self._restraint.may_speak(address, now)
        if redact(text).findings or (asks and not text.startswith("/")):
            receipt = await self._accept(album, "overheard", text)
            if receipt.seq:
                self._restraint.spoke(address, now)

    async def _accept(self, album: Sequence[Json], heard: Heard, text: str) -> Receipt:
        front, first = self._front, album[0]
        sender, address = first["from"], self._address(first)
        inbound = Inbound(
            address=address,
            external_id=incoming.external_id(first),
            text=text,
            name=incoming.name_of(sender),
            language=incoming.language_of(sender),
            heard=heard,
            remotes=tuple(map(incoming.remote_of, album)),
            about=incoming.answered(first),
        )
        if heard == "asked" and not await front.came_before(inbound.external_id):
            words = front.words(inbound.language)
            files, note = await fetch(front.api, self._files, address.key, album, words)
            inbound = replace(inbound, files=files, text="\n".join(filter(None, (text, note))))
        self._whereabouts(first)
        return await self._quietly(inbound)

    def _whereabouts(self, message: Json) -> None:
        place = Place(message["chat"]["id"], incoming.topic(message), message["message_id"])
        self._front.whereabouts.keep(self._address(message), place)

    async def _changed(self, message: Json) -> None:
        """New words for something that we keep; what we did not keep then is nobody's business now but for a secret."""
        about = incoming.remote_of(message)
        if "sender_chat" in message or not self._is_listed(message["chat"]):
            return
        text = _without_name(incoming.plain(message), await self._front.username())
        if await self._front.reader.line(self._front.carrier, about) is None:
            if redact(text).findings:
                await self._overheard(message, [message])
            return
        inbound = Inbound(
            address=self._address(message),
            external_id=incoming.external_id(message),
            text=text,
            act="edit",
            about=about,
            heard="asked",
            remotes=(about,),
        )
        await self._quietly(inbound)

    async def _marked(self, reaction: Json) -> None:
        """An emoji of the person whom an answer was for; those of others are theirs."""
        emoji, sender = incoming.emoji_of(reaction), reaction.get("user")
        if emoji is None or sender is None:
            return
        about = incoming.remote_of(reaction)
        address = self._front.address(reaction["chat"]["id"], str(sender["id"]))
        line = await self._front.reader.line(self._front.carrier, about)
        known = await self._front.reader.by_number(line.number) if line else None
        if known is not None and known.address == address:
            external_id = f"re:{about}:{reaction['date']}:{emoji}"
            await self._quietly(Inbound(address, external_id, text=emoji, act="react", about=about, heard="asked"))

    async def _quietly(self, inbound: Inbound) -> Receipt:
        """What is refused here, and a member's flood, is dropped without a word: a group must not wait for one."""
        try:
            return await self._intake.accept(inbound)
        except (Refused, TryLater) as refusal:
            log.info("not taken in a group: %s", refusal)
            return Receipt(0)

    async def _faq(self, message: Json, words: str) -> None:
        """An operator answers a member out of the FAQ, with `/faq WORDS` as a reply to their message."""
        actor, asked = await self._who(message["from"]), message.get("reply_to_message")
        if actor is None or not words or incoming.BORROWED & message.keys():
            return
        if not asked or not is_from_a_person(asked) or "sender_chat" in asked:
            return
        await self._accept([asked], "asked", "")  # so that they have a conversation; the operator answers, not the bot
        known = await self._front.reader.newest(self._address(asked))
        if known is None:
            return
        try:
            await self._bench.act(known.number, actor, SendEntry(words), incoming.external_id(message))
        except (Refused, NotThere) as refusal:
            log.warning("/faq in a group was refused: %s", refusal)
            self._front.errands.run(self._explain(message, str(refusal)))

    async def _explain(self, message: Json, sentence: str) -> None:
        """Tells the operator in private, if they ever wrote to the bot there: the group need not read it."""
        await self._front.api.bot.send_message(message["from"]["id"], sentence)

    def _address(self, message: Json) -> Address:
        return self._front.address(message["chat"]["id"], str(message["from"]["id"]))


def _without_name(text: str, username: str) -> str:
    """The words without our @name."""
    name = re.compile(rf"(?<![\w@])@{re.escape(username)}(?!\w)[,:]?[^\S\n]*", re.IGNORECASE)
    return name.sub("", text).strip() if username else text
