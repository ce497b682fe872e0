"""The whole house in a test's process: real engine, real storage, carriers at the edge that a test can see."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.config import Config
from bot.knowledge import Knowledge
from bot.limits import Limiter
from bot.wiring import Assembly, Senders, assemble
from conversation.ports import Clock
from handoff.rules import Team
from storage.database import Database, open_store
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock

FAQ = Path(__file__).parent / "faq.yaml"
KEY = b"the key of a test"
EAGER = 20
"""Looks until it is sure that somebody in another thread is waited for."""
MEMORY = "sqlite:///:memory:"
SNIPPETS = {"closing": {"en": "Goodbye, {name}! Yours, {operator}", "zh": "再见，{name}！{operator}"}}
_FOLDER = TemporaryDirectory(prefix="frontdesk-models-", ignore_cleanup_errors=True)
MODELS = Path(_FOLDER.name)
"""Every FAQ is fitted once in a run of the tests."""


def config(**changes: object) -> Config:
    """A configuration for tests: no floods protection, so that a test may be quick."""
    base = Config(faq=(FAQ,), database=MEMORY)
    quick = replace(base, safety=replace(base.safety, floods=False))
    return replace(quick, **changes)  # type: ignore[arg-type] # replace checks the names


def desk_config(**rules: object) -> Config:
    """The same with a team and saved replies; `rules` are fields of the desk's."""
    base = config(snippets=SNIPPETS)
    changed = replace(base.handoff.rules, **{"teams": {"billing": Team()}, **rules})  # type: ignore[arg-type] # as above
    return replace(base, handoff=replace(base.handoff, rules=changed))


@asynccontextmanager
async def house(
    settings: Config | None = None,
    clock: Clock | None = None,
    channels: tuple[FakeChannel, ...] = (),
    desks: tuple[FakeChannel, ...] = (),
    limiters: dict[str, Limiter] | None = None,
    database: Database | None = None,
) -> AsyncIterator[Assembly]:
    """An assembled house; its courier is closed at the end, its database too unless it was brought along."""
    settings = settings or config()
    clock = clock or HandClock()
    knowledge = Knowledge(settings, MODELS, clock)
    if database is not None:
        built = assemble(settings, clock, database, knowledge, Senders(channels, desks, limiters or {}), key=KEY)
        try:
            yield built
        finally:
            await built.courier.close()
        return
    async with (
        open_store(settings.database, exclusive=True, clock_now=clock.now) as opened,
        house(settings, clock, channels, desks, limiters, opened) as built,
    ):
        yield built


async def settle(built: Assembly, clock: HandClock) -> None:
    """Returns when nothing more can happen before time passes: every delivery is done or sleeps."""
    await quiet(lambda: built.courier.busy - clock.sleepers <= 0)


async def quiet(is_quiet: Callable[[], bool]) -> None:
    """Returns once this is so. Where it takes longer, doubles in threads of their own get room to answer."""
    looks = 0
    while not is_quiet():
        looks += 1
        await asyncio.sleep(0 if looks < EAGER else 0.001)
