"""What operators do in public: answer out of the FAQ, and take somebody's question to the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from conversation.model import Waiting
from tests.adapters.discord.scene import Scene, last, scene
from tests.kit.discord import Person
from tests.kit.telegram import png

ANSWER, TAKE = "Answer from FAQ", "Take to desk"
FEES = "Fees go to the network, not to us."


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as stage:
        yield stage


@pytest.fixture
def ada(stage: Scene) -> Person:
    return stage.member("Ada")


@pytest.fixture
def eve(stage: Scene) -> Person:
    return stage.moderator("Eve")


async def test_an_operator_answers_a_member_out_of_the_faq(stage: Scene, ada: Person, eve: Person) -> None:
    line = ada.writes("my fees are strange, why are the fees so high", channel=stage.help)
    await stage.hear()
    assert stage.help.from_bot == []
    order = eve.uses_on(ANSWER, line)
    await stage.hear()
    assert order.texts == [stage.users.words("discord_faq_sent")]
    assert order.shown[0].ephemeral
    answer = last(stage.help)
    assert answer.text == FEES
    assert answer.reply_to is line


async def test_without_a_sure_answer_the_nearest_entries_are_offered(stage: Scene, ada: Person, eve: Person) -> None:
    line = ada.writes("zebra crossing", channel=stage.help)
    order = eve.uses_on(ANSWER, line)
    await stage.hear()
    offer = order.shown[0]
    assert offer.text == stage.users.words("discord_faq_near")
    assert 1 <= len(offer.options) <= 5
    assert stage.help.from_bot == []
    pick = eve.selects(offer, offer.options[0])
    await stage.hear()
    assert pick.texts[-1] == stage.users.words("discord_faq_sent")
    assert offer.options == []
    assert last(stage.help).reply_to is line


async def test_only_operators_do(stage: Scene, ada: Person, eve: Person) -> None:
    line = ada.writes("zebra crossing", channel=stage.help)
    order = eve.uses_on(ANSWER, line)
    await stage.hear()
    offer = order.shown[0]
    del stage.users.operators[eve.id]
    orders = [eve.uses_on(ANSWER, line), eve.uses_on(TAKE, line), eve.uses("faq", channel=stage.help, words="fees")]
    orders.append(eve.selects(offer, offer.options[0]))
    await stage.hear()
    for one in orders:
        assert one.texts[-1] == stage.users.words("discord_desk_not_a_member")
    assert stage.help.from_bot == []
    assert await stage.users.newest(ada.id) is None


async def test_a_bots_message_is_nobodys_question(stage: Scene, eve: Person) -> None:
    other = stage.discord.other_bot("Music")
    stage.guild.joins(other)
    line = other.writes("Now playing", channel=stage.help)
    for order in (eve.uses_on(ANSWER, line), eve.uses_on(TAKE, line)):
        await stage.hear()
        assert order.texts == [stage.users.words("discord_no_person")]


async def test_in_a_post_the_command_answers_whoever_opened_it(stage: Scene, ada: Person, eve: Person) -> None:
    post = ada.posts(stage.forum, "Costs", "something is odd")
    await stage.hear()
    order = eve.uses("faq", channel=post, words="why are the fees so high")
    await stage.hear()
    assert order.texts == [stage.users.words("discord_faq_sent")]
    assert last(post).text == FEES
    elsewhere = eve.uses("faq", channel=stage.help, words="fees")
    await stage.hear()
    assert elsewhere.texts == [stage.users.words("discord_faq_where")]


async def test_a_question_is_taken_to_the_desk(stage: Scene, ada: Person, eve: Person) -> None:
    line = ada.writes("It broke, see here", channel=stage.help, files=[("a.png", "image/png", png())])
    await stage.hear()
    order = eve.uses_on(TAKE, line)
    await stage.hear()
    known = await stage.newest(ada)
    assert order.texts == [stage.users.words("discord_taken", number=known.number)]
    assert isinstance(known.stage, Waiting)
    assert known.contact.name == "Ada"
    said = (await stage.lines(ada))[0]
    assert (said.text, [file.name for file in said.files]) == ("It broke, see here", ["a.png"])
    assert "position 1" in last(stage.room_of(ada)).text
    eve.uses_on(TAKE, line)
    await stage.hear()
    assert await stage.said(ada) == ["It broke, see here"], "the same message is taken once"


async def test_a_question_of_somebody_who_takes_no_messages_is_taken_all_the_same(
    stage: Scene, ada: Person, eve: Person
) -> None:
    stage.guild.deny(stage.help, "CREATE_PRIVATE_THREADS")
    ada.closes_dms()
    line = ada.writes("It broke", channel=stage.help)
    eve.uses_on(TAKE, line)
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Waiting)


async def test_a_room_is_named_in_the_language_of_its_person(stage: Scene, ada: Person, eve: Person) -> None:
    ada.writes("怎么备份钱包？")
    await stage.hear()
    line = ada.writes("有人吗？", channel=stage.help)
    await stage.hear()
    eve.uses_on(TAKE, line)
    await stage.hear()
    assert stage.room_of(ada).name == stage.users.words("discord_room_title", "zh", name="Ada")


async def test_who_speaks_chinese_is_led_away_in_chinese(stage: Scene, ada: Person) -> None:
    ada.writes("怎么备份钱包？")
    await stage.hear()
    asked = ada.uses("human", channel=stage.help)
    await stage.hear()
    room = stage.room_of(ada)
    assert room.name == stage.users.words("discord_room_title", "zh", name="Ada")
    assert asked.texts == [stage.users.words("discord_room_opened", "zh", channel=f"<#{room.id}>")]
