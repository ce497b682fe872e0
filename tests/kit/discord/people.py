"""What a person does with a thumb on a screen: write, press, choose, fill in, edit, react, leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from mimetypes import guess_type
from typing import Any

from tests.kit.discord import asking, posting, threads
from tests.kit.discord.model import Channel, Guild, Interaction, Message
from tests.kit.discord.parts import DM, FORUM, REPLY, Account, Attachment, Json, Member
from tests.kit.discord.permissions import may, sees
from tests.kit.discord.shapes import member_json, user_json
from tests.kit.discord.world import World

File = tuple[str, str, bytes]
"""Name, mime, content."""


@dataclass(eq=False, repr=False, kw_only=True)
class Person(Account):
    """Somebody with the app. Where no channel is named, it is the private one with the bot."""

    world: World
    dm: Channel
    met: bool = False
    """Whether they have ever been where the bot is."""

    def writes(
        self, text: str = "", *, channel: Channel | None = None, reply_to: Message | None = None,
        files: Sequence[File] = (), mention: bool = False,
    ) -> Message:  # fmt: skip
        """A message; `mention` puts the bot's name in front, and an answer to the bot's message names it too."""
        channel = channel or (reply_to.channel if reply_to else self.dm)
        world = self.world
        with world.change():
            self._may_write(channel)
            said = f"{world.bot.mention} {text}".strip() if mention else text
            fields: dict[str, Any] = {"text": said, "files": self._files(files)}
            if reply_to is not None:
                assert reply_to.channel is channel, f"{reply_to} stands elsewhere"
                fields |= {"type": REPLY, "reply_to": reply_to, "reference": posting.reference_to(reply_to)}
            message = posting.post(world, channel, self, **fields)
            posting.mention(message, posting.EVERY_MENTION, world)
            posting.tell(world, message)
        return message

    def posts(
        self, forum: Channel, title: str, text: str, *, tags: Sequence[str] = (), files: Sequence[File] = ()
    ) -> Channel:
        """A new post in a forum; tags by their names."""
        world = self.world
        with world.change():
            assert forum.type == FORUM, f"{forum} is no forum"
            assert may(forum, self, "VIEW_CHANNEL", "SEND_MESSAGES"), f"{self.name} may not post in {forum}"
            known = {str(tag["name"]): str(tag["id"]) for tag in forum.tags}
            fields: dict[str, Any] = {"text": text, "files": self._files(files)}
            made = threads.open_post(world, forum, self, title, tags=[known[tag] for tag in tags], fields=fields)
            posting.mention(made[1], posting.EVERY_MENTION, world)
            posting.tell(world, made[1])
        return made[0]

    def opens_thread(self, on: Message | Channel, name: str, *, private: bool = False) -> Channel:
        """A thread below a message, or one without a message in a channel."""
        world = self.world
        with world.change():
            if isinstance(on, Message):
                return threads.from_message(world, on, self, name)
            kind = 12 if private else 11
            thread = threads.create(world, on, self, name, kind=kind)
            if not private:
                threads.announce(world, thread)
        return thread

    def brings(self, thread: Channel, account: Account) -> None:
        """Adds somebody (or the bot) to a thread."""
        with self.world.change():
            threads.enter(self.world, thread, account, by=self)

    def leaves_thread(self, thread: Channel) -> None:
        """Goes out of a thread."""
        with self.world.change():
            threads.leave(self.world, thread, self)

    def edits(self, message: Message, text: str) -> Message:
        """Their own message says something else now."""
        assert message.author is self, f"{message} is not {self.name}'s"
        with self.world.change():
            assert not message.channel.archived, "an archived thread has to be opened first"
            message.versions.append(message.text)
            message.text = text
            rung = message.pings
            posting.mention(message, posting.EVERY_MENTION, self.world)
            message.pings = rung
            posting.edit(self.world, message)
        return message

    def deletes(self, message: Message) -> None:
        """Takes away a message, their own or as a moderator."""
        with self.world.change():
            own = message.author is self
            assert own or may(message.channel, self, "MANAGE_MESSAGES"), f"{self.name} may not delete {message}"
            posting.delete(self.world, message)

    def reacts(self, message: Message, emoji: str) -> None:
        """A reaction."""
        self._react(message, emoji, remove=False)

    def unreacts(self, message: Message, emoji: str) -> None:
        """Takes their reaction back."""
        self._react(message, emoji, remove=True)

    def _react(self, message: Message, emoji: str, *, remove: bool) -> None:
        with self.world.change():
            assert not message.ephemeral, "nobody can react to an ephemeral message"
            posting.react(self.world, message, self, emoji, remove=remove)

    def pins(self, message: Message, *, pinned: bool = True) -> None:
        """Pins a message, or takes the pin out."""
        with self.world.change():
            posting.pin(self.world, message, self, pinned=pinned)

    def presses(self, message: Message, label: str) -> Interaction:
        """The button with this label."""
        return self.presses_id(message, str(asking.button_of(message, label)["custom_id"]))

    def presses_id(self, message: Message, custom_id: str) -> Interaction:
        """As an app that still shows a button which has changed since, or as one that makes ids up."""
        return self._component(message, {"component_type": 2, "custom_id": custom_id})

    def selects(self, message: Message, *labels: str) -> Interaction:
        """Options of a select, by their labels."""
        found = [asking.option_of(message, label) for label in labels]
        return self.selects_values(message, str(found[0][0]["custom_id"]), [value for _, value in found])

    def selects_values(self, message: Message, custom_id: str, values: Sequence[str]) -> Interaction:
        """As an app that makes values up."""
        return self._component(message, {"component_type": 3, "custom_id": custom_id, "values": list(values)})

    def _component(self, message: Message, data: Json) -> Interaction:
        with self.world.change():
            assert not message.deleted, f"{message} is not there any more"
            asked = message.interaction
            assert not message.ephemeral or asked is None or asked.user is self, f"{self.name} does not see {message}"
            self._may_ask(message.channel)
            return asking.ask(self.world, 3, self, message.channel, data, message)

    def uses(self, name: str, /, *, channel: Channel | None = None, **options: Any) -> Interaction:
        """A slash command; in private if no channel is named."""
        channel = channel or self.dm
        with self.world.change():
            self._may_ask(channel)
            one = asking.command(self.world, name, 1, self, channel)
            return asking.ask(self.world, 2, self, channel, asking.command_data(self.world, one, options))

    def uses_on(self, name: str, message: Message) -> Interaction:
        """A command in the menu of a message."""
        with self.world.change():
            self._may_ask(message.channel)
            one = asking.command(self.world, name, 3, self, message.channel)
            data = asking.message_command_data(self.world, one, message)
            return asking.ask(self.world, 2, self, message.channel, data)

    def submits(self, interaction: Interaction, /, **fields: str) -> Interaction:
        """Sends off the form that an interaction opened."""
        with self.world.change():
            assert interaction.user is self, f"the form is {interaction.user.name}'s"
            assert interaction.modal is not None, f"{interaction} opened no form"
            assert not interaction.modal_done, "the form is sent already"
            interaction.modal_done = True
            data = asking.form_data(interaction.modal, fields)
            return asking.ask(self.world, 5, self, interaction.channel, data, interaction.message)

    def closes_dms(self) -> None:
        """Takes no private messages from bots any more."""
        with self.world.change():
            self.world.closed.add(self.id)

    def opens_dms(self) -> None:
        """Takes private messages again."""
        with self.world.change():
            self.world.closed.discard(self.id)

    def joins(self, guild: Guild) -> None:
        """Enters a guild."""
        with self.world.change():
            self.met = True
            member = guild.members[self.id] = Member(self, self.world.now())
            self.world.tell("GUILD_MEMBER_ADD", member_json(member) | {"guild_id": guild.id}, guild=guild)

    def leaves(self, guild: Guild) -> None:
        """Leaves a guild, and its threads with it."""
        with self.world.change():
            guild.members.pop(self.id, None)
            for thread in guild.threads.values():
                thread.thread_members.pop(self.id, None)
            self.world.tell("GUILD_MEMBER_REMOVE", {"guild_id": guild.id, "user": user_json(self)}, guild=guild)

    def archives(self, thread: Channel, *, locked: bool = False) -> None:
        """Closes a thread; `locked`: only moderators open it again."""
        self._moderates(thread)
        with self.world.change():
            threads.set_archived(self.world, thread, archived=True, locked=locked or thread.locked)

    def unarchives(self, thread: Channel) -> None:
        """Opens a thread again."""
        with self.world.change():
            threads.set_archived(self.world, thread, archived=False, locked=False)

    def renames(self, channel: Channel, name: str) -> None:
        """Another name for a thread or a channel."""
        self._moderates(channel)
        with self.world.change():
            threads.rename(self.world, channel, name, self)
            self.world.tell_channel("THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE", channel)

    def tags(self, thread: Channel, *names: str) -> None:
        """These tags instead of those before."""
        with self.world.change():
            assert thread.parent is not None
            known = {str(tag["name"]): str(tag["id"]) for tag in thread.parent.tags}
            thread.applied = [known[name] for name in names]
            self.world.tell_channel("THREAD_UPDATE", thread)

    def deletes_thread(self, thread: Channel) -> None:
        """Deletes a thread or a channel."""
        self._moderates(thread)
        with self.world.change():
            threads.remove(self.world, thread)

    def _moderates(self, channel: Channel) -> None:
        right = "MANAGE_THREADS" if channel.is_thread else "MANAGE_CHANNELS"
        assert channel.owner is self or may(channel, self, right), f"{self.name} may not change {channel}"

    def _files(self, files: Sequence[File]) -> list[Attachment]:
        ids = self.world.ids
        return [
            Attachment(ids.new(), name, mime or guess_type(name)[0] or "application/octet-stream", content)
            for name, mime, content in files
        ]

    def _may_ask(self, channel: Channel) -> None:
        assert channel is self.dm or (channel.guild is not None and sees(channel, self)), (
            f"{self.name} does not see {channel}"
        )

    def _may_write(self, channel: Channel) -> None:
        assert not channel.deleted, f"{channel} was deleted"
        if channel.type == DM:
            assert channel is self.dm, f"{channel} is not {self.name}'s"
            known = self.met or self.id in self.world.installed
            assert known, f"{self.name} does not know the bot; use guild.joins() or api.user(installed=True)"
            return
        assert channel.type != FORUM, "in a forum one posts"
        assert sees(channel, self), f"{self.name} does not see {channel}"
        right = "SEND_MESSAGES_IN_THREADS" if channel.is_thread else "SEND_MESSAGES"
        assert may(channel, self, right), f"{self.name} may not write in {channel}"
        assert not channel.locked or may(channel, self, "MANAGE_THREADS"), f"{channel} is locked"
