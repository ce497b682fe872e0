"""The widget in a real browser: it comes back, survives an outage, speaks two languages and lives on other sites."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.kit.house import FAQ
from tests.kit.process import Running, chromium, running, start
from tests.kit.windows import say, window


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("desk"), "--faq", str(FAQ)) as started:
        yield started


def test_a_recovery_phrase_leaves_the_screen_as_soon_as_it_was_sent(browser: Browser, desk: Running) -> None:
    phrase = "abandon ability able about above absent absorb abstract absurd abuse access accident"
    with window(browser) as visitor:
        visitor.goto(desk.base)
        say(visitor, phrase)
        expect(visitor.locator(".message.user:not(.pending) .bubble")).to_have_text("[recovery phrase removed]")
        expect(visitor.locator(".panel")).not_to_contain_text("abandon")


def test_a_visitor_comes_back_to_the_same_conversation_and_switches_the_language(
    browser: Browser, desk: Running
) -> None:
    with window(browser) as visitor:
        visitor.goto(desk.base)
        visitor.get_by_role("button", name="How do I back up my wallet?").click()
        expect(visitor.locator(".message.bot")).to_contain_text("Settings → Backup")
        visitor.get_by_role("button", name="中文").click()
        expect(visitor.locator("h1")).to_contain_text("有问必答")
        expect(visitor.locator(".person")).to_have_text("转人工客服")
        visitor.reload()
        expect(visitor.locator(".message.bot")).to_contain_text("Settings → Backup")
        expect(visitor.locator(".person")).to_have_text("转人工客服")
        assert "Bearer" not in visitor.url
        visitor.keyboard.press("Tab")
        visitor.locator(".panel textarea").press("Escape")
        expect(visitor.locator(".panel")).to_be_hidden()
        expect(visitor.locator(".launcher")).to_be_focused()


def test_a_question_clicked_before_the_chat_has_loaded_is_asked_when_it_has(browser: Browser, desk: Running) -> None:
    with window(browser) as visitor:

        def click_first(route: Route) -> None:
            visitor.get_by_role("button", name="How do I back up my wallet?").click()
            route.continue_()

        visitor.route("**/chat/chat.js", click_first)
        visitor.goto(desk.base)
        expect(visitor.locator(".message.bot")).to_contain_text("Settings → Backup")


def test_what_was_written_while_the_desk_was_down_arrives_once(browser: Browser, tmp_path: Path) -> None:
    first = start(tmp_path, "--faq", str(FAQ))
    with window(browser) as visitor:
        visitor.goto(first.base)
        say(visitor, "hello")
        expect(visitor.locator(".message.bot")).to_have_count(1)
        first.kill()
        expect(visitor.locator(".offline")).to_be_visible()
        say(visitor, "How do I back up my wallet?")
        expect(visitor.locator(".pending .mark")).to_be_visible()
        second = start(tmp_path, "--faq", str(FAQ), port=int(first.base.rpartition(":")[2]))
        try:
            expect(visitor.locator(".message.bot").last).to_contain_text("Settings → Backup")
            expect(visitor.locator(".pending")).to_have_count(0)
            expect(visitor.locator(".message.user:not(.pending) .bubble")).to_have_text(
                ["hello", "How do I back up my wallet?"]
            )
            expect(visitor.locator(".offline")).to_be_hidden()
        finally:
            assert second.stop() == 0


def test_one_script_tag_puts_the_chat_into_another_site(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    with site(tmp_path / "site") as origin:
        settings = {"web": {"allowed_origins": [origin], "demo": False}}
        (tmp_path / "frontdesk.yaml").write_text(json.dumps(settings))
        with running(tmp_path, "--faq", str(FAQ)) as desk:
            data = 'data-language="zh" data-title="问我" data-color="#7c3aed"'
            tag = f'<script src="{desk.base}/widget.js" {data} async></script>'
            (tmp_path / "site" / "index.html").write_text(
                f"<!doctype html><meta charset=utf-8><p>A site</p>{tag}", encoding="utf-8"
            )
            with window(browser) as visitor:
                visitor.goto(origin)
                visitor.locator(".launcher").click()
                expect(visitor.locator(".panel h2")).to_have_text("问我")
                say(visitor, "怎么备份钱包？")
                expect(visitor.locator(".message.bot")).to_contain_text("设置 → 备份")
                assert "rgb(124, 58, 237)" in visitor.locator(".send").evaluate(
                    "(button) => getComputedStyle(button).backgroundColor"
                )


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """Somebody else's web site."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the base class's name
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


MARKDOWN = [
    ("plain", "<p>plain</p>"),
    ("a **bold** and *soft* word", "<p>a <strong>bold</strong> and <em>soft</em> word</p>"),
    ("`a*b*c` and 2*3*4", "<p><code>a*b*c</code> and 2*3*4</p>"),
    ("snake_case_name", "<p>snake_case_name</p>"),
    ("**打开**设置", "<p><strong>打开</strong>设置</p>"),
    ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
    ("- one\n- two\n\nafter", "<ul><li>one</li><li>two</li></ul><p>after</p>"),
    ("3. three", '<ol start="3"><li>three</li></ol>'),
    ("a\nb", "<p>a<br>b</p>"),
    ("```\n<b>\n```", "<pre><code>&lt;b&gt;</code></pre>"),
    ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
    ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
    ("[a](JaVaScRiPt:x)", "<p>[a](JaVaScRiPt:x)</p>"),
    ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>"),
    (
        "[a](https://example.org/x)",
        '<p><a href="https://example.org/x" target="_blank" rel="noopener noreferrer">a</a></p>',
    ),
    (r"\*a\* \_b\_ \`c\` \[d\] \\ \- \# C:\dir", r"<p>*a* _b_ `c` [d] \ - # C:\dir</p>"),
    ("\\- a\n\\# b", "<p>- a<br># b</p>"),
    ("**a `b** c` _d_**", "<p><strong>a <code>b** c</code> <em>d</em></strong></p>"),
    ("**not closed, *nor this", "<p>**not closed, *nor this</p>"),
    ("```", "<p>```</p>"),
    ("```sh\nls\n```", "<pre><code>ls</code></pre>"),
    ("1. a\n5. b", '<ol><li>a</li><li value="5">b</li></ol>'),
    ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
    (
        "see https://example.org/x.",
        '<p>see <a href="https://example.org/x" target="_blank" rel="noopener noreferrer">https://example.org/x</a>.</p>',
    ),
]


def test_answers_are_marked_up_by_nodes_alone(browser: Browser, desk: Running) -> None:
    render = """async (texts) => {
        const { markdown } = await import("/chat/markdown.js");
        return texts.map((text) => markdown(text).map((node) => node.outerHTML).join(""));
    }"""
    with window(browser) as page:
        page.goto(desk.base)
        assert page.evaluate(render, [text for text, _ in MARKDOWN]) == [html for _, html in MARKDOWN]


def test_the_chat_says_the_same_in_every_language(browser: Browser, desk: Running) -> None:
    keys = """async () => {
        const { TEXTS } = await import("/chat/texts.js");
        const shape = ([key, value]) => [key, typeof value, value.length > 0];
        return Object.values(TEXTS).map((texts) => Object.entries(texts).map(shape));
    }"""
    with window(browser) as page:
        page.goto(desk.base)
        english, chinese = page.evaluate(keys)
        assert english == chinese
        assert all(filled for _, _, filled in english)
