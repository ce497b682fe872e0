"""Updates as Telegram sends them, and what is handed to the intake for each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from adapters.telegram.private import Private
from conversation.model import Address
from conversation.ports import Inbound, Receipt
from tests.adapters.telegram.scene import Scene, scene

ADA = {"id": 42, "is_bot": False, "first_name": "Ada", "last_name": "L", "username": "ada", "language_code": "zh-hans"}
BOT = {"id": 7, "is_bot": True, "first_name": "Desk", "username": "frontdesk_bot"}
CHAT = {"id": 42, "first_name": "Ada", "last_name": "L", "username": "ada", "type": "private"}


def message(number: int, **content: Any) -> dict[str, Any]:
    return {"message_id": number, "from": ADA, "chat": CHAT, "date": 1_700_000_000} | content


ANSWER = message(5, text="an answer") | {"from": BOT}
REACTION = {"chat": CHAT, "message_id": 5, "user": ADA, "date": 1_700_000_050, "old_reaction": []}


@dataclass
class Notebook:
    """Implements the intake's port; writes down what comes."""

    found: list[Inbound] = field(default_factory=list)

    async def accept(self, inbound: Inbound) -> Receipt:
        self.found.append(inbound)
        return Receipt(1)


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as stage:
        yield stage


async def taken(stage: Scene, *updates: dict[str, Any]) -> list[Inbound]:
    notebook = Notebook()
    numbered = [{"update_id": 900 + n} | update for n, update in enumerate(updates)]
    await Private(stage.front, notebook, stage.built.files).take(numbered)
    await stage.rest()
    return notebook.found


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ({"message": message(6, text="Hi")}, {"external_id": "42:6", "text": "Hi", "remotes": ("42:6",), "act": "say"}),
        ({"message": message(6, text="so?", reply_to_message=ANSWER)}, {"text": "so?", "about": "42:5"}),
        ({"message": message(6, sticker={"file_id": "s", "emoji": "😀"})}, {"text": "[贴纸 😀]", "files": ()}),
        (
            {"edited_message": message(6, text="Ho", edit_date=1_700_000_009)},
            {"external_id": "42:6:1700000009:916f", "text": "Ho", "act": "edit", "about": "42:6"},
        ),
        (
            {"message_reaction": REACTION | {"new_reaction": [{"type": "emoji", "emoji": "👍"}]}},
            {"external_id": "re:42:5:1700000050:👍", "text": "👍", "act": "react", "about": "42:5"},
        ),
        ({"message": message(6, text="/start backup")}, {"text": "/start backup", "act": "say"}),
        ({"message": message(6, text="/start h_" + "x" * 29)}, {"text": "/start", "act": "say"}),
        ({"message": message(6, text="x", via_bot=BOT)}, {"text": "x"}),
    ],
)
async def test_an_update_becomes_what_somebody_did(
    stage: Scene, update: dict[str, Any], expected: dict[str, Any]
) -> None:
    (inbound,) = await taken(stage, update)
    assert {name: getattr(inbound, name) for name in expected} == expected
    assert inbound.address == Address("telegram", stage.api.account, "42")
    assert inbound.heard == "private"
    if inbound.act != "react":
        assert (inbound.name, inbound.language) == ("Ada L", "zh")


async def test_an_album_is_one_deed_under_the_name_of_its_first_part(stage: Scene) -> None:
    parts = [{"message": message(n, caption=words, photo=[])} for n, words in ((8, "one"), (9, ""), (10, "two"))]
    (inbound,) = await taken(stage, *parts)
    assert (inbound.external_id, inbound.text) == ("42:8", "one\ntwo")
    assert inbound.remotes == ("42:8", "42:9", "42:10")


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(6, pinned_message=ANSWER)},
        {"message": message(6, text="Hi") | {"from": BOT}},
        {"edited_message": message(6, location={"latitude": 1.0, "longitude": 2.0}, edit_date=1_700_000_009)},
        {"message_reaction": REACTION | {"new_reaction": [{"type": "custom_emoji", "custom_emoji_id": "5"}]}},
        {"message_reaction": REACTION | {"user": BOT, "new_reaction": []}},
        {"my_chat_member": {"chat": CHAT, "from": ADA, "new_chat_member": {"status": "kicked", "user": BOT}}},
        {"callback_query": {"id": "1", "from": ADA, "chat_instance": "x", "data": "x"}},
    ],
)
async def test_what_nobody_said_is_passed_over(stage: Scene, update: dict[str, Any]) -> None:
    assert await taken(stage, update) == []


async def test_what_does_not_parse_is_a_defect_and_stored_by_nobody(stage: Scene) -> None:
    with pytest.raises(KeyError):
        await taken(stage, {"message": message(6, location={})})
