"""A change as the rows that it will become, encoded once by whoever brings it, while the writer is busy with others.

Rows are JSON arrays. Numbers that only the writer knows come first in a row, so what is kept here are the *tails* of
arrays, without the opening bracket.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from conversation.change import AlreadySeen, Change, Committed, Message, OutboxRow
from conversation.codec import dump, stage_name
from conversation.model import Conversation, Resolved, Waiting, WithBot, WithOperator

LAST_LENGTH = 200
"""Characters of the newest message that lists show."""


@dataclass(slots=True, eq=False)
class Draft:
    """A change on its way into the database, with the one who waits for it."""

    change: Change
    waiter: asyncio.Future[Committed | AlreadySeen]
    seen: str
    conversation: str
    journal: str
    facts: list[str]
    messages: list[str]
    rows: list[str]
    timers: list[str]
    cancelled: list[str]
    cursor: str | None
    journal_number: int = field(default=0)
    first_seq: int = field(default=0)
    first_row: int = field(default=0)

    def keys(self) -> Iterator[Hashable]:
        """What no two changes of one batch may share: of two that do, the second waits for what became of the first."""
        conversation = self.change.conversation
        yield "seen", self.change.seen
        yield "number", conversation.number
        yield "id", conversation.id
        if conversation.version == 0:
            yield "address", conversation.address.key

    def attachments(self) -> Iterator[str]:
        """Which of the messages show which files, once the messages have their numbers."""
        for seq, message in enumerate(self.change.messages, self.first_seq):
            for file in message.files:
                yield encoded((seq, file.id))


def draft(change: Change, waiter: asyncio.Future[Committed | AlreadySeen], now: int) -> Draft:
    """Raises ValueError or TypeError for a payload that is not JSON."""
    conversation, journal = change.conversation, change.journal
    number = conversation.number
    timers = [timer for timer in change.timers if timer.at is not None]
    return Draft(
        change=change,
        waiter=waiter,
        seen=_tail((change.seen.account, change.seen.external_id, now)),
        conversation=encoded(_conversation(conversation, change.messages, journal.at)),
        journal=_tail(
            (number, journal.kind, journal.at, journal.actor, stage_name(conversation.stage), _object(journal.payload))
        ),
        facts=[_tail((number, f.name, f.at, f.value, f.entry, f.operator, f.team)) for f in change.facts],
        messages=[_message(number, message) for message in change.messages],
        rows=[_outbox_row(row) for row in change.outbox],
        timers=[encoded((conversation.id, timer.timer, timer.at, timer.since)) for timer in timers],
        cancelled=[encoded((conversation.id, timer.timer)) for timer in change.timers if timer.at is None],
        cursor=None if change.cursor is None else encoded((change.cursor.account, change.cursor.value)),
    )


def _conversation(conversation: Conversation, messages: tuple[Message, ...], at: int) -> tuple[object, ...]:
    stage = conversation.stage
    priority, team, owner, since = _queue_columns(stage)
    unread, answered = _unread(messages)
    last = next((_preview(message) for message in reversed(messages) if message.author != "note"), None)
    return (
        conversation.number, conversation.id, conversation.version, conversation.contact.id, conversation.contact.name,
        conversation.address.key, conversation.address.channel, conversation.language, stage_name(stage), priority,
        team, owner, since, conversation.opened_at, unread, answered, last, at, dump(conversation),
    )  # fmt: skip


def _queue_columns(
    stage: WithBot | Waiting | WithOperator | Resolved,
) -> tuple[str, str | None, str | None, int | None]:
    match stage:
        case Waiting():
            return stage.priority, stage.team, None, stage.since
        case WithOperator():
            return stage.priority, stage.team, stage.operator, None
        case _:
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


def _message(number: int, message: Message) -> str:
    choices = [(choice.id, choice.label) for choice in message.choices] or None
    files = [(file.id, file.name, file.mime, file.size) for file in message.files] or None
    return _tail(
        (number, message.key, message.author, message.text, message.at, message.name, choices, files, message.entry)
    )


def _outbox_row(row: OutboxRow) -> str:
    return _tail(
        (
            row.key, row.lane, row.carrier, row.target, row.conversation, row.kind, _object(row.payload), row.state,
            row.due, row.attempts, row.reason, row.message_key,
        )
    )  # fmt: skip


def _object(payload: Mapping[str, object]) -> Mapping[str, object]:
    return payload if isinstance(payload, dict) else dict(payload)


def _tail(values: tuple[object, ...]) -> str:
    return encoded(values)[1:]


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False, default=_plain
).encode


def encoded(values: object) -> str:
    """JSON that every database can keep: no lone surrogates and no NUL, which SQLite would cut a text at."""
    text = _encode(values)
    if "\\u0000" not in text and (text.isascii() or _is_unicode(text)):
        return text
    return _encode(_clean(values))


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _clean(value: object) -> object:
    match value:
        case str():
            return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case Mapping():
            return {_clean(key): _clean(item) for key, item in value.items()}
        case tuple() | list():
            return [_clean(item) for item in value]
        case _:
            return value
