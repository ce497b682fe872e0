"""A way in for a browser and for curl: `/control` shows the channels, `/control/<verb>` acts as somebody.

A verb takes a form or JSON: `say` (user, text, and perhaps channel, reply_to, mention, file), `post` (user, channel,
title, text), `press` (user, message, label), `select` (user, message, label), `use` (user, name, channel, and the
options by their names), `use_on` (user, name, message), `submit` (user, interaction, and the fields), `edit` (user,
message, text), `delete` (user, message), `react` and `unreact` (user, message, emoji), `close_dms`, `open_dms` (user),
`archive` and `delete_thread` (user, channel), `leave` (user), `user` (name, locale), `text` and `forum` (name, tags),
`drop` (resume: yes or no). Users, channels and messages are named by number, or by name; a user who is not there yet
is made by `say` and joins the first guild. `GET /control/channels`, `/control/interactions` and `/control/calls` tell
what is there, as JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.web import FileField

from tests.kit.discord.api import DiscordApi
from tests.kit.discord.control_page import page
from tests.kit.discord.guilds import Community
from tests.kit.discord.model import Channel, Interaction, Message
from tests.kit.discord.parts import DM, Json
from tests.kit.discord.people import File, Person
from tests.kit.discord.server import json_response

PREFIX = "/control"
Params = dict[str, Any]


class Control:
    """Answers requests under `/control`."""

    def __init__(self, api: DiscordApi) -> None:
        self._api = api
        self._verbs: dict[str, Callable[[Params], Any]] = {
            "say": self._say,
            "post": lambda given: self._person(given).posts(self._channel(given), given["title"], given["text"]),
            "press": lambda given: self._person(given).presses(self._message(given), given["label"]),
            "select": lambda given: self._person(given).selects(self._message(given), given["label"]),
            "use": self._use,
            "use_on": lambda given: self._person(given).uses_on(given["name"], self._message(given)),
            "submit": self._submit,
            "edit": lambda given: self._person(given).edits(self._message(given), given["text"]),
            "delete": lambda given: self._person(given).deletes(self._message(given)),
            "react": lambda given: self._person(given).reacts(self._message(given), given["emoji"]),
            "unreact": lambda given: self._person(given).unreacts(self._message(given), given["emoji"]),
            "close_dms": lambda given: self._person(given).closes_dms(),
            "open_dms": lambda given: self._person(given).opens_dms(),
            "archive": lambda given: self._person(given).archives(self._channel(given)),
            "delete_thread": lambda given: self._person(given).deletes_thread(self._channel(given)),
            "leave": lambda given: self._person(given).leaves(self._guild),
            "user": lambda given: self._made(given["name"], given.get("locale") or "en-US"),
            "text": lambda given: self._guild.text(given["name"]),
            "forum": lambda given: self._guild.forum(given["name"], tags=(given.get("tags") or "").split()),
            "drop": lambda given: self._api.drop(resume=given.get("resume", "yes") == "yes"),
        }

    async def answer(self, request: web.BaseRequest) -> web.Response | None:
        """The answer, or None for another path."""
        path = request.path.rstrip("/")
        if path == PREFIX:
            return web.Response(text=page(self._api), content_type="text/html")
        what = path.removeprefix(f"{PREFIX}/")
        if request.method == "GET":
            tellers = {"channels": self._channels, "calls": self._calls, "interactions": self._interactions}
            shown = tellers.get(what)
            return json_response(200, shown()) if shown and path.startswith(PREFIX) else None
        if what not in self._verbs:
            return None
        asked_json = request.content_type == "application/json"
        given: Params = await request.json() if asked_json else dict(await request.post())
        try:
            done = self._verbs[what]({name: value for name, value in given.items() if value != ""})
        except AssertionError as error:
            return json_response(400, {"error": str(error)})
        except KeyError as error:
            return json_response(400, {"error": f"{error} is missing"})
        if "text/html" in request.headers.get("accept", ""):
            return web.Response(status=303, headers={"Location": PREFIX})
        return json_response(200, shown_of(done))

    @property
    def _guild(self) -> Community:
        return self._api.guilds[0]

    def _made(self, name: str, locale: str) -> Person:
        person = self._api.user(name, locale=locale)
        self._guild.joins(person)
        return person

    def _person(self, given: Params, *, make: bool = False) -> Person:
        wanted = given["user"]
        for person in self._api.people:
            if wanted in {person.id, person.name, person.username}:
                return person
        assert make, f"nobody is called {wanted!r}"
        return self._made(wanted, "en-US")

    def _channel(self, given: Params) -> Channel:
        wanted = given["channel"]
        found = [one for one in self._api.channels if wanted in {one.id, one.name}]
        assert found, f"there is no channel {wanted!r}"
        return found[-1]

    def _message(self, given: Params, name: str = "message") -> Message:
        lines = [line for one in self._api.channels for line in one.messages]
        lines += [line for one in self._api.interactions for line in one.responses]
        found = next((line for line in lines if line.id == given[name]), None)
        assert found is not None, f"there is no message {given[name]}"
        return found

    def _say(self, given: Params) -> Message:
        person = self._person(given, make=True)
        channel = self._channel(given) if "channel" in given else None
        answered = self._message(given, "reply_to") if "reply_to" in given else None
        upload, files = given.get("file"), list[File]()
        if isinstance(upload, FileField):
            files.append((upload.filename, upload.content_type, upload.file.read()))
        mention = bool(given.get("mention"))
        return person.writes(given.get("text", ""), channel=channel, reply_to=answered, files=files, mention=mention)

    def _use(self, given: Params) -> Interaction:
        channel = self._channel(given) if "channel" in given else None
        options = {name: value for name, value in given.items() if name not in {"user", "name", "channel"}}
        return self._person(given).uses(given["name"], channel=channel, **options)

    def _submit(self, given: Params) -> Interaction:
        asked = next((one for one in self._api.interactions if one.id == given["interaction"]), None)
        assert asked is not None, f"there is no interaction {given['interaction']}"
        fields = {name: value for name, value in given.items() if name not in {"user", "interaction"}}
        return self._person(given).submits(asked, **fields)

    def _channels(self) -> list[Json]:
        return [shown_channel(one) for one in self._api.channels if one.history or one.type != DM]

    def _interactions(self) -> list[Json]:
        return [shown_interaction(one) for one in self._api.interactions]

    def _calls(self) -> list[Json]:
        return [
            {"method": one.method, "path": one.path, "json": one.json, "files": len(one.files), "status": one.status}
            for one in self._api.calls
        ]


def shown_of(done: Any) -> Json:
    """What a verb made, in short."""
    match done:
        case Message():
            return shown_message(done)
        case Interaction():
            return shown_interaction(done)
        case Channel():
            return shown_channel(done)
        case Person():
            return {"id": done.id, "name": done.name}
    return {"done": True}


def shown_message(message: Message) -> Json:
    """A message in short."""
    return {
        "id": message.id,
        "channel": message.channel.id,
        "from": message.author.name,
        "text": message.text,
        "embeds": message.embeds,
        "buttons": message.labels,
        "options": message.options,
        "files": [file.name for file in message.files],
        "edited": message.edited,
    }


def shown_channel(channel: Channel) -> Json:
    """A channel in short."""
    who = channel.recipient.name if channel.recipient else ""
    return {
        "id": channel.id,
        "type": channel.type,
        "name": channel.name or who,
        "parent": channel.parent.id if channel.parent else None,
        "tags": channel.tag_names,
        "archived": channel.archived,
        "messages": [shown_message(message) for message in channel.messages],
    }


def shown_interaction(asked: Interaction) -> Json:
    """A use of a command or a button, and what was answered."""
    form = asked.modal and asked.modal["title"]
    answers = [shown_message(message) for message in asked.shown]
    return {"id": asked.id, "user": asked.user.name, "data": asked.data, "form": form, "responses": answers}
