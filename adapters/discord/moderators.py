"""What operators do in public: answer somebody out of the FAQ, or take somebody's question to the desk.

The one who asked has a conversation there from then on. Only the operator sees what is said about it.
"""

from __future__ import annotations

import logging

from adapters.buttons import USER_LIFE, Press
from adapters.desk.members import Stranger
from adapters.discord import incoming
from adapters.discord.answering import Answering
from adapters.discord.api import TROUBLE
from adapters.discord.choices import Who
from adapters.discord.copying import fetch
from adapters.discord.directory import Directory, Spot
from adapters.discord.exchange import Exchange
from adapters.discord.front import Front
from adapters.discord.hints import key_of
from adapters.discord.incoming import Json
from adapters.discord.letters import Option, select
from adapters.discord.meeting import Meeting
from adapters.discord.places import CHANNEL, member, person, remote
from adapters.words import Words
from conversation.events import Actor
from conversation.model import Conversation
from conversation.ports import Bench, Inbound, Intake, Knowledge, NotThere, Refused, StorageError, TryLater
from handoff.model import SendEntry
from intents.model import Context
from safety.secrets import redact

log = logging.getLogger(__name__)

ENTRY = "f:"
"""How the custom id of the list of near entries begins; it names the conversation that is to be answered."""
MOST_NEAR = 5


class Moderators:
    """Takes message commands, `/faq` outside the desk, and the choice of an entry."""

    def __init__(
        self,
        front: Front,
        intake: Intake,
        bench: Bench,
        *,
        answering: Answering,
        meeting: Meeting,
        directory: Directory,
        who: Who,
        knowledge: Knowledge,
    ) -> None:
        self._front = front
        self._intake = intake
        self._bench = bench
        self._answering = answering
        self._meeting = meeting
        self._directory = directory
        self._who = who
        self._knowledge = knowledge

    async def answer(self, exchange: Exchange) -> None:
        """The command on a message, "Answer from FAQ": the message's words name the entry."""
        target = await self._target(exchange)
        actor = await self._actor(exchange) if target else None
        if target is None or actor is None:
            return
        address = member(self._front.account, exchange.channel_id, str(target["author"]["id"]))
        inbound = Inbound(
            address=address,
            external_id=remote(exchange.channel_id, str(target["id"])),
            name=incoming.name_of(target["author"]),
            heard="asked",
            remotes=(remote(exchange.channel_id, str(target["id"])),),
        )
        known = await self._known(exchange, inbound)
        if known is not None:
            self._front.people.means(address.user, address.chat, str(target["id"]))
            await self._send(exchange, actor, known, incoming.plain(target, markdown=False))

    async def faq(self, exchange: Exchange) -> None:
        """`/faq words` in a post or thread: for whoever opened it."""
        await self._answering.acknowledge(exchange.defer(ephemeral=True))
        actor = await self._actor(exchange)
        if actor is None:
            return
        spot = await self._thread(exchange)
        if spot is None:
            await self._answering.tell(exchange, "discord_faq_where")
            return
        address = member(self._front.account, spot.id, spot.owner)
        known = await self._front.reader.newest(address)
        if known is None:  # the words of a post have its own number
            first = remote(spot.id, spot.id)
            known = await self._known(exchange, Inbound(address, first, heard="asked", remotes=(first,)))
        if known is not None:
            await self._send(exchange, actor, known, next(iter(exchange.options.values()), ""))

    async def picked(self, exchange: Exchange) -> None:
        """One of the near entries was chosen."""
        await self._answering.acknowledge(exchange.defer_update())
        front = self._front
        reading = front.buttons.read(exchange.custom_id[2:], CHANNEL, exchange.user_id, "desk", front.clock.now())
        known = await front.reader.by_number(reading.number) if isinstance(reading, Press) else None
        actor = await self._actor(exchange)
        if actor is None:
            return
        if known is None or not exchange.values:
            await self._answering.tell(exchange, "choice_gone")
            return
        front.errands.run(exchange.edit_original({"components": []}))
        await self._send(exchange, actor, known, exchange.values[0])

    async def take(self, exchange: Exchange) -> None:
        """The command on a message, "Take to desk": its words go to people, in the name of who wrote them."""
        target = await self._target(exchange)
        if target is None or await self._actor(exchange) is None:
            return
        front, answering, author = self._front, self._answering, target["author"]
        user, name = str(author["id"]), incoming.name_of(author)
        address, words = person(front.account, user), front.words(None)
        attached = incoming.attachments(target)
        files, note = await fetch(front.api, front.files, address.key, attached, words)
        place = await self._meeting.place(user, name, exchange.channel_id, await self._spoken(exchange, user))
        if place is not None:
            front.people.heard(user, place.channel)
        inbound = Inbound(
            address=address,
            external_id=f"take:{remote(exchange.channel_id, str(target['id']))}",
            text=incoming.text_of(target, words, note, markdown=False),
            files=files,
            name=name,
            act="ask",
        )
        if await answering.accept(exchange, inbound):
            known = await front.reader.newest(address)
            number = known.number if known else 0
            await answering.tell(exchange, "discord_taken", number=number)

    async def _spoken(self, exchange: Exchange, user: str) -> str | None:
        """The language in which the house has spoken with this person, in private or here."""
        account, reader = self._front.account, self._front.reader
        for address in (person(account, user), member(account, exchange.channel_id, user)):
            known = await reader.newest(address)
            if known is not None:
                return known.language
        return None

    async def _target(self, exchange: Exchange) -> Json | None:
        """The message that the command is about, acknowledged; None, and told, unless a person wrote it."""
        await self._answering.acknowledge(exchange.defer(ephemeral=True))
        target = exchange.target
        if target is not None and incoming.is_from_a_person(target):
            return target
        await self._answering.tell(exchange, "discord_no_person")
        return None

    async def _actor(self, exchange: Exchange) -> Actor | None:
        """The operator who acts; anybody else is told why they may not."""
        try:
            who = await self._who(exchange)
        except TROUBLE as error:
            log.info("nobody could say who is an operator: %s", type(error).__name__)
            await self._answering.tell(exchange, "discord_not_stored")
            return None
        if isinstance(who, Stranger):
            await self._answering.tell(exchange, key_of(who), user=who.user)
            return None
        return who

    async def _thread(self, exchange: Exchange) -> Spot | None:
        """The post or thread in which the command was given."""
        try:
            spot = await self._directory.of(exchange.channel_id)
        except TROUBLE:
            return None
        return spot if spot is not None and spot.kind == "thread" and spot.owner else None

    async def _known(self, exchange: Exchange, inbound: Inbound) -> Conversation | None:
        """The conversation of who asked, made if there is none: the operator answers, so the bot says nothing."""
        try:
            await self._intake.accept(inbound)
        except (Refused, TryLater, StorageError) as error:
            log.info("a member's message was not taken: %s", type(error).__name__)
        known = await self._front.reader.newest(inbound.address)
        if known is None:
            await self._answering.tell(exchange, "discord_not_stored")
        return known

    async def _send(self, exchange: Exchange, actor: Actor, known: Conversation, wanted: str) -> None:
        answering = self._answering
        try:
            await self._bench.act(known.number, actor, SendEntry(wanted), f"ix:{exchange.id}")
        except (Refused, NotThere) as refusal:
            words = await answering.words(exchange)
            components = self._list(exchange, known, redact(wanted).text, words)
            sentence = words("discord_faq_near") if components else str(refusal)
            await answering.say(exchange, sentence, components or None)
        except StorageError:
            await answering.tell(exchange, "discord_not_stored")
        else:
            await answering.tell(exchange, "discord_faq_sent")

    def _list(self, exchange: Exchange, known: Conversation, wanted: str, words: Words) -> list[Json]:
        """The entries that what is wanted comes nearest to, to choose one of; empty where there are none."""
        front, language = self._front, exchange.locale or known.language
        ranking = self._knowledge.recognize(wanted, Context(known.language)).parts[0].ranking
        near = [found for one in ranking if (found := self._knowledge.faq.entry(one.entry)) is not None]
        if not near:
            return []
        options = [Option(entry.title_in(language), entry.id) for entry in near[:MOST_NEAR]]
        expires_at = front.clock.now() + USER_LIFE
        data = front.buttons.data(CHANNEL, exchange.user_id, "desk", known.number, "entry", expires_at)
        return list(select(ENTRY + data, options, words("discord_faq_choose")))
