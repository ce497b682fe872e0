"""Trouble on order: what a test wants to go wrong with the next calls, and budgets that answer 429."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from tests.kit.telegram.errors import Refusal, migrated, too_many
from tests.kit.telegram.model import Account, Chat

Cut = Literal["reset", "hang", "half"]
SENDING = ("send", "copy", "forward", "edit")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong: an answer instead of ours, or a cut line; `after`: when the call has taken effect."""

    refusal: Refusal | None = None
    cut: Cut | None = None
    after: bool = False
    raw: bytes | None = None

    @classmethod
    def refused(cls, status: int, description: str, *, after: bool = False, **parameters: int) -> Fault:
        """Any answer of Telegram's; the description has its beginning, as in `Bad Request: chat not found`."""
        return cls(Refusal(status, description, parameters), after=after)

    @classmethod
    def too_many(cls, seconds: int) -> Fault:
        """429, and how many seconds to wait."""
        return cls(too_many(seconds))

    @classmethod
    def forbidden(cls, why: str = "bot was blocked by the user") -> Fault:
        """403."""
        return cls(Refusal(403, f"Forbidden: {why}"))

    @classmethod
    def bad_request(cls, why: str) -> Fault:
        """400."""
        return cls(Refusal(400, f"Bad Request: {why}"))

    @classmethod
    def migrated(cls, chat_id: int) -> Fault:
        """400: the group is a supergroup now."""
        return cls(migrated(chat_id))

    @classmethod
    def server_error(cls, status: int = 502, *, after: bool = False) -> Fault:
        """5xx, in JSON as Telegram does."""
        words = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
        return cls(Refusal(status, words.get(status, "Internal Server Error")), after=after)

    @classmethod
    def html_error(cls, status: int = 502) -> Fault:
        """5xx with a page of HTML, as a proxy in between does."""
        page = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
        return cls(Refusal(status, "a proxy's page"), raw=page.encode())

    @classmethod
    def reset_before(cls) -> Fault:
        """The connection is reset, and nothing has happened."""
        return cls(cut="reset")

    @classmethod
    def reset_after(cls) -> Fault:
        """The call takes effect, then the connection is reset instead of an answer."""
        return cls(cut="reset", after=True)

    @classmethod
    def hang(cls, *, after: bool = False) -> Fault:
        """No answer until the client gives up."""
        return cls(cut="hang", after=after)

    @classmethod
    def half_json(cls) -> Fault:
        """The call takes effect; the answer's JSON ends in its middle."""
        return cls(cut="half", after=True)


@dataclass(eq=False)
class Order:
    """A fault for the next calls that fit; `left` counts down, below zero it never ends."""

    method: str
    chat: int | None
    fault: Fault
    left: int

    def fits(self, method: str, chat: int | None) -> bool:
        """Whether it is meant for this call."""
        return (
            self.left != 0
            and self.method.lower() in {"*", method.lower()}
            and (self.chat is None or self.chat == chat)
        )  # fmt: skip


class Faults:
    """The faults on order; the first that fits a call is taken."""

    def __init__(self) -> None:
        self._orders: list[Order] = []

    def next(self, method: str, fault: Fault, *, chat: Chat | Account | int | None = None, times: int = 1) -> Order:
        """The next `times` calls of the method (`*`: of any; `file`: downloads) go wrong in this way."""
        order = Order(method, chat.id if isinstance(chat, Chat | Account) else chat, fault, times)
        self._orders.append(order)
        return order

    def always(self, method: str, fault: Fault, *, chat: Chat | Account | int | None = None) -> Order:
        """Every call goes wrong until `clear`."""
        return self.next(method, fault, chat=chat, times=-1)

    def clear(self, order: Order | None = None) -> None:
        """Forgets this order, or all."""
        self._orders = [kept for kept in self._orders if order is not None and kept is not order]

    def take(self, method: str, chat: int | None) -> Fault | None:
        """What goes wrong with this call."""
        for order in self._orders:
            if order.fits(method, chat):
                order.left -= 1
                return order.fault
        return None


@dataclass(eq=False)
class Budget:
    """At most `count` messages in any `seconds`: to this chat, to all chats together, or to each chat by itself."""

    count: int
    seconds: float
    chat: int | None = None
    each: bool = False
    spent: dict[int | None, deque[float]] = field(default_factory=dict)
    refused: int = 0
    """How often it said no."""

    def spend(self, chat: int | None, messages: int) -> None:
        """Takes so many messages out of the budget, or refuses."""
        if self.chat is not None and self.chat != chat:
            return
        now = time.monotonic()
        spent = self.spent.setdefault(chat if self.each else None, deque())
        while spent and spent[0] <= now - self.seconds:
            spent.popleft()
        if len(spent) + messages > self.count:
            self.refused += 1
            left = spent[0] + self.seconds - now if spent else self.seconds
            raise too_many(max(1, math.ceil(left)))
        spent.extend([now] * messages)


def counts(method: str) -> bool:
    """Whether Telegram counts this call as writing a message."""
    return method.startswith(SENDING) and method not in {"sendChatAction", "editForumTopic"}
