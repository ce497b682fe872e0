"""Measuring the engine: the figures, the predictions, two FAQs side by side, and files that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main

QUERIES: list[dict[str, object]] = [
    {"text": "How do I back up my wallet?", "label": "backup-wallet", "lang": "en"},
    {"text": "手续费太高了", "label": "network-fee", "lang": "zh", "note": "ignored"},
    {"text": "为什么要付手续费", "label": "fake-staff", "lang": "zh", "also": ["network-fee", "not-there"]},
    {"text": "the transfer has not arrived", "label": "network-fee", "lang": "en"},
    {"text": "🌵", "label": "oos"},
]
FIGURES = {
    "n", "accuracy", "recall_at_3", "recall_at_5", "answered", "wrong_answers", "clarified", "oos_answered",
    "oos_auroc", "milliseconds_p50", "milliseconds_p99",
}  # fmt: skip


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with the starter files and labelled questions."""
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    write(tmp_path / "q.jsonl", QUERIES)
    capsys.readouterr()
    return tmp_path


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def test_the_figures_are_those_of_the_interface(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--queries", "q.jsonl", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert set(figures) == FIGURES | {"by_language"}
    assert (figures["n"], figures["accuracy"], figures["wrong_answers"]) == (5, 0.75, 0.25)
    assert (figures["answered"], figures["clarified"]) == (1.0, 0.0)
    assert (figures["oos_answered"], figures["oos_auroc"]) == (0.0, 1.0)
    assert 0 < figures["milliseconds_p50"] <= figures["milliseconds_p99"]


def test_every_language_has_its_own_figures_and_what_is_absent_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--queries", "q.jsonl", "--json"]) == 0
    chinese = json.loads(capsys.readouterr().out)["by_language"]["zh"]
    assert set(chinese) == FIGURES
    assert (chinese["n"], chinese["accuracy"], chinese["oos_auroc"], chinese["oos_answered"]) == (2, 1.0, None, None)
    assert chinese["milliseconds_p50"] > 0


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--queries", "q.jsonl"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["all", "en", "zh"]
    assert {row.split()[0] for row in rows} == FIGURES
    assert rows[1].split() == ["accuracy", "75.0%", "50.0%", "100.0%"]


def test_predictions_stand_in_the_order_of_the_questions(desk: Path) -> None:
    assert main(["eval", "--queries", "q.jsonl", "--predictions", "p.jsonl"]) == 0
    lines = [json.loads(line) for line in (desk / "p.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["text"] for line in lines] == [query["text"] for query in QUERIES]
    assert all(set(line) == {"text", "label", "lang", "verdict", "ranking"} for line in lines)
    assert lines[0]["verdict"] == "answer"
    assert lines[0]["ranking"][0] == {"id": "backup-wallet", "confidence": 1.0}


def test_two_faqs_are_compared_also_where_one_lacks_an_entry(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (desk / "faq.yaml").read_text(encoding="utf-8")
    (desk / "new.yaml").write_text(text.replace("network-fee", "fee"), encoding="utf-8")
    assert main(["eval", "--queries", "q.jsonl", "--compare", "new.yaml", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["accuracy"], found["other"]["accuracy"]) == (0.75, 0.25)
    assert found["difference"]["accuracy"] == pytest.approx(-0.5)
    assert main(["eval", "--queries", "q.jsonl", "--compare", "new.yaml"]) == 0
    head, _, accuracy, *_ = capsys.readouterr().out.splitlines()
    assert head.split() == ["all", "en", "zh", "other", "difference"]
    assert accuracy.split()[-2:] == ["25.0%", "-50.0%"]


def test_unknown_labels_are_all_listed(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        desk / "q.jsonl",
        [{"text": "a", "label": "x"}, {"text": "b", "label": "backup-wallet"}, {"text": "c", "label": "y"}],
    )
    assert main(["eval", "--queries", "q.jsonl", "--json"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(":")[1] for line in said.err.splitlines()] == ["1", "3"]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{}", "'text' must be"), (b"x", "not JSON"), (b"\n\xff", "q.jsonl:2:1: error: -: not UTF-8")],
)
def test_a_file_that_cannot_be_used_says_where(
    content: bytes, words: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "q.jsonl").write_bytes(content)
    assert main(["eval", "--queries", "q.jsonl"]) == 1
    assert words in capsys.readouterr().err


def test_a_missing_file_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--queries", "no.jsonl"]) == 1
    assert capsys.readouterr().err == "frontdesk: no.jsonl: No such file or directory\n"


def test_no_questions_are_no_figures(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "q.jsonl").write_bytes(b"\n")
    assert main(["eval", "--queries", "q.jsonl", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["n"], figures["accuracy"], figures["milliseconds_p50"]) == (0, None, None)
