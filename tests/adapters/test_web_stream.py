"""The visitor's live stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from adapters.web.listeners import Listeners
from adapters.web.stream import HEARTBEAT, visitor_events
from adapters.web.visitors import Visitor, visitor_from
from tests.kit.roaming import PHONE, Person
from tests.kit.web import Headers, Website, website

Event = tuple[str, int, dict[str, object]]


@pytest.fixture
async def web() -> AsyncIterator[Website]:
    async with website() as built:
        yield built


def events(answer: httpx.Response) -> list[Event]:
    found: list[Event] = []
    for block in answer.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in fields:
            found.append((fields["event"], int(fields["id"]), json.loads(fields["data"])))
    return found


async def listen(
    web: Website, visitor: Headers, until: Callable[[], bool], query: str = "", **headers: str
) -> httpx.Response:
    """Everything that is streamed until the condition holds and the process stops."""
    reading = asyncio.create_task(web.client.get(f"/api/chat/events{query}", headers={**visitor, **headers}))
    while not until():
        await asyncio.sleep(0)
    web.parts.stopping.set()
    return await reading


def listening(web: Website) -> Callable[[], bool]:
    listeners: Listeners = web.app.state.chat.listeners
    return lambda: len(listeners) > 0


async def test_the_stream_begins_with_what_was_said_and_the_state(web: Website) -> None:
    visitor = await web.visitor()
    await web.say(visitor, "hello")
    answer = await listen(web, visitor, listening(web))
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    shown = events(answer)
    assert [name for name, _, _ in shown] == ["message", "message", "state"]
    assert [data["from"] for name, _, data in shown if name == "message"] == ["user", "bot"]
    assert [seq for name, seq, data in shown if name == "message"] == [data["seq"] for name, _, data in shown[:2]]
    assert shown[-1][2]["stage"] == "with_bot"


async def test_after_and_last_event_id_begin_where_the_visitor_was(web: Website) -> None:
    visitor = await web.visitor()
    first = (await web.say(visitor, "hello")).json()["seq"]
    for query, headers in (
        (f"?after={first}", {}),
        ("", {"last-event-id": str(first)}),
        ("?after=0", {"last-event-id": str(first)}),
    ):
        web.parts.stopping.clear()
        shown = events(await listen(web, visitor, listening(web), query, **headers))
        assert [data.get("from") for _, _, data in shown] == ["bot", None]


async def test_every_change_of_this_visitor_is_streamed_and_nobody_elses(web: Website) -> None:
    visitor, other = await web.visitor(), await web.visitor()
    operator = await web.operator()
    is_listening = listening(web)
    done = asyncio.Event()
    reading = asyncio.create_task(listen(web, visitor, done.is_set))
    while not is_listening():
        await asyncio.sleep(0)
    await web.say(other, "how do i back up my wallet")
    await web.say(visitor, "/human")
    number = await web.number(visitor)
    await web.command(operator, number, "reply", text="Good morning!")
    await web.command(operator, number, "note", text="a remark for colleagues")
    await web.command(operator, number, "resolve")
    done.set()
    shown = events(await reading)
    seqs = [seq for name, seq, _ in shown if name == "message"]
    assert seqs == sorted(set(seqs))
    texts = [data["text"] for name, _, data in shown if name == "message"]
    assert texts[0] == "/human"
    assert "Good morning!" in texts
    assert not {"a remark for colleagues", "how do i back up my wallet"} & set(texts)


async def test_the_state_is_streamed_when_it_changes() -> None:
    async with website(heartbeat=0.001) as web:
        visitor, operator = await web.visitor(), await web.operator()
        await web.say(visitor, "/human")
        stages: list[str] = []
        me = visitor_from(visitor["Authorization"].removeprefix("Bearer "), web.parts.key)
        assert isinstance(me, Visitor)
        async for piece in visitor_events(web.app.state.chat, me, 0):
            if b"event: state" in piece:
                stages.append(json.loads(piece.decode().split("data: ")[1])["stage"])
                if len(stages) == 1:
                    await web.command(operator, await web.number(visitor), "claim")
                elif len(stages) == 2:
                    await web.command(operator, await web.number(visitor), "resolve")
                else:
                    break
        assert stages == ["waiting", "with_operator", "resolved"]


async def test_silence_is_filled_with_comments() -> None:
    async with website(heartbeat=0.001) as web:
        stream = visitor_events(web.app.state.chat, Visitor("0" * 32), 0)
        pieces = [await anext(stream) for _ in range(4)]
        await stream.aclose()  # type: ignore[attr-defined] # an async generator
        assert pieces[-1] == HEARTBEAT


async def test_nobody_follows_the_feed_once_the_last_listener_left(web: Website) -> None:
    await listen(web, await web.visitor(), listening(web))
    listeners: Listeners = web.app.state.chat.listeners
    assert len(listeners) == 0
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "web listeners" and not task.cancelling()]


async def test_what_is_held_at_another_place_of_the_same_person_is_shown_here_too(web: Website) -> None:
    visitor, phone = await web.visitor(), Person(web.house)
    await web.say(visitor, "/human")
    await web.say(visitor, "/link")
    code = str((await web.transcript(visitor))[-1]["text"])
    await phone.says(f"/link {code.splitlines()[0].rpartition(' ')[2]}", PHONE)
    known = visitor_from(visitor["Authorization"].removeprefix("Bearer "), web.parts.key)
    assert known is not None

    async def read_until(words: bytes) -> None:
        async for block in visitor_events(web.app.state.chat, known, 0):
            if words in block:
                return

    reading = asyncio.create_task(read_until(b"Then there."))
    while not listening(web)():
        await asyncio.sleep(0)
    await phone.says("I am on my phone now", PHONE)
    await web.command(await web.operator(), await web.number(visitor), "reply", text="Then there.", key="r")
    await reading
    said = [message["text"] for message in await web.transcript(visitor)]
    assert said[-2:] == ["I am on my phone now", "Then there."]
