"""Plays a story: a dialogue in YAML through the real engine, an in-memory database and a hand-wound clock.

A story is a list of steps, each with one key:

- `user: words` – the user writes; `user: [label]` – the user presses the button with this label
- `user edits: words` – the user changes what they wrote last
- `bot: words` – the bot says exactly this; with `…` at the end, something that begins so
- `buttons: [label, …]` – below the bot's last message are exactly these buttons
- `op1: words` – the operator of this name types (plain text replies, `/claim`, …); `lead op1:` makes him a lead;
  `/delete` is about what the user read last of an operator, and so is `op1 edits: words`
- `person: words` – the user reads these words of an operator; `person edits: words` – they read so now
- `desk: words` – the desk sees this: a user's words, the bot's word to the operators, `edited: words`, or
  `rings: reason` (`rings opened: …` where the team is back that was away, `rings warn: …`, `rings breach: …`,
  `rings urgent: …`); it is `quiet: reason` (`quiet opened: …` and so on) where it makes no
  sound, `crowd: reason` where it is one of a crowd; ` → mei, op2` at the end are those who are called by name
- `suggested: [entry, …]` – beside the user's words that the desk saw last are exactly these entries
- `refused: words` – whoever acted last was told so, and nothing happened
- `wait: 10m` – time passes (s, m, h, d), and timers run down on the way; `wait until: 2026-01-02 09:00` – on the
  desk's own clock
- `desk is away: yes` – nothing can be brought to the desk, until `desk is away: no`
- `restart: 10m` – the house is down for so long, and begins again with what it has stored
- `stage: waiting` – where the conversation is now

The user is Ada. Others are named: `user Bob:`, `user Bob edits:`, `bot to Bob:`, `person to Bob:`, `buttons of Bob:`,
`stage of Bob:`, `desk about Bob:`, `op1 to Bob:`. What is written as `<code>` cannot be foretold: it is remembered
where it is first read, and means the same from then on, also where it is typed; `<home>` is Ada's channel.

The operators work at one desk of `tests/kit/story_desks`: they type there and are refused in its words. A paper desk
beside it sees what `desk:` says, and what it sees of the user's words stands at theirs as well. A real desk puts who
acts on the list of operators, so there ` → …` is compared where the story has a list of its own.

Every line that reaches a user or the desk must stand in the story, in order: silence is tested by writing nothing.
What brings no words (a topic that opens, a line that disappears, an emoji) is passed over, and so is what a desk shows
of the bot and of other operators.

Where an ordinary day does not do, the file is a mapping, and the steps stand under `story`. All else is optional:

- `settings:` – as in frontdesk.yaml: `handoff`, `texts`, `snippets`, `variables`, `languages`, `limits`
- `faq:` – entries that are known beside those of `tests/kit/faq.yaml`
- `begins: 2026-01-01 12:00` – on the desk's own clock
- `staff: {mei: lead, op1: {role: operator, alias: Max}}` – who is on the list of operators; without it nobody is, and
  whoever types is an operator
- `users: {Bob: {language: zh}, Ada on Discord: {name: Ada, channel: discord}}` – who writes where; a user that is
  named in steps alone writes on Ada's channel; `account: 2026-01-01 09:00` is when their account was made
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.knowledge import Knowledge
from bot.wiring import Assembly, Senders, assemble
from conversation import codec
from conversation.change import OutboxRow
from conversation.model import Conversation
from conversation.ports import Inbound, Refused
from tests.kit.channels import SILENT, FakeChannel
from tests.kit.house import KEY, MODELS, settle
from tests.kit.story_desks.crew import Crew, Order, Plot
from tests.kit.story_files import ADA, CALLED, Person, Story, is_mirror, length, moment, shown

AT_ONCE = 20
"""Timers that may run down at one moment one after the other: more would never end."""

_WHOM = re.compile(r"(?P<what>.+?) (?:to|of|about) (?P<whom>.+)")
_UNFORETOLD = re.compile(r"<([a-z]+)>")


@dataclass
class Seat:
    """What one user has before their eyes."""

    person: Person
    heard: deque[OutboxRow] = field(default_factory=deque)
    buttons: dict[str, str] = field(default_factory=dict)
    written: str = ""
    read: str | None = None


@dataclass
class Stage:
    """The house and everybody in it while a story is played: the users, the operators at their desk, a paper desk."""

    story: Story
    plot: Plot
    crew: Crew
    house: Assembly = field(init=False)
    channels: tuple[FakeChannel, ...] = field(init=False)
    desk: FakeChannel = field(default_factory=lambda: FakeChannel(carrier="fake:desk"))
    seats: dict[str, Seat] = field(default_factory=dict)
    seen: deque[OutboxRow] = field(default_factory=deque)
    refusal: str | None = None
    suggested: list[str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    turns: int = 0

    def __post_init__(self) -> None:
        self.channels = tuple(FakeChannel(carrier=carrier) for carrier in self.story.carriers(self.crew.home))
        self.known["home"] = CALLED[self.crew.home.channel]

    async def play(self) -> None:
        """Every step in turn; a failure names its place."""
        for n, step in enumerate(self.story.steps, 1):
            ((who, what),) = step.items()
            try:
                await self.step(who, what)
            except AssertionError as error:
                raise AssertionError(f"step {n}, {who}: {what}\n{error}") from error
        self.nothing_left()

    async def begin(self) -> None:
        """The objects of one process."""
        plot, theirs = self.plot, self.crew.senders()
        senders = Senders(self.channels, (self.desk, *theirs.desks), theirs.limiters, theirs.gaps)
        knowledge = Knowledge(plot.settings, MODELS, plot.clock)
        self.house = assemble(plot.settings, plot.clock, plot.database, knowledge, senders, key=KEY)
        await self.crew.join(self.house)

    async def end(self) -> None:
        """The process ends."""
        await self.house.courier.close()
        await self.crew.leave()

    def seat(self, whom: str = ADA) -> Seat:
        """Whoever is named, for the first time or again."""
        if whom not in self.seats:
            self.seats[whom] = Seat(self.story.person(whom, self.crew.home))
        return self.seats[whom]

    async def conversation(self, whom: str = ADA) -> Conversation:
        """The one that this user has now."""
        found = await self.plot.database.reader.newest(self.seat(whom).person.address)
        assert found is not None, f"{whom} has not written yet"
        return found

    async def step(self, key: str, what: Any) -> None:
        """One line of the story."""
        named = _WHOM.fullmatch(key)
        who, whom = (named["what"], named["whom"]) if named and not key.startswith("user ") else (key, ADA)
        match who:
            case "bot" | "person" | "person edits":
                self.hear({"bot": "say", "person": "relay"}.get(who, "edit"), what, self.seat(whom))
            case "buttons":
                assert list(self.seat(whom).buttons) == what, f"the buttons are {list(self.seat(whom).buttons)}"
            case "desk":
                await self.see(what, whom)
            case "suggested":
                assert self.suggested == what, f"these were suggested: {self.suggested}"
            case "refused":
                assert self.refusal == what, f"the refusal is: {self.refusal}"
                self.refusal = None
            case "stage":
                stage = codec.stage_name((await self.conversation(whom)).stage)
                assert stage == what, f"the stage is {stage}"
            case _:
                self.nothing_left()
                await self.act(who, what, whom)

    async def act(self, who: str, what: Any, whom: str) -> None:
        """Somebody does something, or time passes."""
        self.turns += 1
        what = self.filled(what) if isinstance(what, str) else what
        try:
            if who == "user" or who.startswith("user "):
                await self.write(what, who.removeprefix("user").strip())
            elif who == "wait":
                await self.wait(self.plot.clock.now() + length(what))
            elif who == "wait until":
                await self.wait(moment(str(what), self.plot.settings))
            elif who == "desk is away":
                self.desk.away = what
                self.crew.away(away=what)
            elif who == "restart":
                await self.restart(length(what))
            else:
                await self.command(who, what, whom)
        except Refused as refused:
            self.refusal = str(refused)
        await self.collect()

    async def write(self, what: Any, whom: str) -> None:
        """A user writes, changes what they wrote, or presses a button."""
        edits = whom.endswith("edits")
        seat = self.seat(whom.removesuffix("edits").strip() or ADA)
        who, key = seat.person, f"u{self.turns}"
        if edits:
            inbound = Inbound(who.address, key, text=what, name=who.name, act="edit", about=seat.written)
        elif isinstance(what, list):
            label = str(what[0])
            assert label in seat.buttons, f"the buttons are {list(seat.buttons)}"
            inbound = Inbound(who.address, key, choice=seat.buttons[label], name=who.name)
        else:
            seat.written = f"{who.address.chat}:{key}"
            inbound = Inbound(
                who.address, key, text=what, name=who.name, language=who.language, remotes=(seat.written,)
            )
        made = moment(who.account, self.plot.settings) if who.account else None
        await self.house.intake.accept(replace(inbound, account_since=made))

    async def command(self, who: str, what: str, whom: str) -> None:
        """An operator types."""
        name, edits = who.removeprefix("lead ").removesuffix(" edits"), who.endswith(" edits")
        known = next((one for one in self.plot.people if one.name == name), None)
        assert known is not None, f"nobody here is called {name}"
        about, read = await self.conversation(whom), self.seat(whom).read or ""
        self.refusal = await self.crew.does(Order(known, what, about, f"o{self.turns}", read, edits)) or None

    async def wait(self, until: int) -> None:
        """Time passes, and every timer runs down at its time."""
        left = AT_ONCE
        while (due := await self.plot.database.store.next_timer()) is not None and due <= until:
            left = AT_ONCE if due > self.plot.clock.now() else left - 1
            assert left, "a timer that has run down stays, and would do so for ever"
            self.plot.clock.wind(max(0, due - self.plot.clock.now()))
            await self.house.timers.fire_due()
            await self.collect()
        self.plot.clock.wind(until - self.plot.clock.now())

    async def restart(self, away: int) -> None:
        """Nobody is there for a while; then a new process goes on with the same database."""
        await self.end()
        self.plot.clock.wind(away)
        await self.begin()
        await self.house.courier.recover()
        await self.wait(self.plot.clock.now())

    async def collect(self) -> None:
        """What was carried out since the last look."""
        await settle(self.house, self.plot.clock)
        for channel in self.channels:
            for row in channel.sent:
                if row.kind not in SILENT:
                    self.at(row.target).heard.append(row)
            channel.sent = []
        self.seen += (row for row in self.desk.sent if row.kind not in SILENT and not is_mirror(row))
        self.desk.sent = []

    def at(self, target: str) -> Seat:
        """Whose address this is."""
        return next(seat for seat in self.seats.values() if seat.person.address.key == target)

    def hear(self, kind: str, expected: str, seat: Seat) -> None:
        """A user reads this next."""
        assert seat.heard, "the user heard nothing more"
        row = seat.heard.popleft()
        payload: Mapping[str, Any] = row.payload
        assert row.kind == kind, f"heard instead ({row.kind}): {payload['text']}"
        self.compare(str(payload["text"]), expected)
        if row.kind == "relay":
            seat.read = row.message_key
        choices = payload.get("choices") or []
        if choices:
            seat.buttons = {choice["label"]: choice["id"] for choice in choices}

    async def see(self, expected: str, whom: str) -> None:
        """The desk sees this next, of this user."""
        assert self.seen, "the desk saw nothing more"
        row = self.seen.popleft()
        if len(self.seats) > 1:
            assert row.conversation == (await self.conversation(whom)).id, f"it is about another: {shown(row)}"
        payload: Mapping[str, Any] = row.payload
        self.suggested = [str(one["entry"]) for one in payload.get("suggested") or ()]
        called = bool(self.story.staff) or not self.crew.enlists
        self.compare(shown(row, called=called), expected)
        about = await self.plot.database.reader.by_id(row.conversation)
        if about is not None and (row.kind == "relay" or row.kind == "tell"):  # noqa: PLR1714 # so that its type is known
            words = await self.crew.shows(about, row.kind)
            assert words is None or str(payload["text"]) in words, f"what stands at their own desk: {words}"

    def compare(self, actual: str, expected: str) -> None:
        """Exactly, or as far as `…`; what could not be foretold is remembered."""
        wanted = re.escape(self.filled(expected.strip()).removesuffix("…"))
        pattern = _UNFORETOLD.sub(r"(?P<\1>[\\w-]+)", wanted)
        found = re.match(pattern, actual) if expected.strip().endswith("…") else re.fullmatch(pattern, actual)
        assert found, f"it was: {actual}"
        self.known |= found.groupdict()

    def filled(self, text: str) -> str:
        """The words, with all that was read before."""
        return _UNFORETOLD.sub(lambda found: self.known.get(found[1], found[0]), text)

    def nothing_left(self) -> None:
        """All that was said stands in the story."""
        for key, seat in self.seats.items():
            assert not seat.heard, f"{key} heard as well: {[row.payload['text'] for row in seat.heard]}"
        assert not self.seen, f"the desk saw as well: {[shown(row) for row in self.seen]}"
        assert self.refusal is None, f"refused: {self.refusal}"
