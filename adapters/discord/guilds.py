"""The servers that the bot may work in; it leaves any other that it is brought into."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import Any

from adapters.discord import calls
from adapters.discord.api import TROUBLE, Api, Json
from adapters.discord.directory import Directory
from conversation.ports import Staff
from safety.secrets import redact

log = logging.getLogger(__name__)

FOREIGN_KEPT = 20
FOREIGN = "discord.foreign"
"""The setting with the servers that we left, as a JSON list of {"id", "name"}, for `frontdesk doctor`."""


class Guilds:
    """`listed` are the servers of the configuration, `channels` its desk and help channels, whose servers count too.

    Where neither is given, every server is welcome.
    """

    def __init__(
        self, api: Api, staff: Staff, directory: Directory, *, listed: Iterable[str] = (), channels: Iterable[str] = ()
    ) -> None:
        self._api = api
        self._staff = staff
        self._directory = directory
        self._listed = set(listed)
        self._channels = tuple(channels)
        self._homes: dict[str, str] = {}
        self._foreign: set[str] = set()

    async def find(self) -> None:
        """Looks up the servers of the channels. Raises one of TROUBLE."""
        for channel in self._channels:
            if channel not in self._homes:
                spot = await self._directory.of(channel)
                if spot is not None:
                    self._homes[channel] = spot.guild

    def home(self, channel: str) -> str:
        """The server of a configured channel; empty while nobody knows it."""
        return self._homes.get(channel, "")

    def is_foreign(self, guild: str) -> bool:
        """Whether it is a server that we are leaving, so that nothing from there is for us."""
        return guild in self._foreign

    def found(self, channel: str, guild: str) -> None:
        """We see this channel, which is in this server."""
        if channel in self._channels:
            self._homes[channel] = guild
            self._foreign.discard(guild)

    def gone(self, guild: str) -> None:
        """We are not there any more; whoever brings us back is told again."""
        self._foreign.discard(guild)

    def welcome(self, guild: Json) -> bool:
        """Whether we may stay in this server, as Discord shows it when we come in. Foreign from now on if not."""
        number = str(guild["id"])
        for channel in guild.get("channels") or ():
            self.found(str(channel.get("id")), number)
        allowed = self._listed | set(self._homes.values())
        if number in allowed or not (self._listed or self._channels):
            return True
        self._foreign.add(number)
        return False

    async def leave(self, guild: Json) -> None:
        """Says so to the administrator, not there, and leaves. What fails is tried again with the next connection.

        While a channel of the configuration is in no server that we know, the bot stays and is silent: it may be this
        server's, and an administrator is about to give us the right to see it.
        """
        number, name = str(guild["id"]), redact(str(guild.get("name", ""))).text
        lost = [channel for channel in self._channels if channel not in self._homes]
        log.warning(
            "the bot was added to the server %s (id %s), which is not in frontdesk.yaml, and %s. To work there, write "
            "below discord: guilds: [%s]",
            json.dumps(name, ensure_ascii=False), number,
            f"is silent there while channel {lost[0]} cannot be found" if lost else "leaves it again", number,
        )  # fmt: skip
        known: list[Any] = json.loads(await self._staff.setting(FOREIGN) or "[]")
        others = [one for one in known if one.get("id") != number]
        await self._staff.put_setting(FOREIGN, json.dumps([*others, {"id": number, "name": name}][-FOREIGN_KEPT:]))
        if lost:
            return
        try:
            await calls.leave_guild(self._api, number)
        except TROUBLE as error:
            log.warning("the server %s could not be left: %s", number, type(error).__name__)
