"""Fitting, and the fitted model as bytes."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents import fit as fitting
from intents.faq import parse
from intents.fit import fingerprint, fit
from intents.fitted import Model
from intents.match import Recognizer
from intents.model import Entry
from tests.intents.worlds import TEXT, best, faq, recognizer


def test_a_model_survives_the_way_through_bytes() -> None:
    model = recognizer().model
    back = Recognizer(Model.from_bytes(model.to_bytes()))
    assert back.model.fingerprint == fingerprint(faq())
    for text in ("how do i back up my wallet", "passwrd", "手续费", "hello there", "x"):
        assert back.recognize(text) == recognizer().recognize(text)


def test_fitting_twice_gives_the_same_bytes() -> None:
    assert fit(parse(TEXT)).to_bytes() == recognizer().model.to_bytes()


@pytest.mark.parametrize("raw", [b"", b"PK", b"x" * 1000, recognizer().model.to_bytes()[:-50]])
def test_damaged_bytes_are_refused_with_what_to_do(raw: bytes) -> None:
    with pytest.raises(ValueError, match="fit it again"):
        Model.from_bytes(raw)


def test_a_pickle_in_the_archive_is_never_loaded() -> None:
    target = io.BytesIO()
    np.savez(target, head=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="fit it again"):
        Model.from_bytes(target.getvalue())


def test_a_model_of_another_recipe_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = recognizer().model.to_bytes()
    monkeypatch.setattr("intents.fitted.RECIPE", 0)
    with pytest.raises(ValueError, match="fit it again"):
        Model.from_bytes(raw)


@given(st.binary(max_size=200), st.integers(0, 4000))
def test_any_change_of_the_bytes_is_a_model_or_a_value_error(noise: bytes, at: int) -> None:
    raw = recognizer().model.to_bytes()
    changed = raw[:at] + noise + raw[at + len(noise) :]
    try:
        found: Model | ValueError = Model.from_bytes(changed)
    except ValueError as error:
        found = error
    assert isinstance(found, Model | ValueError)


def test_the_fingerprint_follows_the_questions_not_the_answers() -> None:
    first, *others = faq().entries
    answered = replace(faq(), entries=(replace(first, answer={"en": "Something else."}), *others))
    asked = replace(faq(), entries=(replace(first, questions={"en": ("other",)}), *others))
    assert fingerprint(answered) == fingerprint(faq())
    assert fingerprint(asked) != fingerprint(faq())


def test_thresholds_are_in_order_and_within_bounds() -> None:
    thresholds = recognizer().model.thresholds
    assert 0.2 <= thresholds.clarify_above <= thresholds.answer_above <= 0.9


def test_a_large_faq_is_seen_through_landmarks_and_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "MOST_DUAL", 20)
    monkeypatch.setattr(fitting, "LANDMARKS", 24)
    found = Recognizer(fit(faq()))
    for text, entry in (("back up the wallet please", "backup"), ("密码忘记了", "password"), ("high fees", "fees")):
        assert best(found.recognize(text).parts[0]) == entry


def test_a_faq_without_entries_is_fitted_and_knows_nothing() -> None:
    empty = replace(faq(), entries=())
    assert Recognizer(fit(empty)).recognize("hello").parts[0].ranking == ()


def test_an_entry_without_questions_is_never_found() -> None:
    silent = Entry("silent", {}, {}, {"en": "x"})
    found = Recognizer(fit(replace(faq(), entries=(*faq().entries, silent))))
    assert best(found.recognize("how do i back up my wallet").parts[0]) == "backup"
