"""Commands, buttons, selects, forms: the library's own framework on the double, and the rules of answering."""

from __future__ import annotations

import json
from typing import Any

import discord
import pytest

from tests.kit.discord import Channel, Community, DiscordApi, Interaction, Person
from tests.kit_discord.conftest import Listener, Raw


class Form(discord.ui.Modal, title="Feedback"):
    comment: discord.ui.TextInput[Form] = discord.ui.TextInput(
        label="What could be better?", required=False, max_length=1000
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"thanks for {self.comment.value}", ephemeral=True)


class Choices(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Yes", custom_id="yes")
    async def yes(self, interaction: discord.Interaction, _: discord.ui.Button[Choices]) -> None:
        await interaction.response.edit_message(content="good", view=None)

    @discord.ui.button(label="Tell us", custom_id="form")
    async def form(self, interaction: discord.Interaction, _: discord.ui.Button[Choices]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.select(custom_id="pick", options=[discord.SelectOption(label="Wallet", value="w")])
    async def pick(self, interaction: discord.Interaction, chosen: discord.ui.Select[Choices]) -> None:
        await interaction.response.defer()
        await interaction.followup.send(f"picked {chosen.values[0]}", ephemeral=True)


@pytest.fixture
async def bot(client: Listener) -> Listener:
    @client.tree.command(name="ask", description="Asks")
    async def ask(interaction: discord.Interaction, question: str) -> None:
        await interaction.response.defer(ephemeral=True)
        where = interaction.guild and interaction.guild.name
        await interaction.followup.send(f"{question} in {where} ({interaction.locale.value})", view=Choices())
        await interaction.followup.send("and more", ephemeral=True)

    @client.tree.context_menu(name="Take to desk")
    async def take(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"took {message.content}")

    await client.tree.sync()
    return client


async def test_a_slash_command_is_deferred_and_followed_up(
    bot: Listener, api: DiscordApi, help_: Channel, ada: Person
) -> None:
    asked = ada.uses("ask", channel=help_, question="How?")
    await api.until(lambda: len(asked.shown) == 2)
    assert asked.texts == ["How? in Community (en-US)", "and more"]
    assert all(message.ephemeral for message in asked.responses)
    assert asked.acknowledged_after is not None
    assert asked.responses[0] is asked.original
    assert help_.messages == []
    with pytest.raises(AssertionError, match=r"ask.*needs \['question'\]"):
        ada.uses("ask", channel=help_)
    with pytest.raises(AssertionError, match="no command 'nothing'"):
        ada.uses("nothing")


async def test_buttons_selects_and_a_form(bot: Listener, api: DiscordApi, ada: Person) -> None:
    asked = ada.uses("ask", question="Why?")
    await api.until(lambda: len(asked.shown) == 2)
    shown = asked.shown[0]
    assert (shown.text, shown.labels, shown.options) == ("Why? in None (en-US)", ["Yes", "Tell us"], ["Wallet"])
    picked = ada.selects(shown, "Wall")
    await api.until(lambda: picked.find("picked w"))
    formed = ada.presses(shown, "Tell")
    await api.until(lambda: formed.modal)
    thanked = ada.submits(formed, comment="speed")
    await api.until(lambda: thanked.find("thanks for speed"))
    ada.presses(shown, "Yes")
    await api.until(lambda: shown.text == "good")
    assert shown.labels == []


async def test_a_command_on_a_message_carries_the_message(
    bot: Listener, api: DiscordApi, help_: Channel, ada: Person
) -> None:
    asked = ada.uses_on("Take to desk", ada.writes("it hurts", channel=help_))
    await api.until(lambda: help_.find("took it hurts"))
    assert help_.last is asked.original


async def test_a_button_of_a_public_message_answers_it(
    client: Listener, api: DiscordApi, help_: Channel, ada: Person
) -> None:
    channel = await client.fetch_channel(int(help_.id))
    assert isinstance(channel, discord.TextChannel)
    await channel.send("ok?", view=Choices())
    shown = help_.find("ok?")
    assert shown is not None
    picked = ada.selects(shown, "Wallet")
    await api.until(lambda: picked.find("picked"))
    assert picked.responses[0].reply_to is shown
    with pytest.raises(AssertionError, match="no button 'Maybe'"):
        ada.presses(shown, "Maybe")


def answer(raw: Raw, asked: Interaction, body: dict[str, Any]) -> int | tuple[int, int]:
    path = f"/interactions/{asked.id}/{asked.token}/callback"
    got = raw.ask("POST", path, json=body, headers={"Authorization": ""})
    return got.status_code if got.status_code < 400 else (got.status_code, got.json()["code"])


@pytest.fixture
def pressed(api: DiscordApi, raw: Raw, ada: Person) -> Interaction:
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "No", "custom_id": "n"}]}
    raw.says(ada.dm, "ok?", components=[row])
    message = ada.dm.find("ok?")
    assert message is not None
    return ada.presses(message, "No")


def test_the_first_answer_comes_once_and_in_time(api: DiscordApi, raw: Raw, ada: Person, pressed: Interaction) -> None:
    assert answer(raw, pressed, {"type": 6}) == 204
    assert answer(raw, pressed, {"type": 6}) == (400, 40060)
    api.world.patience = -1.0
    late = ada.presses_id(ada.dm.messages[0], "n")
    assert answer(raw, late, {"type": 5}) == (404, 10062)
    assert late.acknowledged_after is None


def test_a_thinking_message_becomes_the_first_follow_up(api: DiscordApi, raw: Raw, pressed: Interaction) -> None:
    hook = f"/webhooks/{api.bot.id}/{pressed.token}"
    assert raw.refusal("POST", hook, json={"content": "early"}) == (404, 10015)
    assert answer(raw, pressed, {"type": 5, "data": {"flags": 64}}) == 204
    (thinking,) = pressed.responses
    assert (thinking.thinking, pressed.shown) == (True, [])
    assert raw.result("POST", hook, json={"content": "one"})["id"] == thinking.id
    second = raw.result("POST", hook, json={"content": "two", "flags": 64})["id"]
    assert raw.result("GET", f"{hook}/messages/@original")["content"] == "one"
    raw.result("PATCH", f"{hook}/messages/{second}", json={"content": "2"})
    assert pressed.texts == ["one", "2"]
    raw.result("DELETE", f"{hook}/messages/@original")
    assert raw.refusal("PATCH", f"{hook}/messages/@original", json={"content": "x"}) == (404, 10008)
    api.expires(pressed)
    assert raw.refusal("POST", hook, json={"content": "late"}) == (401, 50027)


def test_a_deferred_update_changes_the_message_with_the_button(api: DiscordApi, raw: Raw, pressed: Interaction) -> None:
    shown = pressed.message
    assert shown is not None
    assert answer(raw, pressed, {"type": 6}) == 204
    original = f"/webhooks/{api.bot.id}/{pressed.token}/messages/@original"
    raw.result("PATCH", original, json={"content": "done", "components": []})
    assert (shown.text, shown.labels, shown.edited, pressed.responses) == ("done", [], True, [])
    raw.result("DELETE", original)
    assert shown.deleted


def test_an_answer_may_bring_files_and_say_what_it_became(raw: Raw, ada: Person, pressed: Interaction) -> None:
    body = {"type": 4, "data": {"content": "see", "flags": 64, "attachments": [{"id": 0, "filename": "a.txt"}]}}
    files = {"payload_json": (None, json.dumps(body), "application/json"), "files[0]": ("a.txt", b"1", "text/plain")}
    path = f"/interactions/{pressed.id}/{pressed.token}/callback"
    said = raw.result("POST", path, params={"with_response": "1"}, files=files)
    (message,) = pressed.responses
    assert said["interaction"]["response_message_id"] == said["resource"]["message"]["id"] == message.id
    link = said["resource"]["message"]["attachments"][0]["url"]
    assert (raw.http.get(link).content, message.ephemeral, message in ada.dm.messages) == (b"1", True, False)


def test_a_form_is_only_a_first_answer_and_never_to_a_form(raw: Raw, ada: Person, pressed: Interaction) -> None:
    field = {"type": 4, "custom_id": "c", "style": 2, "label": "Why?", "max_length": 10, "required": True}
    modal = {"title": "Form", "custom_id": "f", "components": [{"type": 1, "components": [field]}]}
    assert answer(raw, pressed, {"type": 9, "data": modal | {"title": "x" * 46}}) == (400, 50035)
    assert answer(raw, pressed, {"type": 9, "data": modal}) == 204
    with pytest.raises(AssertionError, match="no more characters"):
        ada.submits(pressed, c="x" * 11)


def test_what_a_person_may_not_see_they_cannot_use(raw: Raw, guild: Community, help_: Channel, ada: Person) -> None:
    commands = [
        {"name": "queue", "description": "Shows it", "default_member_permissions": str(1 << 13)},
        {"name": "solved", "description": "Ends it", "contexts": [0]},
    ]
    raw.result("PUT", f"/applications/{raw.api.bot.id}/commands", json=commands)
    with pytest.raises(AssertionError, match="does not see the command"):
        ada.uses("queue", channel=help_)
    with pytest.raises(AssertionError, match="not for this place"):
        ada.uses("solved")
    guild.gives(ada, guild.role("Support", permissions=["MANAGE_MESSAGES"]))
    asked = ada.uses("queue", channel=help_)
    assert answer(raw, asked, {"type": 4, "data": {"content": "3"}}) == 204
    assert help_.texts == ["3"]
    bad = [{"name": "Not OK", "description": "x"}]
    assert raw.refusal("PUT", f"/applications/{raw.api.bot.id}/commands", json=bad) == (400, 50035)
