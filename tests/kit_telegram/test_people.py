"""People: what they send arrives as Telegram would tell it."""

from __future__ import annotations

import pytest

from tests.kit.telegram import BotApi, png
from tests.kit.telegram.entities import piece
from tests.kit.telegram.model import Json
from tests.kit_telegram.conftest import Raw


def messages(api: BotApi) -> list[Json]:
    return [update["message"] for update in api.updates if "message" in update]


def test_everything_a_person_can_send_is_told(api: BotApi) -> None:
    ada = api.user("Ada", last_name="Lovelace", username="ada")
    ada.starts("from-the-site")
    ada.writes("a text", reply_to=ada.chat.last)
    ada.sends_photo(png(200, 100), caption="a photo")
    ada.sends_document(b"x", name="a.log", caption="a log")
    ada.sends_voice()
    ada.sends_video()
    ada.sends_audio()
    ada.sends_animation()
    ada.sends_video_note()
    ada.sends_sticker()
    ada.sends_contact()
    ada.sends_location()
    ada.sends_album(caption="both")
    kinds = ("text", "photo", "document", "voice", "video", "audio", "animation", "video_note", "sticker", "contact",
             "location")  # fmt: skip
    told = [next(kind for kind in reversed(kinds) if kind in message) for message in messages(api)]
    assert told == ["text", *kinds, "photo", "photo"]
    first, reply, photo, log = messages(api)[:4]
    assert first["text"] == "/start from-the-site"
    assert first["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert reply["reply_to_message"]["message_id"] == first["message_id"]
    assert [(size["width"], size["height"]) for size in photo["photo"]] == [(90, 45), (200, 100)]
    assert (log["document"]["file_name"], log["document"]["mime_type"], log["caption"]) == (
        "a.log", "text/plain", "a log",
    )  # fmt: skip
    one, two = messages(api)[-2:]
    assert one["media_group_id"] == two["media_group_id"]
    assert (one["caption"], "caption" in two) == ("both", False)


def test_an_edit_is_told_and_a_deletion_is_not(api: BotApi) -> None:
    ada = api.user("Ada")
    message = ada.writes("wrong")
    ada.edits(message, "right")
    assert api.updates[-1]["edited_message"]["text"] == "right"
    assert api.updates[-1]["edited_message"]["edit_date"] >= message.date
    assert (message.versions, message.edited) == (["wrong"], True)
    ada.deletes(message)
    assert len(api.updates) == 2
    assert ada.chat.messages == []


def test_blocking_is_told_and_a_blocked_bot_hears_nothing(api: BotApi) -> None:
    ada = api.user("Ada")
    ada.starts()
    ada.blocks_bot()
    with pytest.raises(AssertionError, match="blocked"):
        ada.writes("hello?")
    ada.unblocks_bot()
    told = [update["my_chat_member"]["new_chat_member"]["status"] for update in api.updates[1:]]
    assert told == ["kicked", "member"]


def test_a_button_is_found_by_its_label_and_an_old_keyboard_can_still_be_pressed(api: BotApi, raw: Raw) -> None:
    ada = api.user("Ada")
    ada.starts()
    rows = [[{"text": "👍 Yes", "callback_data": "y"}, {"text": "Site", "url": "https://example.org"}]]
    raw.result("sendMessage", chat_id=ada.id, text="Well?", reply_markup={"inline_keyboard": rows})
    question = ada.chat.messages[-1]
    assert ada.presses(question, "Yes").data == "y"
    with pytest.raises(AssertionError, match="opens a link"):
        ada.presses(question, "Site")
    with pytest.raises(AssertionError, match="no button"):
        ada.presses(question, "Maybe")
    raw.result("editMessageText", chat_id=ada.id, message_id=question.id, text="Fine.")
    ada.presses_data(question, "y")
    raw.result("deleteMessage", chat_id=ada.id, message_id=question.id)
    ada.presses_data(question, "y")
    queries = [update["callback_query"] for update in api.updates[1:]]
    assert len({query["chat_instance"] for query in queries}) == 1
    assert queries[-1]["message"]["date"] == 0, "a message that is gone cannot be read any more"


def test_links_names_and_commands_are_recognized_in_utf_16(api: BotApi) -> None:
    ada = api.user("Ada")
    text = "🙂 see https://example.org/a?b=1, /help or @somebody #bug ada@example.org"
    ada.writes(text)
    (message,) = messages(api)
    assert [(entity["type"], piece(text, entity)) for entity in message["entities"]] == [
        ("url", "https://example.org/a?b=1"),
        ("bot_command", "/help"),
        ("mention", "@somebody"),
        ("hashtag", "#bug"),
        ("email", "ada@example.org"),
    ]


def test_text_is_trimmed_and_entities_move_along(api: BotApi, raw: Raw) -> None:
    ada = api.user("Ada")
    ada.starts()
    sent = raw.result(
        "sendMessage", chat_id=ada.id, text="\n 🙂 bold \n", entities=[{"type": "bold", "offset": 5, "length": 6}]
    )
    assert (sent["text"], sent["entities"]) == ("🙂 bold", [{"type": "bold", "offset": 3, "length": 4}])
    html = raw.result(
        "sendMessage", chat_id=ada.id, text='<b>a &amp; <a href="https://x.org/">b</a></b>', parse_mode="HTML"
    )
    assert html["text"] == "a & b"
    assert html["entities"] == [
        {"type": "bold", "offset": 0, "length": 5},
        {"type": "text_link", "offset": 4, "length": 1, "url": "https://x.org/"},
    ]
