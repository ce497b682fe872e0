"""Makes the picture of the console in docs/images, with the real process and a real browser: `make pictures`.

Everybody in it is made up on the spot. Where the machine has the font Inter, it is set in it.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect

from tests.kit.clients import DeskClient, Visitor
from tests.kit.process import PROGRAM, Running, chromium, running
from tests.kit.windows import DESKTOP, PASSWORD, Who, first_operator

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
FONT = "body { font-family: Inter, system-ui, sans-serif, 'Noto Sans CJK SC'; }"
SETTINGS = {
    "safety": {"floods": "off"},
    "variables": {"product": "Example Wallet"},
    "handoff": {"teams": {"core": {"members": ["Mina"]}, "security": {"members": ["Noor"]}}},
    "snippets": {
        "closing": {"en": "Is there anything else I can do for you?", "zh": "还有其他可以帮您的吗？"},
        "hello": {
            "en": "Good morning, {operator} here. I am looking into it.",
            "zh": "您好，我是{operator}，正在为您查看。",
        },
    },
}


def main() -> None:
    """Writes console.png."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser, httpx.Client(timeout=30) as http:
        folder = Path(name)
        (folder / "frontdesk.yaml").write_text(json.dumps(SETTINGS), encoding="utf-8")
        with running(folder, "--faq", str(ROOT / "faq.yaml")) as desk:
            mina = first_operator(browser, desk)
            shoot(browser, desk, mina, *people(desk, http))


def people(desk: Running, http: httpx.Client) -> tuple[Visitor, int]:
    """A desk on a busy morning; whom the pictures show, and the number of their conversation."""
    command: list[str | Path] = [PROGRAM, "operators", "add", "Noor", "--role", "lead", "--token"]
    made = subprocess.run(command, cwd=desk.folder, capture_output=True, text=True, check=True)
    noor = DeskClient(desk.base, made.stdout.strip(), http)

    def visitor(*words: str) -> tuple[Visitor, int]:
        new = Visitor(desk.base, http)
        for text in words:
            new.say(text)
        return new, int(new.read()["state"]["number"])

    visitor("Somebody stole my coins, I was hacked")
    visitor("我转账一直没到账", "转人工")
    _, aside = visitor("Where can I see my transactions?", "/human", "Thank you, I will try that tomorrow.")
    noor.act(aside, "reply", text="Could you try it once more tomorrow? I will look at it again then.")
    noor.act(aside, "snooze", span="1d")
    _, before = visitor("I cannot find my token", "/human")
    noor.act(before, "reply", text="It was hidden: Assets → Manage shows it again.")
    person, number = visitor("What is a recovery phrase?", "/human")
    noor.act(before, "merge", number=number)
    noor.act(number, "note", text="Same as this morning: the network is busy, see the status page.")
    visitor("hello")
    return person, number


def shoot(browser: Browser, desk: Running, who: Who, person: Visitor, number: int) -> None:
    """The console with this conversation open."""
    context = browser.new_context(locale="en-US", viewport=DESKTOP, bypass_csp=True, timezone_id="Europe/Berlin")
    page = context.new_page()
    page.goto(f"{desk.base}/console")
    page.locator("[name=name]").fill(who["name"])
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").click()
    page.add_style_tag(content=FONT)
    converse(page, person, number)
    page.screenshot(path=IMAGES / "console.png")
    context.close()


def converse(page: Page, person: Visitor, number: int) -> None:
    """It is claimed, the user asks something else, and a reply is about to go out."""
    page.locator(f"[data-number='{number}']").click()
    expect(page.locator(".briefing")).to_be_visible()
    page.locator("[data-verb=claim]").click()
    expect(page.locator(".owner")).to_have_text("You have it")
    person.say("And my transfer is still pending since this morning, can it be made faster?")
    expect(page.locator(".suggested").last).to_be_visible()
    page.locator(".composer textarea").fill("Good morning! I can see it on its way. One moment, please.")
    page.locator(".composer textarea").press("Enter")
    expect(page.locator(".held")).to_be_visible()
    page.evaluate("document.activeElement.blur()")


if __name__ == "__main__":
    main()
