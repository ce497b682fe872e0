"""The terminal channel: what is typed, what is shown."""

from __future__ import annotations

from adapters.terminal import Terminal, TerminalDesk, render, translate
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


def test_marks_are_not_shown_and_a_link_says_where_it_leads() -> None:
    text = "**Open** [the page](https://a.example) or https://b.example, `1 * 2` \\*now\\*"
    plain = "Open the page (https://a.example) or https://b.example, 1 * 2 *now*"
    assert render(row("say", text=text)) == f"  bot | {plain}"
    assert render(row("relay", text=text, sender="op1")) == f"  op1 | {plain}"
    assert render(row("relay", text=text, sender="")) == f" user | {text}"
    assert render(row("relay", text=text, sender="Mia", author="user")) == f"  Mia | {text}"


def test_a_message_cannot_move_the_cursor_or_ring_the_bell() -> None:
    assert render(row("relay", text="a\x1b[2Jb\x07\x9bc\rd", sender="")) == " user | a[2Jbcd"


def test_a_ring_names_the_team_and_whom_it_calls() -> None:
    more = {"number": 7, "reason": "asked", "priority": "high", "team": "core", "rings": ["Nora", "Leo"]}
    assert render(row("alert", tier="breach", **more)) == " desk | #7 rings (breach, asked, high, core) @Nora @Leo"
    assert render(row("tell", number=7, text="Your turn.", rings=["Nora"])) == " desk | #7 Your turn. @Nora"


def test_what_may_be_the_answer_stands_below_the_users_words() -> None:
    found = [{"entry": "backup", "confidence": 0.87, "faq": "v1"}, {"entry": "fees", "confidence": 0.4, "faq": "v1"}]
    shown = render(row("relay", text="how?", sender="", author="user", suggested=found))
    assert shown == " user | how?\n        💡 backup 87 % · fees 40 % — /faq backup"


def test_rings_and_files_are_shown() -> None:
    ring = row("alert", number=7, tier="new", reason="asked", priority="urgent")
    assert render(ring) == " desk | #7 rings (new, asked, urgent)"
    assert "[file] a.png" in render(row("relay", text="", sender="op1", files=[{"name": "a.png"}]))


async def test_the_newest_choices_stay_until_others_come() -> None:
    shown: list[str] = []
    terminal = Terminal(shown.append)
    assert await terminal.send([row("say", text="a", choices=OFFERED)]) == Sent()
    await terminal.send([row("say", text="b", choices=[])])
    assert terminal.offered == OFFERED
    assert terminal.split("x" * 99_999) == ("x" * 99_999,)
    assert len(shown) == 2


def test_changes_pictures_and_words_to_operators_are_shown() -> None:
    assert render(row("edit", text="better", sender="op1")) == "  op1 | ✎ better"
    assert render(row("edit", text="better", sender="", author="user")) == " user | ✎ better"
    assert render(row("mark", message="k", emoji="👍")).strip() == "(👍)"
    assert render(row("tell", number=7, text="not delivered", retry=None)) == " desk | #7 not delivered"
    media = [{"image": "https://example.org/a.png", "alt": "the menu"}]
    assert "[the menu] https://example.org/a.png" in render(row("say", text="look", choices=[], media=media))


async def test_what_a_screen_cannot_show_is_accepted_in_silence() -> None:
    shown: list[str] = []
    silent = [row("open", number=7), row("erase", message="k"), row("mark", message="k", emoji="")]
    mirrored = row("relay", text="hello", sender="op1", author="operator", files=[])
    assert await TerminalDesk(shown.append).send([*silent, mirrored]) == Sent()
    assert await Terminal(shown.append).send(silent) == Sent()
    assert shown == []
    await TerminalDesk(shown.append).send([row("relay", text="help", sender="", author="user", files=[])])
    assert shown == [" user | help"]
