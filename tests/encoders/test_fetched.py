"""Models by name through fastembed; here its files are in a folder, since a test fetches nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
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


OPEN = """
from pathlib import Path
from encoders.opening import open_encoders
print(*open_encoders("auto", "fastembed:BAAI/bge-small-en-v1.5", Path("fetched")).lacking, sep="\\n")
"""


def test_a_model_that_cannot_be_fetched_is_one_line_and_its_library_adds_none(tmp_path: Path) -> None:
    house = str(Path(__file__).parents[2])
    found = subprocess.run(
        [sys.executable, "-P", "-c", OPEN],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": house, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        check=True,
    )
    (line,) = found.stdout.decode().splitlines()
    assert line.startswith("the encoder BAAI/bge-small-en-v1.5 does not work (ValueError: Could not load model")
    assert found.stderr == b""
