"""What a message says of the answer before it: that it goes on from it, that it missed, that it did not help.

The wordings are data, `followups.json`, by language, and all of them are tried, since people mix languages. Those of
`openings`, `corrects`, `insists` and `joining` are plain words; one that ends in a comma needs a pause behind it ("not
that, …"). Those of `still`, `leans`, `alone` and `follows` are patterns over normalised text; `leans` are those that
name nothing by themselves, `alone` those that may have no thanks around them. They are meant to miss rather than to
swallow a question.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Literal

from intents.model import Candidate, Context, Entry, Faq, Part, Thresholds, Understanding
from intents.normalize import LONGEST, normalize
from intents.segment import asks, is_courtesy, without_courtesy
from intents.verdict import Answer, judge

LONGEST_REMARK = 80
"""Normalised characters of a follow-up or of a complaint; whoever writes more tells a new story."""

_FAVOUR = 0.5
"""What we know to be the topic keeps this power of its confidence: .36 becomes .6, .81 becomes .9."""

_SECOND = 0.9
"""What is left of the last entry beside a related one that the words name: its answer was just read."""

_EXACT = 1.0  # the confidence of what stands in the FAQ word for word
_LISTED = 5  # candidates of a ranking
_SLACK = 40  # characters of punctuation and the like that an opening may hold beside its words
_PAUSE = ",.;:!?…—，。；：！？、\n"
_BREAK = re.compile(
    r"[,;!?…，。！？；：\n]+|[.:](?=\s|$)|\s[-–—]+\s|\b(?:but|however)\b|但是|但|可是|不过", re.IGNORECASE
)
_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")

Form = Literal["asks", "follows", "corrects", "insists"]
Recognize = Callable[[str, Context], Understanding]


@dataclass(frozen=True, slots=True)
class Reading:
    """The form of a message, and its `rest`: the words without those that only refer to what was said before.

    A follow-up that is `bare` names nothing by itself, such as "why?" or "how long does it take?".
    """

    form: Form
    rest: str
    bare: bool = False


def understand(text: str, context: Context, faq: Faq, thresholds: Thresholds, recognize: Recognize) -> Understanding:
    """What a message asks after the entry that was answered last, as `recognize` does without knowing of it.

    What stands in the FAQ word for word is that, whatever its form.
    """
    text = text[:LONGEST]
    alone, reading = recognize(text, context), read(text)
    known, last = _Known(faq, thresholds, recognize), _last(context, faq)
    if alone.parts[0].ranking and alone.parts[0].ranking[0].confidence >= _EXACT:
        return alone
    if reading.form in ("corrects", "insists"):
        if reading.rest:
            alone = recognize(reading.rest, replace(context, last_entry=None))
        elif last is not None:  # it asks nothing, whatever its words resemble
            alone = Understanding((Part(text, alone.parts[0].language, ()),))
        return replace(alone, remark=reading.form)
    return alone if last is None else _after(reading, alone, last, known)


def _last(context: Context, faq: Faq) -> Entry | None:
    """The entry that was answered last; small talk is no answer."""
    last = faq.entry(context.last_entry) if context.last_entry else None
    return None if last is None or last.handoff == "never" else last


def read(text: str) -> Reading:
    """The form of a message, as far as its words alone tell it."""
    normal = _compact(normalize(text))
    rest = _complaint(text)
    if rest is not None:
        return Reading("insists", rest)
    rest = _correction(text, normal)
    if rest is not None:
        return Reading("corrects", rest)
    words = _compact(without_courtesy(normal))
    if len(words) <= LONGEST_REMARK:
        leans = _LEANS.fullmatch(words) is not None
        alone = words == normal and _ALONE.fullmatch(words)  # "thanks for your help" goes on from nothing
        if leans or alone or _FOLLOWS.fullmatch(words):
            return Reading("follows", _JOINING.sub("", words, count=1), leans)
    return Reading("asks", text)


@dataclass(frozen=True, slots=True)
class _Known:
    faq: Faq
    thresholds: Thresholds
    recognize: Recognize

    def sure(self, understanding: Understanding) -> set[str]:
        """The entries that the message surely means by its own words."""
        verdicts = (judge(part, self.thresholds) for part in understanding.parts)
        return {verdict.entry for verdict in verdicts if isinstance(verdict, Answer)}


def _after(reading: Reading, alone: Understanding, last: Entry, known: _Known) -> Understanding:
    """A question as it is, a follow-up with the last entry in mind; "still …" about the same thing insists."""
    normal = _compact(normalize(alone.parts[0].text))
    sure = known.sure(alone)
    if sure == {last.id} and _STILL.match(normal):
        return replace(alone, remark="insists")
    if reading.form != "follows":
        return alone
    if not reading.bare and _compact(without_courtesy(normal)) != normal:  # the thanks around it are not meant
        sure = known.sure(known.recognize(reading.rest, Context(alone.parts[0].language)))
    if not reading.bare and sure - {last.id}:
        return alone
    return _joined(reading, last, alone, known)


def _joined(reading: Reading, last: Entry, alone: Understanding, known: _Known) -> Understanding:
    """Read as the last entry's title and the words; a related entry that the words name by themselves counts as well.

    However little of it the engine knows, the last entry is at least asked about, and its related ones beside it.
    """
    part = alone.parts[0]
    title = last.title_in(part.language)
    together = known.recognize(f"{title} {reading.rest}", Context(part.language)).parts[0]
    own = {} if reading.bare else {candidate.entry: candidate.confidence for candidate in part.ranking}
    found = {candidate.entry: candidate.confidence for candidate in together.ranking}
    least = {last.id: known.thresholds.clarify_above}
    for name in (last.id, *(name for name in last.related if known.faq.entry(name))):
        heard = max(found.get(name, 0.0), own.get(name, 0.0) if name != last.id else 0.0)
        found[name] = max(heard**_FAVOUR, least.get(name, least[last.id] / 2))
    named = part.ranking[0].entry if part.ranking else ""
    if named in last.related and own.get(named, 0.0) >= known.thresholds.clarify_above:
        found[last.id] = min(found[last.id], _SECOND * found[named])
    ranking = sorted((Candidate(*pair) for pair in found.items()), key=lambda one: -one.confidence)
    return Understanding((Part(part.text, part.language, tuple(ranking[:_LISTED])),))


def _complaint(text: str) -> str | None:
    """What is left of a message that first says the answer did not help; None for any other."""
    for start, end in _clauses(text):
        clause = _compact(normalize(text[start:end]))
        if not clause or is_courtesy(clause) or clause in _OPENING_WORDS:
            continue
        if len(clause) > LONGEST_REMARK or not _INSISTS.fullmatch(clause):
            return None
        rest = text[end:].lstrip(_PAUSE + " ")
        if _says_nothing(rest):
            return ""
        return rest if asks(rest) or _STILL.match(clause) else None  # "it failed, the fee is gone" tells what happened
    return None


def _says_nothing(rest: str) -> bool:
    clauses = [_compact(normalize(rest[start:end])) for start, end in _clauses(rest)]
    return all(
        not clause or is_courtesy(clause) or clause in _OPENING_WORDS or _INSISTS.fullmatch(clause[:LONGEST_REMARK])
        for clause in clauses
    )


def _clauses(text: str) -> list[tuple[int, int]]:
    breaks = [found.span() for found in _BREAK.finditer(text)]
    starts = [0, *(end for _, end in breaks)]
    return list(zip(starts, [*(start for start, _ in breaks), len(text)], strict=True))


def _correction(text: str, normal: str) -> str | None:
    """What another thing is meant by, as it was written; None for a message that corrects nothing."""
    rest = _corrected(text, normal)
    if not rest:
        return rest
    again = _corrected(rest, _compact(normalize(rest)))  # "no, I meant …" is said in two breaths
    return rest if again is None else again


def _corrected(text: str, normal: str) -> str | None:
    for pattern, paused in ((_CORRECTS, False), (_CORRECTS_IN_A_PAUSE, True)):
        found = pattern.match(normal)
        end = _end_of(found["opening"], text) if found else 0
        if found and (not paused or _pauses(text, end)):
            return text[end:].lstrip(_PAUSE + " ")
    return None


def _end_of(opening: str, text: str) -> int:
    """Where the words of a normalised opening end in the text as it was written, pauses after it included."""
    end = 0
    for at in range(1, min(len(text), len(opening) + _SLACK) + 1):
        if _compact(normalize(text[:at])) == opening:
            end = at
    return end


def _pauses(text: str, end: int) -> bool:
    """Whether a break stands before `end`, or nothing more is said. "No. 5" is a number."""
    before, after = text[:end].rstrip(), text[end:]
    return not after.strip() or (before[-1:] in _PAUSE and not (before[-1:] == "." and after.lstrip()[:1].isdigit()))


def _compact(normal: str) -> str:
    """Without the spaces that punctuation leaves between Chinese characters."""
    return _BETWEEN_HAN.sub("", normal)


def _listed(data: Iterable[dict[str, list[str]]], key: str) -> list[str]:
    return [words for language in data for words in language.get(key, [])]


def _either(listed: Iterable[str]) -> str:
    """Any of these wordings, the longest first, each normalised."""
    words = sorted({_compact(normalize(words)) for words in listed}, key=lambda one: (-len(one), one))
    return "|".join(re.escape(one) for one in words)


def _patterns(listed: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in listed))


_END = r"(?:(?<![a-z0-9])|(?![a-z0-9]))"  # of a word; Chinese ones end anywhere
_DATA = list(json.loads(files("intents").joinpath("followups.json").read_text("utf-8")).values())
_COMPLAINTS = [language["insists"] for language in _DATA]
_OPENING_WORDS = frozenset(_compact(normalize(words)) for words in _listed(_DATA, "openings"))
_INSISTS = re.compile(
    rf"(?:(?:{_either(_listed(_COMPLAINTS, 'before'))}) ?){{0,5}}(?:{_either(_listed(_COMPLAINTS, 'words'))})"
    rf"(?: ?(?:{_either(_listed(_COMPLAINTS, 'after'))})){{0,3}}"
)
_CORRECTS, _CORRECTS_IN_A_PAUSE = (
    re.compile(
        rf"(?P<opening>(?:(?:{_either(_listed(_DATA, 'openings'))}) ?){{0,3}}?"
        rf"(?:{_either(words for words in _listed(_DATA, 'corrects') if (words[-1] in ',，') is paused)})){_END}"
    )
    for paused in (False, True)
)
_STILL = re.compile(
    rf"(?:(?:{_either(_listed(_DATA, 'openings'))}) ?){{0,3}}(?:{'|'.join(_listed(_DATA, 'still'))}){_END}"
)
_FOLLOWS, _LEANS, _ALONE = (_patterns(_listed(_DATA, key)) for key in ("follows", "leans", "alone"))
_JOINING = re.compile(rf"(?:{_either(_listed(_DATA, 'joining'))}){_END} ?(?=.)")
