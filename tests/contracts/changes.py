"""Short ways to write down what a store is given; every time is in epoch ms and small, so that a test can be read."""

from __future__ import annotations

from conversation.change import Change, Committed, Cursor, Fact, JournalEntry, Link, Message, OutboxRow, Revision, Seen
from conversation.delivery import RowState
from conversation.effects import Learn, Wake
from conversation.model import Address, Contact, Conversation, Stage, WithBot
from handoff.model import FileRef
from storage.database import Database

ACCOUNT = "web:main"


def address(chat: str = "ann") -> Address:
    """Where somebody can be reached."""
    return Address("web", "main", chat)


def conversation(
    number: int = 1001, *, chat: str = "ann", version: int = 0, stage: Stage | None = None, contact: str = ""
) -> Conversation:
    """As the kernel would hand it over. Everybody is a contact of their own; Ann is `contact-1`."""
    found = WithBot(1) if stage is None else stage
    whose = contact or ("contact-1" if chat == "ann" else f"contact-of-{chat}")
    return Conversation(f"id-{number}", number, Contact(whose, "Ann"), address(chat), "en", found, 1, version)


def said(key: str, text: str = "hi", at: int = 10) -> Message:
    """The user's words."""
    return Message(f"{key}:user", "user", text, at)


def answer(key: str, text: str = "hello", at: int = 10) -> Message:
    """The bot's words."""
    return Message(f"{key}:bot", "bot", text, at)


def reply(key: str, text: str = "a person here", at: int = 10) -> Message:
    """An operator's words."""
    return Message(f"{key}:operator", "operator", text, at, name="op1")


def note(key: str, text: str = "looks odd", at: int = 10, files: tuple[FileRef, ...] = ()) -> Message:
    """A remark that the user never sees."""
    return Message(f"{key}:note", "note", text, at, name="op1", files=files)


def carried(message: Message, carrier: str = ACCOUNT, state: RowState = RowState.READY) -> OutboxRow:
    """The outbox row that brings a message to a channel."""
    return OutboxRow(
        f"{message.key}@{carrier}", "lane", carrier, "ann", "id-1001", "say", {"text": message.text}, state, 10,
        message_key=message.key,
    )  # fmt: skip


def shown(message: Message, desk: str) -> OutboxRow:
    """The outbox row that shows a message to a desk."""
    return OutboxRow(
        f"{message.key}@{desk}", "lane", desk, "room", "id-1001", "relay", {"text": message.text}, RowState.READY, 10,
        shows=message.key,
    )  # fmt: skip


def change(
    key: str,
    of: Conversation,
    *messages: Message,
    revisions: tuple[Revision, ...] = (),
    links: tuple[Link, ...] = (),
    outbox: tuple[OutboxRow, ...] = (),
    timers: tuple[Wake, ...] = (),
    facts: tuple[Fact, ...] = (),
    cursor: Cursor | None = None,
    lessons: tuple[Learn, ...] = (),
    kind: str = "UserSaid",
) -> Change:
    """One event under the external id `key`."""
    entry = JournalEntry(kind, 10, "user", {"key": key})
    return Change(Seen(ACCOUNT, key), of, entry, facts, messages, revisions, links, outbox, timers, cursor, lessons)


async def committed(database: Database, made: Change) -> Committed:
    """The outcome of a change that is expected to be accepted."""
    outcome = await database.store.commit(made)
    assert isinstance(outcome, Committed)
    return outcome
