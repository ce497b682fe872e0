"""Which updates go where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from adapters.telegram.api import Api
from adapters.telegram.routing import Handle, Router
from adapters.telegram.updates import Json

MEMBER = {"new_chat_member": {"status": "member"}}


def chat(number: int, kind: str) -> dict[str, Any]:
    return {"message_id": 1, "chat": {"id": number, "type": kind}}


@pytest.mark.parametrize(
    ("update", "place"),
    [
        ({"message": chat(7, "private")}, "private"),
        ({"edited_message": chat(-5, "group")}, "groups"),
        ({"message": chat(-100, "supergroup")}, "desk"),
        ({"message": chat(-200, "supergroup")}, "desk"),
        ({"callback_query": {"id": "1", "message": chat(-100, "supergroup")}}, "desk"),
        ({"callback_query": {"id": "1", "message": chat(7, "private")}}, "private"),
        ({"callback_query": {"id": "1"}}, ""),
        ({"message_reaction": chat(-5, "group")}, "groups"),
        ({"my_chat_member": chat(-9, "channel") | MEMBER}, "groups"),
        ({"poll": {"id": "1"}}, ""),
    ],
)
async def test_each_update_goes_to_one_place(update: Json, place: str) -> None:
    found: list[str] = []

    def to(name: str) -> Handle:
        async def take(updates: Sequence[Json]) -> None:
            found.append(name)

        return take

    api = Api("7:x", "http://127.0.0.1:1")
    api.moved[-100] = -200
    await Router(api, to("private"), to("groups"), {"-100": to("desk")}).take([{"update_id": 1} | update])
    await api.close()
    assert found == ([place] if place else [])
