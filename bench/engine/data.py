"""The public sets: what is learned, what is asked, and the draws of ten questions a label.

The folder comes from FRONTDESK_DATA; each set is a folder in it with JSON Lines of `text`, `label` and `lang`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bench.engine.typos import HOMOPHONES, Typist
from intents.evaluate import Query
from intents.model import Entry, Faq, Language

SHOTS = 10
"""Questions a label in a draw."""

DRAWN_BY = (1, 2)
"""The seeds of the draws beside the one that ships with a set."""


@dataclass(frozen=True, slots=True)
class Source:
    """A set: the folder it is in, its language, and whether all of its training questions are learned or a draw."""

    key: str
    title: str
    folder: str
    language: Language
    drawn: bool = False


SOURCES = (
    Source("banking77-10", "BANKING77 10-shot", "banking77", "en", drawn=True),
    Source("banking77", "BANKING77 full", "banking77", "en"),
    Source("clinc150-10", "CLINC150 10-shot", "clinc150", "en", drawn=True),
    Source("clinc150", "CLINC150 full", "clinc150", "en"),
    Source("bq_faq_zh", "bq_faq_zh", "bq_faq_zh", "zh"),
    Source("smalltalk-zh", "small talk, Chinese", "dialogflow_smalltalk", "zh"),
    Source("smalltalk-en", "small talk, English", "dialogflow_smalltalk", "en"),
)


@dataclass(frozen=True, slots=True)
class Draw:
    """Questions to learn from, and how they were drawn."""

    name: str
    rows: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Set:
    """A set as it is used: its draws, its test questions, those with typing mistakes, and what no label fits."""

    source: Source
    draws: tuple[Draw, ...]
    test: tuple[Query, ...]
    typos: tuple[Query, ...]
    outside: tuple[Query, ...]


def missing(source: Source, data: Path) -> str:
    """Why a set cannot be used; an empty text if all is there."""
    if source.language == "zh" and find_spec(HOMOPHONES) is None:
        return f"it needs {HOMOPHONES} for its typing mistakes; use: pip install 'frontdesk[bench]'"
    names = ("train.jsonl", "test.jsonl", *(("train_10.jsonl",) if source.drawn else ()))
    return next(
        (
            f"FRONTDESK_DATA has no {source.folder}/{name}"
            for name in names
            if not (data / source.folder / name).exists()
        ),
        "",
    )


def load(source: Source, data: Path, draws: int) -> Set:
    """The set with at most so many draws."""
    folder = data / source.folder
    whole = read(folder / "train.jsonl", source.language)
    test = read(folder / "test.jsonl", source.language)
    outside = read(folder / "oos.jsonl", source.language) if (folder / "oos.jsonl").exists() else ()
    typist = Typist(query.text for query in whole)
    mistyped = tuple(Query(typist.mistype(query.text), query.label, query.language, query.also) for query in test)
    found = [Draw("all", whole)]
    if source.drawn:
        found = [Draw("as shipped", read(folder / "train_10.jsonl", source.language))]
        found += [Draw(f"seed {seed}", draw(whole, seed)) for seed in DRAWN_BY]
    return Set(source, tuple(found[:draws]), test, mistyped, outside)


def read(path: Path, language: Language) -> tuple[Query, ...]:
    """The questions of a file that are in this language."""
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    return tuple(
        Query(row["text"], row["label"], language) for row in rows if row.get("lang", language).startswith(language)
    )


def draw(rows: Iterable[Query], seed: int) -> tuple[Query, ...]:
    """Ten questions of every label, by a seed."""
    by_label: dict[str, list[Query]] = {}
    for row in rows:
        by_label.setdefault(row.label, []).append(row)
    dice = random.Random(seed)
    return tuple(
        row for label in sorted(by_label) for row in dice.sample(by_label[label], min(SHOTS, len(by_label[label])))
    )


def faq_of(rows: Sequence[Query], language: Language) -> Faq:
    """A FAQ in one language, with one entry a label."""
    by_label: dict[str, list[str]] = {}
    for row in rows:
        by_label.setdefault(row.label, []).append(row.text)
    entries = [Entry(label, {}, {language: tuple(texts)}, {language: label}) for label, texts in by_label.items()]
    return Faq("bench", (language,), tuple(entries))
