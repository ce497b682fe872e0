"""The JSON of the desk: its shapes, and how our read models become them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Literal, NotRequired

from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from conversation.briefing import Briefing
from conversation.views import ContactView, ConversationView, HistoryLine, Marks, MessageView, QueueRow

StageName = Literal["with_bot", "waiting", "with_operator", "resolved"]
Positions = Mapping[int, int]
"""Place in the queue by conversation number."""


class ConversationJson(TypedDict):
    """One line of the inbox.

    `unread` counts what the user wrote since a person last answered; `last` is what a person said last, empty where
    nobody said more than a command.

    What is not so is left out: `goal` is `warned` or `breached` where the promised answer is nearly due or late;
    `wanted` the colleague it was passed on to; `for_lead`: only a lead may take it; `crowd`: one of many newcomers;
    `reason`: why it waits; `rating` is the last one, in lists only once it ended;
    `ended_by` is user, operator, silence or merge, then `into` names the other one.
    """

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
    goal: NotRequired[str]
    wanted: NotRequired[str]
    for_lead: NotRequired[bool]
    crowd: NotRequired[bool]
    reason: NotRequired[str]
    blocked: NotRequired[bool]
    snoozed_until: NotRequired[str]
    resolve_at: NotRequired[str]
    ended_by: NotRequired[str]
    rating: NotRequired[int]
    into: NotRequired[int]


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


class SuggestionJson(TypedDict):
    """An entry that may be the answer, how sure that was (0 to 1), and which version of the FAQ said so."""

    entry: str
    title: str
    confidence: float
    faq: str


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
        "suggested": NotRequired[list[SuggestionJson]],
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


class DetailJson(TypedDict):
    """Something that was asked before a person took over, and what the user said."""

    name: str
    value: str


class ContactJson(TypedDict):
    """A person, where they can be reached, what they told of themselves, and their conversations, newest first."""

    id: str
    name: str | None
    addresses: list[str]
    details: list[DetailJson]
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
    _mark(shown, row.marks)
    return shown


def _mark(shown: ConversationJson, marks: Marks) -> None:
    """Adds what there is to say."""
    if marks.goal:
        shown["goal"] = marks.goal
    if marks.wanted:
        shown["wanted"] = marks.wanted
    if marks.for_lead:
        shown["for_lead"] = True
    if marks.crowd:
        shown["crowd"] = True
    if marks.blocked:
        shown["blocked"] = True
    if marks.snoozed_until is not None:
        shown["snoozed_until"] = iso(marks.snoozed_until)
    if marks.resolve_at is not None:
        shown["resolve_at"] = iso(marks.resolve_at)
    if marks.ended_by is not None:
        shown["ended_by"] = marks.ended_by
    if marks.reason is not None:
        shown["reason"] = marks.reason.value
    if marks.rating is not None:
        shown["rating"] = marks.rating
    if marks.into is not None:
        shown["into"] = marks.into


def whole_json(
    view: ConversationView, positions: Positions, briefing: Briefing, title: Callable[[str], str]
) -> WholeJson:
    """One conversation with its transcript, notes and history; `title` gives the heading of an entry."""
    row = row_json(view.row, positions)
    if view.row.stage == "waiting" and briefing.rating is not None:
        row["rating"] = briefing.rating
    return {
        **row,
        "messages": [line_json(message, title) for message in view.messages],
        "notes": [line_json(note, title) for note in view.notes],
        "history": [_history_json(line) for line in view.history],
        "briefing": list(briefing.summary),
    }


def contact_json(contact: ContactView, positions: Positions) -> ContactJson:
    """A person."""
    return {
        "id": contact.id,
        "name": contact.name,
        "addresses": list(contact.addresses),
        "details": [{"name": detail.name, "value": detail.value} for detail in contact.details],
        "conversations": [row_json(row, positions) for row in contact.conversations],
    }


def line_json(line: MessageView, title: Callable[[str], str]) -> LineJson:
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
    if line.suggested:
        shown["suggested"] = [
            {"entry": one.entry, "title": title(one.entry), "confidence": one.confidence, "faq": one.faq}
            for one in line.suggested
        ]
    if line.delivery:
        shown["delivery"] = line.delivery
    if line.reason:
        shown["reason"] = line.reason
    return shown


def _history_json(line: HistoryLine) -> HistoryJson:
    return {"at": iso(line.at), "kind": line.kind, "actor": line.actor, "stage": line.stage}
