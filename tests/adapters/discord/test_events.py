"""What the gateway sends is sorted without trusting any shape."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.directory import Spot
from adapters.discord.events import Event, backfilled, dispatched, in_channels, unreadable
from conversation.model import Address

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
NAMES = st.sampled_from(["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE_BULK", "THREAD_CREATE", "OF_NEXT_YEAR"])


@settings(deadline=None)
@given(NAMES, JSON)
def test_no_shape_is_too_strange(name: str, data: Any) -> None:
    found = dispatched(json.dumps({"op": 0, "t": name, "s": 1, "d": data}))
    assert found is not None
    for event in in_channels(*found):
        unreadable("1", event, private=True)


@pytest.mark.parametrize("raw", ["", "[]", "5", "{", '{"op": 10, "d": {}}', '{"op": 0}', "[" * 100_000])
def test_what_is_no_event_is_passed_over(raw: str) -> None:
    assert dispatched(raw) is None


def test_halves_of_characters_and_nul_are_mended() -> None:
    assert dispatched('{"op": 0, "t": "X", "d": {"content": "a\\ud800b\\u0000c"}}') == ("X", {"content": "a?bc"})


def test_messages_deleted_together_are_told_one_by_one() -> None:
    data = {"ids": ["1", "2"], "channel_id": "9", "guild_id": "5"}
    assert list(in_channels("MESSAGE_DELETE_BULK", data)) == [
        Event("MESSAGE_DELETE", {"channel_id": "9", "guild_id": "5", "id": number}, "9") for number in ("1", "2")
    ]


def test_a_link_that_discord_shows_is_no_edit() -> None:
    update: dict[str, Any] = {
        "id": "1",
        "channel_id": "9",
        "content": "https://example.org",
        "embeds": [{}],
        "edited_timestamp": None,
    }
    assert list(in_channels("MESSAGE_UPDATE", update)) == []
    edited = update | {"edited_timestamp": "2026-01-01T00:00:00+00:00"}
    assert len(list(in_channels("MESSAGE_UPDATE", edited))) == 1


def test_history_does_not_say_where_it_is_from_so_we_do() -> None:
    message = {"id": "1", "channel_id": "9", "content": "hi"}
    event = backfilled(message, Spot("9", "thread", guild="5"))
    assert event.data == {**message, "guild_id": "5", "backfilled": True}
    assert "guild_id" not in backfilled(message, Spot("9", "dm")).data


def test_people_see_what_was_written_in_private_and_could_not_be_handled() -> None:
    author = {"id": "7", "username": "ada", "global_name": "Ada"}
    event = Event("MESSAGE_CREATE", {"id": "1", "channel_id": "9", "content": "hi", "author": author}, "9")
    found = unreadable("1", event, private=True)
    assert found is not None
    assert (found.address, found.external_id, found.text, found.name) == (
        Address("discord", "1", "7"), "9:1", "hi", "Ada",
    )  # fmt: skip
    assert found.unreadable
    assert found.account_since == 1_420_070_400_000
    assert unreadable("1", event, private=False) is None
    author["bot"] = "yes"
    assert unreadable("1", event, private=True) is None
