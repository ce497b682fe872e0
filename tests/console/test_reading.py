"""What operators read of a conversation: why it waits, the last rating, and all of it in the language of their page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from tests.kit.web import Headers, Website, website


@pytest.fixture
async def web() -> AsyncIterator[Website]:
    async with website() as built:
        yield built


async def read(web: Website, path: str, language: str, operator: Headers) -> Any:
    """What the desk's interface answers to somebody who reads this language."""
    return (await web.client.get(f"/api/desk/{path}", headers={**operator, "Accept-Language": language})).json()


async def rated(web: Website, operator: Headers, score: int, *words: str) -> int:
    """Somebody was helped, gave this score and said why; the number of it."""
    visitor = await web.visitor()
    await web.say(visitor, "my transaction is stuck")
    await web.say(visitor, "/human")
    number = await web.number(visitor)
    for verb, body in (("reply", {"text": "wait"}), ("resolve", {})):
        assert (await web.command(operator, number, verb, **body)).status_code == 200
    chosen = {"key": str(uuid4()), "choice": f"rate:{score}"}
    await web.client.post("/api/chat/messages", json=chosen, headers=visitor)
    for text in words:
        await web.say(visitor, text)
    return number


async def test_a_poor_rating_is_told_with_its_reason_and_words(web: Website) -> None:
    operator = await web.operator()
    number = await rated(web, operator, 1, "nobody read what I wrote", "thanks")
    whole = await read(web, f"conversations/{number}", "en", operator)
    assert (whole["reason"], whole["rating"], whole["stage"]) == ("rated", 1, "waiting")
    assert "Why it waits: the user was not content" in whole["briefing"]
    assert "Rated 1 of 5: nobody read what I wrote" in whole["briefing"]
    [row] = (await read(web, "conversations", "en", operator))["conversations"]
    assert row["reason"] == "rated"


async def test_what_does_not_wait_has_no_reason(web: Website) -> None:
    operator = await web.operator()
    number = await rated(web, operator, 5)
    whole = await read(web, f"conversations/{number}", "en", operator)
    assert (whole.get("reason"), whole["rating"]) == (None, 5)


async def test_the_briefing_and_the_titles_are_in_the_readers_language(web: Website) -> None:
    operator, visitor = await web.operator(), await web.visitor()
    for text in ("hello", "/human", "my transaction is stuck"):
        await web.say(visitor, text)
    number = await web.number(visitor)
    for language, why, title in (
        ("en-GB,zh;q=0.5", "Why it waits: asked for a person", "A transaction is stuck"),
        ("zh-CN", "等待原因：用户要求人工", "交易卡住"),
        ("tlh", "Why it waits: asked for a person", "A transaction is stuck"),
    ):
        whole = await read(web, f"conversations/{number}", language, operator)
        assert why in whole["briefing"]
        suggested = [one["title"] for line in whole["messages"] for one in line.get("suggested", ())]
        assert suggested[0] == title
        found = await read(web, f"entries?words=pending&number={number}", language, operator)
        assert [one["title"] for one in found["entries"]] == [title]
        assert found["entries"][0]["text"] == "Wait, or replace it with a higher fee."
    asked = await read(web, f"conversations/{number}?language=zh", "en", operator)
    assert "等待原因：用户要求人工" in asked["briefing"]


async def test_the_figures_name_entries_in_the_language_of_the_page(web: Website) -> None:
    await web.say(await web.visitor(), "How do I back up my wallet?")
    async with web.browser() as (client, _):
        for language, title in (("zh", "备份钱包"), ("en", "Back up your wallet")):
            page = (await client.get(f"/console/stats?language={language}")).text
            assert len(re.findall(rf'<th scope="row" dir="auto">{title}</th>', page)) == 2


async def test_who_typed_only_a_command_is_shown_without_words_of_the_bot(web: Website) -> None:
    operator, visitor = await web.operator(), await web.visitor()
    await web.say(visitor, "/human")
    await web.say(visitor, "/verify Moon Helper")
    [row] = (await read(web, "conversations", "en", operator))["conversations"]
    assert (row["last"], row["reason"]) == ("", "asked")
    assert not any(
        "Moon Helper" in line for line in (await read(web, "conversations/1001", "en", operator))["briefing"]
    )
    await web.say(visitor, "my coins are gone")
    [row] = (await read(web, "conversations", "en", operator))["conversations"]
    assert row["last"] == "my coins are gone"
