"""`frontdesk check`: all mistakes of the configuration and the FAQ at once.

Exit codes: 0 without findings or with warnings only, 1 for warnings with `--strict`, 78 for errors, as everywhere.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import datetime

from bot.commands import options as common
from bot.commands.recognition import recognition
from bot.config import Config, look
from bot.faq_rules import contents, rules
from intents.faq import FaqError, parse_many
from intents.lint import lint
from intents.problem import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--strict` and the files."""
    common.add(parser, database=True, faq=True)
    parser.add_argument("--strict", action="store_true", help="exit 1 for warnings as well")


def run(options: argparse.Namespace) -> int:
    """Prints `file:line:column: error|warning: id: message` for each."""
    config, wrong = look(options.config, os.environ, common.flags(options))
    problems = (*wrong, *_faq(config))
    for problem in problems:
        print(problem)
    if not problems:
        print("no mistakes", file=sys.stderr)
    if any(problem.severity == "error" for problem in problems):
        return common.BROKEN
    return common.FINDINGS if problems and options.strict else common.FINE


def _faq(config: Config) -> tuple[Problem, ...]:
    try:
        faq = parse_many(contents(config.faq))
    except FaqError as broken:
        return broken.problems
    today = datetime.now(config.handoff.hours.zone).date()
    return lint(faq, today, rules(config), find=recognition(config, "lexical", faq).find)
