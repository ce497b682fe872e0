"""A conversation and its stage. One conversation *is* the ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from handoff.model import Priority, Reason

Closer = Literal["user", "operator", "silence", "merge"]
Goal = Literal["", "warned", "breached"]
"""How far the answer that was promised has come: in time, nearly due, too late."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be reached: a chat of an account of a channel; in a group, one member of that chat."""

    channel: str
    account: str
    chat: str
    user: str = ""

    @property
    def key(self) -> str:
        """The one text form, unique over all channels."""
        return "|".join((self.channel, self.account, self.chat, self.user))

    @classmethod
    def from_key(cls, key: str) -> Address:
        """The address that `key` was made from."""
        channel, account, chat, user = key.split("|")
        return cls(channel, account, chat, user)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person, over all their addresses; `id` is random and opaque."""

    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A button below a message: `id` is what comes back, `label` what is read."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer that was taken in a guide: what was asked and what was chosen, as the user read it."""

    ask: str
    label: str


@dataclass(frozen=True, slots=True)
class Guide:
    """Where the steps of an entry stand, or stood last; `answers` are all since the conversation began, newest last.

    `step` counts from 0; `again`: it was asked a second time, since its first answer was none.
    """

    entry: str
    step: int = 0
    answers: tuple[Taken, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """Something that was asked before a person takes over, such as the version, and what the user said."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class WithBot:
    """The bot has the floor. `misses` counts how often it did not help since the last success."""

    since: int
    misses: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """In the queue. `entry` names this entry into the queue, `since` keeps the place in it (epoch ms).

    `team` is who should take it, `wanted` a colleague by name; `for_lead`: only a lead may. `told` is the position that
    the user heard last (0: none). `needs` are still to be asked, the first one is open, and
    `asked_again` says that it was asked twice. `crowd`: it is one of many that came at once, and no desk has a place
    for it until somebody claims it.
    """

    since: int
    entry: str
    reason: Reason
    priority: Priority = Priority.NORMAL
    team: str | None = None
    wanted: str | None = None
    acknowledged_at: int = 0
    for_lead: bool = False
    goal: Goal = ""
    told: int = 0
    needs: tuple[str, ...] = ()
    crowd: bool = False
    team_since: int = 0
    tried: tuple[str, ...] = ()
    asked_again: bool = False


@dataclass(frozen=True, slots=True)
class WithOperator:
    """A person has the floor.

    `waited_from` is when the user entered the queue, until the first reply ends that wait; `warned` is set once the
    user was told that silence will close it. `operator` is their name, `shown` what users call them. `owes_since`:
    since when the user waits for an answer; `reminded`: the operator was told that it goes back soon. `snoozed_until`:
    set aside until then; `resolve_at`: it ends then unless the user writes. All epoch ms.
    """

    since: int
    operator: str
    priority: Priority = Priority.NORMAL
    team: str | None = None
    waited_from: int | None = None
    warned: bool = False
    shown: str = ""
    owes_since: int | None = None
    reminded: bool = False
    snoozed_until: int | None = None
    resolve_at: int | None = None

    @property
    def waits_since(self) -> int | None:
        """Since when the user waits for a word of a person; None where nobody owes them one."""
        return min((known for known in (self.waited_from, self.owes_since) if known is not None), default=None)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Done, until somebody says otherwise. A comment may follow a rating for ten minutes.

    `reminded`: the user was asked for a rating once more; `into` is the conversation that it was merged with.
    """

    since: int
    by: Closer
    operator: str | None = None
    rating: int | None = None
    rated_at: int | None = None
    commented: bool = False
    reminded: bool = False
    into: int | None = None


Stage = WithBot | Waiting | WithOperator | Resolved


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that the kernel remembers. `version` counts commits and is 0 before the first; times are epoch ms.

    `offered` are the choices of the newest message that has any: only these can be chosen. `quiet_since` is the
    moment from which a silence of the user is counted, None while we owe them something. `guide` stays after its last
    step, for the people who see the conversation then, and so do `details`, which the next conversation of the same
    person takes over. `address` is where the person wrote last. `blocked`: nothing more is taken from them.
    """

    id: str
    number: int
    contact: Contact
    address: Address
    language: str
    stage: Stage
    opened_at: int
    version: int = 0
    language_chosen: bool = False
    last_entry: str | None = None
    quiet_since: int | None = None
    offered: tuple[Choice, ...] = ()
    guide: Guide | None = None
    details: tuple[Detail, ...] = ()
    blocked: bool = False
