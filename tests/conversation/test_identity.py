"""`/verify` tells whether this is really our staff."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoff.model import Claim
from handoff.roster import Colleague, Roster
from safety.codes import code_of
from tests.kit.worlds import POLICY, acted, after, asked, commanded, fresh, says

HOUSE = replace(
    POLICY,
    roster=Roster((Colleague("op1", alias="Max"), Colleague("Mei", role="lead"))),
    code=lambda conversation: code_of(b"key", conversation),
)
CODE = code_of(b"key", "c1")


def answer(argument: str) -> str:
    [say] = says(after(fresh(), commanded("verify", argument), policy=HOUSE))
    return say.text


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), CODE.replace("-", "")])
def test_the_code_of_this_conversation_is_ours(typed: str) -> None:
    assert answer(typed).startswith("Yes: this is the code of this conversation")


@pytest.mark.parametrize("name", ["Max", "@max", "mei"])
def test_a_name_that_users_see_is_ours(name: str) -> None:
    assert answer(name).startswith("Yes, M")


@pytest.mark.parametrize("asked_about", ["op1", "Support Team", code_of(b"key", "c2"), "Maximilian"])
def test_anything_else_is_a_warning(asked_about: str) -> None:
    assert answer(asked_about).startswith(f"**We do not know “{asked_about}”:**")


def test_the_warning_says_what_not_to_do_and_whom_to_ask() -> None:
    words = answer("Support Team")
    assert "do not answer" in words
    assert words.endswith("If in doubt, ask us here.")


def test_long_words_are_not_repeated_whole() -> None:
    assert len(answer("x" * 5000)) < 400


def test_alone_it_asks_for_what_to_check() -> None:
    assert answer("").startswith("Type /verify and the code")


def test_it_answers_while_a_person_is_awaited_and_changes_nothing() -> None:
    waiting = after(fresh(), asked(), policy=HOUSE).conversation
    decision = after(waiting, commanded("verify", CODE), policy=HOUSE)
    assert decision.conversation.stage == waiting.stage
    assert len(says(decision)) == 1


def test_without_a_key_no_code_is_ours() -> None:
    [say] = says(after(fresh(), commanded("verify", CODE), policy=POLICY))
    assert "We do not know" in say.text


def test_whoever_looks_after_the_user_may_have_another_name_by_now() -> None:
    known = after(fresh(), asked(), acted(Claim()), policy=HOUSE).conversation
    [say] = says(after(known, commanded("verify", "OP1"), policy=HOUSE))
    assert say.text.startswith("Yes, op1")
    gone = replace(HOUSE, roster=Roster((Colleague("Mei"),)))
    [say] = says(after(known, commanded("verify", "op1"), policy=gone))
    assert "We do not know" in say.text
