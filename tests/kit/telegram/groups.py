"""Groups, forums and channels, and what people with rights do in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.kit.telegram.entities import formatted
from tests.kit.telegram.methods.topics import change_topic, open_topic, remove_topic, set_closed
from tests.kit.telegram.model import ANONYMOUS, SERVICE, Account, Chat, Message, Topic
from tests.kit.telegram.people import Person
from tests.kit.telegram.reactions import ICONS
from tests.kit.telegram.shapes import chat_json, user_json
from tests.kit.telegram.world import World


@dataclass(eq=False, repr=False, kw_only=True)
class Group(Chat):
    """A group with people in it. `by` is the administrator who acts; else the first one."""

    world: World

    def adds(self, *people: Person, by: Account | None = None) -> None:
        """New members."""
        with self.world.change():
            for person in people:
                self.world.set_member(self, person, by or person, status="member")
                self.world.event(self, by or person, {"new_chat_members": [user_json(person)]})

    def removes(self, person: Person, by: Account | None = None) -> None:
        """Bans somebody."""
        with self.world.change():
            self.world.set_member(self, person, by or self._admin(), status="kicked", rights=frozenset())
            self.world.event(self, by or self._admin(), {"left_chat_member": user_json(person)})

    def opens_topic(self, name: str, by: Account | None = None, icon: str = "") -> Topic:
        """A person opens a topic."""
        with self.world.change():
            return open_topic(self.world, self, by or self._admin(), name, icon_id=icon_id(icon))

    def edits_topic(
        self, topic: Topic, name: str | None = None, icon: str | None = None, by: Account | None = None
    ) -> None:
        """A person renames a topic or gives it another icon."""
        with self.world.change():
            new_icon = topic.icon_id if icon is None else icon_id(icon)
            change_topic(self.world, topic, by or self._admin(), name or topic.name, new_icon)

    def closes_topic(self, topic: Topic, by: Account | None = None) -> None:
        """A person closes a topic."""
        with self.world.change():
            set_closed(self.world, topic, by or self._admin(), closed=True)

    def reopens_topic(self, topic: Topic, by: Account | None = None) -> None:
        """A person opens a closed topic again."""
        with self.world.change():
            set_closed(self.world, topic, by or self._admin(), closed=False)

    def delete_topic(self, topic: Topic) -> None:
        """A person deletes a topic with all its messages; the bot is told nothing."""
        with self.world.change():
            remove_topic(topic)

    def anonymous_admin_writes(self, text: str, topic: Topic | None = None, reply_to: Message | None = None) -> Message:
        """An administrator who hides behind the group writes."""
        return self._post(ANONYMOUS, text, {"sender_chat": chat_json(self)}, topic=topic, reply_to=reply_to)

    def channel_posts(self, channel: Chat, text: str) -> Message:
        """The linked channel's post, forwarded here by Telegram itself."""
        origin = {"type": "channel", "date": self.world.now(), "chat": chat_json(channel), "message_id": 11}
        body = {"sender_chat": chat_json(channel), "is_automatic_forward": True, "forward_origin": origin}
        return self._post(SERVICE, text, body)

    def pins(self, message: Message, by: Account | None = None) -> None:
        """A person pins a message."""
        with self.world.change():
            message.pinned = True
            self.world.event(self, by or self._admin(), {"pinned_message": message}, message.topic)

    def renames(self, title: str, by: Account | None = None) -> None:
        """A new title."""
        with self.world.change():
            self.title = title
            self.world.event(self, by or self._admin(), {"new_chat_title": title})

    def upgrades(self) -> Group:
        """A basic group becomes a supergroup: another chat with another number, which the old one names."""
        assert self.kind == "group"
        with self.world.change():
            number = -1_000_000_000_000 - self.world.new_id()
            new = Group(number, "supergroup", self.title, members=dict(self.members), world=self.world)
            self.world.chats[number] = new
            self.world.event(self, self._admin(), {"migrate_to_chat_id": number})
            self.migrated_to = number
            self.world.event(new, ANONYMOUS, {"migrate_from_chat_id": self.id, "sender_chat": chat_json(new)})
        return new

    def set_forum(self, *, on: bool = True) -> None:
        """Turns topics on or off."""
        with self.world.change():
            self.forum = on

    def _post(self, sender: Account, text: str, body: dict[str, Any], **fields: Any) -> Message:
        with self.world.change():
            words, spans = formatted(text, None, None)
            message = self.world.post(self, sender, text=words, entities=spans, body=body, **fields)
            self.world.tell(message)
        return message

    def _admin(self) -> Account:
        found = (member.account for member in self.members.values() if member.status in {"creator", "administrator"})
        return next((account for account in found if account is not self.world.bot), ANONYMOUS)


def icon_id(emoji: str) -> str:
    """The custom emoji that stands for this one among the icons of topics."""
    if not emoji:
        return ""
    found = [number for number, icon in ICONS.items() if icon == emoji]
    assert found, f"{emoji} is no icon of topics"
    return found[0]
