"""How fitting, memory and answers grow with the FAQ: 1,000, 10,000 and 100,000 examples of 227 entries.

They are questions of CLINC150 and BANKING77 in seeded order; beyond those there are, the same again with a word left
out, doubled or taken from another question.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from bench.engine.data import read
from bench.engine.sets import Row, line
from bench.engine.tiers import TIERS
from bench.engine.worker import Job, measured
from intents.evaluate import Query

FOLDERS = ("clinc150", "banking77")
SIZES = (1_000, 10_000, 100_000)
ASKED = 500
"""Queries that are timed."""

_SEED = 5


def available(data: Path) -> bool:
    """Whether both sets are there."""
    return all((data / folder / f"{name}.jsonl").exists() for folder in FOLDERS for name in ("train", "test"))


def measure(
    data: Path, tiers: Iterable[str], others: Sequence[str], tell: Callable[[str], None], *, full: bool
) -> Iterator[Row]:
    """A line a size and method. At the largest size only what needs no encoder takes part, unless all is wanted."""
    examples = corpus(data, max(SIZES))
    asked = tuple(row.text for row in random.Random(_SEED).sample(_all(data, "test"), ASKED))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in SIZES:
            rows = folder / f"{size}.jsonl"
            rows.write_text("".join(f"{line(row)}\n" for row in examples[:size]), "utf-8")
            alone: float | None = None
            for method in (*tiers, *others):
                if size == max(SIZES) and method != "lexical" and not (full and method in TIERS):
                    continue
                tell(f"{size:,} examples: {method}")
                job = Job(method, str(rows), asked, "en")
                found = one(job, folder / "model") if method in TIERS else measured(job)
                seconds = found["fit_seconds"]
                alone = seconds if method == "lexical" else alone
                if method in TIERS and seconds is not None and alone is not None:
                    found["milliseconds_more"] = 1000 * (seconds - alone) / size
                yield {"size": size, "method": method, **found}


def one(job: Job, model: Path) -> dict[str, float | None]:
    """One of our tiers: fitted in one process, answering in another, as Frontdesk does it."""
    fitted = measured(Job(job.method, job.rows, (), job.language, keep=str(model)))
    return fitted | measured(Job(job.method, job.rows, job.queries, job.language, model=str(model)))


def corpus(data: Path, size: int) -> list[Query]:
    """So many examples, the first of which are questions as they were asked."""
    known = _all(data, "train")
    dice = random.Random(_SEED)
    dice.shuffle(known)
    found = known[:size]
    words = [word for row in known for word in row.text.split()]
    seen = {row.text for row in found}
    while len(found) < size:
        row = known[dice.randrange(len(known))]
        text = _varied(row.text, dice, lambda: dice.choice(words))
        if text not in seen:
            seen.add(text)
            found.append(Query(text, row.label, row.language))
    return found


def _varied(text: str, dice: random.Random, word: Callable[[], str]) -> str:
    parts = text.split()
    at = dice.randrange(len(parts))
    changed = dice.choice(([], [parts[at], parts[at]], [word()], [parts[at], word()]))
    return " ".join([*parts[:at], *changed, *parts[at + 1 :]]) or text


def _all(data: Path, part: str) -> list[Query]:
    return [
        Query(row.text, f"{folder}.{row.label}", row.language)
        for folder in FOLDERS
        for row in read(data / folder / f"{part}.jsonl", "en")
    ]
