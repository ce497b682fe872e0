"""The card that an operator sees first: what this is about, in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from conversation.explorers import NO_EXPLORERS, Explorer, links, written
from conversation.texts import Texts
from conversation.views import ConversationView, MessageView

WORDS_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Briefing:
    """Short lines in the desk's language, the most important first, and the FAQ entries that were answered."""

    summary: tuple[str, ...]
    entries: tuple[str, ...]


def brief(
    view: ConversationView, texts: Texts, *, latest: bool = True, explorers: Mapping[str, Explorer] = NO_EXPLORERS
) -> Briefing:
    """What the user asked first and last, and chose in a guide; what the bot answered, the urgency, what to look at.

    Without `latest`, it changes seldom: for places where the last words stand below the card anyway.
    """
    row, language = view.row, texts.languages[0]
    asked = [words for words in map(_said, _questions(view.messages)) if words]
    entries = tuple(dict.fromkeys(message.entry for message in view.messages if message.entry))
    lines = [
        texts.text("brief_who", language, name=row.name or row.contact[:8], channel=row.channel, writes=row.language)
    ]
    if row.priority != "normal":
        lines.append(texts.text("brief_priority", language, priority=str(row.priority)))
    if asked:
        lines.append(texts.text("brief_first", language, text=_short(asked[0])))
    if latest and len(asked) > 1:
        lines.append(texts.text("brief_last", language, text=_short(asked[-1])))
    pages = links(" ".join(reversed(asked)), explorers)  # the newest are the most wanted
    if pages:
        lines.append(texts.text("brief_explorers", language, links=written(pages)))
    for taken in view.answers:
        asked_for, chosen = _short(" ".join(taken.ask.split())), taken.label
        lines.append(texts.text("brief_step", language, asked=asked_for, chosen=chosen))
    told = ((detail.name, _short(detail.value)) for detail in view.details)
    lines += (texts.text("brief_detail", language, name=name, value=value) for name, value in told)
    if entries:
        lines.append(texts.text("brief_answered", language, entries=", ".join(entries)))
    return Briefing(tuple(lines), entries)


def _questions(messages: Iterable[MessageView]) -> Iterator[MessageView]:
    """What the user wrote; the score that they gave is no question."""
    scores: frozenset[str] = frozenset()
    for message in messages:
        if message.choices:
            scores = frozenset(one.label for one in message.choices if one.id.startswith("rate:"))
        if message.author == "user" and message.text not in scores:
            yield message


def _said(message: MessageView) -> str:
    text = message.text.partition(" ")[2] if _is_command(message.text) else message.text
    return text or ", ".join(file.name for file in message.files)


def _is_command(text: str) -> bool:
    return text.startswith("/")


def _short(text: str) -> str:
    return text if len(text) <= WORDS_SHOWN else text[: WORDS_SHOWN - 1] + "…"
