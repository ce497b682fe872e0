"""What Telegram keeps: accounts, chats, topics, messages, files. A test reads these; only the double writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

PRESENT: tuple[Status, ...] = ("creator", "administrator", "member", "restricted")
RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
DESK_RIGHTS = frozenset({"can_manage_chat", "can_delete_messages", "can_pin_messages", "can_manage_topics"})


@dataclass(eq=False, repr=False)
class Account:
    """Somebody who can write: a person, the bot, or one of Telegram's own stand-ins."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language: str = ""
    is_bot: bool = False
    deactivated: bool = False

    def __repr__(self) -> str:
        """Short, for failed assertions."""
        return f"<{self.first_name} {self.id}>"


ANONYMOUS = Account(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_POSTER = Account(136817688, "Channel", username="Channel_Bot", is_bot=True)
SERVICE = Account(777000, "Telegram")


@dataclass(eq=False)
class Member:
    """An account's place in a chat; `rights` count for administrators only."""

    account: Account
    status: Status = "member"
    rights: frozenset[str] = frozenset()
    title: str = ""


@dataclass(eq=False, repr=False)
class StoredFile:
    """A file that went through Telegram; every size of a photo is one of its own."""

    id: str
    unique_id: str
    kind: str
    content: bytes
    path: str
    name: str = ""
    mime: str = ""
    width: int = 0
    height: int = 0
    duration: int = 0

    def __repr__(self) -> str:
        """Short, for failed assertions."""
        return f"<{self.kind} {self.path} {len(self.content)} bytes>"


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message."""

    text: str
    data: str | None = None
    url: str | None = None
    raw: Json = field(default_factory=dict, compare=False)


@dataclass(eq=False, repr=False)
class Topic:
    """A topic of a forum; its id is the id of the message that opened it. `icon` is an emoji, or empty."""

    chat: Chat
    id: int
    name: str
    color: int
    icon_id: str = ""
    icon: str = ""
    closed: bool = False
    deleted: bool = False

    @property
    def messages(self) -> list[Message]:
        """What stands in it now, service messages left out."""
        return [message for message in self.chat.messages if message.topic is self]

    @property
    def last(self) -> Message | None:
        """The newest of them."""
        return newest(self.messages)

    @property
    def texts(self) -> list[str]:
        """Texts and captions, oldest first."""
        return [message.text for message in self.messages]

    def find(self, text: str) -> Message | None:
        """The newest message with this in its text."""
        return newest([message for message in self.messages if text in message.text])

    def __repr__(self) -> str:
        """Short, for failed assertions."""
        marks = "".join(f" {mark}" for mark in ("closed", "deleted") if getattr(self, mark))
        return f"<topic {self.id} {self.icon}{self.name!r}{marks}>"


@dataclass(eq=False, repr=False)
class Message:
    """A message as it stands now. `text` is a caption too; `body` is what the wire shows beside it."""

    chat: Chat
    id: int
    date: int
    sender: Account
    kind: str = "text"
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    body: Json = field(default_factory=dict)
    files: list[StoredFile] = field(default_factory=list)
    markup: Json | None = None
    reply_keyboard: Json | None = None
    reply_to: Message | None = None
    topic: Topic | None = None
    thread: int | None = None
    edit_date: int | None = None
    deleted: bool = False
    pinned: bool = False
    silent: bool = False
    reactions: dict[int, list[str]] = field(default_factory=dict)
    versions: list[str] = field(default_factory=list)
    """The texts it had before it was edited, oldest first."""

    @property
    def edited(self) -> bool:
        """Whether it was edited at least once."""
        return self.edit_date is not None

    @property
    def service(self) -> bool:
        """Whether it tells of an event (a pin, a new topic) and was not written by anybody."""
        return self.kind == "service"

    @property
    def rows(self) -> list[list[Button]]:
        """The inline keyboard."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [
            [Button(button["text"], button.get("callback_data"), button.get("url"), button) for button in row]
            for row in rows
        ]

    @property
    def buttons(self) -> list[Button]:
        """The inline keyboard, row after row."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [button.text for button in self.buttons]

    @property
    def file(self) -> StoredFile:
        """The one file, a photo in its full size."""
        return self.files[-1]

    def button(self, label: str) -> Button:
        """The button with this label, else with this in its label."""
        for found in self.buttons:
            if found.text == label:
                return found
        for found in self.buttons:
            if label in found.text:
                return found
        raise AssertionError(f"no button {label!r} under {self.text!r}; there are {self.labels}")

    def __repr__(self) -> str:
        """Short, for failed assertions."""
        marks = "".join(f" {mark}" for mark in ("edited", "deleted", "pinned") if getattr(self, mark))
        return f"<{self.id} {self.sender.first_name}: {self.kind} {self.text!r} {self.labels or ''}{marks}>"


@dataclass(eq=False, repr=False)
class Chat:
    """A private chat (its id is the person's), a group, a supergroup or a channel."""

    id: int
    kind: ChatKind
    title: str = ""
    username: str = ""
    forum: bool = False
    partner: Account | None = None
    started: bool = False
    """Private chats: the person wrote at least once, so the bot may write too."""
    blocked: bool = False
    """Private chats: the person blocked the bot."""
    members: dict[int, Member] = field(default_factory=dict)
    history: list[Message] = field(default_factory=list)
    """Everything that was ever written, deleted and service messages with it."""
    all_topics: list[Topic] = field(default_factory=list)
    """Deleted topics with them."""
    migrated_to: int | None = None
    actions: list[str] = field(default_factory=list)
    """What the bot showed that it is doing: `typing`, `upload_photo`, …"""

    @property
    def messages(self) -> list[Message]:
        """What stands in the chat now, service messages left out; oldest first."""
        return [message for message in list(self.history) if not message.deleted and not message.service]

    @property
    def service_messages(self) -> list[Message]:
        """The events that stand in the chat."""
        return [message for message in list(self.history) if not message.deleted and message.service]

    @property
    def from_bot(self) -> list[Message]:
        """What bots wrote and left standing; oldest first."""
        return [message for message in self.messages if message.sender.is_bot and message.sender is not ANONYMOUS]

    @property
    def last(self) -> Message | None:
        """The newest message."""
        return newest(self.messages)

    @property
    def texts(self) -> list[str]:
        """Texts and captions, oldest first."""
        return [message.text for message in self.messages]

    @property
    def pinned(self) -> list[Message]:
        """Pinned messages."""
        return [message for message in self.messages if message.pinned]

    @property
    def topics(self) -> list[Topic]:
        """The topics that are there, closed ones with them."""
        return [topic for topic in list(self.all_topics) if not topic.deleted]

    def find(self, text: str) -> Message | None:
        """The newest message with this in its text."""
        return newest([message for message in self.messages if text in message.text])

    def find_topic(self, name: str) -> Topic | None:
        """The newest topic with this in its name."""
        return next((topic for topic in reversed(self.topics) if name in topic.name), None)

    def message(self, number: int) -> Message | None:
        """The message with this id unless it was deleted."""
        return next((message for message in self.history if message.id == number and not message.deleted), None)

    def status(self, account: Account) -> Status:
        """What this account is here."""
        member = self.members.get(account.id)
        return member.status if member else "left"

    def __repr__(self) -> str:
        """Short, for failed assertions."""
        return f"<{self.kind} {self.title or self.partner} {self.id}>"


def newest(messages: Sequence[Message]) -> Message | None:
    """The last one, if there is one."""
    return messages[-1] if messages else None
