"""Windows of a real browser, and what visitors and operators do in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.kit.process import Running

PASSWORD = "correct horse battery"
Who = dict[str, str]
"""The name and the password of an operator."""
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}

WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(event.blockedURI));
"""


@contextmanager
def window(browser: Browser, locale: str = "en-US", size: ViewportSize = DESKTOP) -> Iterator[Page]:
    """A window of its own, with its own storage; it must close without an error of ours."""
    context = browser.new_context(locale=locale, viewport=size)
    context.add_init_script(WATCH)
    page = context.new_page()
    mistakes: list[str] = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    yield page
    assert mistakes == []
    if not page.is_closed():
        assert page.evaluate("[window.pwned, window.violations]") == [None, []]
    context.close()


def say(page: Page, text: str) -> None:
    """The visitor writes."""
    page.locator(".panel textarea").fill(text)
    page.locator(".panel textarea").press("Enter")


def first_operator(browser: Browser, desk: Running, name: str = "Mina") -> Who:
    """The first operator, made by the printed link; signing in is by name and password from then on."""
    assert desk.setup is not None
    with window(browser) as page:
        page.goto(desk.setup)
        page.get_by_label("Name").fill(name)
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_role("button", name="Set password and sign in").click()
        expect(page.locator("#list")).to_contain_text("Nobody is waiting")
    return {"name": name, "password": PASSWORD}


@contextmanager
def console(
    browser: Browser, desk: Running, who: Who, locale: str = "en-US", size: ViewportSize = DESKTOP
) -> Iterator[Page]:
    """An operator's window, signed in."""
    with window(browser, locale, size) as page:
        page.goto(f"{desk.base}/console")
        page.locator("[name=name]").fill(who["name"])
        page.locator("[name=password]").fill(who["password"])
        page.locator("main button").click()
        expect(page.locator("#live")).not_to_have_class("live off")
        yield page


def order(page: Page, box: str, text: str) -> None:
    """The operator writes a reply or a note, or types a command."""
    page.locator(f"[data-kind={box}]").click()
    page.locator(".composer textarea").fill(text)
    page.locator(".composer textarea").press("Enter")
    expect(page.locator(".composer textarea")).to_have_value("")
