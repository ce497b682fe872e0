"""Five weeks of a small desk, in the real house: the figures are those that were worked out by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from tests.insights.journal import EXPECTED, SINCE, moment, play, settings
from tests.kit.channels import FakeChannel
from tests.kit.house import FAQ
from tests.kit.web import Headers, Website, website

Figures = dict[str, Any]


@asynccontextmanager
async def played(**changes: object) -> AsyncIterator[Website]:
    """The desk at the end of its journal."""
    async with website(settings(**changes), (FakeChannel("fake:main"), FakeChannel("far:main"))) as built:
        built.clock.wind(moment("02-25 09:00") - built.clock.now())
        await play(built.house, built.clock)
        yield built


@pytest.fixture
async def web() -> AsyncIterator[Website]:
    async with played() as built:
        yield built


@pytest.fixture
async def filed(tmp_path: Path) -> AsyncIterator[Website]:
    """The same with a database that others can open."""
    async with played(database=f"sqlite:///{tmp_path}/desk.db") as built:
        yield built


async def figures(web: Website, since: str = SINCE) -> Figures:
    operator: Headers = await web.operator(f"asker{since}")
    answer = await web.client.get("/api/desk/stats", params={"since": since}, headers=operator)
    assert answer.status_code == 200, answer.text
    found: Figures = answer.json()
    return found


def some(part: Mapping[str, Any], *names: str) -> list[object]:
    """For each figure what stands for it in a line: the median or the share, with its number."""
    return [(part[name]["n"], part[name].get("p50", part[name].get("share"))) for name in names]


async def test_the_whole_desk_is_as_computed_by_hand(web: Website) -> None:
    found = await figures(web)
    assert {name: found[name] for name in EXPECTED} == EXPECTED


async def test_the_parts_are_as_computed_by_hand(web: Website) -> None:
    found = await figures(web)
    assert {name: part["conversations"] for name, part in found["by_channel"].items()} == {"fake": 14, "far": 4}
    assert {name: part["conversations"] for name, part in found["by_language"].items()} == {"en": 16, "zh": 2}
    team = found["by_team"]["security"]
    assert found["by_team"].keys() == {"security"}
    assert (team["conversations"], team["handed_off"]) == (2, 2)
    assert some(team, "frt_seconds", "time_to_resolve_seconds", "csat") == [(2, 330.0), (2, 1200.0), (1, 1.0)]
    people = found["by_operator"]
    assert {name: part["conversations"] for name, part in people.items()} == {"lea": 1, "mei": 5, "tom": 6}
    assert some(people["mei"], "frt_seconds", "fcr", "csat") == [(5, 360.0), (5, 0.8), (2, 1.0)]
    assert some(people["tom"], "frt_seconds", "next_response_seconds", "csat") == [(4, 180.0), (1, 240.0), (1, 0.0)]
    assert some(people["lea"], "frt_seconds", "time_to_resolve_seconds", "csat") == [(1, 600.0), (1, 1200.0), (1, 1.0)]


async def test_what_an_entry_led_to_is_counted_for_it(web: Website) -> None:
    entries = (await figures(web))["by_entry"]
    assert {name: part["conversations"] for name, part in entries.items()} == {
        "backup": 4, "fees": 5, "hacked": 1, "pending": 1
    }  # fmt: skip
    assert entries["fees"]["handed_off"] == 1  # Lou asked for a person after it
    assert some(entries["fees"], "containment", "fcr") == [(4, 0.75), (3, 1.0)]
    assert some(entries["backup"], "containment", "fcr") == [(4, 1.0), (3, 2 / 3)]
    assert entries["backup"]["repeat_contacts"] is entries["backup"]["breaches"] is None


async def test_a_short_period_counts_only_what_happened_in_it(web: Website) -> None:
    found = await figures(web, "4d")
    assert (found["conversations"], found["handed_off"]) == (0, 0)
    assert found["frt_seconds"] == {"n": 0, "p50": None, "p90": None}
    assert found["fcr"] == {"n": 0, "share": None, "pending": 0}
    assert found["backlog"]["waiting"]["n"] == 1
    found = await figures(web, "5d")
    assert (found["conversations"], found["fcr"]["pending"]) == (1, 1)  # Ned; Mia asked an hour before


async def test_the_command_line_says_the_same_beside_the_running_desk(
    filed: Website, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    api = await figures(filed)
    path = tmp_path / "frontdesk.yaml"
    path.write_text(
        json.dumps({
            "database": f"sqlite:///{tmp_path}/desk.db", "faq": str(FAQ),
            "handoff": {"timezone": "Asia/Singapore", "hours": {"mon-fri": ["09:00-18:00"]}},
        })
    )  # fmt: skip
    assert await asyncio.to_thread(main, ["stats", "--config", str(path), "--since", SINCE, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed.keys() == api.keys()
    for name in set(api) - {"until", "fcr", "backlog"} - {name for name in api if name.startswith("by_")}:
        assert printed[name] == api[name], name
    assert printed["fcr"] == {"n": 16, "share": 12 / 16, "pending": 0}, "by now the last two weeks are over"

    assert await asyncio.to_thread(main, ["stats", "--config", str(path), "--since", SINCE]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "first response 10 5 m 30 s 15 h 30 m" in lines
    assert "… in staffed hours 10 5 m 30 s 1 h 0 m" in lines
    assert "content, 4–5 (CSAT) 5 80.0%" in lines
    assert (
        next(line for line in lines if line.startswith("tom ")) == "tom 6 3 m 0 s 4 m 0 s 7 h 55 m 33% of 3 – 0% of 1"
    )
