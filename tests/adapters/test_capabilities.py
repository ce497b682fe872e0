"""What platforms can show stands in one table, and whoever sends goes by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pytest

from adapters import capabilities
from adapters.capabilities import DISCORD, TELEGRAM, TERMINAL, WEB
from adapters.discord.chat import Chat as DiscordChat
from adapters.discord.desk import Hand as DiscordHand
from adapters.telegram.chat import Chat as TelegramChat
from adapters.telegram.desk import Hand as TelegramHand
from adapters.telegram.sending import LONGEST_TEXT
from adapters.terminal import Terminal, TerminalDesk
from conversation.ports import Capabilities, Channel

TABLE = {name: found for name, found in vars(capabilities).items() if isinstance(found, Capabilities)}


def test_every_platform_has_its_row() -> None:
    assert {"TERMINAL": TERMINAL, "WEB": WEB, "TELEGRAM": TELEGRAM, "DISCORD": DISCORD} == TABLE


@pytest.mark.parametrize(
    ("made", "able"),
    [
        (lambda: Terminal(print), TERMINAL),
        (lambda: TerminalDesk(print), TERMINAL),
        (lambda: TelegramChat.__new__(TelegramChat), TELEGRAM),
        (lambda: DiscordChat.__new__(DiscordChat), DISCORD),
    ],
)
def test_every_channel_that_sends_has_its_platforms(made: Callable[[], Channel], able: Capabilities) -> None:
    assert made().capabilities is able


@pytest.mark.parametrize(("hand", "able"), [(TelegramHand, TELEGRAM), (DiscordHand, DISCORD)])
def test_every_desk_has_its_platforms(hand: type, able: Capabilities) -> None:
    assert next(field.default for field in fields(hand) if field.name == "capabilities") is able


def test_the_lengths_are_those_that_texts_are_cut_to() -> None:
    assert TELEGRAM.longest == LONGEST_TEXT


def test_only_discord_has_other_ways_to_a_person() -> None:
    assert {name for name, able in TABLE.items() if able.detours} == {"DISCORD"}
