"""Figures over labelled utterances."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.evaluate import Outcome, QueriesError, Query, auroc, read_queries, report, run
from intents.model import Thresholds
from intents.verdict import judge
from tests.intents.worlds import part, recognizer

THRESHOLDS = Thresholds(answer_above=0.6, clarify_above=0.3)


def made(label: str, *confidences: float, language: str = "en", also: tuple[str, ...] = ()) -> Outcome:
    found = part(*confidences)
    return Outcome(Query("t", label, language, also), language, judge(found, THRESHOLDS), found.ranking)


def test_every_figure_is_what_it_says() -> None:
    outcomes = [
        made("a", 0.9, 0.1),  # right answer
        made("b", 0.9, 0.1),  # wrong answer
        made("c", 0.5, 0.4, 0.3),  # asked back, third
        made("e", 0.2, 0.1, 0.1, 0.1, 0.1),  # nothing, fifth
        made("x", 0.7, also=("a",)),  # right by `also`
        made("oos", 0.8),  # answered, should not be
        made("oos", 0.1),
    ]
    figures = report(outcomes)
    assert figures["n"] == 7
    assert figures["accuracy"] == 2 / 5
    assert figures["recall_at_3"] == 4 / 5
    assert figures["recall_at_5"] == 5 / 5
    assert figures["answered"] == 3 / 5
    assert figures["wrong_answers"] == 1 / 3
    assert figures["clarified"] == 1 / 5
    assert figures["oos_answered"] == 1 / 2
    assert figures["oos_auroc"] == (2 + 5) / 10
    assert figures["milliseconds_p50"] is None


def test_figures_that_do_not_exist_are_none() -> None:
    assert report([made("oos", 0.1)])["accuracy"] is None
    inside = report([made("a", 0.1)])
    assert inside["oos_answered"] is None
    assert inside["oos_auroc"] is None
    assert inside["wrong_answers"] is None
    assert report([])["n"] == 0


def test_each_language_has_its_own_figures() -> None:
    found = report([made("a", 0.9), made("b", 0.9, language="zh")])["by_language"]
    assert isinstance(found, dict)
    assert {language: figures["accuracy"] for language, figures in found.items()} == {"en": 1.0, "zh": 0.0}


def test_queries_are_judged_alone_with_their_language_as_a_hint() -> None:
    queries = [Query("how do i back up my wallet", "backup"), Query("123", "oos", "zh")]
    outcomes = run(queries, recognizer().recognize, recognizer().model.thresholds)
    assert [outcome.right for outcome in outcomes] == [True, False]
    assert [outcome.language for outcome in outcomes] == ["en", "zh"]


def test_lines_are_read_with_their_optional_keys() -> None:
    lines = [
        '{"text": "hi", "label": "a", "lang": "en", "also": ["zzz"], "more": 1}',
        "",
        '{"text": "x", "label": "oos"}',
    ]
    assert read_queries(lines, {"a"}) == (Query("hi", "a", "en", ("zzz",)), Query("x", "oos"))


def test_all_unknown_labels_and_wrong_lines_are_listed() -> None:
    lines = ['{"text": "x", "label": "b"}', "nope", "[1]", '{"text": 1, "label": "a"}', '{"text": "y", "label": "c"}']
    lines += ['{"text": "x", "label": "a", "also": "b"}', '{"text": "x", "label": "a", "lang": 3}']
    with pytest.raises(QueriesError) as caught:
        read_queries(lines, {"a"}, "q.jsonl")
    assert [problem.line for problem in caught.value.problems] == [1, 2, 3, 4, 5, 6, 7]
    assert "q.jsonl:1:1: error: -: the label 'b' is no entry of the FAQ" in str(caught.value)


@given(st.lists(st.integers(0, 5), min_size=1), st.lists(st.integers(0, 5), min_size=1))
def test_auroc_is_the_share_of_pairs_in_the_right_order(inside: list[int], outside: list[int]) -> None:
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in inside for b in outside]
    found = auroc([float(a) for a in inside], [float(b) for b in outside])
    assert found == pytest.approx(sum(pairs) / len(pairs))
