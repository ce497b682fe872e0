"""The codes of deep links into the private chat, each signed for one person."""

from __future__ import annotations

from safety.tokens import sign, verify

LINK_PREFIX = "h_"
_NUMBER = 5  # bytes
_MAC_LENGTH = 22  # characters


def link(key: bytes, user: str, number: int) -> str:
    """The `start` parameter with which this person goes on in private about this conversation of theirs."""
    body, _, mac = sign(key, number.to_bytes(_NUMBER, "big"), _purpose(user)).partition(".")
    return f"{LINK_PREFIX}{body}{mac}"


def linked(key: bytes, parameter: str, user: str) -> int | None:
    """The conversation that a `start` parameter names, if we made it for this person. Never raises."""
    if not parameter.startswith(LINK_PREFIX):
        return None
    code = parameter.removeprefix(LINK_PREFIX)
    raw = verify(key, f"{code[:-_MAC_LENGTH]}.{code[-_MAC_LENGTH:]}", _purpose(user))
    return int.from_bytes(raw, "big") if raw is not None and len(raw) == _NUMBER else None


def _purpose(user: str) -> str:
    return f"telegram link|{user}"
