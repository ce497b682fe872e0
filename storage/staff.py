"""Operators and their ways in. Nothing is remembered here between calls, so a change by any process holds at once."""

from __future__ import annotations

from collections.abc import Mapping

from conversation.ports import Account, NameTaken, Ways
from handoff.model import Operator, Role
from handoff.roster import takers
from storage import rows
from storage.batch import Refusal
from storage.connections import Reads, Sql
from storage.writer import Writer


class SqlStaff:
    """Implements `Staff`; every method raises StorageError when the database is out of order."""

    def __init__(self, writer: Writer, reads: Reads) -> None:
        self._writer = writer
        self._reads = reads

    async def add(self, operator: Operator, *, token_hash: str | None = None, password: str = "") -> None:
        """Raises NameTaken, and then changes nothing."""

        def work(sql: Sql) -> None:
            for called, other in takers(operator, _everybody(sql)):
                raise Refusal(NameTaken(called, other.name))
            added = sql.fetch(
                "add_operator", name=operator.name, role=operator.role, telegram=operator.telegram,
                discord=operator.discord, source=operator.source, password=password, alias=operator.alias,
                muted_until=operator.muted_until,
            )  # fmt: skip
            if not added:
                raise Refusal(NameTaken(operator.name))
            if token_hash is not None:
                sql.fetch("add_token", hash=token_hash, operator=operator.name)

        await self._writer.run(work)

    async def link(self, name: str, *, telegram: str | None, discord: str | None) -> bool:
        """None leaves an id as it is."""
        return await self._changed("link_operator", name=name, telegram=telegram, discord=discord)

    async def remove(self, name: str) -> bool:
        """Tokens and sessions end in the same transaction."""
        return await self._changed("remove_operator", name=name)

    async def set_role(self, name: str, role: Role) -> bool:
        """False if there is no such operator."""
        return await self._changed("set_role", name=name, role=role)

    async def set_alias(self, name: str, alias: str) -> bool:
        """Raises NameTaken, and then changes nothing."""

        def work(sql: Sql) -> bool:
            for called, other in takers(Operator(name, alias=alias), _everybody(sql)):
                if called == alias:  # a name that was taken before aliases were looked at is no hindrance
                    raise Refusal(NameTaken(called, other.name))
            return bool(sql.fetch("set_alias", name=name, alias=alias))

        return await self._writer.run(work)

    async def mute(self, name: str, until: int) -> bool:
        """False if there is no such operator."""
        return await self._changed("mute_operator", name=name, until=until)

    async def set_password(self, name: str, password: str) -> bool:
        """Sessions end in the same transaction."""

        def work(sql: Sql) -> bool:
            if not sql.fetch("set_password", name=name, password=password):
                return False
            sql.fetch("end_sessions", name=name)
            return True

        return await self._writer.run(work)

    async def all(self) -> tuple[Operator, ...]:
        """By name."""
        return tuple(rows.operator(row) for row in await self._reads.fetch("operators"))

    async def ways(self) -> Mapping[str, Ways]:
        """Of everybody at one moment."""
        found = await self._reads.fetch("ways_in")
        return {str(name): Ways(bool(password), bool(token)) for name, password, token in found}

    async def account(self, name: str) -> Account | None:
        """With the password's hash."""
        row = await self._reads.first("account", name=name)
        return None if row is None else Account(rows.operator(row), str(row[-1]))

    async def by_token(self, token_hash: str) -> Operator | None:
        """None for an unknown one."""
        row = await self._reads.first("operator_by_token", hash=token_hash)
        return None if row is None else rows.operator(row)

    async def by_telegram(self, user: str) -> Operator | None:
        """Of several with the same id, whom a person added goes before whom a membership made."""
        row = await self._reads.first("operator_by_telegram", user=user)
        return None if row is None else rows.operator(row)

    async def by_discord(self, user: str) -> Operator | None:
        """Of several with the same id, whom a person added goes before whom a membership made."""
        row = await self._reads.first("operator_by_discord", user=user)
        return None if row is None else rows.operator(row)

    async def open_session(self, session_hash: str, name: str, expires: int) -> None:
        """Opens nothing for somebody who was removed meanwhile."""
        await self._changed("add_session", hash=session_hash, name=name, expires=expires)

    async def by_session(self, session_hash: str, now: int) -> Operator | None:
        """None once it is over."""
        row = await self._reads.first("operator_by_session", hash=session_hash, now=now)
        return None if row is None else rows.operator(row)

    async def close_session(self, session_hash: str) -> None:
        """Nothing happens if it is closed already."""
        await self._changed("close_session", hash=session_hash)

    async def setting(self, name: str) -> str | None:
        """None if it was never kept, or taken."""
        row = await self._reads.first("setting", name=name)
        return None if row is None else str(row[0])

    async def keep_setting(self, name: str, value: str) -> str:
        """Of several callers, in whichever processes, all get the same."""

        def work(sql: Sql) -> str:
            sql.fetch("keep_setting", name=name, value=value)
            return str(sql.fetch("setting", name=name)[0][0])

        return await self._writer.run(work)

    async def put_setting(self, name: str, value: str) -> None:
        """The last value stays."""
        await self._changed("put_setting", name=name, value=value)

    async def take_setting(self, name: str, value: str) -> bool:
        """True for exactly one caller."""
        return await self._changed("take_setting", name=name, value=value)

    async def _changed(self, statement: str, **parameters: object) -> bool:
        """Whether the statement named a row in its answer."""

        def work(sql: Sql) -> bool:
            return bool(sql.fetch(statement, **parameters))

        return await self._writer.run(work)


def _everybody(sql: Sql) -> tuple[Operator, ...]:
    return tuple(rows.operator(row) for row in sql.fetch("operators"))
