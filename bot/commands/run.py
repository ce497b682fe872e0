"""`frontdesk run`: every configured channel, until SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Iterator, Sequence

import uvicorn

from bot import logs
from bot.channels import Ground, Platform, carried_by, configured
from bot.clock import SystemClock
from bot.commands import options as common
from bot.config import Config
from bot.garbage import set_aside
from bot.knowledge import Knowledge
from bot.models import models_folder
from bot.upkeep import mind_orphans, prune
from bot.web import WebParts, build_app, signing_key
from bot.wiring import Assembly, ChannelState, assemble, sentences, spoken
from console.invitations import first_invitation
from conversation.ports import TryLater
from intents.language import missing
from storage.database import Database, open_store

log = logging.getLogger(__name__)

DRAIN = 5.0
"""Seconds that deliveries under way get on SIGTERM; what is left is taken up at the next start."""


class Server(uvicorn.Server):
    """uvicorn without its signal handlers: one place decides when the process ends."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are handled in `serve`."""
        yield


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--host`, `--port` and what every command takes."""
    common.add(parser, database=True, faq=True)
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=common.tcp_port, help="port to listen on, 0 for any free one (default 8080)")


def run(options: argparse.Namespace) -> int:
    """Serves until SIGTERM or Ctrl-C; 0 after a clean end."""
    config = common.config(options)
    logs.configure(config.log, known=(config.telegram.token, config.telegram.webhook_secret, config.discord.token))
    listener = _listen(config.web.host, config.web.port)
    with contextlib.closing(listener):
        return asyncio.run(serve(config, listener))


async def serve(config: Config, listener: socket.socket) -> int:
    """The whole life of the process."""
    clock = SystemClock()
    async with open_store(config.database, exclusive=True, clock_now=clock.now) as database:
        knowledge = Knowledge(config, models_folder(config.database), clock)
        texts = sentences(config, knowledge)
        key = await signing_key(database.staff)
        platforms = configured(Ground(config, clock, database, lambda: texts, key))
        house = assemble(config, clock, database, knowledge, carried_by(platforms), key=key)
        for sentence in _idle(house):
            log.warning(sentence)
        for platform in platforms:
            platform.join(house)
        await house.courier.recover()
        set_aside()
        try:
            await _live(house, database, listener, platforms)
        finally:
            for platform in platforms:
                await platform.close()
    return 0


async def _live(house: Assembly, database: Database, listener: socket.socket, platforms: Sequence[Platform]) -> None:
    stopping = asyncio.Event()
    app = build_app(await _web(house, database, stopping, platforms))
    server = Server(
        uvicorn.Config(
            app, access_log=False, log_config=None, server_header=False, lifespan="off", timeout_graceful_shutdown=5
        )
    )
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    work = [
        asyncio.create_task(house.timers.run(), name="timers"),
        asyncio.create_task(house.knowledge.follow(), name="knowledge"),
        asyncio.create_task(prune(database.store, house.clock), name="prune"),
        asyncio.create_task(mind_orphans(database.reader, database.staff, house.engine, house.clock), name="orphans"),
        *(asyncio.create_task(platform.run(), name=platform.name) for platform in platforms),
    ]
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="http")
    while not server.started and not serving.done():  # noqa: ASYNC110 # uvicorn offers a flag and no event
        await asyncio.sleep(0.005)
    await _announce(house, database, listener)
    stop = asyncio.create_task(stopping.wait(), name="stop")
    await asyncio.wait([stop, serving, *work], return_when=asyncio.FIRST_COMPLETED)
    stopping.set()
    server.should_exit = True
    await serving
    for task in (stop, *work):
        task.cancel()
    await asyncio.gather(stop, *work, return_exceptions=True)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(house.courier.idle(), DRAIN)
    await house.courier.close()


async def _web(house: Assembly, database: Database, stopping: asyncio.Event, platforms: Sequence[Platform]) -> WebParts:
    config = house.config

    def states() -> dict[str, ChannelState]:
        return {platform.name: platform.state for platform in platforms}

    def admit(peer: str) -> int | None:
        try:
            house.throttle.admit(peer, house.clock.now())
        except TryLater as later:
            return later.seconds
        return None

    return WebParts(
        intake=house.intake,
        bench=house.engine,
        reader=database.reader,
        feed=database.feed,
        files=house.files,
        staff=database.staff,
        clock=house.clock,
        policy=house.policy,
        knowledge=house.knowledge,
        reports=house.reports,
        standing=house.standing,
        readiness=lambda: house.readiness(states()),
        metrics=lambda: house.metrics(states()),
        key=await signing_key(database.staff),
        languages=spoken(config, house.knowledge),
        product=config.variables.get("product", "Frontdesk"),
        public_url=config.web.public_url,
        allowed_origins=config.web.allowed_origins,
        demo=config.web.demo,
        admit=admit,
        stopping=stopping,
        routers=tuple(platform.router for platform in platforms if platform.router is not None),
    )


async def _announce(house: Assembly, database: Database, listener: socket.socket) -> None:
    """`ready` is the first line, for scripts; the rest is for people."""
    host, port = listener.getsockname()[:2]
    at = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    lines = [f"ready {at}", f"chat     {at}/" if house.config.web.demo else "", f"console  {at}/console"]
    setup = await first_invitation(database.staff, house.clock.now())
    if setup is not None:
        lines.append(f"first operator (this link works once): {at}{setup}")
    print("\n".join(line for line in lines if line), flush=True)


def _idle(house: Assembly) -> Iterator[str]:
    """What waits for something: keys that are kept for later work, languages that nothing tells apart; a line each."""
    unused = list(house.config.idle)
    entries = house.knowledge.faq.entries
    pushes = house.config.telegram.token or house.config.discord.token  # these two show media, the web does not yet
    keys = () if pushes else ("media",)
    unused += [f"faq: {key}" for key in keys if any(getattr(entry, key) for entry in entries)]
    if unused:
        yield f"set, but nothing acts on it yet: {', '.join(unused)}"
    untold = missing(house.knowledge.faq.languages)
    if untold is not None:
        yield untold


def _listen(host: str, port: int) -> socket.socket:
    """A socket that is ours already, so that a port in use is told before anything else happens."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # the protocol by its name: asyncio turns Nagle's delay of 40 ms off only where it reads it there
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(512)
    except (OSError, OverflowError) as error:
        print(
            f"cannot listen on {host}:{port}: {getattr(error, 'strerror', None) or error}. "
            "Is another Frontdesk running? Choose another port with --port.",
            file=sys.stderr,
        )
        raise SystemExit(1) from None
    listener.setblocking(False)
    return listener
