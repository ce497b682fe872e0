"""An edit of one question costs only its own lines."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from encoders import remembered
from encoders.remembered import KEPT, Remembered
from encoders.steady import Proved
from tests.kit.encoder import Counting

TEXTS = ["how do i back up my wallet", "where is my money", "怎么备份钱包", "half \ud800 of a character"]


def kept(folder: Path) -> Path:
    (path,) = folder.glob("*.vectors")
    return path


def learned(folder: Path, texts: list[str], name: str = "counting 1") -> list[str]:
    """What reaches the encoder when these texts are fitted."""
    counting = Counting(name)
    encoder = Remembered(Proved(counting), folder)
    counting.texts.clear()  # those of the proof
    encoder.encode(texts)
    encoder.keep()
    return counting.texts


def test_a_text_is_encoded_once_for_ever(tmp_path: Path) -> None:
    assert learned(tmp_path, TEXTS) == TEXTS
    assert learned(tmp_path, TEXTS) == []


def test_only_what_was_edited_reaches_the_encoder(tmp_path: Path) -> None:
    learned(tmp_path, TEXTS)
    assert learned(tmp_path, [*TEXTS[1:], "a new question", TEXTS[0], "a new question"]) == ["a new question"]


def test_a_vector_is_the_same_whether_it_was_kept_or_not(tmp_path: Path) -> None:
    fresh = Remembered(Proved(Counting()), tmp_path / "other").encode(TEXTS)
    learned(tmp_path, TEXTS)
    again = Remembered(Proved(Counting()), tmp_path).encode(TEXTS)
    assert np.array_equal(fresh, again)
    assert np.allclose(again, Proved(Counting()).encode(TEXTS), atol=1e-3)


def test_another_encoder_has_vectors_of_its_own(tmp_path: Path) -> None:
    learned(tmp_path, TEXTS)
    assert learned(tmp_path, TEXTS, "counting 2") == TEXTS
    assert learned(tmp_path, TEXTS) == []


@pytest.mark.parametrize("damage", [b"", b"nothing", b"\x80\x04."])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    learned(tmp_path, TEXTS)
    kept(tmp_path).write_bytes(damage)
    assert learned(tmp_path, TEXTS) == TEXTS
    assert learned(tmp_path, TEXTS) == []


def test_one_wrong_byte_is_noticed(tmp_path: Path) -> None:
    learned(tmp_path, TEXTS)
    raw = bytearray(kept(tmp_path).read_bytes())
    raw[-40] ^= 1
    kept(tmp_path).write_bytes(raw)
    assert learned(tmp_path, TEXTS) == TEXTS


def test_texts_of_long_ago_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "SPARE", 3)
    learned(tmp_path, ["one", "two"])
    learned(tmp_path, ["three", "four", "five"])
    learned(tmp_path, ["six"])
    assert learned(tmp_path, ["six", "three", "four", "five", "one"]) == ["one"]


def test_encoders_of_long_ago_go(tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        learned(tmp_path, TEXTS, f"counting {number}")
        os.utime(max(tmp_path.glob("*.vectors"), key=lambda path: path.stat().st_mtime), (number, number))
    assert len(list(tmp_path.iterdir())) == KEPT


def test_a_fit_without_texts_writes_nothing(tmp_path: Path) -> None:
    Remembered(Proved(Counting()), tmp_path).keep()
    assert list(tmp_path.iterdir()) == []
