"""What every store promises about operators and their ways in."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from conversation.ports import Account, NameTaken, Ways
from handoff.model import Operator
from storage.database import Database
from tests.contracts.conftest import Opener

ANN = Operator("ann", "lead", telegram="11")


async def test_an_operator_is_added_with_a_token_and_found_by_it(database: Database) -> None:
    await database.staff.add(ANN, token_hash="t1", password="argon")
    assert await database.staff.by_token("t1") == ANN
    assert await database.staff.by_token("t2") is None
    assert await database.staff.account("ann") == Account(ANN, "argon")
    assert await database.staff.account("bob") is None


async def test_a_name_is_taken_once_and_the_second_leaves_no_token(database: Database) -> None:
    await database.staff.add(ANN)
    with pytest.raises(NameTaken):
        await database.staff.add(Operator("ann", "admin"), token_hash="t2")
    assert await database.staff.by_token("t2") is None
    assert await database.staff.all() == (ANN,)


async def test_of_many_who_take_a_name_at_once_one_has_it(database: Database) -> None:
    outcomes = await asyncio.gather(
        *(database.staff.add(Operator("ann", telegram=str(n))) for n in range(9)), return_exceptions=True
    )
    assert sum(outcome is None for outcome in outcomes) == 1
    assert sum(isinstance(outcome, NameTaken) for outcome in outcomes) == 8


async def test_operators_are_listed_by_name_and_survive_a_restart(opener: Opener) -> None:
    async with opener() as database:
        for name in ("cid", "ann", "bob"):
            await database.staff.add(Operator(name))
    async with opener() as database:
        assert [operator.name for operator in await database.staff.all()] == ["ann", "bob", "cid"]


async def test_an_operator_is_known_by_the_id_on_telegram(database: Database) -> None:
    await database.staff.add(ANN)
    await database.staff.add(Operator("bob"))
    assert await database.staff.by_telegram("11") == ANN
    assert await database.staff.by_telegram("12") is None
    assert await database.staff.link("bob", telegram="12", discord=None)
    assert await database.staff.by_telegram("12") == Operator("bob", telegram="12")
    await database.staff.remove("bob")
    assert await database.staff.by_telegram("12") is None


async def test_of_two_with_one_id_on_telegram_the_one_whom_a_person_added_counts(database: Database) -> None:
    await database.staff.add(Operator("ada", telegram="11", source="telegram:7:desk:-100"))
    await database.staff.add(ANN)
    assert await database.staff.by_telegram("11") == ANN


async def test_an_operator_is_known_by_the_id_on_discord(database: Database) -> None:
    await database.staff.add(Operator("ada", discord="22", source="discord:7:desk:100"))
    await database.staff.add(Operator("bob"))
    assert await database.staff.by_discord("22") == Operator("ada", discord="22", source="discord:7:desk:100")
    assert await database.staff.by_telegram("22") is None
    assert await database.staff.link("bob", telegram=None, discord="22")
    assert await database.staff.by_discord("22") == Operator("bob", discord="22")
    await database.staff.remove("bob")
    assert await database.staff.by_discord("22") == Operator("ada", discord="22", source="discord:7:desk:100")
    assert await database.staff.by_discord("23") is None


async def test_what_made_somebody_an_operator_is_kept_wherever_operators_are_read(opener: Opener) -> None:
    member = Operator("ada", "lead", "11", "22", "telegram:7:desk:-100")
    async with opener() as database:
        await database.staff.add(member, token_hash="t1", password="argon")
    async with opener() as database:
        await database.staff.open_session("s1", "ada", 1000)
        assert await database.staff.all() == (member,)
        assert await database.staff.account("ada") == Account(member, "argon")
        assert await database.staff.by_token("t1") == member
        assert await database.staff.by_session("s1", 1) == member
        assert await database.staff.by_telegram("11") == member


async def test_linking_sets_what_is_given_and_leaves_the_rest(database: Database) -> None:
    await database.staff.add(ANN)
    assert await database.staff.link("ann", telegram=None, discord="22")
    assert await database.staff.all() == (Operator("ann", "lead", "11", "22"),)
    assert not await database.staff.link("bob", telegram="1", discord=None)


async def test_removing_ends_tokens_and_sessions_at_once(database: Database) -> None:
    await database.staff.add(ANN, token_hash="t1")
    await database.staff.open_session("s1", "ann", 1000)
    assert await database.staff.remove("ann")
    assert await database.staff.by_token("t1") is None
    assert await database.staff.by_session("s1", 1) is None
    assert await database.staff.all() == ()
    assert not await database.staff.remove("ann")
    await database.staff.add(Operator("ann"))
    assert await database.staff.by_token("t1") is None
    assert await database.staff.by_session("s1", 1) is None


async def test_a_role_can_be_changed(database: Database) -> None:
    await database.staff.add(ANN)
    assert await database.staff.set_role("ann", "admin")
    [found] = await database.staff.all()
    assert found.role == "admin"
    assert not await database.staff.set_role("bob", "admin")


async def test_what_users_call_an_operator_is_kept_and_can_be_changed(opener: Opener) -> None:
    async with opener() as database:
        await database.staff.add(replace(ANN, alias="Max"), token_hash="t1", password="argon")
    async with opener() as database:
        assert await database.staff.by_token("t1") == replace(ANN, alias="Max")
        assert await database.staff.account("ann") == Account(replace(ANN, alias="Max"), "argon")
        assert await database.staff.set_alias("ann", "Moritz")
        assert await database.staff.by_telegram("11") == replace(ANN, alias="Moritz")
        assert await database.staff.set_alias("ann", "")
        assert await database.staff.all() == (ANN,)
        assert not await database.staff.set_alias("bob", "Max")


async def test_nobody_gets_a_name_or_an_alias_that_reads_like_another_operators(database: Database) -> None:
    await database.staff.add(replace(ANN, alias="Max"))
    await database.staff.add(Operator("zed"))
    for wanted in (Operator("bob", alias="ANN"), Operator("bob", alias="ｍax"), Operator("MAX"), Operator("Ann")):
        with pytest.raises(NameTaken):
            await database.staff.add(wanted, token_hash="t2")
    for alias in ("ann", "MAX"):
        with pytest.raises(NameTaken) as refused:
            await database.staff.set_alias("zed", alias)
        assert refused.value.holder == "ann"
    assert await database.staff.by_token("t2") is None
    assert await database.staff.all() == (replace(ANN, alias="Max"), Operator("zed"))
    assert await database.staff.set_alias("zed", "Zed")
    assert await database.staff.set_alias("ann", "Ann")


async def test_it_is_known_who_has_a_password_and_who_a_token(database: Database) -> None:
    await database.staff.add(ANN, token_hash="t1")
    await database.staff.add(Operator("bob"), password="argon")
    await database.staff.add(Operator("cid"))
    assert await database.staff.ways() == {"ann": Ways(token=True), "bob": Ways(password=True), "cid": Ways()}


async def test_an_operator_is_left_in_peace_until_a_moment_or_no_longer(opener: Opener) -> None:
    async with opener() as database:
        await database.staff.add(ANN, token_hash="t1")
        assert await database.staff.mute("ann", 5_000_000_000_000)
        assert not await database.staff.mute("bob", 1)
    async with opener() as database:
        assert await database.staff.all() == (replace(ANN, muted_until=5_000_000_000_000),)
        assert await database.staff.mute("ann", 0)
        assert await database.staff.by_token("t1") == ANN


async def test_a_session_ends_at_its_time_or_when_it_is_closed(database: Database) -> None:
    await database.staff.add(ANN)
    await database.staff.open_session("s1", "ann", 1000)
    await database.staff.open_session("s2", "ann", 1000)
    assert await database.staff.by_session("s1", 999) == ANN
    assert await database.staff.by_session("s1", 1000) is None
    await database.staff.close_session("s1")
    assert await database.staff.by_session("s1", 999) is None
    assert await database.staff.by_session("s2", 999) == ANN


async def test_a_session_is_not_opened_for_nobody(database: Database) -> None:
    await database.staff.open_session("s1", "ann", 1000)
    await database.staff.add(ANN)
    assert await database.staff.by_session("s1", 1) is None


async def test_a_new_password_ends_all_sessions_but_no_token(database: Database) -> None:
    await database.staff.add(ANN, token_hash="t1")
    await database.staff.open_session("s1", "ann", 1000)
    assert await database.staff.set_password("ann", "new")
    assert await database.staff.account("ann") == Account(ANN, "new")
    assert await database.staff.by_session("s1", 1) is None
    assert await database.staff.by_token("t1") == ANN
    assert not await database.staff.set_password("bob", "new")


async def test_sessions_that_are_over_are_swept_away(database: Database) -> None:
    await database.staff.add(ANN)
    await database.staff.open_session("old", "ann", 1000)
    await database.staff.open_session("new", "ann", 3000)
    await database.store.prune(2000)
    assert await database.staff.by_session("old", 1) is None
    assert await database.staff.by_session("new", 1) == ANN


async def test_the_first_value_of_a_setting_stays_for_everybody(database: Database) -> None:
    assert await database.staff.setting("key") is None
    values = await asyncio.gather(*(database.staff.keep_setting("key", str(n)) for n in range(9)))
    assert len(set(values)) == 1
    assert await database.staff.setting("key") == values[0]


async def test_a_setting_that_is_put_replaces_what_was_there(database: Database) -> None:
    await database.staff.put_setting("key", "first")
    assert await database.staff.setting("key") == "first"
    await database.staff.put_setting("key", "second")
    assert await database.staff.setting("key") == "second"
    assert await database.staff.keep_setting("key", "third") == "second"


async def test_a_setting_is_taken_by_exactly_one(database: Database) -> None:
    await database.staff.keep_setting("link", "once")
    assert not await database.staff.take_setting("link", "other")
    taken = await asyncio.gather(*(database.staff.take_setting("link", "once") for _ in range(9)))
    assert sorted(taken) == [False] * 8 + [True]
    assert await database.staff.setting("link") is None
