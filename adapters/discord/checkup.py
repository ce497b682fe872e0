"""What `frontdesk doctor` asks Discord. It receives nothing, so it may run beside a desk that does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import discord

from adapters.discord import calls
from adapters.discord.api import TROUBLE, Api, Json
from adapters.discord.errors import is_gone, is_rights, status_of
from adapters.discord.guilds import FOREIGN
from adapters.discord.permissions import NEEDED, WELCOME, Side, effective, has, invite, lacking
from adapters.discord.room import FORUM, TEXT, Room
from adapters.discord.tags import EMOJI, Tags
from conversation.ports import Clock, Staff
from conversation.texts import Texts

Level = Literal["fine", "warning", "problem"]
Said = tuple[Level, str]

CONTENT = 1 << 18 | 1 << 19
"""Flags of an application that may read what people write: after a review, or small enough to need none."""
FEW = 100
"""Connections of one day. With fewer left, something begins anew again and again; at none the token is reset."""
NOBODY: Json = {"user": {"id": "0"}, "roles": ()}
"""A member without a role, who may do what @everyone may."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of the configuration: the desk channel, the help channels, and the servers that are ours, by their ids."""

    desk: str | None = None
    help: Sequence[str] = ()
    guilds: Sequence[str] = ()


class Checkup:
    """One look at everything. Sentences come in the first language; `homes` are the servers of the channels."""

    def __init__(self, api: Api, texts: Texts, clock: Clock, wanted: Wanted) -> None:
        self._api = api
        self._clock = clock
        self._wanted = wanted
        self.homes: set[str] = set()
        self._room = Room(api, wanted.desk or "", lambda: texts, clock)
        self._words = self._room.words

    async def look(self) -> AsyncIterator[Said]:
        """The token, the application, the servers and every channel: how bad, and a sentence with what to do."""
        try:
            me = await self._api.start()
            yield "fine", self._words("doctor_discord_token", name=_name(me))
            async for said in self._application():
                yield said
            async for said in self._servers():
                yield said
            async for said in self._channels():
                yield said
        except TROUBLE as error:
            yield "problem", self._trouble(error)
        if not self._wanted.desk:
            yield "warning", self._words("doctor_discord_no_desk")

    def _trouble(self, error: Exception) -> str:
        if isinstance(error, discord.LoginFailure) or status_of(error) == 401:
            return self._words("doctor_discord_refused")
        return self._words("doctor_discord_unreachable", failure=type(error).__name__)

    async def _application(self) -> AsyncIterator[Said]:
        """What stands in the developer portal, and how often we may connect today."""
        found: Json = await self._api.call("GET", "/applications/@me")
        if int(found.get("flags") or 0) & CONTENT:
            yield "fine", self._words("doctor_discord_content")
        else:
            yield "problem", self._words("doctor_discord_no_content")
        if found.get("interactions_endpoint_url"):
            yield "problem", self._words("doctor_discord_endpoint")
        yield "fine", self._words("doctor_discord_invite", link=invite(self._api.application))
        limit = (await calls.gateway(self._api)).get("session_start_limit") or {}
        left = int(limit.get("remaining", FEW))
        if left < FEW:
            yield "warning", self._words("doctor_discord_connections", left=left, total=limit.get("total", 1000))

    async def _servers(self) -> AsyncIterator[Said]:
        """Where the bot is, and where it should be."""
        inside = {str(guild["id"]): _name(guild) for guild in await calls.my_guilds(self._api)}
        if not inside:
            yield "warning", self._words("doctor_discord_no_server")
        else:
            named = ", ".join(f"{name} ({number})" for number, name in inside.items())
            yield "fine", self._words("doctor_discord_servers", named=named)
        for number in self._wanted.guilds:
            if number not in inside:
                yield "problem", self._words("doctor_discord_not_inside", guild=number)

    async def _channels(self) -> AsyncIterator[Said]:
        desk = [self._wanted.desk] if self._wanted.desk else []
        for number, is_desk in [(one, True) for one in desk] + [(one, False) for one in self._wanted.help]:
            what = f"{'desk' if is_desk else 'help channel'} {number}"
            fine = self._words("doctor_discord_channel_fine")
            async for level, sentence in self._channel(number, desk=is_desk):
                fine = ""
                yield level, f"{what}: {sentence}"
            if fine:
                yield "fine", f"{what}: {fine}"

    async def _channel(self, number: str, *, desk: bool) -> AsyncIterator[Said]:
        """What is wrong with a desk or help channel."""
        try:
            channel = await calls.channel(self._api, number)
            if channel.get("type") not in {TEXT, FORUM}:
                yield "problem", self._words("doctor_discord_kind")
                return
            self.homes.add(str(channel["guild_id"]))
            guild = await calls.guild(self._api, str(channel["guild_id"]))
            member = await calls.member(self._api, str(guild["id"]), self._api.account)
        except TROUBLE as error:
            if not (is_gone(error) or is_rights(error)):
                raise
            key = "doctor_discord_hidden" if is_rights(error) else "doctor_discord_no_channel"
            yield "problem", self._words(key)
            return
        may = effective(guild, channel, member, self._clock.now())
        for said in self._rights(may, channel, desk=desk):
            yield said
        for said in self._privacy(guild, channel, may) if desk else ():
            yield said

    def _rights(self, may: int, channel: Json, *, desk: bool) -> Iterator[Said]:
        """What the bot may not do there: all that it cannot do without at once, and what else is better one by one."""
        is_forum = channel["type"] == FORUM
        side: Side = "help" if not desk else "forum" if is_forum else "text"
        missing = lacking(may, NEEDED[side])
        if missing:
            yield "problem", self._words("doctor_discord_rights", named=self._named(missing))
        for name in lacking(may, WELCOME[side]):
            if name == "manage_channels" or (is_forum and name == "create_private_threads"):
                continue  # the former is for the tags alone, and forums have no private threads
            where = "desk" if desk else "help"
            yield "warning", self._words(f"doctor_discord_{where}_{name}", named=self._named([name]))

    def _privacy(self, guild: Json, channel: Json, may: int) -> Iterator[Said]:
        """Whether users' words stay among operators, and whether a post can show its state."""
        if has(effective(guild, channel, NOBODY), "view_channel"):
            yield "warning", self._words("doctor_discord_public")
        tags = Tags(self._room)
        known = tags.known(channel)
        missing = [tags.name(stage) for stage in EMOJI if stage not in known]
        if channel["type"] == FORUM and missing and not has(may, "manage_channels"):
            right = self._named(["manage_channels"])
            yield "warning", self._words("doctor_discord_tags", tags=", ".join(missing), named=right)

    def _named(self, rights: Sequence[str]) -> str:
        return ", ".join(self._words(f"discord_name_{name}") for name in rights)


def _name(named: Json) -> str:
    return str(named.get("name") or named.get("username") or "?")


async def seen_elsewhere(staff: Staff, texts: Texts, listed: Sequence[str], homes: Collection[str] = ()) -> list[str]:
    """Servers that the bot was brought into and left again, with what to write so that it stays; none of ours by now.

    `listed` are the servers of the configuration, `homes` those of its channels, which need not be listed.
    """
    found = [
        guild for guild in json.loads(await staff.setting(FOREIGN) or "[]") if guild["id"] not in {*listed, *homes}
    ]
    return [
        texts.text(
            "doctor_discord_foreign",
            texts.languages[0],
            name=guild["name"],
            guilds=", ".join([*listed, guild["id"]]),
        )
        for guild in found
    ]
