"""Why `frontdesk ask` answers as it does."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.because import in_words
from intents.explain import Explained, Explanation, Nearest

ASK = ["ask", "--tier", "lexical"]


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with the starter files."""
    for name in os.environ:
        if name.startswith("FRONTDESK_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    capsys.readouterr()
    return tmp_path


def test_people_read_the_nearest_examples_the_repaired_words_and_what_spoke_for_whom(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ASK, "what hapens to my coins if my phone is gone"]) == 0
    lines = capsys.readouterr().out.split("because:\n")[1].splitlines()
    rows = (desk / "faq.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, row in enumerate(rows, 1) if "what happens to my coins if I lose my phone" in row)
    assert lines[0].startswith(
        f'  backup-wallet: the nearest example is "what happens to my coins if I lose my phone" (faq.yaml:{line}), '
    )
    assert lines[0].endswith("% alike")
    assert lines[2] == "  read as if it were spelled: hapens → happens"
    assert lines[3].startswith("  the words speak for backup-wallet rather than ")


def test_what_is_like_nothing_is_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASK, "ξψω"]) == 0
    assert capsys.readouterr().out.split("because:\n")[1] == "  nothing in the FAQ is like this\n"


@pytest.mark.parametrize(("chosen", "spoken"), [("en", "en"), ("zh", "zh"), ("fr", "zh")])
def test_a_chosen_language_precedes_that_of_the_words_unless_the_faq_has_none_of_it(
    chosen: str, spoken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ASK, "--json", "--language", spoken, "如何备份钱包"]) == 0
    expected = json.loads(capsys.readouterr().out)["answer"]
    assert main([*ASK, "--json", "--language", chosen, "如何备份钱包"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["language"], answer["answer"]) == (spoken, expected)
    assert ("打开" in expected) == (spoken == "zh")


def test_who_gets_no_answer_reads_how_sure_the_bot_must_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASK, "qqq"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert re.fullmatch(r"fallback: not sure enough to answer.* \(answers above \d+%, asks back above \d+%\)", first)


def test_a_secret_is_not_repeated_in_the_explanation(capsys: pytest.CaptureFixture[str]) -> None:
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    assert main([*ASK, "--json", "--explain", f"is {phrase} a good phrase"]) == 0
    assert "sausage" not in capsys.readouterr().out


def test_only_who_asks_for_it_gets_the_explanation_as_json(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASK, "--json", "where is my recovry phrase"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert "explanation" not in plain
    assert main([*ASK, "--json", "--explain", "where is my recovry phrase"]) == 0
    found = json.loads(capsys.readouterr().out)
    why = found.pop("explanation")
    assert found == plain
    assert set(why) == {"repaired", "entries"}
    assert why["repaired"] == [{"written": "recovry", "read": "recovery"}]
    first = why["entries"][0]
    assert (first["id"], first["confidence"]) == (found["ranking"][0]["id"], found["ranking"][0]["confidence"])
    assert set(first["nearest"]) == {"text", "language", "file", "line", "column", "similarity"}
    assert set(first["score"]) == {"words"}
    row = (desk / "faq.yaml").read_text(encoding="utf-8").splitlines()[first["nearest"]["line"] - 1]
    assert row[first["nearest"]["column"] - 1 :] == first["nearest"]["text"]


def test_each_question_of_a_message_has_its_own_explanation(capsys: pytest.CaptureFixture[str]) -> None:
    text = "How do I back up my wallet? Why are the network fees so high?"
    assert main([*ASK, "--json", "--explain", text]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [part["explanation"]["entries"][0]["id"] for part in found["parts"]] == ["backup-wallet", "network-fee"]


def test_each_part_of_the_engine_says_whom_it_speaks_for() -> None:
    example = Nearest("q", "en", "faq.yaml", 7, 3, 0.5)
    first = Explained("a", 0.6, example, {"words": 3.0, "model-1": -0.5, "model-2": 1.0})
    second = Explained("b", 0.3, None, {"words": 1.0, "model-1": 999.5, "model-2": 1.0})
    assert list(in_words(Explanation((("wrod", "word"),), (first, second)))) == [
        "because:",
        '  a: the nearest example is "q" (faq.yaml:7), 50% alike',
        "  b: no example of it is alike",
        "  read as if it were spelled: wrod → word",
        "  the words speak for a rather than b (88 : 12)",
        "  the meaning (model-1) speaks for b rather than a (100 : 0)",
        "  the meaning (model-2) speaks for neither of the two",
    ]


def test_of_an_empty_ranking_nothing_is_explained() -> None:
    assert list(in_words(Explanation((), ()))) == []
