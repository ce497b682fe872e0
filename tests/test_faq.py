"""The FAQ that we ship: it serves, it has nothing to be said against, and people can act on it in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from adapters.capabilities import DISCORD, TELEGRAM
from adapters.markup import parse
from bot.commands.recognition import Recognition, recognition
from bot.config import Config
from bot.faq_rules import rules
from conversation.texts import fill
from intents.lint import ENOUGH_QUESTIONS, lint
from intents.model import Entry, Faq
from intents.steps import following

ROOT = Path(__file__).parents[1]
CONFIG = Config(faq=(ROOT / "faq.yaml",), database="sqlite:///:memory:")
WRITTEN = date(2026, 1, 1)
"""When the answers were checked last; what expires later is asked about by `frontdesk check`, not by a test."""


@pytest.fixture(scope="module")
def engine() -> Recognition:
    return recognition(CONFIG, "lexical")


@pytest.fixture(scope="module")
def faq(engine: Recognition) -> Faq:
    return engine.faq


def test_it_has_neither_errors_nor_warnings_and_its_own_tests_pass(engine: Recognition) -> None:
    assert lint(engine.faq, WRITTEN, rules(CONFIG), engine.recognizer, engine.thresholds) == ()


def test_every_entry_is_whole_in_english_and_chinese(faq: Faq) -> None:
    assert faq.languages == ("en", "zh")
    assert len(faq.entries) >= 60
    for entry in faq.entries:
        for by_language in (entry.title, entry.questions, entry.answer, entry.tests):
            assert set(by_language) == {"en", "zh"}, entry.id
        enough = ENOUGH_QUESTIONS if "smalltalk" in entry.tags else 10
        assert all(len(questions) >= enough for questions in entry.questions.values()), entry.id
        assert all(len(tests) >= (2 if "smalltalk" in entry.tags else 3) for tests in entry.tests.values()), entry.id


def test_no_two_entries_have_the_same_title(faq: Faq) -> None:
    for language in faq.languages:
        assert len({entry.title[language] for entry in faq.entries}) == len(faq.entries)


def test_an_answer_and_the_first_step_below_it_fit_into_one_message_of_every_channel(faq: Faq) -> None:
    for entry in faq.entries:
        for language, answer in entry.answer.items():
            asked = entry.steps[0].ask[language] if entry.steps else ""
            read = fill(f"{answer}\n\n{asked}", CONFIG.variables)
            assert len(read) <= min(TELEGRAM.longest, DISCORD.longest), entry.id


def test_no_mark_of_an_answer_is_left_over_when_it_is_shown(faq: Faq) -> None:
    for entry in faq.entries:
        for text in (*entry.answer.values(), *guide_texts(entry)):
            assert not set("*`") & set(parse(text).text), entry.id


def guide_texts(entry: Entry) -> Iterator[str]:
    """Everything that the guide of an entry says, in all languages."""
    for step in entry.steps:
        yield from step.ask.values()
        for choice in step.choices:
            yield from (*choice.label.values(), *choice.say.values())


def test_every_name_in_braces_is_a_variable_that_has_a_default(faq: Faq) -> None:
    for entry in faq.entries:
        for text in (*entry.answer.values(), *entry.title.values(), *guide_texts(entry)):
            assert not re.search(r"\{\w+\}", fill(text, CONFIG.variables)), entry.id


def test_no_test_is_among_the_questions_that_are_learned(faq: Faq) -> None:
    for entry in faq.entries:
        for language, tests in entry.tests.items():
            assert not set(tests) & set(entry.questions[language]), entry.id


def test_the_two_languages_speak_of_the_same_steps(faq: Faq) -> None:
    for entry in faq.entries:
        assert steps(entry, "en") == steps(entry, "zh"), entry.id


def steps(entry: Entry, language: str) -> int:
    """How many numbered steps an answer has."""
    return len(re.findall(r"^\s*\d+\.", entry.answer[language], re.MULTILINE))


def test_who_may_have_been_hacked_is_urgent_and_reaches_a_person(engine: Recognition) -> None:
    part = engine.parts("I think my wallet was hacked and my coins were stolen", None)[0]
    entry = engine.faq.entry(part.ranking[0].entry)
    assert entry is not None
    assert (entry.handoff, entry.priority) == ("always", "urgent")


def test_small_talk_is_kept_out_of_the_topics(faq: Faq) -> None:
    names = {"greeting", "thanks", "goodbye", "are_you_a_bot", "talk_to_human", "complaint"}
    assert {entry.id for entry in faq.entries if "smalltalk" in entry.tags} == names


def test_four_entries_guide_through_what_people_ask_most(faq: Faq) -> None:
    guided = [entry for entry in faq.entries if entry.steps]
    assert {entry.id for entry in guided} == {
        "no_verification_code",
        "tx_pending_stuck",
        "tx_failed_contract_or_error",
        "exchange_to_wallet_missing",
    }
    for entry in guided:
        assert 3 <= len(entry.steps) <= 6, entry.id
        for step in entry.steps:
            assert 2 <= len(step.choices) <= 4, (entry.id, step.id)
            assert set(step.ask) == {"en", "zh"}, (entry.id, step.id)
            assert all(set(choice.label) == {"en", "zh"} for choice in step.choices), (entry.id, step.id)
            assert all(set(choice.say) in (set(), {"en", "zh"}) for choice in step.choices), (entry.id, step.id)


def test_what_a_guide_says_is_short(faq: Faq) -> None:
    for entry in faq.entries:
        for step in entry.steps:
            assert all(len(text) <= 120 for text in step.ask.values()), (entry.id, step.id)
            for choice in step.choices:
                assert all(len(text) <= 40 for text in choice.label.values()), (entry.id, step.id)
                assert all(len(text.strip()) <= 220 for text in choice.say.values()), (entry.id, step.id)


def test_every_way_through_a_guide_is_open_and_leads_to_its_end(faq: Faq) -> None:
    for entry in faq.entries:
        ways = {
            place: {following(entry, place, choice) for choice in step.choices}
            for place, step in enumerate(entry.steps)
        }
        ends = {way for found in ways.values() for way in found if isinstance(way, str)}
        assert all(end in ("solved", "handoff") or faq.entry(end) for end in ends), entry.id
        if entry.steps:
            assert {0, *(way for found in ways.values() for way in found)} >= set(ways), "every step is led to"
            assert {"solved", "handoff"} <= ends, entry.id
        for place, found in ways.items():
            assert all(isinstance(way, str) or way > place for way in found), (
                "no way leads back, so each comes to an end"
            )


@pytest.mark.parametrize(
    ("text", "entry_id"),
    [
        ("how do I exchange ETH for USDC in the app", "swap_tokens"),
        ("my swap failed and the coins are gone", "swap_failed"),
        ("gas is way too expensive today", "fees_too_high"),
        ("what does gas mean in crypto", "what_is_gas_fee"),
        ("what exactly is a private key good for", "what_is_private_key"),
        ("where can I export my private key", "export_private_key"),
        ("when do I get my staked coins back after unstaking", "unstake_withdraw"),
        ("how can I start staking", "stake"),
        ("I restored my wallet but account 2 is missing", "restored_but_accounts_missing"),
        ("the app shows a balance of zero", "balance_or_token_not_showing"),
        ("I sent USDT to its own token contract by accident", "sent_to_contract"),
        ("I sent my coins to the wrong person", "sent_to_wrong_address"),
        ("the confirmation code by SMS never arrives", "no_verification_code"),
        ("can I set up 2FA", "two_factor"),
        ("怎么把BNB换成USDT", "swap_tokens"),
        ("闪兑失败了币也没了", "swap_failed"),
        ("今天的矿工费怎么这么贵", "fees_too_high"),
        ("矿工费是什么东西", "what_is_gas_fee"),
        ("质押的币怎么赎回", "unstake_withdraw"),
        ("我想质押赚收益", "stake"),
        ("恢复钱包之后第二个账户没了", "restored_but_accounts_missing"),
        ("误把USDT转到了合约地址", "sent_to_contract"),
        ("短信验证码一直没有收到", "no_verification_code"),
    ],
)
def test_near_neighbours_are_told_apart(engine: Recognition, text: str, entry_id: str) -> None:
    assert engine.parts(text, None)[0].ranking[0].entry == entry_id
