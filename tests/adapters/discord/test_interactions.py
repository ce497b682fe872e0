"""Commands: acknowledged at once, answered where only the person reads, and never left hanging."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.discord.answering import PATIENCE, STORAGE_PAUSES
from adapters.discord.interactions import Interactions
from bot.config.model import CONTACT_RATE
from conversation.model import Waiting, WithBot
from conversation.ports import Inbound, Receipt, StorageError
from handoff.model import Reply
from tests.adapters.discord.payloads import interaction, user
from tests.adapters.discord.scene import Scene, last, scene
from tests.kit.discord import Fault, Interaction, Person

QUESTION, ANSWER = "How do I back up my wallet?", "Open **Settings → Backup** in Example Wallet."
LATER, CALLBACK = 5, "POST /interactions/*/*/callback"


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as stage:
        yield stage


@pytest.fixture
def ada(stage: Scene) -> Person:
    return stage.member("Ada")


async def used(stage: Scene, asked: Interaction) -> Interaction:
    """What came of it."""
    await stage.hear()
    assert asked.acknowledged_after is not None, "nobody answered within three seconds"
    return asked


async def test_a_question_in_a_server_is_answered_to_the_person_alone(stage: Scene, ada: Person) -> None:
    asked = await used(stage, ada.uses("ask", channel=stage.help, question=QUESTION))
    assert asked.answer == LATER
    answer = asked.find("Settings → Backup")
    assert answer is not None
    assert answer.ephemeral
    assert "Talk to a person" in answer.labels
    assert stage.help.from_bot == []
    assert await stage.said(ada) == [QUESTION]


async def test_in_direct_messages_a_command_is_answered_there(stage: Scene, ada: Person) -> None:
    asked = await used(stage, ada.uses("ask", question=QUESTION))
    assert asked.texts == [ANSWER]
    assert not asked.shown[0].ephemeral


@pytest.mark.parametrize(("command", "key"), [("help", "help"), ("start", "welcome"), ("status", "status_bot")])
async def test_the_other_commands_are_the_words(stage: Scene, ada: Person, command: str, key: str) -> None:
    asked = await used(stage, ada.uses(command, channel=stage.help))
    assert await stage.said(ada) == [f"/{command}"]
    (answer,) = asked.shown
    words = stage.users.words(key).replace("*", "").split()
    assert words[0] in answer.text
    assert answer.ephemeral


async def test_a_language_is_chosen(stage: Scene, ada: Person) -> None:
    asked = await used(stage, ada.uses("language", channel=stage.help, code="zh"))
    assert asked.texts == [stage.users.words("language_set", "zh")]
    assert (await stage.newest(ada)).language == "zh"


async def test_sentences_beside_the_conversation_are_in_the_chosen_language_too(stage: Scene, ada: Person) -> None:
    await used(stage, ada.uses("language", channel=stage.help, code="zh"))
    asked = await used(stage, ada.uses("human", channel=stage.help))
    told = stage.users.words("discord_room_opened", "zh", channel=f"<#{stage.room_of(ada).id}>")
    assert asked.texts == [told]


async def test_the_clients_language_speaks_before_any_words(stage: Scene) -> None:
    mei = stage.member("Mei", locale="zh-CN")
    asked = await used(stage, mei.uses("status", channel=stage.help))
    assert (await stage.newest(mei)).language == "zh"
    assert asked.shown


async def test_asking_for_a_person_in_a_server_opens_a_room(stage: Scene, ada: Person) -> None:
    asked = await used(stage, ada.uses("human", channel=stage.help))
    room = stage.room_of(ada)
    assert asked.texts == [stage.users.words("discord_room_opened", channel=f"<#{room.id}>")]
    assert asked.shown[0].ephemeral
    assert room.name == "Support · Ada"
    assert "position 1" in last(room).text
    assert ada.dm.history == []
    again = await used(stage, ada.uses("human", channel=stage.help))
    assert stage.room_of(ada) is room
    assert len(again.shown) == 1


async def test_a_thread_leads_to_a_room_below_its_channel(stage: Scene, ada: Person) -> None:
    thread = ada.opens_thread(stage.help, "backups")
    await used(stage, ada.uses("human", channel=thread))
    assert stage.room_of(ada).parent is stage.help


async def test_a_post_leads_into_direct_messages(stage: Scene, ada: Person) -> None:
    """Forums have no private threads."""
    post = ada.posts(stage.forum, "Hm", "something else")
    asked = await used(stage, ada.uses("human", channel=post))
    assert asked.texts == [stage.users.words("discord_dm_sent")]
    assert ada.dm.from_bot[0].text == stage.users.words("discord_dm_hello")
    assert "position 1" in last(ada.dm).text


async def test_whoever_has_a_room_is_led_there_from_everywhere(stage: Scene, ada: Person) -> None:
    await used(stage, ada.uses("human", channel=stage.help))
    room = stage.room_of(ada)
    post = ada.posts(stage.forum, "Hm", "something else")
    asked = await used(stage, ada.uses("human", channel=post))
    assert asked.texts == [stage.users.words("discord_room_opened", channel=f"<#{room.id}>")]
    stage.guild.owner.archives(room)  # type: ignore[attr-defined] # the owner is a person
    await used(stage, ada.uses("human", channel=post))
    assert not room.archived


async def test_a_room_that_somebody_deleted_is_made_anew(stage: Scene, ada: Person) -> None:
    await used(stage, ada.uses("human", channel=stage.help))
    gone = stage.room_of(ada)
    stage.guild.owner.deletes_thread(gone)  # type: ignore[attr-defined] # the owner is a person
    await stage.hear()
    await used(stage, ada.uses("human", channel=stage.help))
    assert stage.room_of(ada) is not gone


async def test_an_interaction_that_comes_again_is_answered_without_touching_the_message(
    stage: Scene, ada: Person
) -> None:
    """After a failure of the database the same press is taken once more; it was acknowledged the first time."""
    ada.writes(QUESTION)
    await stage.hear()
    answer = last(ada.dm)
    press = ada.presses_id(answer, "u:made-up")
    await stage.hear()
    before = len(press.shown)
    await stage.hear_again()
    assert answer.text == ANSWER
    assert len(press.shown) == before + 1


async def test_without_the_right_to_open_rooms_it_goes_on_in_direct_messages(stage: Scene, ada: Person) -> None:
    stage.guild.deny(stage.help, "CREATE_PRIVATE_THREADS")
    asked = await used(stage, ada.uses("human", channel=stage.help))
    assert asked.texts == [stage.users.words("discord_dm_sent")]


async def test_who_takes_no_messages_is_answered_where_they_asked(stage: Scene, ada: Person) -> None:
    stage.guild.deny(stage.help, "CREATE_PRIVATE_THREADS")
    ada.closes_dms()
    asked = await used(stage, ada.uses("human", channel=stage.help))
    assert isinstance(await stage.stage_of(ada), Waiting)
    assert any("position 1" in text for text in asked.texts)
    assert asked.find("Please allow direct messages") is not None
    assert all(message.ephemeral for message in asked.shown)


async def test_in_direct_messages_asking_for_a_person_is_enough(stage: Scene, ada: Person) -> None:
    asked = await used(stage, ada.uses("human"))
    assert "position 1" in asked.texts[0]
    assert stage.guild.threads_of(stage.help) == []


async def test_nobody_is_left_thinking(stage: Scene, ada: Person) -> None:
    """While people have the floor the bot is silent; the person still learns that the words have arrived."""
    ada.writes("/human")
    await stage.hear()
    await stage.act(ada, Reply("Hello"))
    asked = await used(stage, ada.uses("ask", channel=stage.help, question="Are you still there"))
    assert asked.shown == []
    await stage.wind(PATIENCE)
    assert asked.texts == [stage.users.words("discord_passed_on")]
    assert asked.shown[0].ephemeral


async def test_a_flood_is_told_when_to_come_again() -> None:
    async with scene(floods=True) as stage:
        ada = stage.member("Ada")
        for _ in range(CONTACT_RATE.count):
            await used(stage, ada.uses("status", channel=stage.help))
        asked = await used(stage, ada.uses("status", channel=stage.help))
        assert asked.find("Please try again in") is not None


async def test_what_comes_too_late_to_be_acknowledged_is_done_all_the_same(stage: Scene, ada: Person) -> None:
    asked = ada.uses("human")
    stage.discord.expires(asked)
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Waiting)


async def test_a_refused_acknowledgement_stops_nothing(stage: Scene, ada: Person) -> None:
    stage.discord.fault(CALLBACK, Fault.server_error())
    ada.uses("ask", question=QUESTION)
    await stage.hear()
    assert await stage.said(ada) == [QUESTION]


async def test_a_command_of_the_desk_outside_it_says_where_it_works(stage: Scene) -> None:
    eve = stage.moderator("Eve")
    asked = await used(stage, eve.uses("claim", channel=stage.help))
    assert asked.texts == [stage.users.words("discord_not_at_desk")]


class Locked:
    """An intake whose database is locked for a while."""

    def __init__(self, inner: object, failures: int) -> None:
        self.inner, self.failures, self.tries = inner, failures, 0

    async def accept(self, inbound: Inbound) -> Receipt:
        self.tries += 1
        if self.tries <= self.failures:
            raise StorageError("the database is locked")
        return await self.inner.accept(inbound)  # type: ignore[attr-defined,no-any-return] # the real one


@pytest.mark.parametrize("failures", [2, len(STORAGE_PAUSES) + 1])
async def test_a_database_that_cannot_write_is_waited_for(stage: Scene, ada: Person, failures: int) -> None:
    inside = stage.users
    intake = Locked(inside.built.intake, failures)
    inside.interactions = Interactions(
        inside.front, intake, inside.built.engine, directory=inside.directory, help_channels=(stage.help.id,),
        who=inside.who, knowledge=inside.built.knowledge,
    )  # fmt: skip
    asked = ada.uses("ask", channel=stage.help, question=QUESTION)
    hearing = stage.hear_aside()
    for pause in STORAGE_PAUSES[:failures]:
        await inside.asleep()
        inside.clock.wind(pause)
    await hearing
    known = await inside.newest(ada.id)
    told = stage.users.words("discord_not_stored")
    assert (known is None) is (failures > len(STORAGE_PAUSES))
    assert (asked.texts == [told]) is (known is None)


async def test_what_is_no_interaction_with_a_person_is_an_error(stage: Scene) -> None:
    nonsense = interaction(2, user("7"), "1", {"name": "ask"})
    del nonsense["token"]
    with pytest.raises(KeyError):
        await stage.users.interactions.take(nonsense)


async def test_answers_after_a_command_go_to_its_exchange_until_the_person_writes(stage: Scene, ada: Person) -> None:
    await used(stage, ada.uses("ask", channel=stage.help, question=QUESTION))
    assert isinstance(await stage.stage_of(ada), WithBot)
    ada.writes("why are the fees so high?")
    await stage.hear()
    assert last(ada.dm).text == "Fees go to the network, not to us."
