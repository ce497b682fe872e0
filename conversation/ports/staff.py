"""Operators, their ways in, and the settings that the installation keeps for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from handoff.model import Operator, Role


@dataclass(frozen=True, slots=True)
class Account:
    """An operator's way in. `password` is an argon2id hash, empty until set."""

    operator: Operator
    password: str


@dataclass(frozen=True, slots=True)
class Ways:
    """Which ways in an operator has, apart from ids on platforms."""

    password: bool = False
    token: bool = False


class Staff(Protocol):
    """Operators and their ways in. Changes hold at once in every process on the same database."""

    async def add(self, operator: Operator, *, token_hash: str | None = None, password: str = "") -> None:
        """Raises NameTaken, also where somebody else's alias is as this name, or the alias is taken."""

    async def link(self, name: str, *, telegram: str | None, discord: str | None) -> bool:
        """Sets an operator's platform ids (None leaves one as it is); False if there is no such operator."""

    async def remove(self, name: str) -> bool:
        """Takes away every way in, sessions and tokens included; False if there is no such operator."""

    async def all(self) -> tuple[Operator, ...]:
        """Everybody, by name."""

    async def ways(self) -> Mapping[str, Ways]:
        """How everybody gets in, by name."""

    async def account(self, name: str) -> Account | None:
        """For signing in."""

    async def by_token(self, token_hash: str) -> Operator | None:
        """Who holds this API token."""

    async def by_telegram(self, user: str) -> Operator | None:
        """Who has this user id on Telegram."""

    async def by_discord(self, user: str) -> Operator | None:
        """Who has this user id on Discord."""

    async def put_setting(self, name: str, value: str) -> None:
        """Keeps `value`, whatever was there before."""

    async def set_role(self, name: str, role: Role) -> bool:
        """False if there is no such operator."""

    async def set_alias(self, name: str, alias: str) -> bool:
        """What users call them from now on, empty for their name; False if there is no such operator.

        Raises NameTaken.
        """

    async def mute(self, name: str, until: int) -> bool:
        """Nothing rings for them until then (epoch ms, 0: it does now); False if there is no such operator."""

    async def set_password(self, name: str, password: str) -> bool:
        """Sets the hash and ends all sessions; False if there is no such operator."""

    async def open_session(self, session_hash: str, name: str, expires: int) -> None:
        """Remembers a console session until `expires` (epoch ms)."""

    async def by_session(self, session_hash: str, now: int) -> Operator | None:
        """Whose console session this is, unless it is over."""

    async def close_session(self, session_hash: str) -> None:
        """Signs out."""

    async def setting(self, name: str) -> str | None:
        """A value that the installation keeps, such as its signing key."""

    async def keep_setting(self, name: str, value: str) -> str:
        """Keeps `value` unless there is one already; returns the one that holds."""

    async def take_setting(self, name: str, value: str) -> bool:
        """Deletes the setting if it has this value: true for exactly one caller (one-time links)."""
