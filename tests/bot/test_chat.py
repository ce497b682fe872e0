"""`frontdesk chat`: both sides of the desk on one screen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FAQ = Path(__file__).parents[1] / "kit" / "faq.yaml"


def talk(folder: Path, *lines: str) -> list[str]:
    """What the screen shows."""
    ended = subprocess.run(
        [sys.executable, "-m", "bot.cli", "chat", "--faq", str(FAQ)],
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
