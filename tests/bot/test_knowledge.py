"""The FAQ is followed: edits within a second, broken files never."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.config import Config
from bot.config.model import Matching
from bot.faq_rules import serviceable
from bot.knowledge import LOOK_EVERY, Knowledge
from bot.models import load_model
from intents.faq import FaqError
from intents.model import Context
from intents.verdict import Answer, Verdict, judge
from tests.kit.clock import HandClock
from tests.kit.house import FAQ


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    path = tmp_path / "faq.yaml"
    path.write_text(FAQ.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def knowing(faq: Path, answer_above: float | None = None) -> Knowledge:
    return Knowledge(Config(faq=(faq,), matching=Matching(answer_above, semantic="off")), None, HandClock())


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def verdict(knowledge: Knowledge, text: str) -> Verdict:
    return judge(knowledge.recognize(text, Context()).parts[0], knowledge.thresholds)


def answered(knowledge: Knowledge, text: str) -> str | None:
    found = verdict(knowledge, text)
    return found.entry if isinstance(found, Answer) else None


def test_the_files_are_looked_at_twice_a_second() -> None:
    assert LOOK_EVERY <= 500


async def test_a_changed_answer_lives_at_the_next_look(faq: Path) -> None:
    knowledge = knowing(faq)
    edit(faq, "Fees go to the network, not to us.", "Fees go to the miners.")
    await knowledge.refresh()
    entry = knowledge.faq.entry("fees")
    assert entry is not None
    assert entry.answer["en"] == "Fees go to the miners."


async def test_a_new_question_is_understood_after_the_refit(faq: Path) -> None:
    knowledge = knowing(faq)
    question = "do you have a vacancy for zookeepers"
    assert answered(knowledge, question) != "pending"
    edit(faq, "My transaction is stuck,", f"My transaction is stuck, {question},")
    await knowledge.refresh()
    assert answered(knowledge, question) == "pending"
    assert knowledge.state == "serving"


async def test_a_broken_file_keeps_the_last_good_one_and_is_told_once(
    faq: Path, caplog: pytest.LogCaptureFixture
) -> None:
    knowledge = knowing(faq)
    version = knowledge.faq.version
    edit(faq, "  - id: fees", "  - id: backup")
    with caplog.at_level(logging.ERROR):
        await knowledge.refresh()
        await knowledge.refresh()
    assert (knowledge.state, knowledge.faq.version) == ("broken", version)
    assert answered(knowledge, "how do i back up my wallet") == "backup"
    (record,) = caplog.records
    assert "faq.yaml:" in record.getMessage()
    edit(faq, "  - id: backup\n    title: {en: Network", "  - id: fees\n    title: {en: Network")
    await knowledge.refresh()
    assert (knowledge.state, knowledge.faq.version) == ("serving", version)


async def test_a_file_that_vanished_keeps_the_last_good_one(faq: Path) -> None:
    knowledge = knowing(faq)
    faq.unlink()
    await knowledge.refresh()
    assert knowledge.state == "broken"
    assert answered(knowledge, "how do i back up my wallet") == "backup"


def test_a_broken_faq_at_the_first_start_is_told_with_all_its_mistakes(faq: Path) -> None:
    edit(faq, "  - id: fees", "  - id: backup\n    colour: red")
    with pytest.raises(FaqError) as broken:
        knowing(faq)
    assert len(broken.value.problems) == 2


async def test_an_edit_that_asks_for_a_secret_is_never_served(faq: Path) -> None:
    knowledge = knowing(faq)
    edit(faq, "Fees go to the network, not to us.", "Send us your recovery phrase.")
    await knowledge.refresh()
    entry = knowledge.faq.entry("fees")
    assert knowledge.state == "broken"
    assert entry is not None
    assert entry.answer["en"] == "Fees go to the network, not to us."


def test_thresholds_of_the_configuration_win(faq: Path) -> None:
    knowledge = knowing(faq, answer_above=0.9999)
    assert knowledge.thresholds.answer_above == 0.9999


def test_a_fitted_model_is_kept_and_used_again(faq: Path, tmp_path: Path) -> None:
    cache = tmp_path / "models"
    first = load_model(serviceable(Config(faq=(faq,))), cache)
    (kept,) = cache.iterdir()
    written = kept.stat().st_mtime_ns
    assert load_model(serviceable(Config(faq=(faq,))), cache).to_bytes() == first.to_bytes()
    assert kept.stat().st_mtime_ns == written


def test_a_damaged_cache_is_made_anew(faq: Path, tmp_path: Path) -> None:
    cache = tmp_path / "models"
    first = load_model(serviceable(Config(faq=(faq,))), cache)
    (kept,) = cache.iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    assert load_model(serviceable(Config(faq=(faq,))), cache).to_bytes() == first.to_bytes()


def test_a_cache_that_cannot_be_written_costs_time_only(faq: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    assert load_model(serviceable(Config(faq=(faq,))), blocked / "models").to_bytes()
