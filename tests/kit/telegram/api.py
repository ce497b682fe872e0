"""The double as a test holds it."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TypeVar

from tests.kit.telegram.errors import LINE_CUT
from tests.kit.telegram.faults import Budget, Fault, Faults
from tests.kit.telegram.groups import Group
from tests.kit.telegram.model import ANONYMOUS, DESK_RIGHTS, Account, Chat, Json, Member, Status
from tests.kit.telegram.people import Person
from tests.kit.telegram.server import Pages, Server
from tests.kit.telegram.world import Call, Press, World

T = TypeVar("T")
PATIENCE = 20.0
"""Seconds until a wait fails."""


class BotApi:
    """Telegram with one bot in it. `with BotApi() as api:` serves it; afterwards no connection is left."""

    def __init__(
        self, *, port: int = 0, username: str = "frontdesk_bot", name: str = "Front Desk", privacy: bool = True,
        token: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        token = token or f"{7_000_000_000 + secrets.randbelow(10**9)}:AA{secrets.token_hex(16)}w"
        number = int(token.partition(":")[0])
        bot = Account(number, name, username=username, is_bot=True)
        self.world = World(bot, token, privacy, clock)
        self.world.accounts[number] = bot
        self._server = Server(self.world, port)
        self._names = itertools.count(1)

    def __enter__(self) -> BotApi:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        if kind is None:
            self._check_for_mistakes()

    def start(self) -> None:
        """Serves until `stop`; for whoever cannot write `with`."""
        self._server.start()

    def stop(self) -> None:
        """Returns when every connection is closed."""
        self._server.stop()

    def serve_pages(self, pages: Pages) -> None:
        """Lets this answer what is no call of the Bot API."""
        self._server.pages = pages

    def _check_for_mistakes(self) -> None:
        """The double's own mistakes shall not pass for the program's."""
        assert not self.world.mistakes, f"the double is broken:\n{self.world.mistakes[0]}"

    @property
    def base(self) -> str:
        """For `telegram.api_base`."""
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def token(self) -> str:
        """The bot's good token."""
        return self.world.token

    @property
    def bot(self) -> Account:
        """The bot's account."""
        return self.world.bot

    @property
    def faults(self) -> Faults:
        """What shall go wrong: `api.faults.next("sendMessage", Fault.too_many(3), chat=ada)`."""
        return self.world.faults

    @property
    def calls(self) -> list[Call]:
        """Every call so far, oldest first; downloads are calls of `file`."""
        return list(self.world.calls)

    def calls_of(self, method: str, chat: Chat | Account | None = None) -> list[Call]:
        """The calls of one method, perhaps only those to one chat."""
        return [call for call in self.calls if call.method == method and (chat is None or call.chat == chat.id)]

    @property
    def presses(self) -> list[Press]:
        """Every pressed button."""
        return list(self.world.presses.values())

    @property
    def updates(self) -> list[Json]:
        """Every update that was made, oldest first."""
        return list(self.world.queue.made)

    @property
    def pending(self) -> list[Json]:
        """Updates that are not confirmed yet."""
        return list(self.world.queue.pending)

    @property
    def commands(self) -> dict[tuple[str, str], list[Json]]:
        """What `setMyCommands` said, by scope (as JSON) and language."""
        return dict(self.world.commands)

    @property
    def people(self) -> list[Person]:
        """Everybody with the app."""
        return [account for account in list(self.world.accounts.values()) if isinstance(account, Person)]

    @property
    def chats(self) -> list[Chat]:
        """Every chat, private ones too."""
        return list(self.world.chats.values())

    def user(self, name: str = "", *, username: str = "", language: str = "en", last_name: str = "") -> Person:
        """Somebody new, who has not written to the bot yet."""
        with self.world.change():
            name = name or f"Person {next(self._names)}"
            number = self.world.new_id()
            chat = Chat(number, "private", username=username)
            person = Person(number, name, last_name, username, language, world=self.world, chat=chat)
            chat.partner = person
            self.world.accounts[number] = person
            self.world.chats[number] = chat
            chat.members[self.bot.id] = Member(self.bot)
        return person

    def other_bot(self, username: str) -> Account:
        """A bot that is not ours."""
        with self.world.change():
            bot = Account(self.world.new_id(), username, username=username, is_bot=True)
            self.world.accounts[bot.id] = bot
        return bot

    def forum(self, title: str, members: Sequence[Person] = (), admins: Sequence[Person] = ()) -> Group:
        """A supergroup with topics; the bot is an administrator with the rights of a desk."""
        return self.group(title, members, admins, topics=True, bot="administrator")

    def group(
        self, title: str, members: Sequence[Person] = (), admins: Sequence[Person] = (), *, topics: bool = False,
        basic: bool = False, username: str = "", bot: Status = "member",
    ) -> Group:  # fmt: skip
        """A supergroup, or a basic group; the bot is in it already and no update tells of that. First admin: owner."""
        with self.world.change():
            number = -self.world.new_id() if basic else -1_000_000_000_000 - self.world.new_id()
            group = Group(number, "group" if basic else "supergroup", title, username, topics, world=self.world)
            self.world.chats[number] = group
            group.members[self.bot.id] = Member(self.bot, bot, DESK_RIGHTS if bot == "administrator" else frozenset())
            for person in members:
                group.members[person.id] = Member(person)
            for person in admins:
                status: Status = "creator" if person is admins[0] else "administrator"
                group.members[person.id] = Member(person, status, DESK_RIGHTS)
        return group

    def channel(self, title: str, username: str = "") -> Chat:
        """A channel, to forward from or to write in the name of."""
        with self.world.change():
            chat = Chat(-1_000_000_000_000 - self.world.new_id(), "channel", title, username)
            self.world.chats[chat.id] = chat
        return chat

    def inject(self, update: Json) -> int:
        """An update as it is, whether it makes sense or not; its id (one is added if it brings none)."""
        with self.world.change():
            return self.world.queue.inject(update)

    def member_status(self, account: Account, chat: Chat, status: Status, by: Account | None = None) -> None:
        """Somebody (or the bot) becomes administrator, member, banned."""
        rights = DESK_RIGHTS if status == "administrator" else frozenset()
        with self.world.change():
            self.world.set_member(chat, account, by or self._somebody(chat), status=status, rights=rights)

    def set_rights(self, chat: Chat, **rights: bool) -> None:
        """The bot's rights as an administrator: `set_rights(desk, can_manage_topics=False)`."""
        with self.world.change():
            kept = chat.members[self.bot.id].rights - {right for right, on in rights.items() if not on}
            new = kept | {right for right, on in rights.items() if on}
            self.world.set_member(chat, self.bot, self._somebody(chat), status="administrator", rights=new)

    def add_bot(self, chat: Chat, status: Status = "member") -> None:
        """Somebody brings the bot into a group."""
        self.member_status(self.bot, chat, status)

    def remove_bot(self, chat: Chat) -> None:
        """Somebody throws the bot out of a group."""
        self.member_status(self.bot, chat, "kicked")

    def _somebody(self, chat: Chat) -> Account:
        admins = [member.account for member in chat.members.values() if member.status in {"creator", "administrator"}]
        return next((account for account in (*admins, *self.people) if account is not self.bot), ANONYMOUS)

    def budget(
        self, chat: Chat | Account | None = None, *, per_minute: int | None = None, count: int = 20,
        seconds: float = 60, each: bool = False,
    ) -> Budget:  # fmt: skip
        """From now on 429 beyond so many sends, copies, forwards and edits in any such time.

        Telegram's own: `budget(group, per_minute=20)`, `budget(each=True, count=1, seconds=1)` for each chat by
        itself, and `budget(count=30, seconds=1)` in all.
        """
        number = None if chat is None else chat.id
        budget = Budget(per_minute or count, 60 if per_minute else seconds, number, each)
        with self.world.change():
            self.world.budgets.append(budget)
        return budget

    def revoke_token(self) -> None:
        """From now on every call is unauthorized."""
        with self.world.change():
            self.world.revoked = True

    def restore_token(self) -> None:
        """The token is good again."""
        with self.world.change():
            self.world.revoked = False

    def expires(self, press: Press) -> None:
        """A pressed button is too old to be answered."""
        with self.world.change():
            press.expired = True

    @contextmanager
    def outage(self, fault: Fault | None = None) -> Iterator[None]:
        """Meanwhile every connection is reset, or every call ends as the fault says."""
        order = self.faults.always("*", fault or Fault.reset_before())
        with self.world.change():
            self.world.queue.end_poll(LINE_CUT)
        try:
            yield
        finally:
            self.faults.clear(order)

    def wait(self, condition: Callable[[], T], seconds: float = PATIENCE) -> T:
        """Returns what the condition says as soon as it is true; looked at after every change here, without a nap.

        It is asked without a lock, so it may also ask the program. What changes outside this double alone wakes nobody.
        """
        until = time.monotonic() + seconds
        while True:
            version = self.world.version
            self._check_for_mistakes()
            found = condition()
            if found:
                return found
            with self.world.condition:
                left = until - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"waited {seconds} s in vain\n{self.report()}")
                if self.world.version == version:
                    self.world.condition.wait(left)

    def report(self) -> str:
        """The last calls, and what stands in the chats."""
        lines = ["calls:", *(f"  {call!r}" for call in self.calls[-15:]), f"pending updates: {len(self.pending)}"]
        for chat in list(self.world.chats.values()):
            if chat.history:
                lines.append(f"{chat.kind} {chat.title or (chat.partner and chat.partner.first_name)} ({chat.id}):")
                lines += [f"  {message!r}" for message in chat.history[-10:]]
        return "\n".join(lines)
