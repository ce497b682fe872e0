"""The card that an operator sees first: what this is about, in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from conversation.decide.afterwards import POOR, PREFIX
from conversation.explorers import NO_EXPLORERS, Explorer, links, written
from conversation.said import words
from conversation.texts import Texts
from conversation.views import ConversationView, MessageView

WORDS_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Briefing:
    """Short lines, the most important first, and the FAQ entries that were answered; `rating` is the last one."""

    summary: tuple[str, ...]
    entries: tuple[str, ...]
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class _Rated:
    """A score, and the line that says why, if there is one."""

    score: int
    comment: MessageView | None


def brief(
    view: ConversationView,
    texts: Texts,
    *,
    latest: bool = True,
    language: str = "",
    explorers: Mapping[str, Explorer] = NO_EXPLORERS,
) -> Briefing:
    """Why it waits, what the user asked first and last, and chose in a guide; what the bot answered, what to look at.

    Without `latest`, it changes seldom: for places where the last words and the reason stand anyway. It is in
    `language`, else in the desk's.
    """
    language = language or texts.languages[0]
    rated = _rated(view.messages, texts)
    poor = rated if rated and rated.score <= POOR and view.row.stage != "resolved" else None  # else it stands elsewhere
    comment = poor.comment if poor else None
    asked = [said for said in (_said(message) for message in _questions(view.messages) if message != comment) if said]
    entries = tuple(dict.fromkeys(message.entry for message in view.messages if message.entry))
    lines = [*_standing(view, texts, language, latest=latest), *_why(poor, texts, language)]
    if asked:
        lines.append(texts.text("brief_first", language, text=_short(asked[0])))
    if latest and len(asked) > 1:
        lines.append(texts.text("brief_last", language, text=_short(asked[-1])))
    pages = links(" ".join(map(_said, reversed(list(_questions(view.messages))))), explorers)  # the newest come first
    if pages:
        lines.append(texts.text("brief_explorers", language, links=written(pages)))
    for taken in view.answers:
        asked_for, chosen = _short(" ".join(taken.ask.split())), taken.label
        lines.append(texts.text("brief_step", language, asked=asked_for, chosen=chosen))
    told = ((detail.name, _short(detail.value)) for detail in view.details)
    lines += (texts.text("brief_detail", language, name=name, value=value) for name, value in told)
    if entries:
        lines.append(texts.text("brief_answered", language, entries=", ".join(entries)))
    return Briefing(tuple(lines), entries, rated.score if rated else None)


def _standing(view: ConversationView, texts: Texts, language: str, *, latest: bool) -> Iterator[str]:
    """Who it is, why it waits, and how urgent that is."""
    row = view.row
    yield texts.text("brief_who", language, name=row.name or row.contact[:8], channel=row.channel, writes=row.language)
    if latest and row.marks.reason:
        yield texts.text("brief_reason", language, reason=texts.text(f"desk_reason_{row.marks.reason}", language))
    if row.priority != "normal":
        priority = texts.text(f"brief_priority_{row.priority}", language)
        yield texts.text("brief_priority", language, priority=priority)


def _why(poor: _Rated | None, texts: Texts, language: str) -> Iterator[str]:
    """The score with the words that followed, which later ones do not push out."""
    if poor is not None:
        why = _said(poor.comment) if poor.comment else ""
        key = "brief_rated_words" if why else "brief_rated"
        yield texts.text(key, language, rating=poor.score, text=_short(why))


def _rated(messages: tuple[MessageView, ...], texts: Texts) -> _Rated | None:
    """What was answered to the newest question for a rating; a poor score stands, since a lead was called by it.

    Its comment are the first words that follow and are more than thanks, until an operator speaks.
    """
    for start in reversed(range(len(messages))):
        scores = _scores(messages[start])
        if not scores:
            continue
        after = takewhile(lambda message: message.author != "operator", messages[start + 1 :])
        lines = [message for message in after if message.author == "user"]
        given = [scores[line.text] for line in lines if line.text in scores]
        if given:
            score = next((each for each in given if each <= POOR), given[-1])
            later = lines[next(n for n, line in enumerate(lines) if scores.get(line.text) == score) :]
            said = (line for line in later if line.text not in scores and _said(line))
            return _Rated(score, next((line for line in said if not texts.is_closing(_said(line))), None))
    return None


def _scores(message: MessageView) -> dict[str, int]:
    """The scores that a question for a rating offers, by label; empty for everything else."""
    return {one.label: int(one.id.removeprefix(PREFIX)) for one in message.choices if one.id.startswith(PREFIX)}


def _questions(messages: Iterable[MessageView]) -> Iterator[MessageView]:
    """What the user wrote; the score that they gave is no question."""
    scores: dict[str, int] = {}
    for message in messages:
        if message.choices:
            scores = _scores(message)
        if message.author == "user" and message.text not in scores:
            yield message


def _said(message: MessageView) -> str:
    return words(message.text) or ", ".join(file.name for file in message.files)


def _short(text: str) -> str:
    return text if len(text) <= WORDS_SHOWN else text[: WORDS_SHOWN - 1] + "…"
