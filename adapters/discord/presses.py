"""What operators press and which slash commands they give: acknowledged at once, done, and told to them alone."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from adapters.buttons import Press, action_of
from adapters.desk.answers import NOWHERE, Answers, number_to_claim, works_anywhere
from adapters.desk.cards import Cards
from adapters.desk.history import history
from adapters.desk.lines import Reading
from adapters.desk.members import Stranger
from adapters.desk.topics import Topics
from adapters.discord import calls, incoming
from adapters.discord.exchange import Exchange
from adapters.discord.hints import Hints
from adapters.discord.keys import PREFIX, TO, Keys
from adapters.discord.letters import Letter
from adapters.discord.membership import person
from adapters.discord.orders import Orders
from adapters.discord.places import made_at, remote
from adapters.discord.room import Room
from adapters.discord.telling import Telling
from conversation.events import Actor
from conversation.ports import Bench, Origin, Reader, Staff, Threads
from conversation.views import LineView, Thread
from handoff.commands import WORDS, Misread, Mute, Order, Who, parse
from handoff.model import (
    Claim,
    Command,
    Delete,
    Note,
    Reopen,
    Reply,
    Resend,
    Resolve,
    SendEntry,
    SendSnippet,
    Transfer,
    Unblock,
)
from safety.secrets import redact

log = logging.getLogger(__name__)

T = TypeVar("T")

COMMANDS = frozenset({*(word.removeprefix("/") for word in WORDS), "reply"})
"""Slash commands that mean something in a thread of the desk."""
MOST_NAMES, MOST_REMEMBERED = 25, 1_000
YOUNG, LOOK_AGAIN, LOOKS = 5_000, 200, 10
"""For how long a message is young, how long we wait between two looks (ms), and how often we look."""
_PLAIN: Mapping[str, Command] = {
    "claim": Claim(),
    "resolve": Resolve(),
    "reopen": Reopen(),
    "settle": Resolve(),
    "unblock": Unblock(),
}
_RESENT: Mapping[str, Callable[[str], Resend]] = {
    "retry": lambda line: Resend(line, ""),
    "thread": lambda line: Resend(line, "thread"),
    "mention": lambda line: Resend(line, "mention"),
}
_NOT_ON_CARDS = frozenset({*_RESENT, "settle", TO})


@dataclass(frozen=True, slots=True)
class PressParts:
    """What presses are understood with. `teams` are the names to which a conversation can be passed on."""

    room: Room
    threads: Threads
    topics: Topics
    cards: Cards
    keys: Keys
    orders: Orders
    reader: Reader
    bench: Bench
    staff: Staff
    hints: Hints
    reading: Callable[[], Reading]
    answers: Answers
    teams: Sequence[str] = ()


class Presses:
    """The buttons and slash commands of the desk."""

    def __init__(self, parts: PressParts) -> None:
        self._parts = parts
        self._room = parts.room
        self._telling = Telling(parts.room)
        self._taken_back: deque[str] = deque(maxlen=MOST_REMEMBERED)

    async def take(self, exchange: Exchange) -> bool:
        """Whether it was ours; then it is answered, whatever came of it. Raises StorageError if that cannot be told."""
        if exchange.custom_id.startswith(PREFIX):
            await self._telling.acknowledged(exchange.defer_update())
            await self._telling.answer(exchange, self._pressed(exchange))
            return True
        if exchange.kind != "command" or exchange.command not in COMMANDS:
            return False
        if not self._is_here(exchange):
            return False
        await self._telling.acknowledged(exchange.defer(ephemeral=True))
        text = f"/{exchange.command} {_first_option(exchange)}"
        if works_anywhere(text):
            await self._telling.answer(exchange, self._anywhere(exchange, text))
            return True
        thread = None
        if exchange.channel_id != self._room.channel:
            thread = await self._soon(exchange, lambda: self._parts.threads.at(self._room.carrier, exchange.channel_id))
        if thread is None:
            await self._telling.say(exchange, self._room.words("discord_desk_no_thread"))
        else:
            await self._telling.answer(exchange, self._commanded(exchange, thread))
        return True

    def _is_here(self, exchange: Exchange) -> bool:
        """Whether the command was given in the desk channel, or in a thread below it."""
        return self._room.channel in {exchange.channel_id, exchange.parent_id}

    async def _pressed(self, exchange: Exchange) -> str:
        """What whoever pressed is told."""
        stale, message = self._room.words("desk_stale"), exchange.message or {}
        press = self._parts.keys.read(exchange.custom_id)
        if not isinstance(press, Press):
            return stale
        known = await self._parts.reader.by_number(press.number)
        thread = await self._soon(exchange, lambda: self._parts.topics.of(known.id)) if known else None
        if thread is None:
            return stale
        stands = remote(str(message.get("channel_id") or exchange.channel_id), str(message.get("id")))
        if press.action not in _NOT_ON_CARDS and thread.card != stands:
            await self._parts.cards.renew(thread)
            return stale
        who = await self._parts.orders.who(person(exchange.user, exchange.member))
        if isinstance(who, Stranger):
            return self._parts.hints.refusal(who)
        return await self._done(press.action, thread, who, exchange)

    async def _done(self, action: str, thread: Thread, actor: Actor, exchange: Exchange) -> str:
        match action:
            case _ if action in _PLAIN:
                await self._act(thread, actor, _PLAIN[action], exchange)
                return ""  # the card shows it
            case "retry" | "thread" | "mention":
                return await self._resend(action, thread, actor, exchange)
            case "transfer":
                await self._offer(thread, exchange)
                return ""
            case "to":
                return await self._passed_on(thread, actor, exchange)
            case "history":
                return await self._history(thread, exchange)
            case _:
                return self._room.words("desk_stale")

    async def _anywhere(self, exchange: Exchange, text: str) -> str:
        """One of the newcomers, or of the others who wait, from wherever on the desk; or silence for who asks."""
        who = await self._parts.orders.who(person(exchange.user, exchange.member))
        if isinstance(who, Stranger):
            return self._parts.hints.refusal(who)
        number, found = number_to_claim(text), parse(text)
        if number is None and isinstance(found, Misread):
            return self._parts.answers.misread(found)
        command = found if isinstance(found, Mute) else Claim()
        origin = Origin(self._room.carrier)
        await self._parts.bench.act(number or NOWHERE, who, command, f"ix:{exchange.id}", origin)
        answers = self._parts.answers
        return answers.muted(command) if isinstance(command, Mute) else answers.claimed(number or NOWHERE)

    async def _act(self, thread: Thread, actor: Actor, command: Order, exchange: Exchange) -> str:
        """What the thread does not show by itself comes there as from the console."""
        origin = None if isinstance(command, Reply | SendEntry | SendSnippet) else Origin(self._room.carrier)
        await self._parts.bench.act(thread.number, actor, command, f"ix:{exchange.id}", origin)
        return self._room.words("desk_done")

    async def _offer(self, thread: Thread, exchange: Exchange) -> None:
        words = self._room.words("discord_desk_to")
        names = await self._names()
        if names:
            await self._telling.say(exchange, words, Letter(words, self._parts.keys.choice(thread.number, names)))
        else:
            await self._telling.say(exchange, self._room.words("discord_desk_nobody"))

    async def _names(self) -> list[str]:
        """To whom it can be passed on: teams first."""
        operators = [operator.name for operator in await self._parts.staff.all()]
        return list(dict.fromkeys((*self._parts.teams, *operators)))[:MOST_NAMES]

    async def _passed_on(self, thread: Thread, actor: Actor, exchange: Exchange) -> str:
        name = next((name for name in await self._names() if action_of(name) in exchange.values), None)
        if name is None:
            return self._room.words("desk_stale")
        return await self._act(thread, actor, Transfer(name), exchange)

    async def _history(self, thread: Thread, exchange: Exchange) -> str:
        view = await self._parts.reader.conversation(thread.number)
        contact = await self._parts.reader.contact(view.row.contact) if view else None
        if view is not None and contact is not None:
            await self._telling.at_length(exchange, history(view, contact, self._parts.reading()))
        return ""

    async def _resend(self, action: str, thread: Thread, actor: Actor, exchange: Exchange) -> str:
        """The line that the message is about goes to the user once more, this way; what can still be tried stays."""
        line = await self._line(exchange)
        if line is None or line.number != thread.number:
            return self._room.words("desk_stale")
        done = await self._act(thread, actor, _RESENT[action](line.message), exchange)
        left = (("retry", "thread"), ("settle",)) if action == "mention" else ()  # which alone brings no words
        await self._telling.acknowledged(
            exchange.edit_original({"components": self._parts.keys.of(thread.number, left)})
        )
        return done

    async def _line(self, exchange: Exchange) -> LineView | None:
        """The line that a message of ours is about."""
        message = exchange.message or {"id": "0"}
        stands = remote(str(message.get("channel_id") or exchange.channel_id), str(message["id"]))
        return await self._soon(exchange, lambda: self._parts.reader.line(self._room.carrier, stands))

    async def _soon(self, exchange: Exchange, find: Callable[[], Awaitable[T | None]]) -> T | None:
        """What belongs to a message or a thread of ours. Of one that was made just now it is written down in a moment.

        A thread has the number of the card that it began with.
        """
        clock, made = self._room.clock, made_at(str((exchange.message or {}).get("id") or exchange.channel_id))
        for _ in range(LOOKS):
            found, now = await find(), clock.now()
            if found is not None or now - made > YOUNG:
                return found
            await clock.until(now + LOOK_AGAIN)
        return None

    async def _commanded(self, exchange: Exchange, thread: Thread) -> str:
        who = await self._parts.orders.who(person(exchange.user, exchange.member))
        if isinstance(who, Stranger):
            return self._parts.hints.refusal(who)
        words = _first_option(exchange)
        match exchange.command:
            case "transfer" if not words:
                await self._offer(thread, exchange)
                return ""
            case "delete":
                line = await self._last_of(who, thread)
                if line is None:
                    return self._room.words("discord_desk_nothing")
                done = await self._act(thread, who, Delete(line.message), exchange)
                self._taken_back.append(line.message)
                return done
            case "reply":
                command: Order | Who | Misread = Reply(words) if words else Misread("misread_empty", "")
            case name:
                command = parse(f"/{name} {words}")
        return await self._ordered(command, thread, who, exchange)

    async def _ordered(self, command: Order | Who | Misread, thread: Thread, actor: Actor, exchange: Exchange) -> str:
        match command:
            case Misread():
                return self._parts.answers.misread(command)
            case Who():
                await self._telling.at_length(exchange, await self._parts.answers.who(thread.number))
                return ""
            case _:
                done = await self._act(thread, actor, command, exchange)
        if isinstance(command, Note):
            self._parts.hints.note(actor.name, redact(command.text).text, thread.place)
        return self._parts.answers.muted(command) if isinstance(command, Mute) else done

    async def _last_of(self, actor: Actor, thread: Thread) -> LineView | None:
        """This operator's last line to the user that stands in the thread, but for those taken back lately.

        Raises `api.TROUBLE`.
        """
        for message in reversed(await calls.history(self._room.api, thread.place)):
            stands = remote(thread.place, str(message["id"]))
            line = await self._parts.reader.line(self._room.carrier, stands)
            if line is None or line.message in self._taken_back:
                continue
            if (line.author, line.name) == ("operator", actor.name):
                return line
        return None


def _first_option(exchange: Exchange) -> str:
    return incoming.plain({"content": next(iter(exchange.options.values()), "")}).strip()
