"""How often somebody may guess a password: five times in a quarter of an hour, per name and network address."""

from __future__ import annotations

from collections import OrderedDict

LIMIT = 5
WINDOW = 15 * 60_000
"""In ms."""
REMEMBERED = 10_000
"""Names and addresses kept at most; the oldest is forgotten first."""


class Tries:
    """Failed tries of late, in memory: a restart forgets them, which costs a guesser more than it gains."""

    def __init__(self) -> None:
        self._times: OrderedDict[tuple[str, str], list[int]] = OrderedDict()

    def begin(self, name: str, client: str, now: int) -> int | None:
        """Counts a try at `now` (epoch ms) before it is judged; or how many seconds to wait, and then it is not."""
        key = (name.casefold(), client)
        recent = [at for at in self._times.pop(key, ()) if at > now - WINDOW]
        self._times[key] = recent
        if len(recent) >= LIMIT:
            return max(1, -(-(recent[0] + WINDOW - now) // 1000))
        recent.append(now)
        while len(self._times) > REMEMBERED:
            self._times.popitem(last=False)
        return None

    def forget(self, name: str, client: str) -> None:
        """They signed in."""
        self._times.pop((name.casefold(), client), None)
