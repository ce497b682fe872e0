"""A file is there as a whole or not at all, and nothing of it stays in the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from encoders.whole import remove_torn, write_whole

NAME = "0123456789abcdef"
NOW = 1_800_000_000.0


def left(folder: Path, name: str, seconds_ago: float) -> Path:
    path = folder / name
    path.write_bytes(b"half of it")
    os.utime(path, (NOW - seconds_ago, NOW - seconds_ago))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_with_its_folder_and_over_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "new" / f"{NAME}.model"
    for content in (b"first", b"second"):
        write_whole(path, content)
        assert path.read_bytes() == content
    assert names(path.parent) == [path.name]


def test_what_could_not_be_put_in_its_place_does_not_stay(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.model"
    path.mkdir()
    with pytest.raises(OSError, match=NAME):
        write_whole(path, b"all of it")
    assert names(tmp_path) == [path.name]


def test_what_a_crash_left_half_written_goes(tmp_path: Path) -> None:
    left(tmp_path, f"{NAME}.4711", 3600)
    remove_torn(tmp_path, NOW)
    assert names(tmp_path) == []


def test_what_may_still_be_written_and_what_is_whole_stays(tmp_path: Path) -> None:
    kept = [f"{NAME}.4711", f"{NAME}.model", f"{NAME}.vectors", "notes.2026", "frontdesk.db"]
    left(tmp_path, kept[0], 5)
    for name in kept[1:]:
        left(tmp_path, name, 3600)
    remove_torn(tmp_path, NOW)
    assert names(tmp_path) == sorted(kept)


def test_a_folder_that_is_not_there_is_none_to_clean(tmp_path: Path) -> None:
    remove_torn(tmp_path / "nowhere", NOW)
    assert names(tmp_path) == []
