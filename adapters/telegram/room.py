"""One desk chat: what it is called on all sides, its sentences, and whether the bot can work there just now."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from adapters.desk.troubles import MENDING, Troubles
from adapters.telegram.api import Api, is_rights, outcome_of
from conversation.delivery import NotSent, Outcome
from conversation.ports import Pace, Staff
from conversation.texts import Texts

log = logging.getLogger(__name__)

MOVED = "telegram:moved:{chat}"
"""The setting under which the new id of a group that became a supergroup is kept."""
LACKING = 300_000
"""Milliseconds until what lacks a right is tried again while others get through; a new right is noticed at once."""
_MISSING = ("pin", "delete", "topics")
"""What a refusal of Telegram's speaks of, and the last part of the sentence with the fix."""


@dataclass(slots=True)
class Room(Troubles):
    """`chat` is the id as it stands in the configuration; all our names are made from it, whatever it is called now.

    What can be wrong: member, admin, forum, topics, pin, delete, privacy.
    """

    api: Api
    chat: str
    texts: Callable[[], Texts]
    pace: Pace

    @property
    def label(self) -> str:
        """How the desk is called in the log."""
        return f"telegram desk {self.chat}"

    @property
    def carrier(self) -> str:
        """The name of the desk, in rows, links and threads."""
        return f"telegram:{self.api.account}:desk:{self.chat}"

    @property
    def place(self) -> str:
        """The chat whose limits count."""
        return f"telegram|{self.api.account}|{self.chat}|"

    @property
    def id(self) -> int:
        """The chat's id at present."""
        return self.api.chat(self.chat)

    def remote(self, message: int) -> str:
        """How a message there is named in links."""
        return f"{self.id}:{message}"

    def message(self, remote: str) -> int | None:
        """The message that a link names, if it is in this chat."""
        chat, _, message = remote.partition(":")
        return int(message) if chat == str(self.id) and message.isdecimal() else None

    def words(self, key: str, **values: object) -> str:
        """A sentence in the desk's language."""
        texts = self.texts()
        return texts.text(key, texts.languages[0], **values)

    async def turn(self) -> None:
        """Returns when the chat takes one more call."""
        await self.pace.turn(self.place)

    def outcome(self, error: TelegramError) -> Outcome:
        """What a failed call means for a row. Whatever an administrator can mend keeps the row waiting."""
        if isinstance(error, Forbidden) and not is_rights(error):
            return NotSent(self.lacks("member"), MENDING)
        if _no_forum(error):
            return NotSent(self.lacks("forum"), MENDING)
        if is_rights(error):
            return NotSent(self.limited(error), LACKING, alone=True)
        return outcome_of(error, self.words)

    def hush(self, error: TelegramError, now: int) -> int:
        """For who sends without a row: how long to wait (ms), and the whole chat with us if Telegram wants it so."""
        outcome = self.outcome(error)
        wait = outcome.retry_after if isinstance(outcome, NotSent) else None
        if wait is not None and isinstance(error, RetryAfter):
            self.pace.pause(self.place, now + wait)
        return wait or self.retry

    def limited(self, error: TelegramError) -> str:
        """Notes which right is missing; the sentence with the fix."""
        said = error.message.lower()
        return self.lacks(next((sign for sign in _MISSING if sign in said), "topics"))

    def lacks(self, what: str) -> str:
        """Notes that this is missing: member, admin, forum, topics, pin or delete; the sentence with the fix."""
        return self.note(what, self.words(f"desk_no_{what}", chat=self.chat))

    async def recall(self, staff: Staff) -> None:
        """Takes up the new id of a group that moved in an earlier life of this process."""
        kept = await staff.setting(MOVED.format(chat=self.chat))
        if kept is not None:
            self.api.moved.setdefault(int(self.chat), int(kept))

    async def moved(self, staff: Staff) -> None:
        """Keeps the new id, and tells what to change in the configuration."""
        new = str(self.id)
        if new != self.chat and await staff.setting(MOVED.format(chat=self.chat)) != new:
            await staff.put_setting(MOVED.format(chat=self.chat), new)
            log.warning(
                "the desk group %s became the supergroup %s; write into frontdesk.yaml: desk_chats: [%s]",
                self.chat, new, new,
            )  # fmt: skip


def _no_forum(error: TelegramError) -> bool:
    said = error.message.lower()
    return isinstance(error, BadRequest) and ("not a forum" in said or "chat not found" in said)
