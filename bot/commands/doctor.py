"""`frontdesk doctor`: is everything as it must be? Tokens, rights, hours, FAQ, disk, in plain words.

It asks the platforms but receives nothing from them, so it may run beside a running desk.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict
from datetime import datetime

from bot import checkup, desk_checkup, logs
from bot.channels import examine
from bot.checkup import Finding
from bot.clock import SystemClock
from bot.commands import options as common
from bot.config import Config
from conversation.texts import Texts
from storage.database import open_store
from storage.errors import CannotOpen

MARKS = {"fine": "ok     ", "warning": "warning", "problem": "PROBLEM"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--json` and what every command takes."""
    common.add(parser, database=True, faq=True)
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Prints a line for each thing looked at; 1 if something is a problem."""
    config = common.config(options)
    logs.configure(config.log, known=(config.telegram.token, config.telegram.webhook_secret, config.discord.token))
    logging.getLogger().setLevel(logging.CRITICAL)  # what went wrong is told in the report
    return asyncio.run(_report(config, as_json=options.json))


async def _report(config: Config, *, as_json: bool) -> int:
    findings = []
    async with aclosing(_findings(config)) as found:  # a reader who has seen enough must not leave the database open
        async for finding in found:
            findings.append(finding)
            if not as_json:
                print(f"{MARKS[finding.level]}  {finding.subject:<10} {finding.sentence}", flush=True)
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    return common.FINDINGS if any(finding.level == "problem" for finding in findings) else common.FINE


async def _findings(config: Config) -> AsyncGenerator[Finding, None]:
    clock = SystemClock()
    texts = Texts(config.languages or ("en", "zh"), config.texts, config.variables)
    yield checkup.faq(config, datetime.now(config.handoff.rules.hours.zone))
    yield checkup.engine(config)
    yield desk_checkup.hours(config, clock.now())
    room = checkup.disk(config)
    if room is not None:
        yield room
    try:
        async with open_store(config.database, exclusive=False, clock_now=clock.now) as database:
            yield await checkup.database(config, database)
            yield await checkup.staff(database)
            everybody = await database.staff.all()
            for finding in (*checkup.names(everybody), *desk_checkup.teams(config, everybody, clock.now())):
                yield finding
            async for finding in examine(config, database, texts):
                yield finding
    except CannotOpen as error:
        yield Finding("database", "problem", str(error))
