"""Methods about the topics of a forum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.kit.telegram.errors import bad
from tests.kit.telegram.methods.places import required_chat
from tests.kit.telegram.model import Account, Chat, Json, Topic
from tests.kit.telegram.params import Params
from tests.kit.telegram.reactions import ICONS
from tests.kit.telegram.world import World

COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
LONGEST_NAME = 128


def open_topic(world: World, chat: Chat, by: Account, name: str, color: int = COLORS[0], icon_id: str = "") -> Topic:
    """A new topic with the message that opens it; its id is that message's."""
    shown: Json = {"name": name, "icon_color": color} | ({"icon_custom_emoji_id": icon_id} if icon_id else {})
    first = world.post(chat, by, "service", body={"forum_topic_created": shown})
    topic = Topic(chat, first.id, name, color, icon_id, ICONS.get(icon_id, ""))
    first.topic = topic
    chat.all_topics.append(topic)
    world.tell(first)
    return topic


def change_topic(world: World, topic: Topic, by: Account, name: str, icon_id: str) -> None:
    """A new name or icon, and the service message about it."""
    shown: Json = {"name": name} if name != topic.name else {}
    shown |= {"icon_custom_emoji_id": icon_id} if icon_id != topic.icon_id else {}
    topic.name, topic.icon_id, topic.icon = name, icon_id, ICONS.get(icon_id, "")
    world.event(topic.chat, by, {"forum_topic_edited": shown}, topic)


def set_closed(world: World, topic: Topic, by: Account, *, closed: bool) -> None:
    """Closed or open again, and the service message about it."""
    topic.closed = closed
    world.event(topic.chat, by, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, topic)


def remove_topic(topic: Topic) -> None:
    """The topic is gone with all its messages. Nobody tells a bot."""
    topic.deleted = True
    for message in topic.chat.history:
        if message.topic is topic:
            message.deleted = True


def forum(world: World, params: Params, verb: str) -> Chat:
    """The forum, if the bot may manage its topics."""
    chat = required_chat(world, params)
    if not chat.forum:
        raise bad("the chat is not a forum")
    if not world.may(chat, "can_manage_topics"):
        raise bad(f"not enough rights to {verb}")
    return chat


def named_topic(world: World, params: Params, verb: str) -> Topic:
    """The topic that a call means."""
    chat = forum(world, params, verb)
    thread = params.integer("message_thread_id")
    if not thread:
        raise bad("invalid message thread identifier specified")
    found = next((topic for topic in chat.topics if topic.id == thread), None)
    if found is None:
        raise bad("message thread not found")
    return found


def check_name(name: str) -> str:
    """Within the documented limits; the real server cuts a longer name, here it is a mistake."""
    if not name.strip():
        raise bad("TOPIC_TITLE_EMPTY")
    if len(name) > LONGEST_NAME:
        raise bad("TOPIC_TITLE_TOO_LONG")
    return name.strip()


def check_icon(icon_id: str) -> str:
    """One of the icons that are free for bots, or none."""
    if icon_id and icon_id not in ICONS:
        raise bad("DOCUMENT_INVALID")
    return icon_id


def create(world: World, params: Params) -> Json:
    """`createForumTopic`."""
    chat = forum(world, params, "create a topic")
    name = check_name(params.text("name") or "")
    color = params.integer("icon_color") or COLORS[0]
    if color not in COLORS:
        raise bad("invalid icon color specified")
    topic = open_topic(world, chat, world.bot, name, color, check_icon(params.text("icon_custom_emoji_id") or ""))
    shown: Json = {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.color}
    return shown | ({"icon_custom_emoji_id": topic.icon_id} if topic.icon_id else {})


def edit(world: World, params: Params) -> bool:
    """`editForumTopic`; what is missing stays, an empty icon takes the icon away."""
    topic = named_topic(world, params, "edit the topic")
    name = params.text("name")
    icon = params.text("icon_custom_emoji_id")
    new_name = topic.name if not name else check_name(name)
    new_icon = topic.icon_id if icon is None else check_icon(icon)
    if (new_name, new_icon) == (topic.name, topic.icon_id):
        raise bad("TOPIC_NOT_MODIFIED")
    change_topic(world, topic, world.bot, new_name, new_icon)
    return True


def close(world: World, params: Params) -> bool:
    """`closeForumTopic`."""
    topic = named_topic(world, params, "close the topic")
    if topic.closed:
        raise bad("TOPIC_NOT_MODIFIED")
    set_closed(world, topic, world.bot, closed=True)
    return True


def reopen(world: World, params: Params) -> bool:
    """`reopenForumTopic`."""
    topic = named_topic(world, params, "reopen the topic")
    if not topic.closed:
        raise bad("TOPIC_NOT_MODIFIED")
    set_closed(world, topic, world.bot, closed=False)
    return True


def delete(world: World, params: Params) -> bool:
    """`deleteForumTopic`."""
    topic = named_topic(world, params, "delete the topic")
    if not world.may(topic.chat, "can_delete_messages"):
        raise bad("not enough rights to delete the topic")
    remove_topic(topic)
    return True


def unpin_all(world: World, params: Params) -> bool:
    """`unpinAllForumTopicMessages`."""
    for message in named_topic(world, params, "unpin messages in the topic").messages:
        message.pinned = False
    return True


def icon_stickers(world: World, params: Params) -> list[Json]:
    """`getForumTopicIconStickers`."""
    return [
        {
            "file_id": f"CAACAgIAAxUA{icon_id}",
            "file_unique_id": f"AgAD{icon_id}",
            "type": "custom_emoji",
            "width": 512,
            "height": 512,
            "is_animated": True,
            "is_video": False,
            "emoji": emoji,
            "set_name": "Topics",
            "custom_emoji_id": icon_id,
            "file_size": 4096,
        }
        for icon_id, emoji in ICONS.items()
    ]


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "createForumTopic": create,
    "editForumTopic": edit,
    "closeForumTopic": close,
    "reopenForumTopic": reopen,
    "deleteForumTopic": delete,
    "unpinAllForumTopicMessages": unpin_all,
    "getForumTopicIconStickers": icon_stickers,
}
