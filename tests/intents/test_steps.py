"""Guides in the FAQ file: what is accepted, what is refused with its place, what is warned about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.faq import FaqError, parse, parse_many
from intents.model import Faq, Step
from intents.steps import findings, following

TWO = "[{label: Here, then: solved}, {label: Gone}]"


def entry(steps: str, name: str = "mail", more: str = "") -> str:
    return f"  - {{id: {name}, questions: [{name}], answer: x, steps: [{steps}]{more}}}\n"


def faq(*entries: str) -> str:
    return "languages: [en, zh]\nentries:\n" + "".join(entries)


def step(name: str = "", ask: str = "Where?", choices: str = TWO) -> str:
    return f"{{{f'id: {name}, ' if name else ''}ask: {ask}, choices: {choices}}}"


def lines(text: str) -> list[str]:
    with pytest.raises(FaqError) as caught:
        parse(text)
    return [str(problem) for problem in caught.value.problems]


def warnings(text: str) -> list[str]:
    return [problem.message.split(";")[0] for problem in findings(parse(text))]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ("{choices: []}", "'ask' is missing; write what is asked"),
        ("{ask: x}", "'choices' is missing; write two to six answers"),
        (step(choices="[]"), "'choices' has no items; write at least 2"),
        (step(choices="[{label: One}]"), "'choices' has 1 item; write at least 2"),
        (step(choices="[" + ", ".join(f"{{label: C{n}}}" for n in range(7)) + "]"), "has 7 items; keep at most 6"),
        (step(choices="[{label: One}, {then: solved}]"), "'label' is missing; write what the button reads"),
        (step(choices="[{label: One}, {label: 2}]"), "not the number 2; put quotes around it"),
        (step(choices="[{label: One}, {label: {}}]"), "there is nothing in 'label'; write it in one language"),
        (step(ask="{}"), "there is nothing in 'ask'; write it in one language"),
        (step(ask="{fr: Où}"), "the language 'fr' is not listed"),
        (step(choices="[{label: One}, {label: {en: A, fr: B}}]"), "the language 'fr' is not listed"),
        (step(choices="[{label: One}, {label: Two, say: {fr: B}}]"), "the language 'fr' is not listed"),
        (step(choices="[{label: One}, {label: Two, then: a b}]"), "use next, solved, handoff, or the id of"),
        (step(choices="[{label: One}, {label: Two, thn: next}]"), "unknown key 'thn'; did you mean 'then'?"),
        (step(choices="[{label: One}, {label: Two, then: solvd}]"), "'solvd', which is no step here and no entry; did"),
        (step(choices="[{label: One}, {label: Two, then: xyz}]"), "known here: next, solved, handoff, mail"),
        (step("first") + ", " + step(choices="[{label: A}, {label: B, then: frist}]"), "did you mean 'first'?"),
        (step("one") + ", " + step("one"), "the step 'one' stands here a second time (first in line 3); rename one"),
        (step("mail"), "the step 'mail' has the id of an entry; give the step another id"),
        (step("handoff"), "a step cannot be called 'handoff', which has a meaning under 'then'; give it another"),
        ("", "'steps' is an empty list; add at least one"),
    ],
)
def test_each_mistake_in_a_guide_comes_with_its_remedy(steps: str, words: str) -> None:
    found = lines(faq(entry(steps)))
    assert any(words in line for line in found)
    assert all(line.startswith("faq.yaml:3:") and ": error: mail: " in line and "; " in line for line in found)


def test_a_choice_that_leads_nowhere_is_shown_where_it_stands() -> None:
    text = """
entries:
  - id: mail
    questions: [mail]
    answer: x
    steps:
      - ask: Where?
        choices:
          - {label: Here, then: solved}
          - label: Gone
            then: letter
  - {id: letters, questions: [letters], answer: x}
"""
    [line] = lines(text)
    assert line == (
        "faq.yaml:11:13: error: mail: 'then' leads to 'letter', which is no step here and no entry; "
        "did you mean 'letters'?"
    )


def test_a_choice_may_lead_to_an_entry_of_another_file() -> None:
    first = faq(entry(step(choices="[{label: A, then: letters}, {label: B}]")))
    second = "entries: [{id: letters, questions: [letters], answer: x}]"
    assert len(parse_many([("a.yaml", first), ("b.yaml", second)]).entries) == 2
    assert any("'letters', which is no step here" in line for line in lines(first))


def test_a_step_of_one_entry_cannot_be_reached_from_another() -> None:
    text = faq(entry(step("folder")), entry(step(choices="[{label: A, then: folder}, {label: B}]"), "letters"))
    assert any("'then' leads to 'folder'" in line for line in lines(text))


def test_where_choices_lead() -> None:
    leads = (
        "[{label: A}, {label: B, then: solved}, {label: C, then: handoff}, {label: D, then: last}, {label: E, then: n}]"
    )
    text = faq(entry(step(choices=leads) + ", " + step("last", choices=leads)), entry(step(), "n"))
    mail = parse(text).entries[0]
    assert [following(mail, 0, choice) for choice in mail.steps[0].choices] == [1, "solved", "handoff", 1, "n"]
    assert following(mail, 1, mail.steps[1].choices[0]) == "handoff"


def both(words: str) -> str:
    return f"{{en: {words}, zh: {words}}}"


ALL = f"[{{label: {both('Here')}, then: solved}}, {{label: {both('Gone')}}}]"


def test_a_complete_guide_has_no_warning() -> None:
    assert warnings(faq(entry(step(ask=both("Where?"), choices=ALL)))) == []


def test_a_step_that_lacks_a_language_is_named_with_what_it_lacks() -> None:
    assert warnings(faq(entry(step(ask=both("Where?"))))) == ["a step with no label in 'zh'"]
    assert warnings(faq(entry(step(choices=ALL)))) == ["a step with no ask in 'zh'"]
    advice = f"[{{label: {both('A')}, say: Look.}}, {{label: {both('B')}}}]"
    assert warnings(faq(entry(step(ask=both("Where?"), choices=advice)))) == ["a step with no say in 'zh'"]


def test_a_step_that_no_choice_leads_to_is_named() -> None:
    ends = f"[{{label: {both('A')}, then: solved}}, {{label: {both('B')}, then: handoff}}]"
    last = step(ask=both("And?"), choices=ALL)
    assert warnings(faq(entry(step(ask=both("Where?"), choices=ends) + ", " + last))) == [
        "no choice leads to this step"
    ]


def test_a_guide_that_goes_round_and_round_is_named_once() -> None:
    round_ = f"[{{label: {both('A')}, then: one}}, {{label: {both('B')}, then: two}}]"
    text = faq(entry(step("one", both("Where?"), round_) + ", " + step("two", both("And?"), round_)))
    assert warnings(text) == ["from this step no choice ever comes to an end"]
    out = f"[{{label: {both('A')}, then: one}}, {{label: {both('B')}}}]"
    assert warnings(text.replace(round_, out, 1).replace(round_, out)) == []


def test_two_choices_that_read_the_same_are_named() -> None:
    same = f"[{{label: {both('Here')}, then: solved}}, {{label: {{en: HERE!, zh: 没有}}}}]"
    assert warnings(faq(entry(step(ask=both("Where?"), choices=same)))) == [
        "the choice 'HERE!' stands here a second time, so nobody can tell them apart"
    ]


def test_steps_behind_a_handoff_that_is_always_are_never_asked() -> None:
    text = faq(entry(step(ask=both("Where?"), choices=ALL), more=", handoff: always"))
    assert warnings(text) == ["the steps are never asked, since 'handoff: always' calls a person first"]


VALUES = st.sampled_from(["x", "solved", "{en: x}", "{fr: x}", "{}", "[]", "3", "~", "[x]", "[{label: A}, {label: B}]"])
CHOICES = st.dictionaries(st.sampled_from(["label", "say", "then", "x"]), VALUES)
STEPS = st.dictionaries(st.sampled_from(["id", "ask", "choices", "x"]), st.one_of(VALUES, st.lists(CHOICES).map(str)))


@given(st.lists(STEPS))
def test_wrong_types_anywhere_in_a_guide_never_crash(steps: list[dict[str, str]]) -> None:
    below = ", ".join("{" + ", ".join(f"{key}: {value}" for key, value in one.items()) + "}" for one in steps)
    try:
        found: Faq | FaqError = parse(faq(entry(below.replace("'", ""))))
    except FaqError as error:
        found = error
    if isinstance(found, Faq):
        assert all(isinstance(one, Step) for one in found.entries[0].steps)
        assert list(findings(found)) is not None
    else:
        assert found.problems
