"""A right that was taken away at Discord is gone in the house within a minute, wherever somebody works."""

from __future__ import annotations

from tests.adapters.discord.desk_scene import desk_scene


async def test_who_loses_the_role_is_no_operator_after_the_next_look() -> None:
    async with desk_scene() as stage:
        await stage.asks_for_a_person()
        olga = stage.operators[0]
        await stage.press(olga, await stage.card(), "Claim")
        assert [operator.name for operator in await stage.database.staff.all()] == ["Olga"]
        stage.clock.wind(1_000)
        stage.guild.gives(olga)
        stage.clock.wind(49_000)
        await stage.forum.look()
        await stage.forum.members.review()
        assert await stage.database.staff.all() == ()
