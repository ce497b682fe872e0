"""The JSON that the chat speaks: its shapes, and how our values become them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Literal, NotRequired

from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from conversation.views import MessageView, State

Author = Literal["user", "bot", "operator"]


class ChoiceJson(TypedDict):
    """A button below a message."""

    id: str
    label: str


class FileJson(TypedDict):
    """An attachment; `GET /api/chat/files/{id}` has its content. `size` is in bytes."""

    id: str
    name: str
    mime: str
    size: int


MessageJson = TypedDict(
    "MessageJson",
    {
        "seq": int,
        "from": Author,
        "name": NotRequired[str],
        "text": str,
        "choices": NotRequired[list[ChoiceJson]],
        "files": NotRequired[list[FileJson]],
        "edited": NotRequired[bool],
        "at": str,
    },
)


class StateJson(TypedDict):
    """Where the visitor stands."""

    stage: str
    number: int | None
    position: NotRequired[int]
    expected_wait_seconds: NotRequired[int]
    next_opening: NotRequired[str]


class PageJson(TypedDict):
    """The transcript after some seq, at most 500 messages, and the state."""

    messages: list[MessageJson]
    state: StateJson


class SessionJson(TypedDict):
    """A new or renewed session; `conversation` is opaque."""

    token: str
    conversation: str
    language: str


class SeqJson(TypedDict):
    """The message is durable under this number."""

    seq: int


class FileIdJson(TypedDict):
    """The file is kept under this id."""

    id: str


def iso(at: int) -> str:
    """Epoch ms as ISO 8601 in UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message_json(message: MessageView) -> MessageJson:
    """A message as the visitor sees it. Notes never come here: the reader leaves them out for an address."""
    assert message.author != "note"
    shown: MessageJson = {
        "seq": message.seq, "from": message.author, "text": message.text, "at": iso(message.at),
    }  # fmt: skip
    if message.name:
        shown["name"] = message.name
    if message.choices:
        shown["choices"] = [{"id": choice.id, "label": choice.label} for choice in message.choices]
    if message.files:
        shown["files"] = [{"id": f.id, "name": f.name, "mime": f.mime, "size": f.size} for f in message.files]
    if message.edited:
        shown["edited"] = True
    return shown


def state_json(state: State) -> StateJson:
    """The state as the visitor sees it; what is not known is left out."""
    shown: StateJson = {"stage": state.stage, "number": state.number}
    if state.position is not None:
        shown["position"] = state.position
    if state.expected_wait_seconds is not None:
        shown["expected_wait_seconds"] = state.expected_wait_seconds
    if state.next_opening is not None:
        shown["next_opening"] = iso(state.next_opening)
    return shown


def server_event(name: str, data: MessageJson | StateJson, seq: int) -> bytes:
    """One server-sent event; JSON has no raw line break, so the data is one line."""
    return f"id: {seq}\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
