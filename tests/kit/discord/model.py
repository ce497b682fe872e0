"""What Discord keeps: guilds, channels, messages, uses of buttons. Tests read it; the double writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.kit.discord.ids import moment_of
from tests.kit.discord.parts import (
    COMMAND,
    CONTEXT_COMMAND,
    DEFAULT,
    EPHEMERAL,
    LOADING,
    REPLY,
    THREADS,
    Account,
    Attachment,
    Json,
    Member,
    Overwrite,
    Role,
)


@dataclass(eq=False, repr=False)
class Message:
    """A message as it is now; `versions` are the texts it had before."""

    id: str
    channel: Channel
    author: Account
    text: str = ""
    type: int = DEFAULT
    flags: int = 0
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    reply_to: Message | None = None
    reference: Json | None = None
    nonce: str | int | None = None
    mentions: list[Account] = field(default_factory=list)
    """Whom the text names, as far as the sender let it."""
    mentioned_roles: list[Role] = field(default_factory=list)
    everyone: bool = False
    pings: list[Account] = field(default_factory=list)
    """Whose telephones rang."""
    reactions: dict[str, list[Account]] = field(default_factory=dict)
    edited_at: float | None = None
    versions: list[str] = field(default_factory=list)
    deleted: bool = False
    deleted_by_bulk: bool = False
    pinned: bool = False
    thread: Channel | None = None
    """The thread that was opened from this message."""
    interaction: Interaction | None = None
    webhook: bool = False

    @property
    def at(self) -> float:
        """Seconds since 1970."""
        return moment_of(self.id)

    @property
    def edited(self) -> bool:
        """Whether it has been changed since it was written."""
        return self.edited_at is not None

    @property
    def ephemeral(self) -> bool:
        """Whether only the one who used a command or a button sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def thinking(self) -> bool:
        """Whether it is still the placeholder of a deferred answer."""
        return bool(self.flags & LOADING)

    @property
    def system(self) -> bool:
        """Whether Discord wrote it."""
        return self.type not in {DEFAULT, REPLY, COMMAND, CONTEXT_COMMAND}

    @property
    def parts(self) -> list[Json]:
        """Its buttons and selects, row by row."""
        return [part for row in self.components for part in row.get("components", [])]

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons."""
        return [str(part.get("label") or "") for part in self.parts if part["type"] == 2]

    @property
    def options(self) -> list[str]:
        """What stands in its selects."""
        return [str(option["label"]) for part in self.parts if part["type"] == 3 for option in part["options"]]

    def __repr__(self) -> str:
        """Short, for failed assertions."""
        marks = " deleted" * self.deleted + " ephemeral" * self.ephemeral + " thinking" * self.thinking
        titles = [str(embed.get("title") or embed.get("description") or "")[:60] for embed in self.embeds]
        buttons = self.labels + self.options
        return f"<{self.id} {self.author.name}: {self.text!r} {titles or ''}{self.files or ''}{buttons or ''}{marks}>"


@dataclass(eq=False, repr=False)
class Channel:
    """A place with messages: a text channel, a forum (which has posts only), a thread, a DM."""

    id: str
    type: int
    name: str = ""
    guild: Guild | None = None
    parent: Channel | None = None
    recipient: Account | None = None
    """The person of a DM."""
    topic: str | None = None
    position: int = 0
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    tags: list[Json] = field(default_factory=list)
    """Available tags of a forum."""
    applied: list[str] = field(default_factory=list)
    """Ids of the tags of a post."""
    history: list[Message] = field(default_factory=list)
    """Every message that ever was here, oldest first."""
    last_message_id: str | None = None
    deleted: bool = False
    owner: Account | None = None
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive: int = 4320
    archived_at: float = 0.0
    thread_members: dict[str, float] = field(default_factory=dict)
    """When each came into the thread."""
    last_pin: float | None = None
    renames: list[float] = field(default_factory=list)
    """When the bot renamed it."""
    typing: int = 0
    """How often the bot showed that it writes."""

    @property
    def mention(self) -> str:
        """A link to it in a text."""
        return f"<#{self.id}>"

    @property
    def is_thread(self) -> bool:
        """Whether it is one, public or private."""
        return self.type in THREADS

    @property
    def messages(self) -> list[Message]:
        """What stands here now, oldest first."""
        return [message for message in list(self.history) if not message.deleted]

    @property
    def texts(self) -> list[str]:
        """The texts that stand here."""
        return [message.text for message in self.messages]

    @property
    def last(self) -> Message | None:
        """The newest message."""
        return next(reversed(self.messages), None)

    @property
    def from_bot(self) -> list[Message]:
        """What the bot wrote, without Discord's own lines."""
        return [message for message in self.messages if message.author.bot and not message.system]

    @property
    def pinned(self) -> list[Message]:
        """What is pinned."""
        return [message for message in self.messages if message.pinned]

    @property
    def tag_names(self) -> list[str]:
        """The names of a post's tags."""
        known = {str(tag["id"]): str(tag["name"]) for tag in (self.parent.tags if self.parent else [])}
        return [known.get(tag, tag) for tag in self.applied]

    def find(self, words: str, author: Account | None = None) -> Message | None:
        """The newest message with these words in its text, embeds or buttons."""
        for message in reversed(self.messages):
            if words in said_in(message) and author in {None, message.author}:
                return message
        return None

    def message(self, number: str) -> Message | None:
        """The message with this id, if it stands here."""
        return next((message for message in self.messages if message.id == number), None)

    def __repr__(self) -> str:
        """Short, for failed assertions."""
        return f"<channel {self.type} {self.name or (self.recipient and self.recipient.name)} {self.id}>"


def said_in(message: Message) -> str:
    """Every word that a message shows."""
    words = [message.text, *message.labels, *message.options]
    for embed in message.embeds:
        words += [str(embed.get(name) or "") for name in ("title", "description")]
        words += [str(part) for one in embed.get("fields", []) for part in (one["name"], one["value"])]
        words += [
            str((embed.get("footer") or {}).get("text") or ""),
            str((embed.get("author") or {}).get("name") or ""),
        ]
    return "\n".join(words)


@dataclass(eq=False, repr=False)
class Guild:
    """A server with roles, members, channels."""

    id: str
    name: str
    owner: Account
    everyone: Role
    locale: str = "en-US"
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    """Without threads; those stand in `threads`."""
    threads: dict[str, Channel] = field(default_factory=dict)
    unavailable: bool = False

    def threads_of(self, channel: Channel) -> list[Channel]:
        """The threads below a channel that are not deleted, oldest first."""
        return [one for one in list(self.threads.values()) if one.parent is channel and not one.deleted]

    def __repr__(self) -> str:
        """Short, for failed assertions."""
        return f"<guild {self.name} {self.id}>"


@dataclass(eq=False, repr=False)
class Interaction:
    """Somebody used a command, a button, a select or a form; `responses` is what they saw of it."""

    id: str
    token: str
    type: int
    """2: a command, 3: a button or a select, 5: a form."""
    user: Account
    channel: Channel
    data: Json
    started: float
    """On the monotonic clock, seconds."""
    message: Message | None = None
    """The one with the button."""
    answer: int | None = None
    """The type of the first answer."""
    acknowledged_after: float | None = None
    """Seconds until the first answer."""
    original: Message | None = None
    responses: list[Message] = field(default_factory=list)
    modal: Json | None = None
    modal_done: bool = False
    dead: bool = False
    """Whether a test made it too old for any answer."""

    @property
    def texts(self) -> list[str]:
        """What the answers say that are there now."""
        return [message.text for message in self.shown]

    @property
    def shown(self) -> list[Message]:
        """Answers that are neither deleted nor still thinking."""
        return [message for message in list(self.responses) if not message.deleted and not message.thinking]

    def find(self, words: str) -> Message | None:
        """The newest answer with these words."""
        return next((message for message in reversed(self.shown) if words in said_in(message)), None)

    def __repr__(self) -> str:
        """Short, for failed assertions."""
        what = self.data.get("name") or self.data.get("custom_id")
        return f"<interaction {self.type} {what} by {self.user.name}: answer {self.answer}, {self.responses}>"


def users_named(text: str, people: Sequence[Account]) -> list[Account]:
    """Those whom a text mentions."""
    return [one for one in people if f"<@{one.id}>" in text or f"<@!{one.id}>" in text]
