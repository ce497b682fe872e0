"""Commands, buttons and forms: each is acknowledged before anything else, then brought where it belongs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

from adapters.discord.answering import Answering
from adapters.discord.choices import OURS, Choices, Who
from adapters.discord.commands import ANSWER, TAKE
from adapters.discord.directory import Directory
from adapters.discord.exchange import Exchange
from adapters.discord.front import Front
from adapters.discord.incoming import Json
from adapters.discord.meeting import Meeting
from adapters.discord.moderators import ENTRY, Moderators
from conversation.ports import Bench, Intake, Knowledge

PLAIN = frozenset({"start", "help", "status", "language", "verify", "link", "unlink"})
"""Commands that are, with what follows them, the same as the words typed."""

DeskExchanges = Callable[[Exchange], Awaitable[bool]]
"""The desk's own commands and buttons: True if it was the desk's business; then it is answered."""


class Interactions:
    """Takes interactions of users, and of operators in public. `desk` is asked first about what is not surely theirs.

    `who` tells operators from others.
    """

    def __init__(
        self,
        front: Front,
        intake: Intake,
        bench: Bench,
        *,
        directory: Directory,
        help_channels: Collection[str],
        who: Who,
        knowledge: Knowledge,
        desk: DeskExchanges | None = None,
    ) -> None:
        self._front = front
        self._desk = desk
        self._answering = Answering(front, intake)
        self._meeting = Meeting(front, directory, self._answering)
        self._choices = Choices(
            front,
            self._answering,
            meeting=self._meeting,
            directory=directory,
            help_channels=frozenset(help_channels),
            who=who,
        )
        self._moderators = Moderators(
            front,
            intake,
            bench,
            answering=self._answering,
            meeting=self._meeting,
            directory=directory,
            who=who,
            knowledge=knowledge,
        )

    async def take(self, data: Json) -> None:
        """One interaction as the gateway gave it. Raises KeyError, TypeError or ValueError for what is none."""
        exchange = Exchange(self._front.api, data)
        prefix = exchange.custom_id[:2]
        if prefix in OURS:
            await self._choices.take(exchange)
        elif prefix == ENTRY:
            await self._moderators.picked(exchange)
        elif self._desk is not None and await self._desk(exchange):
            return
        elif exchange.kind in {"component", "modal"}:
            await self._answering.acknowledge(exchange.defer_update())
            await self._answering.tell(exchange, "choice_gone")
        else:
            await self._command(exchange)

    async def _command(self, exchange: Exchange) -> None:
        argument = next(iter(exchange.options.values()), "").strip()
        match exchange.command:
            case "ask":
                await self._said(exchange, argument or "/help")
            case name if name in PLAIN:
                await self._said(exchange, f"/{name} {argument}".strip())
            case "human" if exchange.guild_id:
                await self._answering.acknowledge(exchange.defer(ephemeral=True))
                await self._meeting.lead(exchange, argument)
            case "human":
                await self._said(exchange, argument or "/human", asks=True)
            case "faq":
                await self._moderators.faq(exchange)
            case command if command == ANSWER:
                await self._moderators.answer(exchange)
            case command if command == TAKE:
                await self._moderators.take(exchange)
            case _:
                await self._answering.acknowledge(exchange.defer(ephemeral=True))
                await self._answering.tell(exchange, "discord_not_at_desk")

    async def _said(self, exchange: Exchange, text: str, *, asks: bool = False) -> None:
        """Words that the house answers where the command was given."""
        answering = self._answering
        await answering.acknowledge(exchange.defer(ephemeral=bool(exchange.guild_id)))
        self._front.people.visits(exchange.user_id, exchange)
        inbound = replace(answering.inbound(exchange), text=text, act="ask" if asks else "say")
        if await answering.accept(exchange, inbound):
            answering.promise(exchange)
