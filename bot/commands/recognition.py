"""The engine as the commands use it: FAQ, recogniser and thresholds, without any process around them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from bot.config import Config
from bot.faq_rules import serviceable
from bot.knowledge import in_force
from bot.models import load_model, models_folder
from conversation.texts import Texts
from intents.match import Recognizer
from intents.model import Context, Faq, Language, Part, Thresholds
from intents.verdict import Answer, Clarify, Fallback, Verdict, judge

TIERS = ("lexical", "auto", "best")


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
    parser.add_argument("--tier", choices=TIERS, default="auto", help="how strong an engine (default: auto)")


def recognition(config: Config, tier: str, faq: Faq | None = None) -> Recognition:
    """Ready to recognise; the fitted model is kept beside the database. Raises FaqError."""
    if tier == "best":
        print("frontdesk: no sentence encoder is installed; going on with the lexical tier", file=sys.stderr)
    served = serviceable(config) if faq is None else faq
    model = load_model(served, models_folder(config.database))
    texts = Texts(config.languages or served.languages, config.texts, config.variables)
    return Recognition(served, Recognizer(model), in_force(config.matching, model.thresholds), texts)


def verdict_name(verdict: Verdict) -> str:
    """The word for it in the output."""
    return _NAMES[type(verdict)]


_NAMES: Mapping[type, str] = {Answer: "answer", Clarify: "clarify", Fallback: "fallback"}
