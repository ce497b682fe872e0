"""Plays every story of this folder on every desk. It is documentation, too: `tests/kit/stories.py` has the words."""

from __future__ import annotations

from pathlib import Path

import pytest

from conversation.explorers import Explorer
from storage.database import open_store
from tests.kit.clock import HandClock
from tests.kit.house import MEMORY, config
from tests.kit.stories import Stage
from tests.kit.story_desks import Inexpressible, Plot, console, paper, posts, screen, topics
from tests.kit.story_desks.crew import Open
from tests.kit.story_files import load

FOLDER = Path(__file__).parent
STORIES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
DESKS: dict[str, Open] = {
    "engine": paper, "telegram": topics, "discord": posts, "console": console, "terminal": screen,
}  # fmt: skip
"""Where the operators work: at no desk, in a forum on Telegram or Discord, over HTTP, at the terminal."""
NO_TOPIC = "who talks with the bot has no place there yet in which an operator could write"
CLOSED = "the topic of what is over is closed, and only the buttons of its card work"
ONE_USER = "the screen has one user, and its lines are about theirs"
NO_POINTING = "a line that stands on the screen cannot be pointed at"
NO_VERB = "no verb changes what was said"
OWN_ALONE = "the app lets people change their own words alone"
CANNOT = {
    ("taught", "telegram"): NO_TOPIC,
    ("taught", "discord"): NO_TOPIC,
    ("blocked_and_answered", "telegram"): CLOSED,
    ("edits", "console"): NO_VERB,
    ("edits", "terminal"): NO_POINTING,
    ("edits_of_others", "telegram"): OWN_ALONE,
    ("edits_of_others", "discord"): OWN_ALONE,
    ("edits_of_others", "console"): NO_VERB,
    ("edits_of_others", "terminal"): NO_POINTING,
    ("busy", "terminal"): ONE_USER,
    ("expected_wait", "terminal"): ONE_USER,
    ("merged", "terminal"): ONE_USER,
    ("saved_replies", "terminal"): ONE_USER,
}
"""What a desk cannot express, and why. Everything else is played."""
PLAYED = [(story, desk) for story in STORIES for desk in DESKS if (story, desk) not in CANNOT]
SETTINGS = config(
    explorers={
        "bitcoin": Explorer("https://mempool.space/tx/{tx}"),
        "bsc": Explorer("https://bscscan.com/tx/{tx}"),
        "ethereum": Explorer("https://etherscan.io/tx/{tx}", "https://etherscan.io/address/{address}"),
        "tron": Explorer(address="https://tronscan.org/#/address/{address}"),
    }
)


async def play(name: str, desk: str, folder: Path) -> None:
    story = load(FOLDER / f"{name}.yaml")
    settings = story.config(folder, SETTINGS)
    clock = HandClock(story.start(settings))
    async with open_store(MEMORY, exclusive=True, clock_now=clock.now) as database:
        plot = Plot(settings, clock, database, story.operators, bool(story.staff))
        async with DESKS[desk](plot) as crew:
            stage = Stage(story, plot, crew)
            await stage.begin()
            try:
                await stage.play()
            finally:
                await stage.end()


@pytest.mark.parametrize(("story", "desk"), PLAYED)
async def test_story(story: str, desk: str, tmp_path: Path) -> None:
    await play(story, desk, tmp_path)


@pytest.mark.parametrize(("story", "desk"), CANNOT)
async def test_what_a_desk_cannot_express_it_still_cannot(story: str, desk: str, tmp_path: Path) -> None:
    with pytest.raises(Inexpressible):
        await play(story, desk, tmp_path)


def test_every_story_is_played_on_every_desk_but_for_what_it_cannot_express() -> None:
    assert set(CANNOT) <= {(story, desk) for story in STORIES for desk in DESKS}
    assert len(PLAYED) + len(CANNOT) == len(STORIES) * len(DESKS)
    assert "engine" not in {desk for _, desk in CANNOT}
    assert all(CANNOT.values())
