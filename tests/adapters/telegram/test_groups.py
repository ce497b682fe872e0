"""Groups: when the bot is meant, when it may listen, what it never says, and where it does not stay."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from adapters.telegram.groups import FOREIGN
from conversation.events import Actor
from conversation.model import Waiting
from tests.adapters.telegram.scene import Scene, last, scene
from tests.kit.telegram import BotApi, Group, Person

QUESTION = "How do I back up my wallet?"
ANSWER = "Open Settings → Backup in Example Wallet."
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.fixture
def served() -> BotApi:
    return BotApi(privacy=False)


@pytest.fixture
def ada(served: BotApi) -> Person:
    return served.user("Ada")


@pytest.fixture
def bob(served: BotApi) -> Person:
    return served.user("Bob")


@pytest.fixture
def room(served: BotApi, ada: Person, bob: Person) -> Group:
    return served.group("Users", members=[ada, bob], bot="administrator")


@pytest.fixture
async def stage(served: BotApi, room: Group) -> AsyncIterator[Scene]:
    async with scene(listed={room: ()}, served=served) as stage:
        yield stage


async def test_in_public_the_bot_answers_when_it_is_meant_or_sure(
    stage: Scene, ada: Person, bob: Person, room: Group
) -> None:
    """Each by a person of their own, since nobody is answered unasked twice in a minute."""
    bobs = bob.writes("lunch was nice", chat=room)
    cases = [
        (f"@frontdesk_bot {QUESTION}", True),
        (f"{QUESTION} @Frontdesk_Bot, please", True),
        (QUESTION, True),
        ("怎么备份钱包？", True),
        ("How do I back up my wallet?? 🙏", True),
        ("How do I back up my wallet", False),
        ("Anybody for lunch?", False),
        ("@frontdesk_bot anybody for lunch", False),
        ("/human@other_bot", False),
        ("/ban @mallory", False),
        ("@other_bot how do I back up my wallet", False),
    ]
    for text, spoken in cases:
        person = stage.telegram.user()
        person.joins(room)
        before = len(room.from_bot)
        message = person.writes(text, chat=room)
        await stage.hear()
        assert (len(room.from_bot) > before) is spoken, text
        assert not spoken or last(room).reply_to is message
        assert not last(room).labels
        assert (await stage.newest(person, room) is not None) is (spoken or text.startswith("@front")), text
    assert bobs.text == "lunch was nice"


async def test_the_name_is_cut_out_of_what_is_kept(stage: Scene, ada: Person, room: Group) -> None:
    ada.writes("@frontdesk_bot, How do I back up my wallet?", chat=room)
    await stage.hear()
    assert await stage.said(ada, room) == [QUESTION]


async def test_an_answer_to_the_bot_is_meant_for_it(stage: Scene, ada: Person, bob: Person, room: Group) -> None:
    ada.writes(f"@frontdesk_bot {QUESTION}", chat=room)
    await stage.hear()
    bob.writes("and why are the fees so high", reply_to=last(room))
    await stage.hear()
    assert last(room).text == "Fees go to the network, not to us."


async def test_nobody_is_answered_unasked_twice_in_a_minute(
    stage: Scene, ada: Person, bob: Person, room: Group
) -> None:
    for person in (ada, bob, ada):
        person.writes(QUESTION, chat=room)
        await stage.hear()
    assert [message.text for message in room.from_bot] == [ANSWER, ANSWER]
    assert await stage.said(ada, room) == [QUESTION]
    clock = stage.built.clock
    clock.wind(60_000)  # type: ignore[attr-defined] # the tests' clock
    ada.writes(QUESTION, chat=room)
    await stage.hear()
    assert len(room.from_bot) == 3


async def test_a_person_is_asked_for_in_private(stage: Scene, ada: Person, bob: Person, room: Group) -> None:
    ada.writes("@frontdesk_bot My hamster ate my cable", chat=room)
    ada.writes("/human", chat=room)
    await stage.hear()
    (button,) = last(room).buttons
    assert button.url is not None
    assert button.url.startswith("https://t.me/frontdesk_bot?start=h_")
    code = button.url.partition("=")[2]
    bob.starts(code)
    await stage.hear()
    assert "Ask me anything" in last(bob.chat).text, "it is not made for him"
    assert await stage.said(bob) == ["/start"]
    ada.starts(code)
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Waiting)
    assert await stage.said(ada) == ["My hamster ate my cable"], "what she asked in the group"
    assert "You are in the queue" in last(ada.chat).text
    assert not any("queue" in message.text for message in room.from_bot)


async def test_a_secret_in_public_is_taken_away_and_warned_of(stage: Scene, ada: Person, room: Group) -> None:
    message = ada.writes(f"my words are {PHRASE}", chat=room)
    await stage.hear()
    assert message.deleted
    assert "legal" not in last(room).text
    assert last(room).buttons[0].url is not None


async def test_a_secret_that_is_added_later_is_taken_away_too(stage: Scene, ada: Person, room: Group) -> None:
    message = ada.writes("look what I have", chat=room)
    await stage.hear()
    ada.edits(message, f"look what I have: {PHRASE}")
    await stage.hear()
    assert message.deleted


async def test_who_writes_for_a_channel_or_hides_is_not_heard(stage: Scene, ada: Person, room: Group) -> None:
    channel = stage.telegram.channel("News")
    ada.writes(f"@frontdesk_bot {QUESTION}", chat=room, as_channel=channel)
    room.anonymous_admin_writes(f"@frontdesk_bot {QUESTION}")
    room.channel_posts(channel, QUESTION)
    await stage.hear()
    assert room.find(ANSWER) is None


async def test_only_what_we_keep_is_changed_or_marked(stage: Scene, ada: Person, bob: Person, room: Group) -> None:
    asked = ada.writes(f"@frontdesk_bot {QUESTION}", chat=room)
    talk = ada.writes("lunch was nice", chat=room)
    await stage.hear()
    ada.edits(asked, f"@frontdesk_bot {QUESTION} Please!")
    ada.edits(talk, "lunch was awful")
    bob.reacts(last(room), "👎")
    ada.reacts(last(room), "👍")
    await stage.hear()
    (line,) = [line for line in await stage.lines(ada, room) if line.author == "user"]
    assert (line.text, line.before) == (f"{QUESTION} Please!", (QUESTION,))
    assert await stage.newest(bob, room) is None


async def test_an_operator_answers_a_member_out_of_the_faq(stage: Scene, ada: Person, bob: Person, room: Group) -> None:
    stage.operators[str(bob.id)] = Actor("bob", "operator")
    asked = ada.writes("it costs me a fortune every time", chat=room)
    ada.writes("/faq fees", reply_to=asked)
    await stage.hear()
    assert room.from_bot == [], "she is no operator"
    bob.writes("/faq fees", reply_to=asked)
    await stage.hear()
    assert (last(room).text, last(room).reply_to) == ("Fees go to the network, not to us.", asked)


async def test_an_operator_hears_in_private_why_not(stage: Scene, ada: Person, bob: Person, room: Group) -> None:
    stage.operators[str(bob.id)] = Actor("bob", "operator")
    bob.starts()
    bob.writes("/faq zzz qqq", reply_to=ada.writes("it costs me a fortune", chat=room))
    await stage.hear()
    assert room.from_bot == []
    assert "zzz" in last(bob.chat).text or "FAQ" in last(bob.chat).text


async def test_a_group_that_nobody_listed_is_left_and_told(
    stage: Scene, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    other = stage.telegram.group("Airdrop 🎁", members=[ada], bot="left")
    stage.telegram.add_bot(other)
    ada.writes(f"@frontdesk_bot {QUESTION}", chat=other)
    await stage.hear()
    assert other.from_bot == []
    assert other.status(stage.telegram.bot) == "left"
    assert f"groups: [{{chat: {other.id}}}]" in caplog.text
    kept = json.loads(await stage.built.database.staff.setting(FOREIGN) or "")
    assert kept == [{"id": str(other.id), "title": "Airdrop 🎁"}]
    stage.telegram.add_bot(other)
    await stage.hear()
    assert other.status(stage.telegram.bot) == "left"


async def test_the_bot_listens_in_listed_topics_only(served: BotApi, ada: Person) -> None:
    room = served.forum("Forum", members=[ada])
    help_topic, talk = room.opens_topic("Help", by=ada), room.opens_topic("Talk", by=ada)
    async with scene(listed={room: (str(help_topic.id),)}, served=served) as stage:
        ada.writes(QUESTION, topic=talk)
        ada.writes(QUESTION, chat=room)
        await stage.hear()
        assert room.from_bot == []
        ada.writes("save my wallet", topic=help_topic)
        await stage.hear()
        assert [(message.text, message.topic) for message in room.from_bot] == [(ANSWER, help_topic)]
        ada.writes("@frontdesk_bot save my wallet", topic=talk)
        await stage.hear()
        assert last(room).topic is talk


async def test_a_group_that_becomes_a_supergroup_stays_ours(served: BotApi, ada: Person) -> None:
    old = served.group("Small", members=[ada], basic=True, bot="administrator")
    async with scene(listed={old: ()}, served=served) as stage:
        ada.writes(f"@frontdesk_bot {QUESTION}", chat=old)
        await stage.hear()
        new = old.upgrades()
        stage.api.moved[old.id] = new.id
        await stage.hear()
        ada.writes("@frontdesk_bot why are the fees so high", chat=new)
        await stage.hear()
        assert last(new).text == "Fees go to the network, not to us."
        stage.api.moved.clear()
        await stage.groups.recall()
        assert stage.api.moved == {old.id: new.id}


async def test_words_of_others_are_no_order(stage: Scene, ada: Person, bob: Person, room: Group) -> None:
    stage.operators[str(bob.id)] = Actor("Bob", "operator")
    asked = ada.writes("where do those words hide", chat=room)
    bob.writes("/faq backup", chat=room, reply_to=asked, forwarded_from=ada)
    await stage.hear()
    assert room.from_bot == []
    bob.writes("/faq backup", chat=room, reply_to=asked)
    await stage.hear()
    assert [message.text for message in room.from_bot] == [ANSWER]


async def test_an_operators_answer_is_the_only_one(stage: Scene, ada: Person, bob: Person, room: Group) -> None:
    stage.operators[str(bob.id)] = Actor("Bob", "operator")
    asked = ada.writes("how do i back up my wallet", chat=room)  # no question mark: the bot is silent
    bob.writes("/faq fees", chat=room, reply_to=asked)
    await stage.hear()
    assert [message.text for message in room.from_bot] == ["Fees go to the network, not to us."]
