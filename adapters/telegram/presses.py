"""What operators press: every press is answered, and a button that means nothing any more says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.buttons import Buttons, Press, action_of
from adapters.desk.cards import Cards
from adapters.desk.history import history
from adapters.desk.lines import Reading
from adapters.desk.members import Stranger
from adapters.desk.topics import Topics
from adapters.telegram.hints import Hints
from adapters.telegram.incoming import remote_of
from adapters.telegram.keyboard import Keys, label
from adapters.telegram.orders import Orders
from adapters.telegram.places import CHANNEL
from adapters.telegram.room import Room
from conversation.events import Actor
from conversation.ports import Bench, Clock, NotThere, Origin, Reader, Refused, Staff, StorageError, TryLater
from conversation.views import LineView, Thread
from handoff.model import Claim, Command, Reopen, Resend, Resolve, Transfer, Unblock, Way

Json = Mapping[str, Any]

MOST_NAMES = 12
YOUNG, LOOK_AGAIN, LOOKS = 5_000, 200, 10
"""For how long a message is young, how long we wait between two looks (ms), and how often we look."""
TO = "to:"
_LONGEST_ANSWER = 200
_PLAIN: Mapping[str, Command] = {
    "claim": Claim(),
    "resolve": Resolve(),
    "reopen": Reopen(),
    "settle": Resolve(),
    "unblock": Unblock(),
}
_WAYS: Mapping[str, Way] = {"retry": "", "thread": "thread", "mention": "mention"}
_NOT_ON_CARDS = frozenset({*_WAYS, "settle"})


@dataclass(frozen=True, slots=True)
class PressParts:
    """What presses are understood with. `teams` are the names to which a conversation can be passed on."""

    room: Room
    topics: Topics
    cards: Cards
    keys: Keys
    buttons: Buttons
    orders: Orders
    reader: Reader
    bench: Bench
    staff: Staff
    hints: Hints
    clock: Clock
    reading: Callable[[], Reading]
    teams: Sequence[str] = ()


class Presses:
    """The buttons of one desk."""

    def __init__(self, parts: PressParts) -> None:
        self._parts = parts
        self._room = parts.room

    async def pressed(self, query: Json) -> None:
        """A callback query. Raises StorageError and TryLater, having answered."""
        try:
            sentence = await self._carried_out(query)
        except (StorageError, TryLater):
            self._answer(query, self._room.words("desk_again"))
            raise
        self._answer(query, sentence)

    def _answer(self, query: Json, sentence: str) -> None:
        call = self._room.api.bot.answer_callback_query(
            query["id"], sentence[:_LONGEST_ANSWER] or None, show_alert=bool(sentence)
        )
        self._parts.hints.at_once(call)

    async def _carried_out(self, query: Json) -> str:
        """What whoever pressed is told; nothing if it went well, which the card shows."""
        words = self._room.words
        message = query.get("message") or {}
        press = self._parts.buttons.read(
            str(query.get("data", "")), CHANNEL, str(self._room.id), "desk", self._parts.clock.now()
        )  # fmt: skip
        if not isinstance(press, Press):
            return words("desk_stale")
        known = await self._parts.reader.by_number(press.number)
        thread = await self._parts.topics.of(known.id) if known else None
        if thread is None:
            return words("desk_stale")
        if press.action not in _NOT_ON_CARDS and thread.card != str(message.get("message_id")):
            await self._parts.cards.renew(thread)
            return words("desk_stale")
        who = await self._parts.orders.who(query.get("from") or {})
        if isinstance(who, Stranger):
            return words(who.key, user=who.user)
        try:
            return await self._done(press.action, thread, who, query)
        except (Refused, NotThere) as refusal:
            return str(refusal)

    async def _done(self, action: str, thread: Thread, actor: Actor, query: Json) -> str:
        match action:
            case _ if action in _PLAIN:
                await self._act(thread, actor, _PLAIN[action], query)
            case _ if action in _WAYS:
                return await self._resend(thread, actor, query, _WAYS[action])
            case "transfer":
                names = await self._names()
                self._show(thread, [[(TO + action_of(name), label(name))] for name in names] + [[self._back()]])
            case "back":
                await self._parts.cards.renew(thread)
            case "history":
                view = await self._parts.reader.conversation(thread.number)
                contact = await self._parts.reader.contact(view.row.contact) if view else None
                if view is not None and contact is not None:
                    self._parts.hints.say(history(view, contact, self._parts.reading()), int(thread.place))
            case _ if action.startswith(TO):
                return await self._transfer(action.removeprefix(TO), thread, actor, query)
            case _:
                return self._room.words("desk_stale")
        return ""

    async def _act(self, thread: Thread, actor: Actor, command: Command, query: Json) -> None:
        origin = Origin(self._room.carrier)
        await self._parts.bench.act(thread.number, actor, command, f"cb:{query['id']}", origin)

    async def _transfer(self, wanted: str, thread: Thread, actor: Actor, query: Json) -> str:
        name = next((name for name in await self._names() if action_of(name) == wanted), None)
        await self._parts.cards.renew(thread)
        if name is None:
            return self._room.words("desk_stale")
        await self._act(thread, actor, Transfer(name), query)
        return ""

    async def _resend(self, thread: Thread, actor: Actor, query: Json, way: Way) -> str:
        """The line that the message is about goes to the user once more, this way, and the buttons go."""
        message = query["message"]
        line = await self._line(message)
        if line is None or line.number != thread.number:
            return self._room.words("desk_stale")
        await self._act(thread, actor, Resend(line.message, way), query)
        number, bot, chat = int(message["message_id"]), self._room.api.bot, self._room.id
        self._parts.hints.soon(lambda: bot.edit_message_reply_markup(chat, number))
        return ""

    async def _line(self, message: Json) -> LineView | None:
        """The line that a message of ours is about. That of one which was sent just now is written down in a moment."""
        for _ in range(LOOKS):
            line = await self._parts.reader.line(self._room.carrier, remote_of(message))
            now = self._parts.clock.now()
            if line is not None or now - int(message.get("date", 0)) * 1000 > YOUNG:
                return line
            await self._parts.clock.until(now + LOOK_AGAIN)
        return None

    async def _names(self) -> list[str]:
        """To whom it can be passed on: teams first."""
        operators = [operator.name for operator in await self._parts.staff.all()]
        return list(dict.fromkeys((*self._parts.teams, *operators)))[:MOST_NAMES]

    def _back(self) -> tuple[str, str]:
        return "back", self._room.words("desk_do_back")

    def _show(self, thread: Thread, rows: Sequence[Sequence[tuple[str, str]]]) -> None:
        """Other buttons below the card, until it changes."""
        keyboard, bot, chat = self._parts.keys.labelled(thread.number, rows), self._room.api.bot, self._room.id
        self._parts.hints.soon(
            lambda: bot.edit_message_reply_markup(chat, int(thread.card), reply_markup=keyboard)
        )  # fmt: skip
