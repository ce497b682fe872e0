"""What waited at the platform while we were away is no flood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.limits import Rate, Window
from bot.throttle import Throttle
from conversation.model import Address
from conversation.ports import Inbound, TryLater

NOW = 1_800_000_000_000
ADA = Inbound(Address("telegram", "1", "5"), "5:1", text="hello")


def test_old_messages_are_taken_as_they_come_and_new_ones_at_the_rate() -> None:
    throttle = Throttle(contact=Window(Rate(2, 10_000)))
    for _ in range(50):
        throttle.check(replace(ADA, written_at=NOW - 120_000), NOW)
    for _ in range(2):
        throttle.check(replace(ADA, written_at=NOW - 1_000), NOW)
    with pytest.raises(TryLater):
        throttle.check(replace(ADA, written_at=NOW - 1_000), NOW)
