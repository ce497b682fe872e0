"""The double by itself: a page, a few verbs for curl, and the command that starts it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.telegram import BotApi, png
from tests.kit.telegram.control import Control
from tests.kit_telegram.conftest import Raw

ROOT = Path(__file__).parents[2]


@pytest.fixture
def control(api: BotApi, raw: Raw) -> Raw:
    api.serve_pages(Control(api).answer)
    return raw


def post(raw: Raw, verb: str, **fields: str) -> dict[str, object]:
    answer = raw.http.post(f"{raw.api.base}/control/{verb}", data=fields)
    assert answer.status_code == 200, answer.text
    said: dict[str, object] = answer.json()
    return said


def test_somebody_can_be_played_with_curl(api: BotApi, control: Raw) -> None:
    said = post(control, "say", user="Ada", text="hello")
    (ada,) = api.people
    buttons = [[{"text": "No", "callback_data": "n"}]]
    question = control.result("sendMessage", chat_id=ada.id, text="ok?", reply_markup={"inline_keyboard": buttons})
    post(control, "press", user="Ada", message=str(question["message_id"]), label="No")
    post(control, "edit", user="Ada", message=str(said["id"]), text="hello!")
    post(control, "react", user="Ada", message=str(question["message_id"]), emoji="👍")
    post(control, "forum", title="Desk", members="Ada", admins="Op, Lead")
    post(control, "user", name="Bob", language="zh")
    desk = api.chats[-2]
    topic = control.result("createForumTopic", chat_id=desk.id, name="#1001")["message_thread_id"]
    post(control, "say", user="Op", chat="Desk", topic="#1001", text="mine")
    picture = {"file": ("a.png", png(), "image/png")}
    control.http.post(f"{api.base}/control/say", data={"user": "Ada", "text": "see"}, files=picture)
    post(control, "block", user="Ada")
    assert [person.first_name for person in api.people] == ["Ada", "Op", "Lead", "Bob"]
    kinds = [next(name for name in update if name != "update_id") for update in api.updates]
    assert kinds == ["message", "callback_query", "edited_message", "message", "message", "message", "my_chat_member"]
    chats = control.http.get(f"{api.base}/control/chats").json()
    assert [chat["title"] for chat in chats] == ["Ada", "Desk"]
    assert chats[1]["topics"] == [{"id": topic, "name": "#1001", "icon": "", "closed": False}]
    assert [call["method"] for call in control.http.get(f"{api.base}/control/calls").json()] == [
        "sendMessage", "createForumTopic",
    ]  # fmt: skip


def test_the_page_shows_the_chats_and_leads_back_to_itself(api: BotApi, control: Raw) -> None:
    ada = api.user("Ada <3")
    ada.writes("<b>hello</b>")
    page = control.http.get(f"{api.base}/control").text
    assert "Ada &lt;3" in page
    assert "&lt;b&gt;hello&lt;/b&gt;" in page
    form = {"user": str(ada.id), "text": "again"}
    answer = control.http.post(f"{api.base}/control/say", data=form, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/control")
    assert control.http.get(f"{api.base}/nothing").status_code == 404
    mistaken = control.http.post(f"{api.base}/control/press", data={"user": "Nobody"})
    assert mistaken.json() == {"error": "nobody is called 'Nobody'"}


def test_the_command_says_where_it_is(raw: Raw) -> None:
    command = [sys.executable, "-m", "tests.kit.telegram", "--port", "0", "--token", "42:" + "x" * 30]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = dict(process.stdout.readline().split(maxsplit=1) for _ in range(6))
        me = raw.http.get(f"{said['address'].strip()}/bot{said['token'].strip()}/getMe").json()
        process.terminate()
    assert me["result"]["id"] == 42
