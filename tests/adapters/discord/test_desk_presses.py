"""The buttons and slash commands of a desk: each is acknowledged, done, and told to whoever gave it alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from conversation.delivery import Rejected
from conversation.model import Resolved, Waiting, WithOperator
from handoff.model import Claim, Operator, Reply, Resolve
from tests.adapters.discord.desk_scene import DeskScene, desk_scene
from tests.kit.discord import Fault, Person

LATER, LATER_IN_PLACE = 5, 6
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.fixture(params=["forum", "text"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[DeskScene]:
    async with desk_scene(kind=request.param) as stage:
        await stage.asks_for_a_person()
        yield stage


@pytest.fixture
def olga(stage: DeskScene) -> Person:
    return stage.operators[0]


async def stage_of(stage: DeskScene) -> object:
    return (await stage.conversation()).stage


async def test_claim_resolve_and_reopen_by_button(stage: DeskScene, olga: Person) -> None:
    pressed = await stage.press(olga, await stage.card(), "Claim")
    assert pressed.answer == LATER_IN_PLACE
    assert pressed.texts == []  # the card says it
    now = stage.clock.now()
    assert await stage_of(stage) == WithOperator(now, "Olga", waited_from=now, shown="Olga", owes_since=now)
    await stage.press(olga, await stage.card(), "Resolve")
    assert isinstance(await stage_of(stage), Resolved)
    await stage.tidy()
    await stage.press(olga, await stage.card(), "Reopen")
    assert isinstance(await stage_of(stage), WithOperator)


async def test_a_refusal_is_shown_to_whoever_pressed(stage: DeskScene, olga: Person) -> None:
    await stage.acts(Claim())
    pressed = await stage.press(olga, await stage.card(), "Claim")
    assert pressed.find("Nora has it.") is not None
    assert stage.thread.find("Nora has it.") is None


async def test_one_press_is_done_once(stage: DeskScene, olga: Person) -> None:
    await stage.press(olga, await stage.card(), "Resolve")
    number = (await stage.conversation()).number
    before = await stage.database.reader.conversation(number)
    for _, name, frame in list(stage.line.log):
        if name == "INTERACTION_CREATE":
            await stage.hears(frame)
    assert await stage.database.reader.conversation(number) == before


async def test_transfer_offers_teams_and_people(stage: DeskScene, olga: Person) -> None:
    await stage.database.staff.add(Operator("Zoe"))
    pressed = await stage.press(olga, await stage.card(), "Transfer")
    (offer,) = pressed.shown
    assert offer.ephemeral
    assert offer.options == ["billing", "Olga", "Zoe"]
    olga.selects(offer, "Zoe")
    await stage.hear()
    found = await stage_of(stage)
    assert isinstance(found, Waiting)
    assert found.wanted == "Zoe"
    assert offer.text == "Done."
    assert offer.options == []


async def test_the_history_is_shown_to_whoever_asked(stage: DeskScene, olga: Person) -> None:
    await stage.says("the wallet is empty")
    pressed = await stage.press(olga, await stage.card(), "History")
    (shown,) = pressed.shown
    assert shown.ephemeral
    assert shown.text.startswith("👤 Mia · en · fake\n\nNo earlier conversations.\n\nLast messages:\n")
    assert "Mia: the wallet is empty" in shown.text


async def test_an_undelivered_reply_is_sent_again_by_button(stage: DeskScene, olga: Person) -> None:
    stage.users.outcomes.append(Rejected("the user left the server"))
    await stage.writes(olga, "hello")
    told = stage.thread.find("⚠️")
    assert told is not None
    assert stage.to_user() == []
    pressed = await stage.press(olga, told, "Try again")
    assert pressed.texts == ["Done."]
    (row,) = stage.to_user()
    assert row.payload["text"] == "hello"
    assert told.labels == []


async def test_an_undelivered_reply_can_end_it(stage: DeskScene, olga: Person) -> None:
    stage.users.outcomes.append(Rejected("the user left the server"))
    await stage.writes(olga, "hello")
    told = stage.thread.find("⚠️")
    assert told is not None
    await stage.press(olga, told, "Resolve")
    assert isinstance(await stage_of(stage), Resolved)


async def test_made_up_buttons_do_nothing(stage: DeskScene, olga: Person) -> None:
    card = await stage.card()
    data = str(card.parts[0]["custom_id"])
    for forged in ("d:claim", "d:", data[:-1] + ("A" if data[-1] != "A" else "B"), "d:" + "x" * 64):
        pressed = olga.presses_id(card, forged)
        await stage.hear()
        assert pressed.find("out of date") is not None
    assert isinstance(await stage_of(stage), Waiting)


async def test_a_card_that_is_not_the_newest_is_out_of_date(stage: DeskScene, olga: Person) -> None:
    data = str((await stage.card()).parts[0]["custom_id"])
    other = await stage.writes(stage.operators[1], "/note hm")
    pressed = olga.presses_id(other, data)
    await stage.hear()
    assert pressed.find("out of date") is not None
    assert isinstance(await stage_of(stage), Waiting)


async def test_a_press_that_discord_forgot_is_carried_out_all_the_same(stage: DeskScene, olga: Person) -> None:
    stage.discord.fault("POST /interactions/*/*/callback", Fault.refused(404, 10062, "Unknown interaction"))
    await stage.press(olga, await stage.card(), "Claim")
    assert isinstance(await stage_of(stage), WithOperator)


async def test_whoever_lost_sight_of_the_desk_is_told_and_does_nothing(stage: DeskScene, olga: Person) -> None:
    pressed = olga.presses(await stage.card(), "Claim")
    stage.guild.gives(olga)
    await stage.hear()
    assert pressed.texts == ["Only those who can see the desk channel can act here."]
    assert isinstance(await stage_of(stage), Waiting)


async def test_slash_commands_do_what_typed_ones_do(stage: DeskScene, olga: Person) -> None:
    used = await stage.command(olga, "claim")
    assert (used.answer, used.texts) == (LATER, ["Done."])
    assert used.shown[0].ephemeral
    await stage.command(olga, "release")
    assert isinstance(await stage_of(stage), Waiting)
    await stage.command(olga, "transfer", to="billing")
    found = await stage_of(stage)
    assert isinstance(found, Waiting)
    assert found.team == "billing"
    await stage.command(olga, "resolve")
    assert isinstance(await stage_of(stage), Resolved)
    refused = await stage.command(olga, "release")
    assert refused.texts != ["Done."]


async def test_a_reply_by_command_stands_in_the_thread_as_well(stage: DeskScene, olga: Person) -> None:
    await stage.command(olga, "reply", text="it is **safe**")
    assert [row.payload["text"] for row in stage.to_user()] == ["it is **safe**"]
    assert stage.thread.find("💬 Olga: it is **safe**") is not None


async def test_a_note_by_command_is_seen_by_operators_only(stage: DeskScene, olga: Person) -> None:
    await stage.command(olga, "note", text="calls back at noon")
    view = await stage.database.reader.conversation((await stage.conversation()).number)
    assert view is not None
    assert [note.text for note in view.notes] == ["calls back at noon"]
    shown = stage.thread.find("calls back at noon")
    assert shown is not None
    assert shown.embeds[0]["author"]["name"] == "📝 Olga"
    assert stage.to_user() == []


async def test_delete_takes_back_the_last_line(stage: DeskScene, olga: Person) -> None:
    nothing = await stage.command(olga, "delete")
    assert nothing.texts == ["There is no line of yours here that could be taken back."]
    await stage.writes(olga, "first")
    await stage.command(olga, "reply", text="second")
    first, second = [found.message_key for found in stage.to_user()]
    await stage.command(olga, "delete")
    assert [row.payload["message"] for row in stage.to_user("erase")] == [second]
    await stage.command(olga, "delete")
    assert [row.payload["message"] for row in stage.to_user("erase")] == [second, first]


async def test_a_command_beside_the_conversations_gets_a_hint() -> None:
    async with desk_scene(kind="text") as stage:
        used = stage.operators[0].uses("claim", channel=stage.channel)
        await stage.hear()
        assert used.texts == [
            (
                "Commands work in the thread of a conversation. Here only these do: "
                "/claim with a number, such as /claim 1042, and /mute 2h and /unmute."
            )
        ]


async def test_buttons_live_on_after_a_restart(stage: DeskScene, olga: Person) -> None:
    await stage.rebuild()
    await stage.press(olga, await stage.card(), "Claim")
    assert isinstance(await stage_of(stage), WithOperator)


async def test_a_card_below_a_resolved_conversation_answers(stage: DeskScene, olga: Person) -> None:
    await stage.acts(Reply("bye"))
    await stage.acts(Resolve())
    await stage.tidy()
    await stage.press(olga, await stage.card(), "Reopen")
    await stage.tidy()
    assert not stage.thread.archived


async def test_a_secret_in_a_note_by_command_stands_nowhere(stage: DeskScene, olga: Person) -> None:
    await stage.command(olga, "note", text=f"their words: {PHRASE}")
    assert stage.thread.find("their words: [recovery phrase removed]") is not None
    assert stage.thread.find(PHRASE) is None
