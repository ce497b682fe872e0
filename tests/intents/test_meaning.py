"""What vectors count: around their centre, of length one, and nothing where an encoder does not read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from intents.encoder import Floats, Scope
from intents.faq import parse
from intents.fit import fit
from intents.match import MOST_ENCODED, Recognizer
from intents.meaning import LARGE, USUAL, Blend, alike, centred, learn_vectors, roots, shares, vectors
from intents.model import Faq
from intents.verdict import Answer, judge
from tests.intents.worlds import best, faq, recognizer

WORDS = ("wallet", "password", "fee", "钱包", "密码")


class Hearing:
    """An encoder of a few words that keeps in mind what it was asked."""

    def __init__(self, name: str = "hearing 1", scope: Scope = "any") -> None:
        self.name = name
        self.scope = scope
        self.batches: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> Floats:
        self.batches.append(list(texts))
        return np.array([[float(word in text) for word in WORDS] for text in texts], np.float32)


def test_vectors_around_their_centre_have_length_one_and_zeros_stay_zeros() -> None:
    found = centred(np.array([[3, 0], [0, 0], [0, 2]], np.float32), np.array([0.5, 0.5], np.float32))
    assert np.allclose(np.linalg.norm(found, axis=1), [1, 0, 1])
    assert found.dtype == np.float32


def test_a_vector_that_is_the_centre_itself_is_no_division_by_zero() -> None:
    centre = np.array([0.6, 0.8], np.float32)
    assert np.isfinite(centred(centre[None], centre)).all()


def test_shares_sum_to_one_and_an_encoder_without_a_vector_leaves_its_own_to_the_others() -> None:
    any_script = np.array([[1, 0], [1, 0], [0, 0]], np.float32)
    latin = np.array([[0, 1], [0, 0], [0, 0]], np.float32)
    found = shares([any_script, latin], ["any", "latin"], 3, USUAL)
    assert np.allclose(found.sum(axis=1), 1)
    assert (found[0] > 0).all()
    assert found[0, 2] > found[0, 1], "one that reads a single script counts more"
    assert (found[1] > 0).tolist() == [True, True, False]
    assert found[2].tolist() == [1, 0, 0]


def test_in_a_large_faq_the_words_count_less() -> None:
    said = [np.ones((1, 2), np.float32)]
    assert shares(said, ["any"], 1, LARGE)[0, 0] < shares(said, ["any"], 1, USUAL)[0, 0]


@pytest.mark.parametrize("blend", [USUAL, LARGE])
def test_vectors_are_as_alike_as_their_angle_says_and_silence_is_like_nothing(blend: Blend) -> None:
    found = alike(np.array([-1, 0, 0.5, 0.9, 1], np.float32), blend.bend)
    assert np.isclose(found[1], 0)
    assert np.isclose(found[4], 1)
    assert (np.diff(found) > 0).all()
    assert (found[2] < 0.45) == bool(blend.bend), "bent, what is nearly the same counts most"
    rows = np.random.default_rng(1).normal(size=(20, 6)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert np.linalg.eigvalsh(alike(rows @ rows.T, blend.bend).astype(np.float64)).min() > -1e-5, "a kernel"


def test_without_encoders_the_words_have_it_all() -> None:
    assert shares([], [], 2, USUAL).tolist() == [[1], [1]]


def test_an_encoder_of_latin_is_asked_for_latin_texts_alone() -> None:
    hearing = Hearing(scope="latin")
    learned = learn_vectors(hearing, ["my wallet", "我的钱包", "a fee"])
    assert hearing.batches == [["my wallet", "a fee"]]
    assert learned.rows.any(axis=1).tolist() == [True, False, True]
    found = vectors(hearing, learned.centre, [["我的钱包"], ["my wallet"]])
    assert hearing.batches[1:] == [["my wallet"]]
    assert found.any(axis=1).tolist() == [False, True]


def test_an_encoder_reads_letters_that_only_look_right_as_they_look() -> None:
    hearing = Hearing()
    known = parse("entries: [{id: a, questions: [my wallet], answer: x}, {id: b, questions: [a fee], answer: x}]")
    engine = Recognizer(fit(known, [hearing]), [hearing])
    hearing.batches.clear()
    engine.recognize("the рassword")  # its first letter is Cyrillic
    assert hearing.batches == [["the password"]]


def test_an_encoder_that_reads_none_of_a_faq_is_never_asked() -> None:
    hearing = Hearing(scope="latin")
    learned = learn_vectors(hearing, ["我的钱包"])
    assert learned.rows.shape == (1, 0)
    assert vectors(hearing, learned.centre, [["my wallet"]]).shape == (1, 0)
    assert hearing.batches == []


def test_a_vector_lies_between_the_spellings_and_each_is_encoded_once() -> None:
    hearing = Hearing()
    found = vectors(hearing, np.zeros(5, np.float32), [["fee", "wallet"], ["wallet"], []])
    assert hearing.batches == [["fee", "wallet"]]
    assert np.allclose(np.linalg.norm(found, axis=1), [1, 1, 0])
    assert np.isclose(found[0] @ found[1], np.sqrt(0.5))


def test_where_an_encoder_says_nothing_the_words_speak_louder() -> None:
    said, silent = np.eye(2, dtype=np.float32)[:1], np.zeros((1, 2), np.float32)
    both, words_alone = roots([said], ["any"], USUAL)[0], roots([silent], ["any"], USUAL)[0]
    assert np.isclose(both @ both, 1)
    assert np.isclose(words_alone[0] * both[0], 1)  # a question of the FAQ is as certain as with the encoder
    assert words_alone[1] == 0
    assert np.allclose(roots([silent], ["latin"], USUAL), [[1, 0]])


def test_the_centre_of_few_vectors_leaves_what_they_say() -> None:
    few = learn_vectors(Hearing(), ["wallet"])
    assert np.allclose(few.rows, [[1, 0, 0, 0, 0]])
    many = learn_vectors(Hearing(), ["wallet", "fee"] * 40)
    assert np.allclose(many.centre, [0.5, 0, 0.5, 0, 0])


def test_the_only_question_of_a_faq_is_heard_in_another_language_and_nothing_else_is() -> None:
    text = "languages: [en, zh]\nentries: [{id: a, questions: {zh: [怎么备份钱包]}, answer: {zh: x}}]"
    hearing = Hearing()

    class Translating(Hearing):
        def encode(self, texts: Sequence[str]) -> Floats:
            return super().encode([text.replace("wallet", "钱包") for text in texts])

    found = Recognizer(fit(parse(text), [hearing := Translating()]), [hearing])
    confidences = [found.recognize(asked).parts[0].ranking[0].confidence for asked in ("my wallet", "a password")]
    assert confidences[0] > 2 * confidences[1]


def hostile() -> str:
    """4,096 characters: twelve sentences of many clauses, each with a greeting and a misspelt word."""
    clause = "how do i bakcup my walet, why is the fee so hihg {0}, i forgt my pasword {0}, what does it cots {0}, "
    return " ".join(f"Hi {clause.format(number) * 3}?" for number in range(12))[:4096]


def test_however_long_a_message_encoders_are_asked_a_few_times_for_a_bounded_text() -> None:
    hearing = Hearing()
    found = Recognizer(fit(faq(), [hearing]), [hearing])
    hearing.batches.clear()
    assert found.recognize(hostile()).parts
    assert 1 <= len(hearing.batches) <= 3, "sentences, their clauses, the whole"
    for batch in hearing.batches:
        assert sum(min(len(text), MOST_ENCODED // 2) for text in batch) <= MOST_ENCODED


def test_a_message_of_several_questions_is_encoded_at_once() -> None:
    hearing = Hearing()
    found = Recognizer(fit(faq(), [hearing]), [hearing])
    hearing.batches.clear()
    parts = found.recognize("How do I back up my wallet? How do I reset my password? Why are the fees so high?").parts
    assert [best(part) for part in parts] == ["backup", "password", "fees"]
    assert max(map(len, hearing.batches)) == 3
    assert len(hearing.batches) <= 2


def two(question: str) -> Faq:
    return parse(f"entries: [{{id: a, questions: ['{question}'], answer: x}}, {{id: b, questions: [fee], answer: y}}]")


@pytest.mark.parametrize("question", ["钱包", "x y z", "wallet"])
def test_entries_that_an_encoder_does_not_read_or_know_are_found_by_their_words(question: str) -> None:
    encoders = [Hearing(), Hearing("hearing 2", "latin")]
    found = Recognizer(fit(two(question), encoders), encoders)
    part = found.recognize(question).parts[0]
    assert judge(part, found.model.thresholds) == Answer("a", 1.0)


def test_chinese_in_latin_letters_is_not_given_to_an_encoder_and_goes_by_its_sounds() -> None:
    hearing = Hearing()
    found = Recognizer(fit(faq(), [hearing]), [hearing])
    hearing.batches.clear()
    part = found.recognize("zenme beifen qianbao").parts[0]
    assert hearing.batches == []
    assert (best(part), isinstance(judge(part, found.model.thresholds), Answer)) == ("backup", True)


def test_a_text_past_what_is_encoded_goes_by_its_words() -> None:
    hearing = Hearing()
    found = Recognizer(fit(faq(), [hearing]), [hearing])
    story = "The sun was shining on the lake and nobody was there but a small dog of my aunt. " * 20
    assert found.recognize(f"{story} {story}").parts
    late = [*["it rains on the lake " * 20] * 5, "how do I reset my password"]
    alone = found._confidences(late)[-1]
    assert alone.argmax() == recognizer().model.entries.index("password")
