"""Windows of a real browser, and what a visitor does in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(event.blockedURI));
"""


@contextmanager
def window(browser: Browser, locale: str = "en-US") -> Iterator[Page]:
    """A window of its own, with its own storage; it must close without an error of ours."""
    context = browser.new_context(locale=locale)
    context.add_init_script(WATCH)
    page = context.new_page()
    mistakes: list[str] = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    yield page
    assert mistakes == []
    assert page.evaluate("[window.pwned, window.violations]") == [None, []]
    context.close()


def say(page: Page, text: str) -> None:
    """The visitor writes."""
    page.locator(".panel textarea").fill(text)
    page.locator(".panel textarea").press("Enter")
