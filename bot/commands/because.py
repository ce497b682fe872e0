"""Why `frontdesk ask` says what it says, for people and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator

from intents.explain import Explained, Explanation, Nearest

_CERTAIN = 50.0  # a difference of scores beyond which no share changes


def in_words(explanation: Explanation) -> Iterator[str]:
    """Lines to stand below a ranking."""
    if not explanation.entries:
        return
    yield "because:"
    if not any(explained.nearest for explained in explanation.entries):
        yield "  nothing in the FAQ is like this"
        return
    for explained in explanation.entries:
        yield f"  {_example(explained)}"
    if explanation.repaired:
        pairs = ", ".join(f"{written} → {read}" for written, read in explanation.repaired)
        yield f"  read as if it were spelled: {pairs}"
    if len(explanation.entries) > 1:
        first, second = explanation.entries[:2]
        for name in first.score:
            yield f"  {_for_whom(name, first, second)}"


def as_json(explanation: Explanation) -> dict[str, object]:
    """The object under the key `explanation`."""
    return {
        "repaired": [{"written": written, "read": read} for written, read in explanation.repaired],
        "entries": [
            {
                "id": explained.entry,
                "confidence": explained.confidence,
                "nearest": None if explained.nearest is None else _nearest(explained.nearest),
                "score": dict(explained.score),
            }
            for explained in explanation.entries
        ],
    }


def _nearest(found: Nearest) -> dict[str, object]:
    return {
        "text": found.text,
        "language": found.language,
        "file": found.file,
        "line": found.line,
        "column": found.column,
        "similarity": found.similarity,
    }


def _example(explained: Explained) -> str:
    found = explained.nearest
    if found is None:
        return f"{explained.entry}: no example of it is alike"
    place = f"{found.file}:{found.line}"
    return f'{explained.entry}: the nearest example is "{found.text}" ({place}), {found.similarity:.0%} alike'


def _for_whom(part: str, first: Explained, second: Explained) -> str:
    """Which of two entries a part of the engine prefers, as shares of a hundred."""
    what = "the words speak" if part == "words" else f"the meaning ({part}) speaks"
    difference = first.score[part] - second.score[part]
    better, worse = (first, second) if difference > 0 else (second, first)
    share = round(100 / (1 + math.exp(-min(_CERTAIN, abs(difference)))))
    if share == 50:
        return f"{what} for neither of the two"
    return f"{what} for {better.entry} rather than {worse.entry} ({share} : {100 - share})"
