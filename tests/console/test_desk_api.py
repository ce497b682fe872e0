"""The desk's HTTP interface on a real house."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest

from console.identity import Identity
from console.stream import HEARTBEAT, desk_events
from conversation.explorers import Explorer
from handoff.model import Operator
from safety.tokens import hash_token
from tests.kit.house import config
from tests.kit.web import Headers, Website, website


@pytest.fixture
async def web() -> AsyncIterator[Website]:
    async with website() as built:
        yield built


async def waiting(web: Website, *words: str) -> tuple[Headers, int]:
    """A visitor in the queue, and their number."""
    visitor = await web.visitor()
    for text in (*words, "/human"):
        await web.say(visitor, text)
    return visitor, await web.number(visitor)


async def test_the_inbox_has_the_longest_waiting_first(web: Website) -> None:
    operator = await web.operator()
    asking = await web.visitor()
    await web.say(asking, "hello")
    _, first = await waiting(web)
    web.clock.wind(60_000)
    _, second = await waiting(web)
    rows = (await web.client.get("/api/desk/conversations", headers=operator)).json()
    assert [row["number"] for row in rows["conversations"]] == [first, second, await web.number(asking)]
    assert rows["next"] is None
    row = rows["conversations"][0]
    assert (row["stage"], row["channel"], row["owner"], row["position"]) == ("waiting", "web", None, 1)
    assert row["waiting_since"] == "2026-01-01T12:00:00.000Z"
    assert "position" not in rows["conversations"][2]


async def test_the_inbox_comes_in_pages_and_by_stage(web: Website) -> None:
    operator = await web.operator()
    numbers = [(await waiting(web))[1] for _ in range(3)]
    await web.command(operator, numbers[0], "resolve")
    page = (await web.client.get("/api/desk/conversations?limit=1", headers=operator)).json()
    assert ([row["number"] for row in page["conversations"]], page["next"]) == ([numbers[1]], 1)
    page = (await web.client.get("/api/desk/conversations?limit=1&after=1", headers=operator)).json()
    assert ([row["number"] for row in page["conversations"]], page["next"]) == ([numbers[2]], None)
    done = (await web.client.get("/api/desk/conversations?stage=resolved", headers=operator)).json()
    assert [row["number"] for row in done["conversations"]] == [numbers[0]]
    assert (await web.client.get("/api/desk/conversations?stage=lost", headers=operator)).status_code == 422


async def test_a_conversation_shows_transcript_notes_history_and_briefing(web: Website) -> None:
    visitor, number = await waiting(web, "how do i back up my wallet")
    operator = await web.operator()
    await web.command(operator, number, "reply", text="Good morning!")
    await web.command(operator, number, "note", text="patient and kind")
    whole = (await web.client.get(f"/api/desk/conversations/{number}", headers=operator)).json()
    assert [line["text"] for line in whole["notes"]] == ["patient and kind"]
    assert whole["notes"][0]["name"] == "op1"
    assert "patient and kind" not in json.dumps(whole["messages"])
    assert "patient and kind" not in json.dumps(await web.transcript(visitor))
    assert whole["messages"][0]["text"] == "how do i back up my wallet"
    assert whole["messages"][1]["entry"] == "backup"
    assert [line["actor"] for line in whole["history"]][-1] == "op1"
    assert any("how do i back up my wallet" in line for line in whole["briefing"])
    assert (whole["owner"], whole["unread"]) == ("op1", 0)


async def test_the_briefing_tells_what_was_answered_in_a_guide(web: Website) -> None:
    _, number = await waiting(web, "the verification code does not come", "not there")
    whole = (await web.client.get(f"/api/desk/conversations/{number}", headers=await web.operator())).json()
    assert "Is it in the spam folder? → Not there" in whole["briefing"]


async def test_the_briefing_links_to_what_was_named() -> None:
    address = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
    settings = config(explorers={"tron": Explorer(address="https://tronscan.org/#/address/{address}")})
    async with website(settings) as web:
        _, number = await waiting(web, f"nothing came to {address}")
        whole = (await web.client.get(f"/api/desk/conversations/{number}", headers=await web.operator())).json()
    assert f"In the explorer: https://tronscan.org/#/address/{address}" in whole["briefing"]


async def test_the_whole_way_of_a_request_from_claim_to_reopening(web: Website) -> None:
    visitor, number = await waiting(web)
    operator = await web.operator()
    stages = []
    for verb, body in [
        ("claim", {}), ("reply", {"text": "Good morning!"}), ("release", {}), ("claim", {}),
        ("transfer", {"to": "op1"}), ("claim", {}), ("resolve", {}), ("reopen", {}),
    ]:  # fmt: skip
        answer = await web.command(operator, number, verb, **body)
        assert answer.status_code == 200, answer.text
        stages.append((verb, answer.json()["stage"], answer.json()["owner"]))
    assert stages == [
        ("claim", "with_operator", "op1"),
        ("reply", "with_operator", "op1"),
        ("release", "waiting", None),
        ("claim", "with_operator", "op1"),
        ("transfer", "waiting", None),
        ("claim", "with_operator", "op1"),
        ("resolve", "resolved", None),
        ("reopen", "with_operator", "op1"),
    ]
    replies = [message for message in await web.transcript(visitor) if message["from"] == "operator"]
    assert [(reply["name"], reply["text"]) for reply in replies] == [("op1", "Good morning!")]


async def test_twenty_operators_claim_and_one_has_it(web: Website) -> None:
    _, number = await waiting(web)
    operators = [await web.operator(f"op{n}") for n in range(20)]
    answers = await asyncio.gather(*(web.command(operator, number, "claim") for operator in operators))
    [winner] = [answer.json()["owner"] for answer in answers if answer.status_code == 200]
    refusals = [answer for answer in answers if answer.status_code == 409]
    assert len(refusals) == 19
    assert {refusal.json()["detail"] for refusal in refusals} == {f"{winner} has it."}


async def test_another_operators_reply_is_refused_and_never_delivered(web: Website) -> None:
    visitor, number = await waiting(web)
    mine, theirs = await web.operator("op1"), await web.operator("op2")
    await web.command(mine, number, "claim")
    refused = await web.command(theirs, number, "reply", text="me too")
    assert refused.status_code == 409
    assert "op1" in refused.json()["detail"]
    assert "me too" not in json.dumps(await web.transcript(visitor))


async def test_the_same_key_is_done_once_and_says_the_same(web: Website) -> None:
    visitor, number = await waiting(web)
    operator, key = await web.operator(), str(uuid4())
    answers = [await web.command(operator, number, "reply", key=key, text="only once") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0].json() == answers[2].json()
    assert json.dumps(await web.transcript(visitor)).count("only once") == 1


async def test_two_operators_may_happen_on_the_same_key(web: Website) -> None:
    _, number = await waiting(web)
    for name in ("op1", "op2"):
        assert (
            await web.command(await web.operator(name), number, "note", key="1", text=f"by {name}")
        ).status_code == 200
    whole = (await web.client.get(f"/api/desk/conversations/{number}", headers=await web.operator("op3"))).json()
    assert [note["text"] for note in whole["notes"]] == ["by op1", "by op2"]


@pytest.mark.parametrize(
    ("verb", "body", "status", "field"),
    [
        ("reply", {}, 422, "text"),
        ("reply", {"text": "  "}, 422, "text"),
        ("note", {"text": None}, 422, "text"),
        ("transfer", {}, 422, "to"),
        ("claim", {"key": ""}, 422, "key"),
        ("dance", {}, 422, "verb"),
        ("reply", {"text": "x" * 16_385}, 413, None),
    ],
)
async def test_a_wrong_order_is_told_by_field(
    web: Website, verb: str, body: dict[str, object], status: int, field: str | None
) -> None:
    _, number = await waiting(web)
    answer = await web.command(await web.operator(), number, verb, **body)
    assert answer.status_code == status
    assert [error["field"] for error in answer.json().get("errors", [])] == ([field] if field else [])


async def test_what_is_not_there_is_not_there(web: Website) -> None:
    operator = await web.operator()
    for path in ("conversations/4711", "contacts/nobody", "files/nothing"):
        answer = await web.client.get(f"/api/desk/{path}", headers=operator)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert (await web.command(operator, 4711, "claim")).status_code == 404


async def test_a_contact_shows_their_conversations(web: Website) -> None:
    _, number = await waiting(web)
    operator = await web.operator()
    row = (await web.client.get("/api/desk/conversations", headers=operator)).json()["conversations"][0]
    contact = (await web.client.get(f"/api/desk/contacts/{row['contact']}", headers=operator)).json()
    assert contact["id"] == row["contact"]
    assert [each["number"] for each in contact["conversations"]] == [number]
    assert contact["addresses"][0].startswith("web|web|")


async def test_the_stream_says_which_conversation_changed(web: Website) -> None:
    operator = await web.operator()
    _, number = await waiting(web)
    reading = asyncio.create_task(web.client.get("/api/desk/events?after=0", headers=operator))
    await web.command(operator, number, "claim")
    web.parts.stopping.set()
    answer = await reading
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = [block for block in answer.text.split("\n\n") if "event: conversation" in block]
    assert {json.loads(block.split("data: ")[1])["number"] for block in blocks} == {number}
    numbers = [int(block.split("id: ")[1].split("\n")[0]) for block in blocks]
    assert numbers == sorted(set(numbers))


async def test_the_stream_ends_when_the_operators_way_in_does() -> None:
    async with website(heartbeat=0.001) as web:
        token = (await web.operator("op1"))["Authorization"].removeprefix("Bearer ")
        identity = Identity(Operator("op1"), token=hash_token(token))
        stream = desk_events(web.app.state.console, identity, None)
        assert b"event: ready" in await anext(stream)
        assert await anext(stream) == HEARTBEAT
        await web.parts.staff.remove("op1")
        assert [piece async for piece in stream] == []


async def test_a_role_that_changed_counts_with_the_next_request(web: Website) -> None:
    _, number = await waiting(web)
    first, second = await web.operator("op1"), await web.operator("op2")
    await web.command(first, number, "claim")
    assert (await web.command(second, number, "claim")).status_code == 409
    assert await web.parts.staff.set_role("op2", "lead")
    taken = await web.command(second, number, "claim")
    assert (taken.status_code, taken.json()["owner"]) == (200, "op2")
    assert replace(Operator("op2"), role="lead") in await web.parts.staff.all()
