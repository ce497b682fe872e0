"""The options that commands share, and the configuration that follows from them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.config import Config, Flags, load
from bot.config.channels import port
from bot.config.read import database as database_url

T = TypeVar("T")

FINE, FINDINGS, WRONG_USAGE, BROKEN = 0, 1, 2, 78
"""Exit codes: all is well; findings, or no; wrong usage; a broken configuration or FAQ."""


def add(parser: argparse.ArgumentParser, *, database: bool = False, faq: bool = False) -> None:
    """`--config`, and what else the command touches."""
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="configuration (default: $FRONTDESK_CONFIG, else ./frontdesk.yaml if it is there)",
    )
    if database:
        parser.add_argument(
            "--database",
            type=argument(lambda text: database_url(text, Path())),
            metavar="URL",
            help="such as sqlite:///frontdesk.db",
        )
    if faq:
        parser.add_argument(
            "--faq", type=Path, metavar="FILE", action="append", help="FAQ file; may be given several times"
        )


def argument(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Turns the ValueError of a parser into the words that argparse shows."""

    def read(text: str) -> T:
        try:
            return parse(text)
        except ValueError as wrong:
            raise argparse.ArgumentTypeError(f"'{text}' does not fit; {wrong}") from None

    return read


tcp_port = argument(port)
"""For `--port`."""


def flags(options: argparse.Namespace) -> Flags:
    """What the command line says about settings; commands that lack an option are silent on it."""
    given = vars(options)
    return Flags(
        database=given.get("database"),
        faq=tuple(given.get("faq") or ()),
        host=given.get("host"),
        port=given.get("port"),
    )


def config(options: argparse.Namespace) -> Config:
    """The configuration that this command line asks for, or ConfigError."""
    return load(options.config, os.environ, flags(options))
