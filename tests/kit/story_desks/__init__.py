"""The desks at which the operators of a story work: the engine itself, and every real one."""

from __future__ import annotations

from tests.kit.story_desks.console import console
from tests.kit.story_desks.crew import Crew, Inexpressible, Order, Plot
from tests.kit.story_desks.discord import posts
from tests.kit.story_desks.paper import paper
from tests.kit.story_desks.telegram import topics
from tests.kit.story_desks.terminal import screen

__all__ = ["Crew", "Inexpressible", "Order", "Plot", "console", "paper", "posts", "screen", "topics"]
