"""What the bot may not do, and places that are not there."""

from __future__ import annotations

import pytest

from tests.kit.discord import Channel, Community, DiscordApi, Person
from tests.kit_discord.conftest import Raw


def sending(raw: Raw, channel: Channel) -> tuple[int, int]:
    return raw.refusal("POST", f"/channels/{channel.id}/messages", json={"content": "x"})


def test_a_person_out_of_reach_is_told_with_the_reason(
    api: DiscordApi, raw: Raw, guild: Community, ada: Person
) -> None:
    room = raw.result("POST", "/users/@me/channels", json={"recipient_id": ada.id})
    assert (room["id"], room["type"], room["recipients"][0]["id"]) == (ada.dm.id, 1, ada.id)
    ada.closes_dms()
    assert sending(raw, ada.dm) == (403, 50007)
    ada.opens_dms()
    raw.says(ada.dm)
    ada.leaves(guild)
    assert sending(raw, ada.dm) == (403, 50278)
    ada.writes("still here")
    raw.says(api.user("Bob", installed=True).dm)
    with pytest.raises(AssertionError, match="does not know the bot"):
        api.user("Eve").writes("hi")


def test_rights_are_looked_at(raw: Raw, guild: Community, help_: Channel, ada: Person) -> None:
    message = ada.writes("hi", channel=help_)
    threads = f"/channels/{help_.id}/messages/{message.id}/threads"
    guild.deny(help_, "SEND_MESSAGES", "CREATE_PUBLIC_THREADS", "CREATE_PRIVATE_THREADS", "PIN_MESSAGES")
    assert sending(raw, help_) == (403, 50013)
    assert raw.refusal("POST", threads, json={"name": "x"}) == (403, 50013)
    assert raw.refusal("POST", f"/channels/{help_.id}/threads", json={"name": "x", "type": 12}) == (403, 50013)
    assert raw.refusal("PUT", f"/channels/{help_.id}/pins/{message.id}") == (403, 50013)
    guild.deny(help_, "VIEW_CHANNEL")
    assert sending(raw, help_) == (403, 50001)
    assert raw.refusal("GET", f"/channels/{help_.id}") == (403, 50001)
    guild.allow(help_, "VIEW_CHANNEL", "READ_MESSAGE_HISTORY", "SEND_MESSAGES")
    raw.says(help_)
    guild.deny(help_, "READ_MESSAGE_HISTORY")
    assert raw.result("GET", f"/channels/{help_.id}/messages") == []


def test_roles_give_what_a_channel_hides(guild: Community, ada: Person, api: DiscordApi) -> None:
    staff = guild.role("Support", permissions=["MANAGE_THREADS"])
    desk = guild.forum("desk")
    guild.hide(desk, seen_by=[staff])
    with pytest.raises(AssertionError, match="may not post"):
        ada.posts(desk, "x", "y")
    guild.gives(ada, staff)
    assert ada.posts(desk, "x", "y").texts == ["y"]


def test_what_is_not_there_is_unknown(raw: Raw, guild: Community, help_: Channel, ada: Person) -> None:
    thread = ada.opens_thread(help_, "mine")
    ada.deletes_thread(thread)
    assert sending(raw, thread) == (404, 10003)
    assert raw.refusal("GET", "/channels/1") == (404, 10003)
    assert raw.refusal("GET", f"/channels/{help_.id}/messages/1") == (404, 10008)
    assert raw.result("GET", f"/guilds/{guild.id}/members/{ada.id}")["user"]["global_name"] == "Ada"
    ada.leaves(guild)
    assert raw.refusal("GET", f"/guilds/{guild.id}/members/{ada.id}") == (404, 10007)
    assert raw.refusal("GET", "/guilds/1") == (404, 10004)
    assert raw.refusal("GET", "/channels/help") == (400, 50035)
    assert raw.refusal("GET", "/nothing") == (404, 0)
    raw.result("DELETE", f"/users/@me/guilds/{guild.id}")
    assert raw.result("GET", "/users/@me/guilds") == []
    assert sending(raw, help_) == (403, 50001)


def test_an_archived_thread_opens_when_somebody_writes(raw: Raw, help_: Channel, ada: Person, guild: Community) -> None:
    thread = ada.opens_thread(ada.writes("hi", channel=help_), "Ada's")
    path = f"/channels/{thread.id}"
    mine = raw.says(thread, "mine")["id"]
    raw.result("PATCH", path, json={"archived": True})
    assert raw.refusal("PATCH", f"{path}/messages/{mine}", json={"content": "x"}) == (400, 50083)
    assert raw.refusal("PUT", f"{path}/messages/{mine}/reactions/%F0%9F%91%8D/@me") == (400, 50083)
    assert raw.refusal("PATCH", path, json={"name": "other"}) == (400, 50083)
    assert raw.result("GET", f"/guilds/{guild.id}/threads/active")["threads"] == []
    found = raw.result("GET", f"/channels/{help_.id}/threads/archived/public")
    assert ([one["id"] for one in found["threads"]], found["has_more"]) == ([thread.id], False)
    raw.says(thread, "open again")
    assert not thread.archived
    raw.result("PATCH", path, json={"archived": True, "locked": True})
    guild.deny(help_, "MANAGE_THREADS")
    assert sending(raw, thread) == (400, 160005)


def test_a_channel_is_renamed_twice_in_ten_minutes(raw: Raw, guild: Community) -> None:
    desk = guild.forum("desk", tags=["new"])
    body = {"name": "#1 Ada", "message": {"content": "card"}, "applied_tags": [desk.tags[0]["id"]]}
    post = raw.result("POST", f"/channels/{desk.id}/threads", json=body)
    path = f"/channels/{post['id']}"
    for name in ("a", "b"):
        raw.result("PATCH", path, json={"name": name})
    answer = raw.ask("PATCH", path, json={"name": "c"})
    assert (answer.status_code, answer.headers["Via"]) == (429, "1.1 google")
    assert 590 < answer.json()["retry_after"] <= 600
    raw.result("PATCH", path, json={"applied_tags": []})
    more = [*desk.tags, {"name": "done"}]
    changed = raw.result("PATCH", f"/channels/{desk.id}", json={"available_tags": more})
    assert [tag["name"] for tag in changed["available_tags"]] == ["new", "done"]
    assert changed["available_tags"][0]["id"] == desk.tags[0]["id"]


def test_a_wrong_token_is_unauthorized(raw: Raw) -> None:
    for given in ("", "Bot x.y.z", raw.api.token):
        answer = raw.ask("GET", "/users/@me", headers={"Authorization": given})
        assert (answer.status_code, answer.json()) == (401, {"message": "401: Unauthorized", "code": 0})
