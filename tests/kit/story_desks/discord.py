"""A forum on Discord: each conversation has a post, and operators type in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from bot.wiring import Assembly, Senders
from conversation.model import Address, Conversation
from tests.adapters.discord.desk_scene import SPEAKING, DeskScene
from tests.kit.discord import Channel, DiscordApi, Fault, Message, Person
from tests.kit.story_desks.crew import Crew, Inexpressible, Order, Plot, Shown, without_thanks
from tests.kit.story_files import ADAS_CHAT


@dataclass
class Posts:
    """Implements `Crew` over the scene of a desk."""

    scene: DeskScene
    people: dict[str, Person]
    home: Address = ADAS_CHAT
    enlists: bool = True

    def senders(self) -> Senders:
        """Of one more process."""
        return self.scene.senders()

    async def join(self, house: Assembly) -> None:
        """As the program does."""
        await self.scene.join(house)
        await self.scene.forum.look()

    async def does(self, order: Order) -> str:
        """In the thread, which looks as it should."""
        await self.scene.forum.cards.tidy(order.conversation.number)
        await self.scene.hear()
        person, thread = self.people[order.who.name], await self._thread(order.conversation)
        if thread is not None and order.word == "/delete":
            person.deletes(self._mine(person, thread))
            await self.scene.hear()
            return ""
        written = await self._written(person, thread, order)
        await self.scene.hear()
        answers = [message.text for message in written.channel.messages if message.reply_to is written]
        return without_thanks("\n".join(answers).replace("\\", ""), order, self.scene.built.policy().texts)

    async def _written(self, person: Person, thread: Channel | None, order: Order) -> Message:
        if thread is None:
            if order.text != "/claim":
                raise Inexpressible("what belongs to no conversation here cannot be typed in it")
            shifts = person.posts(self.scene.channel, "Shifts", "who is on?")
            return person.writes(f"/claim {order.conversation.number}", channel=shifts)
        if order.edits:
            return person.edits(self._mine(person, thread), order.text)
        return person.writes(order.text, channel=thread)

    def _mine(self, person: Person, thread: Channel) -> Message:
        """What they said last."""
        mine = [found for found in thread.messages if found.author is person and not found.text.startswith("/")]
        if not mine:
            raise Inexpressible("nobody can change what others said")
        return mine[-1]

    async def _thread(self, about: Conversation) -> Channel | None:
        known = await self.scene.database.threads.of(self.scene.forum.desk.carrier, about.id)
        return self.scene.discord.world.channels[known.place] if known and known.place else None

    async def shows(self, about: Conversation, kind: Shown) -> str | None:
        """The thread."""
        thread = await self._thread(about)
        return "\n".join(message.text for message in thread.messages).replace("\\", "") if thread else ""

    def away(self, *, away: bool) -> None:
        """Discord cannot be reached."""
        faults = self.scene.discord.faults
        if away:
            faults.always("*", Fault.reset_before())
        else:
            faults.clear()

    async def leave(self) -> None:
        """In the middle of whatever it does."""
        await self.scene.stop()


@asynccontextmanager
async def posts(plot: Plot) -> AsyncIterator[Crew]:
    """One forum; who leads without being listed manages its threads."""
    clock = plot.clock
    async with AsyncExitStack() as stack:
        discord = stack.enter_context(DiscordApi(clock=lambda: clock.now() / 1000))
        guild = discord.guild("Support")
        channel = guild.forum("desk")
        staff, leads = guild.role("Support", SPEAKING), guild.role("Leads", (*SPEAKING, "MANAGE_THREADS"))
        guild.hide(channel, seen_by=(staff, leads))
        people = {operator.name: discord.user(operator.name) for operator in plot.people}
        for operator in plot.people:
            person, leading = people[operator.name], operator.role == "lead" and not plot.listed
            guild.joins(person, roles=[leads if leading else staff])
            if plot.listed:
                await plot.database.staff.add(replace(operator, discord=person.id))
        there = tuple(people.values())
        scene = DeskScene(discord, guild, channel, there, plot.database, clock, {}, plot.settings)
        discord.world.sessions.alive["desk"] = scene.line
        yield Posts(scene, people)
