"""A change as the rows that it will become.

The numbers that only the writer knows come first in a row, which is a list so that they can be put there: copying every
row would take time, and from the thread that everybody waits for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass, field

from conversation.change import AlreadySeen, Change, Committed, Message, OutboxRow
from conversation.codec import dump, stage_name
from conversation.effects import Join
from conversation.model import Conversation, Resolved, Stage, Waiting, WithBot, WithOperator
from conversation.ports import StorageError
from conversation.said import words
from storage.text import Values, as_json, clean, keepable

LAST_LENGTH = 200
"""Characters of what people said last that lists show."""


class Unwritable(StorageError):
    """This change holds something that is not JSON and cannot be kept. That is a mistake of ours; please report it."""


@dataclass(slots=True, eq=False)
class Draft:
    """A change on its way into the database, with the one who waits for it.

    `keys` are what no two changes of one batch may share: of two that do, the second waits for what the first came to.
    """

    change: Change
    waiter: asyncio.Future[Committed | AlreadySeen]
    keys: tuple[Hashable, ...]
    now: int
    seen: list[object] = field(default_factory=list)
    conversation: Values = ()
    journal: list[object] = field(default_factory=list)
    facts: list[list[object]] = field(default_factory=list)
    messages: list[list[object]] = field(default_factory=list)
    rows: list[list[object]] = field(default_factory=list)
    links: list[Values] = field(default_factory=list)
    lessons: list[Values] = field(default_factory=list)
    journal_number: int = 0
    first_seq: int = 0
    first_row: int = 0

    @property
    def number(self) -> int:
        """The conversation's."""
        return self.change.conversation.number

    @property
    def contact(self) -> str:
        """Whose it was when it was read; joining makes it another's."""
        return self.change.left or self.change.conversation.contact.id

    def write_down(self) -> None:
        """Makes the rows, in the thread that writes them: there they are still at hand. May be called again.

        Raises Unwritable for a payload that is not JSON.
        """
        change = self.change
        conversation, journal, seen, number = change.conversation, change.journal, change.seen, self.number
        try:
            payload = as_json(journal.payload)
            self.conversation = _conversation(conversation, change.messages, journal.at)
            self.rows = [_outbox_row(row) for row in change.outbox]
        except (TypeError, ValueError) as error:
            raise Unwritable(f"this change cannot be written down: {error}") from error
        stage = stage_name(conversation.stage)
        self.seen = [0, 0, seen.account, seen.external_id, self.now]
        self.journal = [0, number, journal.kind, journal.at, journal.actor, stage, payload]
        self.facts = [
            [0, number, fact.name, fact.at, fact.value, fact.entry, fact.operator, fact.team] for fact in change.facts
        ]
        self.messages = [_message(number, message) for message in change.messages]
        self.links = [clean((link.carrier, link.remote, link.message)) for link in change.links]
        self.lessons = [
            clean((number, lesson.text, lesson.wrong, lesson.right, lesson.operator, journal.at))
            for lesson in change.lessons
        ]
        if not keepable(_foreign(change)):
            self._clean()

    def _clean(self) -> None:
        self.seen, self.conversation, self.journal = clean(self.seen), clean(self.conversation), clean(self.journal)
        self.facts = [clean(row) for row in self.facts]
        self.messages = [clean(row) for row in self.messages]
        self.rows = [clean(row) for row in self.rows]

    def take_numbers(self, journal: int, seq: int, row: int) -> None:
        """Puts numbers into the rows: the journal's, and the first of its messages and of its outbox rows."""
        self.journal_number, self.first_seq, self.first_row = journal, seq, row
        self.seen[0] = self.journal[0] = journal
        for fact in self.facts:
            fact[0] = journal
        if self.messages:
            self.seen[1] = seq
            for number, message in enumerate(self.messages, seq):
                message[0] = number
        for number, outbox_row in enumerate(self.rows, row):
            outbox_row[0] = number


def draft(change: Change, waiter: asyncio.Future[Committed | AlreadySeen], now: int) -> Draft:
    """The change as it queues: its rows are not made yet."""
    return Draft(change, waiter, _keys(change), now)


def _foreign(change: Change) -> list[str | None]:
    """What others have written, outside of JSON; ids and keys that cannot be kept are found by the database."""
    texts = [change.seen.external_id, change.conversation.contact.name]
    for message in change.messages:
        texts += (message.text, message.name)
        if message.files:
            texts += [file.name for file in message.files]
    return texts


def _keys(change: Change) -> tuple[Hashable, ...]:
    """Numbers, ids and addresses cannot be taken for one another: an integer, a pair, and marked texts."""
    conversation, seen = change.conversation, change.seen
    codes = (f"code {effect.code}" for effect in change.linking if isinstance(effect, Join) and effect.code)
    keys = (conversation.number, (seen.account, seen.external_id), f"id {conversation.id}", *codes)
    if conversation.version:
        return keys
    return (*keys, f"address {conversation.address.key}", f"contact {change.left or conversation.contact.id}")


def _conversation(conversation: Conversation, messages: tuple[Message, ...], at: int) -> Values:
    stage = conversation.stage
    priority, team, owner, since = _queue_columns(stage)
    unread, answered = _unread(messages)
    contact, last = conversation.contact, _last(messages, first=not conversation.version)
    return (
            contact.id, contact.name, conversation.address.channel, conversation.language, stage_name(stage), priority,
            team, owner, since, conversation.opened_at, answered, unread, last, at,
            as_json(dump(conversation)), conversation.number,
    )  # fmt: skip


def _queue_columns(stage: Stage) -> tuple[str, str | None, str | None, int | None]:
    """Priority, team, owner, and since when it waits."""
    match stage:
        case Waiting():
            return stage.priority.value, stage.team, None, stage.since
        case WithOperator():
            return stage.priority.value, stage.team, stage.operator, None
        case WithBot() | Resolved():
            return "normal", None, None, None


def _unread(messages: tuple[Message, ...]) -> tuple[int, int]:
    """User messages since an operator's last one among these, and whether there is such a one (1 or 0)."""
    unread, answered = 0, 0
    for message in messages:
        if message.author == "operator":
            unread, answered = 0, 1
        elif message.author == "user":
            unread += 1
    return unread, answered


def _last(messages: tuple[Message, ...], *, first: bool) -> str | None:
    """What people said last, since the bot's words and commands would hide what it is about; None leaves what stands.

    Where nothing stands yet, it is empty.
    """
    for message in reversed(messages):
        if message.author in {"user", "operator"}:
            text = words(message.text) if message.author == "user" else message.text
            if text := text or ", ".join(file.name for file in message.files):
                return text if len(text) <= LAST_LENGTH else text[: LAST_LENGTH - 1] + "…"
    return "" if first else None


def _message(number: int, message: Message) -> list[object]:
    choices = as_json([(choice.id, choice.label) for choice in message.choices]) if message.choices else None
    files = as_json([(file.id, file.name, file.mime, file.size) for file in message.files]) if message.files else None
    suggested = (
        as_json([(found.entry, found.confidence, found.faq) for found in message.suggested])
        if message.suggested
        else None
    )
    return [
        0, number, message.key, message.author, message.text, message.at, message.name, choices, files, message.entry,
        suggested, None if message.place is None else message.place.key,
    ]  # fmt: skip


def _outbox_row(row: OutboxRow) -> list[object]:
    return [
        0, row.key, row.lane, row.carrier, row.target, row.conversation, row.kind, as_json(row.payload),
        row.state.value, row.due, row.attempts, row.reason, row.message_key, row.shows,
    ]  # fmt: skip
