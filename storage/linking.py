"""What becomes of a person's addresses in a transaction: codes, joining, parting, and where conversations are held.

Every conversation belongs to the address where it began; visits tell where else it was held. So a person can always be
parted again: each address keeps what began there, and loses sight of the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conversation.codec import dump
from conversation.effects import Join, OfferCode, Part
from conversation.model import Address
from storage import rows
from storage.connections import Row, Sql
from storage.draft import Draft
from storage.text import as_json


def with_valid_codes(sql: Sql, drafts: list[Draft]) -> list[Draft]:
    """Those that use no code, or one that may still be used: of two that use the same one, the second is too late."""
    used = [
        (draft.journal_number, effect.code, effect.contact, draft.change.journal.at)
        for draft in drafts
        for effect in draft.change.linking
        if isinstance(effect, Join) and effect.code
    ]
    if not used:
        return drafts
    valid = {number for (number,) in sql.fetch("valid_codes", batch=as_json(used))}
    spent = {number for number, *_ in used} - valid
    return [draft for draft in drafts if draft.journal_number not in spent]


def keep(sql: Sql, drafts: Sequence[Draft]) -> None:
    """Writes it down, after the conversations themselves and in the order in which it was decided."""
    if visits := [(draft.number, place.key) for draft in drafts for place in draft.change.visits]:
        sql.write("add_visits", visits)
    for draft in drafts:
        for effect in draft.change.linking:
            match effect:
                case OfferCode():
                    _offer(sql, draft, effect)
                case Join():
                    _join(sql, draft, effect)
                case Part():
                    _part(sql, draft)


def _offer(sql: Sql, draft: Draft, effect: OfferCode) -> None:
    contact = draft.change.conversation.contact.id
    sql.fetch("drop_codes_of", contact=contact)
    sql.fetch("add_code", code=effect.code, contact=contact, until=effect.until)


def _join(sql: Sql, draft: Draft, effect: Join) -> None:
    left, at = draft.change.left, draft.change.journal.at
    if effect.code:
        sql.fetch("drop_code", code=effect.code)
    sql.fetch("join_conversations", contact=effect.contact, left=left)
    sql.fetch("move_addresses", contact=effect.contact, left=left)
    sql.fetch("join_addresses", contact=effect.contact, at=at)


def _part(sql: Sql, draft: Draft) -> None:
    known, left = draft.change.conversation, draft.change.left
    contact, address = known.contact.id, known.address.key
    sql.fetch("part_conversations", contact=contact, address=address, left=left)
    held = sql.fetch("held_away", address=address) + sql.fetch("held_elsewhere", address=address)
    for row in held:
        _bring_home(sql, row, draft)
    sql.fetch("drop_visits_at", address=address)
    sql.fetch("drop_visits_from", address=address)
    sql.fetch("part_address", address=address)
    sql.fetch("part_last", left=left)


def _bring_home(sql: Sql, row: Row, draft: Draft) -> None:
    """The version of what is brought home rises, lest an event that was read before holds it where it is no more."""
    number, home, *columns = row
    known = rows.conversation(tuple(columns))
    moved = replace(known, address=Address.from_key(home))
    if number != draft.number:
        sql.fetch("bring_home", number=number, state=as_json(dump(moved)))
