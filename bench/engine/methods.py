"""Everything that is compared, by name: our tiers and the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from bench.engine.data import faq_of
from bench.engine.method import Learned, Method
from bench.engine.peers import PEERS
from bench.engine.tiers import TIERS, encoders_of
from intents.encoder import Encoder
from intents.evaluate import Query
from intents.fit import fit
from intents.fitted import Model
from intents.match import Recognizer
from intents.model import Candidate, Context, Language


def find(name: str) -> Method:
    """The method of this name; StopIteration if there is none."""
    return ours(name, encoders_of(name)) if name in TIERS else next(peer for peer in PEERS if peer.name == name)


def kept(tier: str, path: Path) -> Learned:
    """One of our tiers with a model that was fitted before."""
    return recognizing(Model.from_bytes(path.read_bytes()), encoders_of(tier))


def ours(tier: str, encoders: Sequence[Encoder], keep: Callable[[Model], object] = lambda _: None) -> Method:
    """One of our tiers as a method; `keep` gets each fitted model."""

    def learn(rows: Sequence[Query], language: Language) -> Learned:
        model = fit(faq_of(rows, language), encoders)
        keep(model)
        return recognizing(model, encoders)

    return Method(tier, learn)


def recognizing(model: Model, encoders: Sequence[Encoder]) -> Learned:
    """A model that ranks; of several questions in one message the first counts, as in `frontdesk eval`."""
    recognizer = Recognizer(model, encoders)
    context = Context(language=model.languages[0])

    def rank(text: str) -> tuple[Candidate, ...]:
        return recognizer.recognize(text, context).parts[0].ranking

    return Learned(rank, model.thresholds)
