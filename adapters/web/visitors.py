"""Who a visitor is: a random id in a token that we signed, so nothing has to be kept before the first message."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from conversation.model import Address
from safety.tokens import sign, verify

PURPOSE = "visitor"
PAYLOAD = re.compile(rb"([0-9a-f]{32}):([A-Za-z0-9-]*)")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the web chat; `language` is None while they have not named one."""

    id: str
    language: str | None = None

    @property
    def address(self) -> Address:
        """Where answers to this visitor go."""
        return Address("web", "web", self.id)


def newcomer(language: str | None) -> Visitor:
    """A visitor nobody has seen before; the id has 128 random bits."""
    return Visitor(secrets.token_hex(16), language)


def token_of(visitor: Visitor, key: bytes) -> str:
    """What the visitor's browser keeps. It names no expiry: it opens nothing but the visitor's own words."""
    return sign(key, f"{visitor.id}:{visitor.language or ''}", PURPOSE)


def visitor_from(token: str, key: bytes) -> Visitor | None:
    """Whose token this is, or None when it is not one of ours."""
    match = PAYLOAD.fullmatch(verify(key, token, PURPOSE) or b"")
    return Visitor(match[1].decode(), match[2].decode() or None) if match else None


def spoken(wanted: str | None, languages: tuple[str, ...]) -> str | None:
    """The one of our languages that `wanted` (such as zh-CN) means, or None."""
    if wanted is None:
        return None
    tag = wanted.replace("_", "-").casefold()
    for language in languages:
        if tag == language.casefold() or tag.startswith(f"{language.casefold()}-"):
            return language
    return None
