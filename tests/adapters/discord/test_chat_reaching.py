"""By which way a line reaches somebody: the answer to a command, their room, their direct messages, or a detour."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.buttons import Press
from adapters.discord import calls
from adapters.discord.places import CHANNEL
from conversation.delivery import Outcome, Rejected, Sent
from conversation.texts import Texts
from tests.adapters.discord.sending_scene import BUTTONS, Stage, sending
from tests.kit.discord import Channel, Fault


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with sending() as stage:
        yield stage


def words(key: str, **values: object) -> str:
    return Texts().text(key, "en", **values)


def room_of(stage: Stage) -> Channel:
    (found,) = [one for one in stage.guild.threads_of(stage.help) if stage.ada.id in one.thread_members]
    return found


def texts(channel: Channel) -> list[str]:
    """What was said there, without what Discord writes itself when somebody is let in."""
    return [message.text for message in channel.messages if not message.system]


async def answer(stage: Stage, number: str, text: str = "So.") -> Outcome:
    return await stage.say(text, key=f"{stage.chat.carrier}:ix:{number}:1:0:{stage.chat.carrier}")


async def test_the_answer_to_a_command_in_a_server_is_seen_by_nobody_else(stage: Stage) -> None:
    exchange = stage.asks(stage.help)
    stage.people.visits(stage.ada.id, exchange)
    outcome = await answer(stage, exchange.id)
    (shown,) = stage.discord.interactions[-1].shown
    assert outcome == Sent((f"{stage.help.id}:{shown.id}",))
    assert (shown.text, shown.ephemeral, stage.help.texts, stage.ada.dm.texts) == ("So.", True, [], [])


async def test_the_answer_to_a_command_in_private_stays_there(stage: Stage) -> None:
    exchange = stage.asks()
    stage.people.visits(stage.ada.id, exchange)
    await answer(stage, exchange.id)
    (shown,) = stage.discord.interactions[-1].shown
    assert (shown.text, shown.ephemeral) == ("So.", False)


async def test_what_is_said_later_comes_as_a_message_of_its_own(stage: Stage) -> None:
    stage.people.visits(stage.ada.id, stage.asks(stage.help))
    await stage.relay("An operator answers.")
    assert stage.ada.dm.texts == ["An operator answers."]
    assert stage.discord.interactions[-1].shown == []


async def test_an_answer_that_comes_too_late_comes_as_a_message(stage: Stage) -> None:
    exchange = stage.asks(stage.help)
    await exchange.defer(ephemeral=True)
    stage.people.visits(stage.ada.id, exchange)
    stage.discord.expires(stage.discord.interactions[-1])
    assert isinstance(await answer(stage, exchange.id), Sent)
    assert (stage.ada.dm.texts, stage.help.texts) == (["So."], [])
    assert stage.people.visit(stage.ada.id) is None


async def test_who_takes_no_messages_still_reads_what_answers_their_command(stage: Stage) -> None:
    stage.ada.closes_dms()
    exchange = stage.asks(stage.help)
    await exchange.defer(ephemeral=True)
    stage.people.visits(stage.ada.id, exchange)
    assert isinstance(await stage.relay("An operator answers."), Sent)
    assert stage.discord.interactions[-1].texts == ["An operator answers."]


async def test_a_closed_dm_is_told_with_the_reason(stage: Stage) -> None:
    stage.ada.closes_dms()
    assert await stage.relay("hello") == Rejected(words("discord_dms_closed"))


async def test_a_room_that_was_deleted_is_forgotten_and_the_next_way_is_taken(stage: Stage) -> None:
    room = await stage.people.open_room(stage.ada.id, stage.help.id, "Support")
    stage.people.heard(stage.ada.id, room)
    assert isinstance(await stage.relay("one"), Sent)
    assert texts(room_of(stage)) == ["one"]
    await calls.delete_channel(stage.api, room)
    assert isinstance(await stage.relay("two", key="row:1"), Sent)
    assert stage.ada.dm.texts == ["two"]
    assert await stage.people.room(stage.ada.id) is None


async def test_closed_direct_messages_lead_to_the_room(stage: Stage) -> None:
    await stage.people.open_room(stage.ada.id, stage.help.id, "Support")
    stage.people.heard(stage.ada.id, stage.ada.dm.id)
    stage.ada.closes_dms()
    assert isinstance(await stage.relay("hello"), Sent)
    assert texts(room_of(stage)) == ["hello"]


async def test_a_room_that_fell_asleep_is_woken(stage: Stage) -> None:
    room = await stage.people.open_room(stage.ada.id, stage.help.id, "Support")
    stage.discord.fault("POST /channels/*/messages", Fault.refused(400, 50083, "Thread is archived"))
    await calls.edit_channel(stage.api, room, archived=True)
    assert isinstance(await stage.relay("hello"), Sent)
    assert (texts(room_of(stage)), room_of(stage).archived) == (["hello"], False)


async def test_by_way_of_a_thread_a_line_reaches_whoever_takes_no_messages(stage: Stage) -> None:
    stage.ada.closes_dms()
    assert isinstance(await stage.relay("hello", by="thread"), Sent)
    room = room_of(stage)
    assert (room.type, room.name, texts(room), room.invitable) == (12, "Support · Ada", ["hello"], False)
    await stage.relay("again", by="thread", key="row:1")
    assert texts(room_of(stage)) == ["hello", "again"]


async def test_the_thread_is_opened_where_they_were_met(stage: Stage) -> None:
    lounge = stage.guild.text("lounge")
    thread = stage.ada.opens_thread(lounge, "My question")
    stage.people.met(stage.ada.id, thread.id)
    await stage.relay("hello", by="thread")
    assert [texts(one) for one in stage.guild.threads_of(lounge) if one.type == 12] == [["hello"]]


async def test_where_no_private_thread_can_be_the_operator_is_told(stage: Stage) -> None:
    stage.guild.deny(stage.help, "VIEW_CHANNEL")
    assert await stage.relay("hello", by="thread") == Rejected(words("discord_no_public_place"))
    assert await stage.relay("", by="mention") == Rejected(words("discord_no_public_place"))


async def test_a_mention_calls_exactly_one_person_and_says_nothing_of_the_line(stage: Stage) -> None:
    forum = stage.guild.forum("questions")
    post = stage.ada.posts(forum, "Help", "How?")
    stage.people.met(stage.ada.id, post.id)
    known = await stage.known()
    assert await stage.relay("the secret answer @everyone", by="mention") == Sent(())
    message = post.from_bot[-1]
    assert message.pings == [stage.ada]
    assert "secret" not in message.text
    assert message.labels == [words("discord_go_on")]
    data = message.parts[0]["custom_id"]
    assert data.startswith("p:")
    read = BUTTONS.read(data[2:], CHANNEL, stage.ada.id, "user", stage.clock.now())
    assert read == Press(known.number, "private")


async def test_a_mention_stands_in_the_help_channel_when_we_do_not_know_better(stage: Stage) -> None:
    assert isinstance(await stage.relay("", by="mention"), Sent)
    assert stage.help.from_bot[-1].pings == [stage.ada]


async def test_the_reason_stays_the_closed_door_when_the_command_is_too_old_as_well(stage: Stage) -> None:
    stage.ada.closes_dms()
    exchange = stage.asks(stage.help)
    await exchange.defer(ephemeral=True)
    stage.people.visits(stage.ada.id, exchange)
    stage.discord.expires(stage.discord.interactions[-1])
    assert await stage.relay("hello") == Rejected(words("discord_dms_closed"))


async def test_where_we_may_not_look_back_the_line_is_sent_all_the_same(stage: Stage) -> None:
    at = stage.public(stage.help)
    stage.ada.writes("How?", channel=stage.help)
    stage.discord.fault("GET /channels/*/messages", Fault.forbidden())
    assert isinstance(await stage.say("So.", at, attempts=2), Sent)
    assert [message.text for message in stage.help.from_bot] == ["So."]
