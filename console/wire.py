"""The JSON of the desk: its shapes, and how our read models become them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, NotRequired

from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from conversation.views import ContactView, ConversationView, HistoryLine, MessageView, QueueRow

StageName = Literal["with_bot", "waiting", "with_operator", "resolved"]
Positions = Mapping[int, int]
"""Place in the queue by conversation number."""


class ConversationJson(TypedDict):
    """One line of the inbox. `unread` counts what the user wrote since a person last answered."""

    number: int
    stage: str
    channel: str
    contact: str
    name: NotRequired[str]
    language: str
    priority: str
    team: str | None
    owner: str | None
    position: NotRequired[int]
    waiting_since: NotRequired[str]
    unread: int
    last: str
    last_at: str


class InboxJson(TypedDict):
    """A page of the inbox; `next` is the `after` of the following page."""

    conversations: list[ConversationJson]
    next: int | None


class ChoiceJson(TypedDict):
    """A button that the user saw."""

    id: str
    label: str


class FileJson(TypedDict):
    """An attachment; `GET /api/desk/files/{id}` has its content."""

    id: str
    name: str
    mime: str
    size: int


LineJson = TypedDict(
    "LineJson",
    {
        "seq": int,
        "from": str,
        "name": NotRequired[str],
        "text": str,
        "choices": NotRequired[list[ChoiceJson]],
        "files": NotRequired[list[FileJson]],
        "edited": NotRequired[bool],
        "before": NotRequired[list[str]],
        "entry": NotRequired[str],
        "delivery": NotRequired[str],
        "reason": NotRequired[str],
        "at": str,
    },
)


class HistoryJson(TypedDict):
    """What happened, by whom, and the stage after it."""

    at: str
    kind: str
    actor: str
    stage: str


class WholeJson(ConversationJson):
    """A conversation with all that its operator sees."""

    messages: list[LineJson]
    notes: list[LineJson]
    history: list[HistoryJson]
    briefing: list[str]


class ContactJson(TypedDict):
    """A person, where they can be reached, and their conversations, newest first."""

    id: str
    name: str | None
    addresses: list[str]
    conversations: list[ConversationJson]


def iso(at: int) -> str:
    """Epoch ms as ISO 8601 in UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def row_json(row: QueueRow, positions: Positions) -> ConversationJson:
    """One conversation in a list."""
    shown: ConversationJson = {
        "number": row.number, "stage": row.stage, "channel": row.channel, "contact": row.contact,
        "language": row.language, "priority": row.priority.value, "team": row.team, "owner": row.owner,
        "unread": row.unread, "last": row.last, "last_at": iso(row.last_at),
    }  # fmt: skip
    if row.name:
        shown["name"] = row.name
    if row.number in positions:
        shown["position"] = positions[row.number]
    if row.waiting_since is not None:
        shown["waiting_since"] = iso(row.waiting_since)
    return shown


def whole_json(view: ConversationView, positions: Positions, briefing: list[str]) -> WholeJson:
    """One conversation with its transcript, notes and history."""
    return {
        **row_json(view.row, positions),
        "messages": [line_json(message) for message in view.messages],
        "notes": [line_json(note) for note in view.notes],
        "history": [_history_json(line) for line in view.history],
        "briefing": briefing,
    }


def contact_json(contact: ContactView, positions: Positions) -> ContactJson:
    """A person."""
    return {
        "id": contact.id,
        "name": contact.name,
        "addresses": list(contact.addresses),
        "conversations": [row_json(row, positions) for row in contact.conversations],
    }


def line_json(line: MessageView) -> LineJson:
    """A message or a note; what there is nothing to say about is left out."""
    shown: LineJson = {"seq": line.seq, "from": line.author, "text": line.text, "at": iso(line.at)}
    if line.name:
        shown["name"] = line.name
    if line.choices:
        shown["choices"] = [{"id": choice.id, "label": choice.label} for choice in line.choices]
    if line.files:
        shown["files"] = [{"id": f.id, "name": f.name, "mime": f.mime, "size": f.size} for f in line.files]
    if line.edited:
        shown["edited"] = True
    if line.before:
        shown["before"] = list(line.before)
    if line.entry:
        shown["entry"] = line.entry
    if line.delivery:
        shown["delivery"] = line.delivery
    if line.reason:
        shown["reason"] = line.reason
    return shown


def _history_json(line: HistoryLine) -> HistoryJson:
    return {"at": iso(line.at), "kind": line.kind, "actor": line.actor, "stage": line.stage}
