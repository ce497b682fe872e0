"""The chat's HTTP interface. Errors are raised as what they mean; the app turns them into problem documents."""

from __future__ import annotations

import re
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, UploadFile
from fastapi.responses import JSONResponse, Response, StreamingResponse

from adapters.attachments import MAX_BYTES, kind_of, safe_name
from adapters.web.bodies import MessageBody, SessionBody, wrong_field
from adapters.web.downloads import download_headers, readable_file
from adapters.web.parts import ChatParts
from adapters.web.stream import PAGE, visitor_events
from adapters.web.visitors import Visitor, newcomer, spoken, token_of, visitor_from
from adapters.web.wire import FileIdJson, PageJson, SeqJson, SessionJson, message_json, state_json
from conversation.ports import Inbound, TryLater
from handoff.model import FileRef

router = APIRouter(prefix="/api/chat", tags=["chat"])

Seq = Annotated[int, Query(ge=0, le=2**63 - 1, description="Only what came after this seq.")]


async def chat_parts(request: Request) -> ChatParts:
    """The parts that the app was built with."""
    return cast(ChatParts, request.app.state.chat)


Chat = Annotated[ChatParts, Depends(chat_parts)]
Authorization = Annotated[str | None, Header(include_in_schema=False)]


async def known_visitor(chat: Chat, authorization: Authorization = None) -> Visitor | None:
    """Whoever the bearer token names, if it is one of ours."""
    scheme, _, token = (authorization or "").partition(" ")
    return visitor_from(token.strip(), chat.key) if scheme.casefold() == "bearer" else None


async def required_visitor(visitor: Annotated[Visitor | None, Depends(known_visitor)]) -> Visitor:
    """As above, or 401."""
    if visitor is None:
        headers = {"WWW-Authenticate": "Bearer"}
        raise HTTPException(401, "Send the token of POST /api/chat/sessions as Authorization: Bearer.", headers)
    return visitor


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""


async def admitted(request: Request, chat: Chat) -> None:
    """Slows down a network address that asks for too much; messages are counted by the intake."""
    seconds = chat.admit(_peer(request))
    if seconds is not None:
        raise TryLater(seconds)


Known = Annotated[Visitor | None, Depends(known_visitor)]
Someone = Annotated[Visitor, Depends(required_visitor)]
LIMITED = [Depends(admitted)]


@router.post("/sessions", status_code=201, dependencies=LIMITED)
async def open_session(chat: Chat, known: Known, body: SessionBody | None = None) -> SessionJson:
    """Gives a newcomer a token; with a token, the same visitor in another language. Nothing is stored."""
    language = spoken(body.language, chat.languages) if body else None
    visitor = Visitor(known.id, language or known.language) if known else newcomer(language)
    return {
        "token": token_of(visitor, chat.key),
        "conversation": visitor.id,
        "language": visitor.language or chat.languages[0],
    }


@router.post("/messages", status_code=202, response_model=SeqJson)
async def post_message(request: Request, chat: Chat, visitor: Someone, body: MessageBody) -> JSONResponse:
    """Accepts what the visitor did: 202 once it is durable, 200 when the same key came before."""
    text = body.checked_text()
    receipt = await chat.intake.accept(
        Inbound(
            address=visitor.address,
            external_id=f"{visitor.id}:{body.key}",
            text=text,
            choice=body.choice,
            files=await _own_files(chat, visitor, body.files),
            language=visitor.language,
            peer=_peer(request),
        )
    )
    return JSONResponse({"seq": receipt.seq}, 200 if receipt.duplicate else 202)


async def _own_files(chat: ChatParts, visitor: Visitor, ids: list[str]) -> tuple[FileRef, ...]:
    found = [await chat.files.describe(file_id, visitor.address.key) for file_id in dict.fromkeys(ids)]
    if None in found:
        raise wrong_field("files", "One of these files is not here. Upload it again.")
    return tuple(file for file in found if file is not None)


@router.post("/files", status_code=201, dependencies=LIMITED)
async def post_file(chat: Chat, visitor: Someone, file: UploadFile) -> FileIdJson:
    """Keeps one file of at most 10 MB; a message then names its id."""
    content = await file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise HTTPException(413, "A file has at most 10 MB.")
    if not content:
        raise wrong_field("file", "This file is empty.")
    name, mime = safe_name(file.filename), kind_of(file.content_type, content)
    return {"id": (await chat.files.put(visitor.address.key, name, mime, content)).id}


@router.get("/files/{file_id}", response_class=Response)
async def get_file(chat: Chat, visitor: Someone, file_id: str) -> Response:
    """A file of the visitor's own transcript."""
    file, content = await readable_file(chat.files, visitor.address, file_id)
    return Response(content, media_type=file.mime, headers=download_headers(file))


@router.get("/messages")
async def get_messages(chat: Chat, visitor: Someone, after: Seq = 0) -> PageJson:
    """The visitor's transcript after `after`, and where they stand."""
    messages = await chat.reader.messages(visitor.address, after, PAGE)
    return {
        "messages": [message_json(message) for message in messages],
        "state": state_json(await chat.standing(visitor.address)),
    }


@router.get("/events", response_class=StreamingResponse)
async def get_events(
    chat: Chat,
    visitor: Someone,
    after: Seq = 0,
    last_event_id: Annotated[str | None, Header(description="Wins over `after`: a reconnect.")] = None,
) -> StreamingResponse:
    """The same, live, as server-sent events."""
    if last_event_id and re.fullmatch(r"\d{1,18}", last_event_id):
        after = max(after, int(last_event_id))
    return StreamingResponse(
        visitor_events(chat, visitor, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
