"""What is written in the form below a rating is a comment, however long somebody thought about it."""

from __future__ import annotations

from conversation.model import Resolved
from tests.adapters.discord.scene import last, scene
from tests.adapters.discord.test_choices import rating_of


async def test_a_comment_that_took_its_time_is_no_new_question() -> None:
    async with scene() as stage:
        ada = stage.member("Ada")
        press = ada.presses(await rating_of(stage, ada), "4")
        await stage.hear()
        await stage.wind(11 * 60_000)
        ada.submits(press, text="quick and kind")
        await stage.hear()
        assert isinstance(await stage.stage_of(ada), Resolved)
        assert last(ada.dm).text == stage.users.words("commented")


async def test_who_rates_again_comments_again() -> None:
    async with scene() as stage:
        ada = stage.member("Ada")
        question = await rating_of(stage, ada)
        data = [str(part["custom_id"]) for part in question.parts]
        for score, words in ((2, "slow"), (4, "but kind")):
            press = ada.presses_id(question, data[score])
            await stage.hear()
            ada.submits(press, text=words)
            await stage.hear()
        assert isinstance(await stage.stage_of(ada), Resolved)
        assert (await stage.said(ada))[-1] == "but kind"
