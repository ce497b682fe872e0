"""How good the engine is on labelled utterances: shares of right and wrong, in scope and out of it, by language."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from intents.model import Candidate, Context, Language, Part, Thresholds, Understanding
from intents.problem import Problem, Problems
from intents.verdict import Answer, Clarify, Verdict, judge

OUT_OF_SCOPE = "oos"
"""The label of an utterance that no entry fits."""

Report = dict[str, object]
"""The object of `frontdesk eval --json`; figures that do not exist are None."""


class QueriesError(Exception):
    """The file of queries cannot be used; every line to be put right is in `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Query:
    """An utterance with the entry that it means, or `oos`; `also` are entries that count as right too."""

    text: str
    label: str
    language: Language | None = None
    also: tuple[str, ...] = ()

    @property
    def in_scope(self) -> bool:
        """Whether an entry fits."""
        return self.label != OUT_OF_SCOPE

    def accepts(self, entry: str) -> bool:
        """Whether an entry counts as right."""
        return self.in_scope and (entry == self.label or entry in self.also)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a query."""

    query: Query
    language: Language
    verdict: Verdict
    ranking: tuple[Candidate, ...]

    @property
    def confidence(self) -> float:
        """Of the best candidate; 0 where there is none."""
        return self.ranking[0].confidence if self.ranking else 0.0

    @property
    def right(self) -> bool:
        """Whether the best candidate is right, whatever the verdict."""
        return self.within(1)

    def within(self, first: int) -> bool:
        """Whether a right entry is among the first candidates."""
        return any(self.query.accepts(candidate.entry) for candidate in self.ranking[:first])


def read_queries(lines: Iterable[str], entries: Collection[str], source: str = "queries.jsonl") -> tuple[Query, ...]:
    """The queries of a JSON Lines file, or QueriesError with every wrong line and unknown label."""
    problems = Problems(source)
    queries: list[Query] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            query = _query(line.removeprefix("\ufeff"), number, problems)
            if query is not None:
                queries.append(query)
                if query.in_scope and query.label not in entries:
                    problems.error(
                        number, 1, f"the label '{query.label}' is no entry of the FAQ; correct it, or use 'oos'"
                    )
    if problems.errors:
        raise QueriesError(tuple(problems))
    return tuple(queries)


def _query(line: str, number: int, problems: Problems) -> Query | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        problems.error(number, 1, "not JSON; write one object a line")
        return None
    if not isinstance(row, dict):
        problems.error(number, 1, 'not an object; write it like {"text": "…", "label": "…", "lang": "en"}')
        return None
    wrong = [key for key in ("text", "label") if not isinstance(row.get(key), str)]
    wrong += [key for key in ("lang",) if not isinstance(row.get(key, ""), str | None)]
    also = row.get("also") or []
    if not isinstance(also, list) or not all(isinstance(entry, str) for entry in also):
        wrong.append("also")
    for key in wrong:
        kind = "a list of texts" if key == "also" else "a text"
        problems.error(number, 1, f"'{key}' must be {kind}; correct it")
    return None if wrong else Query(row["text"], row["label"], row.get("lang") or None, tuple(also))


def outcome(query: Query, understanding: Understanding, thresholds: Thresholds) -> Outcome:
    """The outcome of a query; of several questions in one message, the first counts."""
    part: Part = understanding.parts[0]
    return Outcome(query, query.language or part.language, judge(part, thresholds), part.ranking)


def run(
    queries: Iterable[Query], recognize: Callable[[str, Context], Understanding], thresholds: Thresholds
) -> list[Outcome]:
    """The outcomes of queries, each judged alone."""
    return [outcome(query, recognize(query.text, Context(language=query.language)), thresholds) for query in queries]


def report(outcomes: Sequence[Outcome]) -> Report:
    """All figures; the times stay None for whoever holds a clock."""
    languages = dict.fromkeys(outcome.language for outcome in outcomes)
    by_language = {
        language: _figures([o for o in outcomes if o.language == language]) for language in sorted(languages)
    }
    return {**_figures(outcomes), "by_language": by_language}


def _figures(outcomes: Sequence[Outcome]) -> Report:
    inside = [outcome for outcome in outcomes if outcome.query.in_scope]
    outside = [outcome for outcome in outcomes if not outcome.query.in_scope]
    answered = [outcome for outcome in inside if isinstance(outcome.verdict, Answer)]
    return {
        "n": len(outcomes),
        "accuracy": _share(outcome.right for outcome in inside),
        "recall_at_3": _share(outcome.within(3) for outcome in inside),
        "recall_at_5": _share(outcome.within(5) for outcome in inside),
        "answered": _share(isinstance(outcome.verdict, Answer) for outcome in inside),
        "wrong_answers": _share(not outcome.right for outcome in answered),
        "clarified": _share(isinstance(outcome.verdict, Clarify) for outcome in inside),
        "oos_answered": _share(isinstance(outcome.verdict, Answer) for outcome in outside),
        "oos_auroc": auroc([outcome.confidence for outcome in inside], [outcome.confidence for outcome in outside]),
        "milliseconds_p50": None,
        "milliseconds_p99": None,
    }


def _share(hits: Iterable[bool]) -> float | None:
    counted = list(hits)
    return sum(counted) / len(counted) if counted else None


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """How likely an utterance in scope has a higher confidence than one out of it; ties count half."""
    if not inside or not outside:
        return None
    others = np.sort(np.array(outside, np.float64))
    below = np.searchsorted(others, inside, side="left")
    up_to = np.searchsorted(others, inside, side="right")
    return float((below + up_to).mean() / 2 / len(others))
