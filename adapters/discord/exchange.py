"""One interaction (a command, a pressed button, a filled form) and what was answered to it.

Discord wants the first answer within three seconds and takes more for fifteen minutes. What is answered in a server is
ephemeral: only the person who asked sees it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from adapters.discord.api import Api, Json, Unreadable, Upload
from adapters.discord.errors import ANSWER, is_answered
from adapters.discord.places import made_at

LIFE = 14 * 60_000 + 30_000
"""How long an interaction is answered, in ms: half a minute less than Discord allows."""
EPHEMERAL = 64
LONGEST_TITLE = 45
FIELD = "text"
"""The name of the one field of our forms."""

Kind = Literal["command", "message_command", "component", "modal"]
_MESSAGE, _LATER, _LATER_IN_PLACE, _FORM = 4, 5, 6, 9
_KINDS: dict[int, Kind] = {2: "command", 3: "component", 5: "modal"}
_SUBCOMMANDS, _MESSAGE_COMMAND = {1, 2}, 3
_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL = f"{_WEBHOOK}/messages/@original"


class Exchange:
    """Raises KeyError, TypeError or ValueError for data that is no interaction with a person.

    `guild_id` is empty in a direct message. `target` is the message that a message command is about, `message` the one
    that a pressed button stands below. `fields` are what a form was filled with, by the fields' names.
    """

    def __init__(self, api: Api, data: Json) -> None:
        self._api = api
        inner: Json = data.get("data") or {}
        self.id, self.token = str(data["id"]), str(data["token"])
        self.created_at = made_at(self.id)
        self.member: Json | None = data.get("member")
        self.user: Json = self.member["user"] if self.member else data["user"]
        self.user_id = str(self.user["id"])
        self.name = str(
            (self.member or {}).get("nick") or self.user.get("global_name") or self.user.get("username") or ""
        )
        locale = str(data.get("locale") or "")[:2].lower()
        self.locale: str | None = locale if len(locale) == 2 and locale.isalpha() else None
        channel: Json = data.get("channel") or {}
        self.channel_id = str(data.get("channel_id") or channel.get("id") or "")
        self.parent_id = str(channel.get("parent_id") or "")
        self.guild_id = str(data.get("guild_id") or "")
        self.kind: Kind = _KINDS[int(data["type"])]
        if self.kind == "command" and inner.get("type") == _MESSAGE_COMMAND:
            self.kind = "message_command"
        self.command = str(inner.get("name") or "")
        self.options: Mapping[str, str] = dict(_options(inner.get("options") or ()))
        self.custom_id = str(inner.get("custom_id") or "")
        self.values = tuple(map(str, inner.get("values") or ()))
        messages: Json = (inner.get("resolved") or {}).get("messages") or {}
        self.target: Json | None = messages.get(str(inner.get("target_id")))
        self.message: Json | None = data.get("message")
        self.fields: Mapping[str, str] = dict(_fields(inner.get("components") or ())) if self.kind == "modal" else {}
        self.answered = False
        self._state: Literal["new", "thinking", "open"] = "new"
        self._turn = asyncio.Lock()

    def __repr__(self) -> str:
        return f"Exchange({self.id})"

    def expired(self, now: int) -> bool:
        """Whether it is too late for an answer here; `now` is epoch ms."""
        return now >= self.created_at + LIFE

    @property
    def repeatable(self) -> bool:
        """Whether what is said next may be said again after a failure without being shown twice."""
        return self._state != "open"

    async def defer(self, *, ephemeral: bool) -> None:
        """Shows that an answer is on its way; the first `say` takes its place and is as ephemeral as this."""
        async with self._turn:
            if self._state == "new":
                await self._acknowledged(_LATER, {"flags": EPHEMERAL if ephemeral else 0})
                self._state = "thinking"

    async def defer_update(self) -> None:
        """Takes note of a pressed button and shows nothing."""
        async with self._turn:
            if self._state == "new":
                await self._acknowledged(_LATER_IN_PLACE, {})
                self._state = "open"

    async def modal(
        self,
        custom_id: str,
        title: str,
        label: str,
        placeholder: str = "",
        *,
        required: bool = False,
        longest: int = 1000,
    ) -> None:
        """Shows a form with one field, `text`; only possible as the first answer."""
        field = {
            "type": 4,
            "custom_id": FIELD,
            "style": 2,
            "label": label[:LONGEST_TITLE],
            "placeholder": placeholder[:100],
            "required": required,
            "max_length": longest,
        }
        rows = [{"type": 1, "components": [field]}]
        async with self._turn:
            await self._callback(_FORM, {"custom_id": custom_id, "title": title[:LONGEST_TITLE], "components": rows})
            self._state = "open"

    async def say(self, body: Json, files: Sequence[Upload] = (), *, ephemeral: bool) -> str:
        """Answers, at first or once more; returns the message's id. Raises one of TROUBLE.

        After a failure it may be said again if it was `repeatable`; else it may be shown twice.
        """
        async with self._turn:
            if self._state == "new":
                found = await self._first(body, files, ephemeral=ephemeral)
            elif self._state == "thinking":
                found = await self._webhook("PATCH", _ORIGINAL, _without_flags(body), files)
            else:
                found = await self._webhook("POST", _WEBHOOK, _flagged(body, ephemeral=ephemeral), files)
            self._state, self.answered = "open", True
        return str(found["id"])

    async def edit_original(self, body: Json) -> None:
        """Changes the first answer; after `defer_update`, the message with the button."""
        async with self._turn:
            await self._webhook("PATCH", _ORIGINAL, _without_flags(body))
            if self._state == "thinking":
                self._state, self.answered = "open", True

    async def delete_original(self) -> None:
        """Takes the first answer away, or the sign that one is on its way."""
        async with self._turn:
            await self._asked("DELETE", _ORIGINAL)
            self._state = "open"

    async def _first(self, body: Json, files: Sequence[Upload], *, ephemeral: bool) -> Json:
        try:
            found = await self._callback(_MESSAGE, _flagged(body, ephemeral=ephemeral), files)
        except ANSWER as error:
            if not is_answered(error):
                raise
            return await self._webhook("PATCH", _ORIGINAL, _without_flags(body), files)  # an attempt before arrived
        if isinstance(found, dict) and isinstance(message := (found.get("resource") or {}).get("message"), dict):
            return message
        return await self._webhook("GET", _ORIGINAL, None)

    async def _acknowledged(self, kind: int, data: Json) -> None:
        """An attempt before, of which we know nothing any more, may have done it."""
        try:
            await self._callback(kind, data)
        except ANSWER as error:
            if not is_answered(error):
                raise

    async def _callback(self, kind: int, data: Json, files: Sequence[Upload] = ()) -> Any:
        await self._api.start()
        return await self._api.call(
            "POST",
            "/interactions/{interaction_id}/{interaction_token}/callback",
            json={"type": kind, "data": data} if data else {"type": kind},
            files=files,
            query={"with_response": "true"} if kind == _MESSAGE else None,
            interaction_id=self.id,
            interaction_token=self.token,
        )

    async def _webhook(self, method: str, path: str, body: Json | None, files: Sequence[Upload] = ()) -> Json:
        found = await self._asked(method, path, body, files)
        if not isinstance(found, dict) or "id" not in found:
            raise Unreadable("no message")
        return found

    async def _asked(self, method: str, path: str, body: Json | None = None, files: Sequence[Upload] = ()) -> Any:
        await self._api.start()
        return await self._api.call(
            method, path, json=body, files=files, webhook_id=self._api.application, webhook_token=self.token
        )


def _flagged(body: Json, *, ephemeral: bool) -> Json:
    """As this kind of message takes it: no nonce, no reference to another message."""
    flags = int(body.get("flags") or 0) | (EPHEMERAL if ephemeral else 0)
    return _bare(body) | {"flags": flags}


def _without_flags(body: Json) -> Json:
    """As a change takes it; whether it is ephemeral was said with the first answer."""
    return {key: value for key, value in _bare(body).items() if key != "flags"}


def _bare(body: Json) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in {"nonce", "enforce_nonce", "message_reference"}}


def _options(found: Sequence[Json]) -> list[tuple[str, str]]:
    """Names and values; those of a subcommand as if they were the command's own."""
    pairs: list[tuple[str, str]] = []
    for option in found:
        if option.get("type") in _SUBCOMMANDS:
            pairs += _options(option.get("options") or ())
        elif "value" in option:
            pairs.append((str(option["name"]), str(option["value"])))
    return pairs


def _fields(found: Sequence[Json]) -> list[tuple[str, str]]:
    """What each field of a form holds, however deep it lies in rows and labels."""
    pairs: list[tuple[str, str]] = []
    for part in found:
        if "value" in part:
            pairs.append((str(part.get("custom_id") or ""), str(part["value"] or "")))
        inner = part.get("components") or ([part["component"]] if part.get("component") else ())
        pairs += _fields(inner)
    return pairs
