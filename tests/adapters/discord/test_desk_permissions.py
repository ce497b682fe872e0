"""Rights in a channel, as Discord counts them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.permissions import (
    BITS,
    EVERYTHING,
    NEEDED,
    NOTHING,
    bits,
    effective,
    has,
    invite,
    lacking,
)

NOW = 1_800_000_000_000
SPEAKING = ("view_channel", "send_messages", "attach_files")


def guild(**roles: int) -> dict[str, Any]:
    """A server of Ann's with the role of everybody and these."""
    found = [{"id": name, "permissions": str(value)} for name, value in roles.items()]
    return {"id": "1", "owner_id": "ann", "roles": [{"id": "1", "permissions": str(bits(SPEAKING))}, *found]}


def member(user: str = "mia", *roles: str, **more: Any) -> dict[str, Any]:
    return {"user": {"id": user}, "roles": list(roles), **more}


def channel(**overwrites: tuple[int, int]) -> dict[str, Any]:
    """A channel in which by id these are denied and allowed."""
    return {
        "id": "5",
        "permission_overwrites": [
            {"id": name.removeprefix("_"), "type": 0, "deny": str(deny), "allow": str(allow)}
            for name, (deny, allow) in overwrites.items()
        ],
    }


VIEW, SEND, THREADS = BITS["view_channel"], BITS["send_messages"], BITS["manage_threads"]


def test_everybody_has_what_everybody_has() -> None:
    assert effective(guild(), None, member()) == bits(SPEAKING)


def test_roles_add_to_each_other() -> None:
    found = effective(guild(mod=THREADS, other=BITS["manage_guild"]), channel(), member("mia", "mod"))
    assert has(found, "manage_threads", *SPEAKING)
    assert not has(found, "manage_guild")


def test_the_owner_may_everything_whatever_the_channel_says() -> None:
    assert effective(guild(), channel(_1=(VIEW, 0)), member("ann")) == EVERYTHING


def test_an_administrator_may_everything_whatever_the_channel_says() -> None:
    closed = channel(_1=(VIEW, 0), mia=(VIEW, 0))
    assert effective(guild(boss=BITS["administrator"]), closed, member("mia", "boss")) == EVERYTHING


def test_a_channel_that_is_hidden_from_everybody_is_open_to_a_role() -> None:
    hidden = channel(_1=(VIEW, 0), staff=(0, VIEW))
    assert effective(guild(staff=0), hidden, member()) == NOTHING
    assert has(effective(guild(staff=0), hidden, member("mia", "staff")), *SPEAKING)


def test_what_one_role_allows_wins_over_what_another_denies() -> None:
    both = channel(one=(SEND, 0), two=(0, SEND))
    assert has(effective(guild(one=0, two=0), both, member("mia", "one", "two")), "send_messages")
    assert not has(effective(guild(one=0, two=0), both, member("mia", "one")), "send_messages")


def test_what_is_said_about_the_person_comes_last() -> None:
    barred = channel(staff=(0, VIEW), mia=(VIEW, 0))
    assert effective(guild(staff=0), barred, member("mia", "staff")) == NOTHING


def test_who_sees_nothing_may_nothing_there() -> None:
    hidden = channel(_1=(VIEW, 0))
    assert effective(guild(mod=THREADS), hidden, member("mia", "mod")) == NOTHING


def test_who_may_not_speak_attaches_nothing() -> None:
    quiet = channel(_1=(SEND, 0))
    assert not has(effective(guild(), quiet, member()), "attach_files")


def test_a_timeout_takes_all_but_looking_on_while_it_lasts() -> None:
    told = member("mia", "mod", communication_disabled_until="2027-01-15T09:00:00+00:00")
    server = guild(mod=THREADS)
    assert effective(server, channel(), told, NOW) == VIEW
    assert has(effective(server, channel(), told, NOW + 10 * 24 * 3_600_000), "manage_threads")


def test_what_is_missing_is_named_in_order() -> None:
    assert lacking(bits(SPEAKING), ("add_reactions", "view_channel", "embed_links")) == ("add_reactions", "embed_links")


def test_the_invitation_asks_for_all_that_is_needed() -> None:
    address = urlsplit(invite("42"))
    asked = parse_qs(address.query)
    assert address.netloc == "discord.com"
    assert asked["client_id"] == ["42"]
    assert asked["scope"] == ["bot applications.commands"]
    permissions = int(asked["permissions"][0])
    assert not lacking(permissions, [name for names in NEEDED.values() for name in names])
    assert not has(permissions, "administrator")


@given(st.integers(0, (1 << 52) - 1), st.integers(0, (1 << 52) - 1), st.integers(0, (1 << 52) - 1))
def test_without_sight_there_are_no_rights(everyone: int, deny: int, allow: int) -> None:
    server = {"id": "1", "owner_id": "ann", "roles": [{"id": "1", "permissions": str(everyone)}]}
    found = effective(server, channel(_1=(deny, allow)), member())
    assert found in (NOTHING, EVERYTHING) or has(found, "view_channel")
