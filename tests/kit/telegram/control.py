"""A way in for a browser and for curl: `/control` shows the chats, `/control/<verb>` acts as somebody.

A verb takes a form or JSON: `say` (user, text, and perhaps chat, topic, reply_to, file), `press` (user, message,
label), `edit` (user, message, text), `react` (user, message, emoji), `block` and `unblock` (user), `user` (name,
username, language), `forum` and `group` (title, members, admins: names with commas between). `message` may come with
`chat`. A user or a chat is named by its number, its name or its title; a user who is not there yet is made by `say`.
`GET /control/chats` and `GET /control/calls` tell what is there, as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from tests.kit.telegram.api import BotApi
from tests.kit.telegram.control_page import page
from tests.kit.telegram.model import Chat, Json, Message, Topic
from tests.kit.telegram.params import Params
from tests.kit.telegram.people import Person

PREFIX = "/control"


class Control:
    """Answers requests under `/control`."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._verbs: dict[str, Callable[[Params], Any]] = {
            "say": self._say,
            "press": self._press,
            "edit": self._edit,
            "react": self._react,
            "block": lambda params: self._person(params).blocks_bot(),
            "unblock": lambda params: self._person(params).unblocks_bot(),
            "user": self._user,
            "forum": lambda params: self._group(params, topics=True),
            "group": lambda params: self._group(params, topics=False),
        }

    async def answer(self, request: Request) -> Response | None:
        """The answer, or None for another path."""
        path = request.url.path.rstrip("/")
        if path == PREFIX:
            return HTMLResponse(page(self._api))
        what = path.removeprefix(f"{PREFIX}/")
        if request.method == "GET":
            shown = {"chats": self._chats, "calls": self._calls}.get(what)
            return JSONResponse(shown()) if shown and path.startswith(PREFIX) else None
        if what not in self._verbs:
            return None
        params = await Params.of(request)
        try:
            done = self._verbs[what](params)
        except AssertionError as error:
            return JSONResponse({"error": str(error)}, 400)
        if "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(PREFIX, 303)
        return JSONResponse(shown_message(done) if isinstance(done, Message) else {"done": True})

    def _chats(self) -> list[Json]:
        return [shown_chat(chat) for chat in self._api.chats if chat.history or chat.kind != "private"]

    def _calls(self) -> list[Json]:
        return [
            {"method": call.method, "params": json.loads(json.dumps(call.params, default=repr)), "status": call.status}
            for call in self._api.calls
        ]

    def _person(self, params: Params, *, make: bool = False) -> Person:
        wanted = params.text("user") or ""
        for person in self._api.people:
            if wanted in {str(person.id), person.first_name, person.username}:
                return person
        assert make, f"nobody is called {wanted!r}"
        return self._api.user(wanted)

    def _chat(self, params: Params, person: Person) -> Chat:
        wanted = params.text("chat") or ""
        found = [chat for chat in self._api.chats if wanted in {str(chat.id), chat.title}]
        assert found or not wanted, f"there is no chat {wanted!r}"
        return found[0] if wanted else person.chat

    def _message(self, params: Params, person: Person, name: str = "message") -> Message:
        number = params.integer(name) or 0
        found = self._chat(params, person).message(number)
        assert found is not None, f"there is no message {number}"
        return found

    def _say(self, params: Params) -> Message:
        person = self._person(params, make=True)
        chat = self._chat(params, person)
        where: Json = {"chat": chat, "topic": topic_of(chat, params.text("topic") or "")}
        if params.text("reply_to"):
            where["reply_to"] = self._message(params, person, "reply_to")
        text, upload = params.text("text") or "", params.uploads.get("file")
        if upload is None or not upload.content:
            return person.writes(text, **where)
        if upload.mime.startswith("image/"):
            return person.sends_photo(upload.content, text, **where)
        return person.sends_document(upload.content, upload.name, upload.mime, text, **where)

    def _press(self, params: Params) -> None:
        person = self._person(params)
        person.presses(self._message(params, person), params.text("label") or "")

    def _edit(self, params: Params) -> Message:
        person = self._person(params)
        return person.edits(self._message(params, person), params.text("text") or "")

    def _react(self, params: Params) -> None:
        person = self._person(params)
        person.reacts(self._message(params, person), *(params.text("emoji") or "").split())

    def _user(self, params: Params) -> None:
        username, language = params.text("username") or "", params.text("language") or "en"
        self._api.user(params.text("name") or "", username=username, language=language)

    def _group(self, params: Params, *, topics: bool) -> None:
        people = {
            role: [self._person(Params({"user": name.strip()}), make=True) for name in names.split(",") if name.strip()]
            for role in ("members", "admins")
            if (names := params.text(role) or "")
        }
        make = self._api.forum if topics else self._api.group
        make(params.text("title") or "Group", people.get("members", []), people.get("admins", []))


def topic_of(chat: Chat, wanted: str) -> Topic | None:
    """The topic with this number or name."""
    found = [topic for topic in chat.topics if wanted in {str(topic.id), topic.name}]
    assert found or not wanted, f"there is no topic {wanted!r}"
    return found[0] if wanted else None


def shown_message(message: Message) -> Json:
    """A message in short."""
    return {
        "id": message.id,
        "chat": message.chat.id,
        "topic": message.topic.id if message.topic else None,
        "from": message.sender.first_name,
        "kind": message.kind,
        "text": message.text,
        "buttons": message.labels,
        "edited": message.edited,
    }


def shown_chat(chat: Chat) -> Json:
    """A chat in short."""
    topics = [{"id": topic.id, "name": topic.name, "icon": topic.icon, "closed": topic.closed} for topic in chat.topics]
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.title or (chat.partner.first_name if chat.partner else ""),
        "topics": topics,
        "messages": [shown_message(message) for message in chat.messages],
    }
