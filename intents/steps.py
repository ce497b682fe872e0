"""The guides of the FAQ file: steps that ask one after the other, where each choice leads, and what is odd there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import cast

from intents.model import THEN, Entry, Faq, Language, Step, StepChoice
from intents.normalize import normalize
from intents.problem import Problem, Severity, suggestion
from intents.shape import Plain

Record = dict[str, Plain]


def steps_of(values: Plain | None) -> tuple[Step, ...]:
    """The steps of an entry from what was taken below the key; of one with mistakes, what there is."""
    return tuple(
        Step(str(step.get("id", "")), _texts(step, "ask"), tuple(map(_choice, cast("list[Record]", step["choices"]))))
        for step in cast("list[Record]", values or [])
        if "choices" in step
    )


def mistakes(entries: Iterable[Entry]) -> Iterator[Problem]:
    """What shows only once all entries are read: names that stand twice, and choices that lead nowhere."""
    listed = tuple(entries)
    ids = tuple(entry.id for entry in listed)
    known = frozenset(ids)
    for entry in listed:
        yield from _names(entry, known)
        yield from _bare(entry)
        names = (*THEN, *(step.id for step in entry.steps if step.id), *ids) if entry.steps else ()
        for index, number, choice in _choices(entry):
            if choice.then not in names:
                message = f"'then' leads to '{choice.then}', which is no step here and no entry; "
                yield _at(entry, "error", message + suggestion(choice.then, names), index, "choices", number, "then")


def following(entry: Entry, index: int, choice: StepChoice) -> int | str:
    """Where a choice of the step at `index` leads: the index of a step, "solved", "handoff", or the id of an entry."""
    if choice.then == "next":
        return index + 1 if index + 1 < len(entry.steps) else "handoff"
    if choice.then in THEN:
        return choice.then
    return next((place for place, step in enumerate(entry.steps) if step.id == choice.then), choice.then)


def findings(faq: Faq) -> Iterator[Problem]:
    """Warnings: steps that are never asked or lead round and round, missing languages, choices that read alike."""
    for entry in faq.entries:
        if entry.steps and entry.handoff == "always":
            message = "the steps are never asked, since 'handoff: always' calls a person first; remove one of the two"
            yield _at(entry, "warning", message)
        elif entry.steps:
            yield from _ways(entry)
        for index, step in enumerate(entry.steps):
            yield from _lacks(entry, index, step, faq.languages)
            yield from _alike(entry, index, step)


def _choice(values: Record) -> StepChoice:
    return StepChoice(_texts(values, "label"), _texts(values, "say"), str(values.get("then", "next")))


def _texts(values: Record, key: str) -> dict[Language, str]:
    return cast("dict[Language, str]", values.get(key, {}))


def _choices(entry: Entry) -> Iterator[tuple[int, int, StepChoice]]:
    for index, step in enumerate(entry.steps):
        for number, choice in enumerate(step.choices):
            yield index, number, choice


def _at(entry: Entry, severity: Severity, message: str, *path: str | int) -> Problem:
    """A problem at a part of the steps, or of what encloses it."""
    line, column = entry.place("steps", *path)
    return Problem(entry.file, line, column, severity, entry.id, message)


def _names(entry: Entry, ids: Collection[str]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, step in enumerate(entry.steps):
        if not step.id:
            continue
        before = first.setdefault(step.id, index)
        if before != index:
            line, _ = entry.place("steps", before, "id")
            message = f"the step '{step.id}' stands here a second time (first in line {line}); rename one of them"
        elif step.id in ids:
            message = f"the step '{step.id}' has the id of an entry; give the step another id"
        elif step.id in THEN:
            message = f"a step cannot be called '{step.id}', which has a meaning under 'then'; give it another id"
        else:
            continue
        yield _at(entry, "error", message, index, "id")


def _bare(entry: Entry) -> Iterator[Problem]:
    """Errors for what is asked or labelled in no language at all; that the key is missing was said before."""
    paths: list[tuple[str | int, ...]] = [(index, "ask") for index, step in enumerate(entry.steps) if not step.ask]
    paths += [(index, "choices", number, "label") for index, number, choice in _choices(entry) if not choice.label]
    for path in paths:
        if ("steps", *path) in entry.places:
            yield _at(entry, "error", f"there is nothing in '{path[-1]}'; write it in one language at least", *path)


def _ways(entry: Entry) -> Iterator[Problem]:
    """Steps that nothing leads to, and the first one from which no choice ever comes to an end."""
    ways = [[following(entry, index, choice) for choice in step.choices] for index, step in enumerate(entry.steps)]
    reached: set[int | str] = {0}
    ahead: list[int | str] = [0]
    for place in ahead:
        new = {way for way in ways[place] if way not in reached} if isinstance(place, int) else set()
        reached |= new
        ahead.extend(new)
    ending = _ending(ways)
    for index in range(len(ways)):
        if index not in reached:
            message = "no choice leads to this step; let a 'then' name its id, or remove it"
            yield _at(entry, "warning", message, index)
    stuck = next((index for index in range(len(ways)) if index in reached and index not in ending), None)
    if stuck is not None:
        message = "from this step no choice ever comes to an end; let one lead to solved, handoff or an entry"
        yield _at(entry, "warning", message, stuck)


def _ending(ways: Sequence[Sequence[int | str]]) -> frozenset[int]:
    """The steps from which some choice, sooner or later, leads out of the guide."""
    found: frozenset[int] = frozenset()
    while True:
        more = {place for place, way in enumerate(ways) if any(isinstance(end, str) or end in found for end in way)}
        if more == found:
            return found
        found = frozenset(more)


def _lacks(entry: Entry, index: int, step: Step, languages: Collection[Language]) -> Iterator[Problem]:
    for language in languages:
        missing = [] if language in step.ask else ["ask"]
        if any(language not in choice.label for choice in step.choices):
            missing.append("label")
        if any(choice.say and language not in choice.say for choice in step.choices):
            missing.append("say")
        if missing:
            what = " and no ".join(missing)
            message = f"a step with no {what} in '{language}'; people who write it get another language"
            yield _at(entry, "warning", message, index)


def _alike(entry: Entry, index: int, step: Step) -> Iterator[Problem]:
    first: set[tuple[Language, str]] = set()
    for number, choice in enumerate(step.choices):
        for language, label in choice.label.items():
            words = (language, normalize(label) or label)
            if words in first:
                message = f"the choice '{label}' stands here a second time, so nobody can tell them apart; reword one"
                yield _at(entry, "warning", message, index, "choices", number, "label", language)
            first.add(words)
