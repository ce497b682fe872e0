"""What the statements return, as the types of the kernel. The order of columns is that of `queries.sql`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from conversation.change import OutboxRow, Timer
from conversation.codec import load
from conversation.delivery import RowState
from conversation.model import Choice, Conversation, Taken
from conversation.views import FeedItem, HistoryLine, LineView, MessageView, QueueRow, Thread
from handoff.model import FileRef, Operator, Priority, Ticket
from storage.connections import Row

WORST_FIRST = (RowState.DEAD, RowState.UNKNOWN, RowState.READY, RowState.SENDING, RowState.SENT)
"""Of several rows that carry one message, the operator hears of the one that needs him most."""


def conversation(row: Row) -> Conversation:
    """The column knows the version that the row has now; the state still says the one that was read before it."""
    version, state = row
    return load(json.loads(state) | {"version": version})


def answers(row: Row) -> tuple[Taken, ...]:
    """What was answered to the steps of a guide, from the columns of a conversation."""
    guide = conversation(row).guide
    return guide.answers if guide else ()


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
    number, key, lane, carrier, target, conversation_id, kind, payload, state, due, attempts, reason, *keys = row
    return OutboxRow(
        key, lane, carrier, target, conversation_id, kind, json.loads(payload), RowState(state), due, number, attempts,
        reason, *keys,
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
    return Operator(*row[:5])


def thread(row: Row) -> Thread:
    """A conversation's place on a desk."""
    return Thread(*row)


def line(row: Row) -> LineView:
    """One line by itself."""
    key, number, conversation_id, author, text, name, files, at = row
    return LineView(key, number, conversation_id, author, text, name, _files(files), at)


def file_ref(row: Row) -> FileRef:
    """An attachment without its content."""
    return FileRef(*row[:4])


def messages(rows: Iterable[Row]) -> tuple[MessageView, ...]:
    """Lines of a transcript, from one row for each outbox row that carries a line, sorted by seq."""
    return tuple(_message(list(group)) for _, group in groupby(rows, key=lambda row: row[0]))


def with_earlier(lines: Iterable[MessageView], rows: Iterable[Row]) -> tuple[MessageView, ...]:
    """The same lines with what they read before, from pairs of seq and text, sorted by seq and then by age."""
    before = {seq: tuple(text for _, text in group) for seq, group in groupby(rows, key=lambda row: row[0])}
    return tuple(replace(line, before=before[line.seq]) if line.seq in before else line for line in lines)


def _message(rows: Sequence[Row]) -> MessageView:
    seq, author, text, at, name, choices, files, edited, entry, *_ = rows[0]
    sendings = [_sending(key, carrier) for *_, key, carrier in rows if key is not None]
    carried = [
        (RowState(state), reason)
        for *_, state, reason, key, carrier in rows
        if key is not None and _sending(key, carrier) == sendings[-1]
    ]
    delivery, reason = min(carried, key=lambda pair: WORST_FIRST.index(pair[0]), default=(None, None))
    return MessageView(
        seq,
        author,
        text,
        at,
        name,
        tuple(Choice(*choice) for choice in json.loads(choices or "[]")),
        _files(files),
        bool(edited),
        entry,
        delivery,
        reason,
    )


def _sending(key: str, carrier: str) -> str:
    """What rows have in common that are the pieces of a line as it was sent once: a row is `sending:piece:carrier`."""
    return key.removesuffix(f":{carrier}").rpartition(":")[0]


def _files(column: str | None) -> tuple[FileRef, ...]:
    return tuple(FileRef(*file) for file in json.loads(column or "[]"))
