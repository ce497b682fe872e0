"""The figures of a running desk: the page in a real browser, and the command line beside the process."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect

from tests.kit.house import FAQ
from tests.kit.process import PROGRAM, Running, chromium, running
from tests.kit.windows import PASSWORD, PHONE, window


def asked(desk: Running, key: str, text: str) -> None:
    """A visitor writes."""
    with httpx.Client(base_url=desk.base) as client:
        token = client.post("/api/chat/sessions").json()["token"]
        body = {"key": f"00000000-0000-4000-8000-00000000000{key}", "text": text}
        headers = {"Authorization": f"Bearer {token}"}
        assert client.post("/api/chat/messages", json=body, headers=headers).status_code == 202


def signed_in(page: Page, desk: Running) -> None:
    """The first operator, by the printed link."""
    assert desk.setup is not None
    page.goto(desk.setup)
    page.locator("[name=name]").fill("Mina")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/console")


HIDDEN = """() => [...document.querySelectorAll("td, th, h1, h2")].filter((cell) => {
    const { width, left, right } = cell.getBoundingClientRect();
    const outside = left < 0 || right > innerWidth || cell.scrollWidth > cell.clientWidth + 1;
    return width && cell.innerText.trim() && outside;
}).map((cell) => cell.innerText)"""


def nothing_hides_on_a_phone(page: Page, desk: Running) -> None:
    """No page of the desk scrolls sideways, and every figure of every table can be read."""
    page.set_viewport_size(PHONE)
    for path in ("/stats", "/staff", ""):
        for language in ("en", "zh"):
            page.goto(f"{desk.base}/console{path}?language={language}")
            expect(page.locator("h1, .line").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
            assert page.evaluate(HIDDEN) == [], page.url
            assert page.locator(".number:visible").count() == page.locator(".number").count()


def read(browser: Browser, desk: Running) -> object:
    """Looks at the page in both languages; what the interface answers to the same browser."""
    with window(browser) as page:
        signed_in(page, desk)
        page.get_by_role("link", name="Figures").click()
        expect(page.get_by_role("heading", name="How the desk did")).to_be_visible()
        expect(page.locator(".tiles > div").first).to_contain_text("2")
        expect(page.locator(".tiles")).to_contain_text("1 handed to people")
        expect(page.locator(".bars svg rect")).to_have_count(1)
        page.get_by_role("link", name="7 days").click()
        expect(page.locator(".periods [aria-current]")).to_have_text("7 days")
        page.get_by_role("link", name="中文").click()
        expect(page.get_by_role("heading", name="服务情况")).to_be_visible()
        nothing_hides_on_a_phone(page, desk)
        assert page.evaluate("violations") == []
        return page.evaluate("fetch('/api/desk/stats').then((answer) => answer.json())")


def test_the_page_the_interface_and_the_command_line_agree(tmp_path: Path) -> None:
    with chromium() as browser, running(tmp_path, "--faq", str(FAQ)) as desk:
        asked(desk, "1", "How do I back up my wallet?")
        asked(desk, "2", "/human")
        shown = read(browser, desk)
        printed = subprocess.run(
            [str(PROGRAM), "stats", "--json", "--database", f"sqlite:///{tmp_path}/frontdesk.db"],
            capture_output=True, check=True,
        )  # fmt: skip
        beside = json.loads(printed.stdout)
        assert isinstance(shown, dict)
        for name in ("conversations", "handed_off", "frt_seconds", "fcr", "containment", "top_entries"):
            assert beside[name] == shown[name]
        assert beside["top_entries"] == [{"id": "backup", "n": 1}]
