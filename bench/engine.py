"""The intent engine on public sets, beside what tutorials do: `FRONTDESK_DATA=DIR python -m bench.engine`.

Each set becomes a FAQ in memory, one entry a label; its test set is asked once. Sets that are not in the folder are
named and left out. Exit code 1 if a floor is missed.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from intents.evaluate import Outcome, Query, report, run
from intents.fit import fit
from intents.match import Recognizer
from intents.model import Context, Entry, Faq, Understanding
from intents.normalize import normalize


@dataclass(frozen=True, slots=True)
class Set:
    """A public set: its folder, the file that becomes the FAQ, its language, and the accuracy that must be reached."""

    name: str
    folder: str
    train: str
    language: str
    floor: float


SETS = (
    Set("BANKING77 10-shot", "banking77", "train_10.jsonl", "en", 0.745),
    Set("CLINC150 10-shot", "clinc150", "train_10.jsonl", "en", 0.825),
    Set("bq_faq_zh", "bq_faq_zh", "train.jsonl", "zh", 0.795),
)
FULL = (
    Set("BANKING77 full", "banking77", "train.jsonl", "en", 0.0),
    Set("CLINC150 full", "clinc150", "train.jsonl", "en", 0.0),
)
_HEAD = (
    "set",
    "questions",
    "fit s",
    "accuracy",
    "recall@3",
    "answered",
    "wrong",
    "clarified",
    "oos answered",
    "oos AUROC",
    "p50 ms",
    "p99 ms",
)


def main() -> int:
    """Print the table; 1 if a floor is missed."""
    data = Path(os.environ.get("FRONTDESK_DATA", ""))
    chosen = SETS + (FULL if "--full" in sys.argv else ())
    print(("{:<18}" + "{:>13}" * 11).format(*_HEAD))
    missed = []
    for each in chosen:
        folder = data / each.folder
        if not os.environ.get("FRONTDESK_DATA") or not (folder / each.train).exists():
            print(f"{each.name:<18} left out: FRONTDESK_DATA has no {each.folder}/{each.train}")
            continue
        accuracy = measure(each, folder)
        if accuracy < each.floor:
            missed.append(f"{each.name}: {accuracy:.1%} is below {each.floor:.1%}")
    print("\n".join(missed))
    return 1 if missed else 0


def measure(each: Set, folder: Path) -> float:
    """Print the lines of one set and return our accuracy."""
    train, test = rows(folder / each.train), queries(folder / "test.jsonl")
    outside = queries(folder / "oos.jsonl")
    started = time.process_time()
    model = fit(faq_of(train, each.language))
    fitted = time.process_time() - started
    recognizer = Recognizer(model)
    timed = Timed(recognizer.recognize)
    outcomes = run([*test, *outside], timed, model.thresholds)
    figures = report(outcomes)
    shares = [
        figures[name] for name in ("accuracy", "recall_at_3", "answered", "wrong_answers", "clarified", "oos_answered")
    ]
    row = [len(train), f"{fitted:.2f}", *(percent(share) for share in shares), f"{figures['oos_auroc']:.3f}"]
    times = [f"{1000 * np.percentile(timed.seconds, at):.2f}" for at in (50, 99)]
    print(f"{each.name:<18}" + "".join(f"{cell:>13}" for cell in [*row, *times]))
    peers(train, test)
    return share_of_right(outcomes)


def share_of_right(outcomes: Sequence[Outcome]) -> float:
    """Our accuracy on the queries in scope."""
    inside = [outcome for outcome in outcomes if outcome.query.in_scope]
    return sum(outcome.right for outcome in inside) / len(inside)


class Timed:
    """A recogniser with a stopwatch."""

    def __init__(self, recognize: Callable[[str, Context], Understanding]) -> None:
        self._recognize = recognize
        self.seconds: list[float] = []

    def __call__(self, text: str, context: Context) -> Understanding:
        """Recognise, and note the seconds it took."""
        started = time.perf_counter()
        found = self._recognize(text, context)
        self.seconds.append(time.perf_counter() - started)
        return found


def peers(train: Sequence[tuple[str, str]], test: Sequence[Query]) -> None:
    """Print the accuracy of the usual simple means on the same questions."""
    for name, find in (("rapidfuzz WRatio", extract_one(train)), ("SQLite FTS5", full_text(train))):
        started = time.perf_counter()
        right = sum(find(query.text) == query.label for query in test)
        each = (time.perf_counter() - started) / len(test)
        print(f"  {name:<16}{'':>26}{percent(right / len(test)):>13}{'':>91}{1000 * each:>13.2f} (mean)")


def extract_one(train: Sequence[tuple[str, str]]) -> Callable[[str], str | None]:
    """The entry of the most similar question."""
    questions = [normalize(text) for text, _ in train]

    def find(text: str) -> str | None:
        _, _, at = process.extractOne(normalize(text), questions, scorer=fuzz.WRatio)
        return train[at][1]

    return find


def full_text(train: Sequence[tuple[str, str]]) -> Callable[[str], str | None]:
    """The entry of the best full-text hit; Chinese is indexed character by character."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE questions USING fts5(text, label UNINDEXED)")
    database.executemany("INSERT INTO questions VALUES (?, ?)", [(spaced(text), label) for text, label in train])

    def find(text: str) -> str | None:
        words = dict.fromkeys(spaced(text).split())
        match = " OR ".join(f'"{word}"' for word in words)
        if not match:
            return None
        with closing(database.cursor()) as cursor:
            sql = "SELECT label FROM questions WHERE questions MATCH ? ORDER BY rank LIMIT 1"
            row = cursor.execute(sql, (match,)).fetchone()
        return str(row[0]) if row else None

    return find


def spaced(text: str) -> str:
    """Normalised, with spaces around Chinese characters."""
    return re.sub(r"([\u3400-\u9fff])", r" \1 ", normalize(text))


def rows(path: Path) -> list[tuple[str, str]]:
    """Text and label of each line."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [(line["text"], line["label"]) for line in lines]


def queries(path: Path) -> list[Query]:
    """The queries of a file, without hints."""
    return [Query(text, label) for text, label in rows(path)] if path.exists() else []


def faq_of(train: Iterable[tuple[str, str]], language: str) -> Faq:
    """A FAQ with one entry a label."""
    by_label: dict[str, list[str]] = {}
    for text, label in train:
        by_label.setdefault(label, []).append(text)
    entries = [Entry(label, {}, {language: tuple(texts)}, {language: label}) for label, texts in by_label.items()]
    return Faq("bench", (language,), tuple(entries))


def percent(share: object) -> str:
    """A share as text; a dash where there is none."""
    return f"{share:.1%}" if isinstance(share, float) else "–"


if __name__ == "__main__":
    sys.exit(main())
