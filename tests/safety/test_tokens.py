"""Signed values come back unchanged or not at all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safety.tokens import hash_token, sign, verify

SECRET = b"a secret of the desk"


@given(st.binary(max_size=2000), st.text(max_size=20))
def test_what_was_signed_comes_back(payload: bytes, purpose: str) -> None:
    purpose = purpose.encode("utf-8", "ignore").decode()
    assert verify(SECRET, sign(SECRET, payload, purpose), purpose) == payload


def test_a_text_is_signed_as_utf_8() -> None:
    assert verify(SECRET, sign(SECRET, "访客", "visitor"), "visitor") == "访客".encode()


def test_a_token_for_one_purpose_is_worth_nothing_for_another() -> None:
    token = sign(SECRET, "42", "visitor")
    assert verify(SECRET, token, "button") is None
    assert verify(SECRET, token, "visito") is None


def test_a_purpose_and_payload_cannot_be_cut_at_another_place() -> None:
    mac = sign(SECRET, "b1", "a").partition(".")[2]
    other = sign(SECRET, "1", "ab").partition(".")[2]
    assert mac != other


def test_a_token_of_another_secret_is_refused() -> None:
    assert verify(b"another", sign(SECRET, "42", "visitor"), "visitor") is None


@given(st.data())
def test_no_changed_character_goes_unnoticed(data: st.DataObject) -> None:
    token = sign(SECRET, "contact 42", "visitor")
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("ABCXYZabcxyz0189-_.=+/ "))
    changed = token[:place] + letter + token[place + 1 :]
    assert (verify(SECRET, changed, "visitor") is not None) == (changed == token)


@given(st.text(max_size=200))
def test_any_other_text_is_refused_without_an_error(text: str) -> None:
    assert verify(SECRET, text, "visitor") is None


def test_an_endless_token_is_refused() -> None:
    assert verify(SECRET, "A" * 1_000_000, "visitor") is None


def test_a_token_fits_into_a_telegram_button() -> None:
    assert len(sign(SECRET, b"0123456789" * 3, "button")) <= 64


def test_tokens_go_into_urls_and_headers_as_they_are() -> None:
    tokens = "".join(sign(SECRET, bytes([number]) * 7, "visitor") for number in range(256))
    assert set(tokens) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_a_stored_token_is_its_sha_256() -> None:
    assert hash_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
