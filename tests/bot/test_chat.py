"""`frontdesk chat`: both sides of the desk on one screen."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from conversation.texts import shipped
from handoff.commands import WORDS

FAQ = Path(__file__).parents[1] / "kit" / "faq.yaml"


def talk(folder: Path, *lines: str, language: str = "en") -> list[str]:
    """What the screen shows."""
    ended = subprocess.run(
        [sys.executable, "-m", "bot.cli", "chat", "--faq", str(FAQ), "--language", language],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "utf-8"},
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ended.stderr == ""
    return ended.stdout.splitlines()


def test_a_whole_conversation_with_both_sides(tmp_path: Path) -> None:
    shown = talk(
        tmp_path,
        "how do i back up my wallet",
        "2",
        "/human",
        "/operator",
        "/dance",
        "Hello, what can I do?",
        "/resolve",
        "/user",
        "5",
        "/quit",
        "never read",
    )
    text = "\n".join(shown)
    assert "  bot | Open Settings → Backup in Example Wallet." in shown
    assert "        2) No" in shown
    assert " desk | #1001 rings (new, asked, normal)" in shown
    assert "There is no command /dance." in text
    assert "  you | Hello, what can I do?" in shown
    assert "Thank you for rating us!" in text
    assert "never read" not in text


def test_it_speaks_chinese_and_leaves_no_file_behind(tmp_path: Path) -> None:
    shown = talk(tmp_path, "怎么备份钱包", "/status")
    assert "  bot | 打开 Example Wallet 的 设置 → 备份。" in shown
    assert list(tmp_path.iterdir()) == []


def test_an_operator_without_anybody_to_talk_to_is_told_so(tmp_path: Path) -> None:
    assert any("Nobody has written yet" in line for line in talk(tmp_path, "/operator", "/claim"))


def test_after_each_order_the_screen_tells_how_the_conversation_stands(tmp_path: Path) -> None:
    shown = talk(
        tmp_path, "/human", "/operator", "/claim", "/snooze 2h", "/note rude", "/block", "/resolve", "/unblock"
    )
    told = [line for line in shown if line.startswith(" desk | ")]
    assert told[1] == " desk | #1001 💬 With operator"
    assert re.fullmatch(r" desk \| #1001 💬 With operator · 💤 Set aside until (\d\d-\d\d )?\d\d:\d\d", told[2])
    assert told[3:] == [
        " desk | #1001 Done.",
        " desk | #1001 ✅ Resolved · 🚫 Nothing is taken from this person",
        " desk | #1001 ✅ Resolved · 🚫 Nothing is taken from this person",
        " desk | #1001 ✅ Resolved",
    ]


def test_a_reply_tells_how_it_stands_only_where_that_changed(tmp_path: Path) -> None:
    shown = talk(tmp_path, "/human", "/operator", "Hello!", "What can I do?")
    assert shown.count(" desk | #1001 💬 With operator") == 1
    assert shown[-1] == "operator | What can I do?"


def test_who_is_blocked_is_told_that_nothing_was_taken(tmp_path: Path) -> None:
    shown = talk(tmp_path, "/human", "/operator", "/block", "/user", "hello?")
    assert (
        shown[-1]
        == "      · You are blocked here, so nothing of this was taken. As the operator, /unblock takes it back."
    )
    shown = talk(tmp_path, "/human", "/operator", "/block", "/user", "你好", language="zh")
    assert "屏蔽" in shown[-1]


def test_an_operator_who_asks_for_help_reads_every_command(tmp_path: Path) -> None:
    shown = "\n".join(talk(tmp_path, "/operator", "/help"))
    assert "/help lists the commands" in shown
    assert "There is no command" not in shown
    for language in ("en", "zh"):
        listed = str(shipped()[language]["chat_help"])
        assert all(re.search(rf"{word}\b", listed) for word in (*WORDS, "/user", "/quit") if word != "/delete")
