"""The double by itself: a page, a few verbs for curl, and the command that starts it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.kit.discord import Channel, Community, DiscordApi, Person
from tests.kit.discord.control import Control
from tests.kit_discord.conftest import Raw

ROOT = Path(__file__).parents[2]


@pytest.fixture
def control(api: DiscordApi, raw: Raw) -> Raw:
    api.serve_pages(Control(api).answer)
    return raw


def post(raw: Raw, verb: str, **fields: str) -> dict[str, Any]:
    answer = raw.http.post(f"{raw.api.address}/control/{verb}", data=fields)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def test_somebody_can_be_played_with_curl(api: DiscordApi, control: Raw, guild: Community, help_: Channel) -> None:
    said = post(control, "say", user="Ada", text="hello")
    (ada,) = [person for person in api.people if person.name == "Ada"]
    button = {"type": 2, "style": 1, "label": "No", "custom_id": "n"}
    shown = control.says(ada.dm, "ok?", components=[{"type": 1, "components": [button]}])
    pressed = post(control, "press", user="Ada", message=shown["id"], label="No")
    assert pressed["data"]["custom_id"] == "n"
    post(control, "edit", user="Ada", message=said["id"], text="hello!")
    post(control, "react", user="Ada", message=shown["id"], emoji="👍")
    post(control, "forum", name="questions", tags="open")
    made = post(control, "post", user="Ada", channel="questions", title="Broken", text="really")
    post(control, "say", user="Ada", channel=made["id"], text="still")
    picture = {"file": ("a.png", b"png", "image/png")}
    control.http.post(f"{api.address}/control/say", data={"user": "Ada", "channel": "help"}, files=picture)
    post(control, "close_dms", user="Ada")
    post(control, "archive", user="Ada", channel=made["id"])
    assert [message.text for message in ada.dm.messages] == ["hello!", "ok?"]
    assert [file.name for file in help_.messages[0].files] == ["a.png"]
    channels = control.http.get(f"{api.address}/control/channels").json()
    thread = next(one for one in channels if one["id"] == made["id"])
    assert (thread["name"], [line["text"] for line in thread["messages"]]) == ("Broken", ["really", "still"])
    assert control.http.get(f"{api.address}/control/calls").json()[0]["json"]["content"] == "ok?"


def test_commands_and_forms_can_be_used_with_curl(api: DiscordApi, control: Raw, ada: Person) -> None:
    option = {"type": 3, "name": "question", "description": "What", "required": True}
    commands = [{"name": "ask", "description": "Asks", "options": [option]}]
    control.result("PUT", f"/applications/{api.bot.id}/commands", json=commands)
    asked = post(control, "use", user="Ada", name="ask", question="Why?")
    field = {"type": 4, "custom_id": "c", "style": 1, "label": "More", "required": False}
    modal = {"title": "Form", "custom_id": "f", "components": [{"type": 1, "components": [field]}]}
    path = f"/interactions/{asked['id']}/{api.interactions[0].token}/callback"
    control.result("POST", path, json={"type": 9, "data": modal})
    assert "Form" in control.http.get(f"{api.address}/control").text
    sent = post(control, "submit", user="Ada", interaction=asked["id"], text="because")
    assert sent["data"]["components"][0]["components"][0]["value"] == "because"


def test_the_page_shows_the_channels_and_leads_back_to_itself(api: DiscordApi, control: Raw, guild: Community) -> None:
    ada = api.user("Ada <3")
    guild.joins(ada)
    ada.writes("<b>hello</b>")
    page = control.http.get(f"{api.address}/control").text
    assert "Ada &lt;3" in page
    assert "&lt;b&gt;hello&lt;/b&gt;" in page
    form = {"user": ada.id, "text": "again"}
    answer = control.http.post(f"{api.address}/control/say", data=form, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/control")
    assert control.http.get(f"{api.address}/nothing").status_code == 404
    mistaken = control.http.post(f"{api.address}/control/press", data={"user": "Nobody", "message": "1", "label": "x"})
    assert mistaken.json() == {"error": "nobody is called 'Nobody'"}


def test_the_command_says_where_it_is(raw: Raw) -> None:
    command = [sys.executable, "-m", "tests.kit.discord", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = dict(process.stdout.readline().strip().split(maxsplit=1) for _ in range(8))
        me = raw.http.get(f"{said['address']}/users/@me", headers={"Authorization": f"Bot {said['token']}"}).json()
        process.terminate()
    assert me["username"] == "frontdesk"
