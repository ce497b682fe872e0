"""How much is taken from one person and from one network address."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from bot.limits import Window
from conversation.ports import Inbound, TryLater

BACKLOG = 60_000
"""Milliseconds after which a message is one that waited while we were away."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """How much is taken from one person and from one network address; None takes everything."""

    contact: Window | None = None
    peer: Window | None = None

    def check(self, inbound: Inbound, now: int) -> None:
        """Counts this one, or raises TryLater before anything is stored.

        What waited for us at the platform is no flood, however much of it there is.
        """
        self.admit(inbound.peer, now)
        is_old = inbound.written_at is not None and now - inbound.written_at > BACKLOG
        if self.contact is not None and not is_old:
            _pass(self.contact, inbound.address.key, now)

    def admit(self, peer: str, now: int) -> None:
        """The same for a request that is not a message. A peer on this machine is a proxy or a test and not counted."""
        if self.peer is not None and peer and not is_local(peer):
            _pass(self.peer, peer, now)


def _pass(window: Window, key: str, now: int) -> None:
    free = window.free_at(key, now)
    if free > now:
        raise TryLater(max(1, -(-(free - now) // 1000)))
    window.take(key, now)


def is_local(peer: str) -> bool:
    """Whether this network address is the machine itself."""
    try:
        return ip_address(peer).is_loopback
    except ValueError:
        return False
