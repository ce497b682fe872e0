"""The chat's HTTP interface on a real house."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from adapters.web.visitors import newcomer, token_of
from bot.config import Config
from conversation.ports import Inbound, Receipt, StorageError
from tests.kit.house import FAQ, MEMORY
from tests.kit.web import Headers, Website, website

PHRASE = "abandon ability able about above absent absorb abstract absurd abuse access accident"


@pytest.fixture
async def web() -> AsyncIterator[Website]:
    async with website() as built:
        yield built


async def test_a_session_is_a_token_and_stores_nothing(web: Website) -> None:
    answer = await web.client.post("/api/chat/sessions")
    assert answer.status_code == 201
    assert answer.json().keys() == {"token", "conversation", "language"}
    assert await web.parts.reader.rows(None, 0, 10) == ()
    again = await web.client.post("/api/chat/sessions")
    assert again.json()["conversation"] != answer.json()["conversation"]


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("zh", "zh"), ("zh-CN", "zh"), ("ZH_tw", "zh"), ("en-GB", "en"), ("tlh", "en"), (None, "en")],
)
async def test_a_session_speaks_the_nearest_of_our_languages(web: Website, wanted: str | None, language: str) -> None:
    answer = await web.client.post("/api/chat/sessions", json={"language": wanted})
    assert (answer.status_code, answer.json()["language"]) == (201, language)


async def test_with_a_token_a_session_is_the_same_visitor_in_another_language(web: Website) -> None:
    first = (await web.client.post("/api/chat/sessions", json={"language": "en"})).json()
    headers = {"Authorization": f"Bearer {first['token']}"}
    second = (await web.client.post("/api/chat/sessions", json={"language": "zh"}, headers=headers)).json()
    assert second["conversation"] == first["conversation"]
    assert second["language"] == "zh"
    kept = (await web.client.post("/api/chat/sessions", headers={"Authorization": f"Bearer {second['token']}"})).json()
    assert kept["language"] == "zh"


@pytest.mark.parametrize(
    ("question", "answer"),
    [("how do i back up my wallet", "Open **Settings → Backup** in Example Wallet."), ("怎么备份钱包", "设置 → 备份")],
)
async def test_a_question_is_answered_from_the_faq_in_its_language(web: Website, question: str, answer: str) -> None:
    visitor = await web.visitor()
    accepted = await web.say(visitor, question)
    assert accepted.status_code == 202
    mine, theirs = await web.transcript(visitor)
    assert (mine["from"], mine["text"], mine["seq"]) == ("user", question, accepted.json()["seq"])
    assert theirs["from"] == "bot"
    assert answer in str(theirs["text"])
    assert mine["at"] == "2026-01-01T12:00:00.000Z"


async def test_what_has_nothing_to_do_with_us_is_not_answered(web: Website) -> None:
    visitor = await web.visitor()
    await web.say(visitor, "dim the lights")
    state = (await web.client.get("/api/chat/messages", headers=visitor)).json()["state"]
    assert state == {"stage": "with_bot", "number": state["number"]}
    assert "Settings" not in str(await web.transcript(visitor))


async def test_the_same_key_is_the_same_message_whatever_it_says(web: Website) -> None:
    visitor, key = await web.visitor(), uuid4()
    first = await web.say(visitor, "hello", str(key))
    for spelling in (str(key), key.hex, str(key).upper(), key.urn):
        again = await web.say(visitor, "something else", spelling)
        assert (again.status_code, again.json()) == (200, first.json())
    assert [message["text"] for message in await web.transcript(visitor) if message["from"] == "user"] == ["hello"]


async def test_another_visitor_may_happen_on_the_same_key(web: Website) -> None:
    key = str(uuid4())
    assert (await web.say(await web.visitor(), "hello", key)).status_code == 202
    assert (await web.say(await web.visitor(), "hello", key)).status_code == 202


async def test_nobody_reads_what_another_visitor_wrote(web: Website) -> None:
    visitor, stranger = await web.visitor(), await web.visitor()
    await web.say(visitor, "hello")
    answer = (await web.client.get("/api/chat/messages", headers=stranger)).json()
    assert answer == {"messages": [], "state": {"stage": "with_bot", "number": None}}


KEY = "6b1c1f0e-8f5e-4f3e-9d4a-2f1d0a9c7b11"
WRONG_BODIES: list[tuple[str, int, str | None]] = [
    ("", 400, None),
    ("not json", 400, None),
    ('"text"', 400, None),
    ("[]", 422, "body"),
    ("{}", 422, "key"),
    ('{"key": "abc", "text": "hi"}', 422, "key"),
    (f'{{"key": "{KEY}"}}', 422, "text"),
    (f'{{"key": "{KEY}", "text": ""}}', 422, "text"),
    (f'{{"key": "{KEY}", "text": " \\n\\t"}}', 422, "text"),
    (f'{{"key": "{KEY}", "text": "\\u200b\\u200d\\ufeff\\u3164"}}', 422, "text"),
    (f'{{"key": "{KEY}", "text": "\\u0000"}}', 422, "text"),
    (f'{{"key": "{KEY}", "text": "\\ud800"}}', 422, "text"),
    (f'{{"key": "{KEY}", "text": 5}}', 422, "text"),
    (f'{{"key": "{KEY}", "choice": ""}}', 422, "choice"),
    (f'{{"key": "{KEY}", "choice": "human", "text": "hi"}}', 422, "choice"),
    (f'{{"key": "{KEY}", "files": "abc"}}', 422, "files"),
    (f'{{"key": "{KEY}", "files": ["nowhere"]}}', 422, "files"),
    (f'{{"key": "{KEY}", "files": {json.dumps(["x"] * 11)}}}', 422, "files"),
]


@pytest.mark.parametrize(("body", "status", "field"), WRONG_BODIES)
async def test_a_wrong_body_is_told_by_field_and_stores_nothing(
    web: Website, body: str, status: int, field: str | None
) -> None:
    visitor = await web.visitor()
    headers = {**visitor, "Content-Type": "application/json"}
    answer = await web.client.post("/api/chat/messages", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json().get("errors", [])] == ([field] if field else [])
    assert await web.transcript(visitor) == []


@pytest.mark.parametrize("text", ["🙂", "👩‍👩‍👧", "مرحبا كيف حالك", "\u200bhi\u200b", "How 备份 wallet?", "x" * 16_384])
async def test_odd_texts_are_taken(web: Website, text: str) -> None:
    visitor = await web.visitor()
    assert (await web.say(visitor, text)).status_code == 202
    assert (await web.transcript(visitor))[0]["from"] == "user"


async def test_a_text_over_16384_characters_is_too_large(web: Website) -> None:
    visitor = await web.visitor()
    assert (await web.say(visitor, "字" * 16_385)).status_code == 413
    assert await web.transcript(visitor) == []


async def test_a_body_over_a_megabyte_is_too_large_even_when_it_does_not_say_so(web: Website) -> None:
    visitor = {**await web.visitor(), "Content-Type": "application/json"}
    body = json.dumps({"key": KEY, "text": "hi", "more": "x" * 1_100_000}).encode()

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 50_000):
            yield body[at : at + 50_000]

    declared = await web.client.post("/api/chat/messages", content=body, headers=visitor)
    chunked = await web.client.post("/api/chat/messages", content=pieces(), headers=visitor)
    assert "content-length" not in chunked.request.headers
    for answer in (declared, chunked):
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
    assert await web.transcript(visitor) == []


async def test_a_choice_is_stored_with_its_label(web: Website) -> None:
    visitor = await web.visitor()
    await web.say(visitor, "how do i back up my wallet")
    choice = {"key": str(uuid4()), "choice": "help:yes"}
    assert (await web.client.post("/api/chat/messages", json=choice, headers=visitor)).status_code == 202
    messages = await web.transcript(visitor)
    assert [message["text"] for message in messages if message["from"] == "user"][-1] == "Yes, that helped"


async def test_a_choice_that_is_no_longer_open_is_refused_with_a_sentence(web: Website) -> None:
    visitor = await web.visitor()
    await web.say(visitor, "how do i back up my wallet")
    yes = {"choice": "help:yes"}
    await web.client.post("/api/chat/messages", json={"key": str(uuid4()), **yes}, headers=visitor)
    refused = await web.client.post("/api/chat/messages", json={"key": str(uuid4()), **yes}, headers=visitor)
    assert refused.status_code == 409
    assert refused.json()["detail"] == "This choice is no longer open. Please use the newest message."


async def test_asking_for_a_person_gives_number_and_position(web: Website) -> None:
    first, second = await web.visitor(), await web.visitor()
    await web.say(first, "/human")
    await web.say(second, "转人工")
    places = [
        (await web.client.get("/api/chat/messages", headers=visitor)).json()["state"] for visitor in (first, second)
    ]
    assert [state["stage"] for state in places] == ["waiting", "waiting"]
    assert [state["position"] for state in places] == [1, 2]
    assert places[0]["number"] != places[1]["number"]


async def test_after_returns_what_came_later(web: Website) -> None:
    visitor = await web.visitor()
    first = (await web.say(visitor, "hello")).json()["seq"]
    answer = await web.client.get("/api/chat/messages", params={"after": first}, headers=visitor)
    assert {message["from"] for message in answer.json()["messages"]} == {"bot"}
    for wrong in ("-1", "x", str(2**63)):
        refused = await web.client.get("/api/chat/messages", params={"after": wrong}, headers=visitor)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "after")


async def test_a_recovery_phrase_is_shown_as_it_was_stored_removed(web: Website) -> None:
    visitor = await web.visitor()
    await web.say(visitor, f"my words are {PHRASE}")
    messages = await web.transcript(visitor)
    assert "[recovery phrase removed]" in str(messages[0]["text"])
    assert "abandon" not in json.dumps(messages)


async def _headers_of_strangers(web: Website) -> list[Headers]:
    forged = token_of(newcomer(None), bytes(32))
    mine = (await web.visitor())["Authorization"]
    return [
        {},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": f"Bearer {forged}"},
        {"Authorization": f"{mine}x"},
        {"Authorization": mine.replace("Bearer", "Basic")},
        await web.operator(),
    ]


async def test_without_one_of_our_tokens_nothing_is_served(web: Website) -> None:
    for headers in await _headers_of_strangers(web):
        for method, path in [("GET", "messages"), ("GET", "events"), ("POST", "messages"), ("GET", "files/x")]:
            answer = await web.client.request(
                method, f"/api/chat/{path}", headers=headers, json={"key": KEY, "text": "hi"}
            )
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_flood_is_slowed_down_and_nothing_of_it_is_stored() -> None:
    async with website(Config(faq=(FAQ,), database=MEMORY)) as web:
        visitor = await web.visitor()
        statuses = [(await web.say(visitor, f"hello {n}")).status_code for n in range(9)]
        assert statuses == [202] * 8 + [429]
        refused = await web.say(visitor, "hello again")
        assert int(refused.headers["retry-after"]) in range(1, 11)
        assert len([message for message in await web.transcript(visitor) if message["from"] == "user"]) == 8


async def test_an_address_that_opens_too_many_sessions_is_slowed_down() -> None:
    async with website(admit=lambda peer: 7) as web:
        answer = await web.client.post("/api/chat/sessions")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


class FullDisk:
    """An intake whose database has no room left."""

    async def accept(self, inbound: Inbound) -> Receipt:
        raise StorageError(f"no space for {inbound.external_id}")


async def test_when_the_database_cannot_write_the_client_is_asked_to_come_again() -> None:
    async with website(intake=FullDisk()) as web:
        answer = await web.say(await web.visitor(), "hello")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "no space" not in answer.text


async def test_a_key_may_be_any_uuid() -> None:
    assert UUID(KEY) == UUID(f"{{{KEY}}}")
    async with website() as web:
        visitor = await web.visitor()
        assert (await web.say(visitor, "hello", f"{{{KEY}}}")).status_code == 202
        assert (await web.say(visitor, "hello", KEY)).status_code == 200
