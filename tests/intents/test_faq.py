"""The FAQ file: what is accepted, and what is said about the rest."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.faq import FaqError, parse, parse_many
from intents.model import Faq, Media, Step, StepChoice

FULL = """
version: 1
languages: [en, zh]
entries:
  - id: backup-wallet
    title: {en: Back up your wallet, zh: 备份钱包}
    questions:
      en: ["How do I back up my wallet?", where do I find my recovery phrase]
      zh: [如何备份钱包？, 助记词在哪里看]
    answer:
      en: |
        Open **Settings → Backup** in {product}.
      zh: |
        打开 **设置 → 备份**。
    tests: {en: [how can i save my wallet], zh: [怎么保存我的钱包]}
    tags: [security]
    media: [{image: docs/backup.png, alt: {en: The page, zh: 页面}}, {video: "https://example.org/v"}]
    related: [hello]
    handoff: always
    team: security
    priority: urgent
    needs: [version, chain]
    expires: 2027-01-31
    steps:
      - ask: {en: Which device?, zh: 哪种设备？}
        choices: [{label: {en: Phone, zh: 手机}, then: paper}, {label: Another, say: {en: Look there.}, then: hello}]
      - {id: paper, ask: Is it on paper?, choices: [{label: 'Yes', then: solved}, {label: 'No'}]}
  - {id: hello, questions: [hi, no, on], answer: Hello!}
"""
SMALLEST = "entries: [{id: hello, questions: [hi], answer: Hello!}]"


def lines(text: str | bytes) -> list[str]:
    with pytest.raises(FaqError) as caught:
        parse(text)
    return [str(problem) for problem in caught.value.problems]


def entry(rest: str) -> str:
    return f"languages: [en, zh]\nentries:\n  - id: a\n    questions: [q]\n    answer: x\n    {rest}\n"


def test_every_key_of_the_format_is_read() -> None:
    faq = parse(FULL)
    first = faq.entries[0]
    assert faq.languages == ("en", "zh")
    assert first.title == {"en": "Back up your wallet", "zh": "备份钱包"}
    assert first.questions["zh"] == ("如何备份钱包？", "助记词在哪里看")
    assert first.answer["en"] == "Open **Settings → Backup** in {product}.\n"
    assert first.tests == {"en": ("how can i save my wallet",), "zh": ("怎么保存我的钱包",)}
    pictures = (
        Media(image="docs/backup.png", alt={"en": "The page", "zh": "页面"}),
        Media(video="https://example.org/v"),
    )
    assert first.media == pictures
    assert (first.handoff, first.team, first.priority) == ("always", "security", "urgent")
    assert (first.tags, first.related, first.needs) == (("security",), ("hello",), ("version", "chain"))
    assert first.expires == date(2027, 1, 31)
    phone = StepChoice({"en": "Phone", "zh": "手机"}, then="paper")
    another = StepChoice({"en": "Another"}, {"en": "Look there."}, "hello")
    answers = (StepChoice({"en": "Yes"}, then="solved"), StepChoice({"en": "No"}))
    device = Step("", {"en": "Which device?", "zh": "哪种设备？"}, (phone, another))
    assert first.steps == (device, Step("paper", {"en": "Is it on paper?"}, answers))
    assert (first.line, first.column, first.file) == (5, 9, "faq.yaml")


def test_plain_strings_mean_the_first_language_and_words_stay_words() -> None:
    hello = parse(FULL).entries[1]
    assert hello.questions == {"en": ("hi", "no", "on")}
    assert hello.answer == {"en": "Hello!"}
    assert hello.handoff == "offer"


def test_the_smallest_entry_is_enough() -> None:
    faq = parse(SMALLEST)
    assert faq.languages == ("en",)
    assert faq.entry("hello") == faq.entries[0]


def test_norwegian_is_a_language() -> None:
    assert parse("languages: [no]\n" + SMALLEST).entries[0].answer == {"no": "Hello!"}


@pytest.mark.parametrize("name", ["Refund_not_showing_up", "card_payment_fee_charged?", "a.b-c", "404"])
def test_ids_are_taken_letter_for_letter(name: str) -> None:
    assert parse(f"entries: [{{id: '{name}', questions: [q], answer: x}}]").entries[0].id == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "begins with keys"),
        ("entires: []", "did you mean 'entries'?"),
        ("version: 2\n" + SMALLEST, "must be 1"),
        ("languages: en\n" + SMALLEST, "'languages' must be a list"),
        ("languages: [e n]\n" + SMALLEST, "use a code such as en"),
        ("languages: [en, en]\n" + SMALLEST, "listed twice"),
        ("languages: []\n" + SMALLEST, "add at least one"),
        ("entries: []", "'entries' is empty"),
        ("entries: hi", "'entries' must be a list"),
        ("entries: [hi]", "must be a mapping"),
        ("entries: [{questions: [q], answer: x}]", "'id' is missing"),
        ("entries: [{id: a, answer: x}]", "'questions' is missing"),
        ("entries: [{id: a, questions: [q]}]", "'answer' is missing"),
        ("entries: [{id: a, questions: [], answer: x}]", "there is no question"),
        ("entries: [{id: a, questions: {}, answer: x}]", "there is no question"),
        ("entries: [{id: a, questions: [q], answer: {}}]", "there is no answer"),
        ("entries: [{id: a b, questions: [q], answer: x}]", "use 1 to 80 of"),
        (f"entries: [{{id: {'a' * 81}, questions: [q], answer: x}}]", "use 1 to 80 of"),
        ("entries: [{id: a, questions: q, answer: x}]", "'questions' must be a list"),
        ("entries: [{id: a, questions: [3], answer: x}]", "put quotes around it"),
        ("entries: [{id: a, questions: [q], answer: [x]}]", "'answer' must be a text, not a list"),
        ("entries: [{id: a, questions: [q], answer: ~}]", "'answer' must be a text, not nothing"),
        (entry("answr: y"), "unknown key 'answr'; did you mean 'answer'?"),
        (entry("title: {fr: x}"), "the language 'fr' is not listed"),
        (entry("title: {en: ' '}"), "'title' in 'en' is empty"),
        (entry("handoff: on"), "must be one of never, offer, always"),
        (entry("priority: hgh"), "did you mean 'high'?"),
        (entry("needs: [a, b, c, d, e]"), "keep at most 4"),
        (entry("expires: 2027-02-31"), "write it like 2027-01-31"),
        (entry("media: [{alt: {en: x}}]"), "exactly one of image, video; it has 0"),
        (entry("media: [{image: x, video: y}]"), "exactly one of image, video; it has 2"),
        (entry("steps: soon"), "'steps' must be a list"),
        (entry("tags: security"), "'tags' must be a list"),
    ],
)
def test_each_mistake_comes_with_its_remedy(text: str, words: str) -> None:
    found = lines(text)
    assert any(words in line for line in found)
    assert all(": error: " in line and "; " in line for line in found)


def test_all_mistakes_of_all_entries_come_at_once_with_line_and_id() -> None:
    text = "entries:\n  - id: a\n    questions: [q]\n    answr: x\n  - id: b\n    questions: 3\n    answer: x\n"
    assert [line.split(": ")[:3] for line in lines(text)] == [
        ["faq.yaml:2:5", "error", "a"],
        ["faq.yaml:4:5", "error", "a"],
        ["faq.yaml:6:16", "error", "b"],
    ]


def test_a_second_entry_with_the_same_id_is_an_error_across_files_too() -> None:
    with pytest.raises(FaqError) as caught:
        parse_many([("a.yaml", SMALLEST), ("b.yaml", "\n" + SMALLEST)])
    assert str(caught.value).startswith("b.yaml:2:16: error: hello: the id 'hello' stands here a second time")
    assert "a.yaml, line 1" in str(caught.value)


def test_several_files_become_one_faq() -> None:
    faq = parse_many(
        [("a.yaml", SMALLEST), ("b.yaml", "languages: [zh]\nentries: [{id: b, questions: [好], answer: 好}]")]
    )
    assert faq.languages == ("en", "zh")
    assert [found.file for found in faq.entries] == ["a.yaml", "b.yaml"]
    assert faq.entries[1].answer == {"zh": "好"}


def test_the_version_changes_with_the_text_and_only_with_it() -> None:
    assert parse(FULL).version == parse(FULL.encode()).version
    assert parse(FULL).version != parse(FULL + "\n").version


def test_headings_and_answers_fall_back_to_what_is_there() -> None:
    backup, hello = parse(FULL).entries
    assert (backup.title_in("zh"), hello.title_in("zh")) == ("备份钱包", "hi")
    assert hello.answer_in("zh", ("en",)) == ("en", "Hello!")
    assert backup.answer_in("zh")[0] == "zh"


def outcome(text: str | bytes) -> Faq | FaqError:
    try:
        return parse(text)
    except FaqError as error:
        return error


@given(st.one_of(st.binary(), st.text()))
def test_any_bytes_are_a_faq_or_a_faq_error(text: str | bytes) -> None:
    found = outcome(text)
    assert isinstance(found, Faq) or found.problems


VALUES = st.sampled_from(
    ["x", "[x]", "{en: x}", "{en: [x]}", "{fr: 1}", "3", "~", "[]", "[[x]]", "{image: x}", "2027-01-31"]
)
KEYS = ("id", "title", "questions", "answer", "tests", "tags", "media", "related", "handoff", "needs", "steps", "x")


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_wrong_types_anywhere_never_crash(entry: dict[str, str]) -> None:
    found = outcome("entries: [{" + ", ".join(f"{key}: {value}" for key, value in entry.items()) + "}]")
    assert isinstance(found, Faq) or all(problem.line == 1 for problem in found.problems)
