"""What is kept can be read again, also by a newer Frontdesk."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from conversation import codec
from conversation.codec import UnknownFormat
from conversation.events import Event, Undelivered, UserDeleted
from conversation.model import WithBot, WithOperator
from handoff.model import Amend, Delete, FileRef, Priority, React, Reply, Resend, SendEntry
from tests.kit.worlds import NOON, acted, after, asked, chose, commanded, edited, fresh, reacted, said, understood


def test_a_conversation_in_every_stage_survives_the_way_through_json() -> None:
    for conversation in (
        fresh(),
        after(fresh(), asked()).conversation,
        fresh(WithOperator(NOON, "op1", Priority.HIGH)),
        after(fresh(), said(meaning=understood("mail")), chose("step:mail:0:1"), asked()).conversation,
    ):
        assert codec.load(json.loads(json.dumps(codec.dump(conversation)))) == conversation


@pytest.mark.parametrize(
    "event",
    [
        said(reply_to="e0:1", heard="overheard", masked=("card",)),
        edited(removed=("seed",)),
        reacted(),
        commanded("start", "backup", heard="asked"),
        Undelivered("e1", NOON, "e0:1", "blocked", ("thread", "mention")),
        UserDeleted("e1", NOON, "e0:own"),
        acted(Resend("e0:1", "thread", "hello")),
        acted(Reply("hi", (FileRef("f", "a.png", "image/png", 9),), "e0:own")),
        acted(SendEntry("back up", "backup")),
        acted(Amend("e0:1", "hi")),
        acted(Delete("e0:1")),
        acted(React("e0:own", "")),
    ],
)
def test_events_survive_it_too_files_and_all(event: Event) -> None:
    assert codec.load_event(json.loads(json.dumps(codec.dump(event)))) == event


def test_an_event_from_before_a_field_came_is_read_as_private() -> None:
    data = codec.dump(said())
    for later in ("heard", "reply_to"):
        del data[later]
    assert codec.load_event({**data, "id": "e1"}) == replace(said(), id="e1")


def test_an_understanding_from_before_remarks_asks() -> None:
    event = said(meaning=replace(understood(), remark="insists"))
    data = codec.dump(event)
    assert codec.load_event(data) == event
    del data["understanding"]["remark"]
    assert codec.load_event(data) == replace(event, understanding=understood())


def test_a_field_that_came_later_takes_its_default_and_one_that_went_is_dropped() -> None:
    data = codec.dump(fresh(WithBot(NOON, 1)))
    del data["stage"]["misses"]
    data["stage"]["colour"] = "red"
    assert codec.load(data).stage == WithBot(NOON, 0)


def test_a_conversation_from_before_guides_came_has_none() -> None:
    data = codec.dump(fresh())
    del data["guide"]
    assert codec.load(data) == fresh()


def test_a_newer_format_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnknownFormat):
        codec.load({**codec.dump(fresh()), "v": codec.VERSION + 1})
    assert "Install" in (UnknownFormat.__doc__ or "")


def test_only_our_own_classes_are_built() -> None:
    with pytest.raises(UnknownFormat):
        codec.load_event({"v": codec.VERSION, "is": "Popen", "args": "x"})
