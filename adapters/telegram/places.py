"""Where messages stand: a chat, a topic in it, and the ids by which we remember a message."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from telegram import Message, ReplyParameters

from conversation.model import Address

CHANNEL = "telegram"
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is sent: a chat, a topic in it, the message there that it answers."""

    chat: int
    thread: int | None = None
    reply_to: int | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        """As the library's sending methods take it. A message that was deleted meanwhile is not worth a failure."""
        reply = ReplyParameters(self.reply_to, allow_sending_without_reply=True) if self.reply_to else None
        return {"chat_id": self.chat, "message_thread_id": self.thread, "reply_parameters": reply}


def remote(chat: int | str, message: int) -> str:
    """The id under which a message is linked to its line."""
    return f"{chat}:{message}"


def remotes(messages: tuple[Message, ...]) -> tuple[str, ...]:
    """The same for what was sent."""
    return tuple(remote(message.chat.id, message.message_id) for message in messages)


def spot(found: str) -> tuple[int, int]:
    """Chat and message of such an id."""
    chat, _, message = found.partition(":")
    return int(chat), int(message)


def target(account: str, chat: int | str) -> str:
    """The address key against which the platform counts what is sent to this chat."""
    return Address(CHANNEL, account, str(chat)).key


class Whereabouts:
    """Where each member of a group wrote last, so that an answer comes to the same topic; forgotten at a restart.

    Memory is bounded: whoever wrote longest ago is forgotten first. Their answer still is a reply to their message,
    which brings it into the right topic unless that message was deleted.
    """

    def __init__(self) -> None:
        self._places: OrderedDict[str, Place] = OrderedDict()

    def keep(self, address: Address, place: Place) -> None:
        """This is where the member wrote now; `place.reply_to` is their message."""
        self._places[address.key] = place
        self._places.move_to_end(address.key)
        while len(self._places) > REMEMBERED:
            self._places.popitem(last=False)

    def of(self, address: Address) -> Place | None:
        """Where they wrote last, if we know."""
        return self._places.get(address.key)
