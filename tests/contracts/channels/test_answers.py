"""What holds for every channel while the bot answers. What one cannot do is read off what it and its users can."""

from __future__ import annotations

import math
import re

import pytest

from adapters.markup import parse
from conversation.model import Resolved, Waiting
from handoff.model import Reason, Reply
from tests.contracts.channels import worlds
from tests.contracts.channels.surface import (
    Shown,
    Surface,
    acts,
    everything_kept,
    known,
    last,
    lines,
    said,
    stage,
    text,
    with_a_person,
    words,
)

QUESTION = "How do I back up my wallet?"
BOLD = "Settings → Backup"
PHRASE = "abandon ability able about above absent absorb abstract absurd abuse access accident"
LOG = ("log.txt", b"line 1\n")


def squeezed(shown: str) -> str:
    """Without what a cut may take away."""
    return re.sub(r"\s+", "", shown)


def plain_or_bold(shown: Shown, bold: str) -> bool:
    """Either it looks as it should or it has no looks at all; in no case a mark is left."""
    return shown.bold in {(), (bold,)} and "*" not in shown.text


async def test_a_question_is_answered_with_its_looks(surface: Surface) -> None:
    await surface.says(QUESTION)
    answer = await last(surface)
    assert answer.text == f"Open {BOLD} in Example Wallet."
    assert plain_or_bold(answer, BOLD)


async def test_a_question_in_chinese_is_answered_in_chinese(surface: Surface) -> None:
    await surface.says("怎么备份钱包")
    answer = await last(surface)
    assert answer.text == "打开 Example Wallet 的 设置 → 备份。"
    assert plain_or_bold(answer, "设置 → 备份")
    assert text("choice_human", "zh") in answer.labels


async def test_every_choice_is_there_to_be_chosen(surface: Surface) -> None:
    await surface.says(QUESTION)
    offered = tuple(choice.label for choice in (await known(surface)).offered)
    assert (await last(surface)).labels == offered
    for label in offered[-2:]:
        await surface.says(QUESTION)
        await surface.chooses(label)
        assert (await said(surface))[-1] == label


async def test_a_guide_asks_one_step_after_the_other(surface: Surface) -> None:
    await surface.says("The verification code does not come")
    first = await last(surface)
    assert first.text == "The code comes by email.\n\nIs it in the spam folder?"
    assert first.labels == ("Found it", "Not there", "I did not ask for one", text("choice_human"))
    await surface.chooses("Not there")
    second = await last(surface)
    assert second.text == "Ask Example Wallet for a new code.\n\nDid the new code come?"
    assert plain_or_bold(second, "new")
    await surface.chooses("Which folder was that?")
    assert (await last(surface)).labels == first.labels
    await surface.chooses("Not there")
    await surface.chooses("Still nothing")
    assert isinstance(waiting := await stage(surface), Waiting)
    assert (waiting.reason, waiting.team) == (Reason.GUIDE, "accounts")
    assert (await said(surface))[1:] == ["Not there", "Which folder was that?", "Not there", "Still nothing"]


async def test_a_step_is_answered_in_words_as_well(surface: Surface) -> None:
    await surface.says("收不到验证码")
    await surface.says("没有")
    assert (await last(surface)).text == "请在 Example Wallet 里重新获取验证码。\n\n新的验证码收到了吗？"
    await surface.says("我不知道灯在哪")
    assert text("guide_again", "zh") in (await last(surface)).text
    await surface.chooses("收到了")
    assert isinstance(await stage(surface), Resolved)


async def test_a_choice_of_an_earlier_step_is_told_kindly(surface: Surface) -> None:
    await surface.says("The verification code does not come")
    await surface.chooses("Not there")
    count, told = len(await lines(surface)), await surface.chooses_again()
    if "recall" in surface.can:
        assert text("choice_gone") in told
        assert len(await lines(surface)) == count
    else:  # a number or a word means the newest choices
        assert len(await lines(surface)) > count


async def test_a_picture_of_the_faq_comes_with_its_words(surface: Surface) -> None:
    await surface.says("picture of the big red button")
    words_shown = "\n".join(shown.text for shown in await surface.shown())
    assert "It is red." in words_shown
    pictures = [shown for shown in await surface.shown() if shown.pictures]
    assert len(pictures) == (1 if surface.capabilities.media else 0)


async def test_who_asks_for_a_person_learns_their_number_and_their_place(surface: Surface) -> None:
    await surface.says(QUESTION)
    await surface.chooses(text("choice_human"))
    assert isinstance(await stage(surface), Waiting)
    number = (await known(surface)).number
    assert text("queued", number=number, position=1) in (await last(surface)).text
    assert text("never_first") in (await last(surface)).text


@pytest.mark.parametrize(("question", "language"), [(QUESTION, "en"), ("怎么备份钱包", "zh")])
async def test_a_choice_that_was_taken_already_is_told_kindly(surface: Surface, question: str, language: str) -> None:
    await surface.says(question)
    await surface.chooses(text("choice_yes", language))
    found = await stage(surface)
    assert isinstance(found, Resolved)
    count, told = len(await lines(surface)), await surface.chooses_again()
    if "recall" in surface.can:
        assert text("choice_gone", language) in told
        assert await stage(surface) == found
        assert len(await lines(surface)) == count
    else:  # a number means the newest choices, which are the scores by now
        assert isinstance(rated := await stage(surface), Waiting)
        assert rated.reason == Reason.RATED


async def test_a_long_answer_arrives_whole_and_in_order_in_pieces_that_fit(surface: Surface) -> None:
    await surface.says("show me the whole manual")
    pieces = await surface.shown()
    whole = parse(worlds.LONG)
    longest = max(piece.size for piece in pieces)
    assert longest <= surface.capabilities.longest
    assert len(pieces) <= math.ceil(len(worlds.LONG) / surface.capabilities.longest) * 1.5
    read = squeezed("".join(piece.text for piece in pieces))
    addresses = re.compile(r"\(https://example.org/steps/\d+\)?")
    assert addresses.sub("", read) == squeezed(whole.text)
    assert not [piece.text for piece in pieces if "**" in piece.text or "`" in piece.text]
    bold = [whole.text[span.start : span.end] for span in whole.spans if span.style == "bold"]
    assert [word for piece in pieces for word in piece.bold] in ([], bold)
    assert [piece.labels for piece in pieces[:-1]] == [()] * (len(pieces) - 1)
    assert pieces[-1].labels


async def test_odd_characters_are_shown_as_they_are_and_call_nobody(surface: Surface) -> None:
    await surface.says("which odd characters exist")
    await acts(surface, Reply(worlds.ODD))
    shown = [shown for shown in await surface.shown() if "snake" not in shown.text]
    seen = [one for one in shown if "a_b_c" in one.text]
    assert [one.text for one in seen] == [parse(worlds.ODD).text] * 2
    assert [(one.bold, one.pings) for one in seen] == [((), 0)] * 2


async def test_what_comes_twice_is_taken_once(surface: Surface) -> None:
    await surface.says(QUESTION)
    await surface.says("/human")
    await surface.attaches(*LOG, "look here")
    kept, shown = await lines(surface), await surface.shown()
    await surface.repeats()
    assert await lines(surface) == kept
    assert await surface.shown() == shown


async def test_a_secret_is_warned_about_and_stands_nowhere(surface: Surface, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    await surface.says(f"here: {PHRASE}")
    assert "recovery phrase" in (await words(surface))
    assert "make a new wallet now" in (await words(surface))
    await with_a_person(surface)
    await surface.says(f"again {PHRASE}")
    kept = await everything_kept(surface)
    for two in re.findall(r"\w+ \w+", PHRASE):
        assert two not in kept
        assert two not in caplog.text
    assert "[recovery phrase removed]" in "\n".join(await said(surface))
