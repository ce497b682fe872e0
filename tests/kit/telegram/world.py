"""All that the double knows, behind one lock; every change wakes whoever waits for one."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.kit.telegram.entities import piece
from tests.kit.telegram.errors import CHAT_NOT_FOUND, forbidden, migrated
from tests.kit.telegram.faults import Budget, Faults
from tests.kit.telegram.files import FileStore
from tests.kit.telegram.model import PRESENT, Account, Chat, Json, Member, Message, StoredFile, Topic
from tests.kit.telegram.shapes import chat_json, member_json, message_json, user_json
from tests.kit.telegram.updates import UpdateQueue


@dataclass(eq=False, repr=False)
class Call:
    """A call of the API as it came; `status` is None until it is answered, and stays so if the line was cut."""

    number: int
    method: str
    params: Json
    at: float
    """`time.monotonic()` when it came."""
    chat: int | None = None
    status: int | None = None
    error: str = ""
    result: Any = None
    fault: bool = False

    @property
    def ok(self) -> bool:
        """Whether it was answered with a result."""
        return self.status == 200

    def __repr__(self) -> str:
        """One line for a failed wait."""
        shown = {name: value for name, value in self.params.items() if name != "reply_markup"}
        return f"{self.number} {self.method} {shown} -> {self.status or 'no answer'} {self.error}"[:300]


@dataclass(eq=False)
class Press:
    """Somebody pressed a button; `answer` is what they saw on top of their screen."""

    id: str
    person: Account
    message: Message
    data: str
    answer: str | None = None
    show_alert: bool = False
    answered: bool = False
    expired: bool = False


@dataclass(eq=False, repr=False)
class World:
    """Accounts, chats, files, updates, and the log of calls."""

    bot: Account
    token: str
    privacy: bool = True
    clock: Callable[[], float] = time.time
    lock: threading.RLock = field(default_factory=threading.RLock)
    revoked: bool = False
    accounts: dict[int, Account] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    budgets: list[Budget] = field(default_factory=list)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    """What the bot said about itself (`name`, `description`, `short_description`) by language."""
    files: FileStore = field(default_factory=FileStore)
    queue: UpdateQueue = field(default_factory=UpdateQueue)
    faults: Faults = field(default_factory=Faults)
    mistakes: list[str] = field(default_factory=list)
    """Tracebacks of the double itself; a test fails when there is one."""
    version: int = 0
    ring: Callable[[], None] = lambda: None
    """Told of every change; the server wakes its long polls with it."""

    def __post_init__(self) -> None:
        self.condition = threading.Condition(self.lock)
        self._instances: dict[int, str] = {}
        self._box = itertools.count(random.randrange(2, 60))
        self._own: dict[int, Iterator[int]] = {}
        self._ids = itertools.count(random.randrange(1_000_000_000, 6_000_000_000), 1019)
        self._media_groups = itertools.count(random.randrange(10**16, 10**17))

    @contextmanager
    def change(self) -> Iterator[None]:
        """A step that nobody sees half-done; afterwards everybody who waits looks again."""
        with self.lock:
            try:
                yield
            finally:
                self.version += 1
                self.condition.notify_all()
                self.ring()

    def now(self) -> int:
        """Telegram's dates: whole seconds since 1970."""
        return int(self.clock())

    def new_id(self) -> int:
        """For an account, or without its sign for a chat."""
        return next(self._ids)

    def new_media_group(self) -> str:
        """What the parts of an album share."""
        return str(next(self._media_groups))

    def chat_instance(self, chat: Chat) -> str:
        """The opaque number by which callback queries name a chat."""
        return self._instances.setdefault(chat.id, str(random.randrange(10**17, 10**18)))

    def _next_message_id(self, chat: Chat) -> int:
        """Private chats and basic groups share the bot's one counter; supergroups and channels count for themselves."""
        if chat.kind in {"private", "group"}:
            return next(self._box)
        return next(self._own.setdefault(chat.id, itertools.count(random.randrange(2, 9))))

    def chat_of(self, given: object) -> Chat:
        """The chat that a bot names by number or @username."""
        if isinstance(given, str) and given.startswith("@"):
            name = given[1:].lower()
            for chat in self.chats.values():
                if chat.kind in {"supergroup", "channel"} and chat.username.lower() == name:
                    return chat
            raise CHAT_NOT_FOUND
        try:
            found = self.chats.get(int(str(given)))
        except ValueError:
            raise CHAT_NOT_FOUND from None
        if found is None:
            raise CHAT_NOT_FOUND
        return found

    def open_chat(self, given: object) -> Chat:
        """The chat that a bot names, if it may act there at all."""
        chat = self.chat_of(given)
        if chat.migrated_to is not None:
            raise migrated(chat.migrated_to)
        if chat.kind != "private":
            match chat.status(self.bot):
                case "kicked":
                    raise forbidden(f"bot was kicked from the {chat.kind} chat")
                case "left":
                    raise forbidden(f"bot is not a member of the {chat.kind} chat")
            return chat
        person = chat.partner
        assert person is not None
        if person.is_bot:
            raise forbidden("bot can't send messages to bots")
        if person.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user") if self._met(person) else CHAT_NOT_FOUND
        return chat

    def _met(self, person: Account) -> bool:
        """Whether the bot shares a group with this person, so that it knows the number."""
        return any(
            chat.status(person) in PRESENT and chat.status(self.bot) in PRESENT
            for chat in self.chats.values()
            if chat.kind != "private"
        )

    def may(self, chat: Chat, right: str, account: Account | None = None) -> bool:
        """Whether the account (else the bot) is an administrator with this right."""
        member = chat.members.get((account or self.bot).id)
        if member is None:
            return False
        return member.status == "creator" or (member.status == "administrator" and right in member.rights)

    def post(self, chat: Chat, sender: Account, kind: str = "text", **fields: Any) -> Message:
        """A new message in a chat; whether the bot learns of it is another matter (`tell`)."""
        message = Message(chat, self._next_message_id(chat), self.now(), sender, kind, **fields)
        if chat.kind == "supergroup" and not chat.forum and message.reply_to is not None:
            message.thread = message.reply_to.thread or message.reply_to.id
        chat.history.append(message)
        return message

    def event(self, chat: Chat, sender: Account, body: Json, topic: Topic | None = None) -> Message:
        """A service message; the bot is told of it even when it is the one who acted."""
        message = self.post(chat, sender, "service", body=body, topic=topic)
        self.tell(message)
        return message

    def tell(self, message: Message, kind: str = "message") -> None:
        """An update about a message, if the bot is there and may see it."""
        if self._sees(message):
            self.queue.push(kind, message_json(message))

    def _sees(self, message: Message) -> bool:
        chat = message.chat
        if chat.kind == "private":
            return True
        status = chat.status(self.bot)
        if status not in PRESENT or chat.kind == "channel":
            return False
        if status in {"administrator", "creator"} or not self.privacy or message.service:
            return True
        answers_us = message.reply_to is not None and message.reply_to.sender is self.bot
        return answers_us or any(self._calls_us(message, entity) for entity in message.entities)

    def _calls_us(self, message: Message, entity: Json) -> bool:
        """Whether a piece of text is a command for us or our name."""
        name = self.bot.username.lower()
        match entity["type"]:
            case "mention":
                return piece(message.text, entity).lower() == f"@{name}"
            case "text_mention":
                return bool(entity["user"]["id"] == self.bot.id)
            case "bot_command":
                command, _, other = piece(message.text, entity).lower().partition("@")
                return bool(command) and other in {"", name}
        return False

    def set_member(self, chat: Chat, account: Account, by: Account, **fields: Any) -> None:
        """Changes somebody's place in a chat, with the updates that follow from it."""
        before = chat.members.get(account.id, Member(account, "left"))
        after = Member(account, **{"status": before.status, "rights": before.rights, "title": before.title} | fields)
        ours = account is self.bot
        content = {
            "chat": chat_json(chat),
            "from": user_json(by),
            "date": self.now(),
            "old_chat_member": member_json(before),
            "new_chat_member": member_json(after),
        }
        chat.members[account.id] = after
        if ours or chat.status(self.bot) in {"administrator", "creator"}:
            self.queue.push("my_chat_member" if ours else "chat_member", content)

    def spend(self, chat: int | None, messages: int) -> None:
        """Takes messages out of every budget that concerns the chat, or refuses."""
        for budget in self.budgets:
            budget.spend(chat, messages)

    def stored(self, file_id: str) -> StoredFile | None:
        """A file by its id."""
        return self.files.find(file_id)
