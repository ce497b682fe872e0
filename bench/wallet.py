"""The shipped FAQ on real questions of wallet users: `FRONTDESK_DATA=DIR python -m bench.wallet [FAQ]`.

The questions are of other people and stand in no FAQ of ours, which is checked first. Exit code 1 if a bound is missed.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from rapidfuzz import fuzz, process

from intents.evaluate import Outcome, Query, run
from intents.faq import parse
from intents.fit import fit
from intents.match import Recognizer
from intents.model import Faq
from intents.normalize import normalize
from intents.verdict import Answer, Clarify

MOST_SIMILAR = 90.0
"""Of 100: from here on a question of the FAQ would be a copy of the one that is asked."""


def main() -> int:
    """Print the figures and their bounds; 1 if one is missed."""
    path = Path(os.environ.get("FRONTDESK_DATA", "")) / "wallet_user_questions.jsonl"
    if not path.exists():
        print("left out: FRONTDESK_DATA has no wallet_user_questions.jsonl")
        return 0
    source = Path(sys.argv[1] if len(sys.argv) > 1 else "faq.yaml")
    faq = parse(source.read_text("utf-8"), str(source))
    asked = questions(path, faq)
    model = fit(faq)
    outcomes = run(asked, Recognizer(model).recognize, model.thresholds)
    inside = [outcome for outcome in outcomes if outcome.query.in_scope]
    outside = [outcome for outcome in outcomes if not outcome.query.in_scope]
    topics = {query.label for query in asked if query.in_scope}
    print(f"{len(inside)} questions on {len(topics)} entries, {len(outside)} out of scope; {model.thresholds}")
    verdicts = [
        bound("answered or offered rightly", sum(map(helped, inside)) / len(inside), 0.60, at_least=True),
        bound("answered wrongly", sum(map(misled, inside)) / len(inside), 0.12, at_least=False),
        bound("out of scope, answered", sum(map(answered, outside)) / len(outside), 0.15, at_least=False),
        bound("most similar question", most_similar(asked, faq), MOST_SIMILAR / 100, at_least=False),
    ]
    right = sum(outcome.right for outcome in inside) / len(inside)
    rightly = sum(answered(outcome) and outcome.right for outcome in inside) / len(inside)
    print(f"best candidate right: {right:.1%}; rightly answered: {rightly:.1%}")
    print(f"out of scope, asked back: {sum(isinstance(o.verdict, Clarify) for o in outside) / len(outside):.1%}")
    return 0 if all(verdicts) else 1


def questions(path: Path, faq: Faq) -> list[Query]:
    """The English and Chinese questions whose label is an entry, and those that no entry fits."""
    ids = {entry.id for entry in faq.entries}
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Query(row["text"], row["label"], row["lang"], tuple(row.get("also") or ()))
        for row in rows
        if row["lang"] in ("en", "zh") and (row["label"] in ids or row["label"] == "oos")
    ]


def answered(outcome: Outcome) -> bool:
    """Whether an answer was given."""
    return isinstance(outcome.verdict, Answer)


def misled(outcome: Outcome) -> bool:
    """Whether a wrong answer was given."""
    return answered(outcome) and not outcome.right


def helped(outcome: Outcome) -> bool:
    """Whether the right answer was given, or the right entry offered."""
    match outcome.verdict:
        case Answer(entry=entry):
            return outcome.query.accepts(entry)
        case Clarify(entries=entries):
            return any(outcome.query.accepts(entry) for entry in entries)
        case _:
            return False


def most_similar(asked: list[Query], faq: Faq) -> float:
    """How close the FAQ comes to any of the questions, 0 to 1."""
    known = [normalize(text) for entry in faq.entries for texts in entry.questions.values() for text in texts]
    best = 0.0
    for query in asked:
        _, score, _ = process.extractOne(normalize(query.text), known, scorer=fuzz.ratio)
        best = max(best, score / 100)
    return best


def bound(name: str, value: float, limit: float, *, at_least: bool) -> bool:
    """Print a figure beside its bound and say whether it holds."""
    kept = value >= limit if at_least else value <= limit
    print(f"{'ok    ' if kept else 'MISSED'} {name:<28} {value:6.1%}  ({'≥' if at_least else '≤'} {limit:.0%})")
    return kept


if __name__ == "__main__":
    sys.exit(main())
