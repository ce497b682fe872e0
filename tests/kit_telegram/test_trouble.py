"""Trouble on order: faults, budgets, and what a test is told when it waits in vain."""

from __future__ import annotations

from collections import deque

import httpx
import pytest

from tests.kit.telegram import BotApi, Fault, Person
from tests.kit.telegram.faults import Budget
from tests.kit_telegram.conftest import Raw


@pytest.fixture
def ada(api: BotApi) -> Person:
    ada = api.user("Ada")
    ada.starts()
    return ada


def test_a_refusal_on_order_comes_as_often_as_ordered_and_only_where_ordered(
    api: BotApi, raw: Raw, ada: Person
) -> None:
    bob = api.user("Bob")
    bob.starts()
    api.faults.next("sendMessage", Fault.too_many(3), chat=ada, times=2)
    raw.result("sendMessage", chat_id=bob.id, text="not meant")
    for _ in range(2):
        status, body = raw.call("sendMessage", chat_id=ada.id, text="x")
        assert (status, body["parameters"]) == (429, {"retry_after": 3})
        assert body["description"] == "Too Many Requests: retry after 3"
    raw.result("sendMessage", chat_id=ada.id, text="at last")
    assert ada.chat.texts == ["/start", "at last"]
    assert [call.status for call in api.calls_of("sendMessage", ada)] == [429, 429, 200]


def test_every_refusal_can_be_ordered(api: BotApi, raw: Raw, ada: Person) -> None:
    for fault, status in (
        (Fault.forbidden("bot was blocked by the user"), 403),
        (Fault.bad_request("chat not found"), 400),
        (Fault.migrated(-1001), 400),
        (Fault.server_error(500), 500),
        (Fault.refused(418, "I'm a teapot"), 418),
    ):
        api.faults.next("*", fault)
        assert raw.call("sendMessage", chat_id=ada.id, text="x")[0] == status
    api.faults.next("sendMessage", Fault.html_error(502))
    answer = raw.http.post(f"{api.base}/bot{api.token}/sendMessage", json={"chat_id": ada.id, "text": "x"})
    assert (answer.status_code, answer.text[:6]) == (502, "<html>")
    assert ada.chat.from_bot == []


@pytest.mark.parametrize(
    ("fault", "effect"),
    [
        (Fault.reset_before(), False),
        (Fault.reset_after(), True),
        (Fault.server_error(502, after=True), True),
        (Fault.half_json(), True),
    ],
    ids=["reset before", "reset after", "error after", "half"],
)
def test_an_unclear_end_leaves_the_message_there_or_not(
    api: BotApi, raw: Raw, ada: Person, fault: Fault, effect: bool
) -> None:
    api.faults.next("sendMessage", fault)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError, AssertionError, ValueError)):
        raw.result("sendMessage", chat_id=ada.id, text="x")
    assert bool(ada.chat.from_bot) is effect
    raw.result("sendMessage", chat_id=ada.id, text="and on")


def test_a_call_that_hangs_ends_when_the_client_gives_up(api: BotApi, raw: Raw, ada: Person) -> None:
    api.faults.next("sendMessage", Fault.hang())
    url = f"{api.base}/bot{api.token}/sendMessage"
    with pytest.raises(httpx.ReadTimeout):
        raw.http.post(url, json={"chat_id": ada.id, "text": "x"}, timeout=0.1)
    assert ada.chat.from_bot == []
    assert api.calls[-1].status is None


def test_a_download_can_fail_too(api: BotApi, raw: Raw, ada: Person) -> None:
    path = raw.result("getFile", file_id=ada.sends_document(b"0123456789").file.id)["file_path"]
    url = f"{api.base}/file/bot{api.token}/{path}"
    api.faults.next("file", Fault.half_json())
    assert raw.http.get(url).content == b"01234"
    assert raw.http.get(url).content == b"0123456789"
    assert raw.http.get(url + "x").status_code == 404


def test_a_budget_counts_messages_of_one_chat(api: BotApi, raw: Raw, ada: Person) -> None:
    group = api.group("Community", members=[ada])
    budget = api.budget(group, per_minute=3)
    sent = raw.result("sendMessage", chat_id=group.id, text="1")["message_id"]
    raw.result("editMessageText", chat_id=group.id, message_id=sent, text="2")
    raw.result("copyMessage", chat_id=group.id, from_chat_id=group.id, message_id=sent)
    raw.result("sendChatAction", chat_id=group.id, action="typing")
    assert raw.refusal("sendMessage", chat_id=group.id, text="4").startswith("Too Many Requests: retry after ")
    raw.result("sendMessage", chat_id=ada.id, text="elsewhere")
    assert budget.refused == 1


def test_a_budget_is_full_again_after_its_time(api: BotApi, raw: Raw, ada: Person) -> None:
    budget = api.budget(count=2, seconds=30)
    for text in "ab":
        raw.result("sendMessage", chat_id=ada.id, text=text)
    status, body = raw.call("sendMessage", chat_id=ada.id, text="c")
    assert (status, body["parameters"]["retry_after"]) == (429, 30)
    budget.spent[None] = deque(moment - 31 for moment in budget.spent[None])
    raw.result("sendMessage", chat_id=ada.id, text="c")


def test_a_budget_for_each_chat_leaves_the_others_alone(api: BotApi, raw: Raw, ada: Person) -> None:
    bob = api.user("Bob")
    bob.starts()
    api.budget(each=True, count=1, seconds=60)
    raw.result("sendMessage", chat_id=ada.id, text="1")
    raw.result("sendMessage", chat_id=bob.id, text="1")
    assert raw.call("sendMessage", chat_id=ada.id, text="2")[0] == 429


def test_an_album_costs_as_much_as_its_messages() -> None:
    budget = Budget(4, 60)
    budget.spend(1, 3)
    with pytest.raises(Exception, match="retry after"):
        budget.spend(1, 2)


def test_a_wait_returns_what_it_waited_for_and_fails_with_a_report(api: BotApi, raw: Raw, ada: Person) -> None:
    raw.result("sendMessage", chat_id=ada.id, text="hello")
    assert api.wait(lambda: ada.chat.find("hell")) is ada.chat.last
    with pytest.raises(AssertionError, match=r"(?s)sendMessage.*hello.*private Ada"):
        api.wait(lambda: ada.chat.find("bye"), seconds=0)


def test_a_mistake_of_the_doubles_own_fails_the_test() -> None:
    def stopped() -> float:
        raise RuntimeError("the clock stands still")

    def meet_it() -> None:
        with BotApi(clock=stopped) as api:
            ada = api.user("Ada")
            ada.chat.started = True
            fields = {"chat_id": str(ada.id), "text": "x"}
            answer = httpx.post(f"{api.base}/bot{api.token}/sendMessage", data=fields, verify=False)
            assert answer.status_code == 500

    with pytest.raises(AssertionError, match=r"(?s)the double is broken.*stands still"):
        meet_it()
