"""What a message says, whatever it is made of."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.discord import incoming
from conversation.texts import Texts
from tests.adapters.discord.payloads import PINNED, STARTER, Json, answer, fresh, message, user

ADA = user("7", "Ada")


def words(key: str, **values: object) -> str:
    return Texts().text(key, "en", **values)


@pytest.mark.parametrize(
    ("changes", "person"),
    [
        ({}, True),
        ({"type": 20}, True),
        ({"type": 7}, False),
        ({"type": PINNED}, False),
        ({"type": STARTER}, False),
        ({"webhook_id": "9"}, False),
        ({"author": user("8", bot=True)}, False),
        ({"author": user("643945264868098049", system=True)}, False),
        ({"author": None}, False),
    ],
)
def test_only_people_say_something(changes: Json, person: bool) -> None:
    assert incoming.is_from_a_person(message(ADA, "1", "hi") | changes) is person


def test_the_name_is_the_one_that_people_see_there() -> None:
    assert incoming.name_of(ADA, {"nick": "Captain"}) == "Captain"
    assert incoming.name_of(ADA, {"nick": None}) == "Ada"
    assert incoming.name_of({"id": "7", "username": "ada", "global_name": None}) == "ada"


def test_a_change_has_an_id_and_a_time_of_its_own() -> None:
    said = message(ADA, "1", "hi", id="175928847299117063")
    changed = said | {"edited_timestamp": "2026-03-02T12:05:00.123000+00:00"}
    assert incoming.external_id(said) == "1:175928847299117063"
    assert incoming.external_id(changed) == "1:175928847299117063:2026-03-02T12:05:00.123000+00:00"
    assert incoming.written_at(said) == 1_462_015_105_796
    assert incoming.written_at(changed) == 1_772_453_100_123


def test_an_answer_names_what_it_answers_and_a_forward_does_not() -> None:
    first = message(ADA, "1", "hi")
    assert incoming.answered(message(ADA, "1", "ho", **answer(first))) == f"1:{first['id']}"
    forward = {"type": 1, "channel_id": "1", "message_id": first["id"]}
    assert not incoming.answered(message(ADA, "1", message_reference=forward))
    assert not incoming.answered(message(ADA, "1", "a thread's first", message_reference={"channel_id": "2"}))


CASES: list[tuple[dict[str, Any], str]] = [
    ({"content": "My *app* is __gone__"}, "My *app* is gone"),
    ({"content": "ask <@8> in <#5>", "mentions": [user("8", "Bob_b")]}, "ask @Bob_b in #5"),
    ({"sticker_items": [{"id": "1", "name": "Wave", "format_type": 1}]}, "[sticker Wave]"),
    ({"poll": {"question": {"text": "Which one?"}, "answers": []}}, "[poll: Which one?]"),
    ({"embeds": [{"type": "rich", "title": "Look", "description": "here"}]}, "[shared: Look]"),
    ({"embeds": [{"type": "gifv", "url": "https://gif.example/1"}]}, "[shared: https://gif.example/1]"),
    ({"content": "see https://x.example", "embeds": [{"title": "X"}]}, "see https://x.example"),
    ({}, "[a kind of message that cannot be shown here]"),
    ({"attachments": [{"id": "1"}]}, ""),
    (
        {"content": "this:", "message_snapshots": [{"message": {"content": "/claim", "attachments": []}}]},
        "this:\n[forwarded]\n/claim",
    ),
]


@pytest.mark.parametrize(("changes", "text"), CASES)
def test_everything_becomes_words(changes: Json, text: str) -> None:
    assert incoming.text_of(message(ADA, "1") | changes, words, markdown=False) == text


def test_operators_words_are_markdown_so_names_are_escaped() -> None:
    said = message(ADA, "1", "**ask** <@8>", mentions=[user("8", "Bob_b")])
    assert incoming.plain(said) == "**ask** @Bob\\_b"


def test_files_of_a_forwarded_message_come_along() -> None:
    own, other = {"id": "1"}, {"id": "2"}
    forward = message(ADA, "1", attachments=[own], message_snapshots=[{"message": {"attachments": [other]}}])
    assert incoming.attachments(forward) == [own, other]


def test_a_servers_own_emoji_is_told_by_its_name() -> None:
    assert incoming.emoji_of({"emoji": {"id": None, "name": "👍"}}) == "👍"
    assert incoming.emoji_of({"emoji": {"id": fresh(), "name": "party"}}) == ":party:"
    assert incoming.emoji_of({"emoji": {"id": fresh(), "name": None}}) == ":❔:"


def test_who_is_mentioned_is_called() -> None:
    said = message(ADA, "1", "<@8> hi", mentions=[user("8", "Bob")])
    assert incoming.names(said, "8")
    assert not incoming.names(said, "7")
