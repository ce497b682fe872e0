"""What the kernel's helpers outside must offer: Protocols and the errors that cross them. No bodies live here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from conversation.change import AlreadySeen, Change, Committed, Cursor, OutboxRow, Seen, Settlement, Timer
from conversation.delivery import Outcome
from conversation.events import Actor
from conversation.model import Address, Conversation
from conversation.views import ContactView, ConversationView, FeedItem, MessageView, QueueRow
from handoff.model import Command, FileRef, Operator, Role, Ticket
from intents.model import Context, Faq, Thresholds, Understanding


class Stale(Exception):
    """Somebody else changed the conversation first. Read it again and decide again."""


class StorageError(Exception):
    """The database could not keep this; nothing was stored. Check the disk and the rights of the data folder."""


class NameTaken(Exception):
    """An operator of this name exists. Choose another name, or link the existing one."""


class Refused(Exception):
    """Not now, for the reason that the message says; it is written to be shown to whoever asked."""


class NotThere(Exception):
    """No such conversation, contact or file, or it is not yours to see."""


class TryLater(Exception):
    """Too many at once; nothing was stored. Wait `seconds` and send the same again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Inbound:
    """What an adapter made of one thing a user did. `external_id` never restarts; `text` is still raw.

    `choice` is the id of a pressed button; `language` what the client speaks; `unreadable` marks input that the adapter
    could not make sense of, with whatever text it found; `peer` is the network address it came from, if there is one.
    """

    address: Address
    external_id: str
    text: str = ""
    choice: str | None = None
    files: tuple[FileRef, ...] = ()
    name: str | None = None
    language: str | None = None
    cursor: Cursor | None = None
    unreadable: bool = False
    peer: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """It is durable as message `seq`; `duplicate` when the same external id was accepted before."""

    seq: int
    duplicate: bool = False


class Clock(Protocol):
    """Wall-clock time, so that tests can wind it by hand."""

    def now(self) -> int:
        """Epoch milliseconds."""

    async def until(self, at: int) -> None:
        """Returns once `now()` has reached `at` (epoch ms)."""


class Intake(Protocol):
    """Where adapters bring what users did."""

    async def accept(self, inbound: Inbound) -> Receipt:
        """Returns once it is durable. Raises Refused, TryLater or StorageError; then nothing was stored."""


class Bench(Protocol):
    """Where desks bring what operators did."""

    async def act(self, number: int, actor: Actor, command: Command, external_id: str) -> None:
        """Returns once it is durable; the same external id again is done once.

        Raises Refused, NotThere or StorageError; then nothing was stored.
        """


class Channel(Protocol):
    """The sending half of a channel account."""

    @property
    def carrier(self) -> str:
        """Its unique name: channel and account."""

    @property
    def deduplicates(self) -> bool:
        """Whether the platform throws away a second send with the same key."""

    def split(self, text: str) -> tuple[str, ...]:
        """The text in pieces that the platform takes; at least one."""

    async def send(self, row: OutboxRow) -> Outcome:
        """One attempt; an outcome, never an exception, for everything that the network can do."""


class Desk(Channel, Protocol):
    """The sending half of a place where operators work, such as a forum of topics."""


class Knowledge(Protocol):
    """What is known just now: the FAQ that serves and the recogniser fitted to it."""

    @property
    def faq(self) -> Faq:
        """The FAQ that answers."""

    @property
    def thresholds(self) -> Thresholds:
        """From which confidence on the bot answers, or asks back."""

    def recognize(self, text: str, context: Context) -> Understanding:
        """Never raises."""


class Reader(Protocol):
    """Reads that never wait for the writer. What they return is true as of some recent commit."""

    async def newest(self, address: Address) -> Conversation | None:
        """The newest conversation at this address."""

    async def by_number(self, number: int) -> Conversation | None:
        """The conversation with this number."""

    async def by_id(self, conversation: str) -> Conversation | None:
        """The conversation with this id."""

    async def tickets(self) -> tuple[Ticket, ...]:
        """All that wait, in no particular order."""

    async def recent_waits(self, limit: int) -> tuple[int, ...]:
        """How long the last handed-off conversations waited for a person's first words, in seconds, newest first."""

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

    async def stages(self) -> Mapping[str, int]:
        """How many conversations are in each stage, resolved ones left out."""

    async def cursor(self, account: str) -> str | None:
        """How far this account has been read."""


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

    async def next_timer(self) -> int | None:
        """When the next timer runs down (epoch ms)."""

    async def prune(self, now: int) -> None:
        """Forgets external ids after ninety days, and sessions that are over."""

    async def writable(self) -> bool:
        """Whether the last write went through; after one that failed, whether another does now."""

    async def commits(self) -> int:
        """Transactions committed since the start, for the metrics."""


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


@dataclass(frozen=True, slots=True)
class Account:
    """An operator's way in. `password` is an argon2id hash, empty until set."""

    operator: Operator
    password: str


class Staff(Protocol):
    """Operators and their ways in. Changes hold at once in every process on the same database."""

    async def add(self, operator: Operator, *, token_hash: str | None = None, password: str = "") -> None:
        """Raises NameTaken."""

    async def link(self, name: str, *, telegram: str | None, discord: str | None) -> bool:
        """Sets an operator's platform ids (None leaves one as it is); False if there is no such operator."""

    async def remove(self, name: str) -> bool:
        """Takes away every way in, sessions and tokens included; False if there is no such operator."""

    async def all(self) -> tuple[Operator, ...]:
        """Everybody, by name."""

    async def account(self, name: str) -> Account | None:
        """For signing in."""

    async def by_token(self, token_hash: str) -> Operator | None:
        """Who holds this API token."""

    async def set_role(self, name: str, role: Role) -> bool:
        """False if there is no such operator."""

    async def set_password(self, name: str, password: str) -> bool:
        """Sets the hash and ends all sessions; False if there is no such operator."""

    async def open_session(self, session_hash: str, name: str, expires: int) -> None:
        """Remembers a console session until `expires` (epoch ms)."""

    async def by_session(self, session_hash: str, now: int) -> Operator | None:
        """Whose console session this is, unless it is over."""

    async def close_session(self, session_hash: str) -> None:
        """Signs out."""

    async def setting(self, name: str) -> str | None:
        """A value that the installation keeps, such as its signing key."""

    async def keep_setting(self, name: str, value: str) -> str:
        """Keeps `value` unless there is one already; returns the one that holds."""

    async def take_setting(self, name: str, value: str) -> bool:
        """Deletes the setting if it has this value: true for exactly one caller (one-time links)."""
