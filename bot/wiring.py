"""Puts the house together: the only file that names implementations.

A new channel is built here and handed in as a carrier; a new store is chosen in `storage.open_store` by its URL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from types import MappingProxyType
from typing import Literal

from bot.attempts import Undelivered
from bot.config import Config
from bot.courier import Courier
from bot.engine import Engine, House
from bot.intake import Door, Intake
from bot.knowledge import Knowledge
from bot.limits import Limiter, Window
from bot.lookout import Lookout
from bot.metrics import Figures, Snapshot, render
from bot.outgoing import Carriers
from bot.reports import Reports
from bot.roster import RosterBook
from bot.standing import Standing
from bot.throttle import Throttle
from bot.timers import Timers
from bot.uploads import CleanFiles
from conversation.policy import Policy
from conversation.ports import Channel, Clock, Desk, Translator
from conversation.texts import Texts, shipped
from intents.model import Context
from safety.codes import code_of
from storage.database import Database


@dataclass(frozen=True, slots=True)
class ChannelState:
    """Whether a channel works just now, and if not, why, in a sentence that ends with what to do.

    `set_aside` counts what it brought and nobody could handle, since the start.
    """

    state: Literal["up", "starting", "down", "off"]
    why: str | None = None
    set_aside: int = 0

    def shown(self) -> dict[str, str]:
        """As `/readyz` shows it."""
        return {"state": self.state} if self.why is None else {"state": self.state, "why": self.why}


@dataclass(frozen=True, slots=True)
class Senders:
    """What carries rows out. `limiters` and `gaps` (ms) are by carrier."""

    channels: Sequence[Channel] = ()
    desks: Sequence[Desk] = ()
    limiters: Mapping[str, Limiter] = field(default_factory=dict)
    gaps: Mapping[str, int] = field(default_factory=dict)

    @property
    def by_carrier(self) -> dict[str, Channel]:
        """Channels and desks alike."""
        return {carrier.carrier: carrier for carrier in (*self.channels, *self.desks)}

    @property
    def carriers(self) -> Carriers:
        """Who sends to users, and who shows conversations to operators."""
        return Carriers({channel.carrier: channel for channel in self.channels}, tuple(self.desks))

    @property
    def buttons(self) -> dict[str, int]:
        """How many choices each channel can show as buttons."""
        return {channel.carrier: channel.capabilities.choices for channel in self.channels}

    @property
    def desk_names(self) -> tuple[str, ...]:
        """The carriers of the desks."""
        return tuple(desk.carrier for desk in self.desks)


NO_SENDERS = Senders()
NO_CHANNELS: Mapping[str, ChannelState] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Assembly:
    """The parts that run together on one database."""

    config: Config
    clock: Clock
    database: Database
    knowledge: Knowledge
    policy: Callable[[], Policy]
    courier: Courier
    engine: Engine
    intake: Intake
    timers: Timers
    standing: Standing
    throttle: Throttle
    figures: Figures
    files: CleanFiles
    reports: Reports

    async def readiness(self, channels: Mapping[str, ChannelState] = NO_CHANNELS) -> dict[str, object]:
        """The body of `/readyz`. A channel that is down does not make the house unready."""
        writable = await self.database.store.writable()
        return {
            "ready": writable,
            "database": "ready" if writable else "cannot be written; check the disk and the rights of its folder",
            "faq": {"version": self.knowledge.faq.version, "state": self.knowledge.state},
            "channels": {"web": {"state": "up"}} | {name: state.shown() for name, state in channels.items()},
        }

    async def metrics(self, channels: Mapping[str, ChannelState] = NO_CHANNELS) -> str:
        """The figures in Prometheus' text format."""
        now, tickets = self.clock.now(), await self.database.reader.tickets()
        return render(
            self.figures,
            Snapshot(
                stages=dict(await self.database.reader.stages()),
                outbox=self.courier.waiting,
                commits=await self.database.store.commits(),
                faq_version=self.knowledge.faq.version,
                faq_state=self.knowledge.state,
                entries=len(self.knowledge.faq.entries),
                tier=self.knowledge.tier,
                channels={name: state.state == "up" for name, state in channels.items()},
                set_aside={name: state.set_aside for name, state in channels.items()},
                longest_wait=max((now - ticket.since for ticket in tickets), default=0) / 1000,
            ),
        )


def assemble(
    config: Config,
    clock: Clock,
    database: Database,
    knowledge: Knowledge,
    senders: Senders = NO_SENDERS,
    *,
    key: bytes = b"",
    translator: Translator | None = None,
) -> Assembly:
    """The house on this database with these carriers; nothing runs yet. Without a `key` there are no codes."""
    roster = RosterBook(database.staff, database.reader, clock)
    policy, figures, files = _policy(config, knowledge, roster, key), Figures(), CleanFiles(database.files)
    courier = _courier(database, clock, senders, lambda row, refused: engine.undelivered(row, refused))  # noqa: PLW0108 # made below, since it needs the courier
    house = House(
        store=database.store,
        reader=database.reader,
        clock=clock,
        policy=policy,
        courier=courier,
        carriers=senders.carriers,
        lookout=Lookout(database.reader, clock, policy, lambda: courier.health.all_down(senders.desk_names)),
        roster=roster,
        recognize=lambda words, language: knowledge.recognize(words, Context(language)),
        translator=translator,
        mute=database.staff.mute,
        figures=figures,
        woken=lambda: timers.wake(),  # noqa: PLW0108 # made below, since it needs the engine
    )
    engine, throttle = Engine(house), _throttle(config)
    timers, standing = Timers(database.store, engine, clock), Standing(database.reader, engine)
    door = Door(
        engine, database.store, database.reader, clock, policy, lambda: knowledge, throttle, figures, files.removed,
        senders.buttons,
    )  # fmt: skip
    parts = (courier, engine, Intake(door), timers, standing, throttle, figures, files)
    reports = Reports(database.records, lambda: policy().rules, clock)
    return Assembly(config, clock, database, knowledge, policy, *parts, reports)


def _courier(database: Database, clock: Clock, senders: Senders, undelivered: Undelivered) -> Courier:
    carriers = senders.by_carrier
    return Courier(database.store, clock, carriers, senders.limiters, gaps=senders.gaps, undelivered=undelivered)


def spoken(config: Config, knowledge: Knowledge) -> tuple[str, ...]:
    """The languages that users may choose: those of the configuration, else of the FAQ, for which we have sentences."""
    wanted = config.languages or knowledge.faq.languages
    return tuple(code for code in wanted if code in shipped() or code in config.texts) or ("en",)


def sentences(config: Config, knowledge: Knowledge) -> Texts:
    """What the bot says, with the installation's own wording."""
    return Texts(spoken(config, knowledge), config.texts, config.variables)


def _policy(config: Config, knowledge: Knowledge, book: RosterBook, key: bytes) -> Callable[[], Policy]:
    texts = sentences(config, knowledge)
    zone: tzinfo = config.handoff.rules.hours.zone

    def policy() -> Policy:
        return Policy(
            faq=knowledge.faq,
            thresholds=knowledge.thresholds,
            texts=texts,
            zone=zone,
            zone_name=config.handoff.timezone,
            reopen_within=config.handoff.reopen_within,
            auto_resolve=config.handoff.auto_resolve,
            explorers=config.explorers,
            rules=config.handoff.rules,
            roster=book.roster,
            snippets=config.snippets,
            code=code,
        )

    def code(conversation: str) -> str:
        return code_of(key, conversation) if key else ""

    return policy


def _throttle(config: Config) -> Throttle:
    if not config.safety.floods:
        return Throttle()
    return Throttle(Window(config.limits.contact), Window(config.limits.address))
