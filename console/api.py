"""The desk's HTTP interface: every route asks who it is first, and the kernel says what they may do."""

from __future__ import annotations

import re
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Header, Path, Query
from fastapi.responses import Response, StreamingResponse

from console.downloads import download_headers, file_for_desk
from console.identity import DeskOperator, Identity, operator_of_desk
from console.orders import BIGGEST, BulkBody, BulkJson, BulkLineJson, CommandBody, Verb, key_of
from console.parts import Console, ConsoleParts
from console.stats_api import router as stats_router
from console.stream import desk_events
from console.texts import PageLanguage
from console.wire import (
    ContactJson,
    ConversationJson,
    InboxJson,
    StageName,
    WholeJson,
    contact_json,
    row_json,
    whole_json,
)
from conversation.briefing import brief
from conversation.events import Actor
from conversation.ports import NotThere, Refused
from conversation.views import ConversationView
from handoff.model import Resolve
from handoff.queue import order as in_order

router = APIRouter(prefix="/api/desk", tags=["desk"], dependencies=[Depends(operator_of_desk)])
router.include_router(stats_router)

Number = Annotated[int, Path(ge=1, le=BIGGEST)]


@router.get("/conversations")
async def list_conversations(
    console: Console,
    stage: StageName | None = None,
    after: Annotated[int, Query(ge=0, le=BIGGEST, description="`next` of the page before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> InboxJson:
    """The inbox, longest waiting first; without `stage`, all that are not resolved."""
    rows = await console.reader.rows(stage, after, limit + 1)
    positions = await _positions(console)
    return {
        "conversations": [row_json(row, positions) for row in rows[:limit]],
        "next": after + limit if len(rows) > limit else None,
    }


@router.get("/conversations/{number}")
async def get_conversation(console: Console, number: Number, language: PageLanguage) -> WholeJson:
    """One conversation with transcript, notes and history; briefing and titles are in the reader's language."""
    view = await _view(console, number)
    policy = console.policy()
    briefing = brief(view, policy.texts, language=language, explorers=policy.explorers)
    return whole_json(view, await _positions(console), briefing, lambda entry: console.title(entry, language))


@router.post("/conversations/resolve")
async def resolve_many(console: Console, identity: DeskOperator, body: BulkBody) -> BulkJson:
    """Resolves many at once. Each is told apart: what was refused, and why, stands beside what is done."""
    actor = _actor(identity)
    results: list[BulkLineJson] = []
    for number in dict.fromkeys(body.numbers):
        try:
            await console.bench.act(number, actor, Resolve(), _external_id(identity, number, body.key))
        except (Refused, NotThere) as reason:
            status = 409 if isinstance(reason, Refused) else 404
            results.append({"number": number, "done": False, "status": status, "detail": str(reason)})
        else:
            results.append({"number": number, "done": True})
    return {"results": results}


@router.post("/conversations/{number}/{verb}")
async def command_conversation(
    console: Console, identity: DeskOperator, number: Number, verb: Verb, body: CommandBody | None = None
) -> ConversationJson:
    """Does it once, however often the same key comes; 409 with the reason when it cannot be done now."""
    body = body or CommandBody()
    line = None if body.message is None else key_of(await _view(console, number), body.message)
    order = body.order(verb, line)
    await console.bench.act(number, _actor(identity), order, _external_id(identity, number, body.key))
    return row_json((await _view(console, number)).row, await _positions(console))


@router.get("/contacts/{contact}")
async def get_contact(console: Console, contact: str) -> ContactJson:
    """A person and their conversations."""
    found = await console.reader.contact(contact)
    if found is None:
        raise NotThere("There is no such contact.")
    return contact_json(found, await _positions(console))


@router.get("/files/{file_id}", response_class=Response)
async def get_file(console: Console, file_id: str) -> Response:
    """A file that stands in some conversation."""
    file, content = await file_for_desk(console.files, file_id)
    return Response(content, media_type=file.mime, headers=download_headers(file))


@router.get("/events", response_class=StreamingResponse)
async def get_events(
    console: Console,
    identity: DeskOperator,
    after: Annotated[int | None, Query(ge=0, le=BIGGEST)] = None,
    last_event_id: Annotated[str | None, Header(description="Wins over `after`: a reconnect.")] = None,
) -> StreamingResponse:
    """Which conversation changed, live: `event: conversation` with its number and what happened."""
    if last_event_id and re.fullmatch(r"\d{1,18}", last_event_id):
        after = int(last_event_id)
    return StreamingResponse(
        desk_events(console, identity, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _view(console: ConsoleParts, number: int) -> ConversationView:
    view = await console.reader.conversation(number)
    if view is None:
        raise NotThere(f"There is no conversation #{number}.")
    return view


async def _positions(console: ConsoleParts) -> dict[int, int]:
    waiting = in_order(await console.reader.tickets())
    return {ticket.number: place for place, ticket in enumerate(waiting, start=1)}


def _actor(identity: Identity) -> Actor:
    return Actor(identity.operator.name, identity.operator.role, identity.operator.alias)


def _external_id(identity: Identity, number: int, key: str | None) -> str:
    """Unique to operator and conversation, so that nobody's key can swallow somebody else's order."""
    return f"desk:{identity.operator.name}:{number}:{key or uuid4()}"
