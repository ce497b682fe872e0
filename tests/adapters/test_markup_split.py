"""A message that is too long is cut where a reader would, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.markup import Span, Style, Styled, parse, split, utf16
from tests.adapters.marked import MARKDOWN, calm, looks

FAMILY = "👨‍👩‍👧‍👦"


def texts(markdown: str, limit: int) -> list[str]:
    return [piece.text for piece in split(parse(markdown), limit)]


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("", 5, [""]),
        ("   ", 2, [""]),
        ("one two", 7, ["one two"]),
        ("aa\n\nbb\ncc. dd ee", 12, ["aa", "bb\ncc. dd ee"]),
        ("aa. bb\ncc. dd ee", 12, ["aa. bb", "cc. dd ee"]),
        ("aa bb. cc dd ee", 11, ["aa bb.", "cc dd ee"]),
        ("你好。再见！真的吗？是的", 7, ["你好。再见！", "真的吗？是的"]),
        ("他说“好。”然后走", 6, ["他说“好。”", "然后走"]),
        ("version 1.2 of it", 12, ["version 1.2", "of it"]),
        ("aaa bbb", 3, ["aaa", "bbb"]),
        ("aaaaaaa", 3, ["aaa", "aaa", "a"]),
        ("aaa   \n  bbb", 5, ["aaa", "bbb"]),
        ("👍👍👍", 4, ["👍👍", "👍"]),
        ("👍👍", 3, ["👍", "👍"]),
        ("👍", 1, ["👍"]),
        ("שלום עולם", 5, ["שלום", "עולם"]),
    ],
)
def test_the_best_place_within_the_limit_is_taken(text: str, limit: int, pieces: list[str]) -> None:
    assert [piece.text for piece in split(Styled(text, ()), limit)] == pieces


@pytest.mark.parametrize(
    "sign", [FAMILY, "👍🏽", "☎️", "e\u0301\u0323", "🇩🇪", "1️⃣", "🏴\U000e0067\U000e0062\U000e007f", "각"]
)
def test_what_is_seen_as_one_sign_stays_together(sign: str) -> None:
    for limit in range(utf16(sign), utf16(sign) * 3):
        for piece in split(Styled(sign * 7, ()), limit):
            assert piece.text.replace(sign, "") == ""


def test_a_sign_longer_than_the_limit_is_cut_between_characters() -> None:
    assert "".join(piece.text for piece in split(Styled(FAMILY, ()), 4)) == FAMILY
    assert all(utf16(piece.text) <= 4 for piece in split(Styled("e" + "\u0301" * 20, ()), 4))


def test_telegrams_limit_is_met_exactly() -> None:
    assert [len(text) for text in texts("x" * 4096, 4096)] == [4096]
    assert [len(text) for text in texts("x" * 4097, 4096)] == [4096, 1]
    assert [utf16(text) for text in texts("👍" * 2049, 4096)] == [4096, 2]
    assert [utf16(text) for text in texts("a" + "👍" * 2048, 4096)] == [4095, 2]


def test_a_span_moves_on_whole_when_it_fits_a_piece() -> None:
    first, second = split(parse("one two **three four** five"), 15)
    assert (first.text, looks(second)) == ("one two", ["bold:three four"])


def test_a_span_that_fits_nowhere_goes_on_in_the_next_piece() -> None:
    pieces = split(parse("see [one two three](https://u.v) end"), 8)
    assert [piece.text for piece in pieces] == ["see one", "two", "three", "end"]
    assert [look for piece in pieces for look in looks(piece)] == ["link:one", "link:two", "link:three"]
    assert {span.url for piece in pieces for span in piece.spans} == {"https://u.v"}


def test_a_block_of_code_is_cut_at_its_lines() -> None:
    pieces = split(parse("```\nline one\nline two\nline three\n```"), 17)
    assert [look for piece in pieces for look in looks(piece)] == ["pre:line one\nline two", "pre:line three"]


def test_spans_that_leave_no_place_to_cut_are_cut() -> None:
    crossing = Styled("abcdefgh", (Span(0, 4, "bold"), Span(2, 6, "italic"), Span(5, 8, "code")))
    assert all(len(piece.text) <= 4 for piece in split(crossing, 4))


def test_another_measure_may_count() -> None:
    assert [piece.text for piece in split(Styled("👍👍", ()), 2, len)] == ["👍👍"]
    assert [piece.text for piece in split(Styled("好好", ()), 3, lambda text: len(text.encode()))] == ["好", "好"]


@calm
@given(MARKDOWN, st.integers(2, 40))
def test_pieces_keep_to_the_limit_and_lose_no_word(markdown: str, limit: int) -> None:
    whole = parse(markdown)
    pieces = split(whole, limit)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(whole.text.split())
    assert all(utf16(piece.text) <= limit for piece in pieces)
    assert all(piece.text.strip() for piece in pieces) or (len(pieces) == 1 and not whole.text.strip())


@calm
@given(MARKDOWN, st.integers(2, 40))
def test_the_looks_of_every_word_stay(markdown: str, limit: int) -> None:
    whole = parse(markdown)
    assert styled_words(split(whole, limit)) == styled_words([whole])


@calm
@given(MARKDOWN, st.integers(2, 40))
def test_only_a_span_longer_than_a_piece_is_cut(markdown: str, limit: int) -> None:
    whole = parse(markdown)
    fitting = [span for span in whole.spans if utf16(whole.text[span.start : span.end]) <= limit]
    pieces = split(whole, limit)
    found = {(span.style, piece.text[span.start : span.end].strip()) for piece in pieces for span in piece.spans}
    assert {(span.style, whole.text[span.start : span.end].strip()) for span in fitting} <= found


@pytest.mark.parametrize(
    "text", ["x" * 16_384, "x " * 8_192, "。" * 16_384, "\n" * 16_384 + "x", "e" + "\u0301" * 16_384, "🇩" * 8_192]
)
def test_a_long_text_is_cut_to_the_end(text: str) -> None:
    pieces = split(Styled(text, ()), 4096)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())


def styled_words(pieces: Iterable[Styled]) -> list[tuple[str, list[Style]]]:
    shown: list[tuple[str, list[Style]]] = []
    for piece in pieces:
        for place, character in enumerate(piece.text):
            around = sorted(span.style for span in piece.spans if span.start <= place < span.end)
            if not character.isspace():
                shown.append((character, around))
        for span in piece.spans:
            assert 0 <= span.start < span.end <= len(piece.text)
    return shown
