"""Where the bot may listen to what was asked of nobody in particular."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.listening import is_question
from adapters.telegram import incoming
from adapters.telegram.incoming import Json

TOPICS_REMEMBERED = 10_000
GENERAL = "1"
"""What the topic is called in the settings that a forum always has."""


@dataclass(slots=True)
class Listening:
    """In which groups and topics (none: in all) the bot may listen, and which topics were just opened there."""

    listed: Mapping[str, frozenset[str]]
    _opened: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def covers(self, chat: str, message: Json) -> bool:
        """Whether this is said where we may listen."""
        topics = self.listed.get(chat)
        if topics is None:
            return False
        return not topics or str(incoming.topic(message) or GENERAL) in topics

    def opened(self, message: Json) -> None:
        """Somebody opened a topic: their first words in it are a question to everybody."""
        self._opened[f"{message['chat']['id']}:{message.get('message_thread_id')}"] = message["from"]["id"]
        while len(self._opened) > TOPICS_REMEMBERED:
            self._opened.popitem(last=False)

    def asks(self, message: Json) -> bool:
        """Whether it begins a topic, or ends as a question does."""
        topic = f"{message['chat']['id']}:{incoming.topic(message)}"
        if self._opened.get(topic) == message["from"]["id"]:
            del self._opened[topic]
            return True
        return is_question(incoming.plain(message))
