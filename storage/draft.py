"""A change as the rows that it will become, made by whoever brings it while the writer is busy with others.

The numbers that only the writer knows come first in a row; it puts them there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

from conversation.change import AlreadySeen, Change, Committed, Message, OutboxRow
from conversation.codec import dump, stage_name
from conversation.model import Conversation, Resolved, Stage, Waiting, WithBot, WithOperator
from storage.text import Values, as_json, clean, keepable

LAST_LENGTH = 200
"""Characters of the newest message that lists show."""


@dataclass(slots=True, eq=False)
class Draft:
    """A change on its way into the database, with the one who waits for it.

    `keys` are what no two changes of one batch may share: of two that do, the second waits for what the first came to.
    """

    change: Change
    waiter: asyncio.Future[Committed | AlreadySeen]
    keys: tuple[Hashable, ...]
    seen: Values
    conversation: Values
    journal: Values
    facts: list[Values]
    messages: list[Values]
    rows: list[Values]
    journal_number: int = 0
    first_seq: int = 0
    first_row: int = 0

    @property
    def number(self) -> int:
        """The conversation's."""
        return self.change.conversation.number

    def attachments(self) -> Iterator[Values]:
        """Which of the messages show which files, once the messages have their numbers."""
        for seq, message in enumerate(self.change.messages, self.first_seq):
            for file in message.files:
                yield seq, file.id


def draft(change: Change, waiter: asyncio.Future[Committed | AlreadySeen], now: int) -> Draft:
    """Raises ValueError or TypeError for a payload that is not JSON."""
    conversation, journal, seen = change.conversation, change.journal, change.seen
    number = conversation.number
    made = Draft(
        change,
        waiter,
        _keys(change),
        (seen.account, seen.external_id, now),
        _conversation(conversation, change.messages, journal.at),
        (number, journal.kind, journal.at, journal.actor, stage_name(conversation.stage), as_json(journal.payload)),
        [(number, fact.name, fact.at, fact.value, fact.entry, fact.operator, fact.team) for fact in change.facts],
        [_message(number, message) for message in change.messages],
        [_outbox_row(row) for row in change.outbox],
    )
    return made if keepable(_foreign(change)) else _cleaned(made)


def _foreign(change: Change) -> Iterator[str | None]:
    """What others have written, outside of JSON; ids and keys that cannot be kept are found by the database."""
    yield change.seen.external_id
    yield change.conversation.contact.name
    for message in change.messages:
        yield message.text
        yield message.name
        yield from (file.name for file in message.files)


def _cleaned(made: Draft) -> Draft:
    return replace(
        made,
        seen=clean(made.seen),
        conversation=clean(made.conversation),
        journal=clean(made.journal),
        facts=[clean(row) for row in made.facts],
        messages=[clean(row) for row in made.messages],
        rows=[clean(row) for row in made.rows],
    )


def _keys(change: Change) -> tuple[Hashable, ...]:
    """Numbers, ids and addresses cannot be taken for one another: an integer, a pair, and marked texts."""
    conversation, seen = change.conversation, change.seen
    keys = (conversation.number, (seen.account, seen.external_id), f"id {conversation.id}")
    return keys if conversation.version else (*keys, f"address {conversation.address.key}")


def _conversation(conversation: Conversation, messages: tuple[Message, ...], at: int) -> Values:
    stage = conversation.stage
    priority, team, owner, since = _queue_columns(stage)
    unread, answered = _unread(messages)
    last = next((_preview(message) for message in reversed(messages) if message.author != "note"), None)
    contact = conversation.contact
    return (
            contact.id, contact.name, conversation.address.channel, conversation.language, stage_name(stage), priority,
            team, owner, since, conversation.opened_at, answered, unread, last, at, as_json(dump(conversation)),
            conversation.number,
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


def _preview(message: Message) -> str:
    text = message.text or (message.files[0].name if message.files else "")
    return text if len(text) <= LAST_LENGTH else text[: LAST_LENGTH - 1] + "…"


def _message(number: int, message: Message) -> Values:
    choices = as_json([(choice.id, choice.label) for choice in message.choices]) if message.choices else None
    files = as_json([(file.id, file.name, file.mime, file.size) for file in message.files]) if message.files else None
    return number, message.key, message.author, message.text, message.at, message.name, choices, files, message.entry


def _outbox_row(row: OutboxRow) -> Values:
    return (
        row.key, row.lane, row.carrier, row.target, row.conversation, row.kind, as_json(row.payload), row.state.value,
        row.due, row.attempts, row.reason, row.message_key,
    )  # fmt: skip
