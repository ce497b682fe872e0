"""The one who writes, and reads that never wait for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from conversation.change import AlreadySeen, Change, Committed, Cursor, OutboxRow, Seen, Settlement, Timer
from conversation.model import Address, Conversation
from conversation.views import ContactView, ConversationView, FeedItem, Lesson, LineView, MessageView, QueueRow, Thread
from handoff.model import FileRef, Priority, Ticket


class Reader(Protocol):
    """Reads that never wait for the writer. What they return is true as of some recent commit."""

    async def newest(self, address: Address) -> Conversation | None:
        """The newest conversation of the person at this address, also where it is held at another one of theirs."""

    async def newest_of(self, address: Address) -> Conversation | None:
        """The newest conversation that began at this address."""

    async def holder(self, code: str, now: int) -> Conversation | None:
        """Whose code this is: the conversation in which they wrote last."""

    async def open_of(self, contact: str, besides: int) -> int | None:
        """The number of an open conversation of this contact, besides this one."""

    async def had_people(self, contact: str) -> bool:
        """Whether an operator ever had a conversation of this contact."""

    async def linked(self, contact: str) -> tuple[Address, ...]:
        """The addresses that were linked to this contact, the earliest first."""

    async def by_number(self, number: int) -> Conversation | None:
        """The conversation with this number."""

    async def by_id(self, conversation: str) -> Conversation | None:
        """The conversation with this id."""

    async def tickets(self) -> tuple[Ticket, ...]:
        """All that wait, in no particular order."""

    async def waiting(self) -> Mapping[Priority, int]:
        """How many wait, by priority; those of which none waits may be left out."""

    async def before(self, ticket: Ticket) -> int:
        """How many are before this one in the queue, whether it is in it or would join it."""

    async def last_before(self, ticket: Ticket, opening: int) -> tuple[Ticket, ...]:
        """Of those before this one that wait for its team and came before `opening` (epoch ms), whoever came last.

        One of each kind where there are several: of the same priority, and of a higher one that is not urgent.
        """

    async def recent_waits(self, limit: int) -> tuple[int, ...]:
        """How long the last handed-off conversations waited for a person's first words, in seconds, newest first."""

    async def loads(self) -> Mapping[str, int]:
        """How many conversations each operator has; those with none are left out."""

    async def rows(self, stage: str | None, after: int, limit: int) -> tuple[QueueRow, ...]:
        """The inbox: waiting first, longest first, then the others by number; `after` is how many to pass over."""

    async def conversation(self, number: int) -> ConversationView | None:
        """All that an operator sees of one conversation."""

    async def contact(self, contact: str) -> ContactView | None:
        """A person with all their conversations."""

    async def messages(self, address: Address, after: int, limit: int) -> tuple[MessageView, ...]:
        """What the person at this address may read, notes left out, over all their conversations, by rising seq."""

    async def seen(self, seen: Seen) -> int | None:
        """The first message that this event made when it came before (0 if none); None if it is new."""

    async def line(self, carrier: str, remote: str) -> LineView | None:
        """The line that stands there under the platform's own id; None if it is none of ours."""

    async def line_of(self, message: str) -> LineView | None:
        """The line with this key."""

    async def stands_at(self, message: str) -> Address | None:
        """At which of the person's addresses this line is read; None where that is not known (yet)."""

    async def copies(self, carrier: str, message: str) -> tuple[str, ...]:
        """The platform's ids of this line at this carrier, in the order in which they were sent."""

    async def lessons(self, since: int) -> tuple[Lesson, ...]:
        """What operators taught since then (epoch ms), oldest first."""

    async def stages(self) -> Mapping[str, int]:
        """How many conversations are in each stage, resolved ones left out."""

    async def cursor(self, account: str) -> str | None:
        """How far this account has been read."""

    async def cursors(self, prefix: str) -> Mapping[str, str]:
        """How far each account has been read whose name begins like this."""


class Feed(Protocol):
    """What changed, for those who look on: SSE streams and mirrors."""

    async def head(self) -> int:
        """The newest journal number."""

    async def changes(self, after: int, limit: int = 500) -> tuple[FeedItem, ...]:
        """Changes after this journal number, oldest first; empty if none yet."""

    async def wait(self, after: int) -> None:
        """Returns once there is a change after this journal number."""


class Store(Protocol):
    """The one who writes."""

    async def reserve_number(self) -> int:
        """The next conversation number; never given twice."""

    async def commit(self, change: Change) -> Committed | AlreadySeen:
        """All of it or nothing. Raises Stale when the version is not the newest, StorageError when it cannot write."""

    async def claim(self, row: int, now: int) -> bool:
        """Marks a waiting outbox row SENDING; False if it is finished already."""

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Writes what became of rows after an attempt."""

    async def unfinished(self) -> tuple[OutboxRow, ...]:
        """All rows that are neither SENT nor DEAD, in the order they were made."""

    async def timers_due(self, now: int) -> tuple[Timer, ...]:
        """Timers that have run down."""

    async def drop_timers(self, timers: Sequence[Timer]) -> None:
        """These never come again; one that was set anew meanwhile stays."""

    async def next_timer(self) -> int | None:
        """When the next timer runs down (epoch ms)."""

    async def advance(self, cursors: Sequence[Cursor]) -> None:
        """How far accounts have been read, where nothing came of it; raises StorageError.

        Only forwards: of two decimal numbers the higher one stays, of anything else the later.
        """

    async def prune(self, now: int) -> None:
        """Forgets external ids after ninety days, and sessions that are over."""

    async def writable(self) -> bool:
        """Whether the last write went through; after one that failed, whether another does now."""

    async def commits(self) -> int:
        """Transactions committed since the start, for the metrics."""


class Threads(Protocol):
    """Where conversations stand on the desks: one topic, thread or post for each of them."""

    async def of(self, desk: str, conversation: str) -> Thread | None:
        """The place of this conversation (by its id) on this desk."""

    async def at(self, desk: str, place: str) -> Thread | None:
        """Whose place this is."""

    async def every(self, desk: str) -> tuple[Thread, ...]:
        """Those that are not closed, the oldest first."""

    async def keep(self, thread: Thread) -> None:
        """Writes it down, new or changed. Raises StorageError."""

    async def forget(self, desk: str, conversation: str) -> None:
        """The place is gone. Raises StorageError."""


class Files(Protocol):
    """Attachments, kept in the same database so that backup and erase hold for them."""

    async def put(self, owner: str, name: str, mime: str, content: bytes) -> FileRef:
        """Keeps it for this owner (an address key, or an operator)."""

    async def describe(self, file_id: str, owner: str) -> FileRef | None:
        """The file, if it is this owner's and not deleted."""

    async def get(self, file_id: str) -> tuple[FileRef, bytes] | None:
        """The file's content; whoever calls has checked who may see it."""

    async def readers(self, file_id: str) -> tuple[str, ...]:
        """Keys of the addresses whose transcripts show this file."""
