"""What people said, without the commands around it: what an operator wants to read of a line."""

from __future__ import annotations

from typing import get_args

from conversation.events import CommandName

_COMMANDS = frozenset(f"/{name}" for name in get_args(CommandName))


def words(text: str) -> str:
    """A user's own words in this line: what stands behind `/human`, nothing for another command and what it is about.

    >>> words("/human my coins are gone"), words("/verify Mia"), words("/lost")
    ('my coins are gone', '', '/lost')
    """
    first, *rest = text.split(maxsplit=1)[:2] or [""]
    if first.lower() == "/human":
        return rest[0].strip() if rest else ""
    return "" if first.lower() in _COMMANDS else text
