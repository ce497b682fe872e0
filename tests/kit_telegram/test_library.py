"""The real library's client on the double, method by method."""

from __future__ import annotations

import pytest
import telegram as tg
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, ReplyParameters

from tests.kit.telegram import BotApi, png
from tests.kit_telegram.library import known

BUTTONS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Yes", callback_data="help:yes"), InlineKeyboardButton("No", callback_data="help:no")],
        [InlineKeyboardButton("Site", url="https://example.org/")],
    ]
)


@pytest.mark.parametrize("more", [{"colour": "red"}, {"date": "now"}, {"from": {"id": 1, "is_bot": False}}])
def test_the_judge_is_strict(more: dict[str, object]) -> None:
    message = {"message_id": 1, "date": 1_700_000_000, "chat": {"id": 1, "type": "private"}, "text": "x"}
    known(tg.Message, message)
    with pytest.raises((AssertionError, TypeError)):
        known(tg.Message, message | more)


async def test_the_bot_learns_who_it_is(api: BotApi, bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (api.bot.id, "frontdesk_bot", True)
    assert me.can_read_all_group_messages is False
    assert (await bot.get_my_name()).name == "Front Desk"
    assert await bot.set_my_short_description("Asks and answers")
    assert (await bot.get_my_short_description()).short_description == "Asks and answers"
    assert await bot.set_my_description("A desk")
    assert (await bot.get_my_description()).description == "A desk"


async def test_a_question_an_answer_and_a_pressed_button(api: BotApi, bot: Bot) -> None:
    ada = api.user("Ada", username="ada", language="de")
    ada.writes("How do I back up my wallet?")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.text, update.message.from_user.language_code) == ("How do I back up my wallet?", "de")
    sent = await bot.send_message(
        ada.id, "Write it down.", entities=[MessageEntity("bold", 0, 5)], reply_markup=BUTTONS,
        reply_parameters=ReplyParameters(update.message.message_id),
    )  # fmt: skip
    assert sent.reply_to_message is not None
    assert ada.chat.last is not None
    assert ada.chat.last.labels == ["Yes", "No", "Site"]
    press = ada.presses(ada.chat.last, "No")
    (update,) = await bot.get_updates(offset=update.update_id + 1)
    assert update.callback_query is not None
    assert update.callback_query.data == "help:no"
    assert await bot.answer_callback_query(update.callback_query.id, "Thanks", show_alert=True)
    assert (press.answer, press.show_alert) == ("Thanks", True)
    await bot.edit_message_text("Ask a person.", ada.id, sent.message_id)
    assert [(message.text, message.edited, message.labels) for message in ada.chat.from_bot] == [
        ("Ask a person.", True, [])
    ]


async def test_every_kind_of_file_goes_up_and_down(api: BotApi, bot: Bot) -> None:
    ada = api.user("Ada")
    ada.starts()
    picture = png(300, 200)
    await bot.send_photo(ada.id, picture, caption="a map", has_spoiler=False)
    await bot.send_document(ada.id, b"a log", filename="app.log", caption="a log")
    await bot.send_video(ada.id, b"a film", duration=3)
    await bot.send_voice(ada.id, b"a voice", duration=2)
    await bot.send_audio(ada.id, b"a song", duration=9)
    await bot.send_animation(ada.id, b"a gif")
    await bot.send_sticker(ada.id, b"a sticker")
    await bot.send_video_note(ada.id, b"a round film")
    kinds = [message.kind for message in ada.chat.from_bot]
    assert kinds == ["photo", "document", "video", "voice", "audio", "animation", "sticker", "video_note"]
    for message in ada.chat.from_bot:
        file = await bot.get_file(message.file.id)
        assert bytes(await file.download_as_bytearray()) == message.file.content
    assert (ada.chat.from_bot[0].file.width, ada.chat.from_bot[1].file.name) == (300, "app.log")
    again = await bot.send_photo(ada.id, ada.chat.from_bot[0].file.id)
    assert [size.width for size in again.photo] == [90, 300]


async def test_an_album_and_what_is_changed_later(api: BotApi, bot: Bot) -> None:
    ada = api.user("Ada")
    ada.starts()
    sent = await bot.send_media_group(
        ada.id, [tg.InputMediaPhoto(png(), caption="both"), tg.InputMediaPhoto(png(20, 20))]
    )
    assert len({message.media_group_id for message in sent}) == 1
    first = sent[0].message_id
    await bot.edit_message_caption(ada.id, first, caption="one")
    await bot.edit_message_media(tg.InputMediaPhoto(png(99, 9), caption="new"), ada.id, first)
    await bot.edit_message_reply_markup(ada.id, first, reply_markup=BUTTONS)
    assert (ada.chat.from_bot[0].text, ada.chat.from_bot[0].file.width) == ("new", 99)
    assert await bot.delete_messages(ada.id, [message.message_id for message in sent])
    assert ada.chat.from_bot == []


async def test_copies_forwards_pins_reactions_and_deletions(api: BotApi, bot: Bot) -> None:
    ada, bob = api.user("Ada"), api.user("Bob")
    photo = ada.sends_photo(caption="look")
    bob.starts()
    copied = await bot.copy_message(bob.id, ada.id, photo.id, reply_markup=BUTTONS)
    assert bob.chat.last is not None
    assert (bob.chat.last.id, bob.chat.last.text, bob.chat.last.file) == (copied.message_id, "look", photo.file)
    forwarded = await bot.forward_message(bob.id, ada.id, photo.id)
    assert isinstance(forwarded.forward_origin, tg.MessageOriginUser)
    assert await bot.pin_chat_message(bob.id, copied.message_id)
    assert [message.id for message in bob.chat.pinned] == [copied.message_id]
    assert (await bot.get_chat(bob.id)).pinned_message is not None
    assert await bot.unpin_chat_message(bob.id, copied.message_id)
    assert await bot.set_message_reaction(ada.id, photo.id, "👍")
    assert photo.reactions == {api.bot.id: ["👍"]}
    assert await bot.send_chat_action(bob.id, "typing")
    assert bob.chat.actions == ["typing"]
    assert await bot.delete_message(bob.id, copied.message_id)
    await bot.send_contact(bob.id, "+49", "Eve")
    await bot.send_location(bob.id, 1.5, 2.5)


async def test_a_topic_from_its_first_day_to_its_last(api: BotApi, bot: Bot) -> None:
    lead = api.user("Lead")
    desk = api.forum("Desk", admins=[lead])
    icons = {sticker.emoji: sticker.custom_emoji_id for sticker in await bot.get_forum_topic_icon_stickers()}
    made = await bot.create_forum_topic(desk.id, "Ada · #1001", icon_custom_emoji_id=icons["❓"])
    (topic,) = desk.topics
    assert (topic.id, topic.name, topic.icon) == (made.message_thread_id, "Ada · #1001", "❓")
    card = await bot.send_message(desk.id, "A card", message_thread_id=topic.id)
    assert (card.is_topic_message, card.message_thread_id) == (True, topic.id)
    assert card.reply_to_message is not None
    assert card.reply_to_message.forum_topic_created is not None
    assert await bot.pin_chat_message(desk.id, card.message_id)
    assert await bot.edit_forum_topic(desk.id, topic.id, name="Ada", icon_custom_emoji_id=icons["✅"])
    assert await bot.close_forum_topic(desk.id, topic.id)
    assert (topic.name, topic.icon, topic.closed) == ("Ada", "✅", True)
    await bot.send_message(desk.id, "a line", message_thread_id=topic.id)
    assert await bot.reopen_forum_topic(desk.id, topic.id)
    assert await bot.unpin_all_forum_topic_messages(desk.id, topic.id)
    updates = [update.message for update in await bot.get_updates()]
    assert [message.from_user.id for message in updates if message and message.from_user] == [api.bot.id] * 5
    assert await bot.delete_forum_topic(desk.id, topic.id)
    assert desk.topics == []


async def test_chats_members_and_commands(api: BotApi, bot: Bot) -> None:
    lead, op = api.user("Lead"), api.user("Op")
    desk = api.forum("Desk", members=[op], admins=[lead])
    assert (await bot.get_chat(desk.id)).is_forum
    ours = await bot.get_chat_member(desk.id, api.bot.id)
    assert isinstance(ours, tg.ChatMemberAdministrator)
    assert (ours.can_manage_topics, ours.can_pin_messages, ours.can_promote_members) == (True, True, False)
    assert isinstance(await bot.get_chat_member(desk.id, lead.id), tg.ChatMemberOwner)
    assert isinstance(await bot.get_chat_member(desk.id, op.id), tg.ChatMemberMember)
    assert isinstance(await bot.get_chat_member(desk.id, api.user("Eve").id), tg.ChatMemberLeft)
    assert {member.user.id for member in await bot.get_chat_administrators(desk.id)} == {api.bot.id, lead.id}
    assert await bot.get_chat_member_count(desk.id) == 3
    scope = tg.BotCommandScopeAllPrivateChats()
    assert await bot.set_my_commands([("human", "Talk to a person")], scope=scope, language_code="en")
    assert (await bot.get_my_commands(scope=scope, language_code="en"))[0].command == "human"
    assert await bot.delete_my_commands(scope=scope, language_code="en")
    assert await bot.get_my_commands(scope=scope, language_code="en") == ()
    assert await bot.leave_chat(desk.id)
    assert desk.status(api.bot) == "left"


async def test_a_webhook_is_told_of(api: BotApi, bot: Bot) -> None:
    assert await bot.set_webhook("https://desk.example/hooks", secret_token="s3cret", allowed_updates=["message"])
    told = await bot.get_webhook_info()
    assert (told.url, told.allowed_updates) == ("https://desk.example/hooks", ("message",))
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert (await bot.get_webhook_info()).url == ""
