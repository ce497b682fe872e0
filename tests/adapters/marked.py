"""Texts with and without marks for the tests of the markup."""

from __future__ import annotations

import re

from hypothesis import settings
from hypothesis import strategies as st

from adapters.markup import Entity, Styled

calm = settings(deadline=None)  # a busy machine is no failure

PLAIN = ["a", "word", "2", "_x", " ", "  ", "\n", "\n\n", "\t", "\u3000", ".", "。", "好", "é", "e\u0301", "שלום"]
SIGNS = ["👍🏽", "👨\u200d👩\u200d👧", "🇩🇪", "☎\ufe0f", "𝒳"]
MARKS = ["*", "**", "_", "`", "```", "\n```\n", "[", "]", "(", ")", "](https://u.v/a_b)", "](x)", "https://a.b/c_d"]
STARTS = ["\\", "- ", "\n- ", "1. ", "# ", "#", "-", "•", "~"]
MARKDOWN = st.lists(st.sampled_from([*PLAIN, *SIGNS, *MARKS, *MARKS, *STARTS]) | st.text(max_size=2), max_size=30).map(
    "".join
)
TEXT = st.lists(st.sampled_from([*PLAIN, *SIGNS, *MARKS, *STARTS]) | st.text(max_size=2), max_size=30).map("".join)
ENTITIES = st.builds(
    Entity,
    st.sampled_from(["bold", "italic", "code", "pre", "text_link", "spoiler"]),
    st.integers(-2, 60),
    st.integers(-2, 60),
    st.sampled_from([None, "https://u.v/x", "https://u.v/a (b)", "http://[", "javascript:x", "ftp://u.v"]),
)


def looks(styled: Styled) -> list[str]:
    """Each span as `style:words`."""
    return [f"{span.style}:{styled.text[span.start : span.end]}" for span in styled.spans]


def words(text: str) -> str:
    """A text without marks, white space, and the names of what a fence encloses or a link leads to."""
    text = re.sub(r"(?m)^\s*(`{3,})[A-Za-z][\w+#.-]*\s*$", r"\1", text, flags=re.ASCII)
    text = re.sub(r"\]\(https?://[^()\s]+\)", "", text)
    return re.sub(r"[\s*_`\\#•\-\[\]()]", "", text)
