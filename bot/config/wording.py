"""Own wording of the bot's sentences, and {gaps} into which nothing would be put."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from bot.config.convert import by_language, mapping_of
from bot.config.model import ByLanguage
from bot.config.sheet import Value
from conversation.texts import shipped
from intents.problem import suggestion

_GAP = re.compile(r"\{(\w+)\}")
_MEANT = {
    "user": "name", "username": "name", "user_name": "name", "customer": "name", "agent": "operator",
    "staff": "operator", "ticket": "number", "request": "number", "id": "number",
}  # fmt: skip
"""What others call our gaps."""


def wording(variables: Mapping[str, str]) -> Callable[[Value], dict[str, ByLanguage]]:
    """Sentences by language and key; the keys are those of the shipped ones."""
    known = tuple(key for key, sentence in shipped()["en"].items() if isinstance(sentence, str))

    def key(word: str) -> str:
        if word not in known:
            raise ValueError(f"it is not one of the bot's sentences; {suggestion(word, known)}")
        return word

    def sentence(value: Value) -> str:
        text = value.word()
        warn_of_gaps(value, text, (*_gaps(value.path.rpartition(".")[2]), *variables))
        return text

    return by_language(mapping_of(sentence, key))


def warn_of_gaps(value: Value, text: str, known: Sequence[str]) -> None:
    """Each {gap} of this text that is none of the known ones would stand there as it is."""
    for gap in dict.fromkeys(_GAP.findall(text)):
        if gap not in known:
            value.warn(f"nothing is put in for {{{gap}}}; {_hint(gap, tuple(known))}")


def _hint(gap: str, known: tuple[str, ...]) -> str:
    """The gap that is meant; no far-fetched one for what people often write elsewhere."""
    meant = _MEANT.get(gap.casefold())
    if meant in known:
        return f"did you mean '{meant}'?"
    if not known:
        return "nothing can be put into this sentence, so take it out"
    return suggestion(gap, known) if meant is None else f"known here: {', '.join(known)}"


def _gaps(key: str) -> dict[str, None]:
    """What the shipped sentences of this key have put in, in any language."""
    return dict.fromkeys(gap for sentences in shipped().values() for gap in _GAP.findall(str(sentences.get(key, ""))))
