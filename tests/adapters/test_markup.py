"""Small Markdown: what it means, that it is written back as it was, and how Telegram counts it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.markup import Entity, Span, Style, Styled, entities, from_entities, parse, write
from tests.adapters.marked import ENTITIES, MARKDOWN, TEXT, calm, looks, words

URL = "https://example.org/x"


@pytest.mark.parametrize(
    ("markdown", "text", "expected"),
    [
        (
            "a **bold** and *soft* or _soft_ word",
            "a bold and soft or soft word",
            ["bold:bold", "italic:soft", "italic:soft"],
        ),
        ("**打开**设置", "打开设置", ["bold:打开"]),
        ("**a _b_ c**", "a b c", ["bold:a b c", "italic:b"]),
        ("`a*b*c` and 2*3*4", "a*b*c and 2*3*4", ["code:a*b*c"]),
        ("**a `b** c` d**", "a b** c d", ["bold:a b** c d", "code:b** c"]),
        (f"[here **now**]({URL})", "here now", ["link:here now", "bold:now"]),
        (f"**see {URL}**", f"see {URL}", [f"bold:see {URL}"]),
        ("before\n```bash\na *b*\n\n  c\n```\nafter", "before\na *b*\n\n  c\nafter", ["pre:a *b*\n\n  c"]),
        ("````\n```\nx\n```\n````", "```\nx\n```", ["pre:```\nx\n```"]),
        ("```\nto the end", "to the end", ["pre:to the end"]),
        ("# A *title*\n#hash", "A title\n#hash", ["italic:title"]),
        ("- one\n* two\n  - three\n1. four\n2) five", "• one\n• two\n  • three\n1. four\n2) five", []),
        (r"\*a\* \_b\_ \`c\` \[d\] \\ \- \# e", r"*a* _b_ `c` [d] \ - # e", []),
    ],
)
def test_markdown_becomes_text_and_looks(markdown: str, text: str, expected: list[str]) -> None:
    styled = parse(markdown)
    assert styled.text == text
    assert looks(styled) == expected


@pytest.mark.parametrize(
    "text",
    [
        "An ordinary sentence, with a comma; and (brackets) – 50% off!",
        f"See {URL}_y_z/?q[]=1&r=_a_ please.",
        "snake_case_name and __init__",
        "2*3*4 and 5 * 6, f(*args, **kwargs)",
        r"C:\dir and \d+\s",
        "a ` b [c] (d) ](e) [f](g) [h](javascript:x) [i](data:x) [j](https://)",
        "**not closed, *nor this, _nor that",
        "** a ** * b * _ c _ **** ____",
        "1. one\n2. two\n• three\n\n\n   indented  ",
        "#hash\n-dash\n---\n##### five",
        "请看说明，谢谢。",
    ],
)
def test_what_is_not_understood_stays_as_written_both_ways(text: str) -> None:
    assert parse(text) == Styled(text, ())
    assert write(Styled(text, ())) == text


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("*x*", r"\*x\*"),
        ("- x\n# y\n* z", "\\- x\n\\# y\n\\* z"),
        ("```\nx", "\\```\nx"),
        ("```python", "\\```python"),
        (f"[a]({URL})", rf"\[a\]({URL})"),
        (r"\\server", r"\\\\server"),
        ("`a` 2*3", r"\`a\` 2\*3"),
    ],
)
def test_marks_that_would_be_read_get_a_backslash(text: str, markdown: str) -> None:
    assert write(Styled(text, ())) == markdown
    assert parse(markdown) == Styled(text, ())


@calm
@given(MARKDOWN)
def test_what_was_read_is_written_back_to_the_same(markdown: str) -> None:
    styled = parse(markdown)
    assert parse(write(styled)) == styled


@calm
@given(TEXT, st.lists(ENTITIES, max_size=6))
def test_what_a_client_formatted_keeps_its_text_and_its_looks(text: str, formatted: list[Entity]) -> None:
    styled = from_entities(text, formatted)
    assert styled.text == text
    assert parse(write(styled)) == styled


@calm
@given(MARKDOWN)
def test_no_word_is_lost_in_reading(markdown: str) -> None:
    assert words(parse(markdown).text) == words(markdown)


@calm
@given(MARKDOWN)
def test_spans_lie_in_the_text_and_nest(markdown: str) -> None:
    styled = parse(markdown)
    for span in styled.spans:
        assert 0 <= span.start < span.end <= len(styled.text)
        assert styled.text[span.start : span.end].strip()
        for other in styled.spans:
            assert not span.start < other.start < span.end < other.end


@calm
@given(TEXT)
def test_plain_text_stays_literal(text: str) -> None:
    assert parse(write(Styled(text, ()))) == Styled(text, ())


@calm
@given(
    st.lists(st.builds(Span, st.integers(-3, 30), st.integers(-3, 30), st.sampled_from(["bold", "pre", "link"]))), TEXT
)
def test_spans_made_by_hand_never_raise(spans: list[Span], text: str) -> None:
    assert parse(write(Styled(text, tuple(spans)))).text == text


@calm
@given(MARKDOWN)
def test_entities_count_utf16_units_and_cut_no_character(markdown: str) -> None:
    styled = parse(markdown)
    raw = styled.text.encode("utf-16-le", "surrogatepass")
    found = entities(styled)
    for entity in found:
        assert 0 <= entity.offset < entity.offset + entity.length <= len(raw) // 2
        part = raw[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le")
        assert part == part.strip() != ""
    assert [entity.offset for entity in found] == sorted(entity.offset for entity in found)
    assert from_entities(styled.text, found) == styled


def test_an_emoji_is_two_units_and_edges_are_trimmed() -> None:
    assert entities(parse("👍🏽 **b** ")) == (Entity("bold", 5, 1),)
    assert entities(Styled("👍 b \n", (Span(1, 5, "bold"), Span(1, 2, "code")))) == (Entity("bold", 3, 1),)


@pytest.mark.parametrize(
    ("text", "formatted", "markdown"),
    [
        ("👍 a b", [Entity("bold", 3, 3), Entity("italic", 5, 1)], "👍 **a _b_**"),
        ("one\ntwo ", [Entity("bold", 0, 8)], "**one**\n**two** "),
        ("x\na = *b*\ny", [Entity("pre", 2, 7)], "x\n```\na = *b*\n```\ny"),
        ("see a b here", [Entity("pre", 4, 3)], "see `a b` here"),
        ("a`b", [Entity("code", 0, 3)], "`a```b`"),
        ("wiki", [Entity("text_link", 0, 4, "https://w.org/a_(b)")], "[wiki](https://w.org/a_%28b%29)"),
        ("a b", [Entity("text_link", 0, 1, "javascript:x"), Entity("text_link", 2, 1, "tg://user?id=1")], "a b"),
        ("a b", [Entity("spoiler", 0, 3), Entity("underline", 0, 3), Entity("mention", 0, 1)], "a b"),
        ("halfway", [Entity("italic", 0, 4)], "halfway"),
        ("一半斜体", [Entity("italic", 0, 2)], "_一半_斜体"),
        ("abc de", [Entity("bold", 0, 3), Entity("italic", 0, 6)], "_**abc** de_"),
        ("ab cd ef", [Entity("bold", 0, 5), Entity("italic", 3, 5)], "**ab _cd_** _ef_"),
        (
            "👍👍",
            [Entity("bold", 1, 1), Entity("bold", 99, 5), Entity("code", -9, 3), Entity("bold", 2, -1)],
            "**👍**👍",
        ),
    ],
)
def test_what_a_person_formatted_becomes_markdown(text: str, formatted: list[Entity], markdown: str) -> None:
    assert write(from_entities(text, formatted)) == markdown


@pytest.mark.parametrize("mark", ["*", "**", "_", "`", "```", "[", "](https://u.v)", "\\", "**a ", "*a ", "_a ", "#",
                                  "[a](https://u.v) ", "https://_", "```a\n", "- ", "# ", "a\n", "`a` ", "**a** ", "https://a[",
                                  "****a"])  # fmt: skip
def test_a_long_line_of_marks_is_read_and_written(mark: str) -> None:
    styled = parse(mark * (16_384 // len(mark)))
    assert parse(write(styled)) == styled


def test_every_style_has_its_entity() -> None:
    styles: list[Style] = ["bold", "italic", "code", "pre"]
    names = [entities(Styled("x", (Span(0, 1, style),)))[0].type for style in styles]
    assert names == styles
    assert entities(parse(f"[x]({URL})")) == (Entity("text_link", 0, 1, URL),)
