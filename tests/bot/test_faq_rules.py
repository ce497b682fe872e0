"""A FAQ that must not be served: unreadable, asking for secrets, or leading away from the official domains."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config.model import Config, Handoff, Safety
from bot.faq_rules import contents, rules, serviceable
from conversation.explorers import Explorer
from handoff.rules import Rules, Team
from intents.faq import FaqError, parse
from intents.problem import Problem

STRICT = Config(
    safety=Safety(official_domains=("example.org",)),
    explorers={"eth": Explorer("https://etherscan.io/tx/{tx}", "https://blockscout.com/address/{address}")},
)


def found(answer: str, config: Config, more: str = "") -> tuple[Problem, ...]:
    faq = parse(f"entries:\n  - id: a\n    questions: [b]\n    answer: '{answer}'\n{more}")
    return tuple(problem for rule in rules(config) for problem in rule(faq))


def test_an_answer_that_asks_for_a_secret_is_an_error_with_its_place() -> None:
    [problem] = found("Please send us your recovery phrase.", Config())
    assert (problem.line, problem.severity, problem.id) == (2, "error", "a")
    assert "recovery phrase" in problem.message
    assert found("We never ask for your recovery phrase.", Config()) == ()


def test_links_are_free_until_the_official_domains_are_known() -> None:
    answer = "See https://evil.net/x and https://help.example.org and https://etherscan.io/tx/1"
    assert found(answer, Config()) == ()
    [problem] = found(answer, STRICT)
    assert problem.severity == "error"
    assert "'https://evil.net/x'" in problem.message
    assert "safety.official_domains" in problem.message


def test_a_variable_cannot_bring_a_foreign_link_along() -> None:
    own = Config(safety=STRICT.safety, variables={"status_page": "https://status.evil.net"})
    [problem] = found("State: {status_page}", own)
    assert "set variables.status_page" in problem.message
    assert found("State: {status_page}", STRICT) == ()


def test_a_team_that_the_desk_does_not_have_is_a_warning_once_there_are_teams() -> None:
    more = "    team: secuity"
    assert found("Wait.", Config(), more) == ()
    [problem] = found("Wait.", Config(handoff=Handoff(rules=Rules(teams={"security": Team()}))), more)
    assert (problem.severity, problem.kind) == ("warning", "team")
    assert "did you mean 'security'?" in problem.message


def test_pictures_and_videos_come_from_the_official_domains_too() -> None:
    media = "    media: [{image: docs/a.png}, {video: 'https://tube.net/v'}]"
    [problem] = found("Look.", STRICT, media)
    assert "https://tube.net/v" in problem.message


@pytest.mark.parametrize(
    ("what", "steps"),
    [
        ("a step", "[{ask: 'WORDS', choices: [{label: a, then: solved}, {label: b}]}]"),
        ("a choice", "[{ask: 'Which?', choices: [{label: a, then: solved, say: 'WORDS'}, {label: b}]}]"),
        ("a choice", "[{ask: 'Which?', choices: [{label: a, then: solved}, {label: 'WORDS'}]}]"),
    ],
)
def test_what_a_guide_says_is_held_to_the_same_rules(what: str, steps: str) -> None:
    [secret] = found("Look.", Config(), f"    steps: {steps.replace('WORDS', 'Send us your private key.')}")
    assert secret.message.startswith(f"{what} in 'en' asks for a secret")
    [link] = found("Look.", STRICT, f"    steps: {steps.replace('WORDS', 'See https://evil.net')}")
    assert link.message.startswith(f"{what} in 'en' links to another domain")


def test_all_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(FaqError) as raised:
        contents([tmp_path / "no.yaml", tmp_path])
    assert [problem.file for problem in raised.value.problems] == sorted([str(tmp_path), str(tmp_path / "no.yaml")])


def test_what_is_not_utf_8_is_said_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_bytes(b"entries: []\n# \xff")
    with pytest.raises(FaqError, match=r"faq.yaml:2:3: error: -: not UTF-8"):
        serviceable(Config(faq=(tmp_path / "faq.yaml",)))


def test_a_faq_that_asks_for_a_secret_does_not_serve(tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_text(
        "entries: [{id: a, questions: [b], answer: Tell me your private key.}]", encoding="utf-8"
    )
    with pytest.raises(FaqError, match="asks for a secret"):
        serviceable(Config(faq=(tmp_path / "faq.yaml",)))


def test_the_shipped_faqs_keep_the_rules() -> None:
    root = Path(__file__).parents[2]
    for path in (root / "faq.yaml", root / "bot" / "samples" / "faq.yaml"):
        assert serviceable(Config(faq=(path,), safety=STRICT.safety)).entries
