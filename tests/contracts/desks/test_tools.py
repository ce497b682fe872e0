"""The operators' tools, on every desk: saved replies, snoozing, teaching, blocking, who somebody is, rings."""

from __future__ import annotations

from datetime import time

import pytest

from bot.config import Config
from conversation.model import Resolved, Waiting, WithOperator
from handoff.model import Merge
from tests.contracts.desks.desk import Desk, newcomer, owner, place, stage, transcript
from tests.kit.clock import HandClock
from tests.kit.house import desk_config


async def test_a_saved_reply_is_said_with_the_names_put_in(waiting: Desk) -> None:
    assert await waiting.writes("/snippet closing") in {"", "Done."}
    assert list(waiting.heard()) == [f"Goodbye, Mia! Yours, {waiting.operator}"]
    assert await owner(waiting) == waiting.operator


async def test_who_does_not_know_the_saved_replies_is_told_their_names(waiting: Desk) -> None:
    assert "closing" in await waiting.writes("/snippet") or "words" not in waiting.can
    assert "closing" in await waiting.writes("/snippet goodbye")
    assert list(waiting.heard()) == []


async def test_what_is_set_aside_says_until_when_and_comes_back_with_the_users_words(waiting: Desk) -> None:
    await waiting.writes("/claim")
    assert await waiting.writes("/snooze 2h") == ""
    await waiting.tidy()
    found = await stage(waiting)
    assert isinstance(found, WithOperator)
    assert found.snoozed_until == waiting.built.clock.now() + 2 * 3_600_000
    if "place" in waiting.can:
        assert "💤 Set aside until 14:00" in (await place(waiting)).lines[0].text
    await waiting.says("are you there?")
    await waiting.tidy()
    assert "💤" not in (await place(waiting)).lines[0].text
    told = [line for line in (await place(waiting)).lines if "is back from its snooze" in line.text]
    assert [line.called for line in told] == ([(waiting.operator,)] if "place" in waiting.can else [()] * len(told))


async def test_an_end_can_be_set_and_the_users_words_stop_it(waiting: Desk) -> None:
    await waiting.writes("/claim")
    assert await waiting.writes("/resolve 24h") == ""
    await waiting.tidy()
    if "place" in waiting.can:
        assert "⏲ Ends 01-02 12:00" in (await place(waiting)).lines[0].text
    await waiting.says("one more thing")
    await waiting.tidy()
    assert "⏲" not in (await place(waiting)).lines[0].text
    assert isinstance(await stage(waiting), WithOperator)


@pytest.mark.parametrize("order", ["/snooze", "/snooze soon", "/mute for ever", "/merge", "/resolve 99d"])
async def test_a_span_or_a_number_that_is_none_is_explained(waiting: Desk, order: str) -> None:
    assert await waiting.writes(order)
    assert isinstance(await stage(waiting), Waiting)


async def test_two_conversations_of_one_person_become_one(waiting: Desk) -> None:
    mine, number = (await waiting.conversation()).number, await newcomer(waiting, "Mia at home")
    await waiting.acts(Merge(number))
    await waiting.tidy()
    found = await waiting.built.database.reader.by_number(mine)
    assert found is not None
    assert isinstance(found.stage, Resolved)
    assert (found.stage.by, found.stage.into) == ("merge", number)
    assert (await waiting.conversation()).number == number


async def test_what_the_bot_should_have_answered_is_kept(waiting: Desk) -> None:
    await waiting.says("my coins are gone after the update")
    assert await waiting.writes("/teach backup") == ""
    (lesson,) = await waiting.built.database.reader.lessons(0)
    assert (lesson.text, lesson.right, lesson.operator) == (
        "my coins are gone after the update", "backup", waiting.operator,
    )  # fmt: skip
    assert await waiting.writes("/teach xyzzy plugh")
    assert len(await waiting.built.database.reader.lessons(0)) == 1


async def test_who_is_blocked_is_shown_as_such_until_they_are_not(waiting: Desk) -> None:
    await waiting.writes("/claim")
    assert await waiting.writes("/block") == ""
    await waiting.tidy()
    assert (await waiting.conversation()).blocked
    if "place" in waiting.can:
        assert "🚫 Nothing is taken from this person" in (await place(waiting)).lines[0].text
    assert await (waiting.presses("Unblock") if "buttons" in waiting.can else waiting.writes("/unblock")) == ""
    await waiting.tidy()
    assert not (await waiting.conversation()).blocked
    assert "🚫" not in (await place(waiting)).lines[0].text


async def test_an_operator_can_ask_for_silence(waiting: Desk) -> None:
    if "shared" not in waiting.can:
        assert await waiting.writes("/mute 2h")  # who sits there is on no list
        return
    await waiting.writes("/claim")
    told = await waiting.writes("/mute 2h")
    assert told == "Nothing rings for you until 14:00." or "words" not in waiting.can
    (me,) = [one for one in await waiting.built.database.staff.all() if one.name == waiting.operator]
    assert me.muted_until == waiting.built.clock.now() + 2 * 3_600_000
    told = await waiting.writes("/unmute")
    assert told == "It rings for you again." or "words" not in waiting.can
    (me,) = [one for one in await waiting.built.database.staff.all() if one.name == waiting.operator]
    assert me.muted_until == 0


async def test_who_somebody_is_and_what_was_before_can_be_asked(waiting: Desk) -> None:
    if "words" not in waiting.can:
        return  # a page of its own shows it
    assert "No earlier conversations." in await waiting.writes("/who")
    assert "en" in await waiting.writes("/who")
    assert list(waiting.heard()) == []
    assert isinstance(await stage(waiting), Waiting)


async def test_what_may_be_the_answer_stands_below_the_users_words(waiting: Desk) -> None:
    await waiting.says("something about fees and what a transfer costs")
    (line,) = [line for line in await transcript(waiting) if "something about fees" in line.text]
    assert line.suggested[0].entry == "fees"
    if "lists" in waiting.can:
        return
    lines = [line for line in (await place(waiting)).lines if "something about fees" in line.text]
    assert len(lines) == 1
    assert "— /faq fees" in lines[0].text.replace("`", "").replace("_", "")


async def test_who_is_called_by_name_is_notified_and_nobody_else(waiting: Desk) -> None:
    await waiting.writes("/claim")
    assert isinstance(waiting.built.clock, HandClock)
    waiting.built.clock.wind(6_000)  # who is there is known by then
    await waiting.writes("/release")
    rung = [line for line in (await place(waiting)).lines if "given back" in line.text and "🔔" in line.text]
    if "place" in waiting.can:
        assert [(line.called, line.silent) for line in rung] == [((waiting.operator,), False)]


async def test_a_claim_with_a_number_works_outside_of_conversations_too(waiting: Desk) -> None:
    if "place" not in waiting.can:
        return
    number = (await waiting.conversation()).number
    assert "only these do: /claim with a number" in await waiting.writes_in_hall("/resolve")
    assert await waiting.writes_in_hall(f"/claim {number}") == f"#{number} is yours. It gets a place of its own here."
    assert await owner(waiting) == waiting.operator
    assert "#9999" in await waiting.writes_in_hall("/claim 9999")


async def test_silence_can_be_asked_for_outside_of_conversations_too(waiting: Desk) -> None:
    if "place" not in waiting.can:
        return
    assert await waiting.writes_in_hall("/claim 9999")  # by whom anything is done, the desk knows from then on
    assert await waiting.writes_in_hall("/mute 2h") == "Nothing rings for you until 14:00."
    (me,) = [one for one in await waiting.built.database.staff.all() if one.name == waiting.operator]
    assert me.muted_until == waiting.built.clock.now() + 2 * 3_600_000
    assert "Write how long after /mute" in await waiting.writes_in_hall("/mute soon")
    assert await waiting.writes_in_hall("/unmute") == "It rings for you again."
    (me,) = [one for one in await waiting.built.database.staff.all() if one.name == waiting.operator]
    assert me.muted_until == 0


class TestQuietHours:
    """Only what is urgent makes a sound."""

    @pytest.fixture
    def settings(self) -> Config:
        always = {day: ((time(0), time(23, 59)),) for day in range(7)}
        return desk_config(quiet=always)

    async def test_who_comes_then_is_shown_without_a_sound(self, desk: Desk) -> None:
        await desk.says("/human")
        await desk.writes("/claim")
        await desk.writes("/release")
        rung = [line for line in (await place(desk)).lines if "given back" in line.text and "🔔" in line.text]
        assert all(line.silent for line in rung)
        assert len(rung) == ("place" in desk.can)

    async def test_what_is_urgent_rings_all_the_same(self, desk: Desk) -> None:
        await desk.says("I think I was hacked")
        await desk.says("/human")
        rung = [line for line in (await place(desk)).lines if "🚨" in line.text]
        assert not any(line.silent for line in rung)
        assert len(rung) == ("place" in desk.can)


class TestCrowd:
    """Many newcomers within a minute."""

    @pytest.fixture
    def settings(self) -> Config:
        return desk_config(crowd=3)

    async def test_newcomers_who_come_at_once_share_one_line_and_get_a_place_when_claimed(self, desk: Desk) -> None:
        numbers = [await newcomer(desk, f"guest {n}") for n in range(8)]
        await desk.says("/human")
        if "place" not in desk.can:
            return
        before = len(await desk.places())
        assert before < 4
        (card,) = [line for line in await desk.hall() if "👥" in line.text]
        assert "newcomers wait" in card.text
        assert f"#{(await desk.conversation()).number}" in card.text
        assert await desk.writes_in_hall(f"/claim {numbers[-1]}") != ""
        await desk.tidy()
        assert f"#{numbers[-1]} guest 7" in [one.title for one in await desk.places()]
        assert len(await desk.places()) == before + 1
