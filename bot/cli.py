"""The program `frontdesk`: reads the command line, hands over to one command, and turns what went wrong into words."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from bot.commands.options import BROKEN, FINDINGS, WRONG_USAGE
from bot.config import ConfigError
from conversation.ports import StorageError
from intents.faq import FaqError

INTERRUPTED = 130

COMMANDS = {
    "run": ("bot.commands.run", "start every configured channel"),
    "chat": ("bot.commands.chat", "try the whole desk in the terminal"),
    "ask": ("bot.commands.ask", "what would be answered to this?"),
    "check": ("bot.commands.check", "find the mistakes in configuration and FAQ"),
    "eval": ("bot.commands.evaluate", "measure the engine on labelled questions"),
    "stats": ("bot.commands.stats", "how the desk did: waits, resolutions, ratings, repeats"),
    "operators": ("bot.commands.operators", "add, link, list and remove staff"),
    "doctor": ("bot.commands.doctor", "is everything as it must be: tokens, rights, hours, FAQ, disk"),
    "init": ("bot.commands.init", "write a first frontdesk.yaml and faq.yaml"),
}
"""Name, module and help of every command. A module is imported only when its command is used."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one command line."""
    _speak_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        options = parser(words).parse_args(words)
        if options.command is None:
            parser(words).print_help(sys.stderr)
            return WRONG_USAGE
        code: int = importlib.import_module(COMMANDS[options.command][0]).run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except (ConfigError, FaqError) as broken:
        print(broken, file=sys.stderr)
        return BROKEN
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at its exit
        return FINDINGS
    except (StorageError, OSError) as error:
        print(f"frontdesk: {_plainly(error)}", file=sys.stderr)
        return FINDINGS
    return code


def parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The grammar of the command line; only the command that is used brings its options along."""
    top = argparse.ArgumentParser(prog="frontdesk", description="A support desk from one FAQ and a queue of people.")
    top.add_argument("--version", action="version", version=f"frontdesk {_version()}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    used = next((word for word in words if not word.startswith("-")), None)
    for name, (module, help_text) in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=_sentence(help_text))
        if name == used:
            importlib.import_module(module).add_arguments(command)
    return top


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + ("" if words.endswith("?") else ".")


def _version() -> str:
    try:
        return version("frontdesk")
    except PackageNotFoundError:
        return "from a source tree"


def _plainly(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__


def _speak_utf8() -> None:
    """Answers are in many scripts, whatever the locale; an undecodable argument must not stop the printing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
