"""What end-to-end tests need: processes that never outlive their test, clients that are closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.kit.clients import DeskClient, Visitor
from tests.kit.process import Running, start


class Town:
    """Starts the program and brings people to it; all of it ends with the test."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def start(self, folder: Path, *arguments: str) -> Running:
        """The serving process."""
        running = start(folder, *arguments)
        self._stack.callback(running.kill)
        return running

    def visitor(self, running: Running) -> Visitor:
        """Somebody new with the chat open."""
        return Visitor(running.base, self.client())

    def desk(self, running: Running, token: str) -> DeskClient:
        """An operator."""
        return DeskClient(running.base, token, self.client())

    def client(self) -> httpx.Client:
        """For plain requests; closed at the end of the test."""
        return self._stack.enter_context(httpx.Client(timeout=30, verify=False))


@pytest.fixture
def town() -> Iterator[Town]:
    with ExitStack() as stack:
        yield Town(stack)
