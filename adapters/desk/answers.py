"""What operators are told in answer to what they typed, on every desk the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adapters.desk.history import who
from adapters.desk.lines import Reading
from conversation.ports import Reader
from handoff.commands import WORDS, Misread, Mute

NOWHERE = 0
"""Stands for a conversation where an order is about none."""
_CLAIM = re.compile(r"/claim\s+#?(\d{1,16})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answers:
    """`snippets` are the names of the saved replies."""

    reader: Reader
    reading: Callable[[], Reading]
    snippets: Sequence[str] = ()

    def misread(self, found: Misread) -> str:
        """What to type instead."""
        words = self.reading().words
        if found.key == "misread_snippets":
            known = ", ".join(self.snippets) or words("desk_no_snippets")
            return words(found.key, word=found.word, words=known)
        return words(found.key, word=found.word, words=" ".join(WORDS))

    def muted(self, order: Mute) -> str:
        """For how long nothing rings for whoever asked for that."""
        reading = self.reading()
        if not order.span:
            return reading.words("desk_unmuted")
        return reading.words("desk_muted", until=reading.moment(reading.now + order.span))

    async def who(self, number: int) -> str:
        """What is known of the person behind this conversation."""
        view = await self.reader.conversation(number)
        contact = await self.reader.contact(view.row.contact) if view else None
        return who(view, contact, self.reading()) if view is not None and contact is not None else ""

    def claimed(self, number: int) -> str:
        """They have it, and where they find it."""
        return self.reading().words("desk_claimed", number=number)


def number_to_claim(text: str) -> int | None:
    """Which conversation `/claim 1042` names, where a place does not."""
    found = _CLAIM.fullmatch(text.strip())
    return int(found[1]) if found else None


def works_anywhere(text: str) -> bool:
    """Whether this command needs no conversation around it: it names one, or is about whoever gives it."""
    word = text.split(maxsplit=1)[0].lower() if text.strip() else ""
    return word in {"/mute", "/unmute"} or number_to_claim(text) is not None
