"""One grammar for every desk."""

from __future__ import annotations

import pytest

from conversation.texts import shipped
from handoff.commands import WORDS, Misread, parse
from handoff.model import Claim, Command, Delete, Note, Release, Reopen, Reply, Resolve, SendEntry, Transfer


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/claim", Claim()),
        ("/CLAIM ", Claim()),
        ("/release", Release()),
        ("/resolve", Resolve()),
        ("/reopen", Reopen()),
        ("/note look at #1007 too", Note("look at #1007 too")),
        ("/transfer core", Transfer("core")),
        ("/faq  cold wallet ", SendEntry("cold wallet")),
        ("  hello there ", Reply("hello there")),
        ("a/b is not a command", Reply("a/b is not a command")),
    ],
)
def test_what_is_typed_is_understood(typed: str, meant: Command) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize("typed", ["/note", "/note   ", "/transfer", "/faq", "/delete", "/dance", "/", "", "   "])
def test_what_is_not_understood_is_never_sent_to_the_user(typed: str) -> None:
    misread = parse(typed)
    assert isinstance(misread, Misread)
    assert all(misread.key in sentences for sentences in shipped().values())


def test_what_replies_to_a_line_is_about_that_line() -> None:
    assert parse("look here", "e1:own") == Reply("look here", reply_to="e1:own")
    assert parse("/delete", "e1:0") == Delete("e1:0")
    assert parse("/note look here", "e1:own") == Note("look here")


def test_every_word_is_understood() -> None:
    assert not any(isinstance(parse(f"{word} x", "e1:0"), Misread | Reply) for word in WORDS)
