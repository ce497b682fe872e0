"""Receives for one bot and keeps at it: an outage is told once and in plain words, and ends by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from adapters.telegram.api import NEVER_LEFT, Api, milliseconds
from adapters.telegram.menu import Menu, register
from adapters.telegram.polling import SECOND, Poller
from adapters.telegram.updates import ALLOWED, Json, Parcel, kind_of, move_of, unreadable
from adapters.telegram.webhook import Door, Hook
from adapters.uplink import ADMIN_PAUSE, State, Trouble, Uplink, where
from conversation.ports import Clock, Intake, StorageError, TryLater

log = logging.getLogger(__name__)

Handle = Callable[[Sequence[Json]], Awaitable[None]]
"""Takes updates that belong together (one, or an album) and returns once they are durable.

What it raises but StorageError and TryLater counts as its own defect: the updates are set aside.
"""

LONGEST_PAUSE = 30 * SECOND
CHECK_PAUSE = 300 * SECOND
"""Between looks at how the webhook does, in ms."""
CONNECTIONS = 40
"""How many updates Telegram may bring at the same time; it keeps one chat's in order."""
REFUSED = "the token was refused; make a new one with @BotFather and set TELEGRAM_TOKEN"
TAKEN = "another program polls with this token (or a webhook is set); stop it"
SLOW = "Telegram asks us to slow down; it goes on by itself"
NO_ADDRESS = "the mode webhook needs an address that Telegram can reach; set web.public_url"


class Client:
    """`run` receives until cancelled. `webhook` is None for polling; its `url` is empty when nobody knows ours.

    `risen` is told when Telegram can be reached (again), so that what had to wait for it can be sent.
    """

    def __init__(
        self,
        api: Api,
        clock: Clock,
        handle: Handle,
        intake: Intake,
        *,
        webhook: Hook | None = None,
        menu: Menu | None = None,
        risen: Callable[[], None] = lambda: None,
    ) -> None:
        self._api = api
        self._clock = clock
        self._handle = handle
        self._intake = intake
        self._hook = webhook
        self._menu = menu or Menu()
        self._risen = risen
        self._poller = Poller(api, clock, self._deliver)
        self._door = Door(webhook.secret if webhook else "", clock, self._deliver)
        self._begun = False
        self._uplink = Uplink("Telegram", api.account, clock, LONGEST_PAUSE)
        self.set_aside = 0
        """Updates that could not be handled, for the metrics."""

    @property
    def state(self) -> tuple[State, str | None]:
        """Whether it receives, and if not, why, in a sentence that ends with what to do."""
        return self._uplink.state, self._uplink.why

    @property
    def caught_up(self) -> asyncio.Event:
        """Set once all that had happened before the start is handled; with a webhook, once it is set."""
        return self._poller.caught_up

    async def webhook(self, body: bytes, secret: str | None) -> int:
        """What Telegram brings: the HTTP status for it. 404 unless this is the way that it should come."""
        return await self._door.take(body, secret) if self._hook else 404

    async def run(self) -> None:
        """Receives for ever; nothing but cancelling ends it."""
        try:
            while True:
                try:
                    pause = await self._attempt()
                except Exception as error:  # noqa: BLE001 # a defect: logged without its words, the next try may do
                    pause = self._uplink.broke(error)
                await self._clock.until(self._clock.now() + pause)
        finally:
            await self._poller.close()

    async def _attempt(self) -> int:
        """How long to wait after it, in ms."""
        try:
            await self._receive()
        except TelegramError as error:
            return self._uplink.fell(self._trouble(error))
        return 0

    async def _receive(self) -> None:
        """One round, or with a webhook one look at it."""
        if not self._begun:
            await self._begin()
        if self._hook:
            await self._look(self._hook)
            self._rose()
            await self._clock.until(self._clock.now() + CHECK_PAUSE)
        else:
            await self._poller.fetch(patient=self._uplink.state == "up")
            self._rose()
            await self._poller.settle()

    async def _begin(self) -> None:
        """Asks who we are and says how updates are to come."""
        await self._api.start()
        bot, hook = self._api.bot, self._hook
        if hook is None:
            await self._unhook()
        elif not hook.url:
            raise _NoAddress
        else:
            await bot.set_webhook(
                hook.url, secret_token=hook.secret, allowed_updates=ALLOWED, max_connections=CONNECTIONS
            )
            self.caught_up.set()
        await register(self._api, self._menu)
        self._begun = True

    async def _unhook(self) -> None:
        """A webhook and polling exclude each other. One that cannot be taken away shows when we poll."""
        bot = self._api.bot
        try:
            if (await bot.get_webhook_info()).url:
                await bot.delete_webhook(drop_pending_updates=False)
        except (TelegramError, TypeError, KeyError) as error:  # the latter for an answer that the library does not like
            log.info("whether a webhook is set could not be asked: %s", type(error).__name__)

    async def _look(self, hook: Hook) -> None:
        """Raises when Telegram brings updates somewhere else, or lately failed to bring them to us."""
        info = await self._api.bot.get_webhook_info()
        if info.url != hook.url:
            raise Conflict("another webhook is set")
        failed = int(info.last_error_date.timestamp() * SECOND) if info.last_error_date else 0
        if info.pending_update_count and self._clock.now() - failed < CHECK_PAUSE:
            raise _Undelivered(info.last_error_message or "no reason given")

    async def _deliver(self, parcel: Parcel) -> None:
        """Hands it over; what cannot be handled is set aside, so that it neither comes again nor stops the others."""
        for update in parcel.updates:
            move = move_of(update)
            if move is not None:
                self._api.moved[move[0]] = move[1]
        try:
            await self._handle(parcel.updates)
        except (StorageError, TryLater):
            raise
        except Exception as error:  # noqa: BLE001 # logged without its words; the next update may be fine
            await self._put_aside(parcel, error)

    async def _put_aside(self, parcel: Parcel, error: Exception) -> None:
        """Brings it to people where somebody wrote to us in private. Neither its words nor the error's are logged."""
        self.set_aside += 1
        log.error(
            "an update could not be handled and was set aside: %s",
            where(error),
            extra={"updates": parcel.ids, "kind": kind_of(parcel.updates[0])},
        )
        inbound = unreadable(self._api.account, parcel.updates)
        if inbound is None:
            return
        try:
            await self._intake.accept(inbound)
        except (StorageError, TryLater):
            raise
        except Exception as again:  # noqa: BLE001 # as above
            log.error("nor could it be brought to people: %s", where(again), extra={"updates": parcel.ids})

    def _trouble(self, error: TelegramError) -> Trouble:
        base = self._api.base
        match error:
            case _NoAddress():
                return Trouble(NO_ADDRESS, ADMIN_PAUSE)
            case _Undelivered():
                return Trouble(
                    f"Telegram cannot reach our webhook; check web.public_url ({error.message})", ADMIN_PAUSE
                )
            case InvalidToken():
                return Trouble(REFUSED, ADMIN_PAUSE)
            case Conflict():
                return Trouble(TAKEN, self._uplink.doubled())
            case RetryAfter():
                return Trouble(SLOW, milliseconds(error.retry_after))
            case BadRequest():
                return Trouble(f"Telegram does not accept how we ask for updates: {error.message}", ADMIN_PAUSE)
            case _ if isinstance(error.__cause__, NEVER_LEFT):
                return Trouble(f"cannot reach {base}; check the network and telegram.api_base", self._uplink.doubled())
            case _:
                return Trouble(f"{base} gives no proper answer; it goes on by itself", self._uplink.doubled())

    def _rose(self) -> None:
        slow = self._uplink.why == SLOW
        if self._uplink.rose() and not slow:
            self._risen()


class _NoAddress(TelegramError):
    """Nobody told us under which address Telegram can reach us."""

    def __init__(self) -> None:
        super().__init__(NO_ADDRESS)


class _Undelivered(TelegramError):
    """Telegram could not bring updates to us; the message is its own."""
