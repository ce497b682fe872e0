"""What operators order over HTTP, verb by verb: what it does, who may, and how a wrong order is told."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from tests.kit.house import config
from tests.kit.web import Headers, Website, website

SNIPPETS = {"closing": {"en": "Anything else? {operator} on #{number}", "zh": "还有其他问题吗？"}}
HOUR = 3_600_000


@pytest.fixture
async def web() -> AsyncIterator[Website]:
    async with website(config(snippets=SNIPPETS)) as built:
        yield built


async def waiting(web: Website, *words: str) -> tuple[Headers, int]:
    """A visitor in the queue, and their number."""
    visitor = await web.visitor()
    for text in (*words, "/human"):
        await web.say(visitor, text)
    return visitor, await web.number(visitor)


async def whole(web: Website, operator: Headers, number: int) -> dict[str, list[dict[str, object]]]:
    """One conversation as the console reads it."""
    found: dict[str, list[dict[str, object]]] = (
        await web.client.get(f"/api/desk/conversations/{number}", headers=operator)
    ).json()
    return found


async def replies(web: Website, visitor: Headers) -> list[str]:
    """What operators said to this visitor."""
    return [str(line["text"]) for line in await web.transcript(visitor) if line["from"] == "operator"]


async def test_an_entry_goes_out_by_its_id_or_by_words_for_it(web: Website) -> None:
    visitor, number = await waiting(web)
    operator = await web.operator()
    for words in ("fees", "how do I back up my wallet"):
        assert (await web.command(operator, number, "faq", words=words)).status_code == 200
    assert await replies(web, visitor) == [
        "Fees go to the network, not to us.",
        "Open **Settings → Backup** in Example Wallet.",
    ]
    refused = await web.command(operator, number, "faq", words="xyzzy")
    assert (refused.status_code, "FAQ" in refused.json()["detail"]) == (409, True)


async def test_a_saved_reply_goes_out_in_the_users_language(web: Website) -> None:
    visitor, number = await waiting(web)
    operator = await web.operator()
    assert (await web.command(operator, number, "snippet", name="closing")).status_code == 200
    assert await replies(web, visitor) == [f"Anything else? op1 on #{number}"]
    assert (await web.command(operator, number, "snippet", name="opening")).status_code == 409
    chinese = await web.visitor(language="zh")
    await web.say(chinese, "转人工")
    await web.command(operator, await web.number(chinese), "snippet", name="closing")
    assert await replies(web, chinese) == ["还有其他问题吗？"]


async def test_a_snooze_and_a_later_end_are_seen_in_the_inbox(web: Website) -> None:
    _, number = await waiting(web)
    operator = await web.operator()
    await web.command(operator, number, "claim")
    snoozed = await web.command(operator, number, "snooze", span="2h")
    assert snoozed.json()["snoozed_until"] == "2026-01-01T14:00:00.000Z"
    ending = await web.command(operator, number, "resolve", after="1d")
    assert (ending.json()["stage"], ending.json()["resolve_at"]) == ("with_operator", "2026-01-02T12:00:00.000Z")
    row = (await web.client.get("/api/desk/conversations", headers=operator)).json()["conversations"][0]
    assert row["resolve_at"] == "2026-01-02T12:00:00.000Z"


async def test_only_a_lead_merges_and_then_it_says_into_which(web: Website) -> None:
    (_, first), (_, second) = await waiting(web), await waiting(web)
    operator, lead = await web.operator(), await web.operator("boss", "lead")
    assert (await web.command(operator, first, "merge", number=second)).status_code == 409
    merged = (await web.command(lead, first, "merge", number=second)).json()
    assert (merged["stage"], merged["ended_by"], merged["into"]) == ("resolved", "merge", second)
    assert (await web.command(lead, second, "merge", number=4711)).status_code in {404, 409}
    contact = (await web.client.get(f"/api/desk/contacts/{merged['contact']}", headers=lead)).json()
    assert first in [each["number"] for each in contact["conversations"]]


async def test_a_blocked_person_is_marked_and_can_be_let_in_again(web: Website) -> None:
    visitor, number = await waiting(web)
    operator = await web.operator()
    blocked = (await web.command(operator, number, "block")).json()
    assert (blocked["stage"], blocked["blocked"]) == ("resolved", True)
    await web.say(visitor, "let me in")
    assert "let me in" not in json.dumps(await whole(web, operator, number))
    assert "blocked" not in (await web.command(operator, number, "unblock")).json()


async def test_what_was_said_disappears_by_its_seq(web: Website) -> None:
    visitor, number = await waiting(web)
    operator = await web.operator()
    await web.command(operator, number, "reply", text="wrong window")
    [line] = [line for line in (await whole(web, operator, number))["messages"] if line["from"] == "operator"]
    assert (await web.command(operator, number, "delete", message=line["seq"])).status_code == 200
    assert "wrong window" not in json.dumps(await web.transcript(visitor))
    [kept] = [each for each in (await whole(web, operator, number))["messages"] if each["seq"] == line["seq"]]
    assert kept["before"] == ["wrong window"]
    assert (await web.command(operator, number, "resend", message=line["seq"])).status_code == 200


async def test_a_line_is_found_in_its_own_conversation_only(web: Website) -> None:
    (_, mine), (_, other) = await waiting(web), await waiting(web, "hello")
    operator = await web.operator()
    await web.command(operator, other, "reply", text="Good morning!")
    lines = (await whole(web, operator, other))["messages"]
    for verb in ("delete", "resend", "teach"):
        for line in lines:
            answer = await web.command(operator, mine, verb, message=line["seq"], words="fees")
            assert answer.status_code == 404, verb
    users = next(line["seq"] for line in lines if line["from"] == "user")
    for verb in ("delete", "resend"):
        assert (await web.command(operator, other, verb, message=users)).status_code == 404, verb


async def test_the_right_entry_is_noted_for_the_line_that_was_answered_wrongly(web: Website) -> None:
    _, number = await waiting(web, "why are the fees so high", "and my backup")
    operator = await web.operator()
    line = (await whole(web, operator, number))["messages"][0]
    taught = await web.command(operator, number, "teach", words="pending", message=line["seq"])
    assert taught.status_code == 200, taught.text
    assert (await web.command(operator, number, "teach", words="xyzzy")).status_code == 409


async def test_nothing_rings_for_whoever_wants_quiet(web: Website) -> None:
    _, number = await waiting(web)
    operator = await web.operator()
    assert (await web.command(operator, number, "mute", span="2h")).status_code == 200
    [me] = await web.parts.staff.all()
    assert me.muted_until == web.clock.now() + 2 * HOUR
    assert (await web.command(operator, number, "unmute")).status_code == 200
    [me] = await web.parts.staff.all()
    assert me.muted_until <= web.clock.now()


@pytest.mark.parametrize(
    ("verb", "body", "status", "field"),
    [
        ("snooze", {}, 422, "span"),
        ("snooze", {"span": "soon"}, 422, "span"),
        ("snooze", {"span": "31d"}, 422, "span"),
        ("mute", {"span": "0m"}, 422, "span"),
        ("resolve", {"after": "tomorrow"}, 422, "after"),
        ("resolve", {"after": ""}, 422, "after"),
        ("merge", {}, 422, "number"),
        ("merge", {"number": 0}, 422, "number"),
        ("merge", {"number": "x"}, 422, "number"),
        ("faq", {}, 422, "words"),
        ("faq", {"words": "x" * 501}, 422, "words"),
        ("snippet", {"name": " "}, 422, "name"),
        ("teach", {}, 422, "words"),
        ("delete", {}, 422, "message"),
        ("delete", {"message": -1}, 422, "message"),
        ("delete", {"message": 2**63}, 422, "message"),
        ("resend", {"message": None}, 422, "message"),
        ("resend", {"message": 1, "by": "pigeon"}, 422, "by"),
        ("note", {"text": "x" * 16_385}, 413, None),
    ],
)
async def test_a_wrong_order_is_told_by_field(
    web: Website, verb: str, body: dict[str, object], status: int, field: str | None
) -> None:
    _, number = await waiting(web)
    answer = await web.command(await web.operator(), number, verb, **body)
    assert answer.status_code == status, answer.text
    assert [error["field"] for error in answer.json().get("errors", [])] == ([field] if field else [])


async def test_of_many_each_is_told_apart(web: Website) -> None:
    numbers = [(await waiting(web))[1] for _ in range(3)]
    operator = await web.operator()
    await web.command(await web.operator("op2"), numbers[1], "claim")
    body = {"numbers": [*numbers, 4711, numbers[0]], "key": "evening"}
    first = await web.client.post("/api/desk/conversations/resolve", json=body, headers=operator)
    assert first.json()["results"] == [
        {"number": numbers[0], "done": True},
        {"number": numbers[1], "done": False, "status": 409, "detail": "op2 has it."},
        {"number": numbers[2], "done": True},
        {"number": 4711, "done": False, "status": 404, "detail": first.json()["results"][3]["detail"]},
    ]
    again = await web.client.post("/api/desk/conversations/resolve", json=body, headers=operator)
    assert again.json() == first.json()
    done = (await web.client.get("/api/desk/conversations?stage=resolved", headers=operator)).json()["conversations"]
    assert [row["number"] for row in done] == [numbers[0], numbers[2]]


@pytest.mark.parametrize("numbers", [None, [], [0], ["x"], list(range(1, 202))])
async def test_many_are_at_least_one_and_at_most_two_hundred(web: Website, numbers: object) -> None:
    answer = await web.client.post(
        "/api/desk/conversations/resolve", json={"numbers": numbers}, headers=await web.operator()
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith("numbers")


async def test_a_session_needs_its_token_for_every_order(web: Website) -> None:
    _, number = await waiting(web)
    async with web.browser() as (client, csrf):
        for path, body in [
            (f"{number}/snooze", {"span": "2h"}), (f"{number}/block", {}), ("resolve", {"numbers": [number]}),
        ]:  # fmt: skip
            refused = await client.post(f"/api/desk/conversations/{path}", json=body)
            assert refused.status_code == 403, path
        allowed = await client.post(
            "/api/desk/conversations/resolve", json={"numbers": [number]}, headers={"X-CSRF-Token": csrf}
        )
        assert allowed.json()["results"] == [{"number": number, "done": True}]
