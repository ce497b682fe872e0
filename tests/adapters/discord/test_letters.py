"""Bodies of messages: limits, buttons, and that nothing pings by accident."""

from __future__ import annotations

import pytest

from adapters.discord.letters import Button, Letter, Option, buttons, nonce, picture, select, upload
from adapters.discord.places import link, made_at, member, person, remote, snowflake_at, spot, user_of


def test_nobody_is_pinged_who_is_not_named() -> None:
    assert Letter("<@1> @everyone").body()["allowed_mentions"] == {"parse": []}
    assert Letter("<@1>", mentions=("1",)).body()["allowed_mentions"] == {"parse": [], "users": ["1"]}


def test_an_answer_outlives_the_message_that_it_answers_and_does_not_ring() -> None:
    body = Letter("yes", reply_to="7").body()
    assert body["message_reference"] == {"message_id": "7", "fail_if_not_exists": False}
    assert body["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert "message_reference" not in Letter("yes").body()


def test_links_get_no_preview_but_pictures_stay() -> None:
    assert Letter("x").body()["flags"] == 4
    assert Letter("x", embeds=(picture("https://a.example/b.png", "A page"),)).body()["flags"] == 0
    assert Letter("x", silent=True).body()["flags"] == 4 | 4096


def test_a_nonce_is_short_stable_and_different_for_each_message_of_a_row() -> None:
    assert nonce("row:0") == nonce("row:0", 0)
    assert len({nonce("row:0"), nonce("row:1"), nonce("row:0", 1)}) == 3
    assert all(len(nonce(f"row:{n}")) == 25 for n in range(50))
    body = Letter("x").body(nonce("row:0"))
    assert (body["nonce"], body["enforce_nonce"]) == (nonce("row:0"), True)
    assert "enforce_nonce" not in Letter("x").body()


@pytest.mark.parametrize(("count", "rows"), [(0, []), (1, [1]), (5, [5]), (6, [5, 1]), (30, [5, 5, 5, 5, 5])])
def test_buttons_stand_in_rows_of_five(count: int, rows: list[int]) -> None:
    drawn = buttons([Button(f"b{n}", f"d:{n}") for n in range(count)])
    assert [len(row["components"]) for row in drawn] == rows


def test_labels_are_cut_and_never_empty() -> None:
    row = buttons([Button("x" * 200, "a"), Button(" \n ", "b")])[0]["components"]
    assert [button["label"] for button in row] == ["x" * 79 + "…", "…"]


def test_a_list_holds_twenty_five_lines() -> None:
    ((menu,),) = [row["components"] for row in select("u:x", [Option("y" * 200, str(n)) for n in range(40)], "Choose")]
    assert (menu["custom_id"], menu["placeholder"], len(menu["options"])) == ("u:x", "Choose", 25)
    assert menu["options"][3] == {"label": "y" * 99 + "…", "value": "3"}


def test_a_change_says_nothing_of_how_a_message_was_sent() -> None:
    change = Letter("x", reply_to="7").change()
    assert set(change) == {"content", "allowed_mentions", "embeds", "components"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a b.png", "a_b.png"), ('x";\r\nContent-Type: a', "x_Content-Type_a"), ("截图.png", "截图.png"), ("..", "file")],
)
def test_file_names_have_the_form_that_discord_keeps(name: str, kept: str) -> None:
    assert upload(name, "image/png", b"").name == kept


def test_addresses_and_ids_read_back() -> None:
    assert spot(remote("1", "2")) == ("1", "2")
    assert (person("9", "5").key, member("9", "1", "5").key) == ("discord|9|5|", "discord|9|1|5")
    assert user_of(person("9", "5")) == user_of(member("9", "1", "5")) == "5"
    assert made_at("175928847299117063") == 1_462_015_105_796
    assert made_at(snowflake_at(1_462_015_105_796)) == 1_462_015_105_796
    assert link("", "1") == "https://discord.com/channels/@me/1"
    assert link("3", "1", "2") == "https://discord.com/channels/3/1/2"
