"""The shipped FAQ on real questions of wallet users: `FRONTDESK_DATA=DIR python -m bench.wallet [--tier TIER] [FAQ]`.

The questions are of other people and stand in no FAQ of ours, which is checked first. Exit code 1 if a bound is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from bench.engine.tiers import TIERS, LackingError, encoders_of
from intents.encoder import Encoder
from intents.evaluate import Outcome, Query, run
from intents.faq import parse
from intents.fit import fit
from intents.match import Recognizer
from intents.model import Faq, Thresholds
from intents.normalize import normalize
from intents.verdict import Answer, Clarify

QUESTIONS = "wallet_user_questions.jsonl"

MOST_SIMILAR = 0.9
"""From here on a question of the FAQ would be a copy of the one that is asked."""

HELPED, MISLED, ANSWERED = 0.75, 0.10, 0.10
"""The least share answered rightly or offered, the largest answered wrongly, and out of scope but answered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of how many entries, how it went, and from which confidences on there are answers."""

    inside: int
    outside: int
    entries: int
    thresholds: Thresholds
    figures: Mapping[str, float]


def main() -> int:
    """Print the figures and their bounds; 1 if one is missed."""
    options = _parser().parse_args()
    path = Path(os.environ.get("FRONTDESK_DATA", "")) / QUESTIONS
    if not path.exists():
        print(f"left out: FRONTDESK_DATA has no {QUESTIONS}")
        return 0
    try:
        found = measured(path, options.faq, encoders_of(options.tier))
    except LackingError as error:
        print(f"left out: tier {options.tier} ({error})")
        return 0
    figures = found.figures
    print(f"{found.inside} questions on {found.entries} entries, {found.outside} out of scope; {found.thresholds}")
    verdicts = [
        bound("answered or offered rightly", figures["helped"], HELPED, at_least=True),
        bound("answered wrongly", figures["misled"], MISLED, at_least=False),
        bound("out of scope, answered", figures["oos_answered"], ANSWERED, at_least=False),
        bound("most similar question", figures["most_similar"], MOST_SIMILAR, at_least=False),
    ]
    print(f"best candidate right: {figures['accuracy']:.1%}; rightly answered: {figures['rightly_answered']:.1%}")
    print(f"out of scope, asked back: {figures['oos_clarified']:.1%}")
    return 0 if all(verdicts) else 1


def _parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m bench.wallet", description="The shipped FAQ on real questions.")
    found.add_argument("faq", nargs="?", type=Path, default=Path("faq.yaml"), help="the FAQ (default: faq.yaml)")
    found.add_argument("--tier", choices=TIERS, default="auto", help="how strong an engine (default: auto)")
    return found


def measured(path: Path, source: Path, encoders: Sequence[Encoder]) -> Asked:
    """How a FAQ does on the questions at `path`."""
    faq = parse(source.read_text("utf-8"), str(source))
    asked = questions(path, faq)
    model = fit(faq, encoders)
    outcomes = run(asked, Recognizer(model, encoders).recognize, model.thresholds)
    inside = [outcome for outcome in outcomes if outcome.query.in_scope]
    outside = [outcome for outcome in outcomes if not outcome.query.in_scope]
    figures = {
        "helped": _share(helped, inside),
        "misled": _share(misled, inside),
        "accuracy": _share(lambda outcome: outcome.right, inside),
        "rightly_answered": _share(lambda outcome: answered(outcome) and outcome.right, inside),
        "oos_answered": _share(answered, outside),
        "oos_clarified": _share(lambda outcome: isinstance(outcome.verdict, Clarify), outside),
        "most_similar": most_similar(asked, faq),
    }
    topics = {query.label for query in asked if query.in_scope}
    return Asked(len(inside), len(outside), len(topics), model.thresholds, figures)


def _share(holds: Callable[[Outcome], bool], outcomes: Iterable[Outcome]) -> float:
    found = [holds(outcome) for outcome in outcomes]
    return sum(found) / len(found) if found else 0.0


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
