"""Our small Markdown in Discord's, which knows more marks, and what people format there in ours."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.markup import from_discord, split, to_discord
from adapters.markup import Span, Styled, parse, write
from adapters.markup.styled import settle
from tests.adapters.discord.reader import shown
from tests.adapters.marked import MARKDOWN, PLAIN, calm

URL = "https://example.org/x"
LINES = ["\n# ", "\n-# ", "\n> ", "\n>>> ", "\n- ", "\n1. ", "-#"]
PINGS = ["<@1>", "<@&1>", "<#1>", "<:a:1>", "<t:1>", "</a:1>", "<", ">", "@everyone", "@here", ":smile:", ":"]
LINKS = ["[x](https://u.v)", "[", "](https://u.v/_)", "https://a.b/c_d_", "https://a.b", "https://*", "(", ")", "!"]
WILD = ["*", "**", "_", "__", "~~", "~", "||", "|", "`", "```", "\\", *LINES, *PINGS, *LINKS]
MIXED = st.lists(st.sampled_from([*WILD, *PLAIN]) | st.text(max_size=2), max_size=30).map("".join)
KEPT = {"bold", "italic", "code", "link", "pre", "address"}


def plain(text: str) -> str:
    """Without what has no width, and without blank lines, which a block of code swallows at its edges."""
    return re.sub(r"\s+", " ", text.replace("\u200b", "")).strip()


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a **bold** and *soft* word", "a **bold** and _soft_ word"),
        ("**a _b_ c**", "**a _b_ c**"),
        (f"[here]({URL}) and {URL}, or {URL}.", f"[here]({URL}) and {URL}, or {URL}."),
        (f"请看{URL}。谢谢", f"请看<{URL}>。谢谢"),
        (f"[{URL}]({URL})", URL),
        (f"[a \\[b\\] c]({URL})", rf"a \[b] c (<{URL}>)"),
        ("`a*b*` and ``", "`a*b*` and \\`\\`"),
        ("```sh\na *b*\n```", "```\na *b*\n```"),
        ("````\n```\nx\n```\n````", "```\n``\u200b`\nx\n``\u200b`\n```"),
        ("- one\n* two", "• one\n• two"),
        ("1. one", "1\\. one"),
        ("**a***b*", "**a**_b_"),
        ("**a `b** c` d**", "a `b** c` d"),
        ("snake_case 2*3*4 ~~no~~ ||no||", r"snake\_case 2\*3\*4 \~\~no\~\~ \|\|no\|\|"),
        ("@everyone @here <@1> <#2> <@&3> <:e:4> <t:5>", r"\@everyone \@here \<@1> \<#2> \<@&3> \<:e:4> \<t:5>"),
        ("\\# a\n> b\n\\- c\n-# d\n#hash", "\\# a\n\\> b\n\\- c\n\\-# d\n#hash"),
        ("It is 10:30, a < b :smile: 1~2 a|b", r"It is 10:30, a < b \:smile: 1~2 a|b"),
    ],
)  # fmt: skip
def test_looks_are_kept_and_everything_else_is_plain(markdown: str, expected: str) -> None:
    assert to_discord(parse(markdown)) == expected


@calm
@given(MARKDOWN | MIXED)
def test_a_reader_sees_the_same_words(markdown: str) -> None:
    styled = parse(markdown)
    seen = shown(to_discord(styled))
    expected = plain(styled.text)
    for span in styled.spans:
        words = styled.text[span.start : span.end]
        if span.url and re.search(r"[\[\]]|https?://", words, re.IGNORECASE) and words != span.url:
            return  # such words get their address in brackets; there is an example of it above
    assert plain(seen.text) == expected
    assert {look.style for look in seen.looks} <= KEPT


@calm
@given(MIXED)
def test_plain_text_stays_plain_and_pings_nobody(text: str) -> None:
    seen = shown(to_discord(Styled(text, ())))
    assert seen.text == text.replace("\u200b", "")
    assert {look.style for look in seen.looks} <= {"address"}


@calm
@given(st.lists(st.builds(Span, st.integers(0, 12), st.integers(0, 12), st.sampled_from(["bold", "italic", "code"]))))
def test_looks_that_touch_are_not_mixed_up(spans: list[Span]) -> None:
    text = "ab cd好ef gh."
    seen = shown(to_discord(Styled(text, tuple(spans))))
    assert seen.text == text
    for span in settle(text, spans):
        if span.style == "code":
            assert any(look.style == "code" and text[span.start : span.end] in look.words for look in seen.looks)


@calm
@given(MARKDOWN | MIXED, st.integers(1, 60))
def test_no_piece_is_too_long_and_none_of_the_words_is_lost(markdown: str, limit: int) -> None:
    styled = parse(markdown * 3)
    pieces = split(styled, limit)
    assert all(len(to_discord(piece)) <= limit or len(piece.text) == 1 for piece in pieces)
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(styled.text.split())


def test_a_long_text_is_cut_where_a_reader_would() -> None:
    styled = parse("word " * 380 + "\n\n" + "*" * 300)
    assert [len(to_discord(piece)) for piece in split(styled)] == [1899, 600]
    assert [len(to_discord(piece)) for piece in split(parse("_" * 16_000))] == [2000] * 16


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("**b** *i* _i_ ***both*** `c`", "**b** *i* _i_ **_both_** `c`"),
        ("__under__ ~~gone~~ ||hidden|| __init__", "under gone hidden init"),
        ("<@1> <@!1> <@9> <#2> <#9> <@&3> <:smile:4> <a:dance:5> </ask:6>",
         "@Ada @Ada @9 #help #9 @Support :smile: :dance: /ask"),
        ("at <t:1700000000:R> or <t:99999999999999>", "at 2023-11-14 22:13 UTC or <t:99999999999999>"),
        (f"<{URL}> [x](<{URL}>) [y]({URL} \"title\")", f"{URL} [x]({URL}) [y]({URL})"),
        ("```py\nx = __a__\n``` and `` a ``", "```\nx = __a__\n``` and ` a `"),
        ("-# small\n# big\n- item\n> quote", "small\n# big\n- item\n> quote"),
        (r"\~~no\~~ \# \* \| 2 \> 1", r"~~no~~ \# \* | 2 > 1"),
        ("||a\nb|| ~~", "a\nb ~~"),
    ],
)  # fmt: skip
def test_what_people_format_becomes_ours(content: str, expected: str) -> None:
    names = {"1": "Ada"}
    assert from_discord(content, people=names, channels={"2": "help"}, roles={"3": "Support"}) == expected


def test_a_name_full_of_marks_stays_a_name() -> None:
    assert parse(from_discord("<@1>", people={"1": "*_Ada_* [x]"})).text == "@*_Ada_* [x]"


@calm
@given(MIXED)
def test_what_goes_out_comes_back(text: str) -> None:
    text = re.sub(r"\u200b|\]\(|https?://", "", text)  # an address and the mark behind it are read as one in ours
    back = parse(from_discord(to_discord(parse(write(Styled(text, ()))))))
    assert plain(back.text).replace(" ", "") == plain(text).replace(" ", "")


@pytest.mark.parametrize("mark", ["*", "**", "_", "__", "~~", "||", "`", "```", "<@", "[", "](", "\\", "<t:", "***a"])
def test_a_long_row_of_marks_is_read(mark: str) -> None:
    assert isinstance(from_discord(mark * (4000 // len(mark))), str)
