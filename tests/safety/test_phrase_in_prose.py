"""Words of a sentence that are in the list as well must not save a word of the phrase behind them."""

from __future__ import annotations

import pytest

from safety.secrets import redact

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.mark.parametrize(
    "before", ["", "try", "please try", "please help", "now enter", "please just enter", "use this"]
)
@pytest.mark.parametrize("after", ["", "help", "please help", "can you help", "now"])
def test_no_word_of_the_phrase_stays(before: str, after: str) -> None:
    left = redact(f"{before} {PHRASE} {after}".strip()).text
    assert not {"legal", "winner", "thank", "year", "wave", "sausage", "worth", "useful", "yellow"} & set(left.split())
