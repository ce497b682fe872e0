"""The figures over HTTP and as a page, on a real house."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from console.stats_pages import span, tiles
from console.texts import texts
from tests.insights.worlds import fact, figures
from tests.kit.web import Headers, Website, website

WORDS = texts()["en"]


@pytest.fixture
async def web() -> AsyncIterator[Website]:
    async with website() as built:
        yield built


async def helped(web: Website, operator: Headers, seconds: int) -> None:
    """Somebody asked for a person and waited so long for the first words."""
    visitor = await web.visitor()
    await web.say(visitor, "How do I back up my wallet?")
    await web.say(visitor, "/human")
    web.clock.wind(seconds * 1000)
    number = await web.number(visitor)
    await web.command(operator, number, "reply", text="hi")
    await web.command(operator, number, "resolve")


async def test_an_empty_desk_has_figures_with_nothing_in_them(web: Website) -> None:
    answer = await web.client.get("/api/desk/stats", headers=await web.operator())
    assert answer.status_code == 200
    found = answer.json()
    assert (found["since"], found["until"]) == ("2025-12-02T12:00:00.000Z", "2026-01-01T12:00:00.000Z")
    assert (found["conversations"], found["csat"]) == (0, {"n": 0, "share": None})
    assert found["top_entries"] == []
    assert found["by_channel"] == found["by_team"] == found["by_operator"] == {}


async def test_a_period_is_a_span_or_a_day(web: Website) -> None:
    operator = await web.operator()
    await helped(web, operator, 90)
    found = (await web.client.get("/api/desk/stats?since=12h", headers=operator)).json()
    assert found["frt_seconds"] == {"n": 1, "p50": 90.0, "p90": 90.0}
    assert found["by_operator"]["op1"]["frt_seconds"]["n"] == 1
    found = (await web.client.get("/api/desk/stats?since=2026-01-01", headers=operator)).json()
    assert found["since"] == "2026-01-01T00:00:00.000Z"
    refused = await web.client.get("/api/desk/stats?since=soon", headers=operator)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "since"
    assert "Write a span such as 30d" in refused.json()["detail"]


async def test_nobody_outside_reads_the_figures(web: Website) -> None:
    assert (await web.client.get("/api/desk/stats")).status_code == 401
    assert (await web.client.get("/console/stats")).headers["location"] == "/console/login"


async def test_the_page_shows_the_figures_in_the_operators_language(web: Website) -> None:
    await helped(web, await web.operator("op1"), 150)
    async with web.browser("mei") as (client, _):
        english = plain((await client.get("/console/stats")).text)
        assert "First response 2 min 30 s 9 of 10 within 2 min 30 s" in english
        assert "Back up your wallet" in english
        assert "op1 1 2 min 30 s" in english
        chinese = plain((await client.get("/console/stats?since=7d&language=zh")).text)
        assert "首次回复 2 分钟 30 秒" in chinese


async def test_the_page_itself_says_what_each_figure_means(web: Website) -> None:
    async with web.browser() as (client, _):
        for language, words in texts().items():
            page = plain((await client.get(f"/console/stats?language={language}")).text)
            assert words["stats_meaning"] in page
            assert f"{words['stats_frt']} {words['stats_frt_hint']}" in page
            assert f"{words['stats_late']} {words['stats_late_hint']}" in page
            assert "metrics.md" not in page


async def test_a_period_that_is_none_shows_the_usual_one(web: Website) -> None:
    async with web.browser() as (client, _):
        page = await client.get("/console/stats?since=<b>")
        assert page.status_code == 200
        assert 'href="?since=30d" aria-current="page"' in page.text


def test_a_tile_says_how_many_it_was_computed_from() -> None:
    rows = [fact("opened", 0), fact("resolved", 0, 0.0), fact("rated", 1, 5.0), fact("handed_off", 0, number=1002)]
    rows += [fact("first_reply", 2000, 2.0, number=1002, who="op1")]
    shown = {tile.title: (tile.value, *tile.details) for tile in tiles(figures(rows).whole, WORDS)}
    assert shown["stats_csat"] == ("100%", "n = 1")
    assert shown["stats_frt"] == ("2 s", "9 of 10 within 2 s", "2 s counting only staffed hours", "n = 1")
    assert shown["stats_next"] == ("–", "n = 0")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(None, "–"), (0.0, "0 s"), (59.4, "59 s"), (60.0, "1 min"), (3661.0, "1 h 1 min"), (90_000.0, "1 d 1 h")],
)
def test_a_span_is_told_in_its_two_largest_units(seconds: float | None, shown: str) -> None:
    assert span(seconds, WORDS) == shown


def plain(html: str) -> str:
    """What can be read of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())
