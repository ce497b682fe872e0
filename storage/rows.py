"""What the statements return, as the types of the kernel. The order of columns is that of `queries.sql`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby

from conversation.change import OutboxRow, Timer
from conversation.codec import load
from conversation.delivery import RowState
from conversation.model import Choice, Conversation
from conversation.views import FeedItem, HistoryLine, MessageView, QueueRow
from handoff.model import FileRef, Operator, Priority, Ticket
from storage.connections import Row

WORST_FIRST = (RowState.DEAD, RowState.UNKNOWN, RowState.READY, RowState.SENDING, RowState.SENT)
"""Of several rows that carry one message, the operator hears of the one that needs him most."""


def conversation(row: Row) -> Conversation:
    """The column knows the version that the row has now; the state still says the one that was read before it."""
    version, state = row
    return load(json.loads(state) | {"version": version})


def queue_row(row: Row) -> QueueRow:
    """A line of the inbox."""
    number, stage, channel, contact, name, language, priority, *rest = row
    return QueueRow(number, stage, channel, contact, name, language, Priority(priority), *rest)


def ticket(row: Row) -> Ticket:
    """Something that waits."""
    number, since, priority, team, language = row
    return Ticket(number, since, Priority(priority), team, language)


def outbox_row(row: Row) -> OutboxRow:
    """Something to be carried out."""
    number, key, lane, carrier, target, conversation_id, kind, payload, state, due, attempts, reason, message_key = row
    return OutboxRow(
        key, lane, carrier, target, conversation_id, kind, json.loads(payload), RowState(state), due, number, attempts,
        reason, message_key,
    )  # fmt: skip


def timer(row: Row) -> Timer:
    """A timer that has run down."""
    return Timer(*row)


def history_line(row: Row) -> HistoryLine:
    """One event in short."""
    return HistoryLine(*row)


def feed_item(row: Row) -> FeedItem:
    """One change for those who look on."""
    return FeedItem(*row)


def operator(row: Row) -> Operator:
    """A person of the desk."""
    return Operator(*row[:4])


def file_ref(row: Row) -> FileRef:
    """An attachment without its content."""
    return FileRef(*row[:4])


def messages(rows: Iterable[Row]) -> tuple[MessageView, ...]:
    """Lines of a transcript, from one row for each outbox row that carries a line, sorted by seq."""
    return tuple(_message(list(group)) for _, group in groupby(rows, key=lambda row: row[0]))


def _message(rows: Sequence[Row]) -> MessageView:
    seq, author, text, at, name, choices, files, edited, entry, *_ = rows[0]
    carried = [(RowState(state), reason) for *_, state, reason in rows if state is not None]
    delivery, reason = min(carried, key=lambda pair: WORST_FIRST.index(pair[0]), default=(None, None))
    return MessageView(
        seq,
        author,
        text,
        at,
        name,
        tuple(Choice(*choice) for choice in json.loads(choices or "[]")),
        tuple(FileRef(*file) for file in json.loads(files or "[]")),
        bool(edited),
        entry,
        delivery,
        reason,
    )
