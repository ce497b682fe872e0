"""What the statements return, as the types of the kernel. The order of columns is that of `queries.sql`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from conversation.change import OutboxRow, Timer
from conversation.codec import load
from conversation.delivery import RowState
from conversation.effects import Suggestion
from conversation.model import Choice, Conversation, Detail, Goal, Resolved, Taken, Waiting, WithBot, WithOperator
from conversation.views import FeedItem, HistoryLine, LineView, Marks, MessageView, QueueRow, Thread
from handoff.model import FileRef, Operator, Priority, Ticket
from storage.connections import Row

WORST_FIRST = (RowState.DEAD, RowState.UNKNOWN, RowState.READY, RowState.SENDING, RowState.SENT)
"""Of several rows that carry one message, the operator hears of the one that needs him most."""


def conversation(row: Row) -> Conversation:
    """The columns know the version and the contact that the row has now; the state says those that were written."""
    version, contact, state = row
    found = json.loads(state)
    return load(found | {"version": version, "contact": found["contact"] | {"id": contact}})


def answers(row: Row) -> tuple[Taken, ...]:
    """What was answered to the steps of a guide, from the columns of a conversation."""
    guide = conversation(row).guide
    return guide.answers if guide else ()


def details(found: Iterable[Row]) -> tuple[Detail, ...]:
    """What a person told of themselves last, from the rows of their conversations, newest first."""
    told = (load(json.loads(state)).details for *_, state, _ in found)
    return next((each for each in told if each), ())


def queue_row(row: Row) -> QueueRow:
    """A line of the inbox."""
    number, stage, channel, contact, name, language, priority, *rest, state = row
    line = QueueRow(number, stage, channel, contact, name, language, Priority(priority), *rest)
    return replace(line, marks=_marks(load(json.loads(state))))


def _marks(found: Conversation) -> Marks:
    """What a list shows of a conversation's stage, beyond the columns."""
    match found.stage:
        case Waiting(wanted=wanted, for_lead=for_lead, goal=goal, crowd=crowd, reason=reason):
            return Marks(wanted, for_lead, goal, crowd, blocked=found.blocked, reason=reason)
        case WithOperator(reminded=reminded, snoozed_until=snoozed, resolve_at=resolve_at):
            return Marks(goal=_owed(reminded), snoozed_until=snoozed, resolve_at=resolve_at, blocked=found.blocked)
        case Resolved(by=by, operator=operator, rating=rating, into=into):
            return Marks(ended_by=by, operator=operator, rating=rating, into=into, blocked=found.blocked)
        case WithBot():
            return Marks(blocked=found.blocked)


def _owed(reminded: bool) -> Goal:
    """An operator who was told that it goes back soon is nearly late."""
    return "warned" if reminded else ""


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


def feed_items(found: Iterable[Row], elsewhere: Iterable[Row]) -> tuple[FeedItem, ...]:
    """Changes for those who look on; `elsewhere` are pairs of a journal number and an address, sorted."""
    also = {journal: [tuple(key for _, key in group)] for journal, group in groupby(elsewhere, key=lambda row: row[0])}
    return tuple(FeedItem(*row, *also.get(row[0], ())) for row in found)


def operator(row: Row) -> Operator:
    """A person of the desk."""
    return Operator(*row[:7])


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


def for_desk(lines: Iterable[MessageView], rows: Iterable[Row]) -> tuple[MessageView, ...]:
    """The same lines with what operators alone need of them, from triples of seq, key and suggestions as JSON."""
    known = {seq: (key, suggested) for seq, key, suggested in rows}
    return tuple(_for_desk(line, *known[line.seq]) for line in lines)


def _for_desk(line: MessageView, key: str, suggested: str | None) -> MessageView:
    found = tuple(Suggestion(*suggestion) for suggestion in json.loads(suggested or "[]"))
    return replace(line, key=key, suggested=found)


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
