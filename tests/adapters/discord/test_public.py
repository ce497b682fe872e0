"""Channels and threads of a server: when the bot is meant, when it may listen, and what it never says."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.discord.scene import Scene, last, scene
from tests.kit.discord import Person

QUESTION, ANSWER = "How do I back up my wallet?", "Open **Settings → Backup** in Example Wallet."
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as stage:
        yield stage


@pytest.fixture
def ada(stage: Scene) -> Person:
    return stage.member("Ada")


@pytest.fixture
def bob(stage: Scene) -> Person:
    return stage.member("Bob")


async def test_in_a_help_channel_the_bot_answers_when_it_is_meant_or_sure(stage: Scene) -> None:
    """Each by a person of their own, since nobody is answered unasked twice in a minute."""
    me = stage.discord.bot.mention
    cases = [
        (f"{me} {QUESTION}", True),
        (f"{QUESTION} {me}", True),
        (QUESTION, True),
        ("怎么备份钱包？", True),
        ("How do I back up my wallet?? 🙏", True),
        ("How do I back up my wallet", False),
        ("Anybody for lunch?", False),
        (f"{me} anybody for lunch", False),
        ("/human", False),
        ("@everyone how do I back up my wallet", False),
    ]
    for number, (text, spoken) in enumerate(cases):
        person = stage.member(f"Person {number}")
        before = len(stage.help.from_bot)
        message = person.writes(text, channel=stage.help)
        await stage.hear()
        assert (len(stage.help.from_bot) > before) is spoken, text
        assert not spoken or last(stage.help).reply_to is message
        kept = await stage.users.newest(person.id, stage.help.id)
        assert (kept is not None) is (spoken or text.startswith(me)), text


async def test_elsewhere_it_speaks_only_when_it_is_meant(stage: Scene, ada: Person) -> None:
    ada.writes(QUESTION, channel=stage.lounge)
    await stage.hear()
    assert stage.lounge.from_bot == []
    ada.writes(QUESTION, channel=stage.lounge, mention=True)
    await stage.hear()
    assert last(stage.lounge).text == ANSWER


async def test_the_name_is_cut_out_of_what_is_kept(stage: Scene, ada: Person) -> None:
    ada.writes(f"{stage.discord.bot.mention}, {QUESTION}", channel=stage.help)
    await stage.hear()
    assert await stage.said(ada, stage.help) == [QUESTION]


async def test_an_answer_to_the_bot_is_meant_for_it(stage: Scene, ada: Person, bob: Person) -> None:
    ada.writes(QUESTION, channel=stage.lounge, mention=True)
    await stage.hear()
    bob.writes("and why are the fees so high", reply_to=last(stage.lounge))
    await stage.hear()
    assert last(stage.lounge).text == "Fees go to the network, not to us."


async def test_nobody_is_answered_unasked_twice_in_a_minute(stage: Scene, ada: Person, bob: Person) -> None:
    for person in (ada, bob, ada):
        person.writes(QUESTION, channel=stage.help)
        await stage.hear()
    assert [message.text for message in stage.help.from_bot] == [ANSWER, ANSWER]
    await stage.wind(60_000)
    ada.writes(QUESTION, channel=stage.help)
    await stage.hear()
    assert len(stage.help.from_bot) == 3


async def test_a_post_is_a_question_to_everybody(stage: Scene, ada: Person, bob: Person) -> None:
    post = ada.posts(stage.forum, "Backups", "how do I back up my wallet")
    await stage.hear()
    assert last(post).text == ANSWER
    bob.writes("how do I back up my wallet", channel=post)
    await stage.hear()
    assert len(post.from_bot) == 1, "only whoever opened it is sure to ask"


async def test_a_question_in_the_title_is_heard(stage: Scene, ada: Person) -> None:
    post = ada.posts(stage.forum, QUESTION, "please see above")
    await stage.hear()
    assert last(post).text == ANSWER
    assert await stage.said(ada, post) == [f"{QUESTION}\nplease see above"]


async def test_a_thread_below_a_help_channel_begins_with_its_owners_words(stage: Scene, ada: Person) -> None:
    thread = ada.opens_thread(stage.help, "backups")
    ada.writes("how do I back up my wallet", channel=thread)
    await stage.hear()
    assert last(thread).text == ANSWER
    await stage.wind(60_000)
    ada.writes("how do I back up my wallet", channel=thread)
    await stage.hear()
    assert len(thread.from_bot) == 1


async def test_a_secret_in_public_is_taken_away_and_warned_of(stage: Scene, ada: Person) -> None:
    message = ada.writes(f"my words are {PHRASE}", channel=stage.help)
    await stage.hear()
    assert message.deleted
    assert "Nobody ever needs your recovery phrase" in last(stage.help).text
    assert PHRASE not in (await stage.said(ada, stage.help))[0]


async def test_a_warning_in_public_is_in_the_language_that_the_person_speaks_with_us(stage: Scene, ada: Person) -> None:
    ada.writes("转人工")
    await stage.hear()
    ada.writes(PHRASE, channel=stage.help)
    await stage.hear()
    assert last(stage.help).text == stage.users.front.words("zh")("public_secret")


async def test_a_secret_edited_in_is_taken_away(stage: Scene, ada: Person, bob: Person) -> None:
    unheard = ada.writes("lunch was nice", channel=stage.help)
    heard = bob.writes(QUESTION, channel=stage.help)
    await stage.hear()
    for message in (unheard, heard):
        message.author.edits(message, f"my words are {PHRASE}")  # type: ignore[attr-defined] # persons wrote them
    await stage.hear()
    assert unheard.deleted
    assert heard.deleted


async def test_a_deleted_question_and_an_emoji_below_the_answer_are_kept(
    stage: Scene, ada: Person, bob: Person
) -> None:
    asked = ada.writes(QUESTION, channel=stage.help)
    await stage.hear()
    bob.reacts(last(stage.help), "👎")
    ada.reacts(last(stage.help), "👍")
    ada.deletes(asked)
    await stage.hear()
    view = await stage.users.front.reader.conversation((await stage.newest(ada, stage.help)).number)
    assert view is not None
    assert [line.kind for line in view.history] == ["user_said", "user_reacted", "user_deleted"]
    assert await stage.users.newest(bob.id, stage.help.id) is None


async def test_words_without_a_question_become_help(stage: Scene, ada: Person) -> None:
    ada.writes(channel=stage.help, mention=True)
    await stage.hear()
    assert await stage.said(ada, stage.help) == ["/help"]
    assert last(stage.help).labels, "a way into private"


async def test_where_somebody_was_met_is_remembered(stage: Scene, ada: Person) -> None:
    thread = ada.opens_thread(stage.help, "backups")
    ada.writes(QUESTION, channel=thread)
    await stage.hear()
    assert await stage.users.front.public_place(ada.id) == stage.help.id
