"""Passwords: argon2id, at least twelve characters, and the same work whether or not the name exists."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from console.parts import ConsoleParts

MIN_LENGTH = 12
MAX_LENGTH = 1024
"""Longer ones are refused, since hashing takes time that grows with them."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$ey+H+m8SG1sjvrhdvN8oxA$XoBT2EDiUGGtIr9787s472BF7maaXg7OToyMqB4czxc"
"""The hash of no password, checked when the name is unknown so that the answer takes as long."""


def acceptable(password: str) -> bool:
    """Whether it may become somebody's password."""
    return MIN_LENGTH <= len(password) <= MAX_LENGTH and len(set(password)) > 3


async def hashed(parts: ConsoleParts, password: str) -> str:
    """Its hash, made off the event loop."""
    async with parts.hashing:
        return await asyncio.to_thread(_hasher.hash, password)


async def matches(parts: ConsoleParts, password: str, stored: str) -> bool:
    """Whether it is the password of this hash; an empty hash matches nothing."""
    if len(password) > MAX_LENGTH:
        return False
    async with parts.hashing:
        return await asyncio.to_thread(_verify, stored or NOBODYS, password) and bool(stored)


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
