"""What came over the wire, without the parts that no database takes."""

from __future__ import annotations

from typing import Any

DEEPEST = 40
"""Levels of nesting; the platforms' own messages have about ten."""


def mended(value: Any, depth: int = 0) -> Any:
    """The same without halves of characters and without NUL, which no database takes and no person writes.

    What is nested deeper than any message of a platform is left out: following it could end us.
    """
    match value:
        case str():
            return value.encode("utf-8", "replace").decode().replace("\0", "")
        case list() | dict() if depth > DEEPEST:
            return None
        case list():
            return [mended(part, depth + 1) for part in value]
        case dict():
            return {mended(name): mended(part, depth + 1) for name, part in value.items()}
        case _:
            return value
