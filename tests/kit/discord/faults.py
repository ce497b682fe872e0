"""Trouble on order: what a test wants to go wrong with the next requests, and limits that answer 429."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

from tests.kit.discord.errors import Refusal, missing_permissions, too_many, unauthorized
from tests.kit.discord.model import Channel

Cut = Literal["reset", "hang", "half"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong: an answer instead of ours, or a cut line; `after`: when the request took effect."""

    refusal: Refusal | None = None
    cut: Cut | None = None
    after: bool = False
    raw: bytes | None = None

    @classmethod
    def refused(cls, status: int, code: int, message: str = "", *, after: bool = False) -> Fault:
        """Any answer of Discord's."""
        return cls(Refusal(status, code, message), after=after)

    @classmethod
    def too_many(cls, seconds: float = 0.05, *, whole: bool = False) -> Fault:
        """429, and how many seconds to wait; `whole`: a limit on everything the bot asks."""
        return cls(too_many(seconds, whole=whole))

    @classmethod
    def unauthorized(cls) -> Fault:
        """401."""
        return cls(unauthorized())

    @classmethod
    def forbidden(cls) -> Fault:
        """403, missing permissions."""
        return cls(missing_permissions())

    @classmethod
    def server_error(cls, status: int = 502, *, after: bool = False) -> Fault:
        """5xx."""
        return cls(Refusal(status, 0, f"{status}: Server Error"), after=after)

    @classmethod
    def html_error(cls, status: int = 502) -> Fault:
        """5xx with a page of HTML, as the proxy in front of Discord does."""
        return cls(Refusal(status, 0, "a proxy's page"), raw=b"<html><h1>Bad gateway</h1></html>")

    @classmethod
    def reset_before(cls) -> Fault:
        """The connection is reset, and nothing has happened."""
        return cls(cut="reset")

    @classmethod
    def reset_after(cls) -> Fault:
        """The request takes effect, then the connection is reset instead of an answer."""
        return cls(cut="reset", after=True)

    @classmethod
    def hang(cls, *, after: bool = False) -> Fault:
        """No answer until the client gives up."""
        return cls(cut="hang", after=after)

    @classmethod
    def half_json(cls) -> Fault:
        """The request takes effect; the line is cut in the middle of the answer."""
        return cls(cut="half", after=True)


@dataclass(eq=False)
class Order:
    """A fault for the next requests that fit; `left` counts down, below zero it never ends."""

    what: str
    channel: str | None
    fault: Fault
    left: int

    def fits(self, request: str) -> bool:
        """Whether it is meant for this request, as in `POST /channels/1/messages`."""
        if self.left == 0 or not fits(self.what, request):
            return False
        return self.channel is None or f"/{self.channel}" in request


def fits(pattern: str, request: str) -> bool:
    """Whether `POST /channels/*/messages` means this request; a `*` is one step of the path, alone it is everything."""
    if pattern == "*":
        return True
    wanted, given = pattern.split("/"), request.split("/")
    return len(wanted) == len(given) and all(fnmatchcase(*pair) for pair in zip(given, wanted, strict=True))


class Faults:
    """The faults on order; the first that fits a request is taken."""

    def __init__(self) -> None:
        self._orders: list[Order] = []

    def next(self, what: str, fault: Fault, *, channel: Channel | None = None, times: int = 1) -> Order:
        """The next `times` requests like `POST /channels/*/messages` (`*`: any; `GET /attachments/*/*/*`: files)."""
        order = Order(what, channel.id if channel else None, fault, times)
        self._orders.append(order)
        return order

    def always(self, what: str, fault: Fault, *, channel: Channel | None = None) -> Order:
        """Every such request goes wrong until `clear`."""
        return self.next(what, fault, channel=channel, times=-1)

    def clear(self, order: Order | None = None) -> None:
        """Forgets this order, or all."""
        self._orders = [kept for kept in self._orders if order is not None and kept is not order]

    def take(self, request: str) -> Fault | None:
        """What goes wrong with this request."""
        for order in self._orders:
            if order.fits(request):
                order.left -= 1
                return order.fault
        return None


@dataclass(eq=False)
class Limit:
    """At most `count` requests in any `seconds`, for each channel (guild, webhook) by itself, as Discord's buckets."""

    what: str = "*"
    count: int = 1000
    seconds: float = 1.0
    refused: int = 0
    """How often it said no."""
    _spent: dict[str, deque[float]] = field(default_factory=dict)

    def spend(self, key: str) -> tuple[int, float]:
        """Takes a request out of the bucket: how many are left, and seconds until it is full again; below zero: no."""
        now = time.monotonic()
        spent = self._spent.setdefault(key, deque())
        while spent and spent[0] <= now - self.seconds:
            spent.popleft()
        after = spent[0] + self.seconds - now if spent else self.seconds
        if len(spent) >= self.count:
            self.refused += 1
            return -1, after
        spent.append(now)
        return self.count - len(spent), after
