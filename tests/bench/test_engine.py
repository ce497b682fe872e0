"""The benchmark of the engine: it agrees with `frontdesk eval`, draws and mistypes alike for all, and counts right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.engine import faqfile, page
from bench.engine.chart import draw as chart
from bench.engine.data import SOURCES, Set, draw, load, missing
from bench.engine.figures import calibration_error, figures, mean, refused
from bench.engine.methods import ours
from bench.engine.sets import asked
from bench.engine.targets import TARGETS, Target, verdicts
from bench.engine.typos import Typist
from bot.cli import main
from intents.evaluate import Outcome, Query
from intents.model import Candidate
from intents.verdict import Fallback

TOPICS = {
    "opening-hours": ("garden", ("when", "until what hour", "on which days", "at what time"), "does the {} open"),
    "entry_price?": ("ticket", ("what", "how much", "tell me what", "roughly how much"), "does a {} cost"),
    "Way.there": ("bus", ("where", "from where", "do you know where", "say where"), "does the {} go from"),
}
SOURCE = SOURCES[0]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a small set of our own: twelve questions a label to learn, four to ask, two strangers' ones."""
    folder = tmp_path / "data" / SOURCE.folder
    folder.mkdir(parents=True)
    train = [
        row(f"{lead} {frame.format(thing)}{tail}", label)
        for label, (thing, leads, frame) in TOPICS.items()
        for lead in leads
        for tail in ("", ", please", ' "today": yes?')
    ]
    test = [row(f"{frame.format(thing)} now?", label) for label, (thing, _, frame) in TOPICS.items()]
    test += [row(f"hello, {leads[0]} the {thing}", label) for label, (thing, leads, _) in TOPICS.items()]
    strangers = [row("does it rain in the garden", "oos"), row("sing a song about a bus", "oos")]
    for name, rows in (("train", train), ("train_10", train[::2]), ("test", test), ("oos", strangers)):
        (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in rows), encoding="utf-8")
    return tmp_path / "data"


def row(text: str, label: str) -> str:
    return json.dumps({"text": text, "label": label, "lang": "en"})


@pytest.fixture
def small(data: Path) -> Set:
    return load(SOURCE, data, draws=3)


def test_both_ways_of_measuring_agree_to_the_digit(
    small: Set, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    list(faqfile.write(small, tmp_path))
    for each, name in zip(small.draws, ("as-shipped", "seed-1", "seed-2"), strict=True):
        learned = ours("lexical", ()).learn(each.rows, "en")
        here = figures(asked(learned, (*small.test, *small.outside), []), probable=True)
        files = ["--faq", f"banking77-10-{name}.yaml", "--queries", "banking77-10-queries.jsonl"]
        assert main(["eval", *files, "--tier", "lexical", "--json"]) == 0
        there = json.loads(capsys.readouterr().out)
        shared = here.keys() & there.keys()
        assert {"accuracy", "recall_at_3", "oos_auroc", "wrong_answers", "oos_answered"} <= shared
        assert {key: here[key] for key in shared} == {key: there[key] for key in shared}


def test_draws_are_the_same_each_time_and_differ_by_seed(small: Set, data: Path) -> None:
    assert small.draws == load(SOURCE, data, draws=3).draws
    assert [each.name for each in small.draws] == ["as shipped", "seed 1", "seed 2"]
    first, second = (set(each.rows) for each in small.draws[1:])
    assert first != second
    assert len(first) == len(second) == 30


def test_a_label_with_few_questions_gives_all_of_them() -> None:
    rows = [Query(f"question {number}", "few", "en") for number in range(4)]
    assert set(draw(rows, 1)) == set(rows)


def test_a_set_that_is_not_there_is_named(data: Path) -> None:
    assert missing(SOURCE, data) == ""
    assert missing(SOURCES[2], data) == "FRONTDESK_DATA has no clinc150/train.jsonl"


def test_everybody_gets_the_same_typing_mistakes() -> None:
    texts = [f"could somebody tell me the number of platform {number}" for number in range(200)]
    typist = Typist(texts)
    found = [typist.mistype(text) for text in texts]
    assert found == [Typist([]).mistype(text) for text in texts]
    words = [
        (a, b) for old, new in zip(texts, found, strict=True) for a, b in zip(old.split(), new.split(), strict=True)
    ]
    changed = sum(a != b for a, b in words if len(a) > 1 and a.isalpha())
    assert 0.25 < changed / sum(len(a) > 1 and a.isalpha() for a, _ in words) < 0.35
    assert all(abs(len(a) - len(b)) <= 1 for a, b in words)


def outcome(confidence: float, *, right: bool = True, label: str = "a") -> Outcome:
    ranking = (Candidate("a" if right else "b", confidence),)
    return Outcome(Query("text", label), "en", Fallback(), ranking)


def test_what_is_out_of_scope_is_refused_below_what_nearly_all_in_scope_reach() -> None:
    inside = [number / 100 for number in range(1, 101)]
    assert refused(inside, [0.0, 0.055, 0.065, 0.9]) == 0.5
    assert refused(inside, []) is None


def test_the_calibration_error_is_the_gap_between_confidence_and_truth() -> None:
    assert calibration_error([outcome(1.0)] * 4) == 0
    assert calibration_error([outcome(1.0), outcome(1.0, right=False)]) == pytest.approx(0.5)
    assert calibration_error([outcome(0.75), outcome(0.75, right=False), outcome(0.05, right=False)]) == pytest.approx(
        (2 * 0.25 + 0.05) / 3
    )
    found = figures([outcome(0.9), outcome(0.9, label="oos")], probable=True)
    assert found["calibration_error"] == pytest.approx(0.1)
    assert found["calibration_error_with_oos"] == pytest.approx(0.4)


def test_the_mean_leaves_out_who_was_not_asked() -> None:
    assert mean([{"a": 1.0, "b": 3.0, "c": None}, {"a": 2.0, "c": 1.0}]) == {"a": 1.5, "b": 3.0, "c": None}


def test_a_target_is_judged_by_the_mean_of_the_draws() -> None:
    rows = [
        {"set": "s", "method": "auto", "draw": name, "accuracy": x} for name, x in (("as shipped", 0.9), ("mean", 0.7))
    ]
    [verdict] = verdicts({"sets": rows}, [Target("s", "sets", "s", "accuracy", "auto", 0.8)])
    assert (verdict.value, verdict.missed) == (0.7, True)
    [unknown] = verdicts({"sets": []}, [Target("s", "sets", "s", "accuracy", "auto", 0.8)])
    assert (unknown.value, unknown.missed) == (None, False)


def test_what_is_written_by_hand_stays(tmp_path: Path) -> None:
    found: page.Found = {kind: [] for kind in page.KINDS}
    path, picture = tmp_path / "page.md", tmp_path / "chart.svg"
    path.write_text(f"By hand.\n{page.BEGIN}what was there\n{page.END}By hand, too.\n", encoding="utf-8")
    page.write(found, path, picture)
    once = path.read_text(encoding="utf-8")
    page.write(found, path, picture)
    assert path.read_text(encoding="utf-8") == once
    assert once.startswith("By hand.\n")
    assert once.endswith("By hand, too.\n")
    assert "what was there" not in once
    assert once.count("not measured") == len(TARGETS)


def test_of_several_runs_the_later_one_holds(tmp_path: Path) -> None:
    paths = [tmp_path / "1.json", tmp_path / "2.json"]
    for path, share in zip(paths, (0.1, 0.2), strict=True):
        rows = [{"set": "s", "draw": draw, "method": "auto", "accuracy": share} for draw in ("seed 1", path.stem)]
        path.write_text(json.dumps({"sets": rows}), encoding="utf-8")
    found = page.read(paths)
    assert [(row["draw"], row["accuracy"]) for row in found["sets"]] == [("seed 1", 0.2), ("1", 0.1), ("2", 0.2)]
    assert found["wallet"] == []


def test_the_chart_shows_each_method_once() -> None:
    rows = [
        {"set": "banking77-10", "title": "A & B", "method": "auto", "accuracy": share, "accuracy_typos": 0.5}
        for share in (0.7, 0.8)
    ]
    picture = chart(rows)
    assert picture.count("Frontdesk auto") == 1
    assert "80.0" in picture
    assert "A &amp; B" in picture
