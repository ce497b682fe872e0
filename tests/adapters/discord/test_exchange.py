"""One interaction: what it says of the person, and how it is answered at first, later, and too late."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.discord.api import TROUBLE, Api, Upload
from adapters.discord.errors import is_over
from adapters.discord.exchange import LIFE, Exchange
from adapters.discord.letters import Button, Letter, buttons
from tests.adapters.discord.sending_scene import Stage, sending
from tests.kit.discord import Fault, Interaction

CALLBACK = "POST /interactions/*/*/callback"
SO = Letter("So.").body("a nonce")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with sending() as stage:
        yield stage


def seen(stage: Stage) -> Interaction:
    return stage.discord.interactions[-1]


async def test_it_says_who_asked_what_and_where(stage: Stage) -> None:
    exchange = stage.asks(stage.help)
    assert (exchange.kind, exchange.command, exchange.user_id, exchange.name) == ("command", "ask", stage.ada.id, "Ada")
    assert (exchange.channel_id, exchange.guild_id, exchange.locale) == (stage.help.id, stage.guild.id, "en")
    assert not exchange.expired(stage.clock.now() + LIFE - 1000)
    assert exchange.expired(stage.clock.now() + LIFE + 1000)
    private = stage.asks()
    assert (private.channel_id, private.guild_id, private.member) == (stage.ada.dm.id, "", None)
    assert exchange.token not in repr(exchange)


def made(api: Api, kind: int, **data: Any) -> Exchange:
    user = {"id": "5", "username": "ada", "global_name": None}
    return Exchange(
        api, {"id": "1456255637913600003", "token": "t", "type": kind, "user": user, "locale": "zh-TW", "data": data}
    )


async def test_options_values_forms_and_targets_are_read(stage: Stage) -> None:
    api = stage.api
    options = [{"name": "add", "type": 1, "options": [{"name": "code", "type": 3, "value": "AB"}]}]
    exchange = made(api, 2, name="link", options=options)
    assert (dict(exchange.options), exchange.locale, exchange.name) == ({"code": "AB"}, "zh", "ada")
    target = made(api, 2, type=3, name="Answer", target_id="9", resolved={"messages": {"9": {"id": "9"}}})
    assert (target.kind, target.target) == ("message_command", {"id": "9"})
    chosen = made(api, 3, custom_id="u:x", values=["a"])
    assert (chosen.kind, chosen.custom_id, chosen.values) == ("component", "u:x", ("a",))
    old = {"type": 1, "components": [{"type": 4, "custom_id": "text", "value": "fine"}]}
    new = {"type": 18, "component": {"type": 4, "custom_id": "more", "value": "too"}}
    form = made(api, 5, custom_id="m:x", components=[old, new])
    assert (form.kind, dict(form.fields)) == ("modal", {"text": "fine", "more": "too"})


@pytest.mark.parametrize(
    "data",
    [{}, {"id": "1", "token": "t", "type": 2}, {"id": "1", "token": "t", "type": 1, "user": {"id": "5"}}],
)
async def test_what_is_no_interaction_of_a_person_is_refused(stage: Stage, data: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Exchange(stage.api, data)


@pytest.mark.parametrize("ephemeral", [True, False])
async def test_the_first_answer_and_those_after_it(stage: Stage, ephemeral: bool) -> None:
    exchange = stage.asks(stage.help)
    assert not exchange.answered
    first = await exchange.say(SO, ephemeral=ephemeral)
    second = await exchange.say(Letter("And.").body(), [Upload("a.txt", "text/plain", b"x")], ephemeral=ephemeral)
    shown = seen(stage).shown
    assert [message.id for message in shown] == [first, second]
    assert [(message.text, message.ephemeral) for message in shown] == [("So.", ephemeral), ("And.", ephemeral)]
    assert [file.content for file in shown[1].files] == [b"x"]
    assert exchange.answered


async def test_the_first_words_after_a_pause_take_the_place_of_the_waiting_sign(stage: Stage) -> None:
    exchange = stage.asks(stage.help)
    await exchange.defer(ephemeral=True)
    await exchange.defer(ephemeral=True)
    assert (seen(stage).shown, exchange.answered) == ([], False)
    await exchange.say(SO, ephemeral=True)
    await exchange.say(SO, ephemeral=True)
    assert [(message.text, message.ephemeral) for message in seen(stage).shown] == [("So.", True), ("So.", True)]
    assert not any(message.thinking for message in seen(stage).responses)


async def test_a_first_answer_that_got_no_answer_is_shown_once(stage: Stage) -> None:
    exchange = stage.asks(stage.help)
    await stage.api.start()
    stage.discord.fault(CALLBACK, Fault.reset_after())
    with pytest.raises(TROUBLE):
        await exchange.say(SO, ephemeral=True)
    await exchange.say(SO, ephemeral=True)
    assert seen(stage).texts == ["So."]


async def test_a_pressed_button_is_noted_and_its_message_changed(stage: Stage) -> None:
    await stage.say("Did this help?")
    message = stage.ada.dm.from_bot[-1]
    message.components = [dict(row) for row in buttons([Button("Yes", "u:yes")])]
    stage.ada.presses(message, "Yes")
    exchange = stage.exchange()
    await exchange.defer_update()
    await exchange.edit_original({"components": []})
    assert (message.labels, exchange.answered) == ([], False)
    assert exchange.message is not None
    assert exchange.message["id"] == message.id
    await exchange.say(SO, ephemeral=False)
    assert seen(stage).texts == ["So."]


async def test_a_form_is_shown_and_read(stage: Stage) -> None:
    await stage.say("Rate us")
    message = stage.ada.dm.from_bot[-1]
    message.components = [dict(row) for row in buttons([Button("Five", "u:5")])]
    stage.ada.presses(message, "Five")
    await stage.exchange().modal("m:x", "Thank you", "Tell us why", "no phrases", longest=300)
    stage.ada.submits(seen(stage), text="it was quick")
    filled = stage.exchange()
    assert (filled.kind, filled.custom_id, filled.fields["text"]) == ("modal", "m:x", "it was quick")


async def test_the_waiting_sign_can_be_taken_away(stage: Stage) -> None:
    exchange = stage.asks(stage.help)
    await exchange.defer(ephemeral=True)
    await exchange.delete_original()
    assert seen(stage).shown == []


async def test_too_late_is_told(stage: Stage) -> None:
    exchange = stage.asks(stage.help)
    await exchange.defer(ephemeral=True)
    stage.discord.expires(seen(stage))
    with pytest.raises(TROUBLE) as caught:
        await exchange.say(SO, ephemeral=True)
    assert is_over(caught.value)
    with pytest.raises(TROUBLE) as caught:
        await made(stage.api, 2, name="ask").say(SO, ephemeral=True)
    assert is_over(caught.value)
