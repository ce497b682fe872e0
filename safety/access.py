"""The one place that says who may do what; every desk, page and command asks here.

It knows roles and whose a conversation is, not its stage: whether a resolved conversation can be released is the
kernel's to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["operator", "lead", "admin"]
Action = Literal[
    "claim", "release", "reply", "change", "react", "note", "transfer", "resolve", "reopen", "snooze", "merge", "block"
]
"""`change` is to amend or delete what was said to the user; `block` also to take it back."""
Ownership = Literal["nobody", "mine", "others"]
Permission = Literal["view_conversations", "edit_faq", "manage_staff", "export", "erase"]
Denial = Literal["others_conversation", "claim_first", "needs_lead", "needs_admin"]


@dataclass(frozen=True, slots=True)
class Allowed:
    """Go ahead."""


@dataclass(frozen=True, slots=True)
class Denied:
    """Not this person; `reason` is a key, since the words depend on who reads them and in which language."""

    reason: Denial


ALLOWED = Allowed()

# What is not here is allowed. Reopening, notes and emoji are everybody's: the first takes nothing from anybody, the
# second reaches nobody outside, the third says nothing. Even a lead has to take the floor before speaking, so that a
# user never hears two voices.
_OTHERS: Mapping[tuple[Role, Action], Denial] = {
    ("operator", "claim"): "others_conversation",
    ("operator", "release"): "others_conversation",
    ("operator", "reply"): "others_conversation",
    ("operator", "change"): "others_conversation",
    ("operator", "transfer"): "others_conversation",
    ("operator", "resolve"): "others_conversation",
    ("operator", "snooze"): "others_conversation",
    ("operator", "block"): "others_conversation",
    ("lead", "reply"): "claim_first",
    ("lead", "change"): "claim_first",
    ("admin", "reply"): "claim_first",
    ("admin", "change"): "claim_first",
}

# Whoever merges says that two people are one, and shows each what the other said.
_LEADS: frozenset[Action] = frozenset({"merge"})

_NEEDED: Mapping[Permission, Role] = {
    "view_conversations": "operator",
    "edit_faq": "lead",
    "manage_staff": "admin",
    "export": "admin",
    "erase": "admin",
}

_RANK: Mapping[Role, int] = {"operator": 0, "lead": 1, "admin": 2}


def ownership(owner: str | None, me: str) -> Ownership:
    """Whose a conversation is, seen by `me`; both are operators' unique names."""
    if owner is None:
        return "nobody"
    return "mine" if owner == me else "others"


def may(role: Role, action: Action, ownership: Ownership) -> Allowed | Denied:
    """Whether somebody of this role may do this to a conversation that is nobody's, theirs or another's."""
    if action in _LEADS and role == "operator":
        return Denied("needs_lead")
    denial = _OTHERS.get((role, action)) if ownership == "others" else None
    return ALLOWED if denial is None else Denied(denial)


def may_desk(role: Role, permission: Permission) -> Allowed | Denied:
    """Whether this role carries a permission that is about the whole desk."""
    needed = _NEEDED[permission]
    if _RANK[role] >= _RANK[needed]:
        return ALLOWED
    return Denied("needs_admin" if needed == "admin" else "needs_lead")
