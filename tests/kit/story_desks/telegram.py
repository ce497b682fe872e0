"""A forum on Telegram: each conversation has a topic, and operators type in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from bot.wiring import Assembly, Senders
from conversation.model import Address, Conversation
from tests.adapters.telegram.desk_scene import DeskScene
from tests.kit.story_desks.crew import Crew, Inexpressible, Order, Plot, Shown, without_thanks
from tests.kit.story_files import ADAS_CHAT
from tests.kit.telegram import BotApi, Fault, Message, Person, Topic


@dataclass
class Topics:
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

    async def does(self, order: Order) -> str:
        """In the topic, which looks as it should; where only buttons work, by the button of this name."""
        await self.scene.forum.cards.tidy(order.conversation.number)
        await self.scene.hear()
        person, topic = self.people[order.who.name], await self._topic(order.conversation)
        texts = self.scene.built.policy().texts
        opens = self.scene.telegram.world.may(self.scene.group, "can_manage_topics", person)
        if topic is not None and topic.closed and not opens:
            if not order.word:
                raise Inexpressible("what is over is closed, and only the buttons of its card work")
            return await self._pressed(person, topic, texts.text(f"desk_do_{order.word[1:]}", texts.languages[0]))
        written = self._written(person, topic, order)
        await self.scene.hear()
        answers = [message.text for message in self.scene.group.messages if message.reply_to is written]
        return without_thanks("\n".join(answers), order, texts)

    def _written(self, person: Person, topic: Topic | None, order: Order) -> Message:
        if topic is None:
            if order.text != "/claim":
                raise Inexpressible("what belongs to no conversation here cannot be typed in it")
            return person.writes(f"/claim {order.conversation.number}", chat=self.scene.group)
        if order.edits:
            return person.edits(self._mine(person, topic), order.text)
        about = self._mine(person, topic) if order.word == "/delete" else None
        return person.writes(order.text, topic=topic, reply_to=about)

    def _mine(self, person: Person, topic: Topic) -> Message:
        """What they said last."""
        mine = [found for found in topic.messages if found.sender is person and not found.text.startswith("/")]
        if not mine:
            raise Inexpressible("nobody can change what others said")
        return mine[-1]

    async def _topic(self, about: Conversation) -> Topic | None:
        known = await self.scene.database.threads.of(self.scene.forum.desk.carrier, about.id)
        found = [topic for topic in self.scene.group.topics if known and str(topic.id) == known.place]
        return found[-1] if found else None

    async def _pressed(self, person: Person, topic: Topic, label: str) -> str:
        card = next(message for message in reversed(topic.messages) if label in message.labels)
        pressed = person.presses(card, label)
        await self.scene.hear()
        assert pressed.answered
        return pressed.answer or ""

    async def shows(self, about: Conversation, kind: Shown) -> str | None:
        """The topic."""
        topic = await self._topic(about)
        return "\n".join(topic.texts) if topic else ""

    def away(self, *, away: bool) -> None:
        """Telegram cannot be reached."""
        faults = self.scene.telegram.faults
        if away:
            faults.always("*", Fault.reset_before())
        else:
            faults.clear()

    async def leave(self) -> None:
        """In the middle of whatever it does."""
        await self.scene.stop()


@asynccontextmanager
async def topics(plot: Plot) -> AsyncIterator[Crew]:
    """One forum; who leads without being listed is an administrator of it."""
    clock = plot.clock
    async with AsyncExitStack() as stack:
        telegram = stack.enter_context(BotApi(clock=lambda: clock.now() / 1000))
        people = {operator.name: telegram.user(operator.name) for operator in plot.people}
        leads = {one.name for one in plot.people if one.role == "lead" and not plot.listed}
        members = [person for name, person in people.items() if name not in leads]
        group = telegram.forum("Desk", members, [telegram.user("Owner"), *(people[name] for name in leads)])
        if plot.listed:
            for operator in plot.people:
                await plot.database.staff.add(replace(operator, telegram=str(people[operator.name].id)))
        there = tuple(people.values())
        yield Topics(DeskScene(telegram, (group,), there, plot.database, clock, {}, plot.settings), people)
