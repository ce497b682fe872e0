"""Saved replies, and what users call an operator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.decide import decide
from conversation.effects import Edit
from conversation.events import Actor, OperatorActed
from conversation.facts import facts
from conversation.model import Contact, Conversation, WithOperator
from conversation.transcript import messages, revisions
from handoff.model import Amend, Claim, Command, Delete, Reopen, Reply, Resolve, SendSnippet
from tests.kit.worlds import AROUND, NOON, POLICY, acted, after, asked, commanded, fresh, only, relays, said, says

SNIPPETS = {
    "hello": {"en": "Hello {name}, I am {operator} of {product}.", "zh": "{name}您好，我是{operator}。"},
    "where": {"": "This is #{number}, code {code}."},
    "phrase": {"": "Please send me your recovery phrase."},
}
OURS = replace(POLICY, snippets=SNIPPETS, code=lambda conversation: f"CODE-{conversation}")
MAX = Actor("op1", "operator", alias="Max")


def by_max(command: Command) -> OperatorActed:
    return OperatorActed("e9", NOON, MAX, command, AROUND)


def taken(**more: object) -> Conversation:
    return after(fresh(None, **more), asked(), by_max(Claim()), policy=OURS).conversation


def sent(name: str, **more: object) -> str:
    (relay,) = relays(decide(taken(**more), by_max(SendSnippet(name)), OURS))
    assert relay.to == "user"
    return relay.text


def test_a_saved_reply_goes_out_filled_in_and_in_the_users_language() -> None:
    assert sent("hello") == "Hello Ada, I am Max of Example Wallet."
    assert sent("HELLO", language="zh") == "Ada您好，我是Max。"
    assert sent("where", language="zh") == "This is #1042, code CODE-c1."


def test_a_user_without_a_name_is_greeted_without_one() -> None:
    assert sent("hello", contact=Contact("p1")) == "Hello, I am Max of Example Wallet."


def test_it_counts_as_a_reply() -> None:
    decision = after(fresh(), asked(), by_max(SendSnippet("hello")), policy=OURS)
    stage = decision.conversation.stage
    assert isinstance(stage, WithOperator)
    assert (stage.operator, stage.owes_since, stage.waited_from) == ("op1", None, None)
    (line,) = messages(taken(), by_max(SendSnippet("hello")), decision)
    assert (line.author, line.name) == ("operator", "Max")
    assert {fact.operator for fact in facts(taken(), by_max(SendSnippet("hello")), decision)} == {"op1"}


def test_a_name_that_is_not_there_lists_those_that_are() -> None:
    refusal = decide(taken(), by_max(SendSnippet("bye")), OURS).refusal
    assert refusal == "There is no saved reply “bye”. These exist: hello, where, phrase"


def test_not_even_a_saved_reply_asks_for_a_secret() -> None:
    refusal = decide(taken(), by_max(SendSnippet("phrase")), OURS).refusal
    assert refusal is not None
    assert "asks for a secret" in refusal


def test_it_belongs_to_the_owner() -> None:
    assert after(taken(), acted(SendSnippet("hello"), "op2"), policy=OURS).refusal is not None


@pytest.mark.parametrize("event", [asked(), commanded("status")])
def test_users_hear_the_alias_and_never_the_name(event: object) -> None:
    claimed = after(fresh(), asked(), by_max(Claim()))
    told = says(claimed) + says(after(claimed.conversation, event))  # type: ignore[arg-type] # parametrised
    told += says(after(claimed.conversation, acted(Resolve()), by_max(Reopen())))
    assert len(told) >= 3
    assert all("Max" in say.text and "op1" not in say.text for say in told)


def test_a_reply_is_signed_with_the_alias_and_the_desks_know_who_it_was() -> None:
    (relay,) = relays(after(taken(), by_max(Reply("hi"))))
    assert (relay.sender, relay.name) == ("Max", "op1")
    (edit,) = only(after(taken(), by_max(Amend("e9:0", "hello"))), Edit)
    assert (edit.sender, edit.name) == ("Max", "op1")
    (plain,) = relays(after(fresh(), asked(), acted(Reply("hi"))))
    assert (plain.sender, plain.name) == ("op1", "")


def test_whoever_deletes_a_line_is_called_by_the_alias_where_users_read_it() -> None:
    decision = after(taken(), by_max(Delete("e9:0")))
    (gone,) = revisions(taken(), by_max(Delete("e9:0")), decision)
    assert gone.text == "deleted by Max"


def test_colleagues_are_refused_with_the_name() -> None:
    assert after(taken(), said(), acted(Claim(), "op2")).refusal == "op1 has it."
