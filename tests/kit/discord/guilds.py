"""A guild as a test builds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.kit.discord.model import Channel, Guild
from tests.kit.discord.parts import CATEGORY, FORUM, TEXT, Account, Json, Member, Overwrite, Role
from tests.kit.discord.people import Person
from tests.kit.discord.permissions import mask
from tests.kit.discord.shapes import member_json, role_json, user_json
from tests.kit.discord.world import World


@dataclass(eq=False, repr=False, kw_only=True)
class Community(Guild):
    """A guild with verbs; whoever is connected is told of every change."""

    world: World

    def text(self, name: str, *, topic: str | None = None, category: Channel | None = None) -> Channel:
        """A text channel."""
        return self._channel(TEXT, name, topic, category)

    def forum(self, name: str, *, tags: Sequence[str] = (), topic: str | None = None) -> Channel:
        """A forum with these tags."""
        empty: Json = {"moderated": False, "emoji_id": None, "emoji_name": None}
        made = [empty | {"id": self.world.ids.new(), "name": tag} for tag in tags]
        return self._channel(FORUM, name, topic, None, made)

    def category(self, name: str) -> Channel:
        """A group of channels."""
        return self._channel(CATEGORY, name, None, None)

    def _channel(
        self, kind: int, name: str, topic: str | None, parent: Channel | None, tags: list[Json] | None = None
    ) -> Channel:
        with self.world.change():
            number = self.world.ids.new()
            channel = Channel(
                number, kind, name, self, parent, topic=topic, position=len(self.channels), tags=tags or []
            )
            self.world.channels[channel.id] = self.channels[channel.id] = channel
            self.world.tell_channel("CHANNEL_CREATE", channel)
        return channel

    def role(self, name: str, permissions: Sequence[str] = ()) -> Role:
        """A role with these permissions besides everybody's."""
        with self.world.change():
            role = Role(self.world.ids.new(), name, mask(*permissions), position=len(self.roles))
            self.roles[role.id] = role
            self.world.tell("GUILD_ROLE_CREATE", {"guild_id": self.id, "role": role_json(role)}, guild=self)
        return role

    def joins(self, person: Person, *, roles: Sequence[Role] = (), nick: str | None = None) -> Member:
        """Somebody enters."""
        with self.world.change():
            person.met = True
            member = self.members[person.id] = Member(person, self.world.now(), list(roles), nick)
            self.world.tell("GUILD_MEMBER_ADD", member_json(member) | {"guild_id": self.id}, guild=self)
        return member

    def gives(self, person: Account, *roles: Role) -> None:
        """Somebody has exactly these roles now."""
        with self.world.change():
            member = self.members[person.id]
            member.roles = list(roles)
            self.world.tell("GUILD_MEMBER_UPDATE", member_json(member) | {"guild_id": self.id}, guild=self)

    def bans(self, person: Account) -> None:
        """Somebody is thrown out for good."""
        with self.world.change():
            self.members.pop(person.id, None)
            body = {"guild_id": self.id, "user": user_json(person)}
            self.world.tell("GUILD_BAN_ADD", body, guild=self)
            self.world.tell("GUILD_MEMBER_REMOVE", body, guild=self)

    def deny(self, channel: Channel | None, *names: str, who: Account | Role | None = None) -> None:
        """Takes permissions away from the bot (or a person, or a role), in a channel or (None) in all of them."""
        self._set(channel, names, who, allowed=False)

    def allow(self, channel: Channel | None, *names: str, who: Account | Role | None = None) -> None:
        """Gives permissions, as `deny` takes them."""
        self._set(channel, names, who, allowed=True)

    def _set(self, channel: Channel | None, names: Sequence[str], who: Account | Role | None, *, allowed: bool) -> None:
        target, bits = who or self.world.bot, mask(*names)
        with self.world.change():
            for place in [channel] if channel else list(self.channels.values()):
                place = place.parent if place.is_thread and place.parent else place  # noqa: PLW2901
                overwrite = place.overwrites.setdefault(
                    target.id, Overwrite(target.id, int(isinstance(target, Account)))
                )
                overwrite.allow = overwrite.allow | bits if allowed else overwrite.allow & ~bits
                overwrite.deny = overwrite.deny & ~bits if allowed else overwrite.deny | bits
                self.world.tell_channel("CHANNEL_UPDATE", place)

    def hide(self, channel: Channel, *, seen_by: Sequence[Role] = ()) -> None:
        """Only these roles (and the bot) see the channel."""
        self.deny(channel, "VIEW_CHANNEL", who=self.everyone)
        for role in seen_by:
            self.allow(channel, "VIEW_CHANNEL", who=role)
        self.allow(channel, "VIEW_CHANNEL")

    def kicks_bot(self) -> None:
        """Throws the bot out."""
        with self.world.change():
            self.members.pop(self.world.bot.id, None)
            self.world.tell("GUILD_DELETE", {"id": self.id}, guild=self)

    def find_channel(self, name: str) -> Channel | None:
        """The channel, thread or post with these words in its name, the newest first."""
        places = [*self.channels.values(), *self.threads.values()]
        return next((one for one in reversed(places) if name in one.name and not one.deleted), None)
