"""What stands on the wire: objects of the Bot API with the fields that Telegram really sends."""

from __future__ import annotations

from tests.kit.telegram.model import RIGHTS, Account, Chat, Json, Member, Message

CAPTIONED = frozenset({"photo", "document", "video", "voice", "audio", "animation"})


def user_json(account: Account) -> Json:
    """A `User`."""
    shown: Json = {"id": account.id, "is_bot": account.is_bot, "first_name": account.first_name}
    if account.last_name:
        shown["last_name"] = account.last_name
    if account.username:
        shown["username"] = account.username
    if account.language:
        shown["language_code"] = account.language
    return shown


def chat_json(chat: Chat) -> Json:
    """A `Chat`."""
    shown: Json = {"id": chat.id, "type": chat.kind}
    if chat.partner is not None:
        shown["first_name"] = chat.partner.first_name
        shown |= {"last_name": chat.partner.last_name} if chat.partner.last_name else {}
        shown |= {"username": chat.partner.username} if chat.partner.username else {}
        return shown
    shown["title"] = chat.title
    if chat.username:
        shown["username"] = chat.username
    if chat.forum:
        shown["is_forum"] = True
    return shown


def message_json(message: Message, *, nested: bool = False) -> Json:
    """A `Message`; one inside another shows no third."""
    shown: Json = {
        "message_id": message.id,
        "from": user_json(message.sender),
        "chat": chat_json(message.chat),
        "date": message.date,
    }
    if message.edit_date is not None:
        shown["edit_date"] = message.edit_date
    if message.topic is not None:
        shown |= {"message_thread_id": message.topic.id, "is_topic_message": True}
    elif message.thread is not None:
        shown["message_thread_id"] = message.thread
    answered = _answered(message)
    if answered is not None and not nested:
        shown["reply_to_message"] = message_json(answered, nested=True)
    shown |= _text_json(message) | message.body
    if message.markup and message.markup.get("inline_keyboard"):
        shown["reply_markup"] = message.markup
    pinned = message.body.get("pinned_message")
    if isinstance(pinned, Message):
        shown["pinned_message"] = message_json(pinned, nested=True)
    return shown


def _answered(message: Message) -> Message | None:
    """What it answers; inside a topic everything without an answer of its own answers the topic's first message."""
    if message.reply_to is not None:
        return None if message.reply_to.deleted else message.reply_to
    if message.topic is not None and message.id != message.topic.id:
        return message.chat.message(message.topic.id)
    return None


def _text_json(message: Message) -> Json:
    """Text or caption with its entities."""
    if not message.text:
        return {}
    words, spans = ("caption", "caption_entities") if message.kind in CAPTIONED else ("text", "entities")
    return {words: message.text} | ({spans: message.entities} if message.entities else {})


def member_json(member: Member, *, by_bot: bool = False) -> Json:
    """A `ChatMember`; `by_bot`: whether the bot may edit this administrator."""
    shown: Json = {"user": user_json(member.account), "status": member.status}
    match member.status:
        case "creator":
            shown["is_anonymous"] = "is_anonymous" in member.rights
        case "administrator":
            shown |= {"can_be_edited": by_bot, "is_anonymous": "is_anonymous" in member.rights}
            shown |= {right: right in member.rights for right in RIGHTS}
        case "restricted":
            shown |= {"is_member": True, "until_date": 0} | permissions_json(allowed=False)
        case "kicked":
            shown["until_date"] = 0
        case "member" | "left":
            pass
    if member.title and member.status in {"creator", "administrator"}:
        shown["custom_title"] = member.title
    return shown


def permissions_json(*, allowed: bool = True) -> Json:
    """`ChatPermissions`, all alike save what ordinary members seldom may."""
    sends = (
        "messages", "audios", "documents", "photos", "videos", "video_notes", "voice_notes", "polls", "other_messages",
    )  # fmt: skip
    shown = {f"can_send_{what}": allowed for what in sends}
    return shown | {
        "can_add_web_page_previews": allowed,
        "can_change_info": False,
        "can_invite_users": allowed,
        "can_pin_messages": False,
        "can_manage_topics": False,
        "can_edit_tag": False,
    }


def full_chat_json(chat: Chat) -> Json:
    """A `ChatFullInfo`."""
    shown = chat_json(chat) | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
            chat.partner is not None,
        ),
    }
    if chat.username or (chat.partner is not None and chat.partner.username):
        shown["active_usernames"] = [shown["username"]]
    if chat.partner is None:
        shown |= {"permissions": permissions_json(), "has_visible_history": True}
    if chat.pinned:
        shown["pinned_message"] = message_json(max(chat.pinned, key=lambda message: message.date), nested=True)
    return shown


def me_json(bot: Account, *, reads_all: bool) -> Json:
    """The bot's own `User`, as only `getMe` shows it."""
    return user_json(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
    }


def reactions_json(emoji: list[str]) -> list[Json]:
    """`ReactionType`s."""
    return [{"type": "emoji", "emoji": one} for one in emoji]
