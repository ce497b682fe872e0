"""Why the engine understood what it understood."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.explain import Explanation, explain, nearest
from intents.faq import parse
from intents.fit import fit
from intents.match import Recognizer
from intents.model import Candidate, Context, Part
from tests.intents.worlds import TEXT, Topics, faq, recognizer
from tests.kit.encoder import Counting


def explained(text: str) -> Explanation:
    return explain(recognizer(), faq(), recognizer().recognize(text).parts[0])


def test_the_best_two_entries_are_explained_in_the_order_of_the_ranking() -> None:
    part = recognizer().recognize("my password is lost").parts[0]
    found = explain(recognizer(), faq(), part)
    assert [(entry.entry, entry.confidence) for entry in found.entries] == [
        (candidate.entry, candidate.confidence) for candidate in part.ranking[:2]
    ]


def test_the_nearest_example_is_told_with_its_language_and_place() -> None:
    example = explained("i lost the password").entries[0].nearest
    assert example is not None
    assert (example.text, example.language, example.file) == ("lost password", "en", "faq.yaml")
    assert TEXT.splitlines()[example.line - 1][example.column - 1 :].startswith("lost password")
    assert 0 < example.similarity < 1


def test_a_question_of_the_faq_is_wholly_like_itself() -> None:
    example = explained("Lost password!").entries[0].nearest
    assert example is not None
    assert example.similarity == pytest.approx(1)


def test_a_question_is_wholly_like_itself_to_an_encoder_that_knows_case_and_to_one_that_reads_no_emoji() -> None:
    known = parse("entries: [{id: a, questions: ['Where can I PARK?', 🚲], answer: x}]")
    encoder = Counting()
    engine = Recognizer(fit(known, [encoder]), [encoder])
    for asked in ("where can i park", "🚲🚲"):
        example = nearest(engine, known.entries[0], asked, by_meaning=True)
        assert example is not None
        assert (example.similarity, example.line) == (1, 1)


def test_a_title_is_an_example_too() -> None:
    known = parse("entries: [{id: a, title: Phishing mails, questions: [q w], answer: x}]")
    example = nearest(Recognizer(fit(known)), known.entries[0], "phishing mail")
    assert example is not None
    assert (example.text, example.line, example.column) == ("Phishing mails", 1, 19)


def test_misspelt_words_stand_beside_what_they_were_read_as() -> None:
    assert explained("how do i reset my pasword").repaired == (("pasword", "password"),)
    assert explained("how do i reset my password").repaired == ()


def test_a_misspelt_question_is_compared_as_it_was_read() -> None:
    example = explained("lost pasword").entries[0].nearest
    assert example is not None
    assert example.text == "lost password"
    assert example.similarity == pytest.approx(1)


def test_the_example_of_a_question_in_a_long_story_is_found() -> None:
    story = (
        "Good morning. I bought a phone in spring and the shop was nice. Lost password. Greetings to all of you there."
    )
    example = nearest(recognizer(), faq().entries[1], story)
    assert example is not None
    assert example.text == "lost password"


def test_the_parts_of_the_score_speak_for_the_entry_that_won() -> None:
    first, second = explained("why do i pay such high fees").entries
    assert set(first.score) == set(second.score) == {"words"}
    assert first.entry == "fees"
    assert first.score["words"] > second.score["words"]


def test_an_encoder_finds_an_example_that_shares_no_word() -> None:
    encoder = Topics()
    engine = Recognizer(fit(faq(), [encoder]), [encoder])
    part = Part("mot de passe oublié", "en", (Candidate("password", 0.6), Candidate("fees", 0.2)))
    found = explain(engine, faq(), part)
    assert set(found.entries[0].score) == {"words", "topics-1"}
    assert found.entries[0].score["topics-1"] > found.entries[1].score["topics-1"]
    example = found.entries[0].nearest
    assert example is not None
    assert "password" in example.text or "密码" in example.text


def test_an_entry_with_nothing_alike_has_no_nearest_example() -> None:
    assert nearest(recognizer(), faq().entries[0], "ξψω") is None
    assert nearest(recognizer(), faq().entries[0], "") is None


def test_only_two_entries_of_a_large_faq_are_compared() -> None:
    entries = [{"id": f"e{n}", "questions": [f"thing{n} is broken"], "answer": "x"} for n in range(300)]
    large = parse(json.dumps({"entries": entries}))
    engine = Recognizer(fit(large))
    found = explain(engine, large, engine.recognize("Thing7 is broken!").parts[0])
    assert found.entries[0].entry == "e7"
    assert len(found.entries) == 2


@settings(max_examples=60)
@given(st.text(), st.sampled_from([None, "en", "zh", "fr"]))
def test_any_text_is_explained(text: str, language: str | None) -> None:
    for part in recognizer().recognize(text, Context(language=language)).parts:
        for entry in explain(recognizer(), faq(), part).entries:
            assert entry.nearest is None or 0 < entry.nearest.similarity <= 1
