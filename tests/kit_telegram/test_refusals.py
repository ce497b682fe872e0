"""What Telegram refuses, word for word."""

from __future__ import annotations

import httpx
import pytest

from tests.kit.telegram import BotApi, Person, png
from tests.kit_telegram.conftest import Raw

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


@pytest.fixture
def ada(api: BotApi) -> Person:
    ada = api.user("Ada")
    ada.starts()
    return ada


def keyboard(**button: str) -> dict[str, object]:
    return {"inline_keyboard": [[button]]}


def test_a_token_that_is_wrong_or_revoked_is_unauthorized(api: BotApi, raw: Raw) -> None:
    wrong = api.token[:-1] + "x"
    for path in (f"/bot{wrong}/getMe", f"/file/bot{wrong}/photos/file_0.jpg"):
        answer = raw.http.get(api.base + path)
        assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
        assert answer.status_code == 401
    assert raw.http.get(f"{api.base}/botnonsense/getMe").json()["error_code"] == 404
    api.revoke_token()
    assert raw.refusal("getMe") == "Unauthorized"
    assert [call.status for call in api.calls] == [401, 401, 404, 401]
    api.restore_token()
    raw.result("getMe")


def test_an_unknown_method_is_not_found(raw: Raw) -> None:
    assert raw.call("makeCoffee")[0] == 404
    assert raw.result("GETME")["is_bot"], "capitals do not matter"


def test_text_is_counted_in_utf_16_units(ada: Person, raw: Raw) -> None:
    assert raw.result("sendMessage", chat_id=ada.id, text="🙂" * 2048)
    assert raw.refusal("sendMessage", chat_id=ada.id, text="🙂" * 2048 + "x") == "Bad Request: message is too long"
    assert raw.refusal("sendMessage", chat_id=ada.id) == "Bad Request: message text is empty"
    assert raw.refusal("sendMessage", chat_id=ada.id, text=" \n") == "Bad Request: text must be non-empty"
    marked = "<b>" + "x" * 4096 + "</b>"
    assert raw.result("sendMessage", chat_id=ada.id, text=marked, parse_mode="HTML"), "counted without the markup"


def test_a_caption_has_its_own_limit(ada: Person, raw: Raw) -> None:
    photo = ada.sends_photo().file.id
    raw.result("sendPhoto", chat_id=ada.id, photo=photo, caption="x" * 1024)
    said = raw.refusal("sendPhoto", chat_id=ada.id, photo=photo, caption="x" * 1025)
    assert said == "Bad Request: message caption is too long"


def test_a_buttons_data_is_counted_in_bytes(ada: Person, raw: Raw) -> None:
    fine, long = keyboard(text="ok", callback_data="备" * 21), keyboard(text="ok", callback_data="备" * 22)
    raw.result("sendMessage", chat_id=ada.id, text="x", reply_markup=fine)
    for markup in (long, keyboard(text="ok", callback_data="")):
        assert raw.refusal("sendMessage", chat_id=ada.id, text="x", reply_markup=markup) == (
            "Bad Request: BUTTON_DATA_INVALID"
        )
    said = raw.refusal("sendMessage", chat_id=ada.id, text="x", reply_markup=keyboard(text="nothing"))
    assert said.endswith("Text buttons are unallowed in the inline keyboard")
    assert "is invalid" in raw.refusal(
        "sendMessage", chat_id=ada.id, text="x", reply_markup=keyboard(text="a", url="x")
    )


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "bold", "offset": 3, "length": 4},
        {"type": "bold", "offset": 0, "length": 1},
        {"type": "shouting", "offset": 0, "length": 2},
        {"type": "bold", "offset": -1, "length": 2},
        {"type": "text_link", "offset": 0, "length": 2},
        "bold",
    ],
    ids=["beyond the end", "half a character", "unknown", "negative", "no url", "no object"],
)
def test_bad_entities_cannot_be_parsed(ada: Person, raw: Raw, entity: object) -> None:
    said = raw.refusal("sendMessage", chat_id=ada.id, text="🙂 now", entities=[entity])
    assert said.startswith("Bad Request: can't parse entities: ")


@pytest.mark.parametrize("text", ["<b>open", "<font>x</font>", "x</b>", "<b><i>x</b></i>"])
def test_bad_html_cannot_be_parsed(ada: Person, raw: Raw, text: str) -> None:
    said = raw.refusal("sendMessage", chat_id=ada.id, text=text, parse_mode="HTML")
    assert said.startswith("Bad Request: can't parse entities: ")


def test_an_edit_has_to_change_something_that_is_there(ada: Person, raw: Raw) -> None:
    sent = raw.result("sendMessage", chat_id=ada.id, text="one")["message_id"]
    assert raw.refusal("editMessageText", chat_id=ada.id, message_id=sent, text="one") == NOT_MODIFIED
    assert raw.refusal("editMessageText", chat_id=ada.id, message_id=sent, text=" one ") == NOT_MODIFIED
    assert raw.refusal("editMessageReplyMarkup", chat_id=ada.id, message_id=sent) == NOT_MODIFIED
    lost = raw.refusal("editMessageText", chat_id=ada.id, message_id=sent + 1, text="two")
    assert lost == "Bad Request: message to edit not found"
    theirs = ada.writes("mine").id
    said = raw.refusal("editMessageText", chat_id=ada.id, message_id=theirs, text="yours")
    assert said == "Bad Request: message can't be edited"
    assert raw.refusal("editMessageCaption", chat_id=ada.id, message_id=sent, caption="x") == (
        "Bad Request: there is no caption in the message to edit"
    )
    raw.result("deleteMessage", chat_id=ada.id, message_id=sent)
    assert raw.refusal("deleteMessage", chat_id=ada.id, message_id=sent) == "Bad Request: message to delete not found"


def test_an_answer_to_nothing_is_refused_unless_it_may_stand_alone(ada: Person, raw: Raw) -> None:
    nothing = {"message_id": 999_999}
    said = raw.refusal("sendMessage", chat_id=ada.id, text="x", reply_parameters=nothing)
    assert said == "Bad Request: message to be replied not found"
    lenient = nothing | {"allow_sending_without_reply": True}
    assert "reply_to_message" not in raw.result("sendMessage", chat_id=ada.id, text="x", reply_parameters=lenient)
    old = ada.writes("old")
    assert raw.result("sendMessage", chat_id=ada.id, text="x", reply_to_message_id=old.id)["reply_to_message"]


def test_people_who_cannot_be_written_to(api: BotApi, ada: Person, raw: Raw) -> None:
    def said(who: int) -> str:
        return raw.refusal("sendMessage", chat_id=who, text="x")

    stranger, neighbour = api.user("Stranger"), api.user("Neighbour")
    api.group("Community", members=[neighbour])
    assert said(42) == "Bad Request: chat not found"
    assert said(stranger.id) == "Bad Request: chat not found"
    assert said(neighbour.id) == "Forbidden: bot can't initiate conversation with a user"
    ada.blocks_bot()
    assert said(ada.id) == "Forbidden: bot was blocked by the user"
    ada.unblocks_bot()
    ada.deactivates()
    assert said(ada.id) == "Forbidden: user is deactivated"


def test_groups_that_cannot_be_written_to(api: BotApi, raw: Raw) -> None:
    owner = api.user("Owner")
    group, left, small = api.group("A", admins=[owner]), api.group("B"), api.group("C", admins=[owner], basic=True)
    api.remove_bot(group)
    said = raw.refusal("sendMessage", chat_id=group.id, text="x")
    assert said == "Forbidden: bot was kicked from the supergroup chat"
    raw.result("leaveChat", chat_id=left.id)
    assert raw.refusal("sendMessage", chat_id=left.id, text="x") == (
        "Forbidden: bot is not a member of the supergroup chat"
    )
    big = small.upgrades()
    status, body = raw.call("sendMessage", chat_id=small.id, text="x")
    assert (status, body["parameters"]) == (400, {"migrate_to_chat_id": big.id})
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    raw.result("sendMessage", chat_id=big.id, text="x")


def test_topics_need_a_forum_a_right_and_a_thread_that_is_there(api: BotApi, raw: Raw) -> None:
    lead = api.user("Lead")
    plain, desk = api.group("Plain"), api.forum("Desk", admins=[lead])
    assert raw.refusal("createForumTopic", chat_id=plain.id, name="x") == "Bad Request: the chat is not a forum"
    topic = raw.result("createForumTopic", chat_id=desk.id, name="x" * 128)["message_thread_id"]
    raw.refusal("createForumTopic", chat_id=desk.id, name="x" * 129)
    raw.refusal("createForumTopic", chat_id=desk.id, name="")
    raw.refusal("createForumTopic", chat_id=desk.id, name="x", icon_custom_emoji_id="1")
    raw.result("closeForumTopic", chat_id=desk.id, message_thread_id=topic)
    raw.result("sendMessage", chat_id=desk.id, message_thread_id=topic, text="an admin may")
    for method, more in (("closeForumTopic", {}), ("editForumTopic", {"name": "x" * 128})):
        said = raw.refusal(method, chat_id=desk.id, message_thread_id=topic, **more)
        assert said == "Bad Request: TOPIC_NOT_MODIFIED"
    api.set_rights(desk, can_manage_topics=False)
    said = raw.refusal("createForumTopic", chat_id=desk.id, name="x")
    assert said == "Bad Request: not enough rights to create a topic"
    said = raw.refusal("sendMessage", chat_id=desk.id, message_thread_id=topic, text="x")
    assert said == "Bad Request: TOPIC_CLOSED"
    desk.delete_topic(desk.topics[0])
    for thread in (topic, 1, 77):
        said = raw.refusal("sendMessage", chat_id=desk.id, message_thread_id=thread, text="x")
        assert said == "Bad Request: message thread not found"


def test_a_callback_query_is_answered_in_time_or_not_at_all(api: BotApi, ada: Person, raw: Raw) -> None:
    raw.result("sendMessage", chat_id=ada.id, text="x", reply_markup=keyboard(text="ok", callback_data="ok"))
    press = ada.presses(ada.chat.messages[-1], "ok")
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert raw.refusal("answerCallbackQuery", callback_query_id="1") == too_old
    api.expires(press)
    assert raw.refusal("answerCallbackQuery", callback_query_id=press.id) == too_old


def test_reactions_pins_and_pictures_are_checked(api: BotApi, ada: Person, raw: Raw) -> None:
    message = ada.writes("x").id
    eggs = [{"type": "emoji", "emoji": "🥚"}]
    said = raw.refusal("setMessageReaction", chat_id=ada.id, message_id=message, reaction=eggs)
    assert said == "Bad Request: REACTION_INVALID"
    group = api.group("Community", members=[ada])
    number = ada.writes("x", chat=group).id
    said = raw.refusal("pinChatMessage", chat_id=group.id, message_id=number)
    assert said == "Bad Request: not enough rights to manage pinned messages in the chat"
    url = f"{api.base}/bot{api.token}/sendPhoto"
    answer = raw.http.post(url, data={"chat_id": ada.id}, files={"photo": b"no picture"})
    assert answer.json()["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    assert raw.refusal("getFile", file_id="nothing") == "Bad Request: invalid file_id"
    assert raw.refusal("sendPhoto", chat_id=ada.id, photo="nothing").startswith("Bad Request: wrong file identifier")


def test_bodies_of_every_kind_say_the_same(api: BotApi, ada: Person) -> None:
    url = f"{api.base}/bot{api.token}/sendMessage"
    fields = {"chat_id": str(ada.id), "text": "1"}
    with httpx.Client(verify=False) as http:
        answers = [
            http.get(url, params=fields),
            http.post(url, data=fields),
            http.post(url, json={"chat_id": ada.id, "text": "1"}),
            http.post(url, data=fields, files={"unused": ("a.png", png(), "image/png")}),
        ]
    assert [answer.json()["result"]["text"] for answer in answers] == ["1"] * 4
    assert all(type(answer.json()["result"]["date"]) is int for answer in answers)
