"""One-time links by which a person sets a password, the first admin's included. Only the hash of a link is kept."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from dataclasses import dataclass
from hmac import compare_digest

from conversation.ports import Staff
from safety.tokens import hash_token

LIFETIME = 24 * 3_600_000
"""How long a link can be used, in ms."""
FIRST = ""
"""In place of a name: the link that creates the first admin."""
NAME = re.compile(r"[^\W_][\w .'-]{0,39}")
"""An operator's name: begins with a letter or digit, at most 40 characters."""
SEEN_AS_NOTHING = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters to Unicode, empty space to the eye."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that is still good. `kept` is the setting as stored, by which it is taken exactly once."""

    name: str
    kept: str


def acceptable_name(name: str) -> bool:
    """Whether an operator may be called so."""
    return NAME.fullmatch(name) is not None and name == name.strip() and not SEEN_AS_NOTHING & set(name)


async def invite(staff: Staff, name: str, now: int) -> str:
    """The path of a new link for this operator; an older one of theirs ends."""
    await revoke(staff, name)
    secret = secrets.token_urlsafe(32)
    await staff.keep_setting(_setting(name), f"{hash_token(secret)}:{now + LIFETIME}")
    return f"/console/setup/{_encoded(name)}.{secret}"


async def first_invitation(staff: Staff, now: int) -> str | None:
    """The path of a new link that creates the first admin; None once anybody has a password."""
    for operator in await staff.all():
        account = await staff.account(operator.name)
        if account is not None and account.password:
            await revoke(staff, FIRST)
            return None
    return await invite(staff, FIRST, now)


async def is_invited(staff: Staff, name: str, now: int) -> bool:
    """Whether this operator has a link that is still good."""
    kept = await staff.setting(_setting(name))
    return kept is not None and int(kept.partition(":")[2]) > now


async def revoke(staff: Staff, name: str) -> None:
    """Ends this operator's link, if there is one."""
    old = await staff.setting(_setting(name))
    if old is not None:
        await staff.take_setting(_setting(name), old)


async def invitation(staff: Staff, token: str, now: int) -> Invitation | None:
    """What this link is good for, or None: used, too old, or never ours."""
    encoded, _, secret = token.partition(".")
    name = _decoded(encoded)
    kept = await staff.setting(_setting(name)) if name is not None else None
    if name is None or kept is None:
        return None
    digest, _, expires = kept.partition(":")
    if not compare_digest(digest, hash_token(secret)) or int(expires) <= now:
        return None
    if name != FIRST and await staff.account(name) is None:
        return None
    return Invitation(name, kept)


async def take(staff: Staff, found: Invitation) -> bool:
    """Uses the link up: true for exactly one of all who try."""
    return await staff.take_setting(_setting(found.name), found.kept)


async def give_back(staff: Staff, found: Invitation) -> None:
    """The link was taken but could not be used, such as for a name that exists; it is good again."""
    await staff.keep_setting(_setting(found.name), found.kept)


def _setting(name: str) -> str:
    return f"setup:{name}"


def _encoded(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _decoded(encoded: str) -> str | None:
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
