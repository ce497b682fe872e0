"""Saved replies: found by name, worded in a language, with their gaps filled."""

from __future__ import annotations

import pytest

from handoff.snippets import fill, named, worded

SNIPPETS = {
    "closing": {"en": "Anything else?", "zh": "还有其他问题吗？"},
    "Closing": {"": "Bye."},
    "id": {"": "#{number}"},
}


def test_a_name_is_found_however_it_is_written_and_an_exact_one_goes_before() -> None:
    assert named(SNIPPETS, " CLOSING ") == SNIPPETS["closing"]
    assert named(SNIPPETS, "Closing") == SNIPPETS["Closing"]
    assert named(SNIPPETS, "opening") is None


@pytest.mark.parametrize(
    ("languages", "text"),
    [(("zh", "en"), "还有其他问题吗？"), (("de", "en"), "Anything else?"), (("de", "fr"), "Anything else?")],
)
def test_it_is_in_the_users_language_else_in_the_first_that_there_is(languages: tuple[str, ...], text: str) -> None:
    assert worded(SNIPPETS["closing"], languages) == text


def test_a_plain_text_counts_for_every_language() -> None:
    assert worded(SNIPPETS["Closing"], ("zh",)) == "Bye."


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hi {name}, this is {operator}.", "Hi Ada, this is Max."),
        ("Press {Enter} in {product}", "Press {Enter} in Example Wallet"),
        ("{name}您好", "Ada您好"),
        ("{ name } {}", "{ name } {}"),
    ],
)
def test_gaps_are_filled_and_other_braces_stay(text: str, filled: str) -> None:
    assert fill(text, {"name": "Ada", "operator": "Max", "product": "Example Wallet"}) == filled


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello {name}, welcome", "Hello, welcome"),
        ("{name}您好", "您好"),
        ("Anything else, {name}?", "Anything else?"),
        ("Anything else,{name}?", "Anything else?"),
        ("还有其他问题吗，{name}？", "还有其他问题吗？"),
        ("您好， {name}！", "您好！"),
        ("Thanks, {name}, and goodbye.", "Thanks, and goodbye."),
        ("{name}, welcome.", "welcome."),
        ("{name}，您好。", "您好。"),
        ("Done.\n{name}, goodbye.", "Done.\ngoodbye."),
        ("好了。{name}，再见。", "好了。再见。"),
        ("Dear {name},\nwelcome", "Dear,\nwelcome"),
        ("{name}", ""),
    ],
)
def test_a_name_that_is_not_known_leaves_no_gap(text: str, filled: str) -> None:
    assert fill(text, {"name": ""}) == filled


def test_what_fills_a_gap_is_not_filled_again() -> None:
    assert fill("{name}", {"name": "{operator}", "operator": "Max"}) == "{operator}"
