"""Saved replies that some users cannot read: those without a text in a language that is spoken here."""

from __future__ import annotations

from collections.abc import Iterator

from bot.config.model import Config, Written
from conversation.texts import shipped
from intents.problem import Problem

_SNIPPETS = "snippets."


def untold(config: Config, faq: tuple[str, ...]) -> Iterator[Problem]:
    """A warning for each, where it begins. `faq` are the languages of the FAQ, none where it cannot be read."""
    offered = config.languages or faq
    spoken = [code for code in offered if code in shipped() or code in config.texts]
    first: dict[str, Written] = {}
    for one in config.written:
        if one.path.startswith(_SNIPPETS):
            first.setdefault(one.path.removesuffix(f".{one.word}"), one)
    for path, one in first.items():
        texts = config.snippets.get(path.removeprefix(_SNIPPETS), {})
        missing = [code for code in spoken if code not in texts]
        if texts and missing:
            sent = next((code for code in spoken if code in texts), next(iter(texts)))
            message = f"it has no text in {', '.join(missing)}, so these users are sent the one in {sent}; write theirs"
            yield Problem(one.file, one.line, one.column, "warning", path, message)
