"""What was asked of nobody in particular, and how often the bot may answer that."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field

from conversation.model import Address

MINUTE = 60_000
PEOPLE_REMEMBERED = 10_000
_QUESTION = re.compile(r"[?？][^\w?？]*$")


def is_question(text: str) -> bool:
    """Whether it ends as a question does."""
    return _QUESTION.search(text) is not None


@dataclass(slots=True)
class Restraint:
    """To whom the bot just spoke without being asked; times are epoch ms."""

    _answered: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def may_speak(self, address: Address, now: int) -> bool:
        """Whether this person was not answered unasked within the last minute."""
        return now - self._answered.get(address.key, -MINUTE) >= MINUTE

    def spoke(self, address: Address, now: int) -> None:
        """They were."""
        self._answered[address.key] = now
        self._answered.move_to_end(address.key)
        while len(self._answered) > PEOPLE_REMEMBERED:
            self._answered.popitem(last=False)
