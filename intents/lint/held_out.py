"""The entries' tests: which ones do not find their entry, and who takes them away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from intents.explain import nearest
from intents.lint.finding import Written, questions, tests, warn, where
from intents.match import Recognizer
from intents.model import Context, Faq, Part, Thresholds
from intents.problem import Problem
from intents.verdict import Answer, judge

_NEGLIGIBLE = 0.5  # a rival below this share of an entry's own confidence is not why its test fails


def proving_nothing(faq: Faq) -> Iterator[Problem]:
    """Tests that are learned from as well."""
    known = _known(faq)
    for test in tests(faq):
        question = known.get(test.normal)
        if question is not None:
            message = f"the test '{test.text}' is also a question, so it proves nothing {question.also}; reword it"
            yield warn(test.entry, "test-is-question", message, *test.path)


def failing(faq: Faq, recognizer: Recognizer, thresholds: Thresholds) -> Iterator[Problem]:
    """Tests that would not be answered from their entry, then pairs of entries that take each other's."""
    known = _known(faq)
    thefts: Counter[tuple[str, str]] = Counter()
    for test in tests(faq):
        if test.normal in known:
            continue
        part = recognizer.recognize(test.text, Context(language=test.language)).parts[0]
        verdict = judge(part, thresholds)
        if isinstance(verdict, Answer) and verdict.entry == test.entry.id:
            continue
        if part.ranking and part.ranking[0].entry != test.entry.id:
            thefts[test.entry.id, part.ranking[0].entry] += 1
        instead = f"finds '{verdict.entry}'" if isinstance(verdict, Answer) else "finds no entry for sure"
        message = f"the test '{test.text}' {instead} {_because(faq, recognizer, test, part, thresholds)}"
        yield warn(test.entry, "failing-test", message, *test.path)
    yield from _in_turn(faq, thefts)


def _known(faq: Faq) -> dict[str, Written]:
    found: dict[str, Written] = {}
    for question in questions(faq):
        found.setdefault(question.normal, question)
    return found


def _because(faq: Faq, recognizer: Recognizer, test: Written, part: Part, thresholds: Thresholds) -> str:
    """The confidences that decided, the nearest question of the rival, and what to do."""
    sure = {candidate.entry: candidate.confidence for candidate in part.ranking}
    own = sure.get(test.entry.id)
    rival = next((other for other in part.ranking if other.entry != test.entry.id), None)
    reasons = [] if part.ranking else ["no word of it stands in a question"]
    if rival is not None and (own is None or rival.confidence > own * _NEGLIGIBLE):
        reasons.append(f"'{rival.entry}' {rival.confidence:.0%}, {_share(test, own)}")
        entry = faq.entry(rival.entry)
        example = None if entry is None else nearest(recognizer, entry, test.text)
        if example is not None:
            reasons.append(f"nearest there: '{example.text}' in {example.file}:{example.line}")
    elif own is not None:
        reasons.append(f"'{test.entry.id}' {own:.1%}, and it takes {thresholds.answer_above:.1%} to answer")
    return f"({'; '.join(reasons)}); add questions with its words"


def _share(test: Written, own: float | None) -> str:
    return f"'{test.entry.id}' " + ("hardly" if own is None else f"{own:.0%}")


def _in_turn(faq: Faq, thefts: Counter[tuple[str, str]]) -> Iterator[Problem]:
    """One line for two entries that take tests from each other, at the one that stands first."""
    order = {entry.id: number for number, entry in enumerate(faq.entries)}
    for (victim, thief), lost in thefts.items():
        won = thefts[thief, victim]
        if won and order[victim] < order[thief]:
            entry, other = faq.entries[order[victim]], faq.entries[order[thief]]
            message = (
                f"'{victim}' and '{thief}' take tests from each other ({lost} and {won}; see "
                f"{where(other, 'tests')}): give each the words that only it has, or make one entry of them"
            )
            yield warn(entry, "stealing", message, "tests")
