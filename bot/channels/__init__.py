"""The channels that push, as this installation has them.

Each platform is built in two steps: what sends exists before the house stands, since the courier is made from it; what
receives needs the house. `wiring.py` and the modules here are the only ones that name implementations.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from fastapi import APIRouter

from bot.checkup import Finding
from bot.config import Config
from bot.limits import Limiter
from bot.wiring import Assembly, ChannelState, Senders
from conversation.ports import Channel, Clock, Desk
from conversation.texts import Texts
from storage.database import Database

__all__ = ["Ground", "Platform", "carried_by", "configured", "examine"]


class Platform(Protocol):
    """One account on one platform: users on one side, perhaps operators on the other."""

    @property
    def name(self) -> str:
        """As `/readyz` calls it."""

    @property
    def channels(self) -> Sequence[Channel]:
        """What sends to users."""

    @property
    def desks(self) -> Sequence[Desk]:
        """What sends to operators."""

    @property
    def limiters(self) -> Mapping[str, Limiter]:
        """The platform's limits by carrier."""

    @property
    def gaps(self) -> Mapping[str, int]:
        """How long a lane is silent after a send, by carrier (ms)."""

    @property
    def state(self) -> ChannelState:
        """How it does just now."""

    @property
    def router(self) -> APIRouter | None:
        """What it serves over HTTP, such as a webhook."""

    def join(self, house: Assembly) -> None:
        """From now on it receives; call it once, before `run`."""

    async def run(self) -> None:
        """Until cancelled."""

    async def close(self) -> None:
        """Lets go of its connections."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a platform is built on. `key` signs what leaves the house and must come back unchanged."""

    config: Config
    clock: Clock
    database: Database
    texts: Callable[[], Texts]
    key: bytes


def configured(ground: Ground) -> tuple[Platform, ...]:
    """The platforms for which there is a token. A library is imported only where it is used: they are large."""
    found: list[Platform] = []
    if ground.config.telegram.token:
        from bot.channels.telegram import TelegramBot  # noqa: PLC0415 # see above

        found.append(TelegramBot(ground.config, ground.clock, ground.database, ground.texts, ground.key))
    if ground.config.discord.token:
        from bot.channels.discord import DiscordBot  # noqa: PLC0415 # see above

        found.append(DiscordBot(ground.config, ground.clock, ground.database, ground.texts, ground.key))
    return tuple(found)


def carried_by(platforms: Sequence[Platform]) -> Senders:
    """Everything that these platforms send with."""
    return Senders(
        channels=[channel for platform in platforms for channel in platform.channels],
        desks=[desk for platform in platforms for desk in platform.desks],
        limiters={carrier: limiter for platform in platforms for carrier, limiter in platform.limiters.items()},
        gaps={carrier: gap for platform in platforms for carrier, gap in platform.gaps.items()},
    )


async def examine(config: Config, database: Database, texts: Texts) -> AsyncIterator[Finding]:
    """What `frontdesk doctor` has to say about the channels."""
    if config.telegram.token:
        from bot.channels import telegram  # noqa: PLC0415 # as above

        async for finding in telegram.examine(config, database, texts):
            yield finding
    else:
        yield Finding("telegram", "fine", "off: no token")
    if config.discord.token:
        from bot.channels.discord_checkup import examine as examine_discord  # noqa: PLC0415 # as above

        async for finding in examine_discord(config, database, texts):
            yield finding
    else:
        yield Finding("discord", "fine", "off: no token")
