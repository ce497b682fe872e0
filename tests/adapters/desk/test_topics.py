"""Where conversations stand on a desk, over an opener that only pretends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from adapters.desk.topics import Case, Place, Topics, title
from conversation.views import Thread
from storage.database import Database, open_store
from tests.kit.clock import HandClock
from tests.kit.house import MEMORY

CASE = Case("c1", 1042, "Mia")


class Refused(Exception):
    """The platform said no."""


class Lost(Exception):
    """The answer did not arrive."""


@dataclass
class Platform:
    """Implements `Opener`; `failures` are raised one after the other, where a lost one opens the topic all the same."""

    carrier: str = "pretended:desk"
    longest_title: int = 20
    troubles: tuple[type[Exception], ...] = (Refused, Lost)
    failures: list[Exception] = field(default_factory=list)
    standing: dict[str, str] = field(default_factory=dict)
    findable: bool = True

    async def create(self, wanted: Thread) -> Place:
        """Its first message has the number 1."""
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, Refused):
            raise failure
        place = f"t{len(self.standing)}"
        self.standing[place] = wanted.title
        if failure is not None:
            raise failure
        return Place(place, f"{place}:1")

    def unclear(self, error: Exception) -> bool:
        """Only what is lost."""
        return isinstance(error, Lost)

    async def look(self, wanted: Thread) -> Place | None:
        """By the title."""
        found = (place for place, name in self.standing.items() if name == wanted.title and self.findable)
        return next((Place(place, f"{place}:1") for place in found), None)

    async def remove(self, place: str) -> None:
        """May fail as all else."""
        if self.failures:
            raise self.failures.pop(0)
        del self.standing[place]


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    clock = HandClock()
    async with open_store(MEMORY, exclusive=True, clock_now=clock.now) as database:
        yield database


def topics(database: Database, platform: Platform) -> Topics:
    return Topics(platform, database.threads, HandClock())


async def test_a_topic_is_opened_once_and_its_first_message_is_its_card(database: Database) -> None:
    platform = Platform()
    desk = topics(database, platform)
    thread = await desk.standing(CASE)
    assert (thread.state, thread.place, thread.card, thread.shown) == ("open", "t0", "t0:1", "")
    assert await desk.standing(CASE) == thread
    assert platform.standing == {"t0": "#1042 Mia"}


async def test_a_topic_whose_answer_was_lost_is_found_by_the_next_life(database: Database) -> None:
    platform = Platform(failures=[Lost()])
    with pytest.raises(Lost):
        await topics(database, platform).standing(CASE)
    thread = await topics(database, platform).standing(CASE)
    assert (thread.place, thread.card) == ("t0", "t0:1")
    assert len(platform.standing) == 1


async def test_what_was_asked_for_and_never_came_is_asked_for_again(database: Database) -> None:
    platform = Platform(failures=[Lost()], findable=False)
    with pytest.raises(Lost):
        await topics(database, platform).standing(CASE)
    assert (await topics(database, platform).standing(CASE)).place == "t1"


async def test_after_a_refusal_nothing_is_looked_for(database: Database) -> None:
    platform = Platform(failures=[Refused()])
    with pytest.raises(Refused):
        await topics(database, platform).standing(CASE)
    assert await database.threads.of(platform.carrier, CASE.id) is None


async def test_a_second_topic_is_removed_as_soon_as_that_is_possible(database: Database) -> None:
    platform = Platform(standing={"t7": "#1042 Mia"})
    desk = topics(database, platform)
    assert (await desk.standing(CASE)).place == "t1"
    platform.failures = [Lost()]
    await desk.adopt(CASE.id, Place("t7"))
    assert "t7" in platform.standing
    await desk.sweep()
    assert set(platform.standing) == {"t1"}


def test_a_title_is_one_line_within_the_limit() -> None:
    assert title(1042, "Mia\nK", 128) == "#1042 Mia K"
    assert title(1042, None, 128) == "#1042"
    long = title(1042, "🐳" * 200, 128)
    assert len(long.encode("utf-16-le")) // 2 <= 128
    assert long.endswith("…")
