"""An operator's tools in a real browser on the real process: what is taken back, picked, passed on, put aside."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.kit.clients import DeskClient, Visitor
from tests.kit.house import FAQ
from tests.kit.process import PROGRAM, Running, chromium, running
from tests.kit.windows import PASSWORD, PHONE, Who, console, first_operator, order, say, window

SETTINGS = {
    "safety": {"floods": "off"},
    "handoff": {"teams": {"core": {"members": ["Mina"]}, "security": {"members": ["Noor"]}}, "crowd": 0},
    "snippets": {"closing": {"en": "Is #{number} done?", "zh": "#{number} 好了吗？"}},
}
NewVisitor = Callable[..., tuple[Visitor, int]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("tools")
    (folder / "frontdesk.yaml").write_text(json.dumps(SETTINGS), encoding="utf-8")
    with running(folder, "--faq", str(FAQ)) as started:
        yield started


@pytest.fixture(scope="module")
def mina(browser: Browser, desk: Running) -> Who:
    return first_operator(browser, desk)


@pytest.fixture(scope="module")
def noor(desk: Running) -> Iterator[DeskClient]:
    """A colleague who works by the API."""
    made = subprocess.run(
        [PROGRAM, "operators", "add", "Noor", "--role", "lead", "--token"],
        cwd=desk.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    with httpx.Client(timeout=30) as http:
        yield DeskClient(desk.base, made.stdout.strip(), http)


@pytest.fixture
def visitor(desk: Running, noor: DeskClient) -> Iterator[NewVisitor]:
    """Makes people who say these things; what is left of them at the end is resolved."""
    with ExitStack() as stack:
        http = stack.enter_context(httpx.Client(timeout=30))
        numbers: list[int] = []

        def made(*words: str) -> tuple[Visitor, int]:
            new = Visitor(desk.base, http)
            for text in words:
                new.say(text)
            numbers.append(int(new.read()["state"]["number"]))
            return new, numbers[-1]

        yield made
        for number in numbers:
            if noor.get(f"/{number}")["stage"] != "resolved":
                noor.act(number, "claim")
                noor.act(number, "resolve")


def opened(page: Page, number: int) -> None:
    """The operator opens this conversation."""
    page.locator(f"[data-number='{number}']").click()
    expect(page.locator(".title h1")).to_contain_text(f"#{number}")


def test_a_reply_waits_five_seconds_and_can_be_taken_back(
    browser: Browser, desk: Running, mina: Who, visitor: NewVisitor
) -> None:
    person, number = visitor("/human")
    with console(browser, desk, mina) as page:
        opened(page, number)
        order(page, "reply", "wrong window")
        expect(page.locator(".held")).to_contain_text("wrong window")
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".composer textarea")).to_have_value("wrong window")
        page.locator(".composer textarea").fill("Good morning!")
        page.locator(".composer textarea").press("Enter")
        page.locator(".composer textarea").press("Escape")  # the same by a key
        expect(page.locator(".composer textarea")).to_have_value("Good morning!")
        page.locator(".composer textarea").press("Enter")
        expect(page.locator(".message.operator .bubble")).to_have_text(["Good morning!"])
        expect(page.locator(".held")).to_be_hidden()
    said = [line["text"] for line in person.read()["messages"] if line["from"] == "operator"]
    assert said == ["Good morning!"]


@pytest.mark.parametrize("leave", ["close", "elsewhere", "sign out"])
def test_whoever_leaves_at_once_has_sent_it(
    browser: Browser, desk: Running, mina: Who, visitor: NewVisitor, noor: DeskClient, leave: str
) -> None:
    _, number = visitor("/human")
    with console(browser, desk, mina) as page, window(browser) as onlooker:
        opened(page, number)
        order(page, "reply", f"sent by {leave}")
        expect(page.locator(".held")).to_be_visible()
        if leave == "close":
            page.close(run_before_unload=True)
        elif leave == "elsewhere":
            page.goto(f"{desk.base}/console/account")
        else:
            page.get_by_role("button", name="Sign out").click()
            expect(page.get_by_label("Password")).to_be_visible()
        onlooker.goto(desk.base)
        for _ in range(40):
            if any(f"sent by {leave}" in line["text"] for line in noor.get(f"/{number}")["messages"]):
                break
            onlooker.wait_for_timeout(100)
        else:
            raise AssertionError("it was not sent")


def test_a_command_lets_the_reply_before_it_go_first(
    browser: Browser, desk: Running, mina: Who, visitor: NewVisitor
) -> None:
    person, number = visitor("/human")
    with console(browser, desk, mina) as page:
        opened(page, number)
        order(page, "reply", "Goodbye!")
        order(page, "reply", "/resolve")
        expect(page.locator(".head .tag.resolved")).to_be_visible()
    texts = [line["text"] for line in person.read()["messages"]]
    assert "Goodbye!" in texts[-2]


@pytest.mark.parametrize(
    ("locale", "ask", "says", "entry"),
    [("en-US", "hello", "Is #{} done?", "Network fees"), ("zh-CN", "你好", "#{} 好了吗？", "网络手续费")],
)
def test_a_slash_brings_saved_replies_in_the_users_language(
    browser: Browser, desk: Running, mina: Who, locale: str, ask: str, says: str, entry: str
) -> None:
    with window(browser, locale) as user, console(browser, desk, mina, locale) as page:
        user.goto(desk.base)
        say(user, ask)
        say(user, "/human")
        page.locator(".line.waiting").first.click()
        number = page.locator(".title h1").inner_text().split()[0].removeprefix("#")
        box = page.locator(".composer textarea")
        box.press_sequentially("/clo")
        expect(page.get_by_role("option")).to_have_count(1)
        box.press("Enter")
        expect(box).to_have_value(says.format(number))
        box.press("Enter")
        page.locator("[data-held=now]").click()
        expect(user.locator(".message.operator")).to_contain_text(says.format(number))
        box.press_sequentially("/faq fees are high")
        expect(page.get_by_role("option").first).to_contain_text(entry)
        box.press("ArrowDown")
        box.press("Enter")
        page.locator("[data-held=now]").click()
        expect(page.locator(".message.operator")).to_have_count(2)
        order(page, "reply", "/resolve")
        expect(page.locator(".head .tag.resolved")).to_be_visible()


def test_what_may_be_the_answer_is_sent_with_one_click(
    browser: Browser, desk: Running, mina: Who, visitor: NewVisitor
) -> None:
    person, number = visitor("hello", "/human", "my transaction is stuck")
    with console(browser, desk, mina) as page:
        opened(page, number)
        expect(page.locator(".suggested summary")).to_contain_text("FAQ ")
        page.locator("[data-entry=pending]").click()
        expect(page.locator(".held")).to_contain_text("replace it with a higher fee")
        page.locator("[data-held=now]").click()
        expect(page.locator(".message.operator")).to_contain_text("replace it with a higher fee")
    assert person.read()["messages"][-1]["text"] == "Wait, or replace it with a higher fee."


def test_an_answer_that_was_wrong_gets_its_right_entry(
    browser: Browser, desk: Running, mina: Who, visitor: NewVisitor
) -> None:
    _, number = visitor("why are the fees so high", "/human")
    with console(browser, desk, mina) as page:
        opened(page, number)
        page.locator("[data-line=teach]").first.click()
        page.get_by_label("Words or an entry's id").fill("my transaction is stuck")
        page.locator(".choice[data-value=pending]").click()
        expect(page.locator("#toast")).to_have_text("Noted: the FAQ can learn from it.")


def test_it_is_put_aside_passed_on_and_blocked_from_the_menu(
    browser: Browser, desk: Running, mina: Who, visitor: NewVisitor, noor: DeskClient
) -> None:
    _, number = visitor("/human")
    with console(browser, desk, mina) as page:
        opened(page, number)
        page.locator("[data-verb=claim]").click()
        expect(page.locator(".owner")).to_have_text("You have it")
        page.locator(".menu summary").click()
        page.get_by_role("button", name="Snooze", exact=True).click()
        page.locator("dialog [data-value='2h']").click()
        expect(page.locator(f"[data-number='{number}'] .tag.snoozed")).to_contain_text("snoozed until")
        page.locator("[data-verb=transfer]").click()
        expect(page.locator(".choice")).to_contain_text(["core", "security", "Noor"])
        page.locator(".choice[data-value=Noor]").click()
        expect(page.locator(f"[data-number='{number}']")).to_contain_text("for Noor")
        page.locator(".menu summary").click()
        page.locator("[data-verb=block]").click()
        page.locator("dialog button.primary").click()
        expect(page.locator(".head .tag.blocked")).to_be_visible()
    assert noor.get(f"/{number}")["blocked"] is True


def test_many_are_picked_by_box_and_key_and_each_that_was_refused_is_told(
    browser: Browser, desk: Running, mina: Who, visitor: NewVisitor, noor: DeskClient
) -> None:
    numbers = [visitor("/human")[1] for _ in range(3)]
    noor.act(numbers[1], "claim")
    with console(browser, desk, mina) as boss, window(browser) as page:
        boss.goto(f"{desk.base}/console/staff")
        boss.get_by_label("Name").fill("Ola")
        boss.get_by_role("button", name="Add", exact=True).click()
        page.goto(boss.locator(".invited code").inner_text())
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_role("button", name="Set password and sign in").click()
        expect(page.locator(".line")).to_have_count(3)
        page.locator(".line").first.focus()
        for key in ("x", "End", "x"):
            page.keyboard.press(key)
        page.get_by_label(f"Select #{numbers[2]}").check()
        expect(page.locator("#bulk")).to_contain_text("3 selected")
        page.locator("[data-bulk=resolve]").click()
        expect(page.locator("dialog")).to_contain_text("2 of 3 resolved")
        expect(page.locator("dialog li")).to_have_text([f"#{numbers[1]} – Noor has it."])
        page.get_by_role("button", name="Fine").click()
        expect(page.locator(".line")).to_have_count(1)
        expect(page.locator("#bulk")).to_contain_text("1 selected")


def test_the_person_and_how_earlier_ones_ended_stand_beside(
    browser: Browser, desk: Running, mina: Who, visitor: NewVisitor, noor: DeskClient
) -> None:
    (_, first), (person, second) = visitor("/human"), visitor("/human")
    with console(browser, desk, mina) as page:
        opened(page, first)
        expect(page.locator(".person")).to_contain_text("This is their first one.")
        page.locator(".menu summary").click()
        page.locator("[data-verb=merge]").click()
        page.get_by_label("Its number").fill(f"#{second}")
        page.locator("dialog button.primary").click()
        expect(page.locator(".head")).to_contain_text(f"merged into #{second}")
        opened(page, second)
        expect(page.locator(f"[data-past='{first}']")).to_contain_text(f"merged into #{second}")
        noor.act(second, "resolve")
        expect(page.locator(".head .tag.resolved")).to_be_visible()
        person.post(choice=person.read()["messages"][-1]["choices"][-1]["id"])
        page.locator(f"[data-past='{first}']").click()
        expect(page.locator(f"[data-past='{second}'] .stars")).to_have_attribute("aria-label", "5 of 5")
        order(page, "reply", "/who")
        expect(page.locator(".person")).to_be_hidden()


def test_a_phone_shows_one_thing_at_a_time(browser: Browser, desk: Running, mina: Who, visitor: NewVisitor) -> None:
    _, number = visitor("怎么备份钱包？", "/human")
    with console(browser, desk, mina, "zh-CN", PHONE) as page:
        expect(page.locator(".conversation")).to_be_hidden()
        opened(page, number)
        expect(page.locator(".inbox")).to_be_hidden()
        page.locator("[data-verb=claim]").click()
        expect(page.locator(".owner")).to_have_text("您在处理")
        page.locator(".menu summary").click()
        expect(page.get_by_role("button", name="暂缓", exact=True)).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        page.get_by_role("button", name="返回列表").click()
        expect(page.locator(".inbox")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
