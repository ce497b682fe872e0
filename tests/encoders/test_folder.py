"""Any folder with model.onnx and tokenizer.json is an encoder, whatever its model asks for and gives."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from encoders.folder import compact_english, from_folder
from tests.kit.encoder import WIDTH, write_folder

TEXTS = ["how do i back up my wallet", "no", "怎么备份钱包", ""]


def test_a_vector_is_the_mean_over_the_tokens_of_a_text_and_not_over_what_fills_a_batch(tmp_path: Path) -> None:
    encoder = from_folder(write_folder(tmp_path / "letters", inputs=["input_ids", "attention_mask"]))
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert alone.shape == (len(TEXTS), WIDTH)
    assert np.allclose(encoder.encode(TEXTS), alone, atol=1e-6)
    assert np.allclose(encoder.encode(["ab"]) * 2, encoder.encode(["a"]) + encoder.encode(["b"]), atol=1e-6)


def test_the_order_of_many_texts_is_kept(tmp_path: Path) -> None:
    encoder = from_folder(write_folder(tmp_path / "letters"))
    texts = ["a" * (1 + number % 37) + "bcd"[number % 3] for number in range(70)]
    assert np.allclose(encoder.encode(texts)[41], encoder.encode([texts[41]])[0], atol=1e-6)


def test_a_model_that_gives_a_vector_of_the_whole_text_is_taken_at_its_word(tmp_path: Path) -> None:
    states, whole = write_folder(tmp_path / "states"), write_folder(tmp_path / "whole", whole=True)
    assert np.allclose(from_folder(states).encode(["abc"]), from_folder(whole).encode(["abc"]), atol=1e-6)


def test_only_the_inputs_that_a_model_names_are_given_to_it(tmp_path: Path) -> None:
    every = ("input_ids", "attention_mask", "token_type_ids", "position_ids")
    few, many = write_folder(tmp_path / "few"), write_folder(tmp_path / "many", inputs=every)
    assert np.allclose(from_folder(few).encode(TEXTS[:1]), from_folder(many).encode(TEXTS[:1]), atol=1e-6)


def test_a_model_that_asks_for_something_else_is_refused_by_name(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "picky", inputs=["input_ids", "pixel_values"])
    with pytest.raises(ValueError, match="pixel_values"):
        from_folder(folder)


def test_a_text_is_cut_at_256_tokens_whatever_the_tokenizer_says(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "letters")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(8)
    tokenizer.enable_padding(length=8)
    tokenizer.save(str(folder / "tokenizer.json"))
    encoder = from_folder(folder)
    assert np.allclose(encoder.encode(["a" * 256 + "b" * 100]), encoder.encode(["a"]), atol=1e-5)
    assert not np.allclose(encoder.encode(["a" * 255 + "b"]), encoder.encode(["a"]), atol=1e-5)


def test_another_model_in_the_same_folder_has_another_name(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "letters")
    before = from_folder(folder).name
    assert from_folder(write_folder(tmp_path / "elsewhere" / "letters")).name == before
    assert from_folder(write_folder(folder, widths=WIDTH + 1)).name != before


def test_the_compact_english_encoder_is_found_in_its_packages_and_means_something() -> None:
    encoder = compact_english()
    assert encoder.scope == "latin"
    asked, alike, other = encoder.encode(["I forgot my password", "how can I reset my password", "rain is expected"])
    assert np.dot(asked, alike) > 2 * np.dot(asked, other)


def test_a_folder_without_its_files_says_so(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "letters")
    shutil.move(folder / "tokenizer.json", folder / "elsewhere.json")
    with pytest.raises(FileNotFoundError):
        from_folder(folder)
