"""The topics of the FAQ as buttons, for those who would rather look around than ask."""

from __future__ import annotations

from collections import Counter

from conversation.decide import answers
from conversation.decide.turn import Turn
from conversation.model import Choice, Waiting

TOPICS_MOST = 8
ENTRIES_MOST = 10


def topics(turn: Turn) -> tuple[Choice, ...]:
    """The tags that most entries have, small talk aside; none where the FAQ has no tags."""
    entries = (entry for entry in turn.policy.faq.entries if entry.handoff != "never")
    tags = Counter(tag for entry in entries for tag in entry.tags)
    return tuple(Choice(f"tag:{tag}", label(tag)) for tag, _ in tags.most_common(TOPICS_MOST))


def topic(turn: Turn, tag: str) -> None:
    """The entries of a topic, to choose from; who waits for a person already is not offered one again."""
    found = [entry for entry in turn.policy.faq.entries if tag in entry.tags][:ENTRIES_MOST]
    if not found:
        turn.refuse("choice_gone", to_user=True)
        return
    entries = tuple(Choice(f"entry:{entry.id}", answers.title(turn, entry)) for entry in found)
    person = () if isinstance(turn.conversation.stage, Waiting) else (turn.choice("human", "choice_human"),)
    turn.say("topic", choices=entries + person, topic=label(tag))


def label(tag: str) -> str:
    """What a button for this tag reads."""
    words = tag.replace("-", " ").replace("_", " ").strip() or tag
    return words[0].upper() + words[1:]
