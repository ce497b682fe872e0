"""The state of a conversation as the tag of its post. Posts are never renamed: that is allowed twice in ten minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.discord import calls
from adapters.discord.room import Json, Room

EMOJI: Mapping[str, str] = {"with_bot": "🤖", "waiting": "❓", "with_operator": "💬", "resolved": "✅"}
"""By stage."""
MOST_APPLIED, MOST_TAGS, LONGEST_NAME = 5, 20, 20
"""Discord's limits: tags of a post, tags of a forum, characters of a name."""


@dataclass(frozen=True, slots=True)
class Tags:
    """The four tags of a forum. They go by their names, in whichever of our languages; all others are foreign."""

    room: Room

    def name(self, stage: str) -> str:
        """What the tag of this stage is called when we make it."""
        return self.room.words(f"desk_tag_{stage}")[:LONGEST_NAME]

    def known(self, forum: Json) -> dict[str, str]:
        """The ids of the tags that are there, by stage."""
        texts = self.room.texts()
        there = {str(tag["name"]).strip().casefold(): str(tag["id"]) for tag in forum.get("available_tags") or ()}
        found: dict[str, str] = {}
        for stage in EMOJI:
            for language in texts.languages:
                name = texts.text(f"desk_tag_{stage}", language)[:LONGEST_NAME].strip().casefold()
                if name in there:
                    found.setdefault(stage, there[name])
        return found

    async def ensure(self, *, may_make: bool) -> tuple[str, ...]:
        """The stages whose tags are missing; made first where we may. Raises `api.TROUBLE`."""
        forum, _ = await self.room.ground()
        missing = self._missing(forum)
        if missing and may_make:
            there: list[Mapping[str, Any]] = list(forum.get("available_tags") or ())
            made = [{"name": self.name(stage), "emoji_name": EMOJI[stage], "moderated": False} for stage in missing]
            if len(there) + len(made) <= MOST_TAGS:
                await calls.edit_channel(self.room.api, self.room.channel, available_tags=[*there, *made])
                forum, _ = await self.room.ground(fresh=True)
                missing = self._missing(forum)
        return missing

    def _missing(self, forum: Json) -> tuple[str, ...]:
        known = self.known(forum)
        return tuple(stage for stage in EMOJI if stage not in known)

    async def of(self, stage: str) -> str | None:
        """The id of this stage's tag, if there is one. Raises `api.TROUBLE`."""
        return self.known(await self.room.shape()).get(stage)

    async def applied(self, before: Sequence[str], stage: str) -> list[str]:
        """What a post with these tags has in this stage: foreign ones stay, ours is the right one."""
        known = self.known(await self.room.shape())
        foreign = [tag for tag in before if tag not in known.values()]
        ours = [known[stage]] if stage in known and len(foreign) < MOST_APPLIED else []
        return [*foreign, *ours]
