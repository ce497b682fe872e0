"""What a test lets go wrong with Discord as a whole, and what Discord does by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from tests.kit.discord.faults import Fault, Faults, Limit, Order
from tests.kit.discord.model import Channel, Interaction, Message
from tests.kit.discord.posting import tell
from tests.kit.discord.routes.messages import delete_bulk
from tests.kit.discord.world import World


class Trouble:
    """The troubling half of `DiscordApi`."""

    world: World

    @property
    def faults(self) -> Faults:
        """What shall go wrong: `api.faults.next("POST /channels/*/messages", Fault.too_many(3), channel=ada.dm)`."""
        return self.world.faults

    def fault(self, what: str, fault: Fault, *, channel: Channel | None = None, times: int = 1) -> Order:
        """The next `times` such requests go wrong."""
        return self.faults.next(what, fault, channel=channel, times=times)

    def drop(self, *, resume: bool, how: Literal["close", "ask", "cut"] = "close") -> int:
        """Ends every gateway connection; afterwards it is RESUMEd, or a fresh IDENTIFY is needed and events are lost.

        `how`: closed with a code; asked to go (RECONNECT or INVALID_SESSION); cut without a word. How many there were.
        """
        with self.world.change():
            return self.world.sessions.drop(resume=resume, how=how)

    def disconnects(self) -> int:
        """Every gateway connection is cut without a word; a RESUME finds everything."""
        return self.drop(resume=True, how="cut")

    @contextmanager
    def offline(self, *, resume: bool = True, rest: bool = True) -> Iterator[None]:
        """Meanwhile nothing is reached: no gateway and, if `rest`, no request. Without `resume` its sessions end."""
        sessions = self.world.sessions
        order = self.faults.always("*", Fault.reset_before()) if rest else None
        with self.world.change():
            sessions.refusing = True
            sessions.drop(resume=resume, how="cut")
        try:
            yield
        finally:
            with self.world.change():
                sessions.refusing = False
                if order is not None:
                    self.faults.clear(order)

    def revoke_token(self) -> None:
        """From now on every request is unauthorized, and the gateway closes with 4004."""
        with self.world.change():
            self.world.revoked = True
            self.world.sessions.drop(resume=False, how="close")

    def restore_token(self) -> None:
        """The token is good again."""
        with self.world.change():
            self.world.revoked = False

    def privileged(self, allowed: bool) -> None:
        """Whether the application may have the privileged intents (message content, members)."""
        with self.world.change():
            self.world.content_allowed = allowed

    def identify_budget(self, *, remaining: int, reset_after: int = 86_400_000, total: int = 1000) -> None:
        """How many logins at the gateway are left; milliseconds until all are back. One too many and the token dies."""
        with self.world.change():
            kept = self.world.sessions
            kept.left, kept.reset_after, kept.total = remaining, reset_after, total

    def limit(self, what: str, count: int, seconds: float) -> Limit:
        """From now on 429 beyond so many such requests to the same channel in any such time."""
        limit = Limit(what, count, seconds)
        with self.world.change():
            self.world.limits.insert(0, limit)
        return limit

    def expires(self, interaction: Interaction) -> None:
        """An interaction is too old for any (further) answer."""
        with self.world.change():
            interaction.dead = True

    def expire_links(self) -> None:
        """Every link of an attachment that was given out leads nowhere."""
        with self.world.change():
            self.world.link_age += 1

    def unfurls(self, message: Message, title: str = "A page") -> None:
        """Discord fills in the preview of a link: an update that is no edit."""
        with self.world.change():
            message.embeds = [{"type": "article", "title": title, "url": "https://example.com"}]
            tell(self.world, message, "MESSAGE_UPDATE")

    def bulk_delete(self, channel: Channel, messages: Sequence[Message]) -> None:
        """A moderator's tool takes many messages away at once."""
        with self.world.change():
            delete_bulk(self.world, channel, list(messages))

    def inject(self, name: str, data: Any) -> None:
        """An event as it is, whether it makes sense or not, for every session."""
        with self.world.change():
            for session in self.world.sessions.alive.values():
                session.tell(name, data)
