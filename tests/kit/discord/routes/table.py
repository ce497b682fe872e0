"""The table of routes, and what a handler is given."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.kit.discord.bodies import Upload
from tests.kit.discord.errors import Json, Refusal, invalid, missing_access, missing_permissions, required
from tests.kit.discord.model import Channel, Guild, Message
from tests.kit.discord.permissions import may
from tests.kit.discord.world import World


@dataclass
class Ask:
    """A request on its way to a handler."""

    world: World
    ids: dict[str, str]
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    uploads: list[Upload] = field(default_factory=list)

    @property
    def fields(self) -> Json:
        """The body, if it is an object."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise Refusal(400, 50109, "The request body contains invalid JSON.")
        return self.body

    @property
    def channel(self) -> Channel:
        """The channel in the path, if the bot sees it."""
        return self.world.channel_of(self.ids["channel"])

    @property
    def guild(self) -> Guild:
        """The guild in the path, if the bot is in it."""
        return self.world.guild_of(self.ids["guild"])

    def message(self, channel: Channel) -> Message:
        """The message in the path."""
        return self.world.message_of(channel, self.ids["message"])

    def need(self, channel: Channel, *names: str) -> None:
        """The bot's permissions in a channel of a guild."""
        if channel.guild is None:
            return
        if not may(channel, self.world.bot, "VIEW_CHANNEL"):
            raise missing_access()
        if not may(channel, self.world.bot, *names):
            raise missing_permissions()

    def text(self, name: str, shortest: int, longest: int) -> str:
        """A field that must be there."""
        given = self.fields.get(name)
        if given is None:
            raise required(name)
        if not shortest <= len(str(given)) <= longest:
            raise invalid(
                name, code="BASE_TYPE_BAD_LENGTH", message=f"Must be between {shortest} and {longest} in length."
            )
        return str(given)


Handler = Callable[[Ask], Any]


@dataclass(frozen=True)
class Route:
    """One line of the table."""

    method: str
    template: str
    pattern: re.Pattern[str]
    handler: Handler
    token: bool
    """Whether it asks for the bot's token; a webhook's address is its own."""


ROUTES: list[Route] = []


def route(method: str, template: str, *, token: bool = True) -> Callable[[Handler], Handler]:
    """Puts a handler into the table."""

    def put(handler: Handler) -> Handler:
        pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))
        ROUTES.append(Route(method, template, pattern, handler, token))
        ROUTES.sort(key=lambda one: [step.startswith("{") for step in one.template.split("/")])
        return handler

    return put


def _check(ids: dict[str, str]) -> None:
    """A number in a path is a number."""
    for name in ("channel", "message", "guild", "user", "interaction"):
        given = ids.get(name, "0")
        if not (given.isdigit() and given.isascii()) and given not in {"@me", "@original"}:
            raise invalid(f"{name}_id", code="NUMBER_TYPE_COERCE", message=f'Value "{given}" is not snowflake.')


def find(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The line for a request."""
    other = False
    for one in ROUTES:
        found = one.pattern.fullmatch(path)
        if found is not None and one.method == method:
            _check(found.groupdict())
            return one, found.groupdict()
        other = other or found is not None
    raise Refusal(405, 0, "405: Method Not Allowed") if other else Refusal(404, 0, "404: Not Found")
