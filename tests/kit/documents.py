"""Writes the parts of docs/ that are made from code: `make docs`. `tests/test_docs.py` compares them with the code."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot.cli import COMMANDS, parser
from intents.schema import schema
from tests.kit import states

ROOT = Path(__file__).parents[2]
BEGIN = "<!-- made from the code by `make docs`: begin -->\n"
END = "<!-- made from the code by `make docs`: end -->\n"


def main() -> None:
    """Writes every made document that differs from the code, and says which."""
    for name, content in made().items():
        path = ROOT / name
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
            print(f"wrote {name}")  # noqa: T201 # a command's output


def made() -> Mapping[str, str]:
    """Every made document by its path from the root, as the code wants it now."""
    makers: Mapping[str, Callable[[], str]] = {
        "docs/states.md": states.page,
        "docs/faq.schema.json": faq_schema,
        "docs/cli.md": lambda: between("docs/cli.md", command_line()),
    }
    return {name: make() for name, make in makers.items()}


def faq_schema() -> str:
    """The JSON schema with which editors complete and check a FAQ."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def between(name: str, content: str) -> str:
    """A document that people wrote, with `content` between its two marks."""
    text = (ROOT / name).read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{name} has lost the marks between which the code writes; put them back")
    return f"{before}{BEGIN}\n{content}\n{END}{after}"


def command_line() -> str:
    """A section for every command, from the parser itself: help texts cannot go stale here."""
    return "\n\n".join(section for name in COMMANDS for section in _command(name))


def _command(name: str) -> Iterator[str]:
    [groups] = _verbs(parser([name]))
    command = groups.choices[name]
    yield f"## `{name}`\n\n{_sentence(COMMANDS[name][1])}"
    verbs = _verbs(command)
    if not verbs:
        yield _usage(command)
        return
    helps = {choice.dest: choice.help or "" for choice in verbs[0]._choices_actions}
    for verb, grammar in verbs[0].choices.items():
        yield f"### `{name} {verb}`\n\n{_sentence(helps[verb])}"
        yield _usage(grammar)


def _verbs(command: argparse.ArgumentParser) -> list[argparse._SubParsersAction[argparse.ArgumentParser]]:
    """What a command branches into: one group of verbs, or none."""
    return [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]


def _usage(command: argparse.ArgumentParser) -> str:
    """How to write it, then a line an argument; laid out by us, since argparse's layout changes with Python."""
    arguments = [action for action in command._actions if not isinstance(action, argparse._HelpAction)]
    options = [_spelled(each) if each.required else f"[{_spelled(each)}]" for each in arguments if each.option_strings]
    places = [_spelled(action) for action in arguments if not action.option_strings]
    line = " ".join([command.prog, *options, *places])
    rows = [[f"`{_spelled(action)}`", action.help or ""] for action in arguments]
    told = "\n".join(states.table([["argument", "meaning"], *rows])) if rows else "It takes no arguments."
    return f"```text\n{line}\n```\n\n{told}"


def _spelled(action: argparse.Action) -> str:
    word = _placeholder(action)
    return " ".join([*action.option_strings[:1], *([word] if word else [])])


def _placeholder(action: argparse.Action) -> str:
    """What stands for the value: nothing for a switch."""
    if action.nargs == 0:
        return ""
    if action.choices is not None:
        return "|".join(str(choice) for choice in action.choices)
    return str(action.metavar or action.dest.upper())


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}{'' if text.endswith('?') else '.'}"


if __name__ == "__main__":
    main()
