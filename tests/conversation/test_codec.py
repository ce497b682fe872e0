"""What is kept can be read again, also by a newer Frontdesk."""

from __future__ import annotations

import json

import pytest

from conversation import codec
from conversation.codec import UnknownFormat
from conversation.model import WithBot, WithOperator
from handoff.model import FileRef, Priority, Reply
from tests.kit.worlds import NOON, acted, after, asked, fresh, said


def test_a_conversation_in_every_stage_survives_the_way_through_json() -> None:
    for conversation in (
        fresh(),
        after(fresh(), asked()).conversation,
        fresh(WithOperator(NOON, "op1", Priority.HIGH)),
    ):
        assert codec.load(json.loads(json.dumps(codec.dump(conversation)))) == conversation


def test_events_survive_it_too_files_and_all() -> None:
    for event in (said(), acted(Reply("hi", (FileRef("f", "a.png", "image/png", 9),)))):
        assert codec.load_event(json.loads(json.dumps(codec.dump(event)))) == event


def test_a_field_that_came_later_takes_its_default_and_one_that_went_is_dropped() -> None:
    data = codec.dump(fresh(WithBot(NOON, 1)))
    del data["stage"]["misses"]
    data["stage"]["colour"] = "red"
    assert codec.load(data).stage == WithBot(NOON, 0)


def test_a_newer_format_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnknownFormat):
        codec.load({**codec.dump(fresh()), "v": codec.VERSION + 1})
    assert "Install" in (UnknownFormat.__doc__ or "")


def test_only_our_own_classes_are_built() -> None:
    with pytest.raises(UnknownFormat):
        codec.load_event({"v": codec.VERSION, "is": "Popen", "args": "x"})
