"""The real program in a real browser: a visitor's window and an operator's, in English and in Chinese."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Town
from tests.kit.house import FAQ
from tests.kit.process import Running, chromium, running
from tests.kit.windows import PASSWORD, Who, console, first_operator, order, say, window

EVIL = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>[x](javascript:window.pwned=1)'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("desk"), "--faq", str(FAQ)) as started:
        yield started


@pytest.fixture(scope="module")
def admin(browser: Browser, desk: Running) -> Who:
    return first_operator(browser, desk)


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
LANGUAGES = {
    "en-US": {
        "ask": "How do I back up my wallet?", "answer": "Settings → Backup", "person": "Talk to a person",
        "next": "You are next", "here": "A person is here for you", "reply": "Good morning!", "thanks": "very well",
        "resolved": "Resolved", "claim": "Claim", "resolve": "Resolve", "mine": "You have it",
        "rated": "Thank you for rating",
    },
    "zh-CN": {
        "ask": "怎么备份钱包？", "answer": "设置 → 备份", "person": "转人工客服",
        "next": "下一位就是您", "here": "人工客服正在为您服务", "reply": "早上好！", "thanks": "很好，谢谢",
        "resolved": "已解决", "claim": "接手", "resolve": "解决", "mine": "您在处理", "rated": "感谢",
    },
}  # fmt: skip


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_visitor_is_answered_then_helped_by_a_person_and_rates(
    browser: Browser, desk: Running, admin: Who, locale: str
) -> None:
    words = LANGUAGES[locale]
    with window(browser, locale) as visitor, console(browser, desk, admin, locale) as operator:
        visitor.goto(desk.base)
        say(visitor, words["ask"])
        expect(visitor.locator(".message.bot strong")).to_have_text(words["answer"])
        visitor.get_by_role("button", name=words["person"]).last.click()
        expect(visitor.locator(".status")).to_contain_text(words["next"])

        operator.locator(".line.waiting").first.click()
        expect(operator.locator(".briefing")).to_contain_text(words["ask"])
        operator.get_by_role("button", name=words["claim"], exact=True).click()
        expect(operator.locator(".owner")).to_have_text(words["mine"])
        expect(visitor.locator(".status")).to_contain_text(words["here"])

        order(operator, "reply", words["reply"])
        expect(visitor.locator(".message.operator")).to_contain_text(words["reply"])
        order(operator, "note", "patient and kind")
        expect(operator.locator(".message.note")).to_contain_text("patient and kind")
        say(visitor, words["thanks"])
        expect(operator.locator(".message.user").last).to_contain_text(words["thanks"])

        operator.get_by_role("button", name=words["resolve"], exact=True).click()
        expect(visitor.locator(".status")).to_contain_text(words["resolved"])
        expect(visitor.locator(".scores button")).to_have_text(list("12345"))
        visitor.locator(".scores button").last.click()
        expect(visitor.locator(".message.bot").last).to_contain_text(words["rated"])
        expect(visitor.locator(".scores")).to_have_count(0)
        expect(visitor.locator(".transcript")).not_to_contain_text("patient and kind")


def test_a_second_operator_is_told_who_has_it(browser: Browser, desk: Running, admin: Who) -> None:
    with window(browser) as visitor, console(browser, desk, admin) as boss, window(browser) as other:
        visitor.goto(desk.base)
        say(visitor, "/human")
        boss.goto(f"{desk.base}/console/staff")
        boss.get_by_label("Name").fill("Noor")
        boss.get_by_role("button", name="Add", exact=True).click()
        other.goto(boss.locator(".invited code").inner_text())
        other.get_by_label("New password").fill(PASSWORD)
        other.get_by_role("button", name="Set password and sign in").click()
        boss.goto(f"{desk.base}/console")
        for page in (boss, other):
            page.locator(".line.waiting").first.click()
        boss.locator("[data-verb=claim]").click()
        expect(other.locator(".owner")).to_have_text("Mina has it")
        other.locator("[data-verb=claim]").click()
        expect(other.locator("#toast")).to_have_text("Mina has it.")
        other.locator(".composer textarea").fill("/dance")
        other.locator(".composer textarea").press("Enter")
        expect(other.locator("#toast")).to_contain_text("There is no command /dance")
        boss.locator("[data-verb=resolve]").click()
        expect(visitor.locator(".status")).to_contain_text("Resolved")


def test_nothing_that_a_visitor_sends_becomes_markup(browser: Browser, desk: Running, admin: Who) -> None:
    with window(browser) as visitor, console(browser, desk, admin) as operator:
        visitor.goto(desk.base)
        say(visitor, EVIL)
        expect(visitor.locator(".message.user:not(.pending) .bubble")).to_have_text(EVIL)
        evil_file = {
            "name": "<img src=x onerror=window.pwned=1>.html",
            "mimeType": "text/html",
            "buffer": EVIL.encode(),
        }
        visitor.locator("input[type=file]").set_input_files(evil_file)  # type: ignore[arg-type] # a dict is fine
        visitor.locator(".send").click()
        expect(visitor.locator(".message.user:not(.pending) .file")).to_contain_text("onerror")
        say(visitor, "/human")
        operator.locator(".line.waiting").first.click()
        expect(operator.locator(".message.user").first).to_contain_text(EVIL)
        expect(operator.locator(".message .file")).to_contain_text("onerror")
        order(operator, "reply", EVIL)
        expect(visitor.locator(".message.operator")).to_contain_text("onerror")
        expect(visitor.locator(".message a[href^=javascript]")).to_have_count(0)
        for page in (visitor, operator):
            expect(page.locator("img[src=x]")).to_have_count(0)
        order(operator, "reply", "/resolve")
        expect(visitor.locator(".status")).to_contain_text("Resolved")


def test_a_picture_is_shown_to_both_sides(browser: Browser, desk: Running, admin: Who) -> None:
    pixel = base64.b64decode(PIXEL)
    with window(browser) as visitor, console(browser, desk, admin) as operator:
        visitor.goto(desk.base)
        picture = {"name": "screen.png", "mimeType": "image/png", "buffer": pixel}
        visitor.locator("input[type=file]").set_input_files(picture)  # type: ignore[arg-type] # a dict is fine
        say(visitor, "this is what I see")
        expect(visitor.locator(".message:not(.pending) img.picture")).to_be_visible()
        say(visitor, "human")
        operator.locator(".line.waiting").first.click()
        expect(operator.locator(".message .file img")).to_be_visible()
        width = operator.locator(".message .file img").evaluate(
            "(picture) => picture.decode().then(() => picture.naturalWidth)"
        )
        assert width == 1
        operator.locator("[data-verb=resolve]").click()
        expect(visitor.locator(".status")).to_contain_text("Resolved")


def test_newcomers_who_came_at_once_share_a_line_and_end_together(browser: Browser, tmp_path: Path, town: Town) -> None:
    settings = {"safety": {"floods": "off"}, "handoff": {"crowd": 3}}
    (tmp_path / "frontdesk.yaml").write_text(json.dumps(settings), encoding="utf-8")
    started = town.start(tmp_path, "--faq", str(FAQ))
    with console(browser, started, first_operator(browser, started)) as page:
        for _ in range(8):
            town.visitor(started).say("/human")
        expect(page.locator(".crowd summary")).to_contain_text("newcomers at once: #")
        page.locator(".crowd summary").click()
        expect(page.locator(".crowd .line").first).to_be_visible()
        size = page.locator(".crowd .line").count()
        page.get_by_label("Select all newcomers").check()
        expect(page.locator("#bulk")).to_contain_text(f"{size} selected")
        page.locator("[data-bulk=resolve]").click()
        expect(page.locator(".crowd")).to_have_count(0)
        expect(page.locator(".line")).to_have_count(8 - size)
