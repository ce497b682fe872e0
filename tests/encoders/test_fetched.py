"""Models by name through fastembed; here its files are in a folder, since a test fetches nothing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from fastembed import TextEmbedding
from fastembed.common.model_description import ModelSource, PoolingType

from encoders.fetched import FetchedEncoder
from encoders.steady import Steady
from tests.kit.encoder import WIDTH, write_folder

NAME = "tests/letters"


def folder_of(tmp_path: Path) -> Path:
    """What fastembed reads beside the two files."""
    folder = write_folder(tmp_path / "letters", inputs=["input_ids", "attention_mask"])
    (folder / "config.json").write_text(json.dumps({"pad_token_id": 0}), encoding="utf-8")
    settings = {"model_max_length": 256, "pad_token": "[PAD]"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "special_tokens_map.json").write_text(json.dumps({"pad_token": "[PAD]"}), encoding="utf-8")
    return folder


def known() -> None:
    if NAME not in {str(model["model"]) for model in TextEmbedding.list_supported_models()}:
        TextEmbedding.add_custom_model(
            model=NAME,
            pooling=PoolingType.MEAN,
            normalization=True,
            sources=ModelSource(url="https://example.org/letters.tar.gz"),
            dim=WIDTH,
            model_file="model.onnx",
        )


def test_a_model_by_name_encodes_what_the_same_files_encode_without_fastembed(tmp_path: Path) -> None:
    known()
    encoder = Steady(FetchedEncoder(NAME, tmp_path / "cache", folder_of(tmp_path)))
    assert encoder.name.startswith("fastembed ")
    assert encoder.name.endswith(NAME)
    texts = ["how do i back up my wallet", "a", "fees"]
    found = encoder.encode(texts)
    assert found.shape == (3, WIDTH)
    assert np.allclose(found, np.concatenate([encoder.encode([text]) for text in texts]), atol=1e-5)
    assert encoder.strict.encode(["\ud800", ""]).shape == (2, WIDTH)
