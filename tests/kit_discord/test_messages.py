"""Messages by REST: what Discord takes, what it refuses, what it sends only once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.kit.discord import Channel, Community, DiscordApi, Person
from tests.kit_discord.conftest import Raw


def button(label: str, custom_id: str) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": label, "custom_id": custom_id}


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


OPTIONS = [{"label": f"o{number}", "value": str(number)} for number in range(26)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content": ""}, 50006),
        ({"content": "x" * 2001}, 50035),
        ({"embeds": [{"description": "x" * 4097}]}, 50035),
        ({"embeds": [{"title": "x" * 257}]}, 50035),
        ({"embeds": [{"description": "x" * 3500}] * 2}, 50035),
        ({"embeds": [{"title": "x"}] * 11}, 50035),
        ({"embeds": [{"fields": [{"name": "a", "value": ""}]}]}, 50035),
        ({"embeds": [{"image": {"url": "ftp://x"}}]}, 50035),
        ({"components": [row(button("a", "a"))] * 6}, 50035),
        ({"components": [row(*(button("a", str(number)) for number in range(6)))]}, 50035),
        ({"components": [row(button("a", "same"), button("b", "same"))]}, 50035),
        ({"components": [row(button("a", "x" * 101))]}, 50035),
        ({"components": [row(button("x" * 81, "a"))]}, 50035),
        ({"components": [row({"type": 3, "custom_id": "s", "options": OPTIONS})]}, 50035),
        ({"components": [row({"type": 3, "custom_id": "s", "options": OPTIONS[:2]}, button("a", "a"))]}, 50035),
        ({"content": "x", "message_reference": {"message_id": "1"}}, 50035),
        ({"content": "x", "nonce": "x" * 26}, 50035),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, 50035),
    ],
)
def test_what_discord_refuses_is_refused(raw: Raw, help_: Channel, body: dict[str, Any], code: int) -> None:
    path = f"/channels/{help_.id}/messages"
    answer = raw.ask("POST", path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert bool(answer.json().get("errors")) is (code == 50035)
    assert help_.messages == []


def test_the_same_nonce_makes_one_message(api: DiscordApi, raw: Raw, help_: Channel, ada: Person) -> None:
    first = raw.says(help_, "one", nonce="n1", enforce_nonce=True)
    again = raw.says(help_, "another", nonce="n1", enforce_nonce=True)
    assert (again["id"], again["content"], again["nonce"]) == (first["id"], "one", "n1")
    raw.says(help_, "two", nonce="n1")
    raw.says(ada.dm, "three", nonce="n1", enforce_nonce=True)
    api.world.nonce_life = -1
    raw.says(help_, "four", nonce="n1", enforce_nonce=True)
    assert (help_.texts, ada.dm.texts) == (["one", "two", "four"], ["three"])


def test_only_those_are_called_whom_the_bot_may_call(raw: Raw, help_: Channel, ada: Person) -> None:
    question = ada.writes("hi", channel=help_)
    text = f"{ada.mention} @everyone"
    silent = {"parse": [], "replied_user": False}
    raw.says(help_, text, allowed_mentions=silent, message_reference={"message_id": question.id})
    raw.says(help_, text, allowed_mentions={"parse": [], "users": [ada.id]})
    raw.says(help_, text)
    raw.says(help_, "an answer", message_reference={"message_id": question.id})
    raw.says(help_, "lost", message_reference={"message_id": "1", "fail_if_not_exists": False})
    assert [message.pings for message in help_.from_bot] == [[], [ada], [ada], [ada], []]
    assert [message.reply_to for message in help_.from_bot] == [question, None, None, question, None]
    assert not any(message.everyone for message in help_.messages)


def test_files_come_along_and_links_grow_old(api: DiscordApi, raw: Raw, help_: Channel) -> None:
    body = {"content": "see", "attachments": [{"id": 0, "filename": "b.txt", "description": "a list"}]}
    files = {"files[0]": ("a.txt", b"one", "text/plain"), "payload_json": (None, json.dumps(body), "application/json")}
    sent = raw.result("POST", f"/channels/{help_.id}/messages", files=files)
    (shown,) = sent["attachments"]
    assert (shown["filename"], shown["description"], shown["size"]) == ("b.txt", "a list", 3)
    assert raw.http.get(shown["url"]).content == b"one"
    assert raw.http.get(shown["url"].partition("?")[0]).status_code == 404
    api.expire_links()
    assert raw.http.get(shown["url"]).status_code == 404
    fresh = raw.result("GET", f"/channels/{help_.id}/messages/{sent['id']}")["attachments"][0]["url"]
    assert raw.http.get(fresh).status_code == 200
    kept = raw.result("PATCH", f"/channels/{help_.id}/messages/{sent['id']}", json={"attachments": []})
    assert (kept["attachments"], kept["content"], help_.messages[0].edited) == ([], "see", True)


def test_files_of_one_name_stay_apart(raw: Raw, help_: Channel, ada: Person) -> None:
    message = ada.writes("two", channel=help_, files=[("a.txt", "text/plain", b"1"), ("a.txt", "text/plain", b"2")])
    shown = raw.result("GET", f"/channels/{help_.id}/messages/{message.id}")["attachments"]
    assert [raw.http.get(one["url"]).content for one in shown] == [b"1", b"2"]


def test_history_is_read_from_either_end(raw: Raw, help_: Channel, ada: Person) -> None:
    lines = [ada.writes(str(number), channel=help_) for number in range(6)]

    def read(**query: object) -> list[str]:
        found = raw.result("GET", f"/channels/{help_.id}/messages", params=query)
        return [str(line["content"]) for line in found]

    assert read(limit=2) == ["5", "4"]
    assert read(after=lines[1].id, limit=2) == ["3", "2"]
    assert read(after="0", limit=2) == ["1", "0"]
    assert read(before=lines[2].id) == ["1", "0"]
    assert read(around=lines[3].id, limit=3) == ["4", "3", "2"]
    assert raw.refusal("GET", f"/channels/{help_.id}/messages", params={"limit": 101}) == (400, 50035)


def test_others_messages_are_theirs(raw: Raw, help_: Channel, guild: Community, ada: Person) -> None:
    hers, private = ada.writes("hi", channel=help_), ada.writes("hi")
    mine = raw.says(help_, "mine")["id"]
    path = f"/channels/{help_.id}/messages"
    assert raw.refusal("PATCH", f"{path}/{hers.id}", json={"content": "x"}) == (403, 50005)
    assert raw.refusal("DELETE", f"/channels/{ada.dm.id}/messages/{private.id}") == (403, 50003)
    guild.deny(help_, "MANAGE_MESSAGES")
    assert raw.refusal("DELETE", f"{path}/{hers.id}") == (403, 50013)
    raw.result("DELETE", f"{path}/{mine}")
    assert raw.refusal("DELETE", f"{path}/{mine}") == (404, 10008)
    guild.allow(help_, "MANAGE_MESSAGES")
    raw.result("POST", f"{path}/bulk-delete", json={"messages": [hers.id, raw.says(help_)["id"]]})
    assert help_.messages == []


def test_reactions_and_pins(raw: Raw, help_: Channel, ada: Person) -> None:
    message = ada.writes("hi", channel=help_)
    path = f"/channels/{help_.id}/messages"
    raw.result("PUT", f"{path}/{message.id}/reactions/%F0%9F%91%8D/@me")
    assert {emoji: len(by) for emoji, by in message.reactions.items()} == {"👍": 1}
    assert raw.refusal("PUT", f"{path}/{message.id}/reactions/thumbs/@me") == (404, 10014)
    raw.result("DELETE", f"{path}/{message.id}/reactions/%F0%9F%91%8D/@me")
    raw.result("PUT", f"/channels/{help_.id}/messages/pins/{message.id}")
    assert (message.pinned, message.reactions, [line.type for line in help_.messages]) == (True, {}, [0, 6])
    assert [one["message"]["id"] for one in raw.result("GET", f"{path}/pins")["items"]] == [message.id]
    raw.result("DELETE", f"{path}/pins/{message.id}")
    assert not message.pinned
