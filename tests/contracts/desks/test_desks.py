"""What holds for every desk. What one of them cannot do is read off what it says it can."""

from __future__ import annotations

import asyncio

from conversation.model import Resolved, Waiting, WithOperator
from conversation.ports import Refused
from handoff.model import Claim, Reply
from tests.contracts.desks.desk import Desk, owner, place, stage, transcript
from tests.kit.telegram import png


async def test_a_conversation_has_one_place_from_its_handoff_on(desk: Desk) -> None:
    await desk.says("hello there")
    if "place" in desk.can:
        assert await desk.places() == []
    for text in ("/human", "are you there?", "please"):
        await desk.says(text)
    found = await place(desk)
    assert found.title == f"#{(await desk.conversation()).number} Mia"
    assert found.open
    assert found.text.index("are you there?") < found.text.index("please")


async def test_a_card_says_who_it_is_and_what_can_be_done(waiting: Desk) -> None:
    first = (await place(waiting)).lines[0]
    expected = ("Claim", "Resolve", "Transfer", "History") if "buttons" in waiting.can else ()
    assert first.labels == expected
    if "place" in waiting.can:
        assert "Mia" in first.text
        assert "asked for a person" in first.text


async def test_a_card_tells_what_was_answered_in_a_guide(desk: Desk) -> None:
    await desk.says("The verification code does not come")
    for words in ("Not there", "Still nothing"):
        await desk.says(words)
    if "place" in desk.can:
        card = (await place(desk)).lines[0].text
        assert "Is it in the spam folder? → Not there\nDid the new code come? → Still nothing" in card
        assert "the steps of the FAQ led here" in card
        assert "accounts" in card


async def test_it_is_claimed_by_button_and_by_word(waiting: Desk) -> None:
    await waiting.presses("Claim")
    assert await owner(waiting) == waiting.operator
    await waiting.writes("/release")
    assert isinstance(await stage(waiting), Waiting)
    await waiting.writes("/claim")
    assert await owner(waiting) == waiting.operator


async def test_what_another_has_is_refused_by_name_and_nothing_reaches_the_user(waiting: Desk) -> None:
    await waiting.acts(Claim())
    assert "Nora has it." in await waiting.writes("me, too")
    if "shared" in waiting.can:
        assert "Nora has it." in await waiting.presses("Claim")
        assert await owner(waiting) == "Nora"
    assert list(waiting.heard()) == []


async def test_an_operators_words_reach_the_user(waiting: Desk) -> None:
    assert await waiting.writes("Good morning!") == ""
    assert list(waiting.heard()) == ["Good morning!"]
    assert await owner(waiting) == waiting.operator
    line = (await transcript(waiting))[-1]
    assert (line.author, line.name, line.text) == ("operator", waiting.operator, "Good morning!")


async def test_what_another_says_is_seen_with_their_name(waiting: Desk) -> None:
    await waiting.acts(Reply("I am Nora's word"))
    (line,) = [line for line in (await place(waiting)).lines if "I am Nora's word" in line.text]
    assert "Nora" in line.text.replace("I am Nora's word", "")


async def test_a_users_words_and_files_are_seen_as_they_are(waiting: Desk) -> None:
    await waiting.says("is **this** `1 * 2`? <b>no @everyone")
    file = await waiting.built.files.put((await waiting.conversation()).address.key, "a.png", "image/png", png())
    await waiting.says("look here", (file,))
    found = await place(waiting)
    assert "is **this** `1 * 2`? <b>no @everyone" in found.text.replace("\u200b", "")
    (line,) = [line for line in found.lines if "look here" in line.text]
    assert ("a.png" in line.text) if "files" not in waiting.can else line.files == (png(),)


async def test_an_edit_is_seen_with_both_versions_and_a_deletion_is_told(waiting: Desk) -> None:
    await waiting.says("I paid 10")
    await waiting.says("I paid 100", act="edit", about="own:2")
    found = (await place(waiting)).text
    assert "I paid 100" in found
    assert "I paid 10" in found.replace("I paid 100", "")
    await waiting.says("", act="delete", about="own:2")
    found = (await place(waiting)).text
    assert "[deleted by the user]" in found
    assert "I paid 100" in found


async def test_an_emoji_of_the_user_is_seen_where_that_can_be_and_is_no_line(waiting: Desk) -> None:
    await waiting.acts(Reply("Done!"))
    count = len(await transcript(waiting))
    await waiting.says("🎉", act="react", about=await waiting.remote("Done!"))
    (line,) = [line for line in (await place(waiting)).lines if "Done!" in line.text]
    assert line.emoji == (("🎉",) if "react" in waiting.can else ())
    assert len(await transcript(waiting)) == count


async def test_what_an_operator_changes_takes_back_and_marks_reaches_the_user(waiting: Desk) -> None:
    await waiting.says("thank you so much")
    await waiting.writes("at noon")
    if "correct" not in waiting.can:
        assert await waiting.writes("/delete")
        assert (list(waiting.heard()), list(waiting.changed())) == (["at noon"], [])
        return
    await waiting.edits("at one")
    await waiting.reacts("thank you so much", "👍")
    await waiting.deletes()
    assert list(waiting.changed()) == [("edit", "at one"), ("mark", "👍"), ("erase", "")]
    assert list(waiting.heard()) == ["at noon"]


async def test_notes_stay_among_us(waiting: Desk) -> None:
    await waiting.writes("/note patient and kind")
    note = (await transcript(waiting))[-1]
    assert (note.author, note.text, note.name) == ("note", "patient and kind", waiting.operator)
    assert list(waiting.heard()) == []


async def test_transfer_release_resolve_and_reopen_by_word(waiting: Desk) -> None:
    for word, expected in (
        ("/claim", WithOperator), ("/release", Waiting), ("/claim", WithOperator), ("/transfer billing", Waiting),
        ("/claim", WithOperator), ("/resolve", Resolved), ("/reopen", WithOperator),
    ):  # fmt: skip
        assert await waiting.writes(word) == "", word
        assert isinstance(await stage(waiting), expected), word


async def test_a_place_closes_at_the_end_and_opens_when_the_user_comes_back(waiting: Desk) -> None:
    await waiting.writes("Good morning!")
    await waiting.writes("/resolve")
    await waiting.tidy()
    assert not (await place(waiting)).open
    await waiting.says("/human")
    await waiting.tidy()
    assert (await place(waiting)).open
    assert isinstance(await stage(waiting), Waiting)


async def test_two_who_claim_at_once_find_one_owner_and_both_see_who(waiting: Desk) -> None:
    async def nora() -> str:
        try:
            await waiting.acts(Claim())
        except Refused as refusal:
            return str(refusal)
        return ""

    await asyncio.gather(waiting.presses("Claim"), nora())
    await waiting.tidy()
    found = await owner(waiting)
    assert found in {waiting.operator, "Nora"}
    if "place" in waiting.can:
        assert f"With {found}" in (await place(waiting)).lines[0].text


async def test_what_did_not_arrive_is_told_with_its_reason_and_goes_out_again(waiting: Desk) -> None:
    waiting.fails("the user blocked the bot")
    await waiting.writes("Are you there?")
    if "network" not in waiting.can:
        assert list(waiting.heard()) == ["Are you there?"]
        return
    assert list(waiting.heard()) == []
    (told,) = [line for line in (await place(waiting)).lines if "the user blocked the bot" in line.text]
    if "buttons" in waiting.can:
        assert told.labels[0] == "Try again"
        await waiting.presses("Try again")
        assert list(waiting.heard()) == ["Are you there?"]
        lines = [line for line in await transcript(waiting) if line.author == "operator"]
        assert [(line.text, line.delivery) for line in lines] == [("Are you there?", "sent")]


async def test_a_place_that_somebody_deleted_is_made_anew_and_nothing_is_lost(waiting: Desk) -> None:
    await waiting.says("one")
    await waiting.loses_place()
    await waiting.says("two")
    await waiting.says("three")
    found = await place(waiting)
    assert found.text.index("two") < found.text.index("three")
    assert await waiting.writes("I am here") == ""
    assert list(waiting.heard()) == ["I am here"]


async def test_a_crash_while_the_place_is_asked_for_leaves_one(desk: Desk) -> None:
    await desk.crashes_while_opening()
    await desk.says("still here")
    found = await place(desk)
    assert found.text.count("still here") == 1
    assert len([line for line in found.lines if "Claim" in line.labels]) == ("buttons" in desk.can)


async def test_who_is_no_operator_changes_nothing(waiting: Desk) -> None:
    await waiting.intrudes("send it to me")
    assert isinstance(await stage(waiting), Waiting)
    assert list(waiting.heard()) == []
    assert not [line for line in await transcript(waiting) if line.author in {"operator", "note"}]


async def test_an_order_that_is_none_is_explained_and_goes_to_nobody(waiting: Desk) -> None:
    told = await waiting.writes("/note")
    assert told
    assert list(waiting.heard()) == []
    assert isinstance(await stage(waiting), Waiting)
