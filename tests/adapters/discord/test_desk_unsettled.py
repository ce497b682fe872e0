"""What operators write in a thread whose opening we never heard the end of reaches the user all the same."""

from __future__ import annotations

from conversation.model import WithOperator
from tests.adapters.discord.desk_scene import desk_scene
from tests.kit.discord import Fault


async def test_words_in_a_thread_that_was_opened_just_before_the_end_are_a_reply() -> None:
    async with desk_scene() as stage:
        stage.discord.fault("POST /channels/*/threads", Fault.reset_after())
        await stage.says("/human")
        await stage.rebuild()
        stage._heard = len(stage.line.log)  # the session is lost: nobody tells us that there is a thread
        stage.operators[0].writes("Hello Mia", channel=stage.thread)
        await stage.hear()
        assert isinstance((await stage.conversation()).stage, WithOperator)
        await stage.wind(60_000)
        assert len(stage.threads) == 1
        known = await stage.known()
        assert known is not None
        assert known.place == stage.thread.id
