"""What people in a desk group cannot do: hang it, speak through others, look like a colleague, leak by mistake."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.telegram.api import Api
from conversation.delivery import Rejected
from conversation.model import Waiting, WithOperator
from tests.adapters.telegram.desk_scene import DeskScene, desk_scene
from tests.kit.telegram import Fault, Person, png

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.fixture
async def stage() -> AsyncIterator[DeskScene]:
    async with desk_scene() as stage:
        yield stage


@pytest.fixture
def olga(stage: DeskScene) -> Person:
    return stage.operators[0]


async def test_a_team_that_there_is_not_is_refused_however_long_its_name(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    olga.writes("/transfer " + "x" * 4_000, topic=topic)
    await stage.hear()
    found = (await stage.conversation()).stage
    assert isinstance(found, Waiting)
    assert found.team is None
    assert topic.last is not None
    assert len(topic.last.text) < 400
    await stage.tidy()
    assert "xxx" not in (await stage.card()).text


async def test_a_secret_in_an_order_is_kept_nowhere(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    olga.writes(f"/transfer {PHRASE}", topic=topic)
    await stage.hear()
    found = (await stage.conversation()).stage
    assert isinstance(found, Waiting)
    assert "sausage" not in str(found)
    await stage.tidy()
    assert "sausage" not in (await stage.card()).text
    assert topic.last is not None
    assert "sausage" not in topic.last.text


async def test_a_note_below_any_picture_of_an_album_does_not_reach_the_user(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    mark = {"media_group_id": "7"}
    olga._file("photo", png(), "", more=mark, topic=topic)  # an album with words below its second picture
    olga._file("photo", png(9, 9), "/note looks like a scammer", more=mark, topic=topic)  # as above
    await stage.hear()
    assert stage.to_user() == []
    assert topic.last is not None
    assert "/note" in topic.last.text


async def test_a_name_is_neither_a_link_nor_a_colleague(stage: DeskScene) -> None:
    topic = await stage.asks_for_a_person()
    liar, twin, first = (stage.telegram.user(name) for name in ("[Support](https://evil.example)", "nora", "Nora"))
    stage.group.adds(first, twin, liar)
    await stage.hear()
    for person in (first, twin, liar):
        person.writes("/note here", topic=topic)
        await stage.hear()
    names = {operator.telegram: operator.name for operator in await stage.database.staff.all()}
    assert names[str(first.id)] == "Nora"
    assert names[str(twin.id)] == "nora 2"
    assert names[str(liar.id)] == "Supporthttps://evil.example"


async def test_an_answer_that_says_nothing_about_a_member_removes_nobody(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    olga.writes("/claim", topic=topic)
    await stage.hear()
    stage.clock.wind(61_000)
    stage.telegram.faults.next("getChatMember", Fault.bad_request("member list is inaccessible"))
    with pytest.raises(Exception, match="inaccessible"):
        await stage.forum.members.review()
    assert isinstance((await stage.conversation()).stage, WithOperator)
    assert [operator.name for operator in await stage.database.staff.all()] == ["Olga"]


def test_a_group_that_is_listed_under_its_new_id_is_known_by_it() -> None:
    api = Api("1:token-of-a-test", "http://127.0.0.1:1", ["-1005", "-6"])
    api.moved |= {-5: -1005, -6: -1006}
    assert (api.known_as(-1005), api.known_as(-1006), api.known_as(-7)) == (-1005, -6, -7)


async def test_words_behind_the_wish_for_a_person_reach_people(stage: DeskScene) -> None:
    await stage.says("/human I lost 300 USDT yesterday")
    assert stage.topic.find("Asked: I lost 300 USDT") is not None
    assert stage.topic.last is not None
    assert stage.topic.last.text == "I lost 300 USDT yesterday"


async def test_an_edit_that_telegram_refuses_is_told(stage: DeskScene, olga: Person) -> None:
    topic = await stage.asks_for_a_person()
    line = olga.writes("Send it to bc1-old", topic=topic)
    await stage.hear()
    stage.users.outcomes.append(Rejected("too old to be changed"))
    olga.edits(line, "Send it to bc1-new")
    await stage.hear()
    assert topic.find("too old to be changed") is not None
