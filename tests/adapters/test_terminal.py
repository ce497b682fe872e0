"""The terminal channel: what is typed, what is shown."""

from __future__ import annotations

from adapters.terminal import Terminal, render, translate
from conversation.change import OutboxRow, RowKind
from conversation.delivery import RowState, Sent

OFFERED = [{"id": "help:yes", "label": "Yes"}, {"id": "human", "label": "Talk to a person"}]


def row(kind: RowKind, **payload: object) -> OutboxRow:
    return OutboxRow("k", "l", "terminal:local", "t", "c", kind, payload, RowState.SENDING, 0)


def test_a_number_picks_a_choice_and_other_numbers_are_words() -> None:
    assert translate(" 2 ", OFFERED, "x", None).choice == "human"
    assert translate("3", OFFERED, "x", None).text == "3"
    assert translate("2", [], "x", None).choice is None
    assert translate("0", OFFERED, "x", None).text == "0"


def test_choices_are_numbered_below_the_words() -> None:
    assert render(row("say", text="Did it help?\nReally?", choices=OFFERED)).splitlines() == [
        "  bot | Did it help?",
        "        Really?",
        "        1) Yes",
        "        2) Talk to a person",
    ]


def test_a_message_cannot_move_the_cursor_or_ring_the_bell() -> None:
    assert render(row("relay", text="a\x1b[2Jb\x07\x9bc\rd", sender="")) == " user | a[2Jbcd"


def test_rings_and_files_are_shown() -> None:
    ring = row("alert", number=7, tier="new", reason="asked", priority="urgent")
    assert render(ring) == " desk | #7 rings (new, asked, urgent)"
    assert "[file] a.png" in render(row("relay", text="", sender="op1", files=[{"name": "a.png"}]))


async def test_the_newest_choices_stay_until_others_come() -> None:
    shown: list[str] = []
    terminal = Terminal(shown.append)
    assert await terminal.send(row("say", text="a", choices=OFFERED)) == Sent()
    await terminal.send(row("say", text="b", choices=[]))
    assert terminal.offered == OFFERED
    assert terminal.split("x" * 99_999) == ("x" * 99_999,)
    assert len(shown) == 2
