"""Whatever people write, the encoders that we ship read it, and none of it holds up the others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from encoders.bundled import Multilingual
from encoders.folder import compact_english
from encoders.reading import LONGEST, readable
from encoders.steady import Steady
from intents.match import LONGEST_ENCODED
from tests.kit.encoder import Counting

ODD = ["", " ", "\x00", "\ud800", "a\udfffb", "钱" * 4096, "\ufdfa" * 4096, "a" * 4096, "👩‍👩‍👧‍👦" * 500, "مرحبا"]
ANY_TEXT = st.text(st.characters(codec=None), max_size=60)


@given(ANY_TEXT | st.sampled_from(ODD))
def test_what_is_read_is_short_and_can_be_written_as_utf_8(text: str) -> None:
    found = readable(text)
    assert len(found) <= LONGEST
    assert found.encode("utf-8").decode("utf-8") == found


def test_the_engine_counts_what_is_read() -> None:
    assert LONGEST_ENCODED == LONGEST


def test_a_character_that_stands_for_eighteen_is_written_out_before_the_cut() -> None:
    assert len(readable("\ufdfa" * 4096)) == LONGEST


@pytest.fixture(scope="module")
def multilingual() -> Steady:
    return Steady(Multilingual())


@pytest.fixture(scope="module")
def english() -> Steady:
    return Steady(compact_english())


@pytest.mark.parametrize("name", ["multilingual", "english"])
def test_odd_texts_have_vectors_of_length_one(name: str, request: pytest.FixtureRequest) -> None:
    encoder: Steady = request.getfixturevalue(name)
    found = encoder.strict.encode(ODD)
    assert found.dtype == np.float32
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


@settings(max_examples=25)
@given(texts=st.lists(ANY_TEXT, min_size=1, max_size=3))
def test_any_texts_have_vectors_of_length_one(multilingual: Steady, english: Steady, texts: list[str]) -> None:
    for encoder in (multilingual, english):
        found = encoder.strict.encode(texts)
        assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_the_multilingual_encoder_hears_the_same_question_in_two_languages(multilingual: Steady) -> None:
    chinese, same, other = multilingual.encode(
        ["如何备份我的钱包", "how do I back up my wallet", "the weather is fine"]
    )
    assert np.dot(chinese, same) > np.dot(chinese, other) + 0.2


def test_a_batch_is_as_good_as_each_alone(multilingual: Steady) -> None:
    texts = ["how do I back up my wallet", "a", "如何备份我的钱包" * 9]
    alone = np.concatenate([multilingual.encode([text]) for text in texts])
    assert np.allclose(multilingual.encode(texts), alone, atol=1e-5)


def test_many_texts_keep_their_order_and_the_threads_of_the_process() -> None:
    texts = [f"how do I move coin number {number}" for number in range(1100)]
    encoder, before = Multilingual(), [library["num_threads"] for library in threadpool_info()]
    many = encoder.encode(texts)
    assert np.allclose(many[::50], encoder.encode(texts[::50]), atol=1e-5)
    assert [library["num_threads"] for library in threadpool_info()] == before


def test_what_an_encoder_gives_is_brought_to_length_one() -> None:
    assert np.allclose(np.linalg.norm(Steady(Counting()).encode(["aaaa", "b"]), axis=1), 1)
