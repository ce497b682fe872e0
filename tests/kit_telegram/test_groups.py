"""Groups: what the bot sees there, who speaks, how messages are numbered."""

from __future__ import annotations

from tests.kit.telegram import BotApi, Chat, Person
from tests.kit.telegram.model import Json
from tests.kit_telegram.conftest import Raw


def seen(api: BotApi) -> list[str]:
    return [update["message"].get("text", "") for update in api.updates if "message" in update]


def talk(ada: Person, chat: Chat) -> None:
    """Somebody talks in a group, now and then to the bot."""
    answer = next((message for message in chat.from_bot), None)
    ada.writes("just talking", chat=chat)
    ada.writes("/help please", chat=chat)
    ada.writes("/help@frontdesk_bot", chat=chat)
    ada.writes("/help@other_bot", chat=chat)
    ada.writes("what do you say, @Frontdesk_bot?", chat=chat)
    ada.writes("@frontdesk_botanist is somebody else", chat=chat)
    ada.writes("thank you", chat=chat, reply_to=answer)


def test_with_privacy_the_bot_sees_only_what_concerns_it(api: BotApi, raw: Raw) -> None:
    ada = api.user("Ada")
    group = api.group("Community", members=[ada])
    raw.result("sendMessage", chat_id=group.id, text="I am here")
    talk(ada, group)
    assert seen(api) == ["/help please", "/help@frontdesk_bot", "what do you say, @Frontdesk_bot?", "thank you"]


def test_an_administrator_sees_everything(api: BotApi) -> None:
    ada = api.user("Ada")
    talk(ada, api.group("Community", members=[ada], bot="administrator"))
    assert len(seen(api)) == 7


def test_without_privacy_the_bot_sees_everything() -> None:
    with BotApi(privacy=False) as api:
        ada = api.user("Ada")
        talk(ada, api.group("Community", members=[ada]))
        assert len(seen(api)) == 7


def test_private_chats_and_basic_groups_share_a_counter_and_supergroups_have_their_own(api: BotApi) -> None:
    ada, bob = api.user("Ada"), api.user("Bob")
    small, big = api.group("Small", [ada], basic=True), api.group("Big", [ada])
    shared = [ada.writes("1").id, bob.writes("2").id, ada.writes("3", chat=small).id]
    assert shared == list(range(shared[0], shared[0] + 3))
    own = [ada.writes("1", chat=big).id, ada.writes("2", chat=big).id]
    assert own == list(range(own[0], own[0] + 2))


def test_who_speaks_is_told_as_telegram_tells_it(api: BotApi) -> None:
    ada, bob = api.user("Ada"), api.user("Bob")
    news, other = api.channel("News", "news"), api.other_bot("gif_bot")
    desk = api.forum("Desk", members=[ada], admins=[bob])
    desk.anonymous_admin_writes("anonymous")
    desk.channel_posts(news, "a post")
    ada.writes("as a channel", chat=desk, as_channel=news)
    ada.writes("by a bot", chat=desk, via_bot=other)
    ada.writes("forwarded", chat=desk, forwarded_from=bob)
    ada.writes("hidden", chat=desk, forwarded_from="Somebody")
    ada.writes("from a channel", chat=desk, forwarded_from=news)
    ada.writes("from a group", chat=desk, forwarded_from=desk)
    told: list[Json] = [update["message"] for update in api.updates]
    assert [message["from"]["first_name"] for message in told[:3]] == ["Group", "Telegram", "Channel"]
    assert [message["sender_chat"]["title"] for message in told[:3]] == ["Desk", "News", "News"]
    assert told[1]["is_automatic_forward"]
    assert told[3]["via_bot"]["username"] == "gif_bot"
    assert [message["forward_origin"]["type"] for message in told[4:]] == ["user", "hidden_user", "channel", "chat"]


def test_people_and_the_bot_come_and_go(api: BotApi, raw: Raw) -> None:
    ada, lead = api.user("Ada"), api.user("Lead")
    group = api.group("Community", admins=[lead])
    raw.result("getUpdates", allowed_updates=["message", "my_chat_member", "chat_member"])
    ada.joins(group)
    assert [list(update) for update in api.updates] == [["update_id", "message"]], (
        "only administrators learn of members"
    )
    api.member_status(api.bot, group, "administrator")
    ada.leaves(group)
    group.adds(ada, by=lead)
    group.removes(ada, by=lead)
    api.remove_bot(group)
    api.add_bot(group)
    statuses = [
        (kind, update[kind]["old_chat_member"]["status"], update[kind]["new_chat_member"]["status"])
        for update in api.updates
        for kind in ("my_chat_member", "chat_member")
        if kind in update
    ]
    assert statuses == [
        ("my_chat_member", "member", "administrator"),
        ("chat_member", "member", "left"),
        ("chat_member", "left", "member"),
        ("chat_member", "member", "kicked"),
        ("my_chat_member", "administrator", "kicked"),
        ("my_chat_member", "kicked", "member"),
    ]


def test_a_reply_in_a_plain_supergroup_has_a_thread_but_no_topic(api: BotApi, raw: Raw) -> None:
    ada = api.user("Ada")
    group = api.group("Community", members=[ada])
    question = ada.writes("@frontdesk_bot why?", chat=group)
    sent = raw.result("sendMessage", chat_id=group.id, text="so", reply_parameters={"message_id": question.id})
    assert sent["message_thread_id"] == question.id
    assert "is_topic_message" not in sent


def test_people_manage_topics_too(api: BotApi) -> None:
    lead, op = api.user("Lead"), api.user("Op")
    desk = api.forum("Desk", members=[op], admins=[lead])
    topic = desk.opens_topic("Ideas", by=op, icon="💡")
    said = op.writes("an idea", topic=topic)
    answer = lead.writes("good", reply_to=said)
    desk.edits_topic(topic, name="Good ideas", icon="🔥")
    desk.pins(said)
    desk.closes_topic(topic)
    desk.reopens_topic(topic)
    desk.renames("The desk")
    assert (answer.topic, topic.name, topic.icon, topic.texts) == (topic, "Good ideas", "🔥", ["an idea", "good"])
    service = [
        name
        for update in api.updates
        for name in update["message"]
        if name.startswith(("forum_topic", "pinned", "new_chat"))
    ]
    assert service == [
        "forum_topic_created", "forum_topic_edited", "pinned_message", "forum_topic_closed", "forum_topic_reopened",
        "new_chat_title",
    ]  # fmt: skip
    before = len(api.updates)
    desk.delete_topic(topic)
    assert (len(api.updates), desk.topics, topic.messages) == (before, [], [])
