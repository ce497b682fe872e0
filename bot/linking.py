"""What `/link` and `/unlink` need before they are decided on: new codes, whose a typed one is, wrong ones counted.

Five wrong codes an hour are taken from one address and from one network address; after that none is looked at.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from bot.limits import Rate, Window
from bot.throttle import is_local
from conversation.events import Holder, UserCommanded
from conversation.model import Contact, Conversation
from conversation.ports import Inbound, Reader
from safety import codes

TRIES = Rate(5, 3_600_000)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of linking. `word` is empty for all else, `code` the one that is new or was typed."""

    word: str = ""
    typed: bool = False
    code: str = ""
    joins: Holder | None = None
    barred: bool = False
    parts: Contact | None = None

    def told(self, event: UserCommanded) -> UserCommanded:
        """The command with all of this."""
        return replace(event, code=self.code, joins=self.joins, barred=self.barred, parts=self.parts)


NO_WISH = Wish()


@dataclass(frozen=True, slots=True)
class Linking:
    """Reads wishes; `tries` counts wrong codes."""

    reader: Reader
    tries: Window = field(default_factory=lambda: Window(TRIES))

    def wish(self, inbound: Inbound, now: int) -> Wish:
        """What the words alone say, and whether too many wrong codes came from there."""
        word, _, argument = inbound.text.strip().partition(" ")
        match word.lower() if inbound.act in ("say", "edit") else "":
            case "/link" if argument.strip():
                barred = any(self.tries.free_at(key, now) > now for key in _whence(inbound))
                return Wish("link", typed=True, code=codes.plain(argument), barred=barred)
            case "/link":
                return Wish("link", code=codes.spelled(secrets.randbelow(codes.LINK_CODES)))
            case "/unlink":
                return Wish("unlink")
            case _:
                return NO_WISH

    async def looked_up(self, wish: Wish, inbound: Inbound, now: int) -> Wish:
        """The same with whose the code is, and from whom the address parts; asked again when a decision is repeated."""
        if not _is_private(inbound):
            return wish
        if wish.typed and wish.code and not wish.barred:
            return replace(wish, joins=await self._holder(wish.code, now))
        if wish.word == "unlink":
            own = await self.reader.newest_of(inbound.address)
            shares = own is not None and len(await self.reader.linked(own.contact.id)) > 1
            return replace(wish, parts=Contact(secrets.token_hex(16)) if shares else None)
        return wish

    def count(self, wish: Wish, inbound: Inbound, now: int) -> None:
        """A wrong code is one try less."""
        if wish.typed and wish.joins is None and not wish.barred and _is_private(inbound):
            for key in _whence(inbound):
                self.tries.take(key, now)

    async def _holder(self, code: str, now: int) -> Holder | None:
        known = await self.reader.holder(code, now)
        if known is None or known.blocked:
            return None
        number = await self.reader.open_of(known.contact.id, 0)
        return Holder(known.contact, known.address, known.language, number)


def _is_private(inbound: Inbound) -> bool:
    """Elsewhere others read along: there no code is given or taken."""
    return inbound.heard == "private" and not inbound.address.user


def _whence(inbound: Inbound) -> tuple[str, ...]:
    """The address, and the network address, lest somebody takes a new visitor's token for every five tries.

    A peer on this machine is a proxy, behind which many people are.
    """
    counted = inbound.peer and not is_local(inbound.peer)
    return (inbound.address.key, f"peer {inbound.peer}") if counted else (inbound.address.key,)


async def followed(reader: Reader, known: Conversation) -> Conversation:
    """Where the person is helped who had this conversation, if it was merged; each of them once."""
    passed = set[int]()
    while (number := getattr(known.stage, "into", None)) is not None and number not in passed:
        passed.add(number)
        other = await reader.by_number(number)
        if other is None or other.contact.id != known.contact.id:
            break
        known = other
    return known
