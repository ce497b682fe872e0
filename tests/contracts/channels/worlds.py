"""The FAQ that all surfaces answer from: the usual one, and entries that are hard to show."""

from __future__ import annotations

import json
from pathlib import Path

from tests.kit.house import FAQ
from tests.kit.telegram import png

PARAGRAPH = (
    "**Step {n}:** open the _menu_ and tap `Seed {n}`, then wait 👨‍👩‍👧 for the 确认窗口 to appear, 请不要关闭应用。"
    " Read [the guide](https://example.org/steps/{n}) if it does not; 5 * 3 is 15, and snake_case stays.\n"
    "- first **this**\n- then ~that~ 👍🏽\n\n"
)
LONG = "".join(PARAGRAPH.replace("{n}", str(n)) for n in range(1, 60))[:12_000].rstrip()
"""Twelve thousand characters with everything in them."""

ODD = (
    r"Type \*.\* or a_b_c, not <b>bold</b> & co: <@1>, <@&2>, @everyone, @here, \`x\`, \[a\](b), "
    "~~no~~ ||no|| > # 1 $ {y}"
)
"""What a channel might take for its own marks; the first and the third are escaped, as somebody careful writes them."""

ENTRIES = [
    {
        "id": "manual",
        "title": "The whole manual",
        "questions": ["show me the whole manual", "print all the instructions", "the complete handbook please"],
        "answer": LONG,
    },
    {
        "id": "odd",
        "title": "Odd characters",
        "questions": ["which odd characters exist", "list of strange wildcard signs", "peculiar symbols wildcard"],
        "answer": ODD,
    },
    {
        "id": "picture",
        "title": "Where the button is",
        "questions": ["picture of the big red button", "screenshot of the red button", "where is that red button"],
        "answer": "It is **red**.",
        "media": [{"image": "red.png", "alt": "the red button"}],
    },
]


def faq(folder: Path) -> Path:
    """The file, with the picture beside it."""
    path = folder / "faq.yaml"
    more = "".join(f"\n  - {json.dumps(entry, ensure_ascii=False)}" for entry in ENTRIES)
    path.write_text(f"{FAQ.read_text('utf-8').rstrip()}{more}\n", "utf-8")
    (folder / "red.png").write_bytes(png())
    return path
