"""`frontdesk ask`: one utterance, or one a line, through redaction and matching."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.commands import options as common
from bot.commands.because import as_json, in_words
from bot.commands.recognition import Recognition, add_tier, recognition, verdict_name
from intents.explain import explain
from intents.model import Part
from intents.verdict import Answer
from safety.secrets import Finding, Redaction, redact

_SURROGATE = re.compile("[\ud800-\udfff]")
_RUNNERS_UP = 3


class Unreadable(ValueError):
    """This line is not an utterance; the message says why."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing to be asked, in a language if the asker says so."""

    text: str
    language: str | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The utterance and how to show what is made of it."""
    parser.add_argument("text", metavar="TEXT|-", help="what to ask; - reads one utterance a line from stdin")
    common.add(parser, database=True, faq=True)
    parser.add_argument("--language", metavar="CODE", help="the language to answer in, whatever the text is in")
    add_tier(parser)
    parser.add_argument("--json", action="store_true", help="print JSON; with -, read one JSON object a line")
    parser.add_argument("--explain", action="store_true", help="add the key explanation to the JSON: what led to this")


def run(options: argparse.Namespace) -> int:
    """0, or 1 when a line could not be read."""
    engine = recognition(common.config(options), options.tier)
    if options.text != "-":
        utterance = Utterance(options.text, options.language)
        print(json_line(asked(engine, utterance, options.explain)) if options.json else _for_people(engine, utterance))
        return common.FINE
    return _lines(engine, options)


def _lines(engine: Recognition, options: argparse.Namespace) -> int:
    """One answer a line, flushed, so that a program can talk to us through pipes."""
    code = common.FINE
    for raw in sys.stdin.buffer:
        try:
            utterance = (_from_json if options.json else _from_text)(raw, options.language)
        except Unreadable as wrong:
            code = common.FINDINGS
            print(json_line({"error": str(wrong)}) if options.json else f"error\t{wrong}", flush=True)
            continue
        answer = asked(engine, utterance, options.explain)
        print(json_line(answer) if options.json else _in_one_line(answer), flush=True)
    return code


def _from_text(raw: bytes, language: str | None) -> Utterance:
    try:
        return Utterance(raw.decode().rstrip("\r\n"), language)
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8") from None


def _from_json(raw: bytes, language: str | None) -> Utterance:
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unreadable("not a line of JSON") from None
    text = read.get("text") if isinstance(read, dict) else None
    if not isinstance(text, str):
        raise Unreadable('write an object such as {"text": "how do I back up my wallet"}')
    own = read.get("language", language)
    if own is not None and not isinstance(own, str):
        raise Unreadable('"language" must be a code such as "en"')
    return Utterance(text, own)


def asked(engine: Recognition, utterance: Utterance, explained: bool = False) -> dict[str, object]:
    """What the bot would make of it, in the words of the JSON output; why, if it is to be explained."""
    redaction = redact(utterance.text, utterance.language or engine.faq.languages[0])
    parts = [_part(engine, part, redaction.findings, explained) for part in _parts(engine, redaction, utterance)]
    return {**parts[0], "parts": parts} if len(parts) > 1 else parts[0]


def _parts(engine: Recognition, redaction: Redaction, utterance: Utterance) -> list[Part]:
    """The questions, in the language that was asked for if the FAQ has it: a choice precedes what the words are in."""
    found = engine.parts(redaction.text, utterance.language)
    chosen = utterance.language if utterance.language in engine.faq.languages else None
    return [part if chosen is None else replace(part, language=chosen) for part in found]


def _part(engine: Recognition, part: Part, findings: tuple[Finding, ...], explained: bool) -> dict[str, object]:
    verdict = engine.judge(part)
    why = {"explanation": as_json(explain(engine.recognizer, engine.faq, part))} if explained else {}
    return {
        "verdict": verdict_name(verdict),
        "language": part.language,
        "ranking": [{"id": candidate.entry, "confidence": candidate.confidence} for candidate in part.ranking],
        "answer": engine.answer(verdict.entry, part.language) if isinstance(verdict, Answer) else None,
        "redactions": [{"kind": finding.kind, "level": finding.level} for finding in findings],
        "faq_version": engine.faq.version,
        **why,
    }


def json_line(value: object) -> str:
    """One line of JSON; halves of characters, which no output could carry, are written as escapes."""
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def _in_one_line(answer: dict[str, object]) -> str:
    """Verdict, best entry and its confidence, between tabs."""
    ranking = answer["ranking"]
    assert isinstance(ranking, list)
    best = ranking[0] if ranking else {"id": "-", "confidence": 0.0}
    return f"{answer['verdict']}\t{best['id']}\t{best['confidence']:.3f}"


def _for_people(engine: Recognition, utterance: Utterance) -> str:
    redaction = redact(utterance.text, utterance.language or engine.faq.languages[0])
    lines = [f"removed before anybody sees it: {redaction.text}"] if redaction.findings else []
    for part in _parts(engine, redaction, utterance):
        lines += _described(engine, part)
    return "\n".join(lines)


def _described(engine: Recognition, part: Part) -> Iterator[str]:
    verdict = engine.judge(part)
    best = part.ranking[0] if part.ranking else None
    match verdict:
        case Answer(entry=entry, confidence=confidence):
            yield f"answer: {entry} ({confidence:.0%} sure, answers above {engine.thresholds.answer_above:.0%})"
            yield f"\n{engine.answer(entry, part.language)}\n"
        case _:
            sure = f", best {best.entry} at {best.confidence:.0%}" if best else ""
            above = engine.thresholds
            limits = f"answers above {above.answer_above:.0%}, asks back above {above.clarify_above:.0%}"
            yield f"{verdict_name(verdict)}: not sure enough to answer{sure} ({limits})"
    for candidate in part.ranking[isinstance(verdict, Answer) : _RUNNERS_UP + 1]:
        found = engine.faq.entry(candidate.entry)
        yield f"  {candidate.confidence:6.1%}  {candidate.entry}  {found.title_in(part.language) if found else ''}"
    yield from in_words(explain(engine.recognizer, engine.faq, part))
