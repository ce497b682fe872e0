"""What can be picked from while writing: saved replies, entries, colleagues; and what is known of a person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest

from handoff.model import Operator
from handoff.rules import Rules, Team
from tests.kit.house import config
from tests.kit.web import Headers, Website, website

SNIPPETS = {
    "hello": {"": "Hello {name}, {operator} here."},
    "closing": {"en": "Is #{number} done?", "zh": "#{number} 好了吗？"},
}


@pytest.fixture
async def web() -> AsyncIterator[Website]:
    base = config()
    rules = Rules(teams={"core": Team(members=("op1",)), "security": Team()})
    settings = config(snippets=SNIPPETS, handoff=replace(base.handoff, rules=rules))
    async with website(settings) as built:
        yield built


async def waiting(web: Website, text: str, language: str = "en") -> tuple[Headers, int]:
    """A visitor in the queue, and their number."""
    visitor = await web.visitor(language=language)
    await web.say(visitor, text)
    await web.say(visitor, "/human")
    return visitor, await web.number(visitor)


async def test_saved_replies_read_as_the_user_would_read_them(web: Website) -> None:
    _, english = await waiting(web, "hello")
    _, chinese = await waiting(web, "你好", "zh")
    operator = await web.operator()
    shown = {}
    for number in (english, chinese):
        answer = await web.client.get(f"/api/desk/snippets?number={number}", headers=operator)
        shown[number] = [(one["name"], one["text"]) for one in answer.json()["snippets"]]
    assert shown[english] == [("closing", f"Is #{english} done?"), ("hello", "Hello, op1 here.")]
    assert shown[chinese][0] == ("closing", f"#{chinese} 好了吗？")
    bare = (await web.client.get("/api/desk/snippets", headers=operator)).json()["snippets"]
    assert bare[0] == {"name": "closing", "text": "Is #{number} done?"}


async def test_entries_are_found_by_words_and_by_id(web: Website) -> None:
    _, number = await waiting(web, "你好", "zh")
    operator = await web.operator()

    async def found(words: str, about: str = "") -> list[dict[str, object]]:
        path = f"/api/desk/entries?words={words}{about}"
        entries: list[dict[str, object]] = (await web.client.get(path, headers=operator)).json()["entries"]
        return entries

    assert [entry["id"] for entry in await found("fees")] == ["fees"]
    best = (await found("how do i back up my wallet"))[0]
    assert (best["id"], best["title"]) == ("backup", "Back up your wallet")
    assert isinstance(best["confidence"], float)
    assert best["text"] == "Open **Settings → Backup** in Example Wallet."
    assert "设置 → 备份" in str((await found("backup", f"&number={number}"))[0]["text"])
    assert len(await found("")) > 3


async def test_colleagues_are_shown_with_their_teams(web: Website) -> None:
    operator = await web.operator()
    await web.parts.staff.add(Operator("Noor", "lead", muted_until=web.clock.now() + 1))
    desk = (await web.client.get("/api/desk/colleagues", headers=operator)).json()
    assert desk["teams"] == ["core", "security"]
    assert [(one["name"], one["role"], one["muted"]) for one in desk["people"]] == [
        ("Noor", "lead", True),
        ("op1", "operator", False),
    ]


@pytest.mark.parametrize("path", ["snippets?number=4711", "entries?number=4711&words=fees"])
async def test_a_conversation_that_is_not_there_is_not_there(web: Website, path: str) -> None:
    assert (await web.client.get(f"/api/desk/{path}", headers=await web.operator())).status_code == 404


@pytest.mark.parametrize("path", ["snippets?number=0", "snippets?number=x", f"entries?words={'x' * 501}"])
async def test_a_wrong_question_is_told(web: Website, path: str) -> None:
    assert (await web.client.get(f"/api/desk/{path}", headers=await web.operator())).status_code == 422


async def test_a_users_line_shows_what_may_answer_it_and_who_said_so(web: Website) -> None:
    visitor, number = await waiting(web, "hello")
    operator = await web.operator()
    await web.command(operator, number, "claim")
    await web.say(visitor, "my transfer is stuck")
    lines = (await web.client.get(f"/api/desk/conversations/{number}", headers=operator)).json()["messages"]
    suggested = lines[-1]["suggested"][0]
    assert (suggested["entry"], suggested["title"]) == ("pending", "A transaction is stuck")
    assert suggested["faq"] == web.house.knowledge.faq.version
    assert 0.3 <= suggested["confidence"] <= 1
    assert "suggested" not in str(await web.transcript(visitor))


async def test_earlier_conversations_tell_how_they_ended(web: Website) -> None:
    visitor, number = await waiting(web, "hello")
    operator = await web.operator()
    contact = (await web.command(operator, number, "resolve")).json()["contact"]
    choices = next(line["choices"] for line in reversed(await web.transcript(visitor)) if "choices" in line)
    assert isinstance(choices, list)
    rating = {"key": str(uuid4()), "choice": choices[-1]["id"]}
    assert (await web.client.post("/api/chat/messages", json=rating, headers=visitor)).status_code == 202
    found = (await web.client.get(f"/api/desk/contacts/{contact}", headers=operator)).json()
    [earlier] = found["conversations"]
    assert (earlier["ended_by"], earlier["rating"], earlier["language"]) == ("operator", 5, "en")
    assert found["details"] == []
