"""Entries that people do not get to: their questions belong to others, or nothing leads to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from intents.features import tokens
from intents.lint.finding import questions, warn, where
from intents.match import Recognizer
from intents.model import Entry, Faq
from intents.normalize import normalize
from intents.problem import Problem

_TRIED = 3  # questions of each language of an entry that are asked; more would not tell more
_MOST = 2000  # questions of a large FAQ that are asked, as far as one an entry allows


def shadowed(faq: Faq) -> Iterator[Problem]:
    """Entries all of whose questions also stand elsewhere, so that none of them finds just this one."""
    shadows = _shadows(faq)
    for entry in faq.entries:
        if entry.id in shadows:
            message = (
                "nobody can reach this entry: each of its questions also stands in another one "
                f"{_listed(faq, shadows[entry.id])}; give it questions of its own, or make one entry of them"
            )
            yield warn(entry, "unreachable", message, "questions")


def _shadows(faq: Faq) -> Mapping[str, Collection[str]]:
    """Id of an entry without a question of its own → the entries that have its questions."""
    owners: dict[str, dict[str, None]] = {}
    asked: dict[str, list[dict[str, None]]] = {}
    for written in questions(faq):
        sharing = owners.setdefault(written.normal, {})
        sharing[written.entry.id] = None
        asked.setdefault(written.entry.id, []).append(sharing)
    return {
        name: [other for other in dict.fromkeys(chain(*shared)) if other != name]
        for name, shared in asked.items()
        if all(len(sharing) > 1 for sharing in shared)
    }


def unlinked(faq: Faq) -> Iterator[Problem]:
    """Entries without questions to which no other entry leads."""
    linked = {name for entry in faq.entries for name in (*entry.related, *_after_steps(entry))}
    for entry in faq.entries:
        if not any(entry.questions.values()) and entry.id not in linked:
            message = "nobody can reach this entry: it has no question, and no other entry leads to it; add questions"
            yield warn(entry, "unreachable", message, "questions")


def lost(faq: Faq, recognizer: Recognizer) -> Iterator[Problem]:
    """Entries most of whose own questions are more like those of another entry, those that are shadowed left out."""
    shadows = _shadows(faq)
    most = max(1, min(_TRIED, _MOST // len(faq.entries)))
    for entry in faq.entries:
        if entry.id in shadows:
            continue
        tried = [text for texts in entry.questions.values() for text in _worded(texts)[:most]]
        thieves = Counter(thief for text in tried if (thief := _thief(recognizer, entry, text)))
        stolen = thieves.total()
        if stolen * 2 > len(tried):
            thief = thieves.most_common(1)[0][0]
            message = (
                f"{stolen} of {len(tried)} own questions are more like those of another entry "
                f"{_listed(faq, [thief])}, so this one is hardly ever found; give it more questions with words "
                "that only it has, or make one entry of the two"
            )
            yield warn(entry, "unreachable", message, "questions")


def _worded(texts: Sequence[str]) -> list[str]:
    """The texts that have words: emoji alone find their entry as they are, and score for none."""
    return [text for text in texts if tokens(normalize(text))]


def _thief(recognizer: Recognizer, entry: Entry, text: str) -> str | None:
    """The other entry that a text is more like, even where it is a question of its own one letter for letter."""
    entries = recognizer.model.entries
    parts = tuple(recognizer.parts_of_score(text).values())
    scores = sum(parts[1:], parts[0])
    best = int(scores.argmax())
    return entries[best] if scores[best] > scores[entries.index(entry.id)] else None


def _after_steps(entry: Entry) -> Iterator[str]:
    return (choice.then for step in entry.steps for choice in step.choices)


def _listed(faq: Faq, ids: Collection[str]) -> str:
    named = [entry for entry in faq.entries if entry.id in ids]
    return "(" + "; ".join(f"see {where(entry)}, entry {entry.id}" for entry in named[:3]) + ")"
