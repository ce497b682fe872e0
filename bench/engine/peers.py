"""What tutorials and search engines do with the same questions, each as its authors suggest.

All of them get the text in our normal form, which helps rather than hurts; Chinese is given character by character to
those that know only words. Each imports its library when it learns, so that the memory of one is not that of all.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import numpy as np
from rapidfuzz import fuzz, process

from bench.engine.method import Learned, Method, first_labels
from intents.evaluate import Query
from intents.model import Candidate, Language
from intents.normalize import normalize

_HITS = 30  # questions looked at for the first three labels


def extract_one(rows: Sequence[Query], _language: Language) -> Learned:
    """The label of the most similar question."""
    questions = [normalize(row.text) for row in rows]

    def rank(text: str) -> tuple[Candidate, ...]:
        _, score, at = process.extractOne(normalize(text), questions, scorer=fuzz.WRatio)
        return (Candidate(rows[at].label, score),)

    return Learned(rank)


def full_text(rows: Sequence[Query], _language: Language) -> Learned:
    """The labels of the best hits of any of the words."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE questions USING fts5(text, label UNINDEXED)")
    database.executemany("INSERT INTO questions VALUES (?, ?)", [(spaced(row.text), row.label) for row in rows])
    sql = f"SELECT label, -rank FROM questions WHERE questions MATCH ? ORDER BY rank LIMIT {_HITS}"

    def rank(text: str) -> tuple[Candidate, ...]:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(spaced(text).split()))
        if not words:
            return ()
        with closing(database.cursor()) as cursor:
            return first_labels(cursor.execute(sql, (words,)))

    return Learned(rank)


def bm25(rows: Sequence[Query], _language: Language) -> Learned:
    """The labels of the best hits by BM25."""
    import bm25s  # noqa: PLC0415

    index = bm25s.BM25()
    index.index([spaced(row.text).split() for row in rows], show_progress=False)
    known = frozenset(index.vocab_dict)

    def rank(text: str) -> tuple[Candidate, ...]:
        words = [word for word in spaced(text).split() if word in known]
        if not words:
            return ()
        found, scores = index.retrieve([words], k=min(_HITS, len(rows)), show_progress=False)
        return first_labels((rows[at].label, float(score)) for at, score in zip(found[0], scores[0], strict=True))

    return Learned(rank)


def support_vectors(rows: Sequence[Query], language: Language) -> Learned:
    """TF-IDF of characters and words, and a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline, make_union  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    letters = {"analyzer": "char", "ngram_range": (1, 3)} if language == "zh" else {"ngram_range": (2, 4)}
    model = make_pipeline(
        make_union(
            TfidfVectorizer(**{"analyzer": "char_wb", **letters}, preprocessor=normalize, sublinear_tf=True),
            TfidfVectorizer(ngram_range=(1, 2), preprocessor=spaced, token_pattern=r"\S+", sublinear_tf=True),
        ),
        LinearSVC(),
    )
    model.fit([row.text for row in rows], [row.label for row in rows])
    labels = [str(label) for label in model.classes_]

    def rank(text: str) -> tuple[Candidate, ...]:
        scores = model.decision_function([text])[0]
        best = np.argsort(-scores, kind="stable")
        return first_labels((labels[at], float(scores[at])) for at in best)

    return Learned(rank)


def chatterbot(rows: Sequence[Query], _language: Language) -> Learned:
    """ChatterBot's best match: each question is a statement whose answer is the label.

    Its own tagger needs a model of spaCy that is downloaded, so all statements are compared, which can only help.
    """
    from chatterbot import ChatBot  # noqa: PLC0415
    from chatterbot.conversation import Statement  # noqa: PLC0415
    from chatterbot.tagging import LowercaseTagger  # noqa: PLC0415

    bot = ChatBot(
        "bench",
        database_uri="sqlite:///:memory:",
        logic_adapters=["chatterbot.logic.BestMatch"],
        read_only=True,
        search_algorithm_name="text_search",
        tagger=LowercaseTagger,
    )
    index = bot.tagger.get_text_index_string
    bot.storage.create_many(
        [
            Statement(
                text=row.label,
                in_response_to=row.text,
                search_text=index(row.label),
                search_in_response_to=index(row.text),
                conversation="training",
            )
            for row in rows
        ]
    )

    def rank(text: str) -> tuple[Candidate, ...]:
        answer = bot.get_response(text)
        return (Candidate(str(answer.text), float(answer.confidence)),)

    return Learned(rank)


def spaced(text: str) -> str:
    """Normalised, with spaces around Chinese characters."""
    return re.sub(r"([\u3400-\u9fff])", r" \1 ", normalize(text))


PEERS = (
    Method("rapidfuzz extractOne (WRatio)", extract_one, single=True, most=500),
    Method("SQLite FTS5", full_text),
    Method("bm25s", bm25, needs="bm25s"),
    Method("TF-IDF + LinearSVC", support_vectors, needs="sklearn"),
    Method(
        "ChatterBot (100 queries)",
        chatterbot,
        needs="chatterbot",
        single=True,
        most=100,
        plain_only=True,
        up_to=800,
    ),
)
