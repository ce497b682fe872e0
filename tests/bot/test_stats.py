"""`frontdesk stats` for people: the table, and what is said where there is nothing to show."""

from __future__ import annotations

import asyncio
from datetime import UTC
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.stats import ROWS, span, table
from bot.reports import KEPT_FOR
from conversation.model import Address
from conversation.ports import Inbound
from insights.model import FactRow
from tests.insights.worlds import fact, figures
from tests.kit.clock import HandClock
from tests.kit.house import house


def lines(*rows: FactRow) -> list[str]:
    return [" ".join(line.split()) for line in table(figures(rows), UTC)]


async def test_figures_are_computed_once_for_all_who_ask_within_some_seconds() -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        first, at_once = await asyncio.gather(built.reports("30d"), built.reports("30d"))
        assert at_once is first
        assert await built.reports("7d") is not first
        clock.wind(KEPT_FOR - 1)
        assert await built.reports("30d") is first
        await built.intake.accept(Inbound(Address("fake", "main", "chat1"), "1", text="/human"))
        clock.wind(1)
        assert (await built.reports("30d")).whole.conversations == 1


def test_an_empty_desk_shows_dashes_and_no_parts() -> None:
    shown = lines()
    assert shown[0] == "from 1970-03-12 00:00 to 1970-04-11 00:00"
    assert "first response 0 – –" in shown
    assert "content, 4–5 (CSAT) 0 –" in shown
    assert not [line for line in shown if line.startswith(("by ", "top "))]


def test_the_parts_with_most_conversations_come_first_and_the_rest_is_named() -> None:
    rows = [fact("answered", 0, number=n, entry=f"e{n % (ROWS + 2)}") for n in range(1, 2 * ROWS)]
    shown = lines(*rows)
    first = shown.index(next(line for line in shown if line.startswith("by entry"))) + 1
    assert [line.split()[1] for line in shown[first : first + 2]] == ["2", "2"]
    assert "… and 2 more with fewer conversations" in shown


def test_what_is_not_a_week_old_is_told_beside_what_is() -> None:
    shown = lines(fact("opened", 29 * 86_400_000), fact("resolved", 29 * 86_400_000, 60.0))
    assert "solved at once (FCR) 0 – 1 more are not a week old" in shown
    assert "time to resolve 1 1 m 0 s 1 m 0 s" in shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(None, "–"), (0.4, "0 s"), (61.0, "1 m 1 s"), (7260.0, "2 h 1 m"), (180_000.0, "2 d 2 h")]
)
def test_a_span_is_told_in_its_two_largest_units(seconds: float | None, shown: str) -> None:
    assert span(seconds) == shown


def test_a_period_that_is_none_is_wrong_usage_and_a_missing_database_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["stats", "--since", "soon"]) == 2
    assert "write a span such as 30d or 12h" in capsys.readouterr().err
    assert main(["stats"]) == 1
    assert "frontdesk run makes it" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [], "looking makes no database"
