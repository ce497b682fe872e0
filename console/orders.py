"""What an operator orders over HTTP: fields in a body -> the desk's own commands."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from fastapi import HTTPException
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from conversation.ports import NotThere
from conversation.views import ConversationView
from handoff.commands import LONGEST_NAME, Mute, Order, span
from handoff.model import (
    Block,
    Claim,
    Delete,
    Merge,
    Note,
    Release,
    Reopen,
    Reply,
    Resend,
    Resolve,
    SendEntry,
    SendSnippet,
    Snooze,
    Teach,
    Transfer,
    Unblock,
    Way,
)

MAX_TEXT = 16_384
BIGGEST = 2**63 - 1
MOST_AT_ONCE = 200
"""Conversations that one request may resolve."""

Verb = Literal[
    "claim", "release", "reply", "note", "transfer", "resolve", "reopen", "snooze", "merge", "faq", "snippet", "teach",
    "delete", "resend", "block", "unblock", "mute", "unmute",
]  # fmt: skip
SpanText = Annotated[str | None, Field(max_length=40, description="How long, such as 30m, 2h or 3d.")]


class CommandBody(BaseModel):
    """What an operator orders. Each field goes with the verbs that its description names; the rest is left alone."""

    key: Annotated[str | None, Field(min_length=1, max_length=100, description="The same again is done once.")] = None
    text: Annotated[str | None, Field(description="reply, note")] = None
    to: Annotated[str | None, Field(max_length=100, description="transfer: a team or a colleague")] = None
    after: Annotated[SpanText, Field(description="resolve: not now but then, unless the user writes before")] = None
    span: Annotated[SpanText, Field(description="snooze, mute")] = None
    number: Annotated[int | None, Field(ge=1, le=BIGGEST, description="merge: into which conversation")] = None
    words: Annotated[str | None, Field(max_length=500, description="faq, teach: an entry's id, or words for it")] = None
    name: Annotated[str | None, Field(max_length=LONGEST_NAME, description="snippet")] = None
    message: Annotated[
        int | None,
        Field(ge=0, le=BIGGEST, description="delete, resend: the `seq` of what was said; teach: of the question"),
    ] = None
    by: Annotated[Way, Field(description="resend: another way to the user, where the channel has one")] = ""

    def order(self, verb: Verb, line: str | None) -> Order:
        """The order in the desk's own words; raises the 413 or 422 that says what is wrong.

        `line` is the key of `message`, where one is named.
        """
        match verb:
            case "reply":
                return Reply(needed("text", self.text))
            case "note":
                return Note(needed("text", self.text))
            case "transfer":
                return Transfer(needed("to", self.to))
            case "faq":
                return SendEntry(needed("words", self.words))
            case "snippet":
                return SendSnippet(needed("name", self.name))
            case "teach":
                return Teach(needed("words", self.words), about=line)
            case "delete":
                return Delete(needed("message", line))
            case "resend":
                return Resend(needed("message", line), self.by)
            case _:
                return self._measured(verb)

    def _measured(self, verb: Verb) -> Order:
        """Orders with a span or a number, and those with nothing at all."""
        match verb:
            case "resolve":
                return Resolve(0 if self.after is None else spanned("after", self.after))
            case "snooze":
                return Snooze(spanned("span", self.span))
            case "mute":
                return Mute(spanned("span", self.span))
            case "merge" if self.number is None:
                raise invalid("number", "This is needed here.", "missing")
            case "merge":
                return Merge(self.number or 0)
            case _:
                return ALONE[verb]


ALONE: dict[str, Order] = {
    "claim": Claim(), "release": Release(), "reopen": Reopen(), "block": Block(), "unblock": Unblock(),
    "unmute": Mute(0),
}  # fmt: skip
"""Orders that are complete with their verb."""


class BulkBody(BaseModel):
    """Conversations that are all done."""

    numbers: Annotated[list[Annotated[int, Field(ge=1, le=BIGGEST)]], Field(min_length=1, max_length=MOST_AT_ONCE)]
    key: Annotated[str | None, Field(min_length=1, max_length=100, description="The same again is done once.")] = None


class BulkLineJson(TypedDict):
    """What became of one of many; `status` and `detail` say why where it was not done."""

    number: int
    done: bool
    status: NotRequired[int]
    detail: NotRequired[str]


class BulkJson(TypedDict):
    """What became of each, in the order in which they were named."""

    results: list[BulkLineJson]


def needed(field: str, value: str | None) -> str:
    """The words of a field without what cannot be kept; 422 where there are none, 413 for too many."""
    value = (value or "").replace("\x00", "").strip()
    if len(value) > MAX_TEXT:
        raise HTTPException(413, f"A text has at most {MAX_TEXT:,} characters.")
    if not value:
        raise invalid(field, "This is needed here.", "missing")
    return value


def spanned(field: str, value: str | None) -> int:
    """A span in ms; 422 for what is none."""
    found = span(needed(field, value))
    if found is None:
        raise invalid(field, "Write how long, such as 30m, 2h or 3d; at most 30 days.")
    return found


def key_of(view: ConversationView, seq: int) -> str:
    """The key of a line of this conversation; NotThere where it is no line of it."""
    found = next((line.key for line in view.messages if line.seq == seq), None)
    if found is None:
        raise NotThere(f"There is no such line in #{view.row.number}.")
    return found


def invalid(field: str, sentence: str, kind: str = "value_error") -> RequestValidationError:
    """A 422 about one field of the body."""
    return RequestValidationError([{"type": kind, "loc": ("body", field), "msg": sentence}])
