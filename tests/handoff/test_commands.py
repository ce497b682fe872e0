"""One grammar for every desk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.texts import shipped
from handoff.commands import LONGEST_SPAN, WORDS, Misread, Mute, Order, Who, parse, span
from handoff.model import (
    Block,
    Claim,
    Delete,
    Merge,
    Note,
    Release,
    Reopen,
    Reply,
    Resolve,
    SendEntry,
    SendSnippet,
    Snooze,
    Teach,
    Transfer,
    Unblock,
)

MINUTE, HOUR = 60_000, 3_600_000


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/claim", Claim()),
        ("/CLAIM ", Claim()),
        ("/release", Release()),
        ("/resolve", Resolve()),
        ("/resolve 24h", Resolve(24 * HOUR)),
        ("/reopen", Reopen()),
        ("/note look at #1007 too", Note("look at #1007 too")),
        ("/note\nline one\nline two", Note("line one\nline two")),
        ("/transfer core", Transfer("core")),
        ("/faq  cold wallet ", SendEntry("cold wallet")),
        ("/snippet closing", SendSnippet("closing")),
        ("/snooze 2h", Snooze(2 * HOUR)),
        ("/merge 1043", Merge(1043)),
        ("/merge #1043", Merge(1043)),
        ("/teach backup-wallet", Teach("backup-wallet")),
        ("/block", Block()),
        ("/unblock", Unblock()),
        ("/mute 30m", Mute(30 * MINUTE)),
        ("/unmute", Mute(0)),
        ("/who", Who()),
        ("  hello there ", Reply("hello there")),
        ("a/b is not a command", Reply("a/b is not a command")),
    ],
)
def test_what_is_typed_is_understood(typed: str, meant: Order | Who) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "/note", "/note   ", "/transfer", "/faq", "/delete", "/teach", "/snippet", "/snooze", "/snooze soon", "/mute",
        "/resolve thanks", "/snooze 31d", "/snooze 0m", "/merge", "/merge 1043 1044", "/merge me", "/dance", "/", "",
        "   ",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_never_sent_to_the_user(typed: str) -> None:
    misread = parse(typed)
    assert isinstance(misread, Misread)
    assert all(misread.key in sentences for sentences in shipped().values())


def test_what_replies_to_a_line_is_about_that_line() -> None:
    assert parse("look here", "e1:own") == Reply("look here", reply_to="e1:own")
    assert parse("/delete", "e1:0") == Delete("e1:0")
    assert parse("/teach fees", "e1:own") == Teach("fees", about="e1:own")
    assert parse("/note look here", "e1:own") == Note("look here")


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_understood(word: str) -> None:
    tried = [parse(f"{word} {rest}".strip(), "e1:0") for rest in ("", "x", "2h", "1043")]
    assert not any(isinstance(found, Reply) for found in tried)
    assert not all(isinstance(found, Misread) for found in tried)


@pytest.mark.parametrize(
    ("typed", "milliseconds"),
    [
        ("30m", 30 * MINUTE),
        ("30 min", 30 * MINUTE),
        ("2H", 2 * HOUR),
        ("1h 30m", 90 * MINUTE),
        ("1h30m", 90 * MINUTE),
        ("3d", 72 * HOUR),
        ("30d", LONGEST_SPAN),
        ("2小时", 2 * HOUR),
        ("1天", 24 * HOUR),
    ],
)
def test_a_span_is_read(typed: str, milliseconds: int) -> None:
    assert span(typed) == milliseconds


@pytest.mark.parametrize("typed", ["", "2", "h", "2w", "-2h", "2h later", "0m", "31d", "2.5h", "９" * 99 + "h"])
def test_what_is_no_span_or_too_long_is_none(typed: str) -> None:
    assert span(typed) is None


@given(st.text(max_size=30), st.none() | st.text(max_size=5))
def test_whatever_is_typed_is_read_without_an_error(typed: str, about: str | None) -> None:
    assert parse(typed, about) is not None
    assert parse(f"/{typed}", about) is not None
