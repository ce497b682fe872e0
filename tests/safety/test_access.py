"""Who may do what: every cell of the tables."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from safety.access import (
    Action,
    Allowed,
    Denied,
    Ownership,
    Permission,
    Role,
    may,
    may_desk,
    ownership,
)

ROLES: tuple[Role, ...] = get_args(Role)
ACTIONS: tuple[Action, ...] = get_args(Action)
OWNERSHIPS: tuple[Ownership, ...] = get_args(Ownership)
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

REFUSED: dict[tuple[Role, Action, Ownership], str] = {
    ("operator", "claim", "others"): "others_conversation",
    ("operator", "release", "others"): "others_conversation",
    ("operator", "reply", "others"): "others_conversation",
    ("operator", "change", "others"): "others_conversation",
    ("operator", "transfer", "others"): "others_conversation",
    ("operator", "resolve", "others"): "others_conversation",
    ("operator", "snooze", "others"): "others_conversation",
    ("operator", "block", "others"): "others_conversation",
    ("operator", "merge", "nobody"): "needs_lead",
    ("operator", "merge", "mine"): "needs_lead",
    ("operator", "merge", "others"): "needs_lead",
    ("lead", "reply", "others"): "claim_first",
    ("admin", "reply", "others"): "claim_first",
    ("lead", "change", "others"): "claim_first",
    ("admin", "change", "others"): "claim_first",
}

REFUSED_DESK: dict[tuple[Role, Permission], str] = {
    ("operator", "edit_faq"): "needs_lead",
    ("operator", "manage_staff"): "needs_admin",
    ("operator", "export"): "needs_admin",
    ("operator", "erase"): "needs_admin",
    ("lead", "manage_staff"): "needs_admin",
    ("lead", "export"): "needs_admin",
    ("lead", "erase"): "needs_admin",
}


@pytest.mark.parametrize(("role", "action", "whose"), list(product(ROLES, ACTIONS, OWNERSHIPS)))
def test_every_action_on_a_conversation_is_allowed_or_refused_as_the_table_says(
    role: Role, action: Action, whose: Ownership
) -> None:
    match may(role, action, whose):
        case Denied(reason):
            assert REFUSED.get((role, action, whose)) == reason
        case Allowed():
            assert (role, action, whose) not in REFUSED


@pytest.mark.parametrize(("role", "permission"), list(product(ROLES, PERMISSIONS)))
def test_every_permission_of_the_desk_is_given_as_the_table_says(role: Role, permission: Permission) -> None:
    match may_desk(role, permission):
        case Denied(reason):
            assert REFUSED_DESK.get((role, permission)) == reason
        case Allowed():
            assert (role, permission) not in REFUSED_DESK


@pytest.mark.parametrize(("action", "whose"), list(product(ACTIONS, OWNERSHIPS)))
def test_a_higher_role_is_never_refused_what_a_lower_one_may(action: Action, whose: Ownership) -> None:
    allowed = [isinstance(may(role, action, whose), Allowed) for role in ROLES]
    assert allowed == sorted(allowed)


def test_a_conversation_is_nobodys_mine_or_anothers() -> None:
    assert ownership(None, "ann") == "nobody"
    assert ownership("ann", "ann") == "mine"
    assert ownership("bob", "ann") == "others"
