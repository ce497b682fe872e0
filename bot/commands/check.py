"""`frontdesk check`: all mistakes of the configuration and the FAQ at once.

Exit codes: 0 without findings or with warnings only, 1 for warnings with `--strict`, 78 for errors, as everywhere.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from bot.commands import options as common
from bot.commands.ask import json_line
from bot.commands.patience import patience
from bot.commands.recognition import add_tier, recognition
from bot.config import Config, look
from bot.config.judged import judged
from bot.config.untold import untold
from bot.faq_rules import contents, rules
from intents.faq import FaqError, parse_many
from intents.lint import lint, shortened
from intents.problem import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--strict`, `--tier`, `--json` and the files."""
    common.add(parser, database=True, faq=True)
    parser.add_argument("--strict", action="store_true", help="exit 1 for warnings as well")
    add_tier(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line, and every finding")


def run(options: argparse.Namespace) -> int:
    """Prints `file:line:column: error|warning: id: message` for each, and how many there are on stderr."""
    config, wrong = look(options.config, os.environ, common.flags(options))
    problems = (*wrong, *_content(config, options.tier))
    for problem in problems if options.json else shortened(problems):
        print(json_line(asdict(problem)) if options.json else problem)
    print(_counted(problems), file=sys.stderr)
    if any(problem.severity == "error" for problem in problems):
        return common.BROKEN
    return common.FINDINGS if problems and options.strict else common.FINE


def _content(config: Config, tier: str | None) -> tuple[Problem, ...]:
    """The FAQ's, after what it and the day say of the configuration."""
    today = datetime.now(config.handoff.rules.hours.zone).date()
    try:
        faq = parse_many(contents(config.faq))
    except FaqError as broken:
        return (*judged(config, (), today), *untold(config, ()), *broken.problems)
    engine = recognition(config, tier, faq)
    with patience("trying the tests and comparing the questions; this takes a moment"):
        found = lint(faq, today, rules(config), engine.recognizer, engine.thresholds)
    return (*judged(config, faq.languages, today), *untold(config, faq.languages), *found)


def _counted(problems: Iterable[Problem]) -> str:
    counts = Counter(problem.severity for problem in problems)
    words = [f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in sorted(counts.items())]
    return ", ".join(words) or "no mistakes"
