"""The engine as the commands use it: FAQ, recogniser and thresholds, without any process around them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from bot.commands.patience import SECONDS, patience
from bot.config import Config
from bot.faq_rules import serviceable
from bot.fitting import wanted
from bot.knowledge import in_force
from bot.models import downloads_folder, kept_model, load_model, models_folder
from conversation.texts import Texts
from encoders.opening import FETCHED, Opened, Tier, open_encoders
from encoders.steady import Steady
from intents.fitted import Model
from intents.match import Recognizer
from intents.model import Context, Faq, Language, Part, Thresholds
from intents.verdict import Answer, Clarify, Fallback, Verdict, judge

TIERS: tuple[str, ...] = get_args(Tier)


@dataclass(frozen=True, slots=True)
class Recognition:
    """What is needed to tell what would be said to an utterance."""

    faq: Faq
    recognizer: Recognizer
    thresholds: Thresholds
    texts: Texts

    def parts(self, text: str, language: Language | None) -> tuple[Part, ...]:
        """The questions of an utterance, each with its ranking."""
        return self.recognizer.recognize(text, Context(language=language)).parts

    def judge(self, part: Part) -> Verdict:
        """What the thresholds in force allow."""
        return judge(part, self.thresholds)

    def find(self, text: str, context: Context) -> str | None:
        """The entry that an utterance would be answered from; the finder of the FAQ's tests."""
        match self.judge(self.recognizer.recognize(text, context).parts[0]):
            case Answer(entry=entry):
                return entry
            case _:
                return None

    def answer(self, entry_id: str, language: Language) -> str:
        """The answer as users read it."""
        entry = self.faq.entry(entry_id)
        assert entry is not None  # a model is fitted to this FAQ
        return self.texts.render(entry.answer_in(language, self.faq.languages)[1])


def add_tier(parser: argparse.ArgumentParser) -> None:
    """`--tier`."""
    parser.add_argument("--tier", choices=TIERS, help="how strong an engine (default: matching.semantic)")


def recognition(
    config: Config, tier: str | None, faq: Faq | None = None, *, tell: bool = True, patient: float = SECONDS
) -> Recognition:
    """Ready to recognise, with the tier of the configuration if there is none; models are kept beside the database.

    Tells on stderr, if the tier that serves is less than that, why; and what it does, where a fit takes more than
    `patient` seconds. Raises FaqError.
    """
    served = serviceable(config) if faq is None else faq
    asked = wanted(config.matching) if tier is None else cast("Tier", tier)
    recognizer, lacking = _recognizer(config, asked, served, patient)
    for sentence in lacking if tell else ():
        print(f"frontdesk: {sentence}", file=sys.stderr)
    texts = Texts(config.languages or served.languages, config.texts, config.variables)
    return Recognition(served, recognizer, in_force(config.matching, recognizer.model.thresholds), texts)


def _recognizer(config: Config, tier: Tier, faq: Faq, patient: float) -> tuple[Recognizer, list[str]]:
    """The best of this tier that there is, and what it lacks."""
    folder = models_folder(config.database)
    opened = _opened(config.matching.encoder, tier, folder, patient)
    lacking = [opened.instead] if opened.lacking else []
    if opened.encoders:
        try:
            return Recognizer(_model(faq, folder, opened.encoders, patient), opened.encoders), lacking
        except Exception as error:  # noqa: BLE001 # whatever an encoder raises, words alone still answer
            lacking.append(f"nothing could be fitted with tier {opened.tier} ({type(error).__name__}); words alone")
    return Recognizer(_model(faq, folder, (), patient)), lacking


def _opened(choice: str, tier: Tier, folder: Path | None, patient: float) -> Opened:
    """The encoders; who waits until one is fetched, or fastembed has tried for the last time, is told so."""
    name = choice.removeprefix(FETCHED)
    is_fetched = name != choice and tier != "lexical"
    with patience(f"fetching the encoder {name}, once; this takes a while", patient) if is_fetched else nullcontext():
        return open_encoders(tier, choice, downloads_folder(folder))


def _model(faq: Faq, folder: Path | None, encoders: Sequence[Steady], patient: float) -> Model:
    """The model that was kept; else who waits for the fit is told so."""
    kept = kept_model(faq, folder, encoders)
    if kept is not None:
        return kept
    questions = sum(len(texts) for entry in faq.entries for texts in entry.questions.values())
    once = "" if folder is None else ", once after each change of them"
    with patience(f"learning {questions} question{'' if questions == 1 else 's'}; this takes a moment{once}", patient):
        return load_model(faq, folder, encoders)


def verdict_name(verdict: Verdict) -> str:
    """The word for it in the output."""
    return _NAMES[type(verdict)]


_NAMES: Mapping[type, str] = {Answer: "answer", Clarify: "clarify", Fallback: "fallback"}
