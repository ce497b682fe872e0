"""Messages as Telegram really sends them, and the words that become of them."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.telegram import incoming
from adapters.telegram.files import attachment
from conversation.texts import Texts

HEAD: dict[str, Any] = {
    "message_id": 77,
    "from": {"id": 42, "is_bot": False, "first_name": "Ada", "last_name": "L", "language_code": "zh-hans"},
    "chat": {"id": 42, "first_name": "Ada", "type": "private"},
    "date": 1_700_000_000,
}
USER = {"id": 9, "is_bot": False, "first_name": "Mallory"}
CHANNEL = {"id": -100, "title": "News", "type": "channel"}


def words(key: str, **values: object) -> str:
    return Texts().text(key, "en", **values)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"text": "Hi *there* <b>"}, "Hi *there* <b>"),
        ({"text": "bold", "entities": [{"type": "bold", "offset": 0, "length": 4}]}, "bold"),
        (
            {
                "text": "🔑 see here and there",
                "entities": [
                    {"type": "text_link", "offset": 7, "length": 4, "url": "https://evil.example/"},
                    {"type": "text_link", "offset": 16, "length": 5, "url": "https://b.example/?a=1"},
                ],
            },
            "🔑 see here [https://evil.example/] and there [https://b.example/?a=1]",
        ),
        (
            {
                "text": "https://a.example",
                "entities": [{"type": "text_link", "offset": 0, "length": 17, "url": "https://a.example/"}],
            },
            "https://a.example",
        ),
        ({"photo": [], "caption": "look"}, "look"),
        ({"sticker": {"file_id": "s", "emoji": "😀"}}, "[sticker 😀]"),
        ({"sticker": {"file_id": "s"}}, "[sticker]"),
        ({"contact": {"phone_number": "+491701234567", "first_name": "Bob"}}, "[contact]"),
        ({"location": {"latitude": 1.29, "longitude": 103.8}}, "[location 1.29, 103.8]"),
        (
            {
                "venue": {"title": "Bank", "address": "x", "location": {"latitude": 1.5, "longitude": 2}},
                "location": {"latitude": 1.5, "longitude": 2},
            },
            "[location Bank, 1.5, 2]",
        ),
        ({"poll": {"id": "1", "question": "Which one?", "options": []}}, "[poll: Which one?]"),
        ({"dice": {"emoji": "🎯", "value": 4}}, "[🎯 4]"),
        ({"story": {"chat": CHANNEL, "id": 3}}, "[a kind of message that cannot be shown here]"),
        ({"text": "mine", "forward_origin": {"type": "user", "sender_user": USER}}, "[forwarded from Mallory]\nmine"),
        (
            {"text": "x", "forward_origin": {"type": "hidden_user", "sender_user_name": "Eve"}},
            "[forwarded from Eve]\nx",
        ),
        ({"text": "x", "forward_origin": {"type": "channel", "chat": CHANNEL}}, "[forwarded from News]\nx"),
        ({"text": "x", "forward_origin": {"type": "new"}}, "[forwarded from ?]\nx"),
    ],
)
def test_everything_becomes_words(message: dict[str, Any], text: str) -> None:
    assert incoming.text_of([HEAD | message], words) == text
    assert incoming.is_content(message)


def test_links_that_lie_about_their_place_break_nothing() -> None:
    entities = [{"type": "text_link", "offset": 1, "length": 99, "url": "https://x.example"}]
    assert "https://x.example" in incoming.plain({"text": "🔑", "entities": entities})


@pytest.mark.parametrize("kind", ["new_chat_members", "pinned_message", "forum_topic_created", "message_auto_delete"])
def test_news_of_a_chat_are_nobodys_words(kind: str) -> None:
    assert not incoming.is_content(HEAD | {kind: {}})


def test_captions_of_an_album_come_in_lines_with_what_was_left_out() -> None:
    album = [HEAD | {"photo": [], "caption": "one"}, HEAD | {"photo": []}, HEAD | {"photo": [], "caption": "two"}]
    assert incoming.text_of(album, words, "[a note]") == "one\ntwo\n[a note]"


def test_a_message_and_each_version_of_it_have_a_name_for_ever() -> None:
    assert incoming.external_id(HEAD) == "42:77"
    first = HEAD | {"edit_date": 1_700_000_009, "text": "Hello"}
    assert incoming.external_id(first).startswith("42:77:1700000009:")
    assert incoming.external_id(first) != incoming.external_id(first | {"text": "Hello again"})
    assert incoming.remote_of(HEAD | {"edit_date": 1_700_000_009}) == "42:77"


def test_people_have_a_name_and_a_language() -> None:
    assert incoming.name_of(HEAD["from"]) == "Ada L"
    assert [incoming.language_of({"language_code": code}) for code in ("zh-hans", "EN", "", None)] == [
        "zh", "en", None, None,
    ]  # fmt: skip


def test_the_message_that_opened_a_topic_is_not_what_people_answer() -> None:
    root = HEAD | {"forum_topic_created": {"name": "Help"}}
    assert incoming.answered(HEAD | {"reply_to_message": root}) == ""
    assert incoming.answered(HEAD | {"reply_to_message": HEAD}) == "42:77"
    assert incoming.topic({"message_thread_id": 5}) is None
    assert incoming.topic({"message_thread_id": 5, "is_topic_message": True}) == 5


@pytest.mark.parametrize(
    ("old", "new", "emoji"),
    [
        ([], [{"type": "emoji", "emoji": "👍"}], "👍"),
        ([{"type": "emoji", "emoji": "👍"}], [{"type": "emoji", "emoji": "👎"}], "👎"),
        ([{"type": "emoji", "emoji": "👍"}], [], ""),
        ([], [{"type": "paid"}], "⭐"),
        ([], [{"type": "custom_emoji", "custom_emoji_id": "1"}], None),
    ],
)
def test_a_reaction_is_its_emoji(old: list[object], new: list[object], emoji: str | None) -> None:
    assert incoming.emoji_of({"old_reaction": old, "new_reaction": new}) == emoji


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/Human", ("/human", "")),
        ("/start@Frontdesk_Bot  backup ", ("/start", "backup")),
        ("/human\nplease", ("/human", "please")),
        ("/help@other_bot", None),
        ("and/or", None),
        ("", None),
    ],
)
def test_a_command_is_ours_unless_another_bot_is_named(text: str, found: tuple[str, str] | None) -> None:
    assert incoming.command_of(text, "frontdesk_bot") == found


@pytest.mark.parametrize(
    ("text", "entity", "named"),
    [
        ("@Frontdesk_bot hi", {"type": "mention", "offset": 0, "length": 14}, True),
        ("🔑 @frontdesk_bot", {"type": "mention", "offset": 3, "length": 14}, True),
        ("@frontdesk_bot2 hi", {"type": "mention", "offset": 0, "length": 15}, False),
        ("the desk", {"type": "text_mention", "offset": 4, "length": 4, "user": {"id": 7}}, True),
        ("the desk", {"type": "text_mention", "offset": 4, "length": 4, "user": {"id": 8}}, False),
        ("@frontdesk_bot", {"type": "code", "offset": 0, "length": 14}, False),
    ],
)
def test_the_bot_knows_its_name(text: str, entity: dict[str, Any], named: bool) -> None:
    assert incoming.names({"text": text, "entities": [entity]}, "frontdesk_bot", 7) is named


SIZES = [
    {"file_id": "small", "width": 90, "height": 60, "file_size": 900},
    {"file_id": "large", "width": 1280, "height": 853, "file_size": 90_000},
    {"file_id": "huge", "width": 9000, "height": 6000, "file_size": 12_000_000},
]


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ({"photo": SIZES}, ("large", "photo.jpg", "image/jpeg")),
        ({"voice": {"file_id": "v", "mime_type": "audio/ogg"}}, ("v", "voice.ogg", "audio/ogg")),
        ({"video_note": {"file_id": "n"}}, ("n", "video-message.mp4", "video/mp4")),
        ({"audio": {"file_id": "a", "file_name": "a.mp3"}}, ("a", "a.mp3", "audio/mpeg")),
        (
            {"animation": {"file_id": "g", "mime_type": "video/mp4"}, "document": {"file_id": "g2"}},
            ("g", "animation.mp4", "video/mp4"),
        ),
        (
            {"document": {"file_id": "d", "file_name": "../../etc/p\nx.txt", "mime_type": "text/plain"}},
            ("d", "px.txt", "text/plain"),
        ),
        ({"sticker": {"file_id": "s"}}, None),
    ],
)
def test_a_file_has_a_harmless_name_and_a_kind(message: dict[str, Any], found: tuple[str, str, str] | None) -> None:
    file = attachment(message)
    assert (file and (file.id, file.name, file.mime)) == found
